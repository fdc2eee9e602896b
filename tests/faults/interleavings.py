"""Two applies of one commit at the same time: their requests in every order, by a scheduler in front of the sandbox.

Both runs have planned before either writes. Each run is a thread that waits at every request until it is its turn, so
that an order is the same order each time.
"""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from lcwsync.apply.outcome import NeedsDecision, Outcome, exit_code
from lcwsync.model.state import Desired
from lcwsync.plan.plan import Plan
from lcwsync.sandbox.documents import WORKFLOWS
from lcwsync.sandbox.faults import Fault, FaultKind
from lcwsync.sandbox.store import JsonObject, Store
from lcwsync.tenant.http.connection import Answer, Connection, Sent
from lcwsync.tenant.http.sandbox_connection import SandboxConnection
from lcwsync.values.exit_codes import ExitCode
from tests.builders import tap_task, workflow
from tests.faults.trials import DOORS, NAMES, Counts, Lab, add_groups, door, duplicates

PATIENCE_SECONDS = 60.0

_PLAIN = (workflow("A"), workflow("B"))
_CHANGED = (workflow("A", tap_task(minutes=60)), workflow("B", tap_task(minutes=60)))

ERRANDS: dict[str, tuple[Desired | None, Desired, bool]] = {
    "two creates, two of a name are refused": (None, Desired(workflows=_PLAIN), False),
    "two creates, two of a name are taken": (None, Desired(workflows=_PLAIN), True),
    "two new versions": (Desired(workflows=_PLAIN), Desired(workflows=_CHANGED), False),
}
"""By name: what git said before, what it says now, and whether the service takes two of a name."""

_PARTS = (
    "accessPackageCatalogs",
    "accessPackageResources",
    "accessPackages",
    "accessPackageRoleScopes",
    "assignmentPolicies",
)


@dataclass(frozen=True)
class DoorErrand:
    """Two applies of requests in My Access: what git said before, what is then taken out of the tenant, what git says
    now, and whether the service takes two of a name."""

    before: Desired | None
    now: Desired
    without: tuple[str, ...] = ()
    equal_names: bool = True


_CREATE = DOORS["create pass requests"].now

DOOR_ERRANDS: dict[str, DoorErrand] = {
    "two catalogs": DoorErrand(None, _CREATE),
    "two catalogs, two of a name are refused": DoorErrand(None, _CREATE, equal_names=False),
    "two entries of a group": DoorErrand(_CREATE, _CREATE, _PARTS[1:]),
    "two access packages": DoorErrand(_CREATE, _CREATE, _PARTS[2:]),
    "two access packages, two of a name are refused": DoorErrand(_CREATE, _CREATE, _PARTS[2:], equal_names=False),
    "two roles": DoorErrand(_CREATE, _CREATE, _PARTS[3:]),
    "two policies": DoorErrand(_CREATE, _CREATE, _PARTS[4:]),
    "two changes of a policy": DoorErrand(_CREATE, DOORS["change policy"].now),
    "two changes of an access package": DoorErrand(door(description="Ask here."), DOORS["change access package"].now),
    "two changes of a group": DoorErrand(_CREATE, DOORS["change group"].now),
    "two removals": DoorErrand(_CREATE, DOORS["remove pass requests"].now),
}

REQUESTS = 6
"""Requests of each run that are put in order; what a run sends beyond them follows when it can."""


DOOR_REQUESTS = 5
"""The same for requests in My Access, whose errands begin at each part in turn."""


def orders(requests: int = REQUESTS) -> Iterator[frozenset[int]]:
    """Every order of the requests of two runs: the turns of the first one."""
    yield from map(frozenset, combinations(range(2 * requests), requests))


class Scheduler:
    """Lets one of two runs send one request at a time, in the order of `first`, the turns of the first run."""

    def __init__(self, first: frozenset[int]) -> None:
        self._first = first
        self._turn = 0
        self._waiting: set[int] = set()
        self._ended: set[int] = set()
        self._busy: int | None = None
        self._changed = threading.Condition()

    def wait(self, run: int) -> None:
        """Called before a request of a run: returns when it is its turn."""
        with self._changed:
            self._waiting.add(run)
            self._busy = None if self._busy == run else self._busy
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: self._may(run), PATIENCE_SECONDS), "the other run hangs"
            self._waiting.discard(run)
            self._busy = run
            self._turn += 1

    def end(self, run: int) -> None:
        """The run has sent its last request."""
        with self._changed:
            self._ended.add(run)
            self._busy = None if self._busy == run else self._busy
            self._changed.notify_all()

    def _may(self, run: int) -> bool:
        if self._busy is not None or len(self._waiting) + len(self._ended) < 2:
            return False  # a run that is neither waiting nor at its end will yet say what it wants
        wanted = 0 if self._turn in self._first else 1
        return run == (wanted if wanted not in self._ended else 1 - wanted)


