"""Static pages: linked from each other, whole without a server, and nothing in them is loaded or runs."""

import re
from pathlib import Path

import pytest

from lcwsync.sandbox.faults import FOR_GOOD, Fault, FaultKind
from tests.cli.test_main_job import PRE_HIRE, edit
from tests.commands import Lcwsync, Served

PAGES = {"index.html", "runs.html", "line.html", "paths.html", "history.html"}


def read(project: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (project / "site").iterdir()}


@pytest.fixture
def ran(project: Path, lcwsync: Lcwsync) -> Path:
    edit(project, "displayName: Onboard pre-hire employee", 'displayName: "Pre-hire <b>&</b>"', PRE_HIRE)
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("sandbox", "advance", "3d").code == 0
    assert lcwsync("sandbox", "set", "jack.obrien", "accountEnabled=true", "mail=").code == 0
    return project


@pytest.fixture
def pages(ran: Path, lcwsync: Lcwsync) -> dict[str, str]:
    assert lcwsync("report", "--out", "site", "--show-people").code == 0
    return read(ran)


def test_the_pages_lead_to_each_other_and_to_nothing_else(pages: dict[str, str]) -> None:
    assert set(pages) == PAGES
    for content in pages.values():
        assert set(re.findall(r'href="([^"]*)"', content)) == PAGES
        assert "<script" not in content
        assert not re.search(r"(src=|@import|url\()", content)
        assert "default-src 'none'" in content
        assert "prefers-color-scheme: dark" in content
        assert "@media print" in content
        assert 'name="viewport"' in content
        assert content.count("<h1>") == 1


def test_the_calendar_shows_days_people_and_passes_and_the_runs_their_failures(pages: dict[str, str]) -> None:
    calendar, runs = pages["index.html"], pages["runs.html"]
    assert "within 14 days" in calendar
    assert re.search(r"<h3>\w{3} \d{4}-\d{2}-\d{2}</h3>", calendar)
    assert "Onboard new hire employee" in calendar
    assert "The user has no manager." in runs
    assert "mila.horvat@kestrelvane.example" in runs


def test_the_reporting_line_shows_its_breaks_and_the_line(pages: dict[str, str]) -> None:
    line = pages["line.html"]
    assert re.search(r"\d+ of \d+ people have no manager who can receive a pass", line)
    assert re.search(r"<h2>No manager \(\d\)</h2><ul class=\"plain\">.*Mila Horvat", line.replace("\n", ""))
    assert "<bdi>Sofia Lind</bdi> reports to <bdi>Greta Lindqvist</bdi>" in line
    assert "<summary><bdi>Ingrid Vane</bdi>" in line


def test_the_audit_shows_each_path_and_the_history_each_change(ran: Path, lcwsync: Lcwsync) -> None:
    edit(ran, "offsetInDays: -7", "offsetInDays: -6", PRE_HIRE)
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("report", "--out", "site", "--show-people").code == 0
    found = read(ran)
    assert "<li>member of SG-Identity-Admins</li><li>Lifecycle Workflows Administrator</li>" in found["paths.html"]
    assert "Not looked at: check by hand" in found["paths.html"]
    assert "ada.iverson@kestrelvane.example" in found["paths.html"]
    assert "version 1 → 2</p><pre><span>trigger.offsetInDays  -7 → -6</span></pre>" in found["history.html"]


def test_nobody_is_named_unless_it_is_asked_for(ran: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("report", "--out", "site").code == 0
    for name, content in read(ran).items():
        for person in ("Mila", "Greta", "Ingrid", "kestrelvane.example", "ada.iverson", "Alvarez"):
            assert person not in content, (name, person)
        assert "Names are masked" in content
    assert "M… H…" in read(ran)["line.html"]


def test_a_part_that_may_not_be_read_is_said_on_its_page_and_hides_no_other(
    served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    served.app.faults.add(Fault(kind=FaultKind.STATUS, path="/users", times=FOR_GOOD, value="403"))
    served.app.faults.add(Fault(kind=FaultKind.STATUS, path="*/versions", times=FOR_GOOD, value="403"))
    for path in (project / "workflows").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("isSchedulingEnabled: true", "isSchedulingEnabled: false"), encoding="utf-8")
    assert lcwsync("report", "--out", "site").code == 0
    found = read(project)
    for name in ("line.html", "history.html"):
        assert "not read</span> GET" in found[name]
        assert "What would be here is not known." in found[name]
    assert "No failures" in found["runs.html"]


def test_a_name_from_git_is_never_markup(pages: dict[str, str]) -> None:
    assert "Pre-hire &lt;b&gt;&amp;&lt;/b&gt;" in pages["runs.html"]
    assert "<b>&" not in pages["index.html"] + pages["runs.html"]


@pytest.mark.usefixtures("project")
def test_a_number_of_days_that_makes_no_sense_is_a_usage_error(lcwsync: Lcwsync) -> None:
    assert lcwsync("report", "--out", "site", "--days", "0").code == 64
