"""Show who is in a workflow's scope, when it would take each of them up, what each task would do for them, and who
would receive each pass. With --user, what it would do for these people if somebody started it now.

Works for workflows that so far exist only in the files. Writes nothing.
"""

import argparse
import sys
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.options import (
    add_colour,
    add_config,
    add_deadline,
    add_environment,
    add_format,
    coloured,
    file_path,
    line_width,
    unicode,
    write_artefact,
    write_parts,
)
from lcwsync.cli.session import readable, resolve_one, tenant_of
from lcwsync.cli.spool import Spool
from lcwsync.config.load import load
from lcwsync.preview.circumstances import DEFAULT_DAYS
from lcwsync.values.errors import UsageError
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from lcwsync.config.load import Resolved
    from lcwsync.preview.environment import Previews
    from lcwsync.preview.front_door import DoorForecasts
    from lcwsync.preview.preview import Expected

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
    parser.add_argument(
        "--asked-for", metavar="UPN", help="who may ask in My Access for this person, and what would come of it"
    )
    parser.add_argument(
        "--asked-by", metavar="UPN", help="for whom this manager may ask in My Access, and what would come of it"
    )
    parser.add_argument("--failing", action="store_true", help="only people whose pass will not arrive, and why")
    parser.add_argument(
        "--service", action="store_true", help="ask for the service's own previews too, and say where they differ"
    )
    parser.add_argument("--exit-code", action="store_true", help="exit 2 when a pass will not arrive")
    parser.add_argument(
        "--user",
        action="append",
        default=[],
        metavar="UPN",
        help="as if WORKFLOW were started for this person now; may be repeated, up to ten people",
    )
    add_format(parser, ("text", "json", "markdown", "html"))
    add_colour(parser)
    parser.add_argument("--show-people", action="store_true", help="name people in markdown and HTML")
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the preview here instead of stdout")
    add_deadline(parser, 60)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 whatever the verdicts: a preview informs. With --exit-code, 2 when a pass will not arrive, 1 when
    that cannot be told because git could not be read as a whole."""
    from lcwsync.planning.readable import as_far_as_readable
    from lcwsync.preview.environment import preview_environment
    from lcwsync.render.preview.rows import LISTED

    if arguments.user:
        _check_users(arguments)
    if arguments.asked_for or arguments.asked_by:
        return _asked(arguments, resolve_one(arguments))
    result = readable(load(arguments.config), arguments.environment)
    with (
        _Everybody() as everybody,
        tenant_of(result.environment, purpose="plan", deadline_minutes=arguments.deadline) as tenant,
    ):
        as_json = arguments.format == "json"
        previews = as_far_as_readable(
            result,
            lambda rest: preview_environment(
                rest,
                tenant,
                name=arguments.workflow,
                days=arguments.days,
                listed=LISTED,
                keeps=everybody.keep if as_json else None,
                failing=arguments.failing,
                service=arguments.service,
                users=arguments.user,
            ),
        )
        if as_json:
            write_parts(everybody.document(previews), arguments.output)
        else:
            write_artefact(FORMATS[arguments.format](previews, arguments), arguments.output)
    misses = any(
        preview.passes.expected > preview.passes.arriving or (preview.makes_passes and not preview.known)
        for preview in previews.workflows
    )
    if not arguments.exit_code or not (misses or previews.unread):
        return ExitCode.DONE
    return ExitCode.CHANGES if misses else ExitCode.ERROR


def _check_users(arguments: argparse.Namespace) -> None:
    from lcwsync.model.run import MAX_PEOPLE

    if not arguments.workflow:
        raise UsageError("--user needs a workflow to start", hint="give the workflow's name as well")
    if arguments.asked_for or arguments.asked_by or arguments.service:
        raise UsageError(
            "--user does not go together with --asked-for, --asked-by and --service", hint="leave out one of them"
        )
    if len(arguments.user) > MAX_PEOPLE:
        raise UsageError(
            f"{len(arguments.user)} people; one run takes {MAX_PEOPLE} at most", hint="ask in several steps"
        )


def _asked(arguments: argparse.Namespace, result: "Resolved") -> ExitCode:
    from lcwsync.preview.front_door import forecast_by_manager, forecast_requests

    if arguments.asked_for and arguments.asked_by:
        raise UsageError("--asked-for and --asked-by do not go together", hint="pass one of them")
    if arguments.format not in _ASKED:
        raise UsageError(f"a preview of requests has no format {arguments.format}", hint=f"pass {', '.join(_ASKED)}")
    with tenant_of(result.environment, purpose="plan", deadline_minutes=arguments.deadline) as tenant:
        if arguments.asked_by:
            forecasts = forecast_by_manager(result, tenant, arguments.asked_by)
        else:
            forecasts = forecast_requests(result, tenant, arguments.asked_for)
    write_artefact(_ASKED[arguments.format](forecasts, arguments), arguments.output)
    return ExitCode.DONE


def _asked_text(forecasts: "DoorForecasts", arguments: argparse.Namespace) -> str:
    from lcwsync.render.formats.fit import fitted
    from lcwsync.render.preview.front_door import front_doors_text

    return fitted(front_doors_text(forecasts, unicode=unicode(sys.stdout)), line_width(sys.stdout, arguments.output))


def _asked_json(forecasts: "DoorForecasts", _arguments: argparse.Namespace) -> str:
    from lcwsync.render.preview.front_door_json import front_doors_json

    return front_doors_json(forecasts, tool_version=__version__)


def _asked_markdown(forecasts: "DoorForecasts", arguments: argparse.Namespace) -> str:
    from lcwsync.render.preview.front_door import front_doors_markdown

    return front_doors_markdown(forecasts, show_people=arguments.show_people).text


_ASKED: "Mapping[str, Callable[[DoorForecasts, argparse.Namespace], str]]" = {
    "text": _asked_text,
    "json": _asked_json,
    "markdown": _asked_markdown,
}
"""What renders a preview of requests in My Access, by `--format`."""


class _Everybody:
    """The people of each workflow, in files: a directory of 100,000 is written without being held."""

    def __init__(self) -> None:
        self._spools: dict[int, Spool] = {}

    def __enter__(self) -> "_Everybody":
        return self

    def __exit__(self, *_: object) -> None:
        for spool in self._spools.values():
            spool.close()

    def keep(self, position: int) -> "Callable[[Sequence[Expected]], None]":
        """What takes the people of the workflow at a position."""
        from lcwsync.preview.preview import by_moment
        from lcwsync.render.preview.json import people_texts

        spool = self._spools[position] = Spool()
        return lambda people: spool.add(zip(map(by_moment, people), people_texts(people), strict=True))

    def document(self, previews: "Previews") -> "Iterator[str]":
        """The whole document, in parts."""
        from lcwsync.render.preview.json import previews_chunks

        return previews_chunks(previews, [self._spools[n] for n in sorted(self._spools)], tool_version=__version__)


def _text(previews: "Previews", arguments: argparse.Namespace) -> str:
    from lcwsync.render.formats.fit import fitted

    width = line_width(sys.stdout, arguments.output)
    if arguments.failing:
        from lcwsync.render.preview.failing import failing_text

        return fitted(failing_text(previews, unicode=unicode(sys.stdout)), width)
    from lcwsync.render.preview.text import previews_text

    return previews_text(previews, colour=coloured(arguments), unicode=unicode(sys.stdout), width=width)


def _markdown(previews: "Previews", arguments: argparse.Namespace) -> str:
    if arguments.failing:
        from lcwsync.render.preview.failing import failing_markdown

        return failing_markdown(previews, show_people=arguments.show_people).text
    from lcwsync.render.preview.markdown import previews_markdown

    return previews_markdown(previews, show_people=arguments.show_people).text


def _html(previews: "Previews", arguments: argparse.Namespace) -> str:
    from lcwsync.render.preview.html import previews_html

    return previews_html(previews, show_people=arguments.show_people, tool_version=__version__)


FORMATS: "Mapping[str, Callable[[Previews, argparse.Namespace], str]]" = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
}
"""What renders previews for people, by `--format`; JSON has everybody in it and is written in parts."""


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 <= int(text) <= LONGEST_DAYS:
        raise argparse.ArgumentTypeError(f"a number of days from 0 to {LONGEST_DAYS} was expected, not {text!r}")
    return int(text)
