"""What an incident needs works while files are broken; a request of a manager does not."""

from pathlib import Path

import pytest

from tests.commands import Lcwsync, Served

WORKFLOW = "Onboard pre-hire employee"
HIRE = "zoe.novak@kestrelvane.example"


@pytest.fixture
def broken(served: Served, lcwsync: Lcwsync, project: Path) -> Served:
    assert lcwsync("apply", "--yes").code == 0
    (project / "workflows" / "broken.yaml").write_text("kind: Workflo\n", encoding="utf-8")
    served.app.requests.clear()
    return served


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("words", [("history", WORKFLOW), ("run", WORKFLOW, "--user", HIRE, "--yes")])
def test_a_command_that_needs_the_tenant_alone_works_and_says_that_files_are_broken(
    lcwsync: Lcwsync, words: tuple[str, ...]
) -> None:
    done = lcwsync(*words)
    assert done.code == 0, done.err
    assert "note: the files have 1 error; this command does not need them" in done.err


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("words", [(), (WORKFLOW,)])
def test_status_names_what_it_could_not_read_of_git(lcwsync: Lcwsync, words: tuple[str, ...]) -> None:
    done = lcwsync("status", *words)
    assert done.code == 0, done.err
    assert "note: the files have 1 error; not looked at: workflows/broken.yaml:1:7" in done.err
    assert "workflows/broken.yaml:1:7  (requests in My Access): cannot tell, not looked at" in done.out
    assert lcwsync("status", *words, "--exit-code").code == 1


def test_a_managers_request_is_refused_while_files_are_broken(broken: Served, lcwsync: Lcwsync) -> None:
    manager = "maria.alvarez@kestrelvane.example"
    done = lcwsync("run", WORKFLOW, "--user", HIRE, "--requested-by", manager, "--yes")
    assert done.code == 1
    assert not [write for write in broken.writes if write.path.endswith("/activate")]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    "words", [("preview", "Onboard pre hire employe"), ("plan", "--target", "Onboard pre hire employe")]
)
def test_a_mistyped_object_of_git_is_answered_with_the_one_that_was_meant(
    lcwsync: Lcwsync, words: tuple[str, ...]
) -> None:
    done = lcwsync(*words)
    assert done.code == 64
    assert f"did you mean {WORKFLOW}" in done.err


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("command", [("status",), ("history",), ("run", "--user", HIRE, "--yes")])
def test_a_mistyped_workflow_is_answered_with_the_one_that_was_meant(
    lcwsync: Lcwsync, command: tuple[str, ...]
) -> None:
    assert lcwsync("apply", "--yes").code == 0
    done = lcwsync(command[0], "Onbord sales", *command[1:])
    assert done.code == 64
    assert "did you mean Onboard sales?" in done.err
