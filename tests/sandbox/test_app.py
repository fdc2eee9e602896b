"""Rules that hold for every request."""

import base64
import json

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.http.permissions import set_licence
from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.graph_client import LIFECYCLE, Graph, conditions, workflow

WORKFLOWS = f"{LIFECYCLE}/workflows"


def _jwt(**claims: object) -> dict[str, str]:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, claims)]
    return {"Authorization": f"Bearer {'.'.join(parts)}.signature"}


def _code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


def test_every_answer_carries_a_request_id_and_echoes_the_callers(graph: Graph) -> None:
    answer = graph("GET", WORKFLOWS, None, **{"client-request-id": "mine"})
    assert answer.headers["request-id"]
    assert answer.headers["client-request-id"] == "mine"


def test_an_error_has_graphs_envelope(graph: Graph) -> None:
    answer = graph("GET", f"{WORKFLOWS}/none")
    error = answer.json()["error"]
    assert answer.status_code == 404
    assert set(error) == {"code", "message", "innerError"}
    assert error["innerError"]["request-id"] == answer.headers["request-id"]


@pytest.mark.parametrize(("path", "status"), [("/nothing/here", 400), ("/identityGovernance", 400)])
def test_an_unknown_path_is_a_bad_request(graph: Graph, path: str, status: int) -> None:
    assert graph("GET", path).status_code == status


def test_a_method_that_a_path_does_not_take_is_refused(graph: Graph) -> None:
    assert graph("DELETE", f"{LIFECYCLE}/settings").status_code == 405


def test_only_version_one_is_served(graph: Graph) -> None:
    answer = graph("GET", f"http://sandbox/beta{WORKFLOWS}")
    assert answer.status_code == 400
    assert "version" in answer.json()["error"]["message"]


def test_segments_are_matched_without_case(graph: Graph) -> None:
    graph.create(workflow())
    assert len(graph.values("/IDENTITYGOVERNANCE/lifecycleworkflows/Workflows")) == 1


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'"text"', b"\xff\xfe", b'{"a": NaN}', b'{"a": "\\ud800"}', b"[" * 100_000]
)
def test_a_body_that_is_not_a_json_object_is_refused(graph: Graph, body: bytes) -> None:
    import asyncio

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=graph.app)
        async with httpx.AsyncClient(transport=transport, headers=graph.headers) as client:
            return await client.post(f"http://sandbox/v1.0{WORKFLOWS}", content=body)

    assert asyncio.run(send()).status_code == 400


def test_without_a_token_nothing_is_answered(graph: Graph) -> None:
    graph.headers = {}
    answer = graph("GET", WORKFLOWS)
    assert (answer.status_code, _code(answer)) == (401, "InvalidAuthenticationToken")


def test_a_token_with_roles_may_do_only_what_they_allow(graph: Graph) -> None:
    graph.headers = _jwt(roles=["LifecycleWorkflows-Workflow.Read.All"])
    assert graph("GET", WORKFLOWS).status_code == 200
    refused = graph("POST", WORKFLOWS, workflow())
    assert (refused.status_code, _code(refused)) == (403, "Authorization_RequestDenied")
    # Reading settings and definitions is not covered by the workflow permissions.
    assert graph("GET", f"{LIFECYCLE}/settings").status_code == 403
    assert graph("GET", f"{LIFECYCLE}/taskDefinitions").status_code == 403


def test_delegated_scopes_count_like_roles_and_name_the_author(graph: Graph) -> None:
    graph.headers = _jwt(scp="openid LifecycleWorkflows.ReadWrite.All", oid="the-author")
    created = graph.create(workflow())
    assert graph.get(f"{WORKFLOWS}/{created}")["createdBy"] == {"id": "the-author"}


def test_an_opaque_token_can_be_limited(store: Store) -> None:
    graph = Graph(SandboxApp(store, token_permissions=frozenset({"LifecycleWorkflows.Read.All"})))
    assert graph("GET", WORKFLOWS).status_code == 200
    assert graph("POST", WORKFLOWS, workflow()).status_code == 403


