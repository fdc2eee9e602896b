"""The door against the sandbox: lists whole or not at all, faults in words, no typed SDK models."""

import asyncio
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.faults import Faults, parse_fault
from lcwsync.sandbox.store import Store
from lcwsync.tenant import paths
from lcwsync.tenant.builders import path_of
from lcwsync.tenant.connect import sandbox_tenant
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.client import Endpoint, GraphDoor
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.http.requests import GraphRequest
from lcwsync.tenant.http.retry import RetryPolicy
from lcwsync.tenant.http.sandbox_connection import SANDBOX_URL, SandboxConnection
from lcwsync.tenant.signin.credentials import FixedToken
from tests.builders import workflow
from tests.connections import Answered

WORKFLOWS = "/identityGovernance/lifecycleWorkflows/workflows"


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def app(faults: Faults) -> SandboxApp:
    return SandboxApp(Store(None), faults=faults, page_size=2)


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def graph(app: SandboxApp, waits: list[float]) -> Iterator[GraphTenant]:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    door = GraphDoor(
        Endpoint(SANDBOX_URL),
        FixedToken("sandbox"),
        connection=SandboxConnection(app),
        policy=RetryPolicy(attempts=3),
        sleep=sleep,
    )
    connected = GraphTenant(door, sandbox=True)
    for name in ("A", "B", "C", "D", "E"):
        connected.create_workflow(workflow(name))
    app.requests.clear()
    yield connected
    connected.close()


def test_a_list_is_read_to_its_last_page(graph: GraphTenant) -> None:
    assert len(graph.workflows()) == 5


def test_a_page_that_fails_fails_the_read(graph: GraphTenant, faults: Faults) -> None:
    faults.add(parse_fault("page-fails:GET:*:0:0"))
    with pytest.raises(GraphFailure):
        graph.workflows()


@pytest.mark.parametrize(
    "fault", ["throttle", "status:GET:*:0:1:503", "reset-before", "truncate", "non-json", "refuse"]
)
def test_a_read_survives_one_passing_fault(graph: GraphTenant, faults: Faults, waits: list[float], fault: str) -> None:
    faults.add(parse_fault(fault))
    assert len(graph.workflows()) == 5
    assert waits


def test_a_lasting_fault_ends_the_read_in_words(graph: GraphTenant, faults: Faults) -> None:
    faults.add(parse_fault("status:GET:*:0:0:503"))
    with pytest.raises(GraphFailure, match="was answered 503") as caught:
        graph.workflows()
    assert "request id" in caught.value.message


def test_a_refused_read_names_permission_role_and_licence(graph: GraphTenant, faults: Faults) -> None:
    faults.add(parse_fault("forbidden"))
    with pytest.raises(GraphFailure) as caught:
        graph.workflows()
    assert caught.value.kind is FailureKind.FORBIDDEN
    hint = caught.value.hint or ""
    assert "LifecycleWorkflows-Workflow.Read.All" in hint
    assert "Global Reader" in hint
    assert "Entra ID Governance" in hint


def test_refused_results_of_tasks_name_both_roles_that_pages_name(graph: GraphTenant, faults: Faults) -> None:
    faults.add(parse_fault("forbidden"))
    with pytest.raises(GraphFailure) as caught:
        graph.runs.results("00000000-0000-4000-8000-000000000000")
    assert "Global Reader" in (caught.value.hint or "")
    assert "Lifecycle Workflows Administrator" in (caught.value.hint or "")


def test_a_write_with_a_lost_answer_is_doubtful_and_sent_once(
    graph: GraphTenant, app: SandboxApp, faults: Faults
) -> None:
    faults.add(parse_fault("reset-after:POST:*"))
    with pytest.raises(GraphFailure) as caught:
        graph.create_workflow(workflow("F"))
    assert caught.value.doubtful
    assert [request.method for request in app.requests] == ["POST"]


def test_a_batch_keeps_the_order_and_tells_the_missing_apart(graph: GraphTenant) -> None:
    ids = [live.id for live in graph.workflows()]
    paths = [f"{WORKFLOWS}/{i}" for i in (ids[2], "00000000-0000-4000-8000-00000000dead", ids[0])]
    answers = graph.calls.read_many(paths)
    assert [answer and dict(answer)["id"] for answer in answers] == [ids[2], None, ids[0]]  # type: ignore[call-overload]


def test_unknown_enum_members_are_asked_for(graph: GraphTenant) -> None:
    assert graph.workflows()[0].workflow.category == "joiner"


