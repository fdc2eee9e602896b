"""Every consequence a reviewer must not miss, and how grave it is."""

from dataclasses import replace

import pytest

from lcwsync.model.conditions import (
    AttributeChangeTrigger,
    GroupScope,
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    RuleScope,
    TimeAttribute,
    TimeBasedTrigger,
    TriggerAndScope,
)
from lcwsync.model.environment import Environment, Limits
from lcwsync.model.extension import CustomTaskExtension, LiveExtension, LogicApp, PopToken
from lcwsync.model.pass_requests import AllMembers, Approval, ApprovalStage, PassRequests
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import EmailSettings, LifecycleSettings
from lcwsync.model.state import Desired, Existing, ObjectKind, ObjectName
from lcwsync.model.tap_policy import AllUsers, GroupTarget, PolicyState, TapPolicy
from lcwsync.model.workflow import Category, Task, Workflow
from lcwsync.plan.headcount import Headcount, with_people
from lcwsync.plan.plan import Plan
from lcwsync.plan.planner import make_plan
from lcwsync.values.codes.risks import RISK_CODES
from lcwsync.values.findings import Rating
from tests.builders import context, group, live, policy, ref, tap_task, task, user, workflow
from tests.plan.front_doors import HIRES, live_requests, requests

ENVIRONMENT = Environment(name="test", sandbox=True, allow_delete=True, limits=Limits(max_deletes=5))
BEFORE = policy(
    state=PolicyState.DISABLED,
    is_usable_once=True,
    default_lifetime_in_minutes=60,
    maximum_lifetime_in_minutes=480,
    default_length=12,
    include_targets=(GroupTarget(group("SG-New-Hires", 1)),),
    exclude_targets=(GroupTarget(group("SG-Admins", 2)),),
)


def rated(plan: Plan) -> set[tuple[str, Rating]]:
    return {(risk.code, risk.rating) for risk in plan.risks}


def of_policy(**changes: object) -> set[tuple[str, Rating]]:
    return rated(
        make_plan(
            Desired(tap_policy=TapPolicy(**changes)),  # type: ignore[arg-type]
            Existing(tap_policy=BEFORE),
            context(environment=ENVIRONMENT),
        )
    )


def of_workflow(desired: Workflow | None, existing: Workflow | None) -> set[tuple[str, Rating]]:
    return rated(
        make_plan(
            Desired(workflows=(desired,) if desired else (), removed=() if desired else ("Pre-hire",)),
            Existing(workflows=(live(existing),) if existing else ()),
            context(environment=ENVIRONMENT),
        )
    )


def scoped(rule: str, *tasks: object, **changes: object) -> Workflow:
    trigger = TimeBasedTrigger(TimeAttribute.HIRE_DATE, -7)
    made = workflow("Pre-hire", *(tasks or (tap_task(),)), **changes)  # type: ignore[arg-type]
    return replace(made, conditions=TriggerAndScope(trigger, RuleScope(rule)))


POLICY = {
    "passes are enabled": ({"state": PolicyState.ENABLED}, ("RISK-TAP-ENABLED", Rating.MEDIUM)),
    "a reusable pass": ({"is_usable_once": False}, ("RISK-TAP-REUSABLE", Rating.HIGH)),
    "a longer pass": ({"maximum_lifetime_in_minutes": 1440}, ("RISK-TAP-LIFETIME", Rating.HIGH)),
    "a longer pass by default": ({"default_lifetime_in_minutes": 120}, ("RISK-TAP-LIFETIME", Rating.MEDIUM)),
    "a shorter pass": ({"default_length": 8}, ("RISK-TAP-LENGTH", Rating.LOW)),
    "everybody as a target": ({"include_targets": (AllUsers(),)}, ("RISK-TAP-TARGETS", Rating.HIGH)),
    "another group as a target": (
        {"include_targets": (*(BEFORE.include_targets or ()), GroupTarget(group("SG-Sales", 3)))},
        ("RISK-TAP-TARGETS", Rating.MEDIUM),
    ),
    "nobody excluded": ({"exclude_targets": ()}, ("RISK-TAP-TARGETS", Rating.HIGH)),
}


@pytest.mark.parametrize(("changes", "expected"), POLICY.values(), ids=POLICY)
def test_a_looser_policy_is_called_out(changes: dict[str, object], expected: tuple[str, Rating]) -> None:
    assert of_policy(**changes) == {expected}


@pytest.mark.parametrize(
    "changes", [{"maximum_lifetime_in_minutes": 240}, {"default_length": 16}, {"default_lifetime_in_minutes": 30}]
)
def test_a_tighter_policy_is_not(changes: dict[str, object]) -> None:
    assert of_policy(**changes) == set()


SALES = "(department eq 'Sales')"
WIDER = "(department eq 'Sales') or (department eq 'Marketing')"
LEGAL = "(department eq 'Legal')"

