"""A service that shows writes late, loses answers meanwhile, takes two of a name or moves objects between pages.

A trial applies three times: under the fault, at once again while the fault is still there, and later without it. The
second apply knows the first one by the journal of its machine, or by the outcome that the first one left.
"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from lcwsync.apply.earlier import EarlierWrites, of_file
from lcwsync.apply.outcome import Applied, NeedsDecision, Outcome, Unknown, exit_code
from lcwsync.render.formats.json import environments
from lcwsync.render.outcome.json import outcome_report
from lcwsync.sandbox.faults import Fault, FaultKind
from lcwsync.values.exit_codes import ExitCode
from tests.builders import TENANT
from tests.faults.trials import ACTIONS, FOR_GOOD, Counts, Lab, content, duplicates, start, versions_of, without_others

LISTS = ("*/workflows", "*/customtaskextensions")
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


def lag_trial(action: str, name: str, known_by: str) -> Counts:
    """One trial; `Counts.said` counts the duplicates that the run which caused them reported."""
    begin, condition, desired = start(action), CONDITIONS[name], ACTIONS[action].now
    counts = Counts(runs=1)
    with TemporaryDirectory() as first_place, TemporaryDirectory() as second_place:
        lab = Lab(begin.store.copy(), Path(first_place))
        for fault in condition.faults:
            lab.arm(fault)
        first = lab.apply(desired)
        counts.failed_at_first = int(exit_code(first) is not ExitCode.DONE)
        earlier: EarlierWrites | None = None
        if known_by == "outcome":
            lab.place = Path(second_place)
            written = environments("0", [outcome_report(first)])
            earlier = of_file(written, tenant_id=TENANT.id, now=lab.now)
        second = lab.carry_out(lab.plan(desired, earlier=earlier), earlier=earlier)
        lab.app.faults.clear()
        lab.later(minutes=20)
        twins = duplicates(lab.app.store)
        said = _said(first) + _said(second)
        counts.duplicates, counts.said = (twins, 0) if twins > said else (0, twins)
        between = lab.plan(desired)
        counts.undecided = len(between.undecided)
        last = lab.carry_out(between)
        left = content(lab.app.store)
        counts.extra_versions = 0 if twins else max(0, versions_of(left) - versions_of(begin.end))
        equal = without_others(left) == without_others(begin.end) if condition.by_somebody else left == begin.end
        done = exit_code(last) is ExitCode.DONE and lab.plan(desired).empty
        counts.converged = int((equal and done) or bool(twins and counts.said))
        counts.lost = int(not done and not twins) + _lies(first, second)
        if not counts.clean:
            counts.notes.append(
                f"{action}, {name}, {known_by}: {_short(first)} / {_short(second)} / {_short(last)}, {twins} twins"
            )
        lab.tenant.close()
    return counts


def _said(outcome: Outcome) -> int:
    return sum(isinstance(result, NeedsDecision) for result in outcome.results)


def _lies(first: Outcome, second: Outcome) -> int:
    """Exit codes other than 0 without a result that tells why."""
    return sum(
        exit_code(outcome) is not ExitCode.DONE and all(isinstance(r, Applied) for r in outcome.results)
        for outcome in (first, second)
        if not outcome.plan.undecided
    )


def _short(outcome: Outcome) -> str:
    kinds = [type(result).__name__ for result in outcome.results]
    texts = [r.message[:90] for r in outcome.results if isinstance(r, Unknown | NeedsDecision)]
    return f"{exit_code(outcome).name} {kinds} {texts}"
