"""Show what every workflow makes of one person: each condition with the value that was read, when it runs or ran, and
what each task did or would do. Changes nothing, and works while files are broken.

Git's values count, completed from the tenant, so that a change can be judged before it is applied. What the directory
does not show is told as "cannot tell".
"""

import argparse
import sys
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.options import (
    add_colour,
    add_config,
    add_environment,
    add_format,
    coloured,
    file_path,
    line_width,
    unicode,
    write_artefact,
)
from lcwsync.cli.session import although_broken, tenant_of
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lcwsync.preview.why import Why


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("user", metavar="UPN", help="user principal name or object id")
    parser.add_argument("--workflow", metavar="WORKFLOW", help="only this workflow (default: all)")
    add_format(parser, FORMATS)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the answer here instead of stdout")
    add_colour(parser)
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 whatever the answer; 64 for a user or workflow that does not exist."""
    from lcwsync.preview.one_person import why

    result = although_broken(arguments)
    with tenant_of(result.environment, purpose="plan") as tenant:
        found = why(result, tenant, arguments.user, name=arguments.workflow)
    write_artefact(FORMATS[arguments.format](found, arguments), arguments.output)
    return ExitCode.DONE


def _text(why: "Why", arguments: argparse.Namespace) -> str:
    from lcwsync.render.why.text import why_text

    return why_text(
        why, colour=coloured(arguments), unicode=unicode(sys.stdout), width=line_width(sys.stdout, arguments.output)
    )


def _json(why: "Why", _arguments: argparse.Namespace) -> str:
    from lcwsync.render.why.json import why_json

    return why_json(why, tool_version=__version__)


def _html(why: "Why", _arguments: argparse.Namespace) -> str:
    from lcwsync.render.why.html import why_html

    return why_html(why, tool_version=__version__)


FORMATS: "Mapping[str, Callable[[Why, argparse.Namespace], str]]" = {"text": _text, "json": _json, "html": _html}
"""What renders the answers, by `--format`."""
