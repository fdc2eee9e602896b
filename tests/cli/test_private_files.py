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


def test_a_link_in_the_place_of_the_journal_leads_nowhere(served: Served, lcwsync: Lcwsync, project: Path) -> None:
    elsewhere = project / "elsewhere"
    elsewhere.write_text("not ours\n", "utf-8")
    elsewhere.chmod(0o644)
    (project / ".lcwsync").mkdir()
    (project / ".lcwsync" / "journal.jsonl").symlink_to(elsewhere)
    result = lcwsync("run", "Onboard new hire employee", "--user", "zoe.novak@kestrelvane.example", "--yes")
    assert result.code == 4
    assert (elsewhere.read_text("utf-8"), mode(elsewhere)) == ("not ours\n", 0o644)


def test_a_link_in_the_place_of_the_directory_leads_nowhere(served: Served, lcwsync: Lcwsync, project: Path) -> None:
    elsewhere = project / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    (project / ".lcwsync").symlink_to(elsewhere)
    result = lcwsync("run", "Onboard new hire employee", "--user", "zoe.novak@kestrelvane.example", "--yes")
    assert result.code == 4
    assert "it is a link" in result.err
    assert (list(elsewhere.iterdir()), mode(elsewhere)) == ([], 0o755)


@pytest.mark.parametrize("umask", [0o277, 0o777])
def test_a_umask_that_takes_from_the_owner_changes_nothing(
    served: Served, lcwsync: Lcwsync, project: Path, umask: int
) -> None:
    os.umask(umask)
    assert lcwsync("run", "No such workflow", "--user", "zoe.novak@kestrelvane.example", "--yes").code == 64
    assert mode(project / ".lcwsync") == 0o700
    assert mode(project / ".lcwsync" / "journal.jsonl") == 0o600


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
