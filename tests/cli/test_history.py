"""Who changed this, from which commit: the journal's answer, on the screen and in the outcome."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync

WORKFLOW = "Onboard pre-hire employee"


def test_history_shows_who_changed_a_workflow_from_which_commit(
    project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTOR", "octocat")
    monkeypatch.setenv("GITHUB_SHA", "1" * 40)
    assert lcwsync("apply", "--yes").code == 0
    monkeypatch.setenv("GITHUB_ACTOR", "hubot")
    monkeypatch.setenv("GITHUB_SHA", "2" * 40)
    edit(project, "offsetInDays: -7", "offsetInDays: -5", PRE_HIRE)
    (outcome,) = json.loads(lcwsync("apply", "--yes", "--format", "json").out)["environments"]
    told = lcwsync("history", WORKFLOW.upper()).out.splitlines()
    at = told.index("Applied, by the journal of this directory")
    first, second = told[at + 1 :]
    assert f"POST: applied, by octocat from {'1' * 40}, plan " in first
    assert f"new version 1 → 2: applied, by hubot from {'2' * 40}, plan {outcome['planDigest'][:12]}" in second
    assert (outcome["actor"], outcome["commit"]) == ("hubot", "2" * 40)
    assert outcome["began"] <= outcome["ended"]


@pytest.mark.usefixtures("project")
def test_a_version_is_printed_with_the_names_of_extensions(lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    shown = lcwsync("history", "Onboard sales", "--show", "1").out
    assert "customTaskExtensionID: Notify badge office" in shown


def test_beside_github_the_commit_is_that_of_the_directory(
    project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_ACTOR", "GITHUB_SHA"):
        monkeypatch.delenv(name, raising=False)

    def git(*words: str) -> str:
        own = ("-c", "user.name=x", "-c", "user.email=x", "-c", "commit.gpgsign=false")
        return subprocess.run(["git", *own, *words], check=True, capture_output=True, text=True).stdout.strip()

    def commit() -> object:
        return json.loads(lcwsync("apply", "--yes", "--format", "json").out)["environments"][0]["commit"]

    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    assert commit() is None
    git("init", "--quiet")
    git("add", "workflows")
    git("commit", "--quiet", "--message", "Begin")
    assert commit() == git("rev-parse", "HEAD")
    edit(project, "offsetInDays: -7", "offsetInDays: -5", PRE_HIRE)
    assert commit() == git("rev-parse", "HEAD") + "-dirty"
