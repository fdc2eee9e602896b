"""Show who is in a workflow's scope, when it would take each of them up, and who would receive each pass.

Works for workflows that so far exist only in the files. Writes nothing.
"""

import argparse
import sys
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.options import (
    add_config,
    add_deadline,
    add_environment,
    add_format,
    file_path,
    unicode,
    write_artefact,
)
from lcwsync.cli.session import resolve_one, tenant_of
from lcwsync.preview.preview import DEFAULT_DAYS
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lcwsync.preview.environment import Previews

LONGEST_DAYS = 366


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "workflow",
        nargs="?",
        metavar="WORKFLOW",
        help="displayName of a workflow of the files or of the tenant (default: all of the files that run by schedule)",
    )
    add_config(parser)
    add_environment(parser)
    parser.add_argument(
        "--days", type=_days, default=DEFAULT_DAYS, metavar="N", help="how far to look ahead (default: %(default)s)"
    )
    add_format(parser, FORMATS)
    parser.add_argument("--show-people", action="store_true", help="name people in markdown instead of masking them")
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the preview here instead of stdout")
    add_deadline(parser, 60)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 whatever the verdicts: a preview informs."""
    from lcwsync.preview.environment import preview_environment
    from lcwsync.render.preview.rows import LISTED

    result = resolve_one(arguments)
    listed = None if arguments.format == "json" else LISTED
    with tenant_of(result.environment, purpose="plan", deadline_minutes=arguments.deadline) as tenant:
        previews = preview_environment(result, tenant, name=arguments.workflow, days=arguments.days, listed=listed)
    write_artefact(FORMATS[arguments.format](previews, arguments), arguments.output)
    return ExitCode.DONE


def _text(previews: "Previews", _arguments: argparse.Namespace) -> str:
    from lcwsync.render.preview.text import previews_text

    return previews_text(previews, unicode=unicode(sys.stdout))


def _json(previews: "Previews", _arguments: argparse.Namespace) -> str:
    from lcwsync.render.preview.json import previews_json

    return previews_json(previews, tool_version=__version__)


def _markdown(previews: "Previews", arguments: argparse.Namespace) -> str:
    from lcwsync.render.preview.markdown import previews_markdown

    return previews_markdown(previews, show_people=arguments.show_people).text


FORMATS: "Mapping[str, Callable[[Previews, argparse.Namespace], str]]" = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
}
"""What renders previews, by `--format`."""


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 <= int(text) <= LONGEST_DAYS:
        raise argparse.ArgumentTypeError(f"a number of days from 0 to {LONGEST_DAYS} was expected, not {text!r}")
    return int(text)
