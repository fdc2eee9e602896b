"""`lcwsync environments`: what the matrix of a CI is made of, and which environments a change concerns."""

import json
from pathlib import Path

import pytest

from tests.cli.test_base import git
from tests.cli.test_main_job import edit
from tests.commands import Lcwsync

PROJECT = "workflows/lcwsync.yaml"


@pytest.fixture
def committed(project: Path) -> Path:
    """A repository whose main branch has the shipped configuration; what follows is a branch of it."""
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "base")
    git(project, "switch", "--quiet", "-c", "branch")
    return project


def changed(lcwsync: Lcwsync, base: str = "main") -> dict[str, str]:
    document = json.loads(lcwsync("environments", "--format", "json", "--changed-since", base).out)
    return {each["name"]: each["change"] for each in document["environments"]}


def test_text_is_one_name_a_line_and_json_says_what_a_job_needs(project: Path, lcwsync: Lcwsync) -> None:
    text = lcwsync("environments")
    assert text.code == 0
    document = json.loads(lcwsync("environments", "--format", "json").out)
    assert [each["name"] for each in document["environments"]] == text.out.splitlines() == ["sandbox", "production"]
    sandbox, production = document["environments"]
    assert sandbox["sandbox"] is True
    assert (sandbox["default"], production["default"]) == (True, False)
    assert production["tenantId"]
    assert sandbox["change"] is None


def test_the_parts_hold_every_environment_once(project: Path, lcwsync: Lcwsync) -> None:
    parts = [lcwsync("environments", "--shard", f"{number}/2").out.splitlines() for number in (1, 2)]
    assert sorted(name for part in parts for name in part) == ["production", "sandbox"]
    assert {len(part) for part in parts} == {1}
    empty = [n for n in range(1, 10) if not lcwsync("environments", "--shard", f"{n}/9").out]
    assert len(empty) == 7


@pytest.mark.parametrize("wrong", ["0/2", "3/2", "1", "1/0", "a/b", "1/1000", "-1/2"])
def test_a_part_that_cannot_be_is_a_wrong_command_line(project: Path, lcwsync: Lcwsync, wrong: str) -> None:
    done = lcwsync("environments", f"--shard={wrong}")
    assert done.code == 64
    assert done.out == ""


def test_an_unchanged_branch_concerns_no_environment(committed: Path, lcwsync: Lcwsync) -> None:
    done = lcwsync("environments", "--changed-since", "main")
    assert (done.code, done.out) == (0, "")
    assert changed(lcwsync) == {}


def test_a_comment_changes_nothing(committed: Path, lcwsync: Lcwsync) -> None:
    path = committed / PROJECT
    path.write_text(path.read_text(encoding="utf-8") + "# a word\n", encoding="utf-8")
    assert changed(lcwsync) == {}


def test_a_limit_of_one_environment_concerns_that_one(committed: Path, lcwsync: Lcwsync) -> None:
    edit(committed, "maxChanges: 20", "maxChanges: 21", PROJECT)
    assert changed(lcwsync) == {"production": "changed"}


def test_a_workflow_that_all_share_concerns_all(committed: Path, lcwsync: Lcwsync) -> None:
    edit(committed, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 240")
    assert changed(lcwsync) == {"sandbox": "changed", "production": "changed"}


def test_a_new_environment_is_added_and_leaves_the_others(committed: Path, lcwsync: Lcwsync) -> None:
    edit(
        committed,
        "environments:\n",
        "environments:\n  europe: {tenantId: 22222222-2222-3333-4444-555555555555, "
        "variables: {salesDepartment: Sales, hireDepartments: x}}\n",
        PROJECT,
    )
    assert changed(lcwsync) == {"europe": "added"}


def test_what_guards_the_repository_concerns_all(committed: Path, lcwsync: Lcwsync) -> None:
    (committed / "CODEOWNERS").write_text("* @somebody\n", encoding="utf-8")
    assert set(changed(lcwsync)) == {"sandbox", "production"}


def test_what_cannot_be_read_is_never_left_out(committed: Path, lcwsync: Lcwsync) -> None:
    edit(committed, "category: leaver", "categry: leaver", "workflows/leaver-last-day.yaml")
    assert changed(lcwsync) == {"sandbox": "cannotTell", "production": "cannotTell"}
    git(committed, "commit", "--quiet", "-am", "broken")
    git(committed, "branch", "broken")
    edit(committed, "categry: leaver", "category: leaver", "workflows/leaver-last-day.yaml")
    assert changed(lcwsync, "broken") == {"sandbox": "cannotTell", "production": "cannotTell"}
    git(committed, "rm", "--quiet", "--cached", PROJECT)
    git(committed, "commit", "--quiet", "-m", "no project")
    git(committed, "add", PROJECT)
    assert set(changed(lcwsync, "HEAD").values()) == {"cannotTell"}


def test_a_base_that_git_does_not_know_is_an_error(committed: Path, lcwsync: Lcwsync) -> None:
    done = lcwsync("environments", "--changed-since", "nowhere")
    assert done.code == 1
    assert "--changed-since nowhere is neither a directory nor a commit" in done.err
    assert "hint" in done.err