class _Gate:
    """A connection that asks the scheduler before each request."""

    def __init__(self, inner: Connection, scheduler: Scheduler, run: int) -> None:
        self._inner, self._scheduler, self._run = inner, scheduler, run

    @asynccontextmanager
    async def exchange(self, sent: Sent) -> AsyncIterator[Answer]:
        self._scheduler.wait(self._run)
        async with self._inner.exchange(sent) as answer:
            yield answer

    async def close(self) -> None:
        await self._inner.close()


def interleaved(errand: str, first: frozenset[int]) -> Counts:
    """Two applies at once in one order of their requests, then one more."""
    before, desired, equal_names = ERRANDS[errand]
    counts = Counts(runs=1)
    with TemporaryDirectory() as here, TemporaryDirectory() as there, Lab(Store(None), Path(here)) as lab:
        if before is not None:
            assert exit_code(lab.apply(before)) is ExitCode.DONE
        if equal_names:
            lab.app.faults.add(Fault(kind=FaultKind.EQUAL_NAMES, times=0))
        outcomes = _both(lab, desired, first, (Path(here), Path(there)))
        counts.failed_at_first = sum(exit_code(outcome) is not ExitCode.DONE for outcome in outcomes)
        said = sum(isinstance(result, NeedsDecision) for outcome in outcomes for result in outcome.results)
        twins = duplicates(lab.app.store)
        expected = 1 if before is None else 2
        extra = sum(max(0, int(str(w["version"])) - expected) for w in lab.app.store.all(WORKFLOWS))
        counts.duplicates, counts.said = (0, twins) if said >= twins else (twins, 0)
        counts.extra_versions = extra if said < extra else 0
        lab.later(minutes=20)
        last = lab.apply(desired)
        done = exit_code(last) is ExitCode.DONE and lab.plan(desired).empty
        counts.converged = int(done or bool(twins and last.plan.undecided))
        counts.lost = int(not counts.converged)
        if not counts.clean:
            kinds = [[type(result).__name__ for result in outcome.results] for outcome in outcomes]
            counts.notes.append(f"{errand}, {sorted(first)}: {kinds}, {twins} twins, {extra} extra, {exit_code(last)}")
    return counts


def interleaved_doors(name: str, first: frozenset[int]) -> Counts:
    """Two applies of requests in My Access at once in one order of their requests, then one more, which ends in no
    changes or names what a person must decide."""
    errand = DOOR_ERRANDS[name]
    counts = Counts(runs=1)
    with TemporaryDirectory() as here, TemporaryDirectory() as there, Lab(Store(None), Path(here)) as lab:
        add_groups(lab.app.store)
        if errand.before is not None:
            assert exit_code(lab.apply(errand.before)) is ExitCode.DONE
            (Path(here) / "journal.jsonl").unlink()  # another machine made it
        for collection in errand.without:
            for document in lab.app.store.all(collection):
                lab.app.store.remove(collection, _key(collection, document))
        lab.app.store.doubts[NAMES] = "accepted" if errand.equal_names else "refused"
        outcomes = _both(lab, errand.now, first, (Path(here), Path(there)))
        counts.failed_at_first = sum(exit_code(outcome) is not ExitCode.DONE for outcome in outcomes)
        said = sum(isinstance(result, NeedsDecision) for outcome in outcomes for result in outcome.results)
        twins = duplicates(lab.app.store)
        counts.duplicates, counts.said = (0, twins) if said >= twins else (twins, 0)
        lab.later(minutes=20)
        decision = lab.decision(errand.now)
        done = not decision and exit_code(lab.apply(errand.now)) is ExitCode.DONE and lab.plan(errand.now).empty
        counts.undecided = int(bool(decision))
        counts.converged = int(done or bool(twins and decision))
        counts.lost = int(not counts.converged)
        if not counts.clean:
            kinds = [[type(result).__name__ for result in outcome.results] for outcome in outcomes]
            counts.notes.append(f"{name}, {sorted(first)}: {kinds}, {twins} twins, {decision or done}")
    return counts


def _key(collection: str, document: JsonObject) -> str:
    package = f"{document['_package']}/" if collection == "accessPackageRoleScopes" else ""
    return f"{package}{document['id']}"


def _both(lab: Lab, desired: Desired, first: frozenset[int], places: tuple[Path, Path]) -> tuple[Outcome, Outcome]:
    scheduler = Scheduler(first)
    runs = [lab.beside(place, _Gate(SandboxConnection(lab.app), scheduler, n)) for n, place in enumerate(places)]
    plan = lab.plan(desired)
    outcomes: dict[int, Outcome] = {}
    threads = [
        threading.Thread(target=_carry_out, args=(run, plan, number, scheduler, outcomes))
        for number, run in enumerate(runs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    for run in runs:
        run.tenant.close()
    return outcomes[0], outcomes[1]


def _carry_out(lab: Lab, plan: Plan, number: int, scheduler: Scheduler, outcomes: dict[int, Outcome]) -> None:
    try:
        outcomes[number] = lab.carry_out(plan)
    finally:
        scheduler.end(number)
