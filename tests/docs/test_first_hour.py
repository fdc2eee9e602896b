"""The page about the first hour shows what the commands print."""

import pytest

from tests.commands import ROOT, Lcwsync
from tests.docs.console import shown, walk

PAGE = (ROOT / "docs" / "first-hour.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("project")
def test_the_page_runs_as_it_shows(lcwsync: Lcwsync) -> None:
    walk(PAGE, lcwsync)


def test_the_page_walks_from_the_files_to_a_person_and_shows_more_than_it_leaves_out() -> None:
    commands = [each.command.split()[1] for each in shown(PAGE)]
    assert commands == ["validate", "plan", "apply", "sandbox", "status", "preview", "why", "report"]
    lines = [line for each in shown(PAGE) for line in each.output.splitlines()]
    assert lines.count("...") < len(lines) / 10
