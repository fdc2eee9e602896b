"""One object of the tenant comes into git: into the file that holds it, or into one of its own."""

from pathlib import Path

import pytest
import yaml

from tests.cli.test_main_job import PRE_HIRE
from tests.commands import Lcwsync, Served

WORKFLOW = "Onboard pre-hire employee"
UNMANAGED = "Welcome guests (made in the portal)"


@pytest.fixture
def applied(served: Served, lcwsync: Lcwsync) -> Served:
    assert lcwsync("apply", "--yes").code == 0
    return served


def edited(served: Served, name: str, **members: object) -> None:
    live = next(w for w in served.app.store.all("workflows") if w["displayName"] == name)
    with served.app.store.transaction():
        served.app.store.put("workflows", str(live["id"]), {**live, **members})


def test_drift_of_one_object_is_accepted_and_that_of_another_stays(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    edited(applied, WORKFLOW, description="Changed in the portal")
    edited(applied, "Onboard sales", description="Changed, too")
    before = (project / PRE_HIRE).read_text(encoding="utf-8").splitlines()
    applied.app.requests.clear()
    done = lcwsync("drift", "--accept", WORKFLOW.upper())
    assert done.code == 0, done.err
    after = (project / PRE_HIRE).read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == ["description: Changed in the portal"]
    assert len(after) == len(before)
    drift = lcwsync("drift").out
    assert WORKFLOW not in drift
    assert "Onboard sales" in drift
    assert not applied.writes


def test_the_policy_is_accepted_by_its_name(applied: Served, project: Path, lcwsync: Lcwsync) -> None:
    from lcwsync.model.tap_policy import TapPolicy
    from lcwsync.tenant.connect import sandbox_tenant

    tenant = sandbox_tenant(applied.app)
    tenant.update_tap_policy(TapPolicy(maximum_lifetime_in_minutes=1000))
    tenant.close()
    assert lcwsync("drift", "--accept", "Temporary Access Pass policy").code == 0
    text = (project / "workflows" / "tap-policy.yaml").read_text(encoding="utf-8")
    assert "maximumLifetimeInMinutes: 1000\n" in text
    assert lcwsync("drift").code == 0


@pytest.mark.parametrize("words", [("drift", "--accept", UNMANAGED), ("export", UNMANAGED, "--out", "workflows")])
def test_a_workflow_that_git_does_not_list_is_adopted_alone(
    applied: Served, project: Path, lcwsync: Lcwsync, words: tuple[str, ...]
) -> None:
    before = {path.name for path in (project / "workflows").iterdir()}
    done = lcwsync(*words)
    assert done.code == 0, done.err
    (new,) = {path.name for path in (project / "workflows").iterdir()} - before
    document = yaml.safe_load((project / "workflows" / new).read_text(encoding="utf-8"))
    assert document["displayName"] == UNMANAGED
    plan = lcwsync("plan", "--detailed-exitcode")
    assert plan.code == 0
    assert "unmanaged" not in plan.out.splitlines()[-1]
    assert applied.app.requests


@pytest.mark.usefixtures("applied")
def test_a_name_that_nobody_has_is_answered_with_the_one_that_was_meant(lcwsync: Lcwsync) -> None:
    done = lcwsync("drift", "--accept", "Onbord sales")
    assert done.code == 64
    assert "did you mean Onboard sales?" in done.err


@pytest.mark.usefixtures("applied")
def test_one_workflow_is_exported_into_a_new_directory(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("export", "Onboard sales", "--out", "one").code == 0
    assert sorted(path.name for path in (project / "one").iterdir()) == ["joiner-onboard-sales.yaml", "lcwsync.yaml"]
    assert lcwsync("export", "Onbord sales", "--out", "two").code == 64
