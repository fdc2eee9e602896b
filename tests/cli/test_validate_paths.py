"""`validate PATH` shows what concerns these files, after reading all of them."""

from pathlib import Path

import pytest

from tests.commands import Lcwsync

BROKEN = "kind: Workflow\ndisplayName: One\ntasks: [{task: sendWelcomMail}]\n"


@pytest.fixture
def broken(project: Path) -> Path:
    place = project / "workflows" / "more"
    place.mkdir()
    (place / "one.yaml").write_text(BROKEN, encoding="utf-8")
    (place / "two.yaml").write_text(BROKEN.replace("One", "Two"), encoding="utf-8")
    return place


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        ((), {"one", "two"}),
        (("workflows/more/one.yaml",), {"one"}),
        (("workflows/more",), {"one", "two"}),
        (("workflows/more/two.yaml", "workflows/more/one.yaml"), {"one", "two"}),
        (("workflows/tap-policy.yaml",), set()),
    ],
)
def test_only_the_findings_of_the_files_are_shown(lcwsync: Lcwsync, paths: tuple[str, ...], shown: set[str]) -> None:
    done = lcwsync("validate", *paths)
    assert {name for name in ("one", "two") if f"{name}.yaml" in done.out} == shown
    assert done.code == (1 if shown else 0)


def test_a_name_that_another_file_has_as_well_is_shown_for_both(project: Path, lcwsync: Lcwsync) -> None:
    path = project / "workflows" / "again.yaml"
    path.write_text("kind: Workflow\ndisplayName: Onboard sales\n", encoding="utf-8")
    for each in (path, next(p for p in path.parent.glob("*.yaml") if "Onboard sales" in p.read_text("utf-8"))):
        assert "OBJ001" in lcwsync("validate", str(each)).out


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("path", "words"),
    [("workflows/none.yaml", "does not exist"), ("elsewhere.yaml", "is not below workflows")],
)
def test_a_path_that_is_not_read_is_refused(lcwsync: Lcwsync, project: Path, path: str, words: str) -> None:
    (project / "elsewhere.yaml").touch()
    done = lcwsync("validate", path)
    assert done.code == 64
    assert words in done.err
