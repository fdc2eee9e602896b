import pytest

from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.graph_client import LIFECYCLE, Answer, Graph, task, workflow

WORKFLOWS = f"{LIFECYCLE}/workflows"
SHORT = "createNewVersion"
QUALIFIED = "microsoft.graph.identityGovernance.createNewVersion"


def _new_version(graph: Graph, path: str, action: str = SHORT, **changes: object) -> Answer:
    answer = graph("POST", f"{path}/{action}", {"workflow": workflow(**changes)})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert isinstance(body, dict)
    return body


@pytest.mark.parametrize("action", [SHORT, QUALIFIED, QUALIFIED.upper()])
def test_a_new_version_keeps_id_and_creation_and_gives_new_task_ids(graph: Graph, action: str) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    before = graph.get(path)
    after = _new_version(graph, path, action)
    assert (after["id"], after["createdDateTime"]) == (before["id"], before["createdDateTime"])
    assert after["version"] == 2
    assert after["tasks"][0]["id"] != before["tasks"][0]["id"]
    assert graph.get(path) == after


@pytest.mark.parametrize("kept", [False, True])
def test_switches_and_units_left_out_fall_to_the_defaults_of_a_create_or_stay(
    graph: Graph, store: Store, kept: bool
) -> None:
    if kept:
        store.doubts.update({"omitted-switches": "kept", "omitted-units": "kept"})
    store.put("administrativeUnits", "au-1", {"id": "au-1"})
    unit = {"@odata.type": "#microsoft.graph.administrativeUnit", "id": "au-1"}
    path = f"{WORKFLOWS}/{graph.create(workflow(administrationScopeTargets=[unit]))}"
    body = workflow()
    del body["isEnabled"], body["isSchedulingEnabled"]
    graph("POST", f"{path}/{SHORT}", {"workflow": body})
    shown = graph.get(f"{path}?$expand=administrationScopeTargets")
    assert (shown["isEnabled"], shown["isSchedulingEnabled"]) == (True, kept)
    assert shown["administrationScopeTargets"] == ([unit] if kept else [])


@pytest.mark.parametrize(("answer", "version"), [("counted", 2), ("ignored", 1)])
def test_a_new_version_with_the_same_content_counts_or_does_not(
    graph: Graph, store: Store, answer: str, version: int
) -> None:
    store.doubts["same-content"] = answer
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    assert graph("POST", f"{path}/{SHORT}", {"workflow": workflow()}).status_code == 200
    assert graph.get(path)["version"] == version
    assert graph("POST", f"{path}/{SHORT}", {"workflow": workflow(tasks=[task(isEnabled=False)])}).status_code == 200
    assert graph.get(path)["version"] == version + 1


@pytest.mark.parametrize(
    "body",
    [
        workflow(),
        {},
        {"workflow": workflow(), "comment": "x"},
        {"workflow": workflow(tasks=[])},
        {"workflow": workflow(category="leaver")},
        {"workflow": {**workflow(), "version": 2}},
        {"workflow": {"tasks": [task()]}},
    ],
)
def test_a_new_version_without_its_wrapper_is_refused(graph: Graph, body: JsonObject) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    before = graph.get(path)
    assert graph("POST", f"{path}/{SHORT}", body).status_code == 400
    assert graph.get(path) == before


def test_a_new_version_cannot_take_anothers_name(graph: Graph) -> None:
    graph.create(workflow(displayName="Taken"))
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    answer = graph("POST", f"{path}/{SHORT}", {"workflow": workflow(displayName="taken")})
    assert answer.status_code == 409
    assert len(graph.values(f"{path}/versions")) == 1


def test_versions_come_newest_first_each_with_its_own_content(graph: Graph) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    _new_version(graph, path, displayName="Second", tasks=[task(displayName="Other")])
    _new_version(graph, path, displayName="Third")
    listed = graph.values(f"{path}/versions")
    assert [(v["versionNumber"], v["displayName"]) for v in listed] == [
        (3, "Third"),
        (2, "Second"),
        (1, "Onboard pre-hire"),
    ]
    assert all("id" not in version and "tasks" not in version for version in listed)
    created = [str(version["createdDateTime"]) for version in listed]
    assert created == sorted(created, reverse=True)
    second = graph.get(f"{path}/versions/2")
    assert second["tasks"][0]["displayName"] == "Other"
    assert graph.values(f"{path}/versions/2/tasks") == second["tasks"]
    one = graph.get(f"{path}/versions/2/tasks/{second['tasks'][0]['id']}")
    assert one["displayName"] == "Other"


@pytest.mark.parametrize("number", ["0", "2", "first"])
def test_an_unknown_version_is_not_found(graph: Graph, number: str) -> None:
    path = f"{WORKFLOWS}/{graph.create(workflow())}"
    assert graph("GET", f"{path}/versions/{number}").status_code == 404
