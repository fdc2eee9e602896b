"""Show who is in a workflow's scope, when it would take each of them up, and who would receive each pass.

Works for workflows that so far exist only in the files. Writes nothing.
"""

import argparse
import sys

from lcwsync import __version__
from lcwsync.cli.options import add_config, add_environment, add_format, file_path, unicode, write_artefact
from lcwsync.cli.session import resolve_one, tenant_of
from lcwsync.preview.preview import DEFAULT_DAYS
from lcwsync.values.exit_codes import ExitCode

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
    add_format(parser, ("text", "json", "markdown"))
    parser.add_argument("--show-people", action="store_true", help="name people in markdown instead of masking them")
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the preview here instead of stdout")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 whatever the verdicts: a preview informs."""
    from lcwsync.preview.environment import preview_environment
    from lcwsync.render import preview as people

    result = resolve_one(arguments)
    with tenant_of(result.environment, purpose="plan") as tenant:
        previews = preview_environment(
            result,
            tenant,
            name=arguments.workflow,
            days=arguments.days,
            listed=None if arguments.format == "json" else people.LISTED,
        )
    match arguments.format:
        case "json":
            text = people.previews_json(previews, tool_version=__version__)
        case "markdown":
            text = people.previews_markdown(previews, show_people=arguments.show_people)
        case _:
            text = people.previews_text(previews, unicode=unicode(sys.stdout))
    write_artefact(text, arguments.output)
    return ExitCode.DONE


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 <= int(text) <= LONGEST_DAYS:
        raise argparse.ArgumentTypeError(f"a number of days from 0 to {LONGEST_DAYS} was expected, not {text!r}")
    return int(text)