def test_a_lapsed_licence_stops_lifecycle_workflows_only(graph: Graph, store: Store) -> None:
    set_licence(store, lapsed=True)
    answer = graph("GET", WORKFLOWS)
    assert answer.status_code == 403
    assert answer.json()["error"]["message"].startswith("Insufficient license ")
    tap = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
    assert graph("GET", tap).status_code == 200
    set_licence(store, lapsed=False)
    assert graph("GET", WORKFLOWS).status_code == 200


def test_newer_enumeration_members_are_hidden_unless_asked_for(graph: Graph) -> None:
    created_date = {
        "@odata.type": "#microsoft.graph.identityGovernance.timeBasedAttributeTrigger",
        "timeBasedAttribute": "createdDateTime",
        "offsetInDays": 1,
    }
    graph.create(workflow(executionConditions=conditions(created_date)))
    mover = f"{LIFECYCLE}/workflowTemplates/16819b2d-74e9-4fb9-9ba7-48b8a26ab11d"
    assert graph.get(mover)["category"] == "mover"
    graph.headers.pop("Prefer")
    assert graph.get(mover)["category"] == "unknownFutureValue"
    (listed,) = graph.values(WORKFLOWS)
    shown = graph.get(f"{WORKFLOWS}/{listed['id']}")
    assert shown["executionConditions"]["trigger"]["timeBasedAttribute"] == "unknownFutureValue"
    (task,) = graph.get(mover)["tasks"]
    assert task["category"] == "unknownFutureValue"


def test_a_list_is_paged_and_a_next_link_keeps_the_options(store: Store) -> None:
    graph = Graph(SandboxApp(store, page_size=3))
    for number in range(7):
        graph.create(workflow(displayName=f"Workflow {number}", isEnabled=number != 0, isSchedulingEnabled=False))
    first = graph.get(f"{WORKFLOWS}?$filter=isEnabled eq true&$count=true")
    assert (len(first["value"]), first["@odata.count"]) == (3, 6)
    names = [w["displayName"] for w in graph.values(f"{WORKFLOWS}?$filter=isEnabled eq true&$orderby=displayName desc")]
    assert names == [f"Workflow {number}" for number in range(6, 0, -1)]
    assert graph("GET", f"{WORKFLOWS}?$skiptoken=x").status_code == 400


def test_a_database_that_fails_is_an_answer_not_a_crash(graph: Graph, store: Store) -> None:
    store.close()
    answer = graph("GET", WORKFLOWS)
    assert answer.status_code == 503
    assert "database" in answer.json()["error"]["message"]


def test_requests_are_logged_without_headers(graph: Graph) -> None:
    graph("PATCH", f"{LIFECYCLE}/settings?x=1", {"a": 1})
    (seen,) = graph.app.requests
    assert (seen.method, seen.path, seen.query, seen.body) == ("PATCH", f"{LIFECYCLE}/settings", "x=1", {"a": 1})


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_body_is_answered_with_anything_but_an_answer(data: st.DataObject) -> None:
    store = Store(None)
    graph = Graph(SandboxApp(store))
    body: JsonObject = data.draw(st.sampled_from([workflow(), {"workflow": workflow()}, {}]))
    target: object = body
    for _ in range(data.draw(st.integers(0, 4))):
        if isinstance(target, dict) and target:
            name = data.draw(st.sampled_from(sorted(target)))
            deeper = target[name]
            if not isinstance(deeper, dict | list) or data.draw(st.booleans()):
                target[name] = data.draw(JSON_VALUES)
            target = deeper
        elif isinstance(target, list) and target:
            target = target[0]
    path = f"{WORKFLOWS}/{graph.create(workflow(displayName='There'))}"
    tap = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
    for method, url in (
        ("POST", WORKFLOWS),
        ("PATCH", path),
        ("POST", f"{path}/createNewVersion"),
        ("PATCH", f"{LIFECYCLE}/settings"),
        ("POST", f"{LIFECYCLE}/customTaskExtensions"),
        ("PATCH", tap),
        ("POST", "/$batch"),
    ):
        try:
            answer = graph(method, url, body)
        except ValueError:  # httpx itself refuses to send NaN
            continue
        assert answer.status_code in (200, 201, 204, 400, 409), answer.text
    store.close()
