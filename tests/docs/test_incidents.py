"""The page about incidents runs as it stands."""

from pathlib import Path

import pytest

from tests.commands import ROOT, Lcwsync
from tests.docs.console import shown, walk

PAGE = (ROOT / "docs" / "incidents.md").read_text(encoding="utf-8")


def test_the_page_runs_as_it_shows(project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTOR", "maria")
    assert lcwsync("apply", "--yes").code == 0
    walk(PAGE, lcwsync)
    assert (project / "workflows").is_dir()


def test_the_page_shows_every_step_from_the_stop_to_the_start() -> None:
    commands = [each.command.split()[1] for each in shown(PAGE) if each.command.startswith("lcwsync")]
    steps = "pause drift sandbox status status why history rollback resume history drift preview"
    assert commands == steps.split()
