"""GraphTenant against the sandbox: what is read, what is sent, and what a refused read means."""

import gc
from collections.abc import Iterator
from dataclasses import replace

import pytest

from lcwsync.model.conditions import (
    GroupScope,
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    TriggerAndScope,
)
from lcwsync.model.extension import CustomTaskExtension, LaunchAndContinue, LaunchAndWait, LogicApp, PopToken
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import EmailSettings, LifecycleSettings
from lcwsync.model.tap_policy import AllUsers, PolicyState, TapPolicy
from lcwsync.model.workflow import Category, Workflow
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.store import Store
from lcwsync.tenant.connect import sandbox_tenant
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.connection import Answer
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.values.errors import LcwError, TenantError
from tests.builders import tap_task, task, workflow


@pytest.fixture
def store() -> Iterator[Store]:
    """Empty: every test says what the tenant has. It saves what names other objects, and shows what can be shown."""
    own = Store(None)
    own.doubts.update({"named-objects": "accepted", "apps-by-expand": "works"})
    yield own
    own.close()


WORKFLOWS = "/identityGovernance/lifecycleWorkflows/workflows"


def creatable(name: str = "Pre-hire", **changes: object) -> Workflow:
    return workflow(name, is_scheduling_enabled=True, **changes)


def created(tenant: GraphTenant, value: Workflow) -> str:
    return tenant.create_workflow(value)


def without_ids(value: Workflow) -> Workflow:
    return replace(value, tasks=tuple(replace(t, id=None) for t in value.tasks or ()))


UNIT = Ref(RefKind.ADMINISTRATIVE_UNIT, id="0000000a-0000-4000-8000-000000000000")


def test_a_created_workflow_is_read_back_whole(tenant: GraphTenant) -> None:
    value = creatable(administration_scope_targets=(UNIT,))
    live = tenant.workflow(created(tenant, value))
    assert live
    assert without_ids(live.workflow) == value
    assert live.version == 1


