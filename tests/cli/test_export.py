from pathlib import Path

from tests.commands import Lcwsync


def test_an_export_of_the_seeded_sandbox_plans_empty(project: Path, lcwsync: Lcwsync) -> None:
    result = lcwsync("export", "--out", "exported")
    assert result.code == 0
    assert "No changes." in result.out
    again = lcwsync("plan", "--config", "exported", "--detailed-exitcode")
    assert again.code == 0


def test_exporting_twice_gives_the_same_bytes(project: Path, lcwsync: Lcwsync) -> None:
    for name in ("one", "two"):
        assert lcwsync("export", "--out", name).code == 0
    read = [{p.name: p.read_bytes() for p in (project / name).iterdir()} for name in ("one", "two")]
    assert read[0] == read[1]


def test_nothing_is_overwritten_without_force(project: Path, lcwsync: Lcwsync) -> None:
    before = {p.name: p.read_bytes() for p in (project / "workflows").iterdir()}
    result = lcwsync("export", "--out", "workflows")
    assert result.code == 4
    assert "--force" in result.err
    assert {p.name: p.read_bytes() for p in (project / "workflows").iterdir()} == before


def test_a_changed_export_shows_exactly_the_change(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("export", "--out", "exported").code == 0
    path = project / "exported" / "joiner-onboard-pre-hire-employee.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("offsetInDays: -7", "offsetInDays: -5"), encoding="utf-8")
    plan = lcwsync("plan", "--config", "exported")
    assert "trigger.offsetInDays  -7 → -5" in plan.out
    assert "0 to create, 1 new version, 0 to update, 0 to delete" in plan.out
