"""People a plan concerns, and when they are a risk."""

from dataclasses import replace

import pytest

from lcwsync.model.conditions import OnDemandOnly, RuleScope, TimeAttribute, TimeBasedTrigger, TriggerAndScope
from lcwsync.model.state import Desired, Existing, ObjectKind, ObjectName
from lcwsync.model.workflow import Category, Workflow
from lcwsync.plan.headcount import Headcount, scope_changes, with_people
from lcwsync.plan.plan import Plan
from lcwsync.plan.planner import make_plan
from lcwsync.values.findings import Rating
from tests.builders import context, live, task, workflow

NAME = ObjectName(ObjectKind.WORKFLOW, "Pre-hire")
WIDER = TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7), RuleScope("(department in ('Sales', 'Legal'))"))


def plan_of(desired: Workflow, *existing: Workflow) -> Plan:
    return make_plan(
        Desired(workflows=(desired,)), Existing(workflows=tuple(live(value) for value in existing)), context()
    )


def test_more_people_who_receive_a_pass_are_a_high_risk() -> None:
    plan = plan_of(workflow(conditions=WIDER), workflow())
    risk = with_people(plan, {NAME: Headcount(before=4, after=12, gained=9)}).risks[-1]
    assert (risk.code, risk.rating, risk.object, risk.action) == (
        "RISK-PEOPLE",
        Rating.HIGH,
        NAME,
        plan.actions[0].key,
    )
    assert risk.message == "people in scope today: 9 enter (4 → 12). Who enters can receive a pass."


def test_without_a_pass_the_risk_is_medium_and_listed_after_the_high_ones() -> None:
    mails = task("sendWelcomeEmail")
    plan = plan_of(workflow("Pre-hire", mails, conditions=WIDER), workflow("Pre-hire", mails))
    found = with_people(plan, {NAME: Headcount(before=1, after=2, gained=1)}).risks
    assert [risk.rating for risk in found] == sorted((risk.rating for risk in found), key=list(Rating).index)
    assert found[-1].message == "people in scope today: 1 enters (1 → 2)."


def test_the_task_the_tenant_keeps_counts_where_git_is_silent() -> None:
    plan = plan_of(workflow(conditions=WIDER, tasks=None), workflow())
    found = with_people(plan, {NAME: Headcount(before=0, after=1, gained=1)}).risks
    assert [risk.rating for risk in found if risk.code == "RISK-PEOPLE"] == [Rating.HIGH]


def test_other_people_are_a_risk_although_there_are_fewer() -> None:
    plan = plan_of(workflow(conditions=WIDER), workflow())
    found = with_people(plan, {NAME: Headcount(before=9, after=3, gained=2)})
    assert found.risks[-1].code == "RISK-PEOPLE"


def test_people_are_counted_in_both_directions() -> None:
    plan = plan_of(workflow(conditions=WIDER), workflow())
    found = with_people(plan, {NAME: Headcount(before=9, after=8, gained=8, lost=9)})
    assert "8 enter, 9 leave (9 → 8)" in found.risks[-1].message


@pytest.mark.parametrize(
    ("category", "count", "rating"),
    [
        (Category.LEAVER, Headcount(before=28, after=27, gained=0, lost=1), Rating.HIGH),
        (Category.JOINER, Headcount(before=28, after=27, gained=0, lost=1), Rating.MEDIUM),
        (Category.JOINER, Headcount(before=28, after=0, gained=0, lost=28), Rating.HIGH),
    ],
)
def test_people_who_are_lost_are_a_risk_too(category: Category, count: Headcount, rating: Rating) -> None:
    mail = task("sendWelcomeEmail")
    narrower = workflow("Pre-hire", mail, category=category)
    plan = plan_of(narrower, replace(narrower, conditions=WIDER))
    (risk,) = (each for each in with_people(plan, {NAME: count}).risks if each.code == "RISK-PEOPLE")
    assert risk.rating is rating
    assert ("Nobody is left" in risk.message) is (count.after == 0)


def test_the_same_people_are_no_risk() -> None:
    plan = plan_of(workflow(conditions=WIDER), workflow())
    assert with_people(plan, {NAME: Headcount(before=9, after=9, gained=0)}) == plan
    assert with_people(plan, {}) == plan


def test_a_new_workflow_has_no_before_to_compare_with() -> None:
    plan = plan_of(workflow())
    assert with_people(plan, {NAME: Headcount(before=None, after=12, gained=12)}) == plan


def test_the_scope_is_counted_before_and_after_and_completed_from_the_tenant() -> None:
    changed = scope_changes(plan_of(workflow(conditions=WIDER), workflow()))[NAME]
    assert (changed.before, changed.after) == (workflow().conditions, WIDER)
    renamed = scope_changes(plan_of(workflow(description="new", conditions=None), workflow()))[NAME]
    assert renamed.before == renamed.after == workflow().conditions


def test_a_new_workflow_has_no_scope_before() -> None:
    changed = scope_changes(plan_of(workflow(conditions=OnDemandOnly())))[NAME]
    assert (changed.before, changed.after) == (None, OnDemandOnly())
