"""Connecting: the right tenant with the right token, or nothing at all."""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from lcwsync.model.environment import Environment
from lcwsync.sandbox import open_sandbox
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.serve import serving
from lcwsync.tenant.connect import connect, graph_url
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.client import Endpoint, GraphDoor
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.http.retry import RetryPolicy
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.signin.credentials import FixedToken
from lcwsync.values.errors import ConfigError, Refused, UsageError

OTHER = "11111111-2222-4333-8444-555555555555"
SANDBOX = Environment(name="sandbox", sandbox=True)


@pytest.fixture
def url(sandbox_app: SandboxApp) -> Iterator[str]:
    with serving(sandbox_app) as address:
        yield address


@pytest.fixture
def own_id(sandbox_app: SandboxApp) -> str:
    """The id of the seeded tenant."""
    return str(sandbox_app.store.all("organization")[0]["id"])


def connected(
    environment: Environment,
    environ: Mapping[str, str],
    path: Path = Path("never-used"),
    notes: list[str] | None = None,
) -> Tenant:
    said = notes if notes is not None else []
    return connect(environment, environ, purpose="plan", sandbox_path=path, on_note=said.append)


def jwt(**claims: object) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{payload}.x"


def production(tenant_id: str) -> Environment:
    return Environment(name="production", tenant_id=tenant_id)


def test_a_sandbox_environment_is_the_embedded_tenant(tmp_path: Path) -> None:
    path = tmp_path / ".lcwsync" / "sandbox.db"
    tenant = connected(SANDBOX, {}, path)
    try:
        assert tenant.identity().sandbox
        assert tenant.workflows()
    finally:
        tenant.close()
    open_sandbox(path).close()  # closed in good order: it opens again


def test_a_served_sandbox_is_reached_through_its_url(url: str, own_id: str) -> None:
    tenant = connected(SANDBOX, {"LCWSYNC_GRAPH_URL": url})
    assert (tenant.identity().id, tenant.identity().sandbox) == (own_id, True)
    tenant.close()


def test_a_sandbox_environment_never_meets_a_real_host() -> None:
    with pytest.raises(Refused, match=r"sandbox.*graph\.microsoft\.com"):
        connected(SANDBOX, {"LCWSYNC_GRAPH_URL": "https://graph.microsoft.com"})


def test_a_given_token_is_used_unchanged(url: str, own_id: str) -> None:
    notes: list[str] = []
    environ = {"LCWSYNC_GRAPH_URL": url, "LCWSYNC_ACCESS_TOKEN": "opaque-token"}
    tenant = connected(production(own_id.upper()), environ, notes=notes)
    assert not tenant.identity().sandbox
    assert tenant.workflows()
    tenant.close()
    assert url in "".join(notes)
    assert "opaque-token" not in "".join(notes)


def test_another_tenant_at_the_other_end_is_refused(url: str, own_id: str, sandbox_app: SandboxApp) -> None:
    environ = {"LCWSYNC_GRAPH_URL": url, "LCWSYNC_ACCESS_TOKEN": "opaque-token"}
    with pytest.raises(Refused) as caught:
        connected(production(OTHER), environ)
    assert own_id in caught.value.message
    assert OTHER in caught.value.message
    assert {request.path for request in sandbox_app.requests} == {"/organization"}


def test_a_token_for_another_tenant_is_never_sent(url: str, own_id: str, sandbox_app: SandboxApp) -> None:
    environ = {"LCWSYNC_GRAPH_URL": url, "LCWSYNC_ACCESS_TOKEN": jwt(tid=OTHER)}
    with pytest.raises(Refused):
        connected(production(own_id), environ)
    assert list(sandbox_app.requests) == []


def test_a_token_for_another_service_is_never_sent(url: str, own_id: str, sandbox_app: SandboxApp) -> None:
    token = jwt(tid=own_id, aud="https://management.azure.com/")
    environ = {"LCWSYNC_GRAPH_URL": url, "LCWSYNC_ACCESS_TOKEN": token}
    with pytest.raises(Refused, match="and not for Microsoft Graph"):
        connected(production(own_id), environ)
    assert list(sandbox_app.requests) == []


def test_without_access_to_the_organisation_the_tenant_id_comes_from_the_token(
    url: str, own_id: str, sandbox_app: SandboxApp
) -> None:
    sandbox_app.faults.add(parse_fault("forbidden:GET:/organization"))
    environ = {"LCWSYNC_GRAPH_URL": url, "LCWSYNC_ACCESS_TOKEN": jwt(tid=own_id)}
    tenant = connected(production(own_id), environ)
    assert tenant.identity().id == own_id
    tenant.close()
    with pytest.raises(GraphFailure, match="403"):
        connected(production(own_id), {**environ, "LCWSYNC_ACCESS_TOKEN": "opaque"})


def test_an_environment_without_a_tenant_connects_to_nothing() -> None:
    with pytest.raises(ConfigError, match="names no tenant"):
        connected(Environment(name="production"), {"LCWSYNC_ACCESS_TOKEN": "x"})


def test_an_unreachable_endpoint_is_named() -> None:
    door = GraphDoor(Endpoint("http://127.0.0.1:1"), FixedToken("x"), policy=RetryPolicy(attempts=1))
    tenant = GraphTenant(door, sandbox=False)
    with pytest.raises(GraphFailure, match=r"http://127\.0\.0\.1:1"):
        tenant.identity()
    tenant.close()


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (None, None),
        (" ", None),
        ("https://graph.microsoft.com/", "https://graph.microsoft.com"),
        ("https://graph.microsoft.com/v1.0", "https://graph.microsoft.com"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
    ],
)
def test_the_address_is_taken_with_and_without_its_version(given: str | None, used: str | None) -> None:
    assert graph_url({} if given is None else {"LCWSYNC_GRAPH_URL": given}) == used


@pytest.mark.parametrize(
    "given",
    [
        "graph.microsoft.com",
        "ftp://graph.microsoft.com",
        "http://graph.microsoft.com",
        "http://127.0.0.1.attacker.example",
        "https://user:secret@graph.microsoft.com",
        "https://graph.microsoft.com/beta",
        "https://graph.microsoft.com?x=1",
        "http://127.0.0.1:port",
        "http://[::1",
    ],
)
def test_an_address_that_would_leak_the_token_or_means_nothing_is_refused(given: str) -> None:
    with pytest.raises(UsageError) as caught:
        graph_url({"LCWSYNC_GRAPH_URL": given})
    assert "secret" not in caught.value.message
