"""Looking into a bearer token, without verifying and without ever showing it.

A token that is not a JWT is opaque: the callers then ask the service instead.
"""

import base64
import binascii
import json

from lcwsync.values.errors import Refused
from lcwsync.values.json import text_or_none
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenContent:
    """The claims that matter. `permissions` are application roles or delegated scopes, whichever the token has."""

    tenant_id: str | None
    application_id: str | None
    object_id: str | None
    user: str | None
    permissions: frozenset[str]
    expires: int | None
    """Seconds since 1970."""
    audience: str | None = None
    """For whom the token is: the address or the application id of a service."""
    scoped: bool = False
    """It has delegated permissions, or says that it is a user's, whether it names the user or not."""

    @property
    def delegated(self) -> bool:
        """Whether somebody is signed in, so that directory roles count as well."""
        return self.scoped or self.user is not None


def look_into(token: str) -> TokenContent | None:
    """The token's claims; None when it is opaque."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(claims, dict):
        return None
    roles = claims.get("roles")
    held = [str(role) for role in roles] if isinstance(roles, list) else []
    expires, scopes = claims.get("exp"), str(claims.get("scp") or "").split()
    return TokenContent(
        tenant_id=text_or_none(claims, "tid"),
        application_id=text_or_none(claims, "appid") or text_or_none(claims, "azp"),
        object_id=text_or_none(claims, "oid"),
        user=text_or_none(claims, "upn") or text_or_none(claims, "preferred_username"),
        permissions=frozenset([*held, *scopes]),
        expires=expires if isinstance(expires, int) else None,
        audience=text_or_none(claims, "aud"),
        scoped=bool(scopes) or claims.get("idtyp") == "user",
    )


GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000"


def check_audience(found: str | None, graph: str) -> None:
    """Raise Refused for a token that is not for Microsoft Graph at `graph`, the address of its cloud. Unknown is not
    another."""
    if found and found.lower().rstrip("/") not in (graph.lower(), GRAPH_APP_ID):
        raise Refused(
            f"the token is for {found}, and not for Microsoft Graph at {graph}",
            hint=f"ask for a token for {graph}, such as `az account get-access-token --resource {graph}`",
        )


def check_tenant(found: str | None, expected: str | None) -> None:
    """Raise Refused when a tenant id was expected and another one was found. Unknown is not another."""
    if found and expected and found.lower() != expected.lower():
        raise Refused(
            f"signed in to tenant {found}, and the environment is for tenant {expected}",
            hint="sign in to the environment's tenant, or correct tenantId in lcwsync.yaml",
        )
