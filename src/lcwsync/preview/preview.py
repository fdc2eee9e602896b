"""A workflow's preview: the people it concerns, when, what each task does, who gets each pass; and their counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime

from lcwsync.judge.outcome import RunEnd, TaskForecast, run_end, told
from lcwsync.judge.passes import Pass, Verdict, Weight
from lcwsync.judge.timing import Timing, When
from lcwsync.model.person import Person
from lcwsync.model.references import Ref
from lcwsync.model.workflow import Task, Workflow
from lcwsync.values.records import dataclass

MOST_REASONS = 50
"""Reasons that are counted for a task; people with others are counted without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One person in scope. `tap` is None when the workflow makes no pass, or none for them any more."""

    person: Person
    when: When
    tap: Pass | None = None
    tasks: tuple[TaskForecast, ...] = ()
    """The run task by task, for those whom the workflow takes up within the days, or when something happens."""
    asked: bool = True
    """Whether everything that decides was asked for. Nobody foresees an event, so not all whom it may concern are."""

    @property
    def end(self) -> RunEnd | None:
        """How the run ends; None when none is expected."""
        return run_end(self.tasks) if self.tasks else None

    @property
    def misses_pass(self) -> bool:
        """Whether a pass is expected at a known time and will not arrive, or cannot be told to."""
        return self.tap is not None and not self.tap.arrives and self.when.timing is not Timing.ON_EVENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """Counts of the expected passes, and of the verdicts about them."""

    expected: int = 0
    arriving: int = 0
    weights: Counter[Weight | None] = field(default_factory=Counter)
    """By the gravest weight of each."""
    verdicts: Counter[Verdict] = field(default_factory=Counter)

    @staticmethod
    def of(people: Iterable[Expected]) -> "Passes":
        """The passes of these people, counted."""
        taps = [expected.tap for expected in people if expected.tap is not None]
        return Passes(
            expected=len(taps),
            arriving=sum(tap.arrives for tap in taps),
            weights=Counter(tap.weight for tap in taps),
            verdicts=Counter(verdict for tap in taps for verdict in tap.verdicts),
        )

    def __add__(self, more: "Passes") -> "Passes":
        return Passes(
            expected=self.expected + more.expected,
            arriving=self.arriving + more.arriving,
            weights=self.weights + more.weights,
            verdicts=self.verdicts + more.verdicts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTally:
    """What an enabled task does for everybody who is taken up. `position` is its place among all tasks, from 1."""

    position: int
    task: Task
    outcomes: Counter[str] = field(default_factory=Counter)
    """How many people by the words of `OUTCOMES`."""
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many people by outcome and reason, for ends that have one; `MOST_REASONS` of them."""

    def add(self, forecast: TaskForecast) -> None:
        """Count one person."""
        outcome, reason = told(forecast.outcome)
        self.outcomes[outcome] += 1
        if reason and ((outcome, reason) in self.reasons or len(self.reasons) < MOST_REASONS):
            self.reasons[outcome, reason] += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A workflow and the people it concerns, the next moment first."""

    workflow: Workflow
    people: tuple[Expected, ...]
    """Everybody in scope, or only the first ones of some timings: `timings` and `passes` count them all."""
    timings: Mapping[Timing, int]
    """How many people have each timing."""
    passes: Passes
    now: datetime
    days: int
    interval_hours: int
    makes_passes: bool
    tasks: tuple[TaskTally, ...] = ()
    """The enabled tasks, in their order."""
    ends: Counter[RunEnd] = field(default_factory=Counter)
    """How many people's runs end how."""
    by_hand: bool = False
    known: bool = True
    """Whether it could be read who is in scope; otherwise nobody is listed, which is not the same as nobody."""
    common: tuple[Verdict, ...] = ()
    """Verdicts every pass of this workflow shares."""
    copies: tuple[Ref, ...] = ()
    notes: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    """Those of the notes that tell what the service's own previews answer."""

    @property
    def in_scope(self) -> int:
        """The number of people in scope."""
        return sum(self.timings.values())

    def at(self, *timings: Timing) -> tuple[Expected, ...]:
        """The people with one of these timings, as far as they are listed."""
        return tuple(expected for expected in self.people if expected.when.timing in timings)


def by_moment(expected: Expected) -> tuple[bool, float, str, str]:
    """The order of people: the next moment first, those without one last, and of these first those asked about."""
    moment = expected.when.moment
    at = moment.timestamp() if moment else float(not expected.asked)
    return moment is None, at, expected.person.name.casefold(), expected.person.id