MAIL = task("sendWelcomeEmail")
JOIN = task("addUserToGroups", groupID=(group("SG-Sales", 9),))
DISABLE, REVOKE = task("disableUserAccount"), task("revokeRefreshTokens")
LAST_MAIL = task("emailOnLastDay")


def ruled(rule: str, days: int = -7) -> TriggerAndScope:
    return TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, days), RuleScope(rule))


def left(*tasks: Task, **changes: object) -> Workflow:
    """A leaver's workflow."""
    return workflow("Pre-hire", *(tasks or (DISABLE,)), category=Category.LEAVER, **changes)


def grouped(*names: str) -> Workflow:
    """A workflow whose members of groups receive a pass."""
    scope = GroupScope(tuple(group(name, number) for number, name in enumerate(names, 20)))
    return workflow("Pre-hire", conditions=TriggerAndScope(MembershipChangeTrigger(MembershipChange.ADD), scope))


def calling(name: str, number: int) -> Task:
    return task("runCustomTaskExtension", customTaskExtensionID=ref(RefKind.CUSTOM_TASK_EXTENSION, name, number))


LEAVER = left()

CHANGED = {
    "a wider rule of a pass": (scoped(WIDER), scoped(SALES), ("RISK-SCOPE", Rating.HIGH)),
    "a wider rule of something else": (
        scoped(WIDER, task("enableUserAccount")),
        scoped(SALES, task("enableUserAccount")),
        ("RISK-SCOPE", Rating.MEDIUM),
    ),
    "a wider rule when git leaves the tasks alone": (
        replace(scoped(WIDER), tasks=None),
        scoped(SALES),
        ("RISK-SCOPE", Rating.HIGH),
    ),
    "a new copy of a pass to somebody who cannot be read": (
        scoped(SALES, tap_task(cc="nobody@x.example")),
        scoped(SALES),
        ("RISK-CC", Rating.HIGH),
    ),
    "a copy of a pass that the plan takes away": (
        scoped(SALES),
        scoped(SALES, tap_task(cc=(user("Zoë"),))),
        ("RISK-CC", Rating.MEDIUM),
    ),
    "a copy of a pass to somebody who cannot be read, taken away": (
        scoped(SALES),
        scoped(SALES, tap_task(cc="nobody@x.example")),
        ("RISK-CC", Rating.MEDIUM),
    ),
    "a new copy of a pass": (
        scoped(SALES, tap_task(cc=(user("Zoë"),))),
        scoped(SALES),
        ("RISK-CC", Rating.HIGH),
    ),
    "a longer pass": (scoped(SALES, tap_task(minutes=600)), scoped(SALES), ("RISK-TAP-LIFETIME", Rating.HIGH)),
    "a reusable pass": (scoped(SALES, tap_task(once=False)), scoped(SALES), ("RISK-TAP-REUSABLE", Rating.HIGH)),
    "a task that creates passes": (
        scoped(SALES, task("enableUserAccount"), tap_task()),
        scoped(SALES, task("enableUserAccount")),
        ("RISK-TAP-TASK", Rating.HIGH),
    ),
    "a task that deletes accounts": (
        scoped(SALES, tap_task(), task("deleteUser")),
        scoped(SALES),
        ("RISK-ACCOUNT", Rating.HIGH),
    ),
    "scheduling is enabled": (
        scoped(SALES, is_scheduling_enabled=True),
        scoped(SALES, is_scheduling_enabled=False),
        ("RISK-SCHEDULE", Rating.MEDIUM),
    ),
    "a deletion of passes": (None, scoped(SALES), ("RISK-DELETE", Rating.HIGH)),
    "a deletion": (None, scoped(SALES, MAIL), ("RISK-DELETE", Rating.MEDIUM)),
    "a deletion of what takes accounts": (None, LEAVER, ("RISK-DELETE", Rating.HIGH)),
    "another group in scope of a pass": (grouped("A", "B"), grouped("A"), ("RISK-SCOPE", Rating.HIGH)),
    "fewer groups in scope": (grouped("A"), grouped("A", "B"), ("RISK-SCOPE-LOSS", Rating.MEDIUM)),
    "a narrower rule of leavers": (
        left(conditions=ruled(SALES)),
        left(conditions=ruled(WIDER)),
        ("RISK-SCOPE-LOSS", Rating.HIGH),
    ),
    "a narrower rule of a mail": (scoped(SALES, MAIL), scoped(WIDER, MAIL), ("RISK-SCOPE-LOSS", Rating.LOW)),
    "leavers' accounts stay": (left(REVOKE), left(DISABLE, REVOKE), ("RISK-LEAVER", Rating.HIGH)),
    "leavers' sessions stay": (left(DISABLE), left(DISABLE, REVOKE), ("RISK-LEAVER", Rating.HIGH)),
    "leavers' groups stay": (
        left(DISABLE),
        left(DISABLE, task("removeUserFromAllGroups")),
        ("RISK-LEAVER", Rating.MEDIUM),
    ),
    "a disabled task of leavers": (
        left(replace(DISABLE, is_enabled=False)),
        left(DISABLE),
        ("RISK-LEAVER", Rating.HIGH),
    ),
    "one group fewer is taken": (
        left(task("removeUserFromGroups", groupID=(group("A", 11),))),
        left(task("removeUserFromGroups", groupID=(group("A", 11), group("B", 12)))),
        ("RISK-LEAVER", Rating.MEDIUM),
    ),
    "a disabled pass": (
        scoped(SALES, replace(tap_task(), is_enabled=False)),
        scoped(SALES),
        ("RISK-TAP-TASK", Rating.MEDIUM),
    ),
    "a dormant pass": (
        scoped(SALES, is_enabled=True),
        scoped(SALES, is_enabled=False),
        ("RISK-ENABLED", Rating.HIGH),
    ),
    "passes stop": (
        scoped(SALES, is_enabled=False),
        scoped(SALES, is_enabled=True),
        ("RISK-STOPPED", Rating.MEDIUM),
    ),
    "leavers stop": (left(is_enabled=False), left(is_enabled=True), ("RISK-STOPPED", Rating.HIGH)),
    "leavers by hand": (
        left(is_scheduling_enabled=False),
        left(is_scheduling_enabled=True),
        ("RISK-STOPPED", Rating.HIGH),
    ),
    "passes by hand": (replace(scoped(SALES), conditions=OnDemandOnly()), scoped(SALES), ("RISK-TIMING", Rating.HIGH)),
    "passes on a change of attributes": (
        replace(scoped(SALES), conditions=TriggerAndScope(AttributeChangeTrigger(("department",)), RuleScope(SALES))),
        scoped(SALES),
        ("RISK-TIMING", Rating.HIGH),
    ),
    "passes long after the first day": (
        replace(scoped(SALES), conditions=ruled(SALES, 60)),
        scoped(SALES),
        ("RISK-TIMING", Rating.HIGH),
    ),
    "leavers late": (
        left(conditions=ruled(SALES, 90)),
        left(conditions=ruled(SALES, 0)),
        ("RISK-TIMING", Rating.HIGH),
    ),
    "another attribute of a mover": (
        replace(
            scoped(SALES, MAIL), conditions=TriggerAndScope(AttributeChangeTrigger(("jobTitle",)), RuleScope(SALES))
        ),
        replace(
            scoped(SALES, MAIL), conditions=TriggerAndScope(AttributeChangeTrigger(("department",)), RuleScope(SALES))
        ),
        ("RISK-TIMING", Rating.MEDIUM),
    ),
    "another extension": (
        scoped(SALES, calling("Badge", 1)),
        scoped(SALES, calling("Badges", 2)),
        ("RISK-CODE", Rating.HIGH),
    ),
    "access": (scoped(SALES, MAIL, JOIN), scoped(SALES, MAIL), ("RISK-ACCESS", Rating.MEDIUM)),
    "one group more": (
        scoped(SALES, task("addUserToGroups", groupID=(group("A", 11), group("B", 12)))),
        scoped(SALES, task("addUserToGroups", groupID=(group("A", 11),))),
        ("RISK-ACCESS", Rating.MEDIUM),
    ),
    "access given up": (scoped(SALES, MAIL), scoped(SALES, MAIL, JOIN), ("RISK-ACCESS", Rating.LOW)),
    "an account taken later": (left(REVOKE, DISABLE), left(DISABLE, REVOKE), ("RISK-ORDER", Rating.MEDIUM)),
    "a new task that can stop it": (left(LAST_MAIL, DISABLE), left(DISABLE), ("RISK-ORDER", Rating.MEDIUM)),
    "a new task that can stop a pass": (
        scoped(SALES, MAIL, tap_task()),
        scoped(SALES, tap_task()),
        ("RISK-ORDER", Rating.MEDIUM),
    ),
    "a task that can stop it from now on": (
        left(replace(LAST_MAIL, continue_on_error=False), DISABLE),
        left(replace(LAST_MAIL, continue_on_error=True), DISABLE),
        ("RISK-ORDER", Rating.MEDIUM),
    ),
    "a disabled task that can stop it again": (
        left(replace(LAST_MAIL, is_enabled=True), DISABLE),
        left(replace(LAST_MAIL, is_enabled=False), DISABLE),
        ("RISK-ORDER", Rating.MEDIUM),
    ),
    "leavers' accounts are enabled": (
        left(DISABLE, task("enableUserAccount")),
        left(DISABLE),
        ("RISK-LEAVER", Rating.HIGH),
    ),
    "accounts are enabled": (
        scoped(SALES, MAIL, task("enableUserAccount")),
        scoped(SALES, MAIL),
        ("RISK-ACCESS", Rating.LOW),
    ),
    "leavers' accounts in Active Directory stay": (
        left(task("disableUserAccount", disableOnPremisesAccount=False)),
        left(task("disableUserAccount", disableOnPremisesAccount=True)),
        ("RISK-LEAVER", Rating.HIGH),
    ),
    "accounts in Active Directory are deleted": (
        left(task("deleteUser", deleteOnPremisesAccount=True)),
        left(task("deleteUser", deleteOnPremisesAccount=False)),
        ("RISK-ACCOUNT", Rating.HIGH),
    ),
    "access packages stay for longer": (
        left(task("removeAllAccessPackages", daysUntilExpiration=365)),
        left(task("removeAllAccessPackages", daysUntilExpiration=0)),
        ("RISK-LEAVER", Rating.MEDIUM),
    ),
    "another rule takes in others": (scoped(LEGAL), scoped(SALES), ("RISK-SCOPE", Rating.HIGH)),
    "another rule leaves people out": (scoped(LEGAL), scoped(SALES), ("RISK-SCOPE-LOSS", Rating.MEDIUM)),
    "another rule of leavers": (
        left(conditions=ruled(LEGAL)),
        left(conditions=ruled(SALES)),
        ("RISK-SCOPE-LOSS", Rating.HIGH),
    ),
    "a rule of leavers that cannot be compared": (
        left(conditions=ruled("(department eq 'Sales'")),
        left(conditions=ruled(SALES)),
        ("RISK-SCOPE-LOSS", Rating.HIGH),
    ),
    "groups in place of leavers' rule": (
        left(conditions=TriggerAndScope(ruled(SALES).trigger, GroupScope((group("A", 20),)))),
        left(conditions=ruled(SALES)),
        ("RISK-SCOPE-LOSS", Rating.HIGH),
    ),
    "a dormant task that gives access": (
        scoped(SALES, MAIL, replace(JOIN, is_enabled=True)),
        scoped(SALES, MAIL, replace(JOIN, is_enabled=False)),
        ("RISK-ACCESS", Rating.MEDIUM),
    ),
    "a dormant workflow that deletes accounts": (
        left(task("deleteUser"), is_enabled=True),
        left(task("deleteUser"), is_enabled=False),
        ("RISK-ACCOUNT", Rating.HIGH),
    ),
    "a dormant schedule of a pass": (
        scoped(SALES, is_scheduling_enabled=True),
        scoped(SALES, is_scheduling_enabled=False),
        ("RISK-TAP-TASK", Rating.HIGH),
    ),
}


