"""Drift is rated by what the tenant has in place of git."""

import pytest

from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired, Existing
from lcwsync.model.tap_policy import GroupTarget
from lcwsync.model.workflow import Category
from lcwsync.plan.drift_risk import drift_risks
from lcwsync.plan.planner import make_plan
from lcwsync.values.findings import Rating
from tests.builders import context, group, live, policy, tap_task, task, user, workflow

ROLES, INSIDE, OUTSIDE, SALES = (group(name, number) for number, name in enumerate(("Roles", "In", "Out", "Sales"), 31))
GIT = workflow("Pre-hire", tap_task())
LEAVER = workflow("Leaver", task("disableUserAccount"), category=Category.LEAVER)
DRIFTED = {
    "a longer pass": (GIT, workflow("Pre-hire", tap_task(minutes=1440)), ("RISK-TAP-LIFETIME", Rating.HIGH)),
    "a copy of the pass": (GIT, workflow("Pre-hire", tap_task(cc=(user("Zoë"),))), ("RISK-CC", Rating.HIGH)),
    "a task that is gone": (
        LEAVER,
        workflow("Leaver", task("emailOnLastDay"), category=Category.LEAVER),
        ("RISK-LEAVER", Rating.HIGH),
    ),
    "a stop": (GIT, workflow("Pre-hire", tap_task(), is_enabled=False), ("RISK-STOPPED", Rating.MEDIUM)),
    "a workflow that is gone": (LEAVER, None, ("RISK-DELETE", Rating.HIGH)),
}


@pytest.mark.parametrize(("git", "tenant", "expected"), DRIFTED.values(), ids=DRIFTED)
def test_drift_is_rated_by_what_the_tenant_has(git: object, tenant: object, expected: tuple[str, Rating]) -> None:
    existing = Existing(workflows=(live(tenant),) if tenant else ())  # type: ignore[arg-type]
    plan = make_plan(Desired(workflows=(git,)), existing, context())  # type: ignore[arg-type]
    assert expected in {(risk.code, risk.rating) for risk in drift_risks(plan)}


def test_a_tenant_that_is_stricter_than_git_carries_no_risk() -> None:
    plan = make_plan(
        Desired(workflows=(GIT,)), Existing(workflows=(live(workflow("Pre-hire", tap_task(minutes=60))),)), context()
    )
    assert plan.risks
    assert drift_risks(plan) == ()


@pytest.mark.parametrize(
    "group_id", [ROLES.id, INSIDE.id, OUTSIDE.id], ids=["roles", "in the policy", "excluded by the policy"]
)
def test_a_powerful_group_that_somebody_put_into_a_task_is_high(group_id: str) -> None:
    given, own = (task("addUserToGroups", groupID=(each,)) for each in (Ref(RefKind.GROUP, group_id), SALES))
    passes = policy(include_targets=(GroupTarget(INSIDE),), exclude_targets=(GroupTarget(OUTSIDE),))
    plan = make_plan(
        Desired(workflows=(workflow("Sales", own),), tap_policy=passes),
        Existing(workflows=(live(workflow("Sales", given)),), tap_policy=passes),
        context(with_roles=frozenset({ROLES.id or ""})),
    )
    assert ("RISK-ACCESS", Rating.HIGH) in {(risk.code, risk.rating) for risk in drift_risks(plan)}


def test_the_policy_is_rated_too() -> None:
    existing = Existing(tap_policy=policy(is_usable_once=False))
    plan = make_plan(Desired(tap_policy=policy(is_usable_once=True)), existing, context())
    assert [risk.code for risk in drift_risks(plan)] == ["RISK-TAP-REUSABLE"]
