"""Files that lcwsync writes for itself can be read by their owner alone; files for git have the modes of the system."""

import os
from pathlib import Path

import pytest

from tests.commands import Lcwsync, Served

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs modes of files")


@pytest.fixture(autouse=True)
def open_umask() -> object:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_journal_and_its_directory_are_closed_to_others(served: Served, lcwsync: Lcwsync, project: Path) -> None:
    assert lcwsync("apply", "--yes").code == 0
    assert mode(project / ".lcwsync") == 0o700
    assert mode(project / ".lcwsync" / "journal.jsonl") == 0o600


def test_a_journal_that_others_can_read_is_closed(served: Served, lcwsync: Lcwsync, project: Path) -> None:
    (project / ".lcwsync").mkdir(mode=0o777, exist_ok=True)
    journal = project / ".lcwsync" / "journal.jsonl"
    journal.touch(mode=0o666)
    assert lcwsync("apply", "--yes").code == 0
    assert mode(journal) == 0o600
    assert mode(journal.parent) == 0o700


def test_a_plan_file_and_a_report_are_closed_to_others(served: Served, lcwsync: Lcwsync, project: Path) -> None:
    assert lcwsync("plan", "--out", "saved.plan", "--format", "json", "--output", "plan.json").code == 0
    assert mode(project / "saved.plan") == 0o600
    assert mode(project / "plan.json") == 0o600


def test_a_sandbox_file_is_closed_to_others(lcwsync: Lcwsync, project: Path) -> None:
    assert lcwsync("plan").code == 0
    assert [mode(path) for path in project.rglob("sandbox*.db")] == [0o600]


def test_a_file_for_git_has_the_modes_of_the_system(served: Served, lcwsync: Lcwsync, project: Path) -> None:
    result = lcwsync("new", "workflow", "--from", "boomerang", "--output", "workflows/new.yaml")
    assert result.code == 0, result.err
    assert mode(project / "workflows" / "new.yaml") == 0o666
