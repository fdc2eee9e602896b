"""A plan holds git's tasks against what only the tenant has."""

import pytest

from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired
from lcwsync.model.tap_policy import AllUsers, PolicyState, TapPolicy
from lcwsync.planning.live_checks import live_findings
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.store import Store
from lcwsync.tenant.graph import GraphTenant
from lcwsync.values.findings import Severity
from lcwsync.values.location import Location
from lcwsync.values.places import Places, place_path
from tests.builders import policy, tap_task, task, workflow

DYNAMIC = "00000092-0000-4000-8000-000000000000"
PLACES = Places(
    {
        place_path("Workflow", "W", "tasks", 0, "arguments", "tapLifetimeMinutes"): Location("w.yaml", 7, 5),
        place_path("Workflow", "W", "tasks", 0, "arguments", "groupID", 0): Location("w.yaml", 8, 5),
    }
)


def test_a_lifetime_outside_the_policy_of_the_tenant_is_found_at_its_place(tenant: GraphTenant) -> None:
    tenant.update_tap_policy(
        TapPolicy(state=PolicyState.ENABLED, include_targets=(AllUsers(),), maximum_lifetime_in_minutes=480)
    )
    found, answered, _ = live_findings(Desired(workflows=(workflow("W", tap_task(minutes=720)),)), tenant, PLACES)
    assert answered
    assert [(each.code, str(each.location), each.severity) for each in found] == [
        ("TAP001", "w.yaml:7:5", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    ("live", "code"),
    [
        (TapPolicy(state=PolicyState.DISABLED, include_targets=(AllUsers(),)), "TAP003"),
        (TapPolicy(state=PolicyState.ENABLED, include_targets=(AllUsers(),), is_usable_once=True), "TAP002"),
    ],
)
def test_a_policy_of_the_tenant_that_prevents_the_pass_is_found(
    tenant: GraphTenant, live: TapPolicy, code: str
) -> None:
    tenant.update_tap_policy(live)
    found, _, _ = live_findings(Desired(workflows=(workflow("W", tap_task(once=False)),)), tenant, PLACES)
    assert code in [each.code for each in found]


def test_a_group_that_no_task_can_change_is_found_at_its_place(tenant: GraphTenant, store: Store) -> None:
    group = {"id": DYNAMIC, "displayName": "SG-All", "groupTypes": ["DynamicMembership"], "_members": [], "_owners": []}
    store.put("groups", DYNAMIC, dict(group))
    adding = workflow("W", task("addUserToGroups", groupID=(Ref(RefKind.GROUP, id=DYNAMIC),)))
    ((found,), answered, _) = live_findings(Desired(workflows=(adding,)), tenant, PLACES)
    assert not answered
    assert (found.code, str(found.location)) == ("REF003", "w.yaml:8:5")
    assert "its membership is dynamic" in found.message


def test_without_such_tasks_nothing_is_asked(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    described = Desired(workflows=(workflow("W", tap_task()),), tap_policy=policy())
    assert live_findings(described, tenant, PLACES) == ((), False, frozenset())
    assert not sandbox_app.requests
