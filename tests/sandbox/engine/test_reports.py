"""Reading runs and results."""

import pytest

from tests.sandbox.engine.office import Office, day, step
from tests.sandbox.graph_client import LIFECYCLE

MAIL = step("sendWelcomeEmail")


@pytest.fixture
def path(office: Office) -> str:
    """A workflow that ran for three people; one has no mail address."""
    for name, mail in (("Zoe", "zoe@x.example"), ("Tom", None), ("Mia", "mia@x.example")):
        office.person(name, employeeHireDate=day(0), mail=mail)
    office.group("SG-A")
    id_ = office.workflow(MAIL, step("addUserToGroups", groupID="sg-a"))
    office.advance(days=1)
    return f"{LIFECYCLE}/workflows/{id_}"


def test_a_run_counts_users_and_tasks(office: Office, path: str) -> None:
    (run,) = office.graph.values(f"{path}/runs")
    counts = {name: run[name] for name in run if name.endswith("Count")}
    assert counts == {
        "totalUsersCount": 3,
        "successfulUsersCount": 2,
        "failedUsersCount": 1,
        "totalTasksCount": 6,
        "failedTasksCount": 1,
        "totalUnprocessedTasksCount": 1,
    }
    assert (run["processingStatus"], run["workflowExecutionType"]) == ("completedWithErrors", "scheduled")
    assert run["startedDateTime"] == "2026-11-23T09:00:00.0000000Z"
    assert office.graph.get(f"{path}/runs/{run['id']}")["id"] == run["id"]
    assert not any(name.startswith("_") for name in run)


def test_results_lead_from_the_run_to_the_failure_reason(office: Office, path: str) -> None:
    (run,) = office.graph.values(f"{path}/runs")
    results = office.graph.values(f"{path}/runs/{run['id']}/userProcessingResults")
    (failed,) = [result for result in results if result["processingStatus"] == "failed"]
    assert failed["subject"] == {"id": "tom"}
    assert failed["workflowVersion"] == 1
    for base in (path, f"{path}/runs/{run['id']}"):
        (task,) = office.graph.values(f"{base}/userProcessingResults/{failed['id']}/taskProcessingResults")
        assert (task["processingStatus"], task["failureReason"]) == ("failed", "The user has no mail address.")
        assert task["task"]["displayName"] == "sendWelcomeEmail"
    assert len(office.graph.values(f"{path}/tasks/{task['task']['id']}/taskProcessingResults")) == 3


def test_results_can_be_filtered(office: Office, path: str) -> None:
    for query, count in (
        ("processingStatus eq 'failed'", 1),
        ("subject/id eq 'zoe'", 1),
        ("workflowExecutionType eq 'preview'", 0),
        ("startedDateTime ge 2026-11-23T09:00:00Z", 3),
        ("startedDateTime gt 2026-11-23T09:00:00Z", 0),
    ):
        assert len(office.graph.values(f"{path}/userProcessingResults?$filter={query}")) == count


def test_task_reports_sum_up_each_task(office: Office, path: str) -> None:
    reports = office.graph.values(f"{path}/taskReports")
    counts = [
        tuple(report[f"{kind}UsersCount"] for kind in ("total", "successful", "failed", "unprocessed"))
        for report in reports
    ]
    assert sorted(counts) == [(3, 2, 0, 1), (3, 2, 1, 0)]
    assert office.graph.get(f"{path}/taskReports/{reports[0]['id']}")["task"] == reports[0]["task"]


@pytest.mark.parametrize("namespace", ["", "microsoft.graph.identityGovernance."])
@pytest.mark.parametrize(
    ("collection", "counts"),
    [
        (
            "runs",
            {"totalRuns": 1, "successfulRuns": 0, "failedRuns": 1, "totalUsers": 3, "successfulUsers": 2}
            | {"failedUsers": 1, "totalTasks": 6, "failedTasks": 1},
        ),
        (
            "userProcessingResults",
            {"totalUsers": 3, "successfulUsers": 2, "failedUsers": 1, "totalTasks": 6, "failedTasks": 1},
        ),
        ("taskReports", {"totalTasks": 6, "successfulTasks": 4, "failedTasks": 1, "unprocessedTasks": 1}),
    ],
)
def test_summaries_of_a_period(
    office: Office, path: str, namespace: str, collection: str, counts: dict[str, int]
) -> None:
    def summary(start: str, end: str) -> dict[str, int]:
        period = f"startDateTime=2026-11-{start}T00:00:00Z,endDateTime=2026-11-{end}T00:00:00Z"
        body = office.graph.get(f"{path}/{collection}/{namespace}summary({period})")
        return {name: value for name, value in body.items() if not name.startswith("@")}

    assert summary("23", "24") == counts
    assert set(summary("24", "25").values()) == {0}


def test_a_summary_needs_points_in_time(office: Office, path: str) -> None:
    assert office.graph("GET", f"{path}/runs/summary(startDateTime=a,endDateTime=b)").status_code == 400


def test_another_workflows_results_are_not_found(office: Office, path: str) -> None:
    (run,) = office.graph.values(f"{path}/runs")
    other = f"{LIFECYCLE}/workflows/{office.on_demand(MAIL)}"
    assert office.graph.values(f"{other}/runs") == []
    for rest in (f"runs/{run['id']}", f"runs/{run['id']}/userProcessingResults", "taskReports/none"):
        assert office.graph("GET", f"{other}/{rest}").status_code == 404


def test_reading_reports_needs_a_permission_for_them(office: Office, path: str) -> None:
    office.graph.app.token_permissions = frozenset({"LifecycleWorkflows-Workflow.ReadWrite.All"})
    assert office.graph("GET", f"{path}/runs").status_code == 403
    office.graph.app.token_permissions = frozenset({"LifecycleWorkflows-Reports.Read.All"})
    assert len(office.graph.values(f"{path}/runs")) == 1
