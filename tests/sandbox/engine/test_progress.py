"""What reads show of a run that has just begun."""

from typing import Any

import pytest

from lcwsync.sandbox.store import JsonObject
from tests.sandbox.engine.office import IG, NOW, Office, day, step
from tests.sandbox.graph_client import LIFECYCLE

MAIL = step("sendWelcomeEmail")


@pytest.fixture
def path(office: Office) -> str:
    """A workflow that has just been started for Zoe, in a tenant whose runs take time."""
    office.store.doubts["run-results"] = "later"
    office.person("Zoe")
    id_ = office.on_demand(MAIL)
    office.start(id_, "zoe")
    return f"{LIFECYCLE}/workflows/{id_}"


def statuses(office: Office, path: str, reads: int) -> list[list[str]]:
    return [[item["processingStatus"] for item in office.graph.values(path)] for _ in range(reads)]


def cancel(office: Office, path: str) -> Any:
    run = {"id": office.store.all("workflowRuns")[0]["id"]}
    scope: JsonObject = {"@odata.type": f"{IG}cancelRunsScope", "runs": [run]}
    return office.graph("POST", f"{path}/cancelProcessing", {"scope": scope})


def test_a_persons_result_is_queued_and_in_progress_before_it_ends(office: Office, path: str) -> None:
    shown = [[], ["queued"], ["inProgress"], ["completed"], ["completed"]]
    assert statuses(office, f"{path}/userProcessingResults", 5) == shown


def test_the_report_of_the_run_comes_last(office: Office, path: str) -> None:
    shown = [["queued"], *[["inProgress"]] * 4, ["completed"]]
    assert statuses(office, f"{path}/runs", 6) == shown


@pytest.mark.parametrize(("seconds", "result", "run"), [(14, [], "queued"), (15, ["completed"], "queued")])
def test_time_ends_a_result_after_seconds(
    office: Office, path: str, seconds: float, result: list[str], run: str
) -> None:
    office.store.set_clock(frozen=NOW)
    office.advance(seconds=seconds)
    assert statuses(office, f"{path}/userProcessingResults", 1) == [result]
    assert statuses(office, f"{path}/runs", 1) == [[run]]


def test_time_ends_the_report_of_a_run_after_five_minutes(office: Office, path: str) -> None:
    office.advance(minutes=5)
    assert statuses(office, f"{path}/runs", 1) == [["completed"]]


def test_tasks_and_sums_say_nothing_before_the_end(office: Office, path: str) -> None:
    (result,) = office.store.all("userProcessingResults")
    tasks = f"{path}/userProcessingResults/{result['id']}/taskProcessingResults"
    summary = f"{path}/runs/summary(startDateTime={day(-1)},endDateTime={day(1)})"
    assert (office.graph.values(tasks), office.graph.get(summary)["totalRuns"]) == ([], 0)
    assert office.graph.values(f"{path}/taskReports") == []
    office.advance(minutes=5)
    assert (len(office.graph.values(tasks)), office.graph.get(summary)["totalRuns"]) == (1, 1)
    assert len(office.graph.values(f"{path}/taskReports")) == 1


def test_what_has_not_started_has_no_times_and_counts(office: Office, path: str) -> None:
    (run,) = office.graph.values(f"{path}/runs")
    assert (run["startedDateTime"], run["completedDateTime"], run["successfulUsersCount"]) == (None, None, 0)
    assert run["totalUsersCount"] == 1


def test_a_scheduled_run_takes_time_as_well(office: Office) -> None:
    office.store.doubts["run-results"] = "later"
    office.person("Zoe", employeeHireDate=day(0))
    path = f"{LIFECYCLE}/workflows/{office.workflow(MAIL)}"
    office.advance(hours=1)
    assert statuses(office, f"{path}/runs", 1) == [["queued"]]
    office.advance(minutes=5)
    assert statuses(office, f"{path}/runs", 1) == [["completed"]]


def test_a_run_that_goes_on_can_be_canceled_and_what_its_tasks_did_stays_done(office: Office, path: str) -> None:
    assert cancel(office, path).status_code == 204
    assert statuses(office, f"{path}/runs", 1) == [["canceled"]]
    assert statuses(office, f"{path}/userProcessingResults", 1) == [["canceled"]]
    assert len(office.store.all("outbox")) == 1
    assert cancel(office, path).status_code == 400


def test_a_preview_takes_time_as_well(office: Office, path: str) -> None:
    office.advance(minutes=5)
    assert office.graph("POST", f"{path}/previewWorkflow", {"subjects": [{"id": "zoe"}]}).status_code == 204
    only = f"{path}/userProcessingResults?$filter=workflowExecutionType eq 'preview'"
    assert statuses(office, only, 4) == [[], ["queued"], ["inProgress"], ["completed"]]
