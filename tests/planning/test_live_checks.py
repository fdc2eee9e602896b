"""A plan holds git's tasks against what only the tenant has."""

from dataclasses import replace

import pytest

from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired, Existing
from lcwsync.model.tap_policy import AllUsers, PolicyState, TapPolicy
from lcwsync.model.workflow import Workflow
from lcwsync.planning.live_checks import LiveChecks, live_findings
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.faults import parse_fault
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
    found, _, asked, _ = checked(workflow("W", tap_task(minutes=720)), tenant=tenant)
    assert asked
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
    found = checked(workflow("W", tap_task(once=False)), tenant=tenant).findings
    assert code in [each.code for each in found]


def test_a_group_that_no_task_can_change_is_found_at_its_place(tenant: GraphTenant, store: Store) -> None:
    group = {"id": DYNAMIC, "displayName": "SG-All", "groupTypes": ["DynamicMembership"], "_members": [], "_owners": []}
    store.put("groups", DYNAMIC, dict(group))
    adding = workflow("W", task("addUserToGroups", groupID=(Ref(RefKind.GROUP, id=DYNAMIC),)))
    ((found,), _, asked, _) = checked(adding, tenant=tenant)
    assert not asked
    assert (found.code, str(found.location)) == ("REF003", "w.yaml:8:5")
    assert "its membership is dynamic" in found.message


def test_without_such_tasks_nothing_is_asked(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    described = Desired(workflows=(workflow("W", tap_task()),), tap_policy=policy())
    assert live_findings(described, Existing(), tenant, PLACES) == LiveChecks()
    assert not sandbox_app.requests


def test_what_git_leaves_out_of_the_policy_is_checked_as_the_tenant_has_it(tenant: GraphTenant) -> None:
    live = TapPolicy(state=PolicyState.DISABLED, include_targets=(AllUsers(),), maximum_lifetime_in_minutes=480)
    stated = TapPolicy(maximum_lifetime_in_minutes=60)
    found, in_force, asked, _ = checked(workflow("W", tap_task(minutes=120)), tenant=tenant, stated=stated, live=live)
    assert not asked
    assert [each.code for each in found] == ["TAP003"], "TAP001 follows from git alone, and is told offline"
    assert in_force == replace(live, maximum_lifetime_in_minutes=60)


def test_a_setting_of_git_counts_before_that_of_the_tenant(tenant: GraphTenant) -> None:
    live = TapPolicy(state=PolicyState.DISABLED, include_targets=(AllUsers(),))
    stated = TapPolicy(state=PolicyState.ENABLED)
    assert not checked(workflow("W", tap_task()), tenant=tenant, stated=stated, live=live).findings


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_policy_that_cannot_be_read_is_told_with_what_to_grant(
    status: int, tenant: GraphTenant, sandbox_app: SandboxApp
) -> None:
    sandbox_app.faults.add(parse_fault(f"status:GET:/policies/authenticationMethodsPolicy*:0:0:{status}"))
    ((told,), policy_, asked, _) = checked(workflow("W", tap_task()), tenant=tenant)
    assert (told.code, told.severity, policy_, asked) == ("REF010", Severity.WARNING, None, True)
    assert told.message == (
        "cannot tell whether a pass can be created as git asks, and for whom: the tenant's TAP policy could not be read"
    )
    assert str(status) in (told.hint or "")
    assert ("grant Policy.Read.AuthenticationMethod" in (told.hint or "")) == (status == 403)


def test_groups_that_cannot_be_read_are_told_by_name(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    sandbox_app.faults.add(parse_fault("status:GET:/groups/*:0:0:403"))
    groups = tuple(Ref(RefKind.GROUP, id=f"0000000{n}-0000-4000-8000-000000000000", name=f"SG-{n}") for n in range(7))
    ((told,), *_) = checked(workflow("W", task("addUserToGroups", groupID=groups)), tenant=tenant)
    assert (told.code, str(told.location)) == ("REF010", "w.yaml:8:5")
    assert "who is in SG-0 (00000000), SG-1 (00000001), SG-2" in told.message
    assert "SG-4 (00000004) and 2 more, nor whether that gives a role: groups could not be read" in told.message
    assert "grant GroupMember.Read.All" in (told.hint or "")


def checked(
    *workflows: Workflow, tenant: GraphTenant, stated: TapPolicy | None = None, live: TapPolicy | None = None
) -> LiveChecks:
    return live_findings(Desired(workflows=workflows, tap_policy=stated), Existing(tap_policy=live), tenant, PLACES)
