"""A workflow as a sequence, in words and along the dates it counts from."""

import pytest

from lcwsync.model.conditions import (
    AttributeChangeTrigger,
    Conditions,
    GroupScope,
    GuestSponsorTrigger,
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    RuleScope,
    TimeAttribute,
    TimeBasedTrigger,
    Trigger,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
    UnknownTrigger,
    UserInactivityTrigger,
)
from lcwsync.model.references import RefKind
from lcwsync.model.workflow import Workflow
from lcwsync.plan.changes import TaskAdded
from lcwsync.render.plan.html import plan_html
from lcwsync.render.plan.timeline import timeline, when_text, whom_text
from tests.render.plans import BEFORE_HIRE, quiet, ref, task, workflow


def triggered(trigger: Trigger) -> Conditions:
    return TriggerAndScope(trigger, RuleScope("r"))


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (BEFORE_HIRE, "7 days before the hire date"),
        (triggered(TimeBasedTrigger(TimeAttribute.LEAVE_DATE, 1)), "1 day after the leave date"),
        (triggered(TimeBasedTrigger(TimeAttribute.CREATED_DATE, 0)), "on the day the account was created"),
        (triggered(AttributeChangeTrigger(("department", "jobTitle"))), "when department or jobTitle changes"),
        (triggered(MembershipChangeTrigger(MembershipChange.REMOVE)), "when a user leaves a group of the scope"),
        (triggered(UserInactivityTrigger(30)), "after 30 days without a sign-in"),
        (triggered(GuestSponsorTrigger(1)), "when a guest has fewer than 1 sponsor"),
        (triggered(UnknownTrigger("x", "{}")), "a trigger of an unknown kind (x)"),
        (OnDemandOnly(), "only when an administrator starts it"),
        (UnknownConditions("x", "{}"), "conditions of an unknown kind (x)"),
        (None, "trigger not shown"),
    ],
)
def test_every_trigger_has_words(conditions: Conditions | None, words: str) -> None:
    assert when_text(conditions) == words


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (BEFORE_HIRE, "users matching (department eq 'Sales')"),
        (TriggerAndScope(None, GroupScope((ref(RefKind.GROUP, "SG-A"),))), "groups SG-A (00000001)"),
        (TriggerAndScope(None, GroupScope(None)), "groups the service did not show"),
        (TriggerAndScope(None, UnknownScope("x", "{}")), "a scope of an unknown kind (x)"),
        (TriggerAndScope(None, None), "scope not shown"),
        (OnDemandOnly(), "the users it is started for"),
    ],
)
def test_every_scope_has_words(conditions: Conditions, words: str) -> None:
    assert whom_text(conditions) == words


def test_what_git_omits_is_taken_from_the_tenant() -> None:
    live = workflow("W", task("sendWelcomeEmail"), is_scheduling_enabled=True)
    line = timeline(workflow("W", conditions=TriggerAndScope(None, RuleScope("new")), tasks=None), live)
    assert (line.when, line.whom) == ("7 days before the hire date", "users matching new")
    assert line.scheduled
    assert [step.title for step in line.steps] == ["Send welcome email to new hire"]


def test_steps_are_marked_by_what_the_plan_does() -> None:
    added = task("enableUserAccount")
    value = workflow("W", task("sendWelcomeEmail"), added)
    assert [step.sign for step in timeline(value, value, (TaskAdded(2, added),)).steps] == ["", "+"]


def page(*workflows: Workflow) -> str:
    return plan_html(quiet(), tool_version="1", workflows=workflows)


def test_the_page_orders_workflows_by_day() -> None:
    def dated(name: str, days: int) -> Workflow:
        return workflow(name, conditions=triggered(TimeBasedTrigger(TimeAttribute.HIRE_DATE, days)))

    made = page(dated("late", 7), dated("early", -14))
    assert made.index("14 days before") < made.index("<b>hire date</b>") < made.index("7 days after")


def test_the_page_lists_what_does_not_run_by_date_apart() -> None:
    made = page(workflow("Termination", conditions=OnDemandOnly()))
    assert "On events and on demand" in made
    assert "only when an administrator starts it" in made


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    made = page(workflow("W"))
    assert "default-src 'none'" in made
    assert not [word for word in ("<script", "<link", "src=", "href=", "url(", "@import") if word in made]
