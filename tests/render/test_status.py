"""Runs and failures for people, programs and issues; nobody is named where anybody reads."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from jsonschema import Draft7Validator

from lcwsync.inspect.access_requests import RequestsStatus, requests_status
from lcwsync.inspect.status import Status, WorkflowStatus, workflow_status
from lcwsync.model.access_request import AccessRequest
from lcwsync.model.run import PersonResult, Run, TaskResult
from lcwsync.model.state import TenantIdentity
from lcwsync.model.workflow import Category, LiveWorkflow, Workflow
from lcwsync.render.json_schemas import output_schemas
from lcwsync.render.status.html import status_html
from lcwsync.render.status.json import status_json
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


def test_a_status_of_failures_alone_counts_the_workflows_it_looked_at() -> None:
    quiet = replace(STATUS, workflows=(STATUS.workflows[1],)).only_troubled()
    assert status_text(quiet, NAMES, colour=False, unicode=True).startswith("No failures in 1 workflow since")


def test_an_issue_names_nobody_unless_it_is_told_to() -> None:
    masked = status_markdown(STATUS, NAMES).text
    assert "z… n…" in masked
    assert "novak" not in masked
    assert "maria" not in masked
    assert "novak" in status_markdown(STATUS, NAMES, show_people=True).text


def test_an_issue_masks_addresses_in_the_reasons_of_the_service() -> None:
    told = TaskResult(title="Mail", status="failed", reason="Mail to (maria.alvarez@contoso.example) was refused.")
    one = replace(result("failed"), tasks=(told,))
    status = replace(STATUS, workflows=(replace(STATUS.workflows[0], results=(one,)),))
    assert "Mail: Mail to (m… a…) was refused." in status_markdown(status, NAMES).text
    assert "alvarez" in status_markdown(status, NAMES, show_people=True).text


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


def asked(state: str | None, assignment: str | None = None) -> AccessRequest:
    return AccessRequest(
        created="2026-11-25T02:00:00Z",
        requestor="maria.alvarez@contoso.example",
        person="zoe.novak@contoso.example",
        person_id="p1",
        state=state,
        assignment=assignment,
        ended="2026-11-25T10:00:00Z" if assignment == "expired" else None,
        requestor_id="p9",
    )


FAILED = requests_status("Pass <1>", [asked("delivered", "expired"), asked("delivered", "delivered")], [], last=5)
FRONT_DOORS = (FAILED, RequestsStatus(name="Closed", exists=None), RequestsStatus(name="Gone", exists=False))
WITH_REQUESTS = replace(STATUS, requests=FRONT_DOORS)


def test_the_text_tells_of_requests_and_of_what_may_not_be_read() -> None:
    told = status_text(WITH_REQUESTS, NAMES, colour=False, unicode=True)
    missed = (
        "maria.alvarez@contoso.example for zoe.novak@contoso.example: granted, was a member until 2026-11-25 10:00 UTC"
    )
    assert f"  ! 2026-11-25 02:00 UTC  {missed}\n      pass: none, the membership ended before the workflow ran" in told
    assert "Closed  (requests in My Access): cannot tell, access packages may not be read" in told
    assert "Gone  (requests in My Access)\n  the tenant has no such access package" in told
    assert told.endswith("1 request in My Access failed; cannot tell of all requests in My Access.\n")


def test_an_issue_tells_of_requests_and_names_nobody_unless_it_is_told_to() -> None:
    masked = status_markdown(WITH_REQUESTS, NAMES).text
    assert "m… a… for z… n…: granted, was a member until" in masked
    assert "access packages may not be read" in masked
    assert "alvarez" not in masked
    assert "maria" not in masked
    assert "maria.alvarez" in status_markdown(WITH_REQUESTS, NAMES, show_people=True).text
    unnamed = replace(STATUS, requests=(requests_status("Door", [unknown_person()], [], last=5),))
    assert "person 12345678 for (not shown): denied" in status_markdown(unnamed, NAMES).text


def unknown_person() -> AccessRequest:
    return asked("denied")._replace(requestor="12345678-0000-0000-0000-000000000000", person="(not shown)")


def test_a_page_tells_of_requests_and_escapes_them() -> None:
    page = status_html(WITH_REQUESTS, NAMES, tool_version="1")
    assert "Pass &lt;1&gt;  (requests in My Access)" in page
    assert "maria.alvarez@contoso.example for zoe.novak@contoso.example" in page
    assert "pass: none, the membership ended before the workflow ran" in page
    assert "access packages may not be read" in page
    assert "the tenant has no such access package" in page


def test_json_has_the_requests_as_its_schema_says() -> None:
    document = json.loads(status_json(WITH_REQUESTS, NAMES, tool_version="1"))
    Draft7Validator(output_schemas()["status.schema.json"]).validate(document)
    assert document["failedRequests"] == 1
    failed, closed, gone = document["requests"]
    assert failed["requests"][0]["pass"] == {"outcome": "missed", "status": None, "started": None}
    assert (closed["exists"], gone["exists"]) == (None, False)


def test_only_requests_that_failed_or_may_not_be_read_are_left_of_a_status() -> None:
    troubled = WITH_REQUESTS.only_troubled()
    assert [door.name for door in troubled.requests] == ["Pass <1>", "Closed"]
    assert [each.failed for each in troubled.requests[0].requests] == [True]
    assert replace(WITH_REQUESTS, workflows=()).troubled
    assert not replace(WITH_REQUESTS, workflows=(), requests=FRONT_DOORS[1:]).troubled
