"""A tenant at the service's limit, with every trigger, scope and task: adopted in one command."""

from pathlib import Path

import pytest

from lcwsync.sandbox.company.large import seed_large
from lcwsync.tenant.connect import sandbox_tenant
from tests.commands import Lcwsync, Served


@pytest.fixture
def full(served: Served) -> Served:
    seed_large(served.app.store, users=50, workflows=100)
    return served


def test_a_hundred_workflows_are_exported_planned_empty_and_one_change_is_seen_alone(
    full: Served, project: Path, lcwsync: Lcwsync
) -> None:
    exported = lcwsync("export", "--out", "exported")
    assert exported.code == 0
    assert "No changes." in exported.out
    assert len(list((project / "exported").glob("*.yaml"))) > 95

    tenant = sandbox_tenant(full.app)
    changed = next(live for live in tenant.workflows() if live.workflow.is_enabled)
    tenant.update_workflow(changed.id, {"isEnabled": False})
    tenant.close()

    full.app.requests.clear()
    plan = lcwsync("plan", "--config", "exported", "--detailed-exitcode")
    assert plan.code == 2
    assert f'~ workflow "{changed.workflow.display_name}"  PATCH (enable)' in plan.out
    assert "0 to create, 0 new versions, 1 to update, 0 to delete" in plan.out

    reads = [(request.path, request.query) for request in full.app.requests if request.path != "/$batch"]
    assert [read for read in set(reads) if reads.count(read) > 1] == []
    assert sum("/lifecycleWorkflows/workflows/" in path for path, _ in reads) == 100