@pytest.mark.parametrize(("desired", "existing", "expected"), CHANGED.values(), ids=CHANGED)
def test_a_dangerous_change_of_a_workflow_is_called_out(
    desired: Workflow | None, existing: Workflow, expected: tuple[str, Rating]
) -> None:
    assert expected in of_workflow(desired, existing)


def test_a_narrower_rule_of_a_pass_says_who_loses_it() -> None:
    assert of_workflow(scoped(SALES), scoped(WIDER)) == {("RISK-SCOPE-LOSS", Rating.MEDIUM)}


ROLES, INSIDE, OUTSIDE = group("SG-Identity-Admins", 31), group("SG-New-Hires", 32), group("SG-Admins", 33)
PASSES = policy(include_targets=(GroupTarget(INSIDE),), exclude_targets=(GroupTarget(OUTSIDE),))


@pytest.mark.parametrize(
    ("added", "words"),
    [
        (task("addUserToGroups", groupID=(ROLES,)), "can carry directory roles"),
        (task("addUserToGroups", groupID=(INSIDE,)), "its members can use a pass"),
        (task("addUserToGroups", groupID=(OUTSIDE,)), "is excluded from passes"),
        (task("removeUserFromGroups", groupID=(OUTSIDE,)), "which the policy excludes from passes"),
    ],
)
def test_access_to_a_powerful_group_is_high(added: Task, words: str) -> None:
    desired, existing = changed(scoped(SALES, MAIL, added), scoped(SALES, MAIL))
    plan = make_plan(
        desired,
        replace(existing, tap_policy=PASSES),
        context(environment=ENVIRONMENT, with_roles=frozenset({ROLES.id or ""})),
    )
    (risk,) = plan.risks
    assert (risk.code, risk.rating) == ("RISK-ACCESS", Rating.HIGH)
    assert words in risk.message


