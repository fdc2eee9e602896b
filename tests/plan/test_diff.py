from dataclasses import replace

import pytest

from lcwsync.model.conditions import (
    Conditions,
    GroupScope,
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    RuleScope,
    TimeAttribute,
    TimeBasedTrigger,
    TriggerAndScope,
)
from lcwsync.model.workflow import Workflow
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChanged, TaskRemoved
from lcwsync.plan.diff import diff_tap_policy, diff_workflow
from tests.builders import group, policy, tap_task, task, user, workflow

WELCOME = task("sendWelcomeEmail")


def test_equal_workflows_do_not_differ() -> None:
    assert diff_workflow(workflow(), workflow()).empty


def test_what_git_omits_is_not_compared() -> None:
    assert diff_workflow(Workflow(display_name="Pre-hire", category=None), workflow(is_enabled=False)).empty


def test_an_empty_list_means_make_it_empty() -> None:
    live = workflow(administration_scope_targets=(group("AU"),))
    change = FieldChange("administrationScopeTargets", (group("AU"),), ())
    assert diff_workflow(workflow(administration_scope_targets=()), live).fields == (change,)


def test_one_changed_argument_is_shown_alone_and_needs_a_version() -> None:
    diff = diff_workflow(workflow("W", tap_task(minutes=600)), workflow("W", tap_task(minutes=480)))
    assert diff.tasks == (
        TaskChanged(1, 1, tap_task(minutes=600), (FieldChange("arguments.tapLifetimeMinutes", 480, 600),), moved=False),
    )
    assert diff.needs_version


def test_basic_fields_need_no_version() -> None:
    diff = diff_workflow(workflow("New", is_enabled=False, description="x"), workflow("Old"))
    assert [change.field for change in diff.fields] == ["displayName", "description", "isEnabled"]
    assert not diff.needs_version


def test_a_task_name_needs_no_version_unless_the_task_moves() -> None:
    renamed = replace(WELCOME, display_name="Hello")
    assert not diff_workflow(workflow("W", tap_task(), renamed), workflow("W", tap_task(), WELCOME)).needs_version
    assert diff_workflow(workflow("W", renamed, tap_task()), workflow("W", tap_task(), WELCOME)).needs_version


def test_added_removed_and_moved_tasks_are_told_apart() -> None:
    enable, licence = task("enableUserAccount"), task("revokeRefreshTokens")
    diff = diff_workflow(workflow("W", enable, WELCOME, tap_task()), workflow("W", tap_task(), enable, licence))
    assert [type(change) for change in diff.tasks] == [TaskChanged, TaskAdded, TaskRemoved]
    moved = diff.tasks[0]
    assert isinstance(moved, TaskChanged)
    assert (moved.before_position, moved.position, moved.moved, moved.fields) == (2, 1, True, ())


def test_a_copy_recipient_git_does_not_list_is_a_difference() -> None:
    spy = (user("mallory@example.com"),)
    diff = diff_workflow(workflow("W", tap_task()), workflow("W", tap_task(cc=spy)))
    assert isinstance(diff.tasks[0], TaskChanged)
    assert diff.tasks[0].fields == (FieldChange("arguments.cc", spy, None),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("customSubject", "Urgent"),
        ("customBody", "Send this on to mallory@example.com"),
        ("locale", "de-de"),
        ("to", "Sponsors"),
        ("additionalRecipients", "mallory@example.com"),
    ],
)
def test_a_mail_argument_or_an_unknown_one_that_git_does_not_set_is_a_difference(name: str, value: str) -> None:
    with_it = replace(tap_task(), arguments={**tap_task().arguments, name: value})
    diff = diff_workflow(workflow("W", tap_task()), workflow("W", with_it))
    assert isinstance(diff.tasks[0], TaskChanged)
    assert diff.tasks[0].fields == (FieldChange(f"arguments.{name}", value, None),)
    assert diff_workflow(workflow("W", with_it), workflow("W", with_it)).empty


def test_another_argument_that_git_omits_is_kept() -> None:
    enabling = task("enableUserAccount", enableOnPremisesAccount=True)
    assert diff_workflow(workflow("W", task("enableUserAccount")), workflow("W", enabling)).empty


