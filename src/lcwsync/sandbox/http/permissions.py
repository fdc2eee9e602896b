"""Who calls, what the caller may do, and whether the tenant is licensed."""

import base64
import binascii
import json

from lcwsync.sandbox.http.routing import Caller, GraphError, Route
from lcwsync.sandbox.store import JsonObject, Store

SANDBOX_CALLER = "24df54c2-6823-55d9-8df5-ab55982116e0"
"""Object id that stands for a caller whose token names nobody: the company's application "lcwsync apply"."""

_GRAPH = ("https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000")
"""For whom a token may be, by address or by application id."""

WORKFLOW_READ_BASIC = "LifecycleWorkflows-Workflow.ReadBasic.All"
WORKFLOW_READ = "LifecycleWorkflows-Workflow.Read.All"
WORKFLOW_WRITE = "LifecycleWorkflows-Workflow.ReadWrite.All"
LIFECYCLE_READ = "LifecycleWorkflows.Read.All"
LIFECYCLE_WRITE = "LifecycleWorkflows.ReadWrite.All"
EXTENSION_READ = "LifecycleWorkflows-CustomExt.Read.All"
EXTENSION_WRITE = "LifecycleWorkflows-CustomExt.ReadWrite.All"

READ_WORKFLOWS = (WORKFLOW_READ, WORKFLOW_WRITE, LIFECYCLE_READ, LIFECYCLE_WRITE)
LIST_WORKFLOWS = (WORKFLOW_READ_BASIC, *READ_WORKFLOWS)
WRITE_WORKFLOWS = (WORKFLOW_WRITE, LIFECYCLE_WRITE)
READ_LIFECYCLE = (LIFECYCLE_READ, LIFECYCLE_WRITE)
WRITE_LIFECYCLE = (LIFECYCLE_WRITE,)
READ_EXTENSIONS = (EXTENSION_READ, EXTENSION_WRITE, LIFECYCLE_READ, LIFECYCLE_WRITE)
WRITE_EXTENSIONS = (EXTENSION_WRITE, LIFECYCLE_WRITE)
READ_TAP_POLICY = ("Policy.Read.AuthenticationMethod", "Policy.ReadWrite.AuthenticationMethod")
WRITE_TAP_POLICY = ("Policy.ReadWrite.AuthenticationMethod",)


def caller_of(authorization: str | None, *, opaque: frozenset[str] | None) -> Caller:
    """The caller a bearer token stands for.

    A token that is a JWT brings its own permissions (`roles` and `scp`, nothing verified); any other token holds
    `opaque` (None: everything). Raises GraphError 401 without a token, and with one that is for another service.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise GraphError(401, "InvalidAuthenticationToken", "Access token is empty.")
    claims = _claims(token.strip())
    if claims is None:
        return Caller(id=SANDBOX_CALLER, permissions=opaque)
    if str(claims.get("aud") or _GRAPH[0]).lower().rstrip("/") not in _GRAPH:
        raise GraphError(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.")
    roles = claims.get("roles")
    held = {str(role) for role in roles} if isinstance(roles, list) else set()
    held |= set(str(claims.get("scp") or "").split())
    return Caller(id=str(claims.get("oid") or claims.get("appid") or SANDBOX_CALLER), permissions=frozenset(held))


def check_permissions(caller: Caller, route: Route) -> None:
    """Raises GraphError 403 when the caller holds none of the route's permissions."""
    if caller.permissions is not None and not caller.permissions.intersection(route.permissions):
        raise GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def is_lifecycle_path(path: str) -> bool:
    """Whether a path below `/v1.0` belongs to Lifecycle Workflows."""
    return f"{path.lower()}/".startswith("/identitygovernance/lifecycleworkflows/")


def set_licence(store: Store, *, lapsed: bool) -> None:
    """Let the tenant's licence for Lifecycle Workflows lapse, or renew it."""
    store.put("switches", "licence", {"lapsed": lapsed})


def check_licence(store: Store, path: str) -> None:
    """Raises GraphError 403 for Lifecycle Workflows when the licence has lapsed."""
    if is_lifecycle_path(path) and (store.get("switches", "licence") or {}).get("lapsed"):
        raise GraphError(
            403,
            "Forbidden",
            "Insufficient license to use Lifecycle Workflows: the tenant needs Microsoft Entra ID Governance.",
        )


def _claims(token: str) -> JsonObject | None:
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return None
    return claims if isinstance(claims, dict) else None
