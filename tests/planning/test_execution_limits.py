"""Execution limits: read, held against what takes accounts and access away, and never written."""

from pathlib import Path

import pytest

from lcwsync.sandbox.company.events import set_limits
from lcwsync.sandbox.faults.faults import FOR_GOOD, Fault, FaultKind
from tests.cli.test_main_job import edit
from tests.commands import Lcwsync, Served

LEAVER = """\
kind: Workflow
displayName: Last day
category: leaver
isEnabled: true
isSchedulingEnabled: true
trigger: {timeBasedAttribute: employeeLeaveDateTime, offsetInDays: 0}
scope: {rule: "(userType eq 'Member')"}
tasks: [{task: disableUserAccount}]
"""
FOUND = "workflows/leaver.yaml:2:14: warning REF007"


@pytest.fixture
def leaver(project: Path) -> Path:
    (project / "workflows" / "leaver.yaml").write_text(LEAVER, encoding="utf-8")
    return project


@pytest.mark.usefixtures("leaver")
def test_a_limit_of_the_tenant_or_of_the_workflow_answers_it(lcwsync: Lcwsync) -> None:
    assert FOUND in lcwsync("plan").out
    assert lcwsync("sandbox", "limits", "--people", "20").out == "execution limit of the tenant: 20 people\n"
    assert FOUND not in lcwsync("plan").out
    assert lcwsync("sandbox", "limits").out == "execution limit of the tenant: none\n"
    assert lcwsync("apply", "--yes").code == 0
    assert FOUND in lcwsync("plan").out
    lcwsync("sandbox", "limits", "Last day", "--percent", "50")
    assert FOUND not in lcwsync("plan").out
    assert lcwsync("sandbox", "limits", "Last dya").code != 0


@pytest.mark.usefixtures("leaver")
def test_a_plan_of_one_object_tells_about_that_one(lcwsync: Lcwsync) -> None:
    assert "REF007" not in lcwsync("plan", "--target", "Onboard pre-hire employee").out
    assert lcwsync("plan", "--target", "Last day").out.count("REF007") == 1


@pytest.mark.parametrize(
    "change",
    [
        ("isSchedulingEnabled: true", "isSchedulingEnabled: false"),
        ("[{task: disableUserAccount}]", "[{task: emailOnLastDay}]"),
        ("{task: disableUserAccount}", "{task: disableUserAccount, isEnabled: false}"),
    ],
)
def test_what_does_not_run_or_takes_nothing_needs_no_limit(
    leaver: Path, lcwsync: Lcwsync, change: tuple[str, str]
) -> None:
    edit(leaver, *change, "workflows/leaver.yaml")
    assert FOUND not in lcwsync("plan").out


@pytest.mark.usefixtures("leaver")
def test_limits_that_cannot_be_read_are_no_finding_and_a_note_of_the_preview(served: Served, lcwsync: Lcwsync) -> None:
    served.app.faults.add(Fault(kind=FaultKind.STATUS, path="*/settings", times=FOR_GOOD, value="403"))
    assert FOUND not in lcwsync("plan").out
    assert "whether an execution limit holds could not be read" in lcwsync("preview", "Last day").out


@pytest.mark.parametrize("answer", ["removed", "kept"])
def test_a_new_version_of_a_workflow_with_its_own_limit_is_told(
    served: Served, leaver: Path, lcwsync: Lcwsync, answer: str
) -> None:
    served.app.store.doubts["omitted-limits"] = answer
    assert lcwsync("apply", "--yes").code == 0
    set_limits(served.app.store, "Last day", people=20, percent=None)
    assert "REF008" not in lcwsync("plan").out
    edit(leaver, "offsetInDays: 0", "offsetInDays: 1", "workflows/leaver.yaml")
    assert "REF008 its own execution limit (20 people) may be gone after the new version" in lcwsync("plan").out
    assert lcwsync("apply", "--yes").code == 0
    assert (FOUND in lcwsync("plan").out) == (answer == "removed")
    assert "quarantineConfiguration" not in str(served.app.requests)


@pytest.mark.usefixtures("leaver")
def test_preview_says_when_a_run_is_over_the_limit_and_proposes_one(lcwsync: Lcwsync) -> None:
    for name in ("maria.alvarez", "mila.horvat"):
        lcwsync("sandbox", "leave", name, "--days", "2")
    told = lcwsync("preview", "Last day").out
    assert "it disables accounts, and the service shows no execution limit for it: at most" in told
    lcwsync("sandbox", "limits", "--people", "1")
    told = lcwsync("preview", "Last day").out
    assert "more than the execution limit (1 person): the service puts the workflow into quarantine" in told
    lcwsync("sandbox", "limits", "--percent", "1")
    told = lcwsync("preview", "Last day").out
    assert "cannot tell whether the execution limit (1 %) holds" in told
    lcwsync("sandbox", "limits", "--people", "500")
    assert "execution limit" not in lcwsync("preview", "Last day").out