JOINS = task("addUserToGroups", groupID=(INSIDE,))
UNUSABLE = {
    "removed": (tap_task(),),
    "disabled": (replace(JOINS, is_enabled=False), tap_task()),
    "another group": (task("addUserToGroups", groupID=(group("SG-Sales", 34),)), tap_task()),
    "after the pass": (tap_task(), JOINS),
    "and the run goes on": (replace(JOINS, continue_on_error=True), tap_task()),
}


@pytest.mark.parametrize("tasks", UNUSABLE.values(), ids=UNUSABLE)
def test_a_pass_without_its_group_is_called_out(tasks: tuple[Task, ...]) -> None:
    desired, existing = changed(scoped(SALES, *tasks), scoped(SALES, JOINS, tap_task()))
    plan = make_plan(desired, replace(existing, tap_policy=PASSES), context(environment=ENVIRONMENT))
    assert ("RISK-TAP-UNUSABLE", Rating.MEDIUM) in rated(plan)


OF_ITS_OWN = scoped(SALES, JOINS, is_enabled=True, is_scheduling_enabled=True)
GROUP_LOST: dict[str, Workflow | None] = {
    "removed": replace(OF_ITS_OWN, tasks=(MAIL,)),
    "disabled": replace(OF_ITS_OWN, tasks=(replace(JOINS, is_enabled=False),)),
    "another group": replace(OF_ITS_OWN, tasks=(task("addUserToGroups", groupID=(group("SG-Sales", 34),)),)),
    "the workflow is disabled": replace(OF_ITS_OWN, is_enabled=False, is_scheduling_enabled=False),
    "by hand": replace(OF_ITS_OWN, is_scheduling_enabled=False),
    "on demand": replace(OF_ITS_OWN, conditions=OnDemandOnly()),
    "later": replace(OF_ITS_OWN, conditions=ruled(SALES, -1)),
    "fewer people": replace(OF_ITS_OWN, conditions=ruled(f"{SALES} and (jobTitle eq 'Clerk')")),
    "deleted": None,
}


