"""What execution limits make of the people of a preview: too many for one run, or no limit where one is due. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from lcwsync.judge.timing import Timing, When
from lcwsync.model.conditions import TriggerAndScope
from lcwsync.model.execution_limits import ExecutionLimits
from lcwsync.model.harm import taking
from lcwsync.model.workflow import Workflow

_STEPS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
"""Limits to propose: round numbers at twice what is due."""


class RunSizes:
    """How many people the runs take up, counted as they are judged, without being held."""

    def __init__(self) -> None:
        self._due = 0
        self._hours: Counter[datetime] = Counter()
        self._on_event = 0

    def add(self, found: Iterable[When]) -> None:
        """Count people by the hour of their moment."""
        for each in found:
            match each.timing:
                case Timing.DUE | Timing.CLOSING:
                    self._due += 1
                case Timing.UPCOMING if each.moment is not None:
                    self._hours[each.moment.replace(minute=0, second=0, microsecond=0)] += 1
                case Timing.ON_EVENT:
                    self._on_event += 1
                case _:
                    pass

    def runs(self, *, now: datetime, interval_hours: int) -> "Runs":
        """The people of each run, where the first one begins at `now` and the others `interval_hours` apart."""
        sizes: Counter[int] = Counter({0: self._due})
        for hour, people in self._hours.items():
            sizes[max(0, int((hour - now).total_seconds() // (interval_hours * 3600)))] += people
        return Runs(next=sizes[0], largest=max(sizes.values()), on_event=self._on_event)


class Runs(NamedTuple):
    """People in the next run and in the largest one; `on_event` those whom a change takes up that nobody foresees."""

    next: int
    largest: int
    on_event: int


def limit_notes(
    workflow: Workflow,
    limits: ExecutionLimits | None,
    runs: Runs,
    *,
    in_scope: int,
    days: int,
    read: bool,
) -> Iterator[str]:
    """Notes about a scheduled workflow. `read`: whether the limits in force are known."""
    if workflow.is_enabled is False or not workflow.is_scheduling_enabled:
        return
    if not isinstance(workflow.conditions, TriggerAndScope):
        return
    harm = taking(workflow)
    if not read:
        if harm:
            yield "whether an execution limit holds could not be read: that needs the tenant's settings"
        return
    if limits is not None:
        yield from _too_many(limits, runs, in_scope=in_scope)
    elif harm:
        told = f"at most {_people(runs.largest)} due in one run within {days} days"
        if runs.on_event:
            told = "how many people one run takes up cannot be foreseen"
        limit = next((step for step in _STEPS if step >= 2 * runs.largest), 2 * runs.largest)
        yield (
            f"it {harm}, and the service shows no execution limit for it: {told}; a limit of {limit}, "
            "set in Workflow settings of the portal, stops a mistake"
        )


def _too_many(limits: ExecutionLimits, runs: Runs, *, in_scope: int) -> Iterator[str]:
    for due, when in ((runs.next, "the next run takes up"), (runs.largest, "a later run takes up")):
        match limits.exceeded(due=due, in_scope=in_scope):
            case True:
                yield (
                    f"{when} {_people(due)}, more than the execution limit ({limits}): the service puts the workflow "
                    "into quarantine, and processes nobody until an administrator clears it"
                )
                return
            case None:
                yield (
                    f"cannot tell whether the execution limit ({limits}) holds: {when} {_people(due)} of {in_scope} in "
                    "scope, and whose share a percentage is, of these or of all users, is not documented"
                    if not limits.not_understood
                    else f"cannot tell whether the execution limit ({limits}) holds: {when} {_people(due)}"
                )
                return
            case False:
                pass


def _people(number: int) -> str:
    return f"{number} {'person' if number == 1 else 'people'}"