@pytest.mark.parametrize("key", ["sendWelcomeEmail", "notifyManagerOfMove"])
def test_another_recipient_that_git_omits_is_a_difference(key: str) -> None:
    diff = diff_workflow(workflow("W", task(key)), workflow("W", task(key, to="Sponsors")))
    assert not diff.empty


@pytest.mark.parametrize(("key", "default"), [("sendWelcomeEmail", "User"), ("notifyManagerOfMove", "Managers")])
def test_a_default_recipient_written_out_equals_one_left_out(key: str, default: str) -> None:
    silent, written = workflow("W", task(key)), workflow("W", task(key, to=default))
    assert diff_workflow(silent, written).empty
    assert diff_workflow(written, silent).empty
    assert not diff_workflow(written, workflow("W", task(key, to="Sponsors"))).empty


def test_argument_names_are_compared_without_case_and_lists_without_order() -> None:
    mine = task("addUserToGroups", groupID=(group("A", 1), group("B", 2)))
    theirs = replace(mine, arguments={"groupid": (group("B", 2), group("A", 1))})
    assert diff_workflow(workflow("W", mine), workflow("W", theirs)).empty


def test_a_rule_differs_by_case_but_not_by_outer_parentheses() -> None:
    def scoped(rule: str) -> Workflow:
        return workflow(conditions=TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7), RuleScope(rule)))

    assert diff_workflow(scoped("department eq 'Sales'"), scoped(" ((department eq 'Sales')) ")).empty
    assert not diff_workflow(scoped("department eq 'sales'"), scoped("department eq 'Sales'")).empty


def test_hidden_groups_are_unverified_and_never_drift() -> None:
    trigger = MembershipChangeTrigger(MembershipChange.ADD)
    mine = workflow(conditions=TriggerAndScope(trigger, GroupScope((group("A"),))))
    theirs = workflow(conditions=TriggerAndScope(trigger, GroupScope(None)))
    diff = diff_workflow(mine, theirs)
    assert diff.empty
    assert diff.unverified == ("scope.groups",)


_HIRED = TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7)
_IN_SALES = RuleScope("(department eq 'Sales')")


@pytest.mark.parametrize(
    ("stated", "shown", "unverified"),
    [
        (TriggerAndScope(_HIRED, _IN_SALES), None, ("trigger", "scope")),
        (TriggerAndScope(_HIRED, None), None, ("trigger",)),
        (OnDemandOnly(), None, ("trigger", "scope")),
        (TriggerAndScope(_HIRED, _IN_SALES), TriggerAndScope(None, _IN_SALES), ("trigger",)),
        (TriggerAndScope(_HIRED, _IN_SALES), TriggerAndScope(_HIRED, None), ("scope",)),
        (None, None, ()),
    ],
)
def test_conditions_that_are_not_shown_are_unverified_and_never_drift(
    stated: Conditions | None, shown: Conditions | None, unverified: tuple[str, ...]
) -> None:
    diff = diff_workflow(workflow(conditions=stated), workflow(conditions=shown))
    assert diff.empty
    assert diff.unverified == unverified


def test_another_kind_of_trigger_shows_the_old_and_the_new_values() -> None:
    diff = diff_workflow(workflow(conditions=OnDemandOnly()), workflow())
    assert diff.fields == (
        FieldChange("trigger", None, "onDemandOnly"),
        FieldChange("trigger.timeBasedAttribute", "employeeHireDate", None),
        FieldChange("trigger.offsetInDays", -7, None),
        FieldChange("scope.rule", "(department eq 'Sales')", None),
    )


def test_half_of_the_conditions_leaves_the_other_half() -> None:
    mine = workflow(conditions=TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, -3), None))
    assert diff_workflow(mine, workflow()).fields == (FieldChange("trigger.offsetInDays", -7, -3),)


def test_only_stated_members_of_the_policy_are_compared() -> None:
    assert diff_tap_policy(replace(policy(), default_length=None), policy(default_length=12)) == ()
    assert diff_tap_policy(policy(), policy(is_usable_once=False)) == (FieldChange("isUsableOnce", False, True),)