@pytest.mark.parametrize("after", GROUP_LOST.values(), ids=GROUP_LOST)
def test_a_group_of_the_policy_that_a_workflow_of_its_own_fills_no_longer_is_called_out(after: Workflow | None) -> None:
    desired = Desired(workflows=(after,)) if after else Desired(removed=("Pre-hire",))
    existing = Existing(workflows=(live(OF_ITS_OWN),), tap_policy=PASSES)
    plan = make_plan(desired, existing, context(environment=ENVIRONMENT))
    assert [risk.rating for risk in plan.risks if "the policy does not cover" in risk.message] == [Rating.MEDIUM]


def test_what_stood_behind_a_task_before_is_no_risk_again() -> None:
    before = left(LAST_MAIL, DISABLE, REVOKE)
    assert of_workflow(left(LAST_MAIL, replace(DISABLE, display_name="Off"), REVOKE), before) == set()
    going_on = replace(LAST_MAIL, continue_on_error=True)
    assert of_workflow(left(going_on, DISABLE, REVOKE), left(DISABLE, REVOKE)) == set()


def test_a_restored_workflow_is_rated_as_a_new_one() -> None:
    desired = scoped(SALES, tap_task(cc=(user("Zoë"),)), is_scheduling_enabled=True)
    plan = make_plan(
        Desired(workflows=(desired,)),
        Existing(deleted_workflows=(live(desired),)),
        context(environment=ENVIRONMENT),
    )
    new = make_plan(Desired(workflows=(desired,)), Existing(), context(environment=ENVIRONMENT))
    assert rated(plan) == rated(new)
    assert ("RISK-CC", Rating.HIGH) in rated(plan)


def test_a_group_that_leaves_the_policy_is_a_loss() -> None:
    swapped = {"include_targets": (GroupTarget(group("SG-Sales", 3)),)}
    plan = make_plan(*tap_policy(**swapped), context(environment=ENVIRONMENT))
    assert [risk.rating for risk in plan.risks] == [Rating.MEDIUM, Rating.MEDIUM]
    (risk,) = make_plan(*tap_policy(include_targets=()), context(environment=ENVIRONMENT)).risks
    assert (risk.code, risk.rating) == ("RISK-TAP-TARGETS", Rating.MEDIUM)
    assert "fewer people can use a pass: SG-New-Hires" in risk.message


def test_a_disabled_policy_takes_nothing_from_those_who_leave_it() -> None:
    assert of_policy(include_targets=()) == set()


def test_two_switches_of_one_stop_are_one_risk() -> None:
    stopped = scoped(SALES, is_enabled=False, is_scheduling_enabled=False)
    running = scoped(SALES, is_enabled=True, is_scheduling_enabled=True)
    plan = make_plan(*changed(stopped, running), context(environment=ENVIRONMENT))
    assert [risk.code for risk in plan.risks] == ["RISK-STOPPED"]


def test_the_same_content_under_another_name_is_named_with_the_rename_that_keeps_its_history() -> None:
    desired = Desired(workflows=(replace(scoped(SALES, MAIL), display_name="New"),), removed=("Pre-hire",))
    plan = make_plan(desired, Existing(workflows=(live(scoped(SALES, MAIL)),)), context(environment=ENVIRONMENT))
    (risk,) = (risk for risk in plan.risks if risk.code == "RISK-RENAME")
    assert "this plan deletes" in risk.message
    assert "previousNames: [Pre-hire]" in risk.message
    left_alone = make_plan(
        replace(desired, removed=()), Existing(workflows=(live(scoped(SALES, MAIL)),)), context(environment=ENVIRONMENT)
    )
    (risk,) = (risk for risk in left_alone.risks if risk.code == "RISK-RENAME")
    assert "stays in the tenant, unmanaged" in risk.message


