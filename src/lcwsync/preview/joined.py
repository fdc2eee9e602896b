"""The preview of a scope, which is read some people at a time. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from lcwsync.judge.licences import units_wanted
from lcwsync.judge.passes import common_verdicts, tap_task
from lcwsync.judge.timing import Timing
from lcwsync.model.conditions import OnDemandOnly
from lcwsync.model.execution_limits import limits_in_force
from lcwsync.model.mails import copies
from lcwsync.model.person import UNREAD
from lcwsync.model.settings import DEFAULT_SCHEDULE_INTERVAL_HOURS
from lcwsync.model.triggers import kind_of, trigger_of
from lcwsync.preview.circumstances import Circumstances
from lcwsync.preview.limits import RunSizes, limit_notes
from lcwsync.preview.preview import Expected, Passes, Preview, TaskTally, by_moment

if TYPE_CHECKING:
    from lcwsync.judge.outcome import RunEnd


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
