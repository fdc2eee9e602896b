"""Every fault against every action: what an apply is put through, and what is counted afterwards.

A trial starts from a tenant that needs one action, applies with a fault armed at one request, then plans and applies
again without it. The tenant must then be what an undisturbed apply leaves.
"""

import json
import time
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lcwsync.apply.earlier import EarlierWrites, journalled
from lcwsync.apply.executor import apply
from lcwsync.apply.journal import Journal
from lcwsync.apply.outcome import Applied, NeedsDecision, Origin, Outcome, exit_code
from lcwsync.apply.stop import StopSignal
from lcwsync.model.environment import Limits
from lcwsync.model.extension import CustomTaskExtension, LaunchAndContinue, LogicApp, PopToken
from lcwsync.model.pass_requests import AllMembers, Approval, PassRequests
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import EmailSettings, LifecycleSettings
from lcwsync.model.state import Desired, Existing, ObjectKind
from lcwsync.model.tap_policy import PolicyState, TapPolicy
from lcwsync.plan.fingerprint import config_digest
from lcwsync.plan.plan import Plan
from lcwsync.plan.planner import make_plan
from lcwsync.planning.environment import with_known
from lcwsync.planning.pass_requests import read_front_doors
from lcwsync.sandbox.app import RequestSeen, SandboxApp
from lcwsync.sandbox.documents import DELETED, EXTENSIONS, POLICIES, SETTINGS, WORKFLOWS
from lcwsync.sandbox.faults import Fault, FaultKind
from lcwsync.sandbox.store import JsonObject, Store
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.client import Endpoint, GraphDoor
from lcwsync.tenant.http.connection import Connection
from lcwsync.tenant.http.sandbox_connection import SANDBOX_URL, SandboxConnection
from lcwsync.tenant.signin.credentials import FixedToken
from lcwsync.values.errors import ConfigError
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.findings import has_errors
from lcwsync.values.places import Places
from tests.builders import TENANT, context, tap_task, task, workflow

NAME = "Pre-hire"
BYSTANDER = "Made in the portal, not in git"


def extension(name: str, description: str = "") -> CustomTaskExtension:
    return CustomTaskExtension(
        display_name=name,
        description=description,
        endpoint=LogicApp(
            subscription_id="00000000-0000-4000-8000-000000000001", resource_group_name="g", logic_app_workflow_name="l"
        ),
        authentication=PopToken(),
        callback=LaunchAndContinue(),
    )


@dataclass(frozen=True)
class Errand:
    """An action kind, by what git said before (one apply each) and what it says now."""

    before: tuple[Desired, ...]
    now: Desired


def _git(*workflows: object, **more: object) -> Desired:
    return Desired(workflows=workflows, **more)  # type: ignore[arg-type]


_PLAIN = workflow(NAME)
_SIX_HOURS = LifecycleSettings(
    workflow_schedule_interval_in_hours=6, email_settings=EmailSettings(use_company_branding=False)
)

ACTIONS: dict[str, Errand] = {
    "create workflow": Errand((), _git(_PLAIN)),
    "update workflow": Errand((_git(_PLAIN),), _git(workflow(NAME, is_enabled=False))),
    "update task": Errand((_git(_PLAIN),), _git(workflow(NAME, replace(tap_task(), display_name="Pass")))),
    "new version": Errand((_git(_PLAIN),), _git(workflow(NAME, tap_task(minutes=60)))),
    "restore workflow": Errand((_git(_PLAIN), _git(removed=(NAME,))), _git(workflow(NAME, tap_task(minutes=60)))),
    "delete workflow": Errand((_git(_PLAIN),), _git(removed=(NAME,))),
    "update TAP policy": Errand((), _git(tap_policy=TapPolicy(state=PolicyState.ENABLED, default_length=20))),
    "update settings": Errand((), _git(settings=_SIX_HOURS)),
    "create extension": Errand((), _git(extensions=(extension("Badge"),))),
    "update extension": Errand(
        (_git(extensions=(extension("Badge"),)),), _git(extensions=(extension("Badge", "Opens the door"),))
    ),
    "delete extension": Errand((_git(extensions=(extension("Badge"),)),), _git(removed=("Badge",))),
}