def test_the_same_tasks_under_another_name_and_text_are_named_with_the_rename_too() -> None:
    new = replace(scoped(SALES, MAIL), display_name="New", description="Other words", is_enabled=False)
    plan = make_plan(
        Desired(workflows=(new,), removed=("Pre-hire",)),
        Existing(workflows=(live(scoped(SALES, MAIL)),)),
        context(environment=ENVIRONMENT),
    )
    assert ("RISK-RENAME", Rating.MEDIUM) in rated(plan)
    other = make_plan(
        Desired(workflows=(replace(new, tasks=(JOIN,)),), removed=("Pre-hire",)),
        Existing(workflows=(live(scoped(SALES, MAIL)),)),
        context(environment=ENVIRONMENT),
    )
    assert "RISK-RENAME" not in {risk.code for risk in other.risks}


@pytest.mark.parametrize(
    "name",
    [
        "Рre-hire",
        "Pre\u2010hire",
        "Pre\u2212hire",
        "Pre-h1re",
        "Pre\u200b-hire",
        "pre  hire",
        "Pre\u3164hire",
        "Prе-һirе",
        "Ρre-Ηire",
        "PRE-ΗIRE",
        "ᴘʀᴇ-ʜıʀᴇ",
        "Ｐre-hire",
    ],
)
def test_names_that_look_alike_are_named_together(name: str) -> None:
    desired = Desired(workflows=(workflow(name, MAIL),))
    plan = make_plan(desired, Existing(workflows=(live(scoped(SALES)),)), context(environment=ENVIRONMENT))
    assert ("RISK-LOOKALIKE", Rating.MEDIUM) in rated(plan)


REAL, TWIN = Ref(RefKind.GROUP, "1" * 36, "SG-New-Hires"), Ref(RefKind.GROUP, "2" * 36, "SG-New-Hir\u0435s")


def into(group: Ref) -> Workflow:
    return scoped(SALES, MAIL, task("addUserToGroups", groupID=(group,)))


def test_a_group_that_looks_like_one_that_is_known_is_a_high_risk_and_one_that_stays_is_none() -> None:
    swapped = make_plan(*changed(into(TWIN), into(REAL)), context(environment=ENVIRONMENT))
    (risk,) = [risk for risk in swapped.risks if risk.code == "RISK-LOOKALIKE"]
    assert risk.rating is Rating.HIGH
    assert 'looks like "SG-New-Hires"' in risk.message
    stays = make_plan(*changed(into(TWIN), replace(into(TWIN), is_enabled=False)), context(environment=ENVIRONMENT))
    assert "RISK-LOOKALIKE" not in {risk.code for risk in stays.risks}
    same = replace(REAL, name="SG\u2010New-Hires")  # one group under two spellings
    spelt = make_plan(*changed(into(same), into(REAL)), context(environment=ENVIRONMENT))
    assert "RISK-LOOKALIKE" not in {risk.code for risk in spelt.risks}


def test_a_person_whose_name_looks_like_anothers_is_shown_without_the_name() -> None:
    zoe, twin = (
        Ref(RefKind.USER, number * 36, name) for number, name in (("1", "zoe@x.example"), ("2", "z0e@x.example"))
    )
    plan = make_plan(*changed(scoped(SALES, tap_task(cc=(twin,))), scoped(SALES, tap_task(cc=(zoe,)))), context())
    (risk,) = [risk for risk in plan.risks if risk.code == "RISK-LOOKALIKE"]
    assert risk.rating is Rating.HIGH
    assert "@x.example" not in risk.message


def test_a_rename_to_a_name_that_looks_like_another_is_named() -> None:
    renamed = replace(scoped(SALES), display_name="Pre\u2010hire", previous_names=("Pre-hire",))
    plan = make_plan(*changed(renamed, scoped(SALES)), context(environment=ENVIRONMENT))
    assert ("RISK-LOOKALIKE", Rating.MEDIUM) in rated(plan)


def test_a_new_workflow_is_called_out_for_what_it_does_and_for_running_by_itself() -> None:
    found = of_workflow(scoped(SALES, tap_task(cc=(user("Zoë"),)), is_scheduling_enabled=True), None)

    assert found >= {
        ("RISK-TAP-TASK", Rating.HIGH),
        ("RISK-CC", Rating.HIGH),
        ("RISK-SCHEDULE", Rating.MEDIUM),
    }


@pytest.mark.parametrize(
    "rule",
    ["(department eq 'Sales') or (department ne 'Sales')", "(department ne 'Sales')", "(accountEnabled eq true)"],
)
def test_a_rule_without_bounds_is_called_out_from_the_start(rule: str) -> None:
    assert ("RISK-SCOPE", Rating.HIGH) in of_workflow(scoped(rule), None)


