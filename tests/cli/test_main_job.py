"""From YAML to tenant and back to "no changes"."""

from pathlib import Path

import pytest

from tests.commands import Lcwsync, Served

PRE_HIRE = "workflows/joiner-pre-hire-tap.yaml"


def edit(project: Path, old: str, new: str, file: str = PRE_HIRE) -> None:
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def applied(served: Served, lcwsync: Lcwsync) -> Served:
    """The shipped configuration is in the tenant; what was sent so far is forgotten."""
    assert lcwsync("apply", "--yes").code == 0
    served.app.requests.clear()
    return served


def test_the_main_job_ends_with_no_changes(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("validate").code == 0
    plan = lcwsync("plan")
    assert plan.code == 0
    assert "sandbox" in plan.out.splitlines()[0].lower()
    assert '+ workflow "Onboard pre-hire employee"' in plan.out
    assert lcwsync("plan", "--detailed-exitcode").code == 2
    assert lcwsync("apply", "--yes").code == 0
    again = lcwsync("plan", "--detailed-exitcode")
    assert again.code == 0
    assert "No changes." in again.out


def test_the_same_job_runs_against_a_graph_endpoint(served: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    again = lcwsync("plan", "--detailed-exitcode")
    assert (again.code, "No changes." in again.out) == (0, True)


def test_a_second_apply_sends_no_write(applied: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    assert applied.writes == []
    assert applied.app.requests


def test_one_argument_is_one_new_version(project: Path, applied: Served, lcwsync: Lcwsync) -> None:
    edit(project, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 240")
    assert "tapLifetimeMinutes  480 → 240" in lcwsync("plan").out
    assert lcwsync("apply", "--yes").code == 0
    assert [r.path.rpartition(".")[2] for r in applied.writes] == ["createNewVersion"]
    assert lcwsync("plan", "--detailed-exitcode").code == 0


def test_a_rename_is_one_patch(project: Path, applied: Served, lcwsync: Lcwsync) -> None:
    edit(
        project,
        "displayName: Onboard pre-hire employee",
        "displayName: Pre-hire pass\npreviousNames: [Onboard pre-hire employee]",
    )
    assert lcwsync("apply", "--yes").code == 0
    (write,) = applied.writes
    assert (write.method, write.body) == ("PATCH", {"displayName": "Pre-hire pass"})
    assert lcwsync("plan", "--detailed-exitcode").code == 0


def test_switching_off_is_one_patch(project: Path, applied: Served, lcwsync: Lcwsync) -> None:
    path = project / PRE_HIRE
    text = path.read_text(encoding="utf-8")
    lines = ["isEnabled: false" if line.startswith("isEnabled:") else line for line in text.splitlines()]
    lines = ["isSchedulingEnabled: false" if line.startswith("isSchedulingEnabled:") else line for line in lines]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert lcwsync("apply", "--yes").code == 0
    (write,) = applied.writes
    assert write.method == "PATCH"
    assert write.body is not None
    assert write.body["isEnabled"] is False


def test_every_fault_of_a_file_is_named_with_its_place(project: Path, lcwsync: Lcwsync) -> None:
    edit(project, "tapIsUsableOnce: true", "tapIsUsableOnce: perhaps")
    edit(project, "category: joiner", "category: joyner")
    result = lcwsync("validate")
    assert result.code == 1
    places = [line for line in result.out.splitlines() if "joiner-pre-hire-tap.yaml:" in line and "error" in line]
    assert len(places) >= 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("validate", "--config", "nowhere"), "nowhere"),
        (("plan", "--env", "productoin"), "production"),
    ],
)
def test_what_is_missing_is_named_with_the_next_step(
    project: Path, lcwsync: Lcwsync, words: tuple[str, ...], said: str
) -> None:
    result = lcwsync(*words)
    assert result.code == 1
    assert said in result.err
    assert "hint:" in result.err


def test_an_empty_directory_and_one_without_a_project_file_are_refused_with_a_next_step(
    project: Path, lcwsync: Lcwsync
) -> None:
    (project / "empty").mkdir()
    empty = lcwsync("validate", "--config", "empty")
    (project / "workflows" / "lcwsync.yaml").unlink()
    without = lcwsync("validate")
    for result, hint in ((empty, "lcwsync init"), (without, "kind: Project, and environments")):
        assert result.code == 1
        assert hint in result.err
    (project / "workflows" / "lcwsync.yaml").write_text(
        "kind: Project\nenvironments: {sandbox: {sandbox: true}}\n", encoding="utf-8"
    )
    followed = lcwsync("validate")
    assert "there is no project file" not in followed.err
    assert "LOAD010" not in followed.out


def test_an_unreachable_endpoint_is_named_with_what_to_check(
    project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCWSYNC_GRAPH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", "sandbox")
    result = lcwsync("plan")
    assert result.code == 1
    assert "127.0.0.1:9" in result.err
    assert "hint:" in result.err