DOOR_GROUPS = (
    Ref(RefKind.GROUP, "00000000-0000-4000-8000-0000000000aa", "SG-Pass-Requested"),
    Ref(RefKind.GROUP, "00000000-0000-4000-8000-0000000000bb", "SG-Other"),
)
"""The group of requests in My Access, and another one."""


def door(**changes: object) -> Desired:
    """Requests in My Access, with a catalog that git creates."""
    stated: dict[str, object] = {
        "display_name": NAME,
        "catalog": "Onboarding",
        "create_catalog": True,
        "group": DOOR_GROUPS[0],
        "manager_level": 1,
        "for_": AllMembers(),
        "approval": Approval(),
        "expires_after_hours": 8,
    }
    return Desired(pass_requests=(PassRequests(**{**stated, **changes}),))  # type: ignore[arg-type]


DOORS: dict[str, Errand] = {
    "create pass requests": Errand((), door()),
    "change policy": Errand((door(),), door(expires_after_hours=10)),
    "change access package": Errand((door(description="Ask here."),), door(description="Ask here first.")),
    "change group": Errand((door(),), door(group=DOOR_GROUPS[1])),
    "remove pass requests": Errand((door(),), Desired(removed_pass_requests=(NAME,))),
}
"""Requests in My Access: several actions each, so that every part is made, changed and removed under every fault."""

FOR_GOOD = 0

FAULTS: dict[str, Fault] = {
    "throttled": Fault(kind=FaultKind.THROTTLE),
    "throttled, Retry-After: 2": Fault(kind=FaultKind.THROTTLE, value="2"),
    "throttled, Retry-After is a date soon": Fault(
        kind=FaultKind.THROTTLE, value=formatdate(time.time() + 120, usegmt=True)
    ),
    "throttled, Retry-After is a date in 2099": Fault(kind=FaultKind.THROTTLE, value="Wed, 21 Oct 2099 07:28:00 GMT"),
    "throttled, absurd Retry-After": Fault(kind=FaultKind.THROTTLE, value="1e308"),
    "throttled for good": Fault(kind=FaultKind.THROTTLE, times=FOR_GOOD),
    "400": Fault(kind=FaultKind.STATUS, value="400"),
    "500": Fault(kind=FaultKind.STATUS, value="500"),
    "502": Fault(kind=FaultKind.STATUS, value="502"),
    "503": Fault(kind=FaultKind.STATUS, value="503"),
    "504": Fault(kind=FaultKind.STATUS, value="504"),
    "503 for good": Fault(kind=FaultKind.STATUS, value="503", times=FOR_GOOD),
    "connection refused": Fault(kind=FaultKind.REFUSE),
    "connection refused for good": Fault(kind=FaultKind.REFUSE, times=FOR_GOOD),
    "reset before it was stored": Fault(kind=FaultKind.RESET_BEFORE),
    "reset after it was stored": Fault(kind=FaultKind.RESET_AFTER),
    "reset after, for good": Fault(kind=FaultKind.RESET_AFTER, times=FOR_GOOD),
    "answer cut in the middle": Fault(kind=FaultKind.TRUNCATE),
    "a proxy's page instead of JSON": Fault(kind=FaultKind.NON_JSON),
    "slow answer": Fault(kind=FaultKind.SLOW, value="0.005"),
    "stale read": Fault(kind=FaultKind.STALE_READ, times=2),
    "stale reads for good": Fault(kind=FaultKind.STALE_READ, times=FOR_GOOD),
    "accepted and not stored": Fault(kind=FaultKind.NOT_STORED),
    "token expires": Fault(kind=FaultKind.EXPIRED_TOKEN, times=FOR_GOOD),
    "permission withdrawn": Fault(kind=FaultKind.FORBIDDEN, times=FOR_GOOD),
    "a later page fails": Fault(kind=FaultKind.PAGE_FAILS, times=FOR_GOOD),
    "name taken by somebody": Fault(kind=FaultKind.NAME_TAKEN, method="POST"),
    "changed by somebody": Fault(kind=FaultKind.CHANGED_BY_OTHER, value=NAME),
    "renamed by somebody": Fault(kind=FaultKind.RENAMED_BY_OTHER, value=NAME),
    "deleted by somebody": Fault(kind=FaultKind.DELETED_BY_OTHER, value=NAME),
}


