"""List the placeholders that the subject and the text of a mail can hold. Offline."""

import argparse
import sys

from lcwsync.cli.options import line_width
from lcwsync.values.exit_codes import ExitCode


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """The command has no options."""


def run(_arguments: argparse.Namespace) -> ExitCode:
    """Exit 0."""
    from lcwsync.model.catalogue import placeholders
    from lcwsync.render.reference import columns, placeholder_rows

    print(columns(placeholder_rows(placeholders()), width=line_width(sys.stdout)), end="")
    return ExitCode.DONE
