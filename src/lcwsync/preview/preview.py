"""The people in a workflow's scope, when it runs for each of them, what each task does, who gets each pass. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lcwsync.judge.earlier import TakenUp
from lcwsync.judge.foresee import foresee
from lcwsync.judge.licences import units_wanted
from lcwsync.judge.needs import needs
from lcwsync.judge.outcome import RunEnd, TaskForecast, run_end, told
from lcwsync.judge.passes import (
    Pass,
    Verdict,
    Weight,
    common_verdicts,
    tap_task,
)
from lcwsync.judge.timing import PASSES_EXPECTED, Timing, When, when
from lcwsync.model.conditions import OnDemandOnly
from lcwsync.model.execution_limits import limits_in_force
from lcwsync.model.mails import copies
from lcwsync.model.person import UNREAD, NotRead, PassFacts, Person
from lcwsync.model.references import Ref
from lcwsync.model.settings import DEFAULT_SCHEDULE_INTERVAL_HOURS, LifecycleSettings
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.task_facts import PersonFact, TenantFacts
from lcwsync.model.triggers import kind_of, trigger_of
from lcwsync.model.workflow import Task, Workflow
from lcwsync.preview.limits import RunSizes, limit_notes

DEFAULT_DAYS = 14
"""Days that a preview looks ahead."""

MOST_REASONS = 50
"""Reasons that are counted for a task; people with others are counted without one."""

Processed = Mapping[str, datetime] | NotRead
"""When a workflow last took each person up by schedule, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFacts:
    """The people in a workflow's scope and what was read about them."""

    people: tuple[Person, ...] = ()
    """Everybody in scope now."""
    pass_facts: Mapping[str, PassFacts] = field(default_factory=dict)
    """By person id, for those whom the workflow may take up."""
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
    own_limits: str | None = None
    """The workflow's own execution limits as the tenant has them."""
    created: datetime | None = None
    """When the workflow was created, `now` for one that the tenant does not have yet; None when it is not known."""
    by_hand: bool = False
    """Whether somebody starts it for these people now, whatever its schedule and scope."""

    @property
    def needs(self) -> frozenset[PersonFact]:
        """What must be read about each person whom the workflow may take up."""
        return needs(self.workflow, self.policy)

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
    if under.by_hand:
        return tuple((person, started_at(under.now)) for person in people)
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


def started_at(now: datetime) -> When:
    """When a run that somebody starts now takes its people up: at once."""
    return When(timing=Timing.DUE, moment=now, earliest=now, latest=now)


def in_question(
    under: Circumstances, people: Iterable[tuple[Person, When]], *, events: int | None = None
) -> tuple[Person, ...]:
    """The people whom the workflow may take up. Only about these is anything read, and nothing where no task asks.

    `events` is how many of those are taken whom only an event would concern, by name; None for all.
    """
    if not under.needs:
        return ()
    found = [(person, at) for person, at in people if at.timing in PASSES_EXPECTED]
    dated = [person for person, at in found if at.timing is not Timing.ON_EVENT]
    waiting = [person for person, at in found if at.timing is Timing.ON_EVENT]
    if events is not None:
        waiting = sorted(waiting, key=lambda person: (person.name.casefold(), person.id))[:events]
    return (*dated, *waiting)