NAMES = "entitlement-names"
"""The doubt whether the service takes a second catalog or access package of a name."""

BY_SOMEBODY = frozenset(
    {FaultKind.NAME_TAKEN, FaultKind.CHANGED_BY_OTHER, FaultKind.RENAMED_BY_OTHER, FaultKind.DELETED_BY_OTHER}
)


class Lab:
    """A sandbox of its own, one apply after the other, without waiting."""

    def __init__(self, store: Store, place: Path) -> None:
        self.now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        # Pages of two objects, so that lists with the bystanders in them have a second one.
        self.app = SandboxApp(store, page_size=2, clock=self.seconds)
        self.place = place
        self.tenant = _tenant(SandboxConnection(self.app))
        self.begun: list[int] = []
        """How many requests the tenant had seen when each action of the last apply began, and at its end."""

    def beside(self, place: Path, connection: Connection) -> "Lab":
        """Another machine: the same tenant by a way of its own, and a place of its own."""
        other = copy(self)
        other.place, other.tenant = place, _tenant(connection)
        return other

    def __enter__(self) -> "Lab":
        return self

    def __exit__(self, *_: object) -> None:
        self.tenant.close()

    def seconds(self) -> float:
        """The time, as a number."""
        return self.now.timestamp()

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    @property
    def earlier(self) -> EarlierWrites:
        """What earlier runs from this place sent."""
        return journalled(self.place / "journal.jsonl", tenant_id=TENANT.id, now=self.now)

    def arm(self, fault: Fault) -> None:
        """Arm a fault; the method WRITE stands for the first request that changes something."""
        if fault.method != "WRITE":
            self.app.faults.add(fault)
            return
        for method in ("POST", "PATCH", "PUT", "DELETE"):
            self.app.faults.add(replace(fault, method=method, path="/[!$]*"))

    def plan(self, desired: Desired, *, earlier: EarlierWrites | None = None) -> Plan:
        existing = Existing(
            workflows=self.tenant.workflows(),
            deleted_workflows=self.tenant.deleted_workflows(),
            tap_policy=self.tenant.tap_policy() if desired.tap_policy else None,
            settings=self.tenant.settings() if desired.settings else None,
            extensions=self.tenant.extensions(),
        )
        existing = with_known(existing, self.tenant, (earlier or self.earlier).known_ids())
        if desired.pass_requests or desired.removed_pass_requests:
            doors = read_front_doors(desired, self.tenant, Places())
            if has_errors(doors.findings):
                raise ConfigError("names in the configuration do not fit the tenant", findings=doors.findings)
            existing = replace(existing, pass_requests=doors.live, catalogs=doors.catalogs)
        # Brakes have tests of their own; here git may delete as much as it says.
        environment = context().environment._replace(allow_delete=True, limits=Limits(max_deletes=100, max_changes=100))
        digest = config_digest(desired)
        return make_plan(desired, existing, context(environment=environment, tenant=TENANT, config_digest=digest))

    def carry_out(self, plan: Plan, *, earlier: EarlierWrites | None = None) -> Outcome:
        assert not plan.refusals, plan.refusals
        self.app.requests.clear()
        self.begun = []
        outcome = apply(
            plan,
            self.tenant,
            clock=lambda: self.now,
            sleep=lambda seconds: self.later(seconds=seconds),
            earlier=earlier or self.earlier,
            stop=StopSignal(),
            on_progress=lambda _line: self.begun.append(len(self.app.requests)),
            journal=Journal(self.place / "journal.jsonl", Origin(actor=None, commit=None, tool_version="0")),
        )
        self.begun.append(len(self.app.requests))
        return outcome

    def apply(self, desired: Desired) -> Outcome:
        return self.carry_out(self.plan(desired))

    def decision(self, desired: Desired) -> str:
        """What the next plan says that a person must decide; empty when there is nothing."""
        try:
            plan = self.plan(desired)
        except ConfigError as error:
            return " ".join(finding.code for finding in error.findings)
        open_ = [each.field for each in plan.unverified if each.object.kind is ObjectKind.PASS_REQUESTS]
        return " ".join((*(str(each.object) for each in plan.undecided), *(r.law for r in plan.refusals), *open_))


