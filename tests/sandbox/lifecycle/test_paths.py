"""Every path of Lifecycle Workflows that the reference or the permissions data of v1.0 list is answered.

The list is the test's own, from https://learn.microsoft.com/graph/api/resources/identitygovernance-lifecycleworkflows-overview
and https://github.com/microsoftgraph/microsoft-graph-devx-content (permissions).
"""

from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.company import client, new_company
from tests.sandbox.graph_client import LIFECYCLE, Graph

_SPAN = "(startDateTime=2026-01-01T00:00:00Z,endDateTime=2026-12-31T00:00:00Z)"
READS = (
    "",
    "/workflows",
    "/workflows/$count",
    "/workflows/{w}",
    "/workflows/{w}/createdBy",
    "/workflows/{w}/lastModifiedBy",
    "/workflows/{w}/administrationScopeTargets",
    "/workflows/{w}/executionScope",
    "/workflows/{w}/previewScope",
    "/workflows/{w}/tasks",
    "/workflows/{w}/tasks/$count",
    "/workflows/{w}/tasks/{t}",
    "/workflows/{w}/tasks/{t}/taskProcessingResults",
    "/workflows/{w}/versions",
    "/workflows/{w}/versions/$count",
    "/workflows/{w}/versions/1",
    "/workflows/{w}/versions/1/tasks",
    "/workflows/{w}/versions/1/tasks/{t}",
    "/workflows/{w}/runs",
    "/workflows/{w}/runs/$count",
    "/workflows/{w}/runs/summary{span}",
    "/workflows/{w}/runs/{r}",
    "/workflows/{w}/runs/{r}/userProcessingResults",
    "/workflows/{w}/runs/{r}/userProcessingResults/{u}",
    "/workflows/{w}/runs/{r}/userProcessingResults/{u}/taskProcessingResults",
    "/workflows/{w}/runs/{r}/subjectProcessingResults",
    "/workflows/{w}/runs/{r}/subjectProcessingResults/{u}",
    "/workflows/{w}/runs/{r}/subjectProcessingResults/{u}/taskProcessingResults",
    "/workflows/{w}/runs/{r}/taskProcessingResults",
    "/workflows/{w}/userProcessingResults",
    "/workflows/{w}/userProcessingResults/$count",
    "/workflows/{w}/userProcessingResults/summary{span}",
    "/workflows/{w}/userProcessingResults/{u}",
    "/workflows/{w}/userProcessingResults/{u}/taskProcessingResults",
    "/workflows/{w}/subjectProcessingResults",
    "/workflows/{w}/subjectProcessingResults/$count",
    "/workflows/{w}/subjectProcessingResults/{u}/taskProcessingResults",
    "/workflows/{w}/taskReports",
    "/workflows/{w}/taskReports/$count",
    "/workflows/{w}/taskReports/summary{span}",
    "/workflows/{w}/taskReports/{r}_{t}/taskProcessingResults",
    "/deletedItems/workflows",
    "/deletedItems/workflows/$count",
    "/customTaskExtensions",
    "/customTaskExtensions/$count",
    "/settings",
    "/taskDefinitions",
    "/taskDefinitions/1b555e50-7f65-41d5-b514-5894a026d10d",
    "/workflowTemplates",
    "/workflowTemplates/$count",
    "/workflowTemplates/77179007-8114-41b5-922e-2e22109df41f",
    "/insights/topTasksProcessedSummary{span}",
    "/insights/topWorkflowsProcessedSummary{span}",
    "/insights/workflowsProcessedByCategory{span}",
    "/insights/workflowsProcessedSummary{span}",
)
WRITES = (
    "POST /workflows",
    "PATCH /workflows/{w}",
    "DELETE /workflows/none",
    "POST /workflows/{w}/activate",
    "POST /workflows/{w}/activateWithScope",
    "POST /workflows/{w}/activateAndWait",
    "POST /workflows/{w}/cancelProcessing",
    "POST /workflows/{w}/clearQuarantine",
    "POST /workflows/{w}/createNewVersion",
    "POST /workflows/{w}/previewTaskFailures",
    "POST /workflows/{w}/previewWorkflow",
    "PATCH /workflows/{w}/tasks/{t}",
    "POST /workflows/{w}/tasks/{t}/taskProcessingResults/none/resume",
    "POST /deletedItems/workflows/none/restore",
    "DELETE /deletedItems/workflows/none",
    "PATCH /settings",
    "POST /customTaskExtensions",
    "PATCH /customTaskExtensions/none",
    "DELETE /customTaskExtensions/none",
)


