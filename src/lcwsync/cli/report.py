"""Write static pages to look at, without a server: whom workflows will take up, what ran, the reporting line with its
breaks, who can get a pass and how, and the versions of every workflow. Nothing is loaded, and no script runs.

People are masked unless --show-people asks for their names; keep those pages where only administrators can read them.
"""

import argparse
from typing import TYPE_CHECKING, TypeVar

from lcwsync import __version__
from lcwsync.cli.options import add_config, add_environment, directory_path, say, write_artefact
from lcwsync.cli.session import resolve_one, tenant_of
from lcwsync.cli.status import read_status
from lcwsync.preview.circumstances import DEFAULT_DAYS
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lcwsync.audit.environment import Audit
    from lcwsync.config.load import Resolved
    from lcwsync.inspect.reporting_line import ReportingLines
    from lcwsync.inspect.status import Status
    from lcwsync.render.report.pages import NotRead, Report
    from lcwsync.render.report.versions import WorkflowHistory
    from lcwsync.tenant.port import Tenant

T = TypeVar("T")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=directory_path, required=True, metavar="DIR", help="directory to write to")
    parser.add_argument(
        "--days",
        type=int,
        choices=range(1, 367),
        default=DEFAULT_DAYS,
        metavar="N",
        help="how far to look ahead (default: %(default)s)",
    )
    parser.add_argument("--show-people", action="store_true", help="name people instead of masking them")
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 when every page was written; a page says what of it could not be read."""
    from lcwsync.render.report.pages import report_pages

    result = resolve_one(arguments)
    with tenant_of(result.environment, purpose="plan") as tenant:
        report = _read(result, tenant, arguments.days)
    pages = report_pages(report, show_people=arguments.show_people, tool_version=__version__)
    for name, content in pages.items():
        write_artefact(content, arguments.out / name)
    say(f"{arguments.out / 'index.html'}: {len(pages)} pages written")
    return ExitCode.DONE


def _read(result: "Resolved", tenant: "Tenant", days: int) -> "Report":
    from lcwsync.model.references import Ref, RefKind
    from lcwsync.preview.environment import preview_environment
    from lcwsync.render.preview.rows import LISTED
    from lcwsync.render.report.pages import NotRead, Report

    previews = preview_environment(result, tenant, name=None, days=days, listed=LISTED)
    status = _unless_refused(lambda: read_status(tenant, result, last=10))
    lines = _unless_refused(lambda: _lines(tenant))
    audit = _unless_refused(lambda: _audit(result, tenant))
    histories = _unless_refused(lambda: _histories(status, tenant))
    ids: set[str] = set()
    if not isinstance(status, NotRead):
        ids |= {one.person_id for item in status.workflows for one in item.results}
    if not isinstance(histories, NotRead):
        ids |= {id_ for each in histories for one in each.versions if (id_ := one.live.last_modified_by)}
    names: Mapping[str, str] = tenant.names(Ref(RefKind.USER, id=id_) for id_ in sorted(ids)) if ids else {}
    return Report(previews=previews, status=status, lines=lines, audit=audit, histories=histories, names=names)


def _unless_refused(read: "Callable[[], T]") -> "T | NotRead":
    """What was read, or why a permission is missing. Raises GraphFailure for any other failure."""
    from lcwsync.render.report.pages import NotRead
    from lcwsync.tenant.http.failure import FailureKind, GraphFailure

    try:
        return read()
    except GraphFailure as failure:
        if failure.kind is not FailureKind.FORBIDDEN:
            raise
        return NotRead(str(failure))


def _lines(tenant: "Tenant") -> "ReportingLines":
    from lcwsync.inspect.reporting_line import reporting_lines

    return reporting_lines(tenant.people.colleagues(), now=tenant.now())


def _audit(result: "Resolved", tenant: "Tenant") -> "Audit":
    from lcwsync.audit.environment import audit
    from lcwsync.audit.evidence import read_evidence

    content = tenant.signed_in()
    signed_in = (content.user or content.application_id) if content else None
    return audit(result, read_evidence(result, tenant), signed_in=signed_in)


def _histories(status: "Status | NotRead", tenant: "Tenant") -> "Sequence[WorkflowHistory]":
    from lcwsync.inspect.history import difference
    from lcwsync.render.report.pages import NotRead
    from lcwsync.render.report.versions import WorkflowHistory

    workflows = tenant.workflows() if isinstance(status, NotRead) else [item.live for item in status.workflows]
    found = []
    for live in workflows:
        versions = tenant.versions(live)
        pairs = zip(versions[1:], versions, strict=False)
        changes = [(older.number, newer.number, difference(older, newer)) for older, newer in pairs]
        found.append(WorkflowHistory(live.workflow.display_name, versions, changes))
    return found