def test_a_bounded_rule_of_a_new_workflow_adds_no_risk() -> None:
    assert "RISK-SCOPE" not in {code for code, _ in of_workflow(scoped(SALES), None)}


def test_a_rule_in_place_of_a_start_by_hand_is_a_wider_one() -> None:
    by_hand = replace(scoped(SALES), conditions=OnDemandOnly())

    assert ("RISK-SCOPE", Rating.HIGH) in of_workflow(scoped(SALES), by_hand)


def test_a_deleted_extension_cannot_come_back() -> None:
    extension = CustomTaskExtension(
        display_name="Badge",
        endpoint=LogicApp(
            subscription_id="s", resource_group_name="r", logic_app_workflow_name="l", url="https://x.example"
        ),
        authentication=PopToken(),
    )
    existing = Existing(extensions=(LiveExtension(id="1", extension=extension),))
    plan = make_plan(Desired(removed=("Badge",)), existing, context(environment=ENVIRONMENT))

    assert ("RISK-DELETE", Rating.HIGH) in rated(plan)


UNKNOWN = "00000000-0000-4000-8000-000000000001"
BADGE = CustomTaskExtension(
    display_name="Badge",
    endpoint=LogicApp(
        subscription_id="s", resource_group_name="r", logic_app_workflow_name="l", url="https://x.example"
    ),
    authentication=PopToken(),
)


def tap_policy(**changes: object) -> tuple[Desired, Existing]:
    return Desired(tap_policy=TapPolicy(**changes)), Existing(tap_policy=policy())  # type: ignore[arg-type]


def changed(after: Workflow, before: Workflow) -> tuple[Desired, Existing]:
    return Desired(workflows=(after,)), Existing(workflows=(live(before),))


def settings(**changes: object) -> tuple[Desired, Existing]:
    before = LifecycleSettings(
        workflow_schedule_interval_in_hours=3, email_settings=EmailSettings(sender_domain="kestrelvane.example")
    )
    return Desired(settings=LifecycleSettings(**changes)), Existing(settings=before)  # type: ignore[arg-type]


def asked(after: PassRequests, before: PassRequests, **settings: bool) -> tuple[Desired, Existing]:
    """A front door that changes; `settings` are of the tenant's requestorSettings."""
    there = live_requests(before, **settings)
    return Desired(pass_requests=(after,)), Existing(pass_requests=(there,), catalogs=(there.catalog,))