@cache
def _ran() -> tuple[Store, Mapping[str, str]]:
    """A company in which a workflow ran for one person, and the ids of what it left."""
    store = new_company()
    store.doubts["run-results"] = "at-once"
    graph = client(store)
    found = graph.values(f"{LIFECYCLE}/workflows")[0]["id"]
    ids = {"w": str(found), "span": _SPAN}
    of = f"{LIFECYCLE}/workflows/{found}"
    body: JsonObject = {"subjects": [{"id": object_id("user", "ada.iverson")}]}
    assert graph("POST", f"{of}/activate", body).status_code == 204
    ids["t"] = graph.values(f"{of}/tasks")[0]["id"]
    ids["r"] = graph.values(f"{of}/runs")[0]["id"]
    ids["u"] = graph.values(f"{of}/userProcessingResults")[0]["id"]
    return store, ids


@pytest.fixture
def graph() -> Iterator[Graph]:
    store = _ran()[0].copy()
    store.doubts["run-results"] = "at-once"
    yield client(store)
    store.close()


@pytest.mark.parametrize("path", READS)
def test_each_documented_read_is_answered(graph: Graph, path: str) -> None:
    answer = graph("GET", LIFECYCLE + path.format(**_ran()[1]))
    assert answer.status_code == 200, answer.text
    if path.endswith("$count"):
        assert answer.text.isdecimal()
        assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("line", WRITES)
def test_each_documented_write_is_known(graph: Graph, line: str) -> None:
    """An empty body is refused for what it lacks, a missing object for being missing, and nothing for its path."""
    method, _, path = line.partition(" ")
    answer = graph(method, LIFECYCLE + path.format(**_ran()[1]), {})
    assert answer.status_code != 405
    assert "Resource not found for the segment" not in answer.text
    assert (answer.status_code == 404) is ("none" in path)


def test_a_count_is_of_what_the_filter_lets_through_on_all_pages(graph: Graph) -> None:
    graph.app.page_size = 1
    workflows = graph.values(f"{LIFECYCLE}/workflows")
    assert graph("GET", f"{LIFECYCLE}/workflows/$count").text == str(len(workflows))
    assert graph("GET", f"{LIFECYCLE}/workflows/$count?$filter=displayName eq 'none'").text == "0"
    assert graph("GET", f"{LIFECYCLE}/taskDefinitions/$count").status_code == 400


def test_a_result_by_subject_is_the_result_of_the_user(graph: Graph) -> None:
    of = LIFECYCLE + "/workflows/{w}".format(**_ran()[1])
    (user,), (subject,) = graph.values(f"{of}/userProcessingResults"), graph.values(f"{of}/subjectProcessingResults")
    assert subject.pop("subjectType") == "user"
    assert subject.pop("subject")["directoryObject"] == user.pop("subject")
    assert subject == user
    by_run = graph.values(LIFECYCLE + "/workflows/{w}/runs/{r}/taskProcessingResults".format(**_ran()[1]))
    by_user = graph.values(
        LIFECYCLE + "/workflows/{w}/userProcessingResults/{u}/taskProcessingResults".format(**_ran()[1])
    )
    assert sorted(each["id"] for each in by_run) == sorted(each["id"] for each in by_user)
    assert by_run


def test_the_container_and_the_counts_need_the_licence_and_the_permission(graph: Graph) -> None:
    refused = client(graph.app.store, "LifecycleWorkflows-Workflow.ReadBasic.All")
    assert refused("GET", f"{LIFECYCLE}/workflows/$count").status_code == 200
    assert refused("GET", LIFECYCLE).status_code == 403
    assert refused("GET", f"{LIFECYCLE}/customTaskExtensions/$count").status_code == 403
