"""Every consequence a reviewer must not miss, and how grave it is."""

from dataclasses import replace

import pytest

from lcwsync.model.conditions import OnDemandOnly, RuleScope, TimeAttribute, TimeBasedTrigger, TriggerAndScope
from lcwsync.model.environment import Environment, Limits
from lcwsync.model.extension import CustomTaskExtension, LiveExtension, LogicApp, PopToken
from lcwsync.model.state import Desired, Existing
from lcwsync.model.tap_policy import AllUsers, GroupTarget, PolicyState, TapPolicy
from lcwsync.model.workflow import Workflow
from lcwsync.plan.plan import Plan, Rating
from lcwsync.plan.planner import make_plan
from tests.builders import context, group, live, policy, tap_task, task, user, workflow

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
    "passes are switched on": ({"state": PolicyState.ENABLED}, ("RISK-TAP-ENABLED", Rating.MEDIUM)),
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
    "a new copy of a pass": (
        scoped(SALES, tap_task(cc=(user("Zoë"),))),
        scoped(SALES),
        ("RISK-CC", Rating.HIGH),
    ),
    "a longer pass": (scoped(SALES, tap_task(minutes=600)), scoped(SALES), ("RISK-TAP-LIFETIME", Rating.HIGH)),
    "a reusable pass": (scoped(SALES, tap_task(once=False)), scoped(SALES), ("RISK-TAP-REUSABLE", Rating.HIGH)),
    "a task that makes passes": (
        scoped(SALES, task("enableUserAccount"), tap_task()),
        scoped(SALES, task("enableUserAccount")),
        ("RISK-TAP-TASK", Rating.HIGH),
    ),
    "a task that deletes accounts": (
        scoped(SALES, tap_task(), task("deleteUser")),
        scoped(SALES),
        ("RISK-ACCOUNT", Rating.HIGH),
    ),
    "scheduling switched on": (
        scoped(SALES, is_scheduling_enabled=True),
        scoped(SALES, is_scheduling_enabled=False),
        ("RISK-SCHEDULE", Rating.MEDIUM),
    ),
    "a deletion": (None, scoped(SALES), ("RISK-DELETE", Rating.MEDIUM)),
}


@pytest.mark.parametrize(("desired", "existing", "expected"), CHANGED.values(), ids=CHANGED)
def test_a_dangerous_change_of_a_workflow_is_called_out(
    desired: Workflow | None, existing: Workflow, expected: tuple[str, Rating]
) -> None:
    assert expected in of_workflow(desired, existing)


def test_a_narrower_rule_is_no_risk() -> None:
    assert of_workflow(scoped(SALES), scoped(WIDER)) == set()


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


def test_a_bounded_rule_of_a_new_workflow_is_no_risk_of_its_own() -> None:
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
