"""An old version comes back as a file for a pull request; the tenant stays as it is."""

from pathlib import Path

import pytest
import yaml

from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync, Served

WORKFLOW = "Onboard pre-hire employee"


@pytest.fixture
def changed(served: Served, project: Path, lcwsync: Lcwsync) -> Served:
    """Version 2 creates reusable passes, five days before."""
    assert lcwsync("apply", "--yes").code == 0
    edit(project, "offsetInDays: -7", "offsetInDays: -5", PRE_HIRE)
    edit(project, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 600", PRE_HIRE)
    assert lcwsync("apply", "--yes").code == 0
    served.app.requests.clear()
    return served


def file(project: Path) -> Path:
    return project / PRE_HIRE


def test_a_version_is_printed_as_yaml(changed: Served, lcwsync: Lcwsync) -> None:
    done = lcwsync("history", WORKFLOW, "--show", "1")
    assert done.code == 0, done.err
    document = yaml.safe_load(done.out)
    assert document["trigger"] == {"timeBasedAttribute": "employeeHireDate", "offsetInDays": -7}
    assert document["tasks"][-1]["arguments"]["tapLifetimeMinutes"] == 480
    assert lcwsync("history", WORKFLOW, "--show", "9").code == 64
    assert not changed.writes


def test_a_rollback_writes_the_file_as_it_was_comments_and_variables_too(
    changed: Served, project: Path, lcwsync: Lcwsync
) -> None:
    now = file(project).read_text(encoding="utf-8")
    done = lcwsync("rollback", WORKFLOW, "--to", "1")
    assert done.code == 0, done.err
    assert not changed.writes
    before = now.replace("offsetInDays: -5", "offsetInDays: -7").replace("Minutes: 600", "Minutes: 480")
    assert file(project).read_text(encoding="utf-8") == before
    plan = lcwsync("plan", "--detailed-exitcode")
    assert plan.code == 2
    assert "new version 2 → 3" in plan.out
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("plan", "--detailed-exitcode").code == 0


SALES = "workflows/joiner-sales-team.yaml"


@pytest.mark.usefixtures("served")
def test_a_workflow_that_calls_an_extension_comes_back(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    edit(project, "offsetInDays: 0", "offsetInDays: 1", SALES)
    assert lcwsync("apply", "--yes").code == 0
    done = lcwsync("rollback", "Onboard sales", "--to", "1")
    assert done.code == 0, done.err
    assert "offsetInDays: 0" in (project / SALES).read_text(encoding="utf-8")
    assert lcwsync("plan", "--detailed-exitcode").code == 2


@pytest.mark.usefixtures("served")
def test_a_workflow_that_calls_an_extension_is_accepted_into_git(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    edit(project, "offsetInDays: 0", "offsetInDays: 1", SALES)
    done = lcwsync("drift", "--accept", "Onboard sales")
    assert done.code == 0, done.err
    assert "offsetInDays: 0" in (project / SALES).read_text(encoding="utf-8")


def test_a_rollback_states_what_git_has_left_out_since(changed: Served, project: Path, lcwsync: Lcwsync) -> None:
    text = file(project).read_text(encoding="utf-8")
    file(project).write_text(text.replace("description: Creates", "# Creates"), encoding="utf-8")
    live = next(w for w in changed.app.store.all("workflows") if w["displayName"] == WORKFLOW)
    with changed.app.store.transaction():
        changed.app.store.put("workflows", str(live["id"]), {**live, "description": "Changed in the portal"})
    assert lcwsync("rollback", WORKFLOW, "--to", "1").code == 0
    description = yaml.safe_load(file(project).read_text(encoding="utf-8"))["description"]
    assert description == "Creates a Temporary Access Pass for each new hire and mails it to the manager."


def test_a_workflow_that_git_does_not_list_gets_a_file_of_its_own(
    changed: Served, project: Path, lcwsync: Lcwsync
) -> None:
    file(project).unlink()
    done = lcwsync("rollback", WORKFLOW, "--to", "1")
    assert done.code == 0, done.err
    written = project / "workflows" / "joiner-onboard-pre-hire-employee.yaml"
    assert yaml.safe_load(written.read_text(encoding="utf-8"))["trigger"]["offsetInDays"] == -7
    assert lcwsync("rollback", WORKFLOW, "--to", "2").code == 0
    assert yaml.safe_load(written.read_text(encoding="utf-8"))["trigger"]["offsetInDays"] == -5
    assert not changed.writes


def test_a_pause_does_not_come_into_git(changed: Served, project: Path, lcwsync: Lcwsync) -> None:
    before = file(project).read_text(encoding="utf-8")
    assert lcwsync("pause", WORKFLOW, "--reason", "stop", "--yes").code == 0
    done = lcwsync("rollback", WORKFLOW, "--to", "2")
    assert done.code == 0
    assert "git says so already" in done.err
    assert file(project).read_text(encoding="utf-8") == before
    assert changed.writes


def test_a_version_that_does_not_exist_is_a_usage_error(changed: Served, lcwsync: Lcwsync) -> None:
    done = lcwsync("rollback", WORKFLOW, "--to", "7")
    assert done.code == 64
    assert "versions: 2, 1" in done.err
    assert not changed.writes


@pytest.mark.parametrize(
    "broken", ["displayName: [\n", "unknownKey: 1\n", "kind: Workflow\n"], ids=["not YAML", "unknown key", "key twice"]
)
def test_a_rollback_never_describes_a_workflow_twice_while_its_file_is_broken(
    changed: Served, project: Path, lcwsync: Lcwsync, broken: str
) -> None:
    text = file(project).read_text(encoding="utf-8")
    before = {path.name for path in file(project).parent.iterdir()}
    file(project).write_text(text + broken, encoding="utf-8")
    done = lcwsync("rollback", WORKFLOW, "--to", "1")
    assert {path.name for path in file(project).parent.iterdir()} == before
    assert file(project).name in done.err
    assert not changed.writes


def test_a_rollback_is_refused_while_the_file_of_the_workflow_cannot_be_read(
    changed: Served, project: Path, lcwsync: Lcwsync
) -> None:
    text = file(project).read_text(encoding="utf-8") + "displayName: [\n"
    file(project).write_text(text, encoding="utf-8")
    done = lcwsync("rollback", WORKFLOW, "--to", "1")
    assert done.code == 4, done.err
    assert file(project).name in done.err
    assert "nothing was written" in done.err
    assert file(project).read_text(encoding="utf-8") == text
    assert not changed.writes


def test_a_broken_file_of_another_object_does_not_hold_a_rollback_back(
    changed: Served, project: Path, lcwsync: Lcwsync
) -> None:
    (file(project).parent / "typo.yaml").write_text("kind: Workflo\n", encoding="utf-8")
    done = lcwsync("rollback", WORKFLOW, "--to", "1")
    assert done.code == 0, done.err
    assert "offsetInDays: -7" in file(project).read_text(encoding="utf-8")
    assert not changed.writes
