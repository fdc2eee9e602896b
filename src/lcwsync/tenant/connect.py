"""From an environment to its tenant: where it is, who we are there, and whether it is the right one."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lcwsync.model.environment import Environment
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.calls import OnProgress
from lcwsync.tenant.http.client import Endpoint, GraphDoor, TokenSource
from lcwsync.tenant.http.deadline import Deadline
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.signin.clouds import ENDPOINTS
from lcwsync.tenant.signin.credentials import FixedToken, Identity, choose_sign_in
from lcwsync.tenant.signin.token import check_audience, check_tenant, look_into
from lcwsync.values.errors import ConfigError, Refused, TenantError, UsageError

if TYPE_CHECKING:
    from lcwsync.sandbox.app import SandboxApp

GRAPH_URL = "LCWSYNC_GRAPH_URL"
ACCESS_TOKEN = "LCWSYNC_ACCESS_TOKEN"  # noqa: S105 - the name of a variable

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SANDBOX_TOKEN = "sandbox"  # noqa: S105 - the word the sandbox takes for a token that may do everything; no secret


def connect(
    environment: Environment,
    environ: Mapping[str, str],
    *,
    purpose: str,
    sandbox_path: Path,
    on_note: Callable[[str], None],
    on_progress: OnProgress | None = None,
    deadline: Deadline | None = None,
) -> GraphTenant:
    """The environment's tenant, checked to be the one the environment names.

    `purpose` is `plan` or `apply`: which of the two applications signs in. The embedded tenant lives in
    `sandbox_path`, unless LCWSYNC_GRAPH_URL leads to a sandbox that is served. `on_note` receives lines for the
    person, `on_progress` how far long reads are; after `deadline` no request is sent. Raises Refused for another
    tenant, ConfigError, UsageError, TenantError.
    """
    url = graph_url(environ)
    if environment.sandbox:
        if url is None:
            return _embedded(sandbox_path, on_progress, deadline)
        _check_sandbox(environment, url)
        tokens: TokenSource = FixedToken(environ.get(ACCESS_TOKEN) or _SANDBOX_TOKEN)
        door = _door(Endpoint(url), tokens, on_note, deadline)
        return GraphTenant(door, sandbox=True, on_progress=on_progress, on_note=on_note)
    if environment.tenant_id is None:
        raise ConfigError(
            f"environment {environment.name} names no tenant",
            hint=f"add tenantId (or `sandbox: true`) under environments.{environment.name} in lcwsync.yaml",
        )
    cloud = ENDPOINTS[environment.cloud]
    endpoint = Endpoint(url or cloud.graph, cloud.scope)
    client_id = environment.client_id
    if purpose == "plan" and environment.plan_client_id:
        client_id = environment.plan_client_id
    identity = Identity(tenant_id=environment.tenant_id, client_id=client_id, cloud=environment.cloud)
    chosen = choose_sign_in(identity, environ, auth=environment.auth, interactive=_somebody_is_there(environ))
    on_note(chosen.said + (f", at {url}" if url else ""))
    # The token's tenant is checked before anything is sent; the tenant's own id, before anything else is read.
    content = look_into(chosen.tokens.token(endpoint.scope))
    claimed = content.tenant_id if content else None
    check_tenant(claimed, environment.tenant_id)
    check_audience(content.audience if content else None, cloud.graph)
    door = _door(endpoint, chosen.tokens, on_note, deadline)
    tenant = GraphTenant(
        door,
        sandbox=False,
        passes=environment.cloud.has_passes,
        claimed_id=claimed,
        on_progress=on_progress,
        on_note=on_note,
    )
    try:
        check_tenant(tenant.identity().id, environment.tenant_id)
    except BaseException:
        tenant.close()
        raise
    return tenant


def sandbox_tenant(
    app: "SandboxApp",
    *,
    on_close: Callable[[], None] | None = None,
    on_progress: OnProgress | None = None,
    deadline: Deadline | None = None,
    token: str = _SANDBOX_TOKEN,
) -> GraphTenant:
    """The embedded tenant, in this process; `on_close` is called after the last request."""
    from lcwsync.tenant.http.sandbox_connection import SANDBOX_URL, SandboxConnection

    door = GraphDoor(Endpoint(SANDBOX_URL), FixedToken(token), connection=SandboxConnection(app), deadline=deadline)
    return GraphTenant(door, sandbox=True, on_close=on_close, on_progress=on_progress)


def network_of(environment: Environment, environ: Mapping[str, str]) -> tuple[str, ...]:
    """How the tenant is reached, line by line and without a credential; empty where nothing leaves this machine.

    Raises UsageError and TenantError for a setting that cannot be used.
    """
    url = graph_url(environ) or ("" if environment.sandbox else ENDPOINTS[environment.cloud].graph)
    if not url.startswith("https://"):
        return ()
    from lcwsync.tenant.http.network import network_to

    network = network_to(url, environ)
    return (f"Service: {url}", f"Proxy: {network.proxy}", f"Trust: {network.trust}")


def graph_url(environ: Mapping[str, str]) -> str | None:
    """LCWSYNC_GRAPH_URL without a trailing slash or version; None when it is not set.

    Raises UsageError for what is not a URL, and for plain http to anywhere but loopback.
    """
    given = environ.get(GRAPH_URL, "").strip()
    if not given:
        return None
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise UsageError(
            f"{GRAPH_URL} is not a valid URL", hint="such as https://graph.microsoft.com or http://127.0.0.1:8080"
        )
    if parts.path.rstrip("/") not in ("", "/v1.0"):
        raise UsageError(f"{GRAPH_URL} has a path", hint="give scheme, host and port only; /v1.0 is added")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise UsageError(
            f"{GRAPH_URL} is plain http to {parts.hostname}, which would show the token to the network",
            hint="use https; http is for 127.0.0.1 and localhost only",
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def _embedded(path: Path, on_progress: OnProgress | None, deadline: Deadline | None) -> GraphTenant:
    from lcwsync.sandbox import open_sandbox
    from lcwsync.sandbox.app import SandboxApp
    from lcwsync.sandbox.errors import SandboxError

    try:
        store = open_sandbox(path)
    except SandboxError as error:
        raise TenantError(error.message, hint=error.hint) from None
    return sandbox_tenant(SandboxApp(store), on_close=store.close, on_progress=on_progress, deadline=deadline)


def _check_sandbox(environment: Environment, url: str) -> None:
    if urlsplit(url).hostname not in _LOOPBACK:
        raise Refused(
            f"environment {environment.name} is a sandbox, and {GRAPH_URL} leads to {urlsplit(url).hostname}",
            hint=f"unset {GRAPH_URL}, or choose the environment of that tenant with --env",
        )


def _door(
    endpoint: Endpoint, tokens: TokenSource, on_note: Callable[[str], None], deadline: Deadline | None
) -> GraphDoor:
    def waiting(seconds: float, failure: GraphFailure) -> None:
        on_note(f"waiting {seconds:.0f} s before asking again: {failure.message}")

    return GraphDoor(endpoint, tokens, on_wait=waiting, deadline=deadline)


def _somebody_is_there(environ: Mapping[str, str]) -> bool:
    return not environ.get("CI") and sys.stdin is not None and sys.stdin.isatty()
