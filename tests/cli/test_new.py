from pathlib import Path

from tests.commands import Lcwsync


def test_the_services_templates_are_listed(project: Path, lcwsync: Lcwsync) -> None:
    listed = lcwsync("new", "workflow", "--list")
    assert listed.code == 0
    assert "joiner: Onboard pre-hire employee\n    generateTapAndEmailManager" in listed.out


def test_every_template_becomes_a_file_that_validates(project: Path, lcwsync: Lcwsync) -> None:
    for path in (project / "workflows").glob("*er-*.yaml"):
        path.unlink()
    listed = lcwsync("new", "workflow", "--list").out.splitlines()
    for i, line in enumerate(line for line in listed if not line.startswith(("--from ", " "))):
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


def test_what_is_to_be_filled_in_is_marked_and_named_with_its_line(project: Path, lcwsync: Lcwsync) -> None:
    made = lcwsync("new", "workflow", "--template", "Onboard new hire employee", "--name", "Mine", "--output", "m.yaml")
    text = (project / "m.yaml").read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(text, 1) if line.startswith("  - task: addUserToGroups"))
    assert text[at - 1] == "  - task: addUserToGroups # adapt: add arguments: {groupID: ...}"
    assert made.err.splitlines()[0] == "m.yaml: written"
    assert f"m.yaml:{at}: add arguments: {{groupID: ...}}" in made.err
    assert "who it is for" in made.err
    assert made.err.splitlines()[-1] == "next: lcwsync validate, then lcwsync plan"


def test_a_name_that_git_has_is_refused_before_anything_is_written(project: Path, lcwsync: Lcwsync) -> None:
    done = lcwsync("new", "workflow", "--from", "boomerang", "--name", "onboard SALES", "--output", "new.yaml")
    assert done.code == 4
    assert "pass another --name" in done.err
    assert not (project / "new.yaml").exists()
