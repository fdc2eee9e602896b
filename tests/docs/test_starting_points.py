"""The page about starting points names each of them, and its example runs as it stands."""

from pathlib import Path

from tests.commands import ROOT, Lcwsync
from tests.docs.console import walk

PAGE = (ROOT / "docs" / "starting-points.md").read_text(encoding="utf-8")


def test_the_page_runs_as_it_shows(project: Path, lcwsync: Lcwsync) -> None:
    walk(PAGE, lcwsync)
    text = (project / "workflows" / "guests.yaml").read_text(encoding="utf-8")
    assert 'displayName: "Clean up guests of Contoso"' in text


def test_the_page_names_every_starting_point() -> None:
    for path in (ROOT / "src" / "lcwsync" / "starting_points").glob("*.yaml"):
        assert f"| `{path.stem}` |" in PAGE
