"""Faults that the sandbox injects on request: which there are, what they do to a request, another admin's edits."""

from lcwsync.sandbox.faults.faults import ConnectionDropped, ConnectionRefused_, Faults, parse_fault

__all__ = ["ConnectionDropped", "ConnectionRefused_", "Faults", "parse_fault"]
