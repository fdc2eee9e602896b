"""Runs and failures for people, programs and issues; nobody is named where anybody reads."""

from dataclasses import replace
from datetime import UTC, datetime

from lcwsync.inspect.status import Status, WorkflowStatus, workflow_status
from lcwsync.model.run import PersonResult, Run, TaskResult
from lcwsync.model.state import TenantIdentity
from lcwsync.model.workflow import Category, LiveWorkflow, Workflow
from lcwsync.render.status.html import status_html
from lcwsync.render.status.markdown import status_markdown
from lcwsync.render.status.text import status_text

NAMES = {"p1": "zoe.novak@contoso.example"}

LIVE = LiveWorkflow(
    id="w1",
    version=3,
    workflow=Workflow(
        display_name="Joiner <1>",
        category=Category.JOINER,
        is_enabled=False,
        is_scheduling_enabled=False,
        description="Why.\n[lcwsync pause 2026-11-25T12:00:00Z, schedule on, by maria: wrong people]",
    ),
    quarantine="countBasedThresholdExceeded",
)


def result(status: str, started: str | None = "2026-11-25T06:00:00Z", person: str = "p1") -> PersonResult:
    tasks = (TaskResult(title="Mail", status="failed", reason="The manager has no mail."),)
    return PersonResult(
        id=f"{person} {started} {status}",
        person_id=person,
        status=status,
        started=started,
        execution="scheduled",
        version=3,
        tasks=tasks if status != "completed" else (),
    )


def run(started: str, failed: int, status: str = "completed") -> Run:
    return Run(id="r1", status=status, execution="scheduled", started=started, people=4, failed_people=failed)


STATUS = Status(
    environment="sandbox",
    tenant=TenantIdentity("t", "Kestrel & Vane", sandbox=True),
    workflows=(
        WorkflowStatus(
            live=LIVE,
            runs=(run("2026-11-25T06:00:00Z", 1), run("2026-11-24T06:00:00Z", 0, "inProgress")),
            results=(result("completedWithErrors"),),
            failed=1,
        ),
        WorkflowStatus(live=replace(LIVE, id="w2", quarantine=None)),
    ),
    since=datetime(2026, 11, 24, tzinfo=UTC),
)


def test_the_text_tells_what_stands_still_what_failed_and_counts_at_the_end() -> None:
    told = status_text(STATUS, NAMES, colour=False, unicode=True)
    assert "! paused by maria since 2026-11-25 12:00 UTC: wrong people" in told
    assert "! quarantined: countBasedThresholdExceeded" in told
    assert "! zoe.novak@contoso.example: completedWithErrors at 2026-11-25 06:00 UTC\n      Mail: The manager" in told
    assert "(run r1)" in told
    assert told.endswith("1 failure in 1 workflow since 2026-11-24 00:00 UTC; 1 workflow quarantined.\n")
    assert "\x1b[31m" in status_text(STATUS, NAMES, colour=True, unicode=True)


def test_an_issue_names_nobody_unless_it_is_told_to() -> None:
    masked = status_markdown(STATUS, NAMES).text
    assert "z… n…" in masked
    assert "novak" not in masked
    assert "maria" not in masked
    assert "novak" in status_markdown(STATUS, NAMES, show_people=True).text


def test_a_page_escapes_what_the_tenant_says() -> None:
    page = status_html(STATUS, NAMES, tool_version="1")
    assert "Joiner &lt;1&gt;" in page
    assert "<1>" not in page
    assert "The manager has no mail." in page


def test_only_what_failed_is_left_of_a_status() -> None:
    troubled = STATUS.only_troubled()
    assert [item.live.id for item in troubled.workflows] == ["w1"]
    assert [one.failed_people for one in troubled.workflows[0].runs] == [1]
    assert STATUS.troubled


def status_of(*results: PersonResult, since: datetime | None = None, person_id: str | None = None) -> WorkflowStatus:
    return workflow_status(LIVE, [], results, since=since, person_id=person_id, last=2)


def test_failures_are_counted_beyond_those_shown_and_since_the_moment_asked_for() -> None:
    old = result("failed", "2026-11-01T06:00:00Z")
    new = [result("failed", f"2026-11-2{day}T06:00:00Z") for day in range(3)]
    waiting = result("failed", None)
    item = status_of(old, *new, waiting, since=datetime(2026, 11, 15, tzinfo=UTC))
    assert (item.failed, len(item.results)) == (4, 2)
    assert status_of(result("completed"), result("inProgress")).failed == 0


def test_of_one_person_every_result_is_shown() -> None:
    item = status_of(result("completed"), result("failed", person="p2"), person_id="p1")
    assert [one.status for one in item.results] == ["completed"]
    assert item.failed == 0
