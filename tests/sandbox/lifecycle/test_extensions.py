import pytest

from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.graph_client import LIFECYCLE, Graph, task, workflow

EXTENSIONS = f"{LIFECYCLE}/customTaskExtensions"
GRAPH = "#microsoft.graph."
CALLBACK = GRAPH + "identityGovernance.customTaskExtensionCallbackConfiguration"
APP = "11111111-2222-3333-4444-555555555555"
RUN_EXTENSION = "4262b724-8dba-4fad-afc3-43fcbb497a0e"


def extension(**changes: object) -> JsonObject:
    return {
        "displayName": "Notify badge office",
        "description": "Orders a badge",
        "endpointConfiguration": {
            "@odata.type": GRAPH + "logicAppTriggerEndpointConfiguration",
            "subscriptionId": "sub",
            "resourceGroupName": "rg",
            "logicAppWorkflowName": "badges",
        },
        "authenticationConfiguration": {"@odata.type": GRAPH + "azureAdPopTokenAuthentication"},
        **changes,
    }


def wait(**changes: object) -> JsonObject:
    return {"@odata.type": CALLBACK, "timeoutDuration": "PT30M", "authorizedApps": [{"id": APP}], **changes}


def _create(graph: Graph, **changes: object) -> str:
    answer = graph("POST", EXTENSIONS, extension(**changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_the_url_is_read_back_and_nothing_waits_by_default(graph: Graph) -> None:
    shown = graph.get(f"{EXTENSIONS}/{_create(graph)}")
    assert shown["callbackConfiguration"] is None
    assert str(shown["endpointConfiguration"]["url"]).startswith("https://")


def test_authorized_apps_are_shown_only_when_expanded_and_kept_when_not_sent(graph: Graph, store: Store) -> None:
    store.doubts["apps-by-expand"] = "works"
    path = f"{EXTENSIONS}/{_create(graph, callbackConfiguration=wait())}"
    assert "authorizedApps" not in graph.get(path)["callbackConfiguration"]
    shorter = {"@odata.type": CALLBACK, "timeoutDuration": "PT5M"}
    assert graph("PATCH", path, {"callbackConfiguration": shorter}).status_code == 204
    shown = graph.get(f"{path}?$expand=callbackConfiguration/authorizedApps")["callbackConfiguration"]
    assert shown == {**shorter, "authorizedApps": [{"id": APP}]}


def test_authorized_apps_can_be_bound_by_link(graph: Graph, store: Store) -> None:
    store.doubts["apps-by-expand"] = "works"
    link = f"https://graph.microsoft.com/v1.0/applications/{APP}"
    callback = {"@odata.type": CALLBACK, "timeoutDuration": "PT1H", "authorizedApps@odata.bind": [link]}
    path = f"{EXTENSIONS}/{_create(graph, callbackConfiguration=callback)}"
    shown = graph.get(f"{path}?$expand=callbackConfiguration/authorizedApps")["callbackConfiguration"]
    assert shown["authorizedApps"] == [{"id": APP}]


@pytest.mark.parametrize(
    "changes",
    [
        {"displayName": ""},
        {"endpointConfiguration": None},
        {"endpointConfiguration": {"@odata.type": GRAPH + "logicAppTriggerEndpointConfiguration"}},
        {"authenticationConfiguration": {"@odata.type": GRAPH + "azureAdTokenAuthentication"}},
        {"authenticationConfiguration": {}},
        {"callbackConfiguration": wait(timeoutDuration="PT4M")},
        {"callbackConfiguration": wait(timeoutDuration="PT3H1S")},
        {"callbackConfiguration": wait(timeoutDuration="half an hour")},
        {"callbackConfiguration": wait(timeoutDuration="PT")},
        {"clientConfiguration": {"@odata.type": GRAPH + "customExtensionClientConfiguration", "maximumRetries": "1"}},
        {"id": "mine"},
    ],
)
def test_an_extension_that_breaks_a_rule_is_refused(graph: Graph, changes: JsonObject) -> None:
    assert graph("POST", EXTENSIONS, extension(**changes)).status_code == 400
    assert graph.values(EXTENSIONS) == []


@pytest.mark.parametrize("duration", ["PT5M", "PT3H", "PT300S", "PT1H30M"])
def test_a_time_out_is_between_five_minutes_and_three_hours(graph: Graph, duration: str) -> None:
    assert _create(graph, callbackConfiguration=wait(timeoutDuration=duration))


def test_an_extension_cannot_move_from_bearer_tokens_to_proof_of_possession(graph: Graph) -> None:
    bearer = {"@odata.type": GRAPH + "azureAdTokenAuthentication", "resourceId": APP}
    path = f"{EXTENSIONS}/{_create(graph, authenticationConfiguration=bearer)}"
    pop = {"@odata.type": GRAPH + "azureAdPopTokenAuthentication"}
    assert graph("PATCH", path, {"authenticationConfiguration": pop}).status_code == 400


def test_names_are_unique_and_a_tenant_holds_a_hundred(graph: Graph) -> None:
    for number in range(100):
        _create(graph, displayName=f"Extension {number}")
    assert graph("POST", EXTENSIONS, extension()).status_code == 400
    first = graph.values(EXTENSIONS)[0]
    assert graph("PATCH", f"{EXTENSIONS}/{first['id']}", {"displayName": "extension 1"}).status_code == 409
    assert graph("DELETE", f"{EXTENSIONS}/{first['id']}").status_code == 204
    assert graph("POST", EXTENSIONS, extension(displayName="EXTENSION 1")).status_code == 409
    assert len(graph.values(f"{EXTENSIONS}?$filter=displayName eq 'Extension 1'")) == 1


def test_an_extension_must_exist_to_be_used_and_be_unused_to_be_deleted(graph: Graph) -> None:
    created = _create(graph)
    step = task(
        taskDefinitionId=RUN_EXTENSION,
        arguments=[{"name": "customTaskExtensionID", "value": created}],
    )
    missing = {**step, "arguments": [{"name": "customTaskExtensionID", "value": APP}]}
    assert graph("POST", f"{LIFECYCLE}/workflows", workflow(tasks=[missing])).status_code == 400
    used = graph.create(workflow(tasks=[step]))
    assert graph("DELETE", f"{EXTENSIONS}/{created}").status_code == 409
    graph("DELETE", f"{LIFECYCLE}/workflows/{used}")
    assert graph("DELETE", f"{EXTENSIONS}/{created}").status_code == 204


@pytest.mark.parametrize(("answer", "status"), [("refused", 409), ("deleted", 204)])
def test_an_extension_in_use_is_kept_or_deleted(graph: Graph, store: Store, answer: str, status: int) -> None:
    store.doubts["used-extensions"] = answer
    created = _create(graph)
    arguments = [{"name": "customTaskExtensionID", "value": created}]
    graph.create(workflow(tasks=[task(taskDefinitionId=RUN_EXTENSION, arguments=arguments)]))
    assert graph("DELETE", f"{EXTENSIONS}/{created}").status_code == status


@pytest.mark.parametrize("status", ["204", "200"])
def test_an_update_answers_with_or_without_the_extension(graph: Graph, store: Store, status: str) -> None:
    store.doubts["extension-update"] = status
    answer = graph("PATCH", f"{EXTENSIONS}/{_create(graph)}", {"description": "New"})
    assert str(answer.status_code) == status
    assert bool(answer.content) is (status == "200")
