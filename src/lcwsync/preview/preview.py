"""The people in a workflow's scope, when it runs for each of them, and who would receive each pass. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lcwsync.judge.earlier import TakenUp
from lcwsync.judge.foresee import foresee
from lcwsync.judge.outcome import TaskForecast
from lcwsync.judge.passes import (
    Pass,
    Verdict,
    Weight,
    common_verdicts,
    tap_task,
)
from lcwsync.judge.timing import PASSES_EXPECTED, Timing, When, when
from lcwsync.model.conditions import OnDemandOnly
from lcwsync.model.mails import copies
from lcwsync.model.person import UNREAD, NotRead, PassFacts, Person
from lcwsync.model.references import Ref
from lcwsync.model.settings import DEFAULT_SCHEDULE_INTERVAL_HOURS, LifecycleSettings
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.task_facts import TenantFacts
from lcwsync.model.triggers import kind_of, trigger_of
from lcwsync.model.workflow import Workflow

DEFAULT_DAYS = 14
"""Days that a preview looks ahead."""

Processed = Mapping[str, datetime] | NotRead
"""When a workflow last took each person up by schedule, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFacts:
    """The people in a workflow's scope and what was read about them."""

    people: tuple[Person, ...] = ()
    """Everybody in scope now."""
    pass_facts: Mapping[str, PassFacts] = field(default_factory=dict)
    """By person id, for those who may receive a pass."""
    processed: Processed = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """Notes about the reads for the person who looks at the preview, such as refusals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The inputs of a preview besides the people in scope.

    `workflow` is whole: what git leaves out is filled from the tenant. `policy` or `settings` None: they could not be
    read; passes are then never reported as sure to arrive, and the service's default interval is assumed. `days` is
    how far the preview looks ahead from `now`.
    """

    workflow: Workflow
    policy: TapPolicy | None
    settings: LifecycleSettings | None
    now: datetime
    days: int = DEFAULT_DAYS
    tenant: TenantFacts = field(default_factory=TenantFacts)
    """The objects that the workflow's tasks name."""
    created: datetime | None = None
    """When the workflow was created, `now` for one that the tenant does not have yet; None when it is not known."""

    @property
    def interval_hours(self) -> int:
        """Hours between two runs of the engine."""
        hours = self.settings.workflow_schedule_interval_in_hours if self.settings else None
        return hours or DEFAULT_SCHEDULE_INTERVAL_HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One person in scope. `tap` is None when the workflow makes no pass, or none for them any more."""

    person: Person
    when: When
    tap: Pass | None = None
    tasks: tuple[TaskForecast, ...] = ()
    """The run task by task, for those who may receive a pass."""

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
    common: tuple[Verdict, ...] = ()
    """Verdicts every pass of this workflow shares."""
    copies: tuple[Ref, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def in_scope(self) -> int:
        """The number of people in scope."""
        return sum(self.timings.values())

    def at(self, *timings: Timing) -> tuple[Expected, ...]:
        """The people with one of these timings, as far as they are listed."""
        return tuple(expected for expected in self.people if expected.when.timing in timings)


def preview(
    workflow: Workflow,
    policy: TapPolicy | None,
    facts: ScopeFacts,
    settings: LifecycleSettings | None,
    *,
    now: datetime,
    days: int = DEFAULT_DAYS,
    created: datetime | None = None,
    tenant: TenantFacts | None = None,
) -> Preview:
    """The preview of a workflow for the people in its scope, within `days` days from `now`; see `Circumstances`."""
    under = Circumstances(
        workflow=workflow,
        policy=policy,
        settings=settings,
        now=now,
        days=days,
        created=created,
        tenant=tenant or TenantFacts(),
    )
    joined = Joined(listed=None)
    joined.add(expected_of(under, timed(under, facts.people, processed=facts.processed), facts.pass_facts))
    return joined.whole(under, notes=facts.notes)


def timed(under: Circumstances, people: Iterable[Person], *, processed: Processed) -> tuple[tuple[Person, When], ...]:
    """The timing of each person. `processed`: the last scheduled run for the person."""
    trigger = trigger_of(under.workflow.conditions)
    last = {} if processed is UNREAD else processed
    return tuple(
        (
            person,
            when(
                trigger,
                person,
                interval_hours=under.interval_hours,
                now=under.now,
                days=under.days,
                processed=last.get(person.id),
                created=under.created,
            ),
        )
        for person in people
    )


def in_question(under: Circumstances, people: Iterable[tuple[Person, When]]) -> tuple[Person, ...]:
    """The people for whom a pass is expected. Only for these are managers, groups and methods read."""
    if tap_task(under.workflow) is None:
        return ()
    return tuple(person for person, at in people if at.timing in PASSES_EXPECTED)


def expected_of(
    under: Circumstances,
    people: Iterable[tuple[Person, When]],
    facts: Mapping[str, PassFacts],
    beside: Callable[[Person], Sequence[TakenUp]] = lambda _: (),
) -> tuple[Expected, ...]:
    """The expectation for each person, in the order given. `facts` are by person id, `beside` tells which other
    workflows take a person up."""
    asked = tap_task(under.workflow) is not None
    tenant = replace(under.tenant, policy=under.policy)
    found: list[Expected] = []
    for person, at in people:
        if not asked or at.timing not in PASSES_EXPECTED:
            found.append(Expected(person=person, when=at))
            continue
        run = foresee(under.workflow, person, facts.get(person.id, PassFacts()), tenant, at, beside=beside(person))
        found.append(Expected(person=person, when=at, tap=run.tap, tasks=run.tasks))
    return tuple(found)


class Joined:
    """The preview of a scope that is read some people at a time.

    `listed` is how many people are kept of which timing, the next moment first; None keeps everybody. With `keep`,
    everybody is handed to it instead. With `failing`, only those whose pass will not arrive are kept or handed over.
    """

    def __init__(
        self,
        *,
        listed: Mapping[Timing, int] | None,
        keep: Callable[[Sequence[Expected]], None] | None = None,
        failing: bool = False,
    ) -> None:
        self._failing = failing
        self._listed = listed
        self._keep = keep
        self._people: dict[Timing, list[Expected]] = {}
        self._timings: Counter[Timing] = Counter()
        self._passes = Passes()

    def add(self, people: Sequence[Expected]) -> None:
        """Count people, and keep those who are to be listed."""
        self._timings.update(Counter(expected.when.timing for expected in people))
        self._passes += Passes.of(people)
        if self._failing:
            people = [expected for expected in people if expected.misses_pass]
        if self._keep is not None:
            self._keep(people)
            return
        for expected in people:
            self._people.setdefault(expected.when.timing, []).append(expected)
        if self._listed is not None:
            for timing, kept in self._people.items():
                kept.sort(key=by_moment)
                del kept[self._listed.get(timing, 0) :]

    def whole(self, under: Circumstances, *, notes: Sequence[str] = ()) -> Preview:
        """The preview of everybody who was added."""
        people = sorted((expected for kept in self._people.values() for expected in kept), key=by_moment)
        task = tap_task(under.workflow)
        return Preview(
            workflow=under.workflow,
            people=tuple(people),
            timings=self._timings,
            passes=self._passes,
            now=under.now,
            days=under.days,
            interval_hours=under.interval_hours,
            makes_passes=task is not None,
            common=common_verdicts(task, under.policy) if task else (),
            copies=copies(task) if task else (),
            notes=(*_notes(under.workflow, under.settings), *notes),
        )


def by_moment(expected: Expected) -> tuple[bool, float, str, str]:
    """The order of people: the next moment first, those without one last."""
    moment = expected.when.moment
    return moment is None, moment.timestamp() if moment else 0.0, expected.person.name.casefold(), expected.person.id


def _notes(workflow: Workflow, settings: LifecycleSettings | None) -> tuple[str, ...]:
    notes = []
    if isinstance(workflow.conditions, OnDemandOnly):
        notes.append("it runs on demand only, so no people are listed")
    elif workflow.is_enabled is False:
        notes.append("it is disabled: it processes no people until it is enabled")
    elif not workflow.is_scheduling_enabled:
        notes.append("its schedule is disabled: it processes no people until the schedule is enabled")
    trigger = trigger_of(workflow.conditions)
    kind = kind_of(trigger) if trigger else None
    if kind and kind.unread:
        notes.append(kind.unread)
    if settings is None:
        notes.append(
            f"the interval between runs could not be read: {DEFAULT_SCHEDULE_INTERVAL_HOURS} hours are assumed"
        )
    return tuple(notes)
