"""Show runs, failures and their reasons, pauses, quarantine, requests in My Access. Changes nothing, and works while
files are broken: requests that git describes with errors are named as not looked at.

With --exit-code it is a check for a nightly job: 2 when somebody failed or a workflow is quarantined, 1 when requests
in My Access could not be read, in the tenant or in git, and nothing else is wrong.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
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
from lcwsync.cli.session import configured, tenant_of, without_errors
from lcwsync.values.errors import UsageError
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from lcwsync.config.load import Resolved
    from lcwsync.inspect.access_requests import RequestsStatus
    from lcwsync.inspect.status import Status
    from lcwsync.model.pass_requests import PassRequests
    from lcwsync.model.person import Person
    from lcwsync.model.run import PersonResult
    from lcwsync.tenant.port import Tenant

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "workflow",
        nargs="?",
        metavar="WORKFLOW",
        help="only this workflow and the requests that lead to it (default: all)",
    )
    parser.add_argument(
        "--last", type=int, default=5, metavar="N", help="runs, failures and requests to show (default: 5)"
    )
    parser.add_argument("--failed", action="store_true", help="only what failed, and workflows in quarantine")
    parser.add_argument(
        "--since",
        type=_since,
        metavar="TIME",
        help="only runs and requests since then: 24h, 7d, or a date such as 2026-11-25",
    )
    parser.add_argument(
        "--user", metavar="UPN", help="what the workflows did for one person, and the requests by or for them"
    )
    parser.add_argument(
        "--exit-code", action="store_true", help="exit 2 when somebody failed, 1 when that cannot be told"
    )
    parser.add_argument("--show-people", action="store_true", help="name people in markdown instead of masking them")
    add_format(parser, FORMATS)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the status here instead of stdout")
    add_colour(parser)
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0; with --exit-code 2 when somebody failed or a workflow is quarantined, 1 when that cannot be told."""
    from lcwsync.model.references import Ref, RefKind

    resolved = without_errors(configured(arguments))
    with tenant_of(resolved.environment, purpose="plan") as tenant:
        status = _read(arguments, resolved, tenant)
        people = sorted({result.person_id for item in status.workflows for result in item.results})
        names = tenant.names(Ref(RefKind.USER, id=person) for person in people) if people else {}
    shown = status.only_troubled() if arguments.failed else status
    write_artefact(FORMATS[arguments.format](shown, names, arguments), arguments.output)
    if not arguments.exit_code:
        return ExitCode.DONE
    if status.troubled:
        return ExitCode.CHANGES
    return ExitCode.ERROR if status.unread_requests else ExitCode.DONE


def _read(arguments: argparse.Namespace, resolved: "Resolved", tenant: "Tenant") -> "Status":
    since = arguments.since
    if isinstance(since, timedelta):
        since = tenant.now() - since
    person = tenant.people.person(arguments.user) if arguments.user else None
    if arguments.user and person is None:
        raise UsageError(f"the directory has no user {arguments.user}", hint="pass the user principal name")
    return read_status(
        tenant,
        resolved,
        name=arguments.workflow,
        since=since,
        person=person,
        failed=arguments.failed,
        last=arguments.last,
    )


def read_status(
    tenant: "Tenant",
    resolved: "Resolved",
    *,
    name: str | None = None,
    since: datetime | None = None,
    person: "Person | None" = None,
    failed: bool = False,
    last: int,
) -> "Status":
    """The status of one workflow or all, with the newest `last` runs and failures of each, and the newest `last`
    requests of those front doors that lead to them; `failed`: only requests that failed. Front doors that `resolved`
    could not read are told as such. Raises TenantError."""
    from lcwsync.inspect.access_requests import unread_doors
    from lcwsync.inspect.status import Status, workflow_status
    from lcwsync.planning.named import named_workflow

    workflows = (named_workflow(name, tenant),) if name else tenant.workflows()
    items = []
    by_name: dict[str, list[PersonResult]] = {}
    for live in workflows:
        results = tenant.runs.results(live.id)
        by_name.setdefault(live.workflow.display_name.casefold(), []).extend(results)
        item = workflow_status(
            live,
            tenant.runs.runs(live.id),
            results,
            since=since,
            person_id=person.id if person else None,
            last=last,
        )
        items.append(item.with_results(tuple(tenant.runs.with_tasks(live.id, result) for result in item.results)))
    person_id = person.id if person else None
    requests = [
        _read_requests(door, by_name, tenant, since=since, person_id=person_id, failed=failed, last=last)
        for door in resolved.desired.pass_requests
        if name is None or (door.workflow or "").casefold() in by_name
    ]
    requests += unread_doors(resolved.unread)
    return Status(
        environment=resolved.environment.name,
        tenant=tenant.identity(),
        workflows=tuple(items),
        since=since,
        person=person,
        requests=tuple(requests),
    )


def _read_requests(
    door: "PassRequests",
    results: "Mapping[str, Sequence[PersonResult]]",
    tenant: "Tenant",
    *,
    since: datetime | None,
    person_id: str | None,
    failed: bool,
    last: int,
) -> "RequestsStatus":
    """The requests of one front door; `results` by the name of the workflow, without case."""
    from lcwsync.inspect.access_requests import RequestsStatus, requests_status
    from lcwsync.tenant.http.failure import FailureKind, GraphFailure

    try:
        packages = tenant.entitlement.packages([door.display_name])
        asked = [request for package in packages for request in tenant.entitlement.requests_of(package.id)]
    except GraphFailure as failure:
        if failure.kind is not FailureKind.FORBIDDEN:
            raise
        return RequestsStatus(name=door.display_name, exists=None)
    return requests_status(
        door.display_name,
        asked,
        results.get((door.workflow or "").casefold()),
        exists=bool(packages),
        since=since,
        person_id=person_id,
        failed=failed,
        last=last,
    )


def _since(text: str) -> datetime | timedelta:
    """argparse type: a span such as 24h, counted back from the tenant's clock, or a date."""
    number, unit = text[:-1], text[-1:]
    if unit in _UNITS and number.isascii() and number.isdecimal() and len(number) < 6:
        return int(number) * _UNITS[unit]
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a time: write 24h, 7d or 2026-11-25") from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _text(status: "Status", names: Mapping[str, str], arguments: argparse.Namespace) -> str:
    from lcwsync.render.status.text import status_text

    return status_text(
        status,
        names,
        colour=coloured(arguments),
        unicode=unicode(sys.stdout),
        width=line_width(sys.stdout, arguments.output),
    )


def _json(status: "Status", names: Mapping[str, str], _arguments: argparse.Namespace) -> str:
    from lcwsync.render.status.json import status_json

    return status_json(status, names, tool_version=__version__)


def _markdown(status: "Status", names: Mapping[str, str], arguments: argparse.Namespace) -> str:
    from lcwsync.render.status.markdown import status_markdown

    return status_markdown(status, names, show_people=arguments.show_people).text


def _html(status: "Status", names: Mapping[str, str], _arguments: argparse.Namespace) -> str:
    from lcwsync.render.status.html import status_html

    return status_html(status, names, tool_version=__version__)


FORMATS: "Mapping[str, Callable[[Status, Mapping[str, str], argparse.Namespace], str]]" = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
    "html": _html,
}
"""What renders a status with the names of its people, by `--format`."""
