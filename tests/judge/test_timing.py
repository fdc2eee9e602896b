"""The trigger's moment, the catch-up window and the schedule's interval."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lcwsync.judge.timing import CATCH_UP, Timing, When, processed_since, when
from lcwsync.model.conditions import (
    AttributeChangeTrigger,
    MembershipChange,
    MembershipChangeTrigger,
    TimeAttribute,
    TimeBasedTrigger,
    Trigger,
    UserInactivityTrigger,
)
from lcwsync.model.person import Person

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
WEEK_BEFORE = TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7)


def hired(at: datetime | None) -> Person:
    return Person(id="1", name="A", user_principal_name="a@x", dates={TimeAttribute.HIRE_DATE: at} if at else {})


def at(
    hire_date: datetime | None, trigger: Trigger = WEEK_BEFORE, *, days: int = 14, processed: datetime | None = None
) -> When:
    return when(trigger, hired(hire_date), interval_hours=3, now=NOW, days=days, processed=processed)


def test_the_moment_is_the_date_with_its_time_of_day_and_the_offset() -> None:
    found = at(NOW + timedelta(days=10, hours=2))
    assert found.moment == NOW + timedelta(days=3, hours=2)


def test_no_run_is_before_the_moment_or_later_than_one_interval_after_it() -> None:
    found = at(NOW + timedelta(days=10))
    assert (found.earliest, found.latest) == (found.moment, NOW + timedelta(days=3, hours=3))


def test_a_moment_that_passed_is_due_at_the_next_run() -> None:
    found = at(NOW + timedelta(days=6))
    assert (found.timing, found.earliest, found.latest) == (Timing.DUE, NOW, NOW + timedelta(hours=3))


@pytest.mark.parametrize(
    ("created", "timing"),
    [
        (NOW - timedelta(days=1), Timing.DUE),
        (NOW - timedelta(hours=1, minutes=1), Timing.DUE),
        (NOW - timedelta(minutes=59), Timing.CREATION_DAY),
        (NOW + timedelta(days=1), Timing.BEFORE_CREATION),
    ],
)
def test_a_workflow_does_not_reach_back_before_its_creation(created: datetime, timing: Timing) -> None:
    person = hired(NOW + timedelta(days=7) - timedelta(hours=1))
    assert when(WEEK_BEFORE, person, interval_hours=3, now=NOW, days=14, created=created).timing is timing


@pytest.mark.parametrize(
    ("since_moment", "timing"),
    [
        (timedelta(0), Timing.DUE),
        (CATCH_UP - timedelta(hours=3), Timing.DUE),
        (CATCH_UP - timedelta(hours=2), Timing.CLOSING),
        (CATCH_UP, Timing.CLOSING),
        (CATCH_UP + timedelta(seconds=1), Timing.SKIPPED),
    ],
)
def test_the_catch_up_window_is_three_days(since_moment: timedelta, timing: Timing) -> None:
    assert at(NOW + timedelta(days=7) - since_moment).timing is timing


def test_an_interval_ends_with_the_catch_up_window() -> None:
    found = at(NOW + timedelta(days=7) - CATCH_UP + timedelta(hours=1))
    assert found.latest == NOW + timedelta(hours=1)


def test_a_late_hire_is_skipped_although_the_first_day_is_yet_to_come() -> None:
    assert at(NOW + timedelta(days=3)).timing is Timing.SKIPPED


def test_an_employee_of_many_years_is_history_and_not_news() -> None:
    assert at(NOW - timedelta(days=400)).timing is Timing.PAST


@pytest.mark.parametrize(("days", "timing"), [(3, Timing.UPCOMING), (2, Timing.LATER)])
def test_days_limits_how_far_the_preview_looks_ahead(days: int, timing: Timing) -> None:
    assert at(NOW + timedelta(days=10), days=days).timing is timing


def test_without_the_date_nothing_happens() -> None:
    assert at(None).timing is Timing.NO_DATE


def test_the_date_of_the_trigger_counts_and_no_other() -> None:
    leaving = TimeBasedTrigger(TimeAttribute.LEAVE_DATE, 0)
    assert at(NOW, leaving).timing is Timing.NO_DATE


def test_who_was_processed_after_the_moment_is_done() -> None:
    assert at(NOW + timedelta(days=6), processed=NOW - timedelta(hours=1)).timing is Timing.DONE


def test_who_was_processed_for_an_earlier_date_is_taken_up_again() -> None:
    assert at(NOW + timedelta(days=6), processed=NOW - timedelta(days=2)).timing is Timing.DUE


@pytest.mark.parametrize("offset", [-180, -7, 0, 7])
@pytest.mark.parametrize("trigger", [TimeAttribute.HIRE_DATE, TimeAttribute.LEAVE_DATE])
def test_a_run_before_the_time_that_matters_changes_only_what_is_long_past(offset: int, trigger: TimeAttribute) -> None:
    due = TimeBasedTrigger(trigger, offset)
    since = processed_since(due, NOW)
    assert since is not None
    for days in range(-250, 250, 3):
        date = NOW + timedelta(days=days)
        person = Person(id="1", name="A", user_principal_name="a@x", dates={trigger: date})
        without, done = (
            when(due, person, interval_hours=3, now=NOW, days=14, processed=run)
            for run in (None, since - timedelta(seconds=1))
        )
        assert done == without or (without.timing, done.timing) == (Timing.PAST, Timing.DONE)


def test_every_earlier_run_matters_to_inactivity() -> None:
    assert processed_since(UserInactivityTrigger(90), NOW) is None


@pytest.mark.parametrize(
    "trigger", [AttributeChangeTrigger(("department",)), MembershipChangeTrigger(MembershipChange.ADD)]
)
def test_a_change_cannot_be_foreseen(trigger: Trigger) -> None:
    assert at(NOW, trigger) == When(timing=Timing.ON_EVENT)


@pytest.mark.parametrize(
    ("seen", "timing"),
    [(29, Timing.UPCOMING), (30, Timing.DUE), (300, Timing.DUE), (10, Timing.LATER)],
)
def test_inactivity_counts_from_the_last_sign_in_and_has_no_catch_up_window(seen: int, timing: Timing) -> None:
    person = replace(hired(None), last_seen=NOW - timedelta(days=seen))
    found = when(UserInactivityTrigger(30), person, interval_hours=3, now=NOW, days=14)
    assert (found.timing, found.moment) == (timing, NOW + timedelta(days=30 - seen))


def test_inactivity_without_sign_ins_to_go_by_is_not_guessed() -> None:
    assert at(None, UserInactivityTrigger(30)).timing is Timing.ON_EVENT


def test_a_date_at_the_end_of_time_is_far_away() -> None:
    never = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    assert at(never, TimeBasedTrigger(TimeAttribute.HIRE_DATE, 7)).timing is Timing.LATER
