"""Starting workflows by hand."""

from typing import Any

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.store import JsonObject
from tests.sandbox.engine.office import IG, Office, step
from tests.sandbox.graph_client import LIFECYCLE, Graph

MAIL = step("sendWelcomeEmail")


def post(office: Office, workflow_id: str, action: str, body: JsonObject) -> Any:
    return office.graph("POST", f"{LIFECYCLE}/workflows/{workflow_id}/{action}", body)


def scope(kind: str, **members: object) -> JsonObject:
    return {"scope": {"@odata.type": f"{IG}activate{kind}Scope", **members}}


def test_on_demand_ignores_trigger_scope_and_schedule(office: Office) -> None:
    office.person("Zoe", department="Finance")
    office.start(office.workflow(MAIL, isSchedulingEnabled=False), "zoe")
    (run,) = office.store.all("workflowRuns")
    assert (run["workflowExecutionType"], run["totalUsersCount"]) == ("onDemand", 1)


def test_the_action_is_known_by_its_qualified_name(office: Office) -> None:
    office.person("Zoe")
    body: JsonObject = {"subjects": [{"id": "zoe"}]}
    assert post(office, office.on_demand(MAIL), "microsoft.graph.identityGovernance.activate", body).status_code == 204


@pytest.mark.parametrize(("people", "status"), [(0, 400), (10, 204), (11, 400)])
def test_at_most_ten_people_at_once(office: Office, people: int, status: int) -> None:
    users = [office.person(f"P{number}") for number in range(people)]
    body: JsonObject = {"subjects": [{"id": user} for user in users]}
    assert post(office, office.on_demand(MAIL), "activate", body).status_code == status
    assert len(office.store.all("outbox")) == (people if status == 204 else 0)


def test_no_user_is_processed_when_one_does_not_exist(office: Office) -> None:
    office.person("Zoe")
    body: JsonObject = {"subjects": [{"id": "zoe"}, {"id": "nobody"}]}
    assert post(office, office.on_demand(MAIL), "activate", body).status_code == 406
    assert office.store.all("workflowRuns") == []


def test_a_user_named_twice_is_processed_once(office: Office) -> None:
    office.person("Zoe")
    office.start(office.on_demand(MAIL), "zoe", "ZOE")
    assert len(office.store.all("outbox")) == 1


def test_a_disabled_workflow_is_not_started(office: Office) -> None:
    office.person("Zoe")
    id_ = office.workflow(MAIL, isEnabled=False, isSchedulingEnabled=False)
    assert post(office, id_, "activate", {"subjects": [{"id": "zoe"}]}).status_code == 400


def test_starting_needs_its_own_permission(office: Office) -> None:
    office.person("Zoe")
    path = f"{LIFECYCLE}/workflows/{office.on_demand(MAIL)}/activate"
    for permission, status in (("LifecycleWorkflows.Read.All", 403), ("LifecycleWorkflows-Workflow.Activate", 204)):
        graph = Graph(SandboxApp(office.store, token_permissions=frozenset({permission})))
        assert graph("POST", path, {"subjects": [{"id": "zoe"}]}).status_code == status


def test_a_scope_of_users_or_a_group(office: Office) -> None:
    office.person("Zoe")
    office.group("SG-A", office.person("Tom"), "gone")
    id_ = office.on_demand(MAIL)
    assert post(office, id_, "activateWithScope", scope("User", users=[{"id": "zoe"}])).status_code == 204
    assert post(office, id_, "activateWithScope", scope("Group", group={"id": "sg-a"})).status_code == 204
    assert post(office, id_, "activateWithScope", scope("User", users=[{"id": "nobody"}])).status_code == 406
    assert post(office, id_, "activateWithScope", scope("Group", group={"id": "nothing"})).status_code == 406
    runs = office.store.all("workflowRuns")
    assert [(run["workflowExecutionType"], run["totalUsersCount"]) for run in runs] == [("activatedWithScope", 1)] * 2


