"""Who a workflow concerns, when it takes each of them up, and who would receive each pass. Pure: it reads nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from lcwsync.model.conditions import OnDemandOnly
from lcwsync.model.person import UNREAD, Checks, NotRead, Person
from lcwsync.model.references import Ref
from lcwsync.model.settings import DEFAULT_SCHEDULE_INTERVAL_HOURS, LifecycleSettings
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.triggers import kind_of, trigger_of
from lcwsync.model.workflow import Workflow
from lcwsync.preview.recipients import (
    Pass,
    Verdict,
    Weight,
    common_verdicts,
    copies,
    expected_pass,
    groups_given,
    tap_task,
)
from lcwsync.preview.timing import PASSES_EXPECTED, Timing, When, when

DEFAULT_DAYS = 14
"""How far a preview looks ahead."""

Processed = Mapping[str, datetime] | NotRead
"""When a workflow last took each person up by schedule, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """What was read of the people in a workflow's scope."""

    people: tuple[Person, ...] = ()
    """Everybody in scope now."""
    checks: Mapping[str, Checks] = field(default_factory=dict)
    """By person id, for those who may receive a pass."""
    processed: Processed = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What a reader must know about the reading: what was refused, or took more than it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One person in scope. `tap` is None when the workflow makes no pass, or none for them any more."""

    person: Person
    when: When
    tap: Pass | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """How many passes are expected, and what is said of them."""

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
class Preview:
    """A workflow and the people it concerns, the next moment first."""

    workflow: Workflow
    people: tuple[Expected, ...]
    """Everybody in scope, or only the first ones of some timings: `timings` and `passes` count them all."""
    timings: Mapping[Timing, int]
    """How many people stand where."""
    passes: Passes
    now: datetime
    days: int
    interval_hours: int
    makes_passes: bool
    common: tuple[Verdict, ...] = ()
    """Verdicts every pass of this workflow shares."""
    copies: tuple[Ref, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def in_scope(self) -> int:
        """How many people are in scope."""
        return sum(self.timings.values())

    def at(self, *timings: Timing) -> tuple[Expected, ...]:
        """The people with one of these timings, as far as they are listed."""
        return tuple(expected for expected in self.people if expected.when.timing in timings)


def preview(
    workflow: Workflow,
    policy: TapPolicy | None,
    population: Population,
    settings: LifecycleSettings | None,
    *,
    now: datetime,
    days: int = DEFAULT_DAYS,
) -> Preview:
    """What the workflow would do to the people in its scope within `days` days from `now`.

    `workflow` is whole: what git leaves unsaid is filled from the tenant. `policy` or `settings` None: they could not
    be read; passes are then never reported as sure to arrive, and the service's default interval is assumed.
    """
    hours = interval_hours(settings)
    task = tap_task(workflow)
    joining = groups_given(workflow)
    expected = [
        Expected(
            person=person,
            when=at,
            tap=expected_pass(task, policy, person, at, population.checks.get(person.id, Checks()), joining=joining)
            if task and at.timing in PASSES_EXPECTED
            else None,
        )
        for person, at in timed(workflow, population, interval_hours=hours, now=now, days=days)
    ]
    return Preview(
        workflow=workflow,
        people=tuple(sorted(expected, key=_by_moment)),
        timings=Counter(one.when.timing for one in expected),
        passes=Passes.of(expected),
        now=now,
        days=days,
        interval_hours=hours,
        makes_passes=task is not None,
        common=common_verdicts(task, policy) if task else (),
        copies=copies(task) if task else (),
        notes=(*_notes(workflow, settings), *population.notes),
    )


class Joined:
    """The preview of a scope that is read some people at a time, from the previews of these people.

    `listed` is how many people are kept of which timing, the next moment first; None keeps everybody.
    """

    def __init__(self, *, listed: Mapping[Timing, int] | None) -> None:
        self._listed = listed
        self._people: dict[Timing, list[Expected]] = {}
        self._timings: Counter[Timing] = Counter()
        self._passes = Passes()

    def add(self, part: Preview) -> None:
        """Count the people of a part, and keep those who are to be listed."""
        self._timings.update(part.timings)
        self._passes += part.passes
        for expected in part.people:
            self._people.setdefault(expected.when.timing, []).append(expected)
        if self._listed is not None:
            for timing, kept in self._people.items():
                kept.sort(key=_by_moment)
                del kept[self._listed.get(timing, 0) :]

    def whole(self, last: Preview) -> Preview:
        """Everybody who was added, as the preview of one scope; what is not about people is the last part's."""
        people = sorted((expected for kept in self._people.values() for expected in kept), key=_by_moment)
        return replace(last, people=tuple(people), timings=self._timings, passes=self._passes)


def in_question(
    workflow: Workflow, population: Population, settings: LifecycleSettings | None, *, now: datetime, days: int
) -> tuple[Person, ...]:
    """The people for whom a pass is expected: of nobody else must managers, groups and methods be read."""
    if tap_task(workflow) is None:
        return ()
    hours = interval_hours(settings)
    at = timed(workflow, population, interval_hours=hours, now=now, days=days)
    return tuple(person for person, when in at if when.timing in PASSES_EXPECTED)


def timed(
    workflow: Workflow, population: Population, *, interval_hours: int, now: datetime, days: int
) -> tuple[tuple[Person, When], ...]:
    """Everybody in scope with their moment."""
    trigger = trigger_of(workflow.conditions)
    processed = {} if population.processed is UNREAD else population.processed
    return tuple(
        (
            person,
            when(
                trigger,
                person,
                interval_hours=interval_hours,
                now=now,
                days=days,
                processed=processed.get(person.id),
            ),
        )
        for person in population.people
    )


def interval_hours(settings: LifecycleSettings | None) -> int:
    """Hours between two runs of the engine."""
    said = settings.workflow_schedule_interval_in_hours if settings else None
    return said or DEFAULT_SCHEDULE_INTERVAL_HOURS


def _by_moment(expected: Expected) -> tuple[bool, float, str, str]:
    moment = expected.when.moment
    return moment is None, moment.timestamp() if moment else 0.0, expected.person.name.casefold(), expected.person.id


def _notes(workflow: Workflow, settings: LifecycleSettings | None) -> tuple[str, ...]:
    notes = []
    if isinstance(workflow.conditions, OnDemandOnly):
        notes.append("it runs only when somebody starts it: there is nobody to list")
    elif workflow.is_enabled is False:
        notes.append("it is switched off: nobody is processed until it is switched on")
    elif not workflow.is_scheduling_enabled:
        notes.append("its schedule is off: nobody is processed until it is switched on")
    trigger = trigger_of(workflow.conditions)
    kind = kind_of(trigger) if trigger else None
    if kind and kind.unread:
        notes.append(kind.unread)
    if settings is None:
        notes.append(
            f"the interval between runs could not be read: {DEFAULT_SCHEDULE_INTERVAL_HOURS} hours are assumed"
        )
    return tuple(notes)
