"""A tenant that still names what was deleted: everything else goes on, and the dead reference is told as what it is."""

from pathlib import Path

import pytest

from lcwsync.model.references import Ref, RefKind
from lcwsync.model.tap_policy import GroupTarget, TapPolicy
from lcwsync.tenant.connect import sandbox_tenant
from tests.commands import Lcwsync, Served

GROUP = "0000dead-0000-4000-8000-000000000000"
WRITTEN = f"excludeTargets:\n  - {{group: {GROUP}}}"


@pytest.fixture
def exported(served: Served, project: Path, lcwsync: Lcwsync) -> Path:
    """The export of a tenant whose policy excludes a group that was deleted since."""
    assert lcwsync("apply", "--yes").code == 0
    served.app.store.put("groups", GROUP, {"id": GROUP, "displayName": "SG-Gone", "groupTypes": [], "_members": []})
    tenant = sandbox_tenant(served.app)
    tenant.update_tap_policy(TapPolicy(exclude_targets=(GroupTarget(Ref(RefKind.GROUP, GROUP)),)))
    tenant.close()
    served.app.store.remove("groups", GROUP)
    done = lcwsync("export", "--out", "exported")
    assert done.code == 0, done.err
    return project / "exported"


def test_the_export_writes_the_id_with_a_comment_and_plans_empty(exported: Path, lcwsync: Lcwsync) -> None:
    text = (exported / "tap-policy.yaml").read_text(encoding="utf-8")
    assert WRITTEN in text
    assert f"# Deleted in the tenant, which still names it: group {GROUP}" in text
    plan = lcwsync("plan", "--config", "exported", "--detailed-exitcode")
    assert plan.code == 0
    assert "REF004" in plan.out + plan.err
    assert "excludes nobody any more" in plan.out + plan.err
    assert lcwsync("drift", "--config", "exported").code == 0


def test_removing_it_is_planned_and_no_risk(exported: Path, lcwsync: Lcwsync) -> None:
    path = exported / "tap-policy.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(WRITTEN, "excludeTargets: []"), encoding="utf-8")
    plan = lcwsync("plan", "--config", "exported", "--detailed-exitcode")
    assert plan.code == 2
    assert f"{GROUP} (deleted in the tenant)" in plan.out
    assert "RISK-TAP-TARGETS" not in plan.out
    applied = lcwsync("apply", "--config", "exported", "--yes")
    assert applied.code == 0
    assert lcwsync("plan", "--config", "exported", "--detailed-exitcode").code == 0


def test_another_object_is_planned_beside_it(exported: Path, lcwsync: Lcwsync) -> None:
    path = exported / "joiner-onboard-pre-hire-employee.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("offsetInDays: -7", "offsetInDays: -5"), encoding="utf-8")
    plan = lcwsync("plan", "--config", "exported", "--detailed-exitcode", "--target", "Onboard pre-hire employee")
    assert plan.code == 2
    assert "1 new version" in plan.out
