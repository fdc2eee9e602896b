"""List the attributes that scope rules and triggers can name, with their operators. Offline."""

import argparse
import sys

from lcwsync.cli.options import line_width
from lcwsync.values.errors import UsageError
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("word", nargs="?", metavar="WORD", help="only attributes with this word in their name")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0, or 64 when no attribute has the word."""
    from lcwsync.model.rule.attributes import ATTRIBUTES, suggestion
    from lcwsync.render.formats.fit import fitted
    from lcwsync.render.reference import attribute_rows, columns

    word = (arguments.word or "").lower()
    fitting = [attribute for name, attribute in ATTRIBUTES.items() if word in name.lower()]
    if not fitting:
        near = suggestion(arguments.word)
        hint = f"did you mean {near}?" if near else "`lcwsync attributes` lists all of them"
        raise UsageError("no attribute has this word in its name", hint=hint)
    width = line_width(sys.stdout)
    print(columns(attribute_rows(fitting), width=width), end="")
    if not word:
        more = (
            "\nBesides these: customSecurityAttributes/SET/NAME and extension_APPID_NAME, which each tenant defines.\n"
            "A rule: (department eq 'Sales' and employeeOrgData/costCenter in ('10', '20'))"
        )
        print(fitted(more, width))
    return ExitCode.DONE
