"""Saved plans, drift, several environments, refusals, and what goes to which stream."""

import json
from pathlib import Path

import pytest

from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync, Served


def test_a_reviewed_plan_is_what_runs(served: Served, project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("plan", "--out", "plan.json").code == 0
    assert lcwsync("verify", "plan.json").code == 0
    assert lcwsync("apply", "plan.json").code == 0
    assert lcwsync("plan", "--detailed-exitcode").code == 0


def test_a_plan_file_of_another_configuration_is_stale(project: Path, lcwsync: Lcwsync) -> None:
    lcwsync("plan", "--out", "plan.json")
    edit(project, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 240")
    assert lcwsync("verify", "plan.json").code == 3
    assert lcwsync("apply", "plan.json").code == 3


def test_an_edited_plan_file_is_refused(project: Path, lcwsync: Lcwsync) -> None:
    lcwsync("plan", "--out", "plan.json")
    path = project / "plan.json"
    path.write_text(path.read_text(encoding="utf-8").replace("480", "481"), encoding="utf-8")
    result = lcwsync("apply", "plan.json")
    assert result.code == 1
    assert "edited" in result.err


def test_drift_names_what_the_tenant_has_instead(served: Served, project: Path, lcwsync: Lcwsync) -> None:
    lcwsync("apply", "--yes")
    assert lcwsync("drift").code == 0
    edit(project, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 240")
    result = lcwsync("drift")
    assert result.code == 2
    assert "git 240, tenant 480" in result.out
    (report,) = json.loads(lcwsync("drift", "--format", "json").out)["environments"]
    (found,) = report["drift"]
    assert found["object"]["name"] == "Onboard pre-hire employee"
    assert found["tasks"][0]["fields"] == [{"field": "arguments.tapLifetimeMinutes", "tenant": 480, "git": 240}]


def test_nothing_is_applied_without_an_answer(served: Served, lcwsync: Lcwsync) -> None:
    result = lcwsync("apply")
    assert result.code == 64
    assert "--yes" in result.err
    assert served.writes == []


def test_a_deletion_git_declares_needs_the_environments_permission(
    served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    lcwsync("apply", "--yes")
    (project / PRE_HIRE).unlink()
    file = project / "workflows" / "lcwsync.yaml"
    text = file.read_text(encoding="utf-8").replace("allowDelete: true", "allowDelete: false")
    file.write_text(text.replace("removed: []", "removed: [Onboard pre-hire employee]"), encoding="utf-8")
    served.app.requests.clear()
    result = lcwsync("apply", "--yes", "--env", "sandbox")
    assert result.code == 4
    assert "allowDelete" in result.err
    assert served.writes == []


def test_stdout_holds_the_result_alone(project: Path, lcwsync: Lcwsync) -> None:
    assert json.loads(lcwsync("plan", "--format", "json").out)["formatVersion"] == "2.2"
    assert json.loads(lcwsync("apply", "--yes", "--format", "json").out)["formatVersion"] == "2.2"
    assert json.loads(lcwsync("validate", "--format", "json").out)["formatVersion"] == "2.2"
    assert json.loads(lcwsync("validate", "--format", "sarif").out)["version"] == "2.1.0"


def test_one_environments_failure_does_not_hide_anothers_result(
    project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", "true")
    result = lcwsync("plan", "--env", "production", "--env", "sandbox")
    assert result.code == 1
    assert "production: failed" in result.err
    assert "sandbox: done" in result.err
    assert "9 to create" in result.out


def test_a_target_limits_what_is_planned(project: Path, lcwsync: Lcwsync) -> None:
    result = lcwsync("plan", "--target", "Onboard pre-hire employee")
    assert '+ workflow "Onboard pre-hire employee"' in result.out
    assert '+ workflow "Move to sales"' not in result.out
    assert lcwsync("plan", "--target", "Nobody").code == 64


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("RUL001", "RUL001 (error): "),
        ("risk-cc", "RISK-CC (risk, high or medium or low): A mail gets another recipient"),
        ("allowDelete", "allowDelete (refusal): "),
    ],
)
def test_a_finding_a_risk_and_a_refusal_are_explained(code: str, first: str, lcwsync: Lcwsync) -> None:
    result = lcwsync("validate", "--explain", code)
    assert result.code == 0
    assert result.out.startswith(first)


def test_an_unknown_code_leads_to_the_nearest(lcwsync: Lcwsync) -> None:
    unknown = lcwsync("validate", "--explain", "RUL999")
    assert (unknown.code, "did you mean" in unknown.err) == (64, True)
