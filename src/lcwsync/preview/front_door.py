"""Requests in My Access: who may ask for a person, or for whom a manager may ask, and what would come of it."""

from dataclasses import replace

from lcwsync.config.load import Resolved
from lcwsync.judge.passes import Pass, tap_task
from lcwsync.judge.requests import next_run, pass_of_request
from lcwsync.model.pass_requests import AllMembers, InGroups, PassRequests
from lcwsync.model.person import UNREAD, Manager, Membership, PassFacts, Person
from lcwsync.model.settings import DEFAULT_SCHEDULE_INTERVAL_HOURS
from lcwsync.model.state import TenantIdentity
from lcwsync.planning.whole_workflows import whole_workflows
from lcwsync.preview.environment import existing_for_preview
from lcwsync.tenant.facts import FactReader
from lcwsync.tenant.names import resolve
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.task_facts import read_task_facts
from lcwsync.values.errors import ConfigError, UsageError
from lcwsync.values.findings import has_errors, sort_findings
from lcwsync.values.records import dataclass


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A person below a manager. `may_ask` None: no page tells what the policy's level means for this manager."""

    level: int
    may_ask: bool | None
    forecast: DoorForecast


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerForecast:
    """For whom a manager may ask through one front door, and what would come of each request."""

    requests: PassRequests
    manager: Manager
    reports: tuple[Report, ...]
    """Down to the policy's level, direct reports first."""
    interval_hours: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorForecasts:
    """The front doors of an environment for one person, or for one manager."""

    environment: str
    tenant: TenantIdentity
    doors: tuple[DoorForecast | ManagerForecast, ...]
    asked_for: str | None = None
    """The user principal name of the person."""
    asked_by: str | None = None
    """The user principal name of the manager, as the command gave it."""


def forecast_requests(resolved: Resolved, tenant: Tenant, name: str) -> DoorForecasts:
    """What a request for the person of that user principal name would lead to, for each front door of git.

    Raises UsageError for an unknown person and where git describes no front door, ConfigError, TenantError.
    """
    _check_described(resolved)
    person = tenant.people.person(name)
    if person is None:
        raise _unknown(name)
    doors = _Doors(resolved, tenant)
    facts = doors.reader.read((person,)).get(person.id, PassFacts())
    line = tenant.people.line(person.id)
    return DoorForecasts(
        environment=resolved.environment.name,
        tenant=tenant.identity(),
        doors=tuple(doors.forecast(requests, person, facts, line.managers) for requests in doors.described),
        asked_for=person.user_principal_name,
    )


def forecast_by_manager(resolved: Resolved, tenant: Tenant, name: str) -> DoorForecasts:
    """For whom the manager of that user principal name may ask, for each front door of git.

    Raises UsageError for an unknown manager and where git describes no front door, ConfigError, TenantError.
    """
    _check_described(resolved)
    manager = tenant.people.account(name)
    if manager is None:
        raise _unknown(name)
    doors = _Doors(resolved, tenant)
    below = _below(manager.id, max(requests.manager_level for requests in doors.described), tenant)
    facts = doors.reader.read([person for _, person in below])
    by_door = tuple(
        ManagerForecast(
            requests=requests,
            manager=manager,
            reports=tuple(
                Report(
                    level=level,
                    may_ask=_may_ask(requests, level, manager),
                    forecast=doors.forecast(requests, person, facts.get(person.id, PassFacts()), ()),
                )
                for level, person in below
                if level <= requests.manager_level
            ),
            interval_hours=doors.interval,
            notes=tuple(doors.reader.notes),
        )
        for requests in doors.described
    )
    return DoorForecasts(environment=resolved.environment.name, tenant=tenant.identity(), doors=by_door, asked_by=name)


def _check_described(resolved: Resolved) -> None:
    if not resolved.desired.pass_requests:
        raise UsageError("git describes no requests in My Access", hint="add a document of kind PassRequests")


def _unknown(name: str) -> UsageError:
    return UsageError(f"the directory has no user {name}", hint="pass the user principal name")


def _below(manager_id: str, levels: int, tenant: Tenant) -> tuple[tuple[int, Person], ...]:
    """Everybody down to a level below a manager, each once, with the level."""
    met, found = {manager_id}, []
    waiting = [manager_id]
    for level in range(1, levels + 1):
        reports = [person for id_ in waiting for person in tenant.people.reports(id_) if person.id not in met]
        met.update(person.id for person in reports)
        found += [(level, person) for person in sorted(reports, key=lambda each: each.name.casefold())]
        waiting = [person.id for person in reports]
    return tuple(found)


class _Doors:
    """The front doors of git with what was read once for all people."""

    def __init__(self, resolved: Resolved, tenant: Tenant) -> None:
        existing = existing_for_preview(resolved.desired, tenant)
        resolution = resolve(resolved.desired, tenant, existing, resolved.places)
        if has_errors(resolution.findings):
            findings = sort_findings(resolution.findings)
            raise ConfigError("names in the configuration do not fit the tenant", findings=findings)
        desired = resolution.desired
        stated = desired.settings or existing.settings
        self.described = desired.pass_requests
        self.reader = FactReader(tenant)
        self.interval = (stated and stated.workflow_schedule_interval_in_hours) or DEFAULT_SCHEDULE_INTERVAL_HOURS
        self._when = next_run(tenant.now(), self.interval)
        self._workflows = {w.display_name.casefold(): w for w, _ in whole_workflows(desired, existing, None)}
        policy = desired.tap_policy or existing.tap_policy
        self._facts = {
            name: replace(read_task_facts([workflow], None, tenant), policy=policy)
            for name in {(requests.workflow or "").casefold() for requests in self.described}
            if (workflow := self._workflows.get(name)) is not None and tap_task(workflow)
        }

    def forecast(
        self, requests: PassRequests, person: Person, facts: PassFacts, managers: tuple[Manager, ...]
    ) -> DoorForecast:
        """What a request for a person would lead to."""
        name = (requests.workflow or "").casefold()
        tap: Pass | None = None
        if name in self._facts:
            tap = pass_of_request(
                requests, self._workflows[name], person, facts, tenant=self._facts[name], when=self._when
            )
        return DoorForecast(
            requests=requests,
            person=person,
            askers=askers(requests, managers),
            among_people=among(requests, person, facts),
            tap=tap,
            interval_hours=self.interval,
            notes=tuple(self.reader.notes),
        )


def askers(requests: PassRequests, managers: tuple[Manager, ...]) -> tuple[Asker, ...]:
    """Everybody above the person, with whether the policy lets them ask."""
    return tuple(
        Asker(manager=manager, level=level, may_ask=_may_ask(requests, level, manager))
        for level, manager in enumerate(managers, 1)
    )


def _may_ask(requests: PassRequests, level: int, manager: Manager) -> bool | None:
    if manager.enabled is False or level > requests.manager_level:
        return False
    return True if requests.manager_level == 1 else None


def among(requests: PassRequests, person: Person, facts: PassFacts) -> bool | None:
    """Whether the person is among those of the policy; None when that was not read, or a rule decides."""
    match requests.for_:
        case AllMembers():
            member = person.membership in (Membership.MEMBER, Membership.EXTERNAL_MEMBER)
            return None if person.membership is Membership.UNKNOWN else member
        case InGroups(groups=groups):
            return None if facts.groups is UNREAD else bool(facts.groups & {group.id or "" for group in groups})
        case _:
            return None
