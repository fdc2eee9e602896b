"""What another workflow adds a person to before the pass is certain, in doubt or none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lcwsync.judge.earlier import TakenUp, adds_to_groups, prepares_passes
from lcwsync.judge.foresee import foresee
from lcwsync.judge.passes import Pass, Verdict, words_of
from lcwsync.judge.timing import Timing, When
from lcwsync.model.conditions import TimeAttribute
from lcwsync.model.person import UNREAD, Manager, Membership, PassFacts, Person
from lcwsync.model.tap_policy import AllUsers, GroupTarget
from lcwsync.model.task_facts import GroupFacts, TenantFacts
from lcwsync.model.workflow import Task
from tests.builders import group, policy, tap_task, task, workflow

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEW_HIRES = group("SG-New-Hires")
ID = str(NEW_HIRES.id)
RULES = policy(include_targets=(GroupTarget(NEW_HIRES),))
TENANT = TenantFacts(policy=RULES, groups={ID: GroupFacts(name="SG-New-Hires")}, role_groups=frozenset(), restricted={})
HIRE = Person(id="h", name="Hire", user_principal_name="h@x", dates={TimeAttribute.HIRE_DATE: NOW + 9 * DAY}, mail=None)
BOSS = Manager(id="b", name="Boss", mail="boss@x", enabled=True, membership=Membership.MEMBER)
OUTSIDE = PassFacts(manager=BOSS, groups=frozenset(), methods=(), has_signed_in=False, holds_role=False)
ADD = task("addUserToGroups", groupID=(NEW_HIRES,))
PREPARES = workflow("Prepare", ADD, is_scheduling_enabled=True)


def at(days: float, timing: Timing = Timing.UPCOMING) -> When:
    moment = NOW + days * DAY
    return When(timing=timing, moment=moment, earliest=moment, latest=moment + 3 * HOUR)


PASS_AT = at(2)
BEFORE = TakenUp(workflow=PREPARES, tenant=TENANT, when=at(1))


def tap(
    *beside: TakenUp, tenant: TenantFacts = TENANT, about: PassFacts = OUTSIDE, first: tuple[Task, ...] = ()
) -> Pass:
    found = foresee(workflow("W", *first, tap_task()), HIRE, about, tenant, PASS_AT, beside=beside).tap
    assert found
    return found


def test_a_run_that_is_over_before_is_a_certain_join() -> None:
    assert tap().verdicts == (Verdict.NOT_TARGETED_YET,)
    found = tap(BEFORE)
    assert (found.verdicts, found.arrives) == ((Verdict.JOINS_EARLIER,), True)
    words = 'joins SG-New-Hires by workflow "Prepare" on 2026-11-24, before the pass'
    assert words_of(found, Verdict.JOINS_EARLIER) == words


def test_a_join_that_is_not_needed_is_not_told() -> None:
    assert tap(BEFORE, about=replace(OUTSIDE, groups=frozenset({ID}))).verdicts == ()
    assert tap(BEFORE, tenant=replace(TENANT, policy=policy(include_targets=(AllUsers(),)))).verdicts == ()


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (replace(BEFORE, when=at(2)), "too late"),
        (replace(BEFORE, when=at(1.9)), "too late"),
        (replace(BEFORE, when=at(0, Timing.CLOSING)), "catch-up window"),
        (replace(BEFORE, when=When(timing=Timing.UNKNOWN)), "could not be read"),
        (replace(BEFORE, when=When(timing=Timing.CREATION_DAY, moment=NOW)), "was created"),
        (replace(BEFORE, doubt="if the rain stops"), "if the rain stops"),
        (replace(BEFORE, tenant=replace(TENANT, groups={})), "the group"),
    ],
)
def test_what_is_not_certain_is_told_with_the_reason(taken: TakenUp, words: str) -> None:
    found = tap(taken)
    assert found.verdicts == (Verdict.MAY_JOIN_EARLIER,)
    assert not found.arrives
    assert words in words_of(found, Verdict.MAY_JOIN_EARLIER)


@pytest.mark.parametrize(
    "taken",
    [
        replace(BEFORE, when=at(3)),
        replace(BEFORE, tenant=replace(TENANT, groups={ID: GroupFacts(name="G", unusable="dynamic")})),
        replace(BEFORE, workflow=workflow("Other", replace(ADD, is_enabled=False))),
        replace(BEFORE, workflow=workflow("Other", task("addUserToGroups", groupID=(replace(NEW_HIRES, id="other"),)))),
    ],
)
def test_a_join_that_comes_later_or_fails_or_leads_elsewhere_is_none(taken: TakenUp) -> None:
    assert tap(taken).verdicts == (Verdict.NOT_TARGETED_YET,)


def test_a_certain_join_outweighs_a_doubtful_one() -> None:
    late = replace(BEFORE, when=at(2))
    assert tap(late, BEFORE).verdicts == tap(BEFORE, late).verdicts == (Verdict.JOINS_EARLIER,)


def test_joining_an_excluded_group_is_seen_too() -> None:
    rules = policy(include_targets=(AllUsers(),), exclude_targets=(GroupTarget(NEW_HIRES),))
    assert tap(BEFORE, tenant=replace(TENANT, policy=rules)).verdicts == (Verdict.EXCLUDED,)


def test_whether_the_policy_sees_who_leaves_the_group_in_the_run_cannot_be_told() -> None:
    leave = task("removeUserFromGroups", groupID=(NEW_HIRES,))
    assert tap(BEFORE, first=(leave,)).verdicts == (Verdict.LEAVES_IN_RUN,)


def test_unread_memberships_do_not_matter_where_the_join_is_certain() -> None:
    unread = replace(OUTSIDE, groups=UNREAD)
    assert tap(about=unread).verdicts == (Verdict.TARGETS_UNKNOWN,)
    assert tap(BEFORE, about=unread, tenant=replace(TENANT, policy=replace(RULES, exclude_targets=()))).arrives


def test_only_an_enabled_schedule_that_adds_to_a_group_of_the_policy_prepares() -> None:
    assert prepares_passes(PREPARES, RULES)
    assert not prepares_passes(PREPARES, None)
    assert not prepares_passes(PREPARES, policy(include_targets=(AllUsers(),)))
    assert not prepares_passes(replace(PREPARES, is_enabled=False), RULES)
    assert not prepares_passes(replace(PREPARES, is_scheduling_enabled=False), RULES)
    assert adds_to_groups(PREPARES)
    assert not adds_to_groups(workflow("W", tap_task()))