EVERY_CODE = {
    "RISK-TAP-ENABLED": (Desired(tap_policy=TapPolicy(state=PolicyState.ENABLED)), Existing(tap_policy=BEFORE)),
    "RISK-TAP-DISABLED": tap_policy(state=PolicyState.DISABLED),
    "RISK-TAP-REUSABLE": tap_policy(is_usable_once=False),
    "RISK-TAP-INVALIDATED": (
        Desired(tap_policy=TapPolicy(is_usable_once=True)),
        Existing(tap_policy=policy(is_usable_once=False)),
    ),
    "RISK-TAP-LIFETIME": tap_policy(maximum_lifetime_in_minutes=1440),
    "RISK-TAP-LENGTH": (Desired(tap_policy=TapPolicy(default_length=8)), Existing(tap_policy=BEFORE)),
    "RISK-TAP-TARGETS": tap_policy(include_targets=(AllUsers(),)),
    "RISK-TAP-UNUSABLE": (
        Desired(workflows=(scoped(SALES, replace(JOINS, continue_on_error=True), tap_task()),)),
        Existing(workflows=(live(scoped(SALES, JOINS, tap_task())),), tap_policy=PASSES),
    ),
    "RISK-TAP-TASK": changed(scoped(SALES, MAIL, tap_task()), scoped(SALES, MAIL)),
    "RISK-MAIL-TEXT": changed(scoped(SALES, tap_task(customBody="Hi")), scoped(SALES, tap_task())),
    "RISK-CC": changed(scoped(SALES, tap_task(cc=(user("Zoë"),))), scoped(SALES)),
    "RISK-RECIPIENT": changed(scoped(SALES, tap_task(sendTo="elsewhere")), scoped(SALES)),
    "RISK-SCOPE": changed(scoped(WIDER), scoped(SALES)),
    "RISK-SCOPE-LOSS": changed(scoped(SALES), scoped(WIDER)),
    "RISK-PEOPLE": changed(scoped("(department eq 'Legal')", MAIL), scoped(SALES, MAIL)),
    "RISK-SCHEDULE": changed(scoped(SALES, MAIL, is_scheduling_enabled=True), scoped(SALES, MAIL)),
    "RISK-ENABLED": changed(scoped(SALES, MAIL, is_enabled=True), scoped(SALES, MAIL, is_enabled=False)),
    "RISK-STOPPED": changed(scoped(SALES, is_enabled=False), scoped(SALES, is_enabled=True)),
    "RISK-TIMING": changed(
        replace(
            scoped(SALES),
            conditions=TriggerAndScope(TimeBasedTrigger(TimeAttribute.HIRE_DATE, -1), RuleScope(SALES)),
        ),
        scoped(SALES),
    ),
    "RISK-ADMINISTRATION": changed(
        scoped(SALES, administration_scope_targets=(ref(RefKind.ADMINISTRATIVE_UNIT, "AU-Sales"),)), scoped(SALES)
    ),
    "RISK-ACCOUNT": changed(scoped(SALES, MAIL, task("deleteUser")), scoped(SALES, MAIL)),
    "RISK-ATTRIBUTES": changed(scoped(SALES, MAIL, task("updateUserAttributes")), scoped(SALES, MAIL)),
    "RISK-CODE": (Desired(extensions=(BADGE,)), Existing()),
    "RISK-UNKNOWN-TASK": changed(scoped(SALES, MAIL, Task(definition_id=UNKNOWN)), scoped(SALES, MAIL)),
    "RISK-DELETE": (Desired(removed=("Pre-hire",)), Existing(workflows=(live(scoped(SALES)),))),
    "RISK-ACCESS": changed(scoped(SALES, MAIL, JOIN), scoped(SALES, MAIL)),
    "RISK-LEAVER": changed(left(DISABLE), left(DISABLE, REVOKE)),
    "RISK-ORDER": changed(left(REVOKE, DISABLE), left(DISABLE, REVOKE)),
    "RISK-INTERVAL": settings(workflow_schedule_interval_in_hours=24),
    "RISK-SENDER": settings(email_settings=EmailSettings(sender_domain="other.example")),
    "RISK-RENAME": (
        Desired(workflows=(replace(scoped(SALES, MAIL), display_name="New"),)),
        Existing(workflows=(live(scoped(SALES, MAIL)),)),
    ),
    "RISK-LOOKALIKE": (
        Desired(workflows=(workflow("Pre\u2010hire", MAIL),)),
        Existing(workflows=(live(scoped(SALES)),)),
    ),
    "RISK-ADOPT": changed(replace(scoped(SALES), display_name="New", previous_names=("Pre-hire",)), scoped(SALES)),
    "RISK-REQUEST-OPEN": (Desired(pass_requests=(requests(),)), Existing()),
    "RISK-REQUEST-LEVEL": asked(requests(manager_level=2), requests()),
    "RISK-REQUEST-PEOPLE": asked(requests(for_=AllMembers()), requests()),
    "RISK-REQUEST-APPROVAL": asked(requests(), requests(approval=Approval((ApprovalStage(approvers=(HIRES,)),)))),
    "RISK-REQUEST-SELF": asked(requests(), requests(), enableTargetsToSelfAddAccess=True),
    "RISK-REQUEST-DURATION": asked(requests(expires_after_hours=72), requests()),
    "RISK-REQUEST-GROUP": asked(requests(), requests(group=HIRES)),
    "RISK-REQUEST-CLOSED": (
        Desired(removed_pass_requests=("Pass for a report",)),
        Existing(pass_requests=(live_requests(requests()),)),
    ),
}
"""One plan for each code, which has this risk and no other."""


OF_THE_BASE = ["RISK-GUARD", "RISK-RELEASED", "RISK-SANDBOX"]
"""Codes that come from comparing git with git: test_guard.py and test_released.py hold each of them alone."""


def test_every_code_has_its_row() -> None:
    assert [*EVERY_CODE, *OF_THE_BASE] == list(RISK_CODES)


@pytest.mark.parametrize("code", EVERY_CODE)
def test_each_risk_is_found_alone_and_with_a_rating_of_its_code(code: str) -> None:
    plan = make_plan(*EVERY_CODE[code], context(environment=ENVIRONMENT))
    if code == "RISK-PEOPLE":  # counted in the directory, in addition to the rule's own risk
        name = ObjectName(ObjectKind.WORKFLOW, "Pre-hire")
        counted = with_people(plan, {name: Headcount(before=4, after=12, gained=9)})
        assert {risk.code for risk in counted.risks} - {risk.code for risk in plan.risks} == {code}
        plan = counted
    else:
        assert {risk.code for risk in plan.risks} == {code}
    assert {risk.rating for risk in plan.risks if risk.code == code} <= set(RISK_CODES[code].ratings)


def test_risks_are_sorted_from_high_to_low() -> None:
    desired = scoped(WIDER, tap_task(cc=(user("Zoë"),)), is_scheduling_enabled=True, is_enabled=True)
    plan = make_plan(*changed(desired, scoped(SALES, is_enabled=False)), context(environment=ENVIRONMENT))
    assert [risk.rating for risk in plan.risks] == [*[Rating.HIGH] * 4, Rating.MEDIUM]
