"""A workflow and the people in its scope, put together."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcwsync.judge.outcome import RunEnd
from lcwsync.judge.passes import Verdict, Weight
from lcwsync.judge.timing import Timing
from lcwsync.model.conditions import (
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    TimeAttribute,
    TriggerAndScope,
)
from lcwsync.model.person import UNREAD, Manager, Membership, PassFacts, Person
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.tap_policy import AllUsers
from lcwsync.model.task_facts import TenantFacts
from lcwsync.model.workflow import Workflow
from lcwsync.preview.circumstances import Circumstances
from lcwsync.preview.expected import in_question, timed
from lcwsync.preview.joined import Joined
from lcwsync.preview.preview import Passes
from tests.builders import policy, tap_task, task, user, workflow
from tests.previews import ScopeFacts, preview

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
EVERY_HOUR = LifecycleSettings(workflow_schedule_interval_in_hours=1)
FOR_ALL = policy(include_targets=(AllUsers(),))
PRE_HIRE = workflow("Pre-hire", tap_task(), is_scheduling_enabled=True)
BOSS = Manager(id="b", name="Boss", mail="boss@x", enabled=True, membership=Membership.MEMBER)
NOBODY_RESTRICTED = TenantFacts(restricted={})
FINE = PassFacts(manager=BOSS, groups=frozenset(), methods=(), has_signed_in=False, holds_role=False)


def hire(name: str, days: int | None) -> Person:
    """Somebody whose first day is so many days away."""
    dates = {} if days is None else {TimeAttribute.HIRE_DATE: NOW + timedelta(days=days)}
    return Person(id=name, name=name, user_principal_name=f"{name}@x", dates=dates)


EVERYBODY = ScopeFacts(
    people=(hire("later", 40), hire("due", 6), hire("none", None), hire("soon", 10), hire("late", 2)),
    pass_facts={"due": FINE, "soon": replace(FINE, manager=None)},
)


def under(workflow: Workflow) -> Circumstances:
    return Circumstances(workflow=workflow, policy=FOR_ALL, settings=EVERY_HOUR, now=NOW)


def asked(workflow: Workflow) -> tuple[Person, ...]:
    return in_question(under(workflow), timed(under(workflow), EVERYBODY.people, processed=EVERYBODY.processed))


def test_people_come_in_the_order_of_their_moments_and_those_without_one_last() -> None:
    found = preview(PRE_HIRE, FOR_ALL, EVERYBODY, EVERY_HOUR, now=NOW)
    assert [expected.person.name for expected in found.people] == ["late", "due", "soon", "later", "none"]
    assert found.timings == {
        Timing.SKIPPED: 1,
        Timing.DUE: 1,
        Timing.UPCOMING: 1,
        Timing.LATER: 1,
        Timing.NO_DATE: 1,
    }


def test_a_pass_is_expected_only_for_people_the_workflow_runs_for() -> None:
    found = preview(PRE_HIRE, FOR_ALL, EVERYBODY, EVERY_HOUR, now=NOW, tenant=NOBODY_RESTRICTED)
    assert [(e.person.name, e.tap.weight) for e in found.people if e.tap] == [("due", None), ("soon", Weight.FAILS)]
    assert {p.name for p in asked(PRE_HIRE)} == {"due", "soon"}


def test_the_tenants_interval_counts() -> None:
    (due,) = preview(PRE_HIRE, FOR_ALL, EVERYBODY, EVERY_HOUR, now=NOW, tenant=NOBODY_RESTRICTED).at(Timing.DUE)
    assert due.when.latest == NOW + timedelta(hours=1)


def test_people_who_were_not_checked_are_not_sure_of_a_pass() -> None:
    unchecked = replace(EVERYBODY, pass_facts={})
    found = preview(PRE_HIRE, FOR_ALL, unchecked, EVERY_HOUR, now=NOW)
    assert found.passes.weights == {Weight.UNKNOWN: 2}


def test_a_workflow_without_a_pass_checks_no_person() -> None:
    mails = workflow("Welcome", task("sendWelcomeEmail"), is_scheduling_enabled=True)
    found = preview(mails, None, EVERYBODY, EVERY_HOUR, now=NOW)
    assert (found.makes_passes, found.passes, found.common) == (False, Passes(), ())
    assert asked(mails) == ()


def test_a_verdict_that_all_passes_share_is_shown_for_the_workflow() -> None:
    copied = workflow("Pre-hire", tap_task(minutes=2000, cc=(user("Nosy"),)), is_scheduling_enabled=True)
    found = preview(copied, FOR_ALL, EVERYBODY, EVERY_HOUR, now=NOW)
    assert found.common == (Verdict.LIFETIME_OUT_OF_RANGE, Verdict.COPIES)
    assert [ref.name for ref in found.copies] == ["Nosy"]
    assert [found.passes.verdicts[verdict] for verdict in found.common] == [2, 2]


def test_who_was_processed_already_is_not_taken_up_again() -> None:
    done = replace(EVERYBODY, processed={"due": NOW - timedelta(hours=1)})
    found = preview(PRE_HIRE, FOR_ALL, done, EVERY_HOUR, now=NOW)
    assert [e.person.name for e in found.at(Timing.DONE)] == ["due"]
    assert [e.person.name for e in found.people if e.tap] == ["soon"]


def test_unread_results_leave_everybody_due() -> None:
    found = preview(PRE_HIRE, FOR_ALL, replace(EVERYBODY, processed=UNREAD), EVERY_HOUR, now=NOW)
    assert found.timings[Timing.DUE] == 1


def test_a_change_concerns_everybody_in_scope() -> None:
    joining = replace(PRE_HIRE, conditions=TriggerAndScope(MembershipChangeTrigger(MembershipChange.ADD), None))
    found = preview(joining, FOR_ALL, EVERYBODY, EVERY_HOUR, now=NOW)
    assert found.timings == {Timing.ON_EVENT: 5}
    assert [e.tap.start for e in found.people if e.tap] == [None] * 5


def test_a_disabled_schedule_is_noted() -> None:
    for changed, note in (
        (replace(PRE_HIRE, is_scheduling_enabled=False), "its schedule is disabled"),
        (replace(PRE_HIRE, is_enabled=False), "it is disabled"),
        (replace(PRE_HIRE, conditions=OnDemandOnly()), "on demand only"),
    ):
        assert note in preview(changed, FOR_ALL, ScopeFacts(), EVERY_HOUR, now=NOW).notes[0]
    assert preview(PRE_HIRE, FOR_ALL, ScopeFacts(), EVERY_HOUR, now=NOW).notes == ()


def test_unread_settings_are_assumed_and_reported() -> None:
    found = preview(PRE_HIRE, FOR_ALL, EVERYBODY, None, now=NOW)
    assert found.interval_hours == 3
    assert "3 hours are assumed" in found.notes[0]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(-20, 40) | st.none(), st.booleans()), max_size=30), st.data())
def test_a_scope_in_parts_is_previewed_as_the_whole_is(
    hires: list[tuple[int | None, bool]], data: st.DataObject
) -> None:
    people = tuple(hire(f"p{number}", days) for number, (days, _) in enumerate(hires))
    checks = {
        one.id: replace(FINE, manager=BOSS if fine else None) for one, (_, fine) in zip(people, hires, strict=True)
    }
    everybody = ScopeFacts(people=people, pass_facts=checks)
    whole = preview(PRE_HIRE, FOR_ALL, everybody, EVERY_HOUR, now=NOW)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(people)), max_size=4)))
    listed = data.draw(st.dictionaries(st.sampled_from(Timing), st.integers(0, 5)) | st.none())
    joined = Joined(listed=listed)
    for start, end in pairwise((0, *cuts, len(people))):
        part = replace(everybody, people=people[start:end])
        joined.add(preview(PRE_HIRE, FOR_ALL, part, EVERY_HOUR, now=NOW).people)
    found = joined.whole(under(PRE_HIRE))
    assert (found.timings, found.passes, found.in_scope) == (whole.timings, whole.passes, len(people))
    for timing in Timing:
        assert found.at(timing) == whole.at(timing)[: len(people) if listed is None else listed.get(timing, 0)]
    if listed is None:
        assert found == whole


MOVER = replace(
    workflow("Mover", task("notifyManagerOfMove"), is_scheduling_enabled=True),
    conditions=TriggerAndScope(MembershipChangeTrigger(MembershipChange.ADD), None),
)


def test_of_people_whom_only_an_event_would_concern_the_first_by_name_are_asked_about_and_listed_first() -> None:
    people = timed(under(MOVER), EVERYBODY.people, processed={})
    chosen = in_question(under(MOVER), people, events=2)
    assert [person.name for person in chosen] == ["due", "late"]
    assert len(in_question(under(MOVER), people)) == 5
    found = preview(MOVER, None, replace(EVERYBODY, pass_facts={p.id: FINE for p in chosen}), EVERY_HOUR, now=NOW)
    assert [(e.person.name, e.end) for e in found.people[:3]] == [
        ("due", RunEnd.SUCCEEDS),
        ("late", RunEnd.SUCCEEDS),
        ("later", RunEnd.CANNOT_TELL),
    ]
    assert found.ends == {RunEnd.SUCCEEDS: 2, RunEnd.CANNOT_TELL: 3}


def test_a_task_that_fails_counts_before_one_that_cannot_be_told() -> None:
    both = workflow("W", replace(task("notifyManagerOfMove"), continue_on_error=True), task("assignLicenses"))
    found = preview(both, None, replace(EVERYBODY, pass_facts={"due": replace(FINE, manager=None)}), None, now=NOW)
    (due,) = found.at(Timing.DUE)
    assert due.end is RunEnd.FAILS
    assert [tally.outcomes for tally in found.tasks] == [{"failed": 1, "cannotTell": 1}, {"cannotTell": 2}]