def _tenant(connection: Connection) -> GraphTenant:
    door = GraphDoor(Endpoint(SANDBOX_URL), FixedToken("sandbox"), connection=connection, sleep=_no_waiting)
    return GraphTenant(door, sandbox=True)


async def _no_waiting(_seconds: float) -> None:
    return None


READS = ("GET", "batch", "list")


@dataclass(frozen=True)
class Start:
    """The tenant before the action, the number of requests an undisturbed apply takes, and what it leaves."""

    store: Store
    requests: tuple[str, ...]
    """The methods, in order; `batch` for a request that reads many, `list` for a read that is in none."""
    end: dict[str, object]

    @property
    def write(self) -> int:
        """Position of the first request that changes something."""
        return next(number for number, method in enumerate(self.requests) if method not in READS)

    @property
    def last_look(self) -> int:
        """Position of the first request of the last look at the lists, after everything was read back."""
        return next(
            (at + 1 for at in range(len(self.requests) - 1, -1, -1) if self.requests[at] != "list"), len(self.requests)
        )


def _kind(seen: RequestSeen) -> str:
    if seen.path == "/$batch":
        return "batch"
    return "list" if seen.method == "GET" and not seen.batched else seen.method


@cache
def start(action: str) -> Start:
    """Prepare an action once; trials work on copies."""
    errand = ACTIONS.get(action) or DOORS[action]
    with TemporaryDirectory() as place:
        lab = Lab(Store(None), Path(place))
        for number in range(3):
            lab.tenant.create_workflow(workflow(f"{BYSTANDER} {number}", task("sendWelcomeEmail")))
            lab.tenant.create_extension(extension(f"{BYSTANDER} {number}"))
        if action in DOORS:
            _furnish(lab)
        for desired in errand.before:
            assert exit_code(lab.apply(desired)) is ExitCode.DONE
        before = lab.app.store.copy()
        assert exit_code(lab.apply(errand.now)) is ExitCode.DONE
        methods = tuple(_kind(seen) for seen in lab.app.requests)
        assert lab.plan(errand.now).empty
        lab.tenant.close()
        return Start(before, methods, content(lab.app.store))


def add_groups(store: Store) -> None:
    """The groups that requests in My Access name."""
    for ref in DOOR_GROUPS:
        document: JsonObject = {"id": ref.id, "displayName": ref.name, "securityEnabled": True, "mailEnabled": False}
        store.put("groups", str(ref.id), {**document, "groupTypes": [], "_members": [], "_owners": []})


def _furnish(lab: Lab) -> None:
    """The groups of requests, and access packages that git does not list."""
    add_groups(lab.app.store)
    for number in range(3):
        catalog = lab.tenant.entitlement.create_catalog(f"{BYSTANDER} {number}")
        (other,) = door(display_name=f"{BYSTANDER} {number}").pass_requests
        lab.tenant.entitlement.create_package(other, catalog)


@dataclass
class Counts:
    """What trials came to."""

    runs: int = 0
    converged: int = 0
    duplicates: int = 0
    """Objects of one name that no run reported."""
    said: int = 0
    """Objects of one name that the run which caused them reported."""
    undecided: int = 0
    extra_versions: int = 0
    lost: int = 0
    """Changes missing after the second apply, and results that said "applied" of what was not."""
    failed_at_first: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Counts") -> None:
        self.runs += other.runs
        self.converged += other.converged
        self.duplicates += other.duplicates
        self.said += other.said
        self.undecided += other.undecided
        self.extra_versions += other.extra_versions
        self.lost += other.lost
        self.failed_at_first += other.failed_at_first
        self.notes += other.notes

    @property
    def clean(self) -> bool:
        return self.converged == self.runs and not (self.duplicates or self.extra_versions or self.lost)


