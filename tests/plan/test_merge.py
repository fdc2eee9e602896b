from dataclasses import replace

from lcwsync.model.conditions import RuleScope, TimeAttribute, TimeBasedTrigger, TriggerAndScope
from lcwsync.model.workflow import Category, Task, Workflow
from lcwsync.plan.diff import diff_workflow
from lcwsync.plan.merge import complete
from tests.builders import group, tap_task, task, user, workflow

SILENT = Workflow(display_name="Pre-hire", category=None)


def test_what_git_omits_comes_from_the_tenant() -> None:
    live = workflow(is_scheduling_enabled=True, description="kept", administration_scope_targets=(group("AU"),))
    assert complete(SILENT, live) == live


def test_half_of_the_conditions_is_completed_with_the_other_half() -> None:
    trigger = TimeBasedTrigger(TimeAttribute.HIRE_DATE, -3)
    whole = complete(replace(SILENT, conditions=TriggerAndScope(trigger, None)), workflow())
    assert whole.conditions == TriggerAndScope(trigger, RuleScope("(department eq 'Sales')"))


def test_arguments_of_a_mail_and_unknown_ones_go_when_git_does_not_set_them() -> None:
    live = workflow("W", tap_task(locale="de-de", cc=(user("spy"),), customBody="Hi", alsoTo="spy"))
    (merged,) = complete(workflow("W", tap_task(minutes=60)), live).tasks or ()
    assert merged.arguments == {"tapLifetimeMinutes": 60, "tapIsUsableOnce": True}


def test_other_arguments_that_git_does_not_set_survive() -> None:
    live = workflow("W", task("enableUserAccount", enableOnPremisesAccount=True))
    (merged,) = complete(workflow("W", task("enableUserAccount")), live).tasks or ()
    assert merged.arguments == {"enableOnPremisesAccount": True}


def test_an_argument_set_to_nothing_is_not_sent() -> None:
    (merged,) = complete(workflow("W", tap_task(locale="")), workflow("W", tap_task(locale="de-de"))).tasks or ()
    assert "locale" not in merged.arguments


def test_a_new_task_is_sent_as_git_states_it() -> None:
    added = Task(definition_id=task("sendWelcomeEmail").definition_id, display_name="Hi")
    assert complete(workflow("W", tap_task(), added), workflow("W", tap_task())).tasks == (tap_task(), added)


def test_a_completed_workflow_differs_neither_from_git_nor_from_the_tenant() -> None:
    live = workflow("W", tap_task(), task("sendWelcomeEmail"))
    desired = replace(SILENT, display_name="W", category=Category.JOINER, is_enabled=False)
    whole = complete(desired, live)
    assert diff_workflow(desired, whole).empty
    assert [change.field for change in diff_workflow(whole, live).fields] == ["isEnabled"]


def test_the_id_of_a_definition_stays_as_the_tenant_has_it() -> None:
    theirs = "d79d1fcc-16be-490c-a865-f4533b1639ee"
    ours = task("runCustomTaskExtension")
    merged = complete(workflow("W", ours), workflow("W", replace(ours, definition_id=theirs)))
    assert merged.tasks is not None
    assert [each.definition_id for each in merged.tasks] == [theirs]
