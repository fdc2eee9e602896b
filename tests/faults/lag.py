"""A service that shows writes late, loses answers meanwhile, takes two of a name or moves objects between pages.

A trial applies three times: under the fault, at once again while the fault is still there, and later without it. The
second apply knows the first one by the journal of its machine, or by the outcome that the first one left.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from lcwsync.apply.earlier import EarlierWrites, of_file
from lcwsync.apply.outcome import Applied, NeedsDecision, Outcome, Unknown, exit_code
from lcwsync.render.formats.json import environments
from lcwsync.render.outcome.json import outcome_report
from lcwsync.sandbox.faults import Fault, FaultKind
from lcwsync.values.exit_codes import ExitCode
from tests.builders import TENANT
from tests.faults.trials import (
    ACTIONS,
    DOORS,
    FOR_GOOD,
    NAMES,
    READS,
    Counts,
    Lab,
    Start,
    content,
    duplicates,
    start,
    versions_of,
    without_others,
)

LISTS = ("*/workflows", "*/customtaskextensions", "*/catalogs", "*/accesspackages", "*/resources")
SECONDS = (3, 30, 120)
"""Lags: shorter than the budget for one write, half of it, and twice as long."""


@dataclass(frozen=True)
class Condition:
    """What the service does while the first two applies run."""

    faults: tuple[Fault, ...]
    by_somebody: bool = False


def _lag(seconds: int, *paths: str) -> tuple[Fault, ...]:
    return tuple(Fault(kind=FaultKind.LAG, path=path, times=FOR_GOOD, value=str(seconds)) for path in paths)


_EQUAL_NAMES = Fault(kind=FaultKind.EQUAL_NAMES, times=FOR_GOOD)
_LOST = Fault(kind=FaultKind.RESET_AFTER, method="WRITE")
_LOST_BEFORE = Fault(kind=FaultKind.RESET_BEFORE, method="WRITE")
_NAMESAKE = Fault(kind=FaultKind.NAME_TAKEN, method="POST", path="/[!$]*")

CONDITIONS: dict[str, Condition] = {
    **{f"lists lag {s} s": Condition(_lag(s, *LISTS)) for s in SECONDS},
    **{f"all reads lag {s} s": Condition(_lag(s, "*")) for s in SECONDS},
    **{f"all reads lag {s} s, two of a name are taken": Condition((*_lag(s, "*"), _EQUAL_NAMES)) for s in SECONDS},
    **{f"the answer is lost, all reads lag {s} s": Condition((_LOST, *_lag(s, "*"), _EQUAL_NAMES)) for s in SECONDS},
    "the write is lost, two of a name are taken": Condition((_LOST_BEFORE, _EQUAL_NAMES)),
    "a namesake inside the POST, refused": Condition((_NAMESAKE,), by_somebody=True),
    "a namesake inside the POST, two of a name are taken": Condition((_NAMESAKE, _EQUAL_NAMES), by_somebody=True),
    "an object on two pages": Condition((Fault(kind=FaultKind.PAGE_REPEATS, times=FOR_GOOD),)),
    "an object on no page": Condition((Fault(kind=FaultKind.PAGE_SKIPS, times=FOR_GOOD),)),
}

KNOWN_BY = ("journal", "outcome")
"""How the second apply knows what the first one sent."""


def writes(action: str, name: str) -> range:
    """At which write of requests in My Access the condition can begin; a namesake comes with a POST alone."""
    methods = _writes(start(action))
    if name.startswith(("lists lag", "an object on")):
        return range(1)
    return range(methods.count("POST") if "namesake" in name else len(methods))


def lag_trial(action: str, name: str, known_by: str, write: int = 0) -> Counts:
    """One trial; `Counts.said` counts the duplicates that the run which caused them reported.

    With `write` the condition begins at a later write of the action.
    """
    begin, condition, desired = start(action), CONDITIONS[name], (ACTIONS.get(action) or DOORS[action]).now
    counts = Counts(runs=1)
    with TemporaryDirectory() as first_place, TemporaryDirectory() as second_place:
        lab = Lab(begin.store.copy(), Path(first_place))
        if _EQUAL_NAMES not in condition.faults:
            lab.app.store.doubts[NAMES] = "refused"
        plan = lab.plan(desired)
        for fault in condition.faults:
            _arm(lab, fault, begin, write)
        first = lab.carry_out(plan)
        counts.failed_at_first = int(exit_code(first) is not ExitCode.DONE)
        earlier: EarlierWrites | None = None
        if known_by == "outcome":
            lab.place = Path(second_place)
            written = environments("0", [outcome_report(first)])
            earlier = of_file(written, tenant_id=TENANT.id, now=lab.now)
        undecided = bool(action in DOORS and lab.decision(desired))
        second = None if undecided else lab.carry_out(lab.plan(desired, earlier=earlier), earlier=earlier)
        lab.app.faults.clear()
        lab.later(minutes=20)
        twins = duplicates(lab.app.store)
        ran = [outcome for outcome in (first, second) if outcome is not None]
        said = sum(map(_said, ran))
        counts.duplicates, counts.said = (twins, 0) if twins > said else (0, twins)
        counts.lost = sum(map(_lies, ran))
        if action in DOORS and lab.decision(desired):
            counts.undecided, counts.converged = 1, int(bool(twins and counts.said))
            last = None
        else:
            between = lab.plan(desired)
            counts.undecided = len(between.undecided)
            last = lab.carry_out(between)
            left = content(lab.app.store)
            counts.extra_versions = 0 if twins else max(0, versions_of(left) - versions_of(begin.end))
            equal = without_others(left) == without_others(begin.end) if condition.by_somebody else left == begin.end
            done = exit_code(last) is ExitCode.DONE and lab.plan(desired).empty
            counts.converged = int((equal and done) or bool(twins and counts.said))
            counts.lost += int(not done and not twins)
        if not counts.clean:
            ends = " / ".join(map(_short, (*ran, *([last] if last else []))))
            counts.notes.append(f"{action}, {name}, {known_by}, write {write}: {ends}, {twins} twins")
        lab.tenant.close()
    return counts


def _writes(begin: Start) -> list[str]:
    return [method for method in begin.requests if method not in READS]


def _arm(lab: Lab, fault: Fault, begin: Start, write: int) -> None:
    """Arm a fault that acts from a write on."""
    if write == 0:
        lab.arm(fault)
        return
    methods = _writes(begin)
    method = methods[write] if fault.method == "WRITE" else fault.method
    if fault.method == "WRITE":
        fault = replace(fault, method=method, path="/[!$]*", after=methods[:write].count(method))
    elif fault.method == "POST":
        fault = replace(fault, after=write)
    elif fault.kind is FaultKind.LAG:
        position = [at for at, each in enumerate(begin.requests) if each not in READS][write]
        fault = replace(fault, after=sum(each in ("GET", "list") for each in begin.requests[:position]))
    lab.app.faults.add(fault)


def _said(outcome: Outcome) -> int:
    return sum(isinstance(result, NeedsDecision) for result in outcome.results)


def _lies(outcome: Outcome) -> int:
    """1 for an exit code other than 0 without a result that tells why."""
    told = outcome.plan.undecided or not all(isinstance(r, Applied) for r in outcome.results)
    return int(exit_code(outcome) is not ExitCode.DONE and not told)


def _short(outcome: Outcome) -> str:
    kinds = [type(result).__name__ for result in outcome.results]
    texts = [r.message[:90] for r in outcome.results if isinstance(r, Unknown | NeedsDecision)]
    return f"{exit_code(outcome).name} {kinds} {texts}"
