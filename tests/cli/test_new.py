from pathlib import Path

from tests.commands import Lcwsync


def test_the_services_templates_are_listed(project: Path, lcwsync: Lcwsync) -> None:
    listed = lcwsync("new", "workflow", "--list")
    assert listed.code == 0
    assert "joiner: Onboard pre-hire employee" in listed.out


def test_every_template_becomes_a_file_that_validates(project: Path, lcwsync: Lcwsync) -> None:
    for path in (project / "workflows").glob("*er-*.yaml"):
        path.unlink()
    listed = lcwsync("new", "workflow", "--list").out.splitlines()
    for i, line in enumerate(line for line in listed if not line.startswith("--from ")):
        name = line.partition(": ")[2]
        made = lcwsync("new", "workflow", "--template", name, "--output", f"workflows/new-{i}.yaml")
        assert made.code == 0, made.err
    result = lcwsync("validate")
    errors = [line for line in result.out.splitlines() if ": error " in line]
    # What the template leaves open, such as which groups, is all that is left to fill in.
    assert [line for line in errors if "SCH013" not in line] == []


def test_a_name_is_given_and_a_file_never_overwritten(project: Path, lcwsync: Lcwsync) -> None:
    words = ("new", "workflow", "--template", "onboard PRE-HIRE employee", "--name", "Mine", "--output", "mine.yaml")
    assert lcwsync(*words).code == 0
    assert "displayName: Mine" in (project / "mine.yaml").read_text(encoding="utf-8")
    assert lcwsync(*words).code == 4


def test_an_unknown_template_is_answered_with_near_ones(project: Path, lcwsync: Lcwsync) -> None:
    result = lcwsync("new", "workflow", "--template", "Onboard prehire")
    assert result.code == 64
    assert "Onboard pre-hire employee" in result.err
