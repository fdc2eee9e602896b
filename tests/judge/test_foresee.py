"""What an earlier task does to the pass of the same run."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lcwsync.judge.foresee import foresee
from lcwsync.judge.passes import Pass, Verdict, words_of
from lcwsync.judge.timing import Timing, When
from lcwsync.model.conditions import TimeAttribute
from lcwsync.model.person import Manager, Membership, PassFacts, Person
from lcwsync.model.tap_policy import AllUsers, GroupTarget
from lcwsync.model.task_facts import GroupFacts, TenantFacts
from lcwsync.model.workflow import Task
from tests.builders import group, policy, tap_task, task, user, workflow

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DUE = When(timing=Timing.DUE, moment=NOW, earliest=NOW, latest=NOW)
NEW_HIRES = group("SG-New-Hires")
JOIN = task("addUserToGroups", groupID=(NEW_HIRES,))
ENABLE = task("enableUserAccount")
BOSS = Manager(id="b", name="Boss", mail="boss@x", enabled=True, membership=Membership.MEMBER)
HIRE = Person(
    id="h",
    name="Hire",
    user_principal_name="h@x",
    dates={TimeAttribute.HIRE_DATE: NOW + timedelta(days=7)},
    mail=None,
    usage_location=None,
    is_synchronised=False,
)
ABOUT = PassFacts(
    manager=BOSS, groups=frozenset({str(NEW_HIRES.id)}), methods=(), has_signed_in=False, holds_role=False
)
OUTSIDE = replace(ABOUT, groups=frozenset())
TENANT = TenantFacts(
    policy=policy(), groups={str(NEW_HIRES.id): GroupFacts(name="SG-New-Hires")}, role_groups=frozenset(), restricted={}
)


def tap(*tasks: Task, who: Person = HIRE, tenant: TenantFacts = TENANT, about: PassFacts = ABOUT) -> Pass:
    found = foresee(workflow("W", *tasks), who, about, tenant, DUE).tap
    assert found
    return found


def test_a_group_that_an_earlier_task_adds_to_may_not_be_seen_in_time() -> None:
    assert tap(JOIN, tap_task()).arrives
    assert tap(JOIN, tap_task(), about=OUTSIDE).verdicts == (Verdict.JOINS_IN_RUN,)
    assert not tap(JOIN, tap_task(), about=OUTSIDE).arrives


def test_whether_the_policy_sees_in_time_that_an_earlier_task_takes_the_person_out_cannot_be_told() -> None:
    leave = task("removeUserFromGroups", groupID=(NEW_HIRES,))
    assert tap(leave, tap_task()).verdicts == (Verdict.LEAVES_IN_RUN,)
    everybody = policy(include_targets=(AllUsers(),), exclude_targets=(GroupTarget(NEW_HIRES),))
    excluding = replace(TENANT, policy=everybody)
    assert tap(tap_task(), tenant=excluding).verdicts == (Verdict.EXCLUDED,)
    assert tap(leave, tap_task(), tenant=excluding).verdicts == (Verdict.LEAVES_IN_RUN,)
    assert tap(leave, JOIN, tap_task()).arrives
    assert tap(leave, tap_task(), about=OUTSIDE).verdicts == (Verdict.NOT_TARGETED,)


def test_who_is_outside_the_policy_today_may_be_inside_when_the_run_comes() -> None:
    upcoming = replace(DUE, timing=Timing.UPCOMING)
    found = foresee(workflow("W", tap_task()), HIRE, OUTSIDE, TENANT, upcoming).tap
    assert found
    assert found.verdicts == (Verdict.NOT_TARGETED_YET,)
    assert tap(tap_task(), about=OUTSIDE).verdicts == (Verdict.NOT_TARGETED,)


@pytest.mark.parametrize("tasks", [(tap_task(), JOIN), (replace(JOIN, is_enabled=False), tap_task())])
def test_a_later_or_disabled_task_does_not(tasks: tuple[Task, ...]) -> None:
    assert tap(*tasks, about=OUTSIDE).verdicts == (Verdict.NOT_TARGETED,)


def test_a_task_that_fails_stops_the_pass_and_says_why() -> None:
    dynamic = GroupFacts(name="SG-New-Hires", unusable="its membership is dynamic")
    found = tap(JOIN, tap_task(), tenant=replace(TENANT, groups={str(NEW_HIRES.id): dynamic}))
    assert Verdict.STOPPED_EARLIER in found.verdicts
    assert "SG-New-Hires cannot be changed: its membership is dynamic" in words_of(found, Verdict.STOPPED_EARLIER)


def test_a_synchronised_account_is_not_enabled_without_the_argument_for_it() -> None:
    synced = replace(HIRE, is_synchronised=True)
    assert Verdict.STOPPED_EARLIER in tap(JOIN, ENABLE, tap_task(), who=synced).verdicts
    enabling = task("enableUserAccount", enableOnPremisesAccount=True)
    assert tap(JOIN, enabling, tap_task(), who=synced).arrives


def test_a_failing_task_that_lets_the_workflow_go_on_does_not_stop_the_pass() -> None:
    failing = replace(ENABLE, continue_on_error=True)
    assert tap(JOIN, failing, tap_task(), who=replace(HIRE, is_synchronised=True)).arrives


def test_what_was_not_read_about_an_earlier_task_is_no_ok() -> None:
    found = tap(JOIN, ENABLE, tap_task(), tenant=replace(TENANT, role_groups=TenantFacts().role_groups))
    assert found.verdicts == (Verdict.EARLIER_UNKNOWN,)
    assert not found.arrives


def test_a_copy_that_cannot_be_mailed_stops_the_pass() -> None:
    eve = user("eve@x")
    found = tap(JOIN, tap_task(cc=(eve,)), tenant=replace(TENANT, mailable={str(eve.id): False}))
    assert Verdict.UNDELIVERABLE in found.verdicts


def test_a_window_that_may_close_before_the_next_run_is_no_ok() -> None:
    closing = replace(DUE, timing=Timing.CLOSING)
    found = foresee(workflow("W", JOIN, tap_task()), HIRE, ABOUT, TENANT, closing).tap
    assert found
    assert found.verdicts == (Verdict.WINDOW_CLOSES,)
    assert not found.arrives


def test_nobody_in_a_restricted_management_unit_gets_a_pass() -> None:
    inside = replace(TENANT, restricted={HIRE.id: "Executives"})

    assert tap(tap_task(), tenant=inside).verdicts == (Verdict.RESTRICTED,)
    assert tap(tap_task(), tenant=replace(TENANT, restricted={"somebody else": "Executives"})).arrives


def test_without_the_administrative_units_a_pass_cannot_be_told() -> None:
    assert tap(tap_task(), tenant=replace(TENANT, restricted=TenantFacts().restricted)).verdicts == (
        Verdict.UNITS_UNKNOWN,
    )
