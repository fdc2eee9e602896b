"""People a plan concerns, and when they are a risk."""

from lcwsync.model.conditions import OnDemandOnly, RuleScope, TimeAttribute, TimeBasedTrigger, TriggerAndScope
from lcwsync.model.state import Desired, Existing, ObjectKind, ObjectName
from lcwsync.model.workflow import Workflow
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
    assert risk.message == "9 people more can receive a pass: 4 in scope today, 12 with this plan"


def test_without_a_pass_the_risk_is_medium_and_listed_after_the_high_ones() -> None:
    mails = task("sendWelcomeEmail")
    plan = plan_of(workflow("Pre-hire", mails, conditions=WIDER), workflow("Pre-hire", mails))
    found = with_people(plan, {NAME: Headcount(before=1, after=2, gained=1)}).risks
    assert [risk.rating for risk in found] == sorted((risk.rating for risk in found), key=list(Rating).index)
    assert "1 person more can be processed" in found[-1].message


def test_the_task_the_tenant_keeps_counts_where_git_is_silent() -> None:
    plan = plan_of(workflow(conditions=WIDER, tasks=None), workflow())
    found = with_people(plan, {NAME: Headcount(before=0, after=1, gained=1)}).risks
    assert [risk.rating for risk in found if risk.code == "RISK-PEOPLE"] == [Rating.HIGH]


def test_other_people_are_a_risk_although_there_are_fewer() -> None:
    plan = plan_of(workflow(conditions=WIDER), workflow())
    found = with_people(plan, {NAME: Headcount(before=9, after=3, gained=2)})
    assert found.risks[-1].code == "RISK-PEOPLE"


def test_no_new_people_are_no_risk() -> None:
    plan = plan_of(workflow(conditions=WIDER), workflow())
    assert with_people(plan, {NAME: Headcount(before=9, after=3, gained=0)}) == plan
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