def test_all_workflows_take_one_list_and_a_batch_for_twenty(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    for number in range(25):
        created(tenant, creatable(f"Workflow {number}"))
    sandbox_app.requests.clear()
    found = tenant.workflows()
    assert [live.workflow.display_name for live in found] == [f"Workflow {number}" for number in range(25)]
    assert all(live.workflow.tasks and live.workflow.conditions for live in found)
    alone = [seen.path for seen in sandbox_app.requests if not seen.batched]
    assert sorted(alone) == ["/$batch"] * 2 + [WORKFLOWS] * 2  # the list has two pages
    each = [seen.path for seen in sandbox_app.requests if seen.batched]
    assert sorted(each) == sorted(f"{WORKFLOWS}/{live.id}" for live in found)


def test_a_workflow_that_is_not_there_is_none_and_a_failure_is_not(
    tenant: GraphTenant, sandbox_app: SandboxApp
) -> None:
    assert tenant.workflow("00000000-0000-4000-8000-000000000000") is None
    sandbox_app.faults.add(parse_fault("forbidden:GET:*/workflows*"))
    with pytest.raises(GraphFailure, match="403"):
        tenant.workflow("00000000-0000-4000-8000-000000000000")
    with pytest.raises(GraphFailure, match="403"):
        tenant.workflows()


def test_one_failing_read_fails_the_whole_list(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    for number in range(3):
        last = created(tenant, creatable(f"Workflow {number}"))
    sandbox_app.faults.add(parse_fault(f"forbidden:GET:*/workflows/{last}"))
    with pytest.raises(GraphFailure):
        tenant.workflows()


def test_a_service_that_cannot_expand_the_units_leaves_them_unknown(
    tenant: GraphTenant, sandbox_app: SandboxApp
) -> None:
    one, two = created(tenant, creatable("One")), created(tenant, creatable("Two"))
    sandbox_app.faults.add(parse_fault(f"status:GET:*/workflows/{one}:0:1:400"))
    first = tenant.workflow(one)
    assert first
    assert first.workflow.administration_scope_targets is None
    sandbox_app.requests.clear()
    second = tenant.workflow(two)
    assert second
    assert second.workflow.administration_scope_targets is None
    assert [seen.query for seen in sandbox_app.requests] == [""]


def test_names_are_compared_without_case(tenant: GraphTenant) -> None:
    identity = created(tenant, creatable("Zoë's Pre-hire"))
    assert [live.id for live in tenant.workflows_named("ZOË'S pre-hire")] == [identity]
    assert tenant.workflows_named("Zoë") == ()


def test_the_four_basic_properties_are_patched_without_a_version(tenant: GraphTenant) -> None:
    identity = created(tenant, creatable())
    tenant.update_workflow(identity, {"displayName": "Renamed", "isSchedulingEnabled": False, "description": ""})
    live = tenant.workflow(identity)
    assert live
    assert (live.version, live.workflow.display_name, live.workflow.is_scheduling_enabled) == (1, "Renamed", False)


def test_a_task_is_renamed_without_a_version(tenant: GraphTenant) -> None:
    identity = created(tenant, creatable())
    live = tenant.workflow(identity)
    assert live
    assert live.workflow.tasks
    tenant.update_task(identity, str(live.workflow.tasks[0].id), {"displayName": "New name"})
    again = tenant.workflow(identity)
    assert again
    assert again.workflow.tasks
    assert (again.version, again.workflow.tasks[0].display_name) == (1, "New name")


def test_a_new_version_carries_everything(tenant: GraphTenant) -> None:
    identity = created(tenant, creatable(administration_scope_targets=(UNIT,)))
    value = creatable(
        tasks=(task("sendOnboardingReminderEmail"), tap_task(minutes=600)), administration_scope_targets=(UNIT,)
    )
    tenant.create_new_version(identity, value)
    live = tenant.workflow(identity)
    assert live
    assert live.version == 2
    assert without_ids(live.workflow) == value


def test_a_deleted_workflow_is_found_and_restored(tenant: GraphTenant) -> None:
    first, second = created(tenant, creatable("First")), created(tenant, creatable("Second"))
    tenant.delete_workflow(first)
    tenant.delete_workflow(second)
    assert tenant.workflows() == ()
    deleted = tenant.deleted_workflows()
    assert [live.id for live in deleted] == [second, first], "the latest deletion comes first"
    assert all(live.deleted and live.workflow.tasks is None for live in deleted)
    tenant.restore_workflow(first)
    restored = tenant.workflow(first)
    assert restored
    assert restored.workflow.tasks
    assert restored.workflow.is_enabled is False


def test_on_demand_and_group_workflows_survive_what_reads_hide(tenant: GraphTenant) -> None:
    group = Ref(RefKind.GROUP, id="0000000b-0000-4000-8000-000000000000")
    on_demand = creatable("On demand", conditions=OnDemandOnly())
    grouped = workflow(
        "Grouped",
        task("notifyManagerOfMove"),
        category=Category.MOVER,
        conditions=TriggerAndScope(MembershipChangeTrigger(MembershipChange.ADD), GroupScope((group,))),
    )
    one = tenant.workflow(created(tenant, replace(on_demand, is_scheduling_enabled=False)))
    two = tenant.workflow(created(tenant, grouped))
    assert one
    assert two
    assert one.workflow.conditions == OnDemandOnly()
    assert two.workflow.conditions == TriggerAndScope(MembershipChangeTrigger(MembershipChange.ADD), GroupScope(None))
    with pytest.raises(LcwError, match="does not show the groups"):
        tenant.create_new_version(two.id, two.workflow)


def test_the_policy_is_patched_with_what_changed(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    before = tenant.tap_policy()
    assert before == TapPolicy(
        state=PolicyState.DISABLED,
        is_usable_once=False,
        minimum_lifetime_in_minutes=60,
        default_lifetime_in_minutes=60,
        maximum_lifetime_in_minutes=480,
        default_length=8,
        include_targets=(AllUsers(),),
        exclude_targets=(),
    )
    tenant.update_tap_policy(TapPolicy(state=PolicyState.ENABLED))
    assert tenant.tap_policy() == replace(before, state=PolicyState.ENABLED)
    sent = next(seen.body for seen in sandbox_app.requests if seen.method == "PATCH")
    assert sent == {
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
        "state": "enabled",
    }


def test_the_settings_are_sent_whole(tenant: GraphTenant) -> None:
    value = LifecycleSettings(
        workflow_schedule_interval_in_hours=6,
        email_settings=EmailSettings(sender_domain="kestrelvane.example", use_company_branding=False),
    )
    tenant.update_settings(value)
    assert tenant.settings() == value


EXTENSION = CustomTaskExtension(
    display_name="Badge office",
    description="Prints a badge",
    endpoint=LogicApp(
        subscription_id="11111111-2222-4333-8444-555555555555",
        resource_group_name="rg",
        logic_app_workflow_name="badge",
        url="https://logic.invalid/badge",
    ),
    authentication=PopToken(),
    callback=LaunchAndWait(
        timeout_minutes=45, authorized_apps=(Ref(RefKind.APPLICATION, "0000000c-0000-4000-8000-000000000000"),)
    ),
)


def test_an_extension_is_created_changed_and_deleted(tenant: GraphTenant) -> None:
    identity = tenant.create_extension(EXTENSION)
    live = tenant.extension(identity)
    assert live
    assert replace(live.extension, client=None) == EXTENSION
    tenant.update_extension(identity, CustomTaskExtension(display_name="Renamed", callback=LaunchAndContinue()))
    changed = tenant.extension(identity)
    assert changed
    assert replace(changed.extension, client=None) == replace(
        EXTENSION, display_name="Renamed", callback=LaunchAndContinue()
    )
    tenant.delete_extension(identity)
    assert tenant.extension(identity) is None
    assert tenant.extensions() == ()


def test_apps_that_are_not_shown_are_unknown(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    tenant.create_extension(EXTENSION)
    sandbox_app.faults.add(parse_fault("status:GET:*/customTaskExtensions:0:1:400"))
    (live,) = tenant.extensions()
    assert live.extension.callback == LaunchAndWait(timeout_minutes=45, authorized_apps=None)


def test_a_create_without_an_id_in_its_answer_is_doubtful(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    sandbox_app.faults.add(parse_fault("truncate:POST:*/workflows"))
    with pytest.raises(GraphFailure) as caught:
        tenant.create_workflow(creatable())
    assert caught.value.doubtful
    assert len(tenant.workflows()) == 1


def test_a_write_is_sent_once(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    sandbox_app.faults.add(parse_fault("status:POST:*/workflows:0:1:503"))
    with pytest.raises(TenantError):
        tenant.create_workflow(creatable())
    assert [seen.method for seen in sandbox_app.requests].count("POST") == 1


def test_anything_can_be_read_with_all_its_pages(tenant: GraphTenant) -> None:
    identities = [created(tenant, creatable(f"Workflow {number}")) for number in range(25)]
    path = "/identityGovernance/lifecycleWorkflows/workflows"
    listed = tenant.calls.read_json(path, query={"$filter": "displayName ne 'Zoë''s & Co'"})
    assert isinstance(listed, list)
    assert [item["id"] for item in listed] == identities
    one = tenant.calls.read_json(f"{path}/{identities[0]}?$select=id,displayName")
    assert isinstance(one, dict)
    assert one["displayName"] == "Workflow 0"
    assert "version" not in one
    many = tenant.calls.read_many([f"{path}/{identities[3]}", f"{path}/00000000-0000-4000-8000-000000000000"])
    assert isinstance(many[0], dict)
    assert many[0]["displayName"] == "Workflow 3"
    assert many[1] is None


def test_no_typed_model_is_ever_loaded(sandbox_app: SandboxApp) -> None:
    import sys

    before = {name for name in sys.modules if name.startswith("msgraph.generated.models.")}
    tenant = sandbox_tenant(sandbox_app)
    tenant.workflow(tenant.create_workflow(creatable()))
    tenant.workflows()
    tenant.tap_policy()
    tenant.settings()
    tenant.extensions()
    tenant.close()
    after = {name for name in sys.modules if name.startswith("msgraph.generated.models.")}
    assert after - before == set()


def test_an_answer_goes_as_soon_as_it_is_read(tenant: GraphTenant) -> None:
    """A page holds a thousand people: none may wait for a search for cycles of references, which comes late."""
    tenant.workflows()
    gc.collect()
    gc.disable()
    try:
        before = _responses()
        tenant.deleted_workflows()
        tenant.tap_policy()
        assert _responses() == before
    finally:
        gc.enable()


def _responses() -> int:
    """Those of the whole process: another test may keep some."""
    return sum(isinstance(each, Answer) for each in gc.get_objects())