_NARROW = frozenset({FaultKind.STALE_READ, FaultKind.PAGE_FAILS, FaultKind.NAME_TAKEN})
"""These count only the requests they can act on: the first of those is where they begin."""


def positions(action: str, name: str, *, every: bool) -> Iterator[int]:
    """At which request the fault begins: each of them, or the write only.

    A name of requests in My Access is taken at each POST, where the service takes two of a name and where it refuses
    the second one.
    """
    if action in DOORS and FAULTS[name].kind is FaultKind.NAME_TAKEN:
        yield from range(2 * start(action).requests.count("POST"))
    elif FAULTS[name].kind in _NARROW:
        yield 0
    elif every:
        yield from range(len(start(action).requests))
    else:
        yield start(action).write


def trial(action: str, name: str, position: int) -> Counts:
    """One apply under a fault from the request at `position` on, one without, and what is left."""
    begin, fault, desired = start(action), FAULTS[name], (ACTIONS.get(action) or DOORS[action]).now
    mine = fault.kind not in BY_SOMEBODY
    counts = Counts(runs=1)
    with TemporaryDirectory() as place:
        lab = Lab(begin.store.copy(), Path(place))
        if action in DOORS and fault.kind is FaultKind.NAME_TAKEN:
            lab.app.store.doubts[NAMES], position = _side(action, position)
        plan = lab.plan(desired)
        lab.app.faults.add(replace(fault, after=position))
        outcome = lab.carry_out(plan)
        lab.app.faults.clear()
        counts.failed_at_first = int(exit_code(outcome) is not ExitCode.DONE)
        read = list(_as_read(outcome, lab.begun[1:], mine=mine, position=position))
        lab.later(minutes=20)  # a write whose answer was lost is not sent again before
        said = sum(isinstance(result, NeedsDecision) for result in outcome.results)
        twins = duplicates(lab.app.store)
        counts.duplicates, counts.said = (0, twins) if said >= twins else (twins, 0)
        if not mine and action in DOORS and (decision := lab.decision(desired)):
            counts.converged, counts.undecided = int(not counts.duplicates), 1
            if not counts.clean:
                counts.notes.append(f"{action}, {name} at {position}: {decision} {_results(outcome)}")
            lab.tenant.close()
            return counts
        between = lab.plan(desired)
        still = {planned.key for planned in between.actions}
        lies = [r.planned.key for r in read if r.planned.key in still]
        if not mine and position >= begin.last_look and action in ACTIONS and "create" in action:
            lies = []  # it was so when it was read back, and somebody changed it afterwards
        if mine and exit_code(outcome) is ExitCode.DONE and not between.empty:
            lies.append("exit 0")
        again = lab.carry_out(between)
        left = content(lab.app.store)
        counts.duplicates += max(0, duplicates(lab.app.store) - twins)
        counts.extra_versions = max(0, versions_of(left) - versions_of(begin.end))
        equal = left == begin.end if mine else without_others(left) == without_others(begin.end)
        done = exit_code(again) is ExitCode.DONE and lab.plan(desired).empty
        counts.converged = int(equal and done)
        counts.lost = len(lies) + int(not done)
        if not counts.clean:
            counts.notes.append(f"{action}, {name} at {position}: {lies} {_results(outcome)} {exit_code(again).name}")
        lab.tenant.close()
    return counts


def _side(action: str, position: int) -> tuple[str, int]:
    """Whether the service takes a second object of a name, and which POST is meant."""
    posts = start(action).requests.count("POST")
    return ("accepted", position) if position < posts else ("refused", position - posts)


