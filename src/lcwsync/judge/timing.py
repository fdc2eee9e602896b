"""The time at which a workflow runs for a person: trigger, catch-up window, interval of the schedule.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from lcwsync.model.conditions import Trigger
from lcwsync.model.person import Person
from lcwsync.model.triggers import moment_of
from lcwsync.values.records import dataclass

CATCH_UP = timedelta(days=3)
"""The service skips people whose moment passed longer ago, and reports nothing."""

LATELY = timedelta(days=30)
"""Skips older than this are not reported, unless the date itself is yet to come."""


class Timing(StrEnum):
    """The state of a person in scope with respect to the trigger."""

    DUE = "due"
    """The moment has come: the next run takes them."""
    CLOSING = "closing"
    """Due, but the catch-up window may end before the next run."""
    UPCOMING = "upcoming"
    """The moment comes within the days asked about."""
    LATER = "later"
    BEFORE_CREATION = "beforeCreation"
    """Their moment passed before the workflow was created: the service does not reach back."""
    CREATION_DAY = "creationDay"
    """Their moment passed on the day the workflow was created, before it was: the documentation leaves open whether
    the day or the instant counts."""
    SKIPPED = "skipped"
    """The moment passed too long ago, and it matters still: lately, or the date itself is yet to come."""
    PAST = "past"
    NO_DATE = "noDate"
    UNKNOWN = "unknown"
    """The service hides the date from us."""
    DONE = "done"
    """The workflow has processed them since their moment."""
    ON_EVENT = "onEvent"
    """The trigger is a change that cannot be foreseen."""


PASSES_EXPECTED = frozenset({Timing.DUE, Timing.CLOSING, Timing.UPCOMING, Timing.ON_EVENT})
"""Timings of people the workflow is still going to take up."""


def processed_since(trigger: Trigger | None, now: datetime) -> datetime | None:
    """From when on an earlier run says something about the timing of a person; None: whenever it was.

    Before, the moment of everybody whom the run took up is long past, and their date as well.
    """
    due = moment_of(trigger)
    if due is None or due.date is None:
        return None
    return now - max(LATELY, timedelta(days=-due.days)) - CATCH_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """`moment` is the trigger's; a run takes the person up between `earliest` and `latest`. None: not known in
    advance."""

    timing: Timing
    moment: datetime | None = None
    earliest: datetime | None = None
    latest: datetime | None = None


def when(
    trigger: Trigger | None,
    person: Person,
    *,
    interval_hours: int,
    now: datetime,
    days: int,
    processed: datetime | None = None,
    created: datetime | None = None,
) -> When:
    """The time at which the workflow runs for a person in its scope.

    `interval_hours` is the tenant's workflowScheduleIntervalInHours, `days` how far to look ahead, `processed` when
    the workflow last took the person up by schedule. Runs begin at times of the service's choosing: hence an interval.
    `created` is when the workflow was created, None when that is not known: moments before it never trigger
    (https://learn.microsoft.com/entra/id-governance/tutorial-prepare-user-accounts).
    """
    due = moment_of(trigger)
    if due is None or (due.date is None and person.last_seen is None):
        return When(timing=Timing.ON_EVENT)
    # Inactivity lasts until the next sign-in, however long it takes.
    catch_up = timedelta.max if due.date is None else CATCH_UP
    if due.date in person.unread_dates:
        return When(timing=Timing.UNKNOWN)
    date = person.last_seen if due.date is None else person.dates.get(due.date)
    if date is None:
        return When(timing=Timing.NO_DATE)
    moment = later_by(date, timedelta(days=due.days))
    if processed is not None and processed >= moment:
        return When(timing=Timing.DONE, moment=moment)
    if now - moment > catch_up:
        recent = now - moment <= LATELY or date > now
        return When(timing=Timing.SKIPPED if recent else Timing.PAST, moment=moment)
    if created is not None and due.date is not None and moment < created:
        midnight = created.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return When(timing=Timing.CREATION_DAY if moment >= midnight else Timing.BEFORE_CREATION, moment=moment)
    earliest = max(now, moment)
    latest = later_by(earliest, timedelta(hours=interval_hours))
    if moment > now:
        timing = Timing.UPCOMING if moment <= later_by(now, timedelta(days=days)) else Timing.LATER
    else:
        timing = Timing.CLOSING if latest - moment > catch_up else Timing.DUE
    closes = moment + catch_up if timing is Timing.CLOSING else latest
    return When(timing=timing, moment=moment, earliest=earliest, latest=closes)


def later_by(date: datetime, span: timedelta) -> datetime:
    """The date moved, within what a date can be: HR systems write 9999-12-31 for "never"."""
    try:
        return date + span
    except OverflowError:
        return date
