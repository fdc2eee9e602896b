"""Static pages: linked from each other, whole without a server, and nothing in them is loaded or runs."""

import re
from pathlib import Path

import pytest

from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync


@pytest.fixture
def pages(project: Path, lcwsync: Lcwsync) -> dict[str, str]:
    edit(project, "displayName: Onboard pre-hire employee", 'displayName: "Pre-hire <b>&</b>"', PRE_HIRE)
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("sandbox", "advance", "3d").code == 0
    assert lcwsync("report", "--out", "site").code == 0
    return {path.name: path.read_text(encoding="utf-8") for path in (project / "site").iterdir()}


def test_the_pages_lead_to_each_other_and_to_nothing_else(pages: dict[str, str]) -> None:
    assert set(pages) == {"index.html", "runs.html"}
    for content in pages.values():
        assert set(re.findall(r'href="([^"]*)"', content)) == set(pages)
        assert "<script" not in content
        assert not re.search(r"(src=|@import|url\()", content)
        assert "prefers-color-scheme: dark" in content
        assert 'name="viewport"' in content


def test_the_calendar_shows_days_people_and_passes_and_the_runs_their_failures(pages: dict[str, str]) -> None:
    calendar, runs = pages["index.html"], pages["runs.html"]
    assert "within 14 days" in calendar
    assert re.search(r"<h3>\w{3} \d{4}-\d{2}-\d{2}</h3>", calendar)
    assert "Onboard new hire employee" in calendar
    assert "The user has no manager." in runs
    assert "mila.horvat@kestrelvane.example" in runs


def test_a_name_from_git_is_never_markup(pages: dict[str, str]) -> None:
    assert "Pre-hire &lt;b&gt;&amp;&lt;/b&gt;" in pages["runs.html"]
    assert "<b>&" not in pages["index.html"] + pages["runs.html"]


@pytest.mark.usefixtures("project")
def test_a_number_of_days_that_makes_no_sense_is_a_usage_error(lcwsync: Lcwsync) -> None:
    assert lcwsync("report", "--out", "site", "--days", "0").code == 64