def _as_read(outcome: Outcome, ends: list[int], *, mine: bool, position: int) -> Iterator[Applied]:
    """The results that say "applied". Of requests in My Access, those that had a request left when somebody else
    changed the tenant: what was read back before is no lie afterwards."""
    reading = 4  # the requests of one whole reading: what somebody does in the middle of the last one may go unseen
    for number, result in enumerate(outcome.results):
        if not isinstance(result, Applied):
            continue
        if mine or result.planned.action.kind is not ObjectKind.PASS_REQUESTS or ends[number] - reading >= position:
            yield result


def _results(outcome: Outcome) -> str:
    return f"{exit_code(outcome).name} {[type(result).__name__ for result in outcome.results]}"


_OWN = frozenset(
    {
        "id",
        "createdDateTime",
        "lastModifiedDateTime",
        "modifiedDateTime",
        "deletedDateTime",
        "nextScheduleRunDateTime",
        "createdBy",
        "lastModifiedBy",
    }
)
"""Members that differ between two tenants with the same content."""


DOOR_PARTS = {
    "accessPackageCatalogs": "displayName",
    "accessPackageResources": "originId",
    "accessPackages": "displayName",
    "accessPackageRoleScopes": "_package",
    "assignmentPolicies": "accessPackage",
}
"""The collections of requests in My Access, with the member that two parts of one kind must not share."""


def content(store: Store) -> dict[str, object]:
    """What the tenant holds, by collection and name, without ids and times."""
    renamed = [d["id"] for d in store.all("accessPackages") if _RENAMED in str(d["displayName"])]
    return {
        collection: _sorted({**_bare(d), **_owner(d, renamed)} for d in store.all(collection))
        for collection in (WORKFLOWS, DELETED, EXTENSIONS, SETTINGS, POLICIES, *DOOR_PARTS)
    }


_RENAMED = "(renamed in the portal)"
_THEIRS = "partOfRenamed"


def _sorted(documents: Iterable[JsonObject]) -> list[JsonObject]:
    return sorted(documents, key=lambda item: json.dumps(item, sort_keys=True))


def _owner(document: JsonObject, renamed: list[object]) -> JsonObject:
    """Marks a part of an access package that somebody renamed: it is no longer git's."""
    link = document.get("accessPackage")
    package = link["id"] if isinstance(link, dict) else document.get("_package")
    return {_THEIRS: True} if package in renamed else {}


def _bare(document: JsonObject) -> JsonObject:
    return {k: _bare_value(v) for k, v in document.items() if k not in _OWN and not k.startswith("_")}


def _bare_value(value: object) -> object:
    match value:
        case dict():
            return _bare(value)
        case list():
            return [_bare_value(item) for item in value]
        case _:
            return value


def without_others(held: dict[str, object]) -> dict[str, object]:
    """Leave out what the other admin made of an object by renaming or deleting it: it is no longer git's.

    The version too: what was renamed away is made anew, and begins at 1. And the description of what requests in My
    Access consist of, which somebody else may have made, and git has none of its own.
    """
    kept: dict[str, object] = {}
    for collection, documents in held.items():
        if collection == DELETED:
            continue
        assert isinstance(documents, list)
        theirs = {"version", "description"} if collection in DOOR_PARTS else {"version"}
        if collection == "assignmentPolicies":
            theirs.add("displayName")  # the package's name is git's, not the policy's
        gits = [{k: v for k, v in d.items() if k not in theirs} for d in documents if _THEIRS not in d]
        kept[collection] = _sorted(d for d in gits if _RENAMED not in str(d.get("displayName")))
    return kept


def duplicates(store: Store) -> int:
    total = 0
    for collection in (WORKFLOWS, EXTENSIONS):
        names = [str(document["displayName"]).casefold() for document in store.all(collection)]
        total += len(names) - len(set(names))
    for collection, member in DOOR_PARTS.items():
        held = [str(document.get(member)).casefold() for document in store.all(collection)]
        total += len(held) - len(set(held))
    return total


def versions_of(held: dict[str, object]) -> int:
    """The version of the workflow git describes; 0 when there is none."""
    documents = held[WORKFLOWS]
    assert isinstance(documents, list)
    return sum(int(d["version"]) for d in documents if d["displayName"] == NAME)
