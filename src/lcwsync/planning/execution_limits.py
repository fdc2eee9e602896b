"""Scheduled workflows that take accounts or access away, and that no execution limit stops."""

from collections.abc import Collection, Iterator

from lcwsync.model.conditions import OnDemandOnly
from lcwsync.model.execution_limits import limits_in_force
from lcwsync.model.harm import taking
from lcwsync.model.person import UNREAD
from lcwsync.model.state import Desired, Existing, ObjectKind
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.identity import match_workflows
from lcwsync.plan.merge import complete
from lcwsync.planning.cannot_tell import asked
from lcwsync.tenant.port import Tenant
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.places import Places


def limit_findings(
    desired: Desired, existing: Existing, tenant: Tenant, places: Places, *, only: Collection[str] = ()
) -> Iterator[Finding]:
    """A finding for each such workflow of git, or for those named by `only`.

    The tenant's settings are read only where they decide; a read that fails is a finding. Raises GraphFailure only when
    the tenant is out of reach or the sign-in is not accepted.
    """
    wanted = {name.casefold() for name in only}
    exposed = [
        workflow
        for workflow, live in _whole(desired, existing)
        if (not wanted or workflow.display_name.casefold() in wanted) and _exposed(workflow, live)
    ]
    if not exposed:
        return
    unread: list[Finding] = []
    settings = existing.settings or asked(
        "the settings of the tenant",
        tenant.settings,
        unread,
        unknown="whether an execution limit stops a schedule that takes accounts or access",
        place=places.at(ObjectKind.WORKFLOW.value, exposed[0].display_name),
    )
    yield from unread
    if settings is UNREAD or (settings and limits_in_force(None, settings.execution_limits) is not None):
        return
    for workflow in exposed:
        message = f"it {taking(workflow)} by schedule, and the service shows no execution limit for it"
        yield finding("REF007", places.at(ObjectKind.WORKFLOW.value, workflow.display_name), message)


def version_findings(names: Collection[str], existing: Existing, places: Places) -> Iterator[Finding]:
    """A finding for each workflow that gets a new version, by its name, and has execution limits of its own."""
    for live in existing.workflows:
        name = live.workflow.display_name
        limits = limits_in_force(live.execution_limits, None)
        if name in names and limits is not None:
            message = f"its own execution limit ({limits}) may be gone after the new version"
            yield finding("REF008", places.at(ObjectKind.WORKFLOW.value, name), message)


def _exposed(workflow: Workflow, live: LiveWorkflow | None) -> bool:
    runs = workflow.is_scheduling_enabled and workflow.is_enabled is not False
    if not runs or isinstance(workflow.conditions, OnDemandOnly) or not taking(workflow):
        return False
    return limits_in_force(live.execution_limits if live else None, None) is None


def _whole(desired: Desired, existing: Existing) -> Iterator[tuple[Workflow, LiveWorkflow | None]]:
    found = match_workflows(desired, existing).live
    for workflow in desired.workflows:
        live = found.get(workflow.display_name.casefold())
        yield (complete(workflow, live.workflow) if live else workflow), live