def test_the_token_is_sent_to_the_configured_host_only() -> None:
    asked: dict[str, bool] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        asked[str(request.url)] = "Authorization" in request.headers
        return httpx.Response(200, json={})

    door = GraphDoor(Endpoint("https://graph.microsoft.com"), FixedToken("secret"), connection=Answered(answer))
    addresses = {
        "/users": "https://graph.microsoft.com/v1.0/users",
        "https://graph.microsoft.com/v1.0/users?page=2": "https://graph.microsoft.com/v1.0/users?page=2",
        "https://evil.example/v1.0/users": "https://evil.example/v1.0/users",
        "http://graph.microsoft.com/v1.0/users": "http://graph.microsoft.com/v1.0/users",
    }

    async def ask() -> None:
        for address in addresses:
            await door.send(GraphRequest("GET", address), idempotent=True)

    asyncio.run(ask())
    assert list(asked) == list(addresses.values())
    assert list(asked.values()) == [True, True, False, False]


@pytest.mark.parametrize("method", ["GET", "PATCH"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_token_follows_no_redirection(method: str, status: int) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, headers={"Location": "https://evil.example/v1.0/users"}, json={})

    endpoint, once = Endpoint("https://graph.microsoft.com"), RetryPolicy(attempts=1)
    door = GraphDoor(endpoint, FixedToken("secret"), connection=Answered(answer), policy=once)
    with pytest.raises(GraphFailure, match="redirection"):
        asyncio.run(door.send(GraphRequest(method, "/users"), idempotent=method == "GET"))
    assert asked == ["https://graph.microsoft.com/v1.0/users"]


def test_a_challenge_for_another_token_is_answered_once() -> None:
    claims = '{"access_token":{"nbf":{"essential":true}}}'
    challenge = f'Bearer error="insufficient_claims", claims="{b64encode(claims.encode()).decode().rstrip("=")}"'
    taken: list[str | None] = []

    class Tokens(FixedToken):
        def token(self, scope: str, *, claims: str | None = None) -> str:
            taken.append(claims)
            return "better" if claims else "plain"

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers["Authorization"] == "Bearer better":
            return httpx.Response(200, json={"id": "1"})
        return httpx.Response(401, headers={"WWW-Authenticate": challenge}, json={})

    door = GraphDoor(Endpoint("https://graph.microsoft.com"), Tokens("x"), connection=Answered(answer))
    assert asyncio.run(door.send(GraphRequest("GET", "/me"), idempotent=True)) == {"id": "1"}
    assert taken == [None, claims]


def test_the_paths_of_reads_are_those_of_the_sdk() -> None:
    from msgraph.generated.identity_governance.identity_governance_request_builder import (
        IdentityGovernanceRequestBuilder,
    )
    from msgraph.generated.policies.policies_request_builder import PoliciesRequestBuilder

    nobody: Any = object()
    lifecycle = IdentityGovernanceRequestBuilder(nobody, {"baseurl": ""}).lifecycle_workflows
    policies = PoliciesRequestBuilder(nobody, {"baseurl": ""})
    methods = policies.authentication_methods_policy.authentication_method_configurations
    assert path_of(lifecycle.workflows) == paths.WORKFLOWS
    assert path_of(lifecycle.deleted_items.workflows) == paths.DELETED
    assert path_of(lifecycle.custom_task_extensions) == paths.EXTENSIONS
    assert path_of(lifecycle.settings) == paths.SETTINGS
    assert path_of(methods.by_authentication_method_configuration_id("temporaryAccessPass")) == paths.TAP_POLICY


def test_no_typed_model_of_the_sdk_is_loaded() -> None:
    probe = (
        "import sys\n"
        "from lcwsync.sandbox.app import SandboxApp\n"
        "from lcwsync.sandbox.store import Store\n"
        "from lcwsync.tenant.connect import sandbox_tenant\n"
        "tenant = sandbox_tenant(SandboxApp(Store(None)))\n"
        "tenant.workflows(); tenant.tap_policy(); tenant.settings(); tenant.extensions(); tenant.close()\n"
        "print(sum(name.startswith('msgraph.generated.models') for name in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 50


def test_an_unreachable_address_is_named() -> None:
    async def no_sleep(_seconds: float) -> None:
        return None

    door = GraphDoor(Endpoint("http://127.0.0.1:9"), FixedToken("t"), sleep=no_sleep)
    tenant = GraphTenant(door, sandbox=False)
    with pytest.raises(GraphFailure, match=r"http://127\.0\.0\.1:9 cannot be reached"):
        tenant.tap_policy()
    tenant.close()


def test_the_embedded_tenant_is_reached_without_a_network(app: SandboxApp) -> None:
    tenant = sandbox_tenant(app)
    assert tenant.workflows() == ()
    tenant.close()
