"""Explain the code of a finding, a risk or a refusal: the meaning, the reason, and the next step. Offline."""

import argparse
import sys

from lcwsync.cli.options import line_width, terminal_width
from lcwsync.values.errors import UsageError
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="one code (default: a list of all)")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0, or 64 for a code that does not exist."""
    if arguments.code:
        return explain(arguments.code)
    from lcwsync.render.reference import code_rows, columns
    from lcwsync.values.codes.register import CODES

    print(columns(code_rows(CODES), width=line_width(sys.stdout)), end="")
    return ExitCode.DONE


def explain(code: str) -> ExitCode:
    """Print what is behind a code, whatever its case. Raises UsageError for one that does not exist."""
    from lcwsync.render.reference import code_text
    from lcwsync.values.codes.register import CODES
    from lcwsync.values.nearest import nearest_few

    name = {known.casefold(): known for known in CODES}.get(code.casefold())
    if name is None:
        near = nearest_few(code, CODES, alike=0.6)
        what = f"no finding, risk or refusal has the code {code}"
        hint = f"did you mean {', '.join(near)}?" if near else "`lcwsync explain` lists all of them"
        raise UsageError(what, hint=hint)
    print(code_text(name, CODES[name], width=terminal_width()), end="")
    return ExitCode.DONE
