"""`--format json` of run, history, doctor, verify and export: one document on stdout that keeps its schema."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from lcwsync.render.json_schemas import EXAMINATION_OF_REPOSITORY, FILES, output_schemas
from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Done, Lcwsync

WORKFLOW = "Onboard pre-hire employee"
HIRE = "zoe.novak@kestrelvane.example"
MANAGER = "maria.alvarez@kestrelvane.example"


@pytest.fixture
def applied(project: Path, lcwsync: Lcwsync) -> Path:
    assert lcwsync("apply", "--yes").code == 0
    return project


def document(done: Done, command: str) -> Any:
    found = json.loads(done.out)
    Draft7Validator(output_schemas()[FILES[command]]).validate(found)
    return found


def test_a_history_has_versions_changes_and_the_journal(applied: Path, lcwsync: Lcwsync) -> None:
    edit(applied, "offsetInDays: -7", "offsetInDays: -5", PRE_HIRE)
    assert lcwsync("apply", "--yes").code == 0
    found = document(lcwsync("history", WORKFLOW, "--format", "json"), "history")
    assert [version["number"] for version in found["versions"]] == [2, 1]
    (change,) = found["changes"]
    assert (change["from"], change["to"]) == (1, 2)
    assert change["fields"] == [{"field": "trigger.offsetInDays", "before": -7, "after": -5}]
    assert [entry["result"] for entry in found["applied"]] == ["applied", "applied"]


def test_a_history_in_markdown_masks_who_applied(
    applied: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTOR", "maria.alvarez@kestrelvane.example")
    edit(applied, "offsetInDays: -7", "offsetInDays: -5", PRE_HIRE)
    assert lcwsync("apply", "--yes").code == 0
    masked = lcwsync("history", WORKFLOW, "--format", "markdown").out
    shown = lcwsync("history", WORKFLOW, "--format", "markdown", "--show-people").out
    assert "maria" not in masked
    assert "maria" in shown
    assert "### Version 1 → 2" in masked


@pytest.mark.usefixtures("applied")
def test_a_version_is_yaml_whatever_the_format(lcwsync: Lcwsync) -> None:
    done = lcwsync("history", WORKFLOW, "--show", "1", "--format", "json")
    assert (done.code, done.out) == (64, "")
    assert "--show prints YAML" in done.err


@pytest.mark.usefixtures("project")
def test_an_examination_names_checks_and_commands(lcwsync: Lcwsync) -> None:
    found = document(lcwsync("doctor", "--format", "json"), "doctor")
    assert {check["state"] for check in found["checks"]} == {"ok"}
    assert {"command": "plan", "state": "ok"} in found["commands"]
    assert found["grant"] == []


def test_a_repository_that_may_not_be_read_is_no_document(
    project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "")
    done = lcwsync("doctor", "--github", "contoso/identity", "--before-apply", "--env", "sandbox", "--format", "json")
    assert (done.code, done.out) == (64, "")
    assert EXAMINATION_OF_REPOSITORY in output_schemas()


@pytest.mark.usefixtures("applied")
def test_a_start_that_is_followed_has_its_results(lcwsync: Lcwsync) -> None:
    words = ("run", WORKFLOW, "--user", HIRE, "--yes", "--wait", "--format", "json")
    found = document(lcwsync(*words), "run")
    assert (found["verdict"], found["requesterId"]) == ("completed", None)
    assert [person["userPrincipalName"] for person in found["people"]] == [HIRE]
    assert [result["status"] for result in found["results"]] == ["completed"]


@pytest.mark.usefixtures("applied")
def test_a_start_that_is_not_followed_promises_nothing(lcwsync: Lcwsync) -> None:
    found = document(lcwsync("run", WORKFLOW, "--user", HIRE, "--yes", "--format", "json"), "run")
    assert (found["verdict"], found["results"]) == ("started", [])


@pytest.mark.usefixtures("applied")
def test_a_refused_start_is_a_document_that_names_nobody(lcwsync: Lcwsync) -> None:
    words = ("run", WORKFLOW, "--user", HIRE, "--requested-by", "liam.oneill@kestrelvane.example", "--yes")
    done = lcwsync(*words, "--format", "json")
    assert done.code == 4
    found = document(done, "run")
    assert (found["verdict"], found["people"]) == ("refused", [])
    assert "does not stand above" in json.dumps(found["refusal"]["reasons"])
    assert "novak" not in done.out


def test_a_saved_plan_holds_or_is_stale(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("plan", "--out", "plan.json").code == 0
    holds = document(lcwsync("verify", "plan.json", "--format", "json"), "verify")
    assert (holds["verdict"], holds["problem"]) == ("holds", None)
    assert holds["actions"] > 1
    edit(project, "offsetInDays: -7", "offsetInDays: -5", PRE_HIRE)
    done = lcwsync("verify", "plan.json", "--format", "json")
    stale = document(done, "verify")
    assert (done.code, stale["verdict"]) == (3, "stale")
    assert stale["problem"]["message"] in done.err


@pytest.mark.usefixtures("project")
def test_an_export_lists_its_files_and_is_complete(lcwsync: Lcwsync) -> None:
    found = document(lcwsync("export", "--out", "out/workflows", "--format", "json"), "export")
    assert found["complete"]
    assert {"file": "out/workflows/tap-policy.yaml", "change": "added"} in found["files"]


def test_an_export_into_git_lists_what_it_changed(applied: Path, lcwsync: Lcwsync) -> None:
    edit(applied, "offsetInDays: -7", "offsetInDays: -5", PRE_HIRE)
    found = document(lcwsync("export", "--out", "workflows", "--format", "json"), "export")
    assert found["complete"]
    assert {"file": PRE_HIRE, "change": "changed"} in found["files"]


@pytest.mark.parametrize(
    ("command", "words"), [("history", [WORKFLOW]), ("doctor", []), ("export", ["--out", "out/workflows"])]
)
@pytest.mark.usefixtures("applied")
def test_a_document_is_written_to_a_file(command: str, words: list[str], lcwsync: Lcwsync) -> None:
    done = lcwsync(command, *words, "--format", "json", "--output", "answer.json")
    assert (done.code, done.out) == (0, "")
    document(Done(0, Path("answer.json").read_text(encoding="utf-8"), ""), command)
