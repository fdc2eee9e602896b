"""The command line: parsing, the one error boundary, exit codes."""

from lcwsync.cli.main import main

__all__ = ["main"]