def expected_of(
    under: Circumstances,
    people: Iterable[tuple[Person, When]],
    facts: Mapping[str, PassFacts],
    beside: Callable[[Person], Sequence[TakenUp]] = lambda _: (),
) -> tuple[Expected, ...]:
    """The expectation for each person, in the order given. `facts` are by person id, `beside` tells which other
    workflows take a person up."""
    tenant = replace(under.tenant, policy=under.policy)
    nothing_asked = not under.needs
    found: list[Expected] = []
    for person, at in people:
        if at.timing not in PASSES_EXPECTED:
            found.append(Expected(person=person, when=at))
            continue
        run = foresee(under.workflow, person, facts.get(person.id, PassFacts()), tenant, at, beside=beside(person))
        asked = nothing_asked or person.id in facts
        found.append(Expected(person=person, when=at, tap=run.tap, tasks=run.tasks, asked=asked))
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
        self._ends: Counter[RunEnd] = Counter()
        self._tallies: dict[int, TaskTally] = {}
        self._units: Counter[tuple[str, str]] = Counter()
        self._sizes = RunSizes()

    def add(self, people: Sequence[Expected]) -> None:
        """Count people, and keep those who are to be listed."""
        self._timings.update(Counter(expected.when.timing for expected in people))
        self._passes += Passes.of(people)
        self._count(people)
        self._sizes.add(expected.when for expected in people)
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

    def _count(self, people: Sequence[Expected]) -> None:
        for expected in people:
            if end := expected.end:
                self._ends[end] += 1
            for forecast in expected.tasks:
                at = forecast.position
                self._tallies.setdefault(at, TaskTally(position=at, task=forecast.task)).add(forecast)
                self._units.update(units_wanted(forecast, expected.person).items())

    def _short(self, under: Circumstances) -> tuple[str, ...]:
        """Licences of which more units are wanted than are free: each person alone would get one."""
        free = under.tenant.free_licences
        return tuple(
            f"{number} people are to get a unit of {name}, and {free[id_]} are free: who comes last gets none"
            for (id_, name), number in sorted(self._units.items())
            if free is not UNREAD and free.get(id_, number) < number
        )

    def whole(self, under: Circumstances, *, known: bool = True, notes: Sequence[str] = ()) -> Preview:
        """The preview of everybody who was added. `known`: whether the scope could be read."""
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
            tasks=tuple(
                self._tallies.get(position, TaskTally(position=position, task=each))
                for position, each in enumerate(under.workflow.tasks or (), start=1)
                if each.is_enabled is not False
            ),
            ends=self._ends,
            by_hand=under.by_hand,
            known=known,
            common=common_verdicts(task, under.policy) if task else (),
            copies=copies(task) if task else (),
            notes=(*_notes(under), *self._short(under), *self._limits(under), *notes),
        )

    def _limits(self, under: Circumstances) -> Iterator[str]:
        of_tenant = under.settings.execution_limits if under.settings else None
        limits = limits_in_force(under.own_limits, of_tenant)
        return limit_notes(
            under.workflow,
            limits,
            self._sizes.runs(now=under.now, interval_hours=under.interval_hours),
            in_scope=sum(self._timings.values()),
            days=under.days,
            read=under.settings is not None or limits is not None,
        )


def by_moment(expected: Expected) -> tuple[bool, float, str, str]:
    """The order of people: the next moment first, those without one last, and of these first those asked about."""
    moment = expected.when.moment
    at = moment.timestamp() if moment else float(not expected.asked)
    return moment is None, at, expected.person.name.casefold(), expected.person.id


def _notes(under: Circumstances) -> tuple[str, ...]:
    workflow = under.workflow
    notes = []
    if under.by_hand:
        notes.append("as if somebody started it now for these people, whatever its schedule and scope")
    elif isinstance(workflow.conditions, OnDemandOnly):
        notes.append("it runs on demand only, so no people are listed: `--user` shows what it would do for a person")
    elif workflow.is_enabled is False:
        notes.append("it is disabled: it processes no people until it is enabled")
    elif not workflow.is_scheduling_enabled:
        notes.append("its schedule is disabled: it processes no people until the schedule is enabled")
    trigger = None if under.by_hand else trigger_of(workflow.conditions)
    kind = kind_of(trigger) if trigger else None
    if kind and kind.unread:
        notes.append(kind.unread)
    if under.settings is None and not under.by_hand:
        notes.append(
            f"the interval between runs could not be read: {DEFAULT_SCHEDULE_INTERVAL_HOURS} hours are assumed"
        )
    return tuple(notes)