def test_a_scope_of_a_run_repeats_what_failed(office: Office) -> None:
    office.person("Zoe")
    office.person("Tom", mail=None)
    office.group("SG-A")
    id_ = office.on_demand(step("addUserToGroups", groupID="sg-a"), MAIL)
    office.start(id_, "zoe", "tom")
    (run,) = office.store.all("workflowRuns")
    office.change("tom", mail="tom@kestrelvane.example")
    again = scope("Run", run={"id": run["id"]}, userScope="failedUsers", taskScope="failedTasks")
    assert post(office, id_, "activateWithScope", again).status_code == 204
    repeated = office.store.all("userProcessingResults")[-1]
    assert (repeated["subject"], repeated["totalTasksCount"]) == ({"id": "tom"}, 1)
    assert repeated["processingStatus"] == "completed"
    result = {"id": office.store.all("userProcessingResults")[0]["id"]}
    whole = scope("ProcessingResult", processingResults=[result], taskScope="allTasks")
    assert post(office, id_, "activateWithScope", whole).status_code == 204
    assert office.store.all("userProcessingResults")[-1]["totalTasksCount"] == 2


def test_in_quarantine_a_run_is_repeated_and_a_single_user_is_not(office: Office) -> None:
    office.person("Zoe")
    id_ = office.on_demand(MAIL)
    office.start(id_, "zoe")
    (workflow,) = office.store.all("workflows")
    office.store.put(
        "workflows", id_, {**workflow, "quarantineDetails": {"quarantineType": "countBasedThresholdExceeded"}}
    )
    (run,), (result,) = office.store.all("workflowRuns"), office.store.all("userProcessingResults")
    single = scope("ProcessingResult", processingResults=[{"id": result["id"]}], taskScope="allTasks")
    assert post(office, id_, "activateWithScope", single).status_code == 400
    whole = scope("Run", run={"id": run["id"]}, userScope="allUsers", taskScope="allTasks")
    assert post(office, id_, "activateWithScope", whole).status_code == 204


def test_a_run_of_another_workflow_is_not_found(office: Office) -> None:
    office.person("Zoe")
    first, second = office.on_demand(MAIL), office.on_demand_named("Other", MAIL)
    office.start(first, "zoe")
    (run,) = office.store.all("workflowRuns")
    body = scope("Run", run={"id": run["id"]}, userScope="allUsers", taskScope="allTasks")
    assert post(office, second, "activateWithScope", body).status_code == 404


def test_a_run_that_has_ended_cannot_be_canceled(office: Office) -> None:
    office.person("Zoe")
    id_ = office.on_demand(MAIL)
    office.start(id_, "zoe")
    run = {"id": office.store.all("workflowRuns")[0]["id"]}
    answer = post(office, id_, "cancelProcessing", {"scope": {"@odata.type": f"{IG}cancelRunsScope", "runs": [run]}})
    assert answer.status_code == 400
    assert "The run is completed" in answer.text
    assert post(office, id_, "cancelProcessing", {"scope": {"runs": [run, run]}}).status_code == 400


@pytest.mark.parametrize("action", ["activate", "activateWithScope", "cancelProcessing"])
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"subjects": 1},
        {"subjects": [1]},
        {"subjects": [{"id": 1}]},
        {"scope": []},
        {"scope": {"@odata.type": 1}},
        {"scope": {"@odata.type": IG + "activateUserScope", "users": [None]}},
        {"scope": {"@odata.type": IG + "activateRunScope"}},
        {"scope": {"@odata.type": IG + "activateProcessingResultScope", "processingResults": [{}]}},
        {"scope": {"runs": [{}]}},
    ],
)
def test_malformed_bodies_are_refused(office: Office, action: str, body: JsonObject) -> None:
    assert post(office, office.on_demand(MAIL), action, body).status_code == 400


def test_actions_on_an_unknown_workflow_are_not_found(office: Office) -> None:
    office.person("Zoe")
    for action in ("activate", "previewTaskFailures", "clearQuarantine"):
        assert post(office, "nothing", action, {"subjects": [{"id": "zoe"}]}).status_code == 404
