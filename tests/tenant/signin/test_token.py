import base64
import json

import pytest

from lcwsync.tenant.signin.token import check_audience, check_tenant, look_into
from lcwsync.values.errors import Refused


def jwt(**claims: object) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{body}.sig"


def test_roles_and_scopes_are_permissions() -> None:
    assert (content := look_into(jwt(roles=["A.Read.All"], tid="T")))
    assert (content.permissions, content.tenant_id, content.delegated) == (frozenset({"A.Read.All"}), "T", False)
    assert (content := look_into(jwt(scp="A.Read B.Read", upn="zoe@example.com")))
    assert (content.permissions, content.delegated) == (frozenset({"A.Read", "B.Read"}), True)


@pytest.mark.parametrize("token", ["sandbox", "", "a.b.c", "a.!!!.c", "a." + base64.b64encode(b"[1]").decode() + ".c"])
def test_an_opaque_token_has_no_claims(token: str) -> None:
    assert look_into(token) is None


def test_another_tenant_is_refused_and_an_unknown_one_is_not() -> None:
    check_tenant("ABC", "abc")
    check_tenant(None, "abc")
    with pytest.raises(Refused, match="tenant other"):
        check_tenant("other", "abc")


@pytest.mark.parametrize(
    ("claims", "delegated"),
    [
        ({"roles": ["A.Read.All"]}, False),
        ({"roles": ["A.Read.All"], "idtyp": "app"}, False),
        ({"scp": "A.Read"}, True),
        ({"idtyp": "user"}, True),
        ({"upn": "zoe@example.com"}, True),
    ],
)
def test_somebody_is_signed_in_when_the_token_is_scoped_or_says_so(claims: dict[str, object], delegated: bool) -> None:
    assert (content := look_into(jwt(**claims)))
    assert content.delegated is delegated


GRAPH = "https://graph.microsoft.us"


@pytest.mark.parametrize("found", [None, GRAPH, f"{GRAPH}/", GRAPH.upper(), "00000003-0000-0000-C000-000000000000"])
def test_a_token_for_graph_or_for_nobody_known_is_taken(found: str | None) -> None:
    check_audience(found, GRAPH)


@pytest.mark.parametrize(
    "found", ["https://management.azure.com/", "https://graph.microsoft.com", "https://graph.microsoft.us.example"]
)
def test_a_token_for_another_service_or_cloud_is_refused(found: str) -> None:
    with pytest.raises(Refused, match="not for Microsoft Graph"):
        check_audience(found, GRAPH)
