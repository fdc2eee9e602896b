"""Requests in My Access for one person: who may ask, at which level, and what would come of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lcwsync.config.load import Resolved
from lcwsync.judge.foresee import foresee
from lcwsync.judge.passes import Pass, tap_task
from lcwsync.judge.timing import Timing, When
from lcwsync.model.pass_requests import AllMembers, InGroups, PassRequests
from lcwsync.model.person import UNREAD, Manager, Membership, PassFacts, Person
from lcwsync.model.settings import DEFAULT_SCHEDULE_INTERVAL_HOURS
from lcwsync.preview.environment import existing_for_preview, whole_workflows
from lcwsync.tenant.facts import FactReader
from lcwsync.tenant.names import resolve
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.task_facts import read_task_facts
from lcwsync.values.errors import ConfigError, UsageError
from lcwsync.values.findings import has_errors, sort_findings

DELIVERY = timedelta(minutes=15)
"""What delivery is expected to take at best; the documentation allows a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """A manager above the person. `may_ask` None: no page tells what the policy's level means for this manager."""

    manager: Manager
    level: int
    may_ask: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorForecast:
    """What a request for a person through one front door would lead to."""

    requests: PassRequests
    person: Person
    askers: tuple[Asker, ...]
    """Everybody above the person, the direct manager first."""
    among_people: bool | None
    """Whether the person is among those of the policy; None: cannot tell."""
    tap: Pass | None
    """The pass that the workflow would create at its next run; None when git names no workflow that creates one."""
    interval_hours: int
    notes: tuple[str, ...] = ()


def forecast_requests(resolved: Resolved, tenant: Tenant, name: str) -> tuple[DoorForecast, ...]:
    """What a request for the person of that user principal name would lead to, for each front door of git.

    Raises UsageError for an unknown person and where git describes no front door, ConfigError, TenantError.
    """
    if not resolved.desired.pass_requests:
        raise UsageError("git describes no requests in My Access", hint="add a document of kind PassRequests")
    person = tenant.people.person(name)
    if person is None:
        raise UsageError(f"the directory has no user {name}", hint="pass the user principal name")
    existing = existing_for_preview(resolved.desired, tenant)
    resolution = resolve(resolved.desired, tenant, existing, resolved.places)
    if has_errors(resolution.findings):
        findings = sort_findings(resolution.findings)
        raise ConfigError("names in the configuration do not fit the tenant", findings=findings)
    desired = resolution.desired
    reader = FactReader(tenant)
    facts = reader.read((person,)).get(person.id, PassFacts())
    line = tenant.people.line(person.id)
    stated = desired.settings or existing.settings
    interval = (stated and stated.workflow_schedule_interval_in_hours) or DEFAULT_SCHEDULE_INTERVAL_HOURS
    workflows = {w.display_name.casefold(): w for w, _ in whole_workflows(desired, existing, None)}
    now = tenant.now()
    found: list[DoorForecast] = []
    for requests in desired.pass_requests:
        workflow = workflows.get((requests.workflow or "").casefold())
        tap: Pass | None = None
        if workflow is not None and tap_task(workflow):
            tenant_facts = replace(
                read_task_facts([workflow], None, tenant), policy=desired.tap_policy or existing.tap_policy
            )
            tap = foresee(workflow, person, facts, tenant_facts, next_run(now, interval)).tap
        found.append(
            DoorForecast(
                requests=requests,
                person=person,
                askers=askers(requests, line.managers),
                among_people=among(requests, person, facts),
                tap=tap,
                interval_hours=interval,
                notes=tuple(reader.notes),
            )
        )
    return tuple(found)


def askers(requests: PassRequests, managers: tuple[Manager, ...]) -> tuple[Asker, ...]:
    """Everybody above the person, with whether the policy lets them ask."""
    found: list[Asker] = []
    for level, manager in enumerate(managers, 1):
        reached = level == 1 if requests.manager_level == 1 else (None if level <= requests.manager_level else False)
        found.append(Asker(manager=manager, level=level, may_ask=False if manager.enabled is False else reached))
    return tuple(found)


def among(requests: PassRequests, person: Person, facts: PassFacts) -> bool | None:
    """Whether the person is among those of the policy; None when that was not read, or a rule decides."""
    match requests.for_:
        case AllMembers():
            return person.membership in (Membership.MEMBER, Membership.EXTERNAL_MEMBER)
        case InGroups(groups=groups):
            return None if facts.groups is UNREAD else bool(facts.groups & {group.id or "" for group in groups})
        case _:
            return None


def next_run(now: datetime, interval_hours: int) -> When:
    """The run that takes up a request made now: after delivery, and within an interval."""
    earliest = now + DELIVERY
    latest = earliest + timedelta(hours=interval_hours)
    return When(timing=Timing.DUE, moment=now, earliest=earliest, latest=latest)
