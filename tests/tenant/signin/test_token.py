import base64
import json

import pytest

from lcwsync.tenant.signin.token import check_tenant, look_into
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
