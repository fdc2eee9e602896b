"""The service's own previews, and its sums over all workflows."""

from typing import Any

import pytest

from lcwsync.sandbox.store import JsonObject
from tests.sandbox.engine.office import IG, Office, day, step, trigger
from tests.sandbox.graph_client import LIFECYCLE

MAIL = step("sendWelcomeEmail")
DISABLE = step("disableUserAccount")


def previewed(office: Office, workflow_id: str, *users: str) -> Any:
    subjects: JsonObject = {"subjects": [{"@odata.type": "#microsoft.graph.user", "id": user} for user in users]}
    return office.graph("POST", f"{LIFECYCLE}/workflows/{workflow_id}/{IG[1:]}previewWorkflow", subjects)


def test_a_preview_leaves_results_and_changes_nobody(office: Office) -> None:
    office.person("Zoe")
    office.person("Tom", mail=None)
    office.group("SG-A")
    id_ = office.on_demand(MAIL, step("addUserToGroups", groupID="sg-a"))
    assert previewed(office, id_, "zoe", "tom").status_code == 204
    path = f"{LIFECYCLE}/workflows/{id_}/userProcessingResults"
    results = office.graph.values(f"{path}?$filter=workflowExecutionType eq 'preview'")
    assert {(r["subject"]["id"], r["processingStatus"]) for r in results} == {("zoe", "completed"), ("tom", "failed")}
    assert office.members("sg-a") == []
    assert office.store.all("outbox") == []


@pytest.mark.parametrize(("people", "status"), [(0, 400), (10, 204), (11, 400)])
def test_a_preview_takes_one_to_ten_people(office: Office, people: int, status: int) -> None:
    users = [office.person(f"P{number}") for number in range(people)]
    assert previewed(office, office.on_demand(MAIL), *users).status_code == status


def test_a_preview_needs_the_right_to_write_workflows(office: Office) -> None:
    office.person("Zoe")
    id_ = office.on_demand(MAIL)
    office.graph.app.token_permissions = frozenset({"LifecycleWorkflows-Workflow.Activate"})
    assert previewed(office, id_, "zoe").status_code == 403


@pytest.mark.parametrize(("answer", "listed"), [("met", {"Zoe"}), ("scope", {"Zoe", "Tom"})])
def test_the_preview_of_a_scope_lists_users_of_now_without_a_run(office: Office, answer: str, listed: set[str]) -> None:
    office.store.doubts["preview-scope"] = answer
    office.person("Zoe", employeeHireDate=day(0))
    office.person("Tom", employeeHireDate=day(9))
    office.person("Mia", employeeHireDate=day(0), department="Finance")
    id_ = office.workflow(MAIL)
    users = office.graph.values(f"{LIFECYCLE}/workflows/{id_}/previewScope")
    assert {user["displayName"] for user in users} == listed
    assert all(user["@odata.type"] == "#microsoft.graph.user" for user in users)


def test_a_look_at_the_scope_does_not_use_a_change_up(office: Office) -> None:
    office.person("Zoe")
    on = trigger("attributeChange", triggerAttributes=[{"name": "department"}])
    id_ = office.workflow(
        step("addUserToGroups", groupID=office.group("SG-A")), on=on, rule="userType eq 'Member'", category="mover"
    )
    office.change("zoe", department="Finance")
    path = f"{LIFECYCLE}/workflows/{id_}/previewScope"
    for _ in range(2):
        assert [user["displayName"] for user in office.graph.values(path)] == ["Zoe"]
    assert len(office.advance(hours=3)) == 1
    assert office.graph.values(path) == []


def test_a_scope_that_nobody_can_be_in_is_empty_and_one_that_is_not_known_is_refused(office: Office) -> None:
    office.person("Zoe")
    path = f"{LIFECYCLE}/workflows/{office.on_demand(MAIL)}/previewScope"
    assert office.graph.values(path) == []
    office.store.doubts["preview-scope"] = "400"
    assert office.graph("GET", path).status_code == 400


def insight(office: Office, function: str, start: str = "23", end: str = "24") -> Any:
    period = f"startDateTime=2026-11-{start}T00:00:00Z,endDateTime=2026-11-{end}T00:00:00Z"
    body = office.graph.get(f"{LIFECYCLE}/insights/{IG[1:]}{function}({period})")
    return body.get("value", {name: value for name, value in body.items() if not name.startswith("@")})


@pytest.fixture
def processed(office: Office) -> str:
    """A joiner's workflow that ran for three people, of whom one has no mail address, and one that never ran."""
    for name, mail in (("Zoe", "zoe@x.example"), ("Tom", None), ("Mia", "mia@x.example")):
        office.person(name, employeeHireDate=day(0), mail=mail)
    office.group("SG-A")
    id_ = office.workflow(MAIL, step("addUserToGroups", groupID="sg-a"))
    office.advance(days=1)
    assert previewed(office, office.on_demand_named("Leaver", DISABLE, category="leaver"), "zoe").status_code == 204
    return id_


def test_the_summary_of_a_period_counts_runs_users_and_tasks_without_previews(office: Office, processed: str) -> None:
    assert insight(office, "workflowsProcessedSummary") == {
        "totalRuns": 1,
        "successfulRuns": 0,
        "failedRuns": 1,
        "totalUsers": 3,
        "successfulUsers": 2,
        "failedUsers": 1,
        "totalTasks": 6,
        "successfulTasks": 4,
        "failedTasks": 1,
    }
    assert set(insight(office, "workflowsProcessedSummary", "24", "25").values()) == {0}


def test_runs_are_counted_by_category(office: Office, processed: str) -> None:
    found = insight(office, "workflowsProcessedByCategory")
    assert {name for name, number in found.items() if number} == {"totalJoinerRuns", "failedJoinerRuns"}
    assert len(found) == 9


def test_the_workflows_and_tasks_with_the_most_runs_are_listed(office: Office, processed: str) -> None:
    (workflow,) = insight(office, "topWorkflowsProcessedSummary")
    assert (workflow["workflowId"], workflow["workflowCategory"], workflow["totalRuns"]) == (processed, "joiner", 1)
    mails, groups = insight(office, "topTasksProcessedSummary")
    assert (mails["totalTasks"], mails["failedTasks"], mails["failedUsers"]) == (3, 1, 1)
    assert (groups["totalTasks"], groups["successfulUsers"]) == (2, 2)
    assert mails["taskDefinitionDisplayName"] == "Send Welcome Email"


@pytest.mark.parametrize("function", ["nonsense(startDateTime=a,endDateTime=b)", "workflowsProcessedSummary"])
def test_an_unknown_insight_or_one_without_a_period_is_refused(office: Office, function: str) -> None:
    assert office.graph("GET", f"{LIFECYCLE}/insights/{function}").status_code == 400
