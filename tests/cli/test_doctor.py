import base64
import json

import pytest

from lcwsync.tenant.permissions import needed
from lcwsync.values.commands import commands_of
from tests.commands import Lcwsync, Served


def token(*roles: str) -> str:
    claims = {"appid": "22222222-2222-3333-4444-555555555555", "oid": "x", "roles": roles}
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.sig"


def test_the_sandbox_identity_can_do_everything(project: object, lcwsync: Lcwsync) -> None:
    result = lcwsync("doctor")
    assert result.code == 0
    assert "ready: lcwsync plan" in result.out


def test_a_missing_permission_is_named_with_what_to_grant(
    served: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {operation.least for operation in needed("plan")} - {"Policy.Read.AuthenticationMethod"}
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token(*held))
    result = lcwsync("doctor")
    assert result.code == 1
    assert "MISSING read the TAP policy" in " ".join(result.out.split())
    assert "NOT READY: lcwsync plan" in result.out
    assert "appRoles[?value=='Policy.Read.AuthenticationMethod']" in result.out


def test_a_right_to_create_passes_is_too_much(
    served: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {operation.least for operation in needed("apply")}
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token(*held, "UserAuthMethod-TAP.ReadWrite.All"))
    result = lcwsync("doctor", "--identity", "apply")
    assert "holds UserAuthMethod-TAP.ReadWrite.All  (not needed: remove it)" in result.out


def test_no_report_holds_the_token(served: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = token("User.Read.All")
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", secret)
    result = lcwsync("doctor")
    assert secret not in result.out + result.err


def test_what_only_other_commands_need_is_offered_and_not_missed(
    served: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "LCWSYNC_ACCESS_TOKEN",
        token(*{each.least for command in commands_of("plan", optional=False) for each in needed(command.name)}),
    )
    result = lcwsync("doctor")
    assert result.code == 0, result.out
    assert "NOT READY: lcwsync audit" in result.out
    assert "ready: lcwsync drift" in result.out
    assert "if this identity is to run them, also:" in result.out
    assert "RoleManagement.Read.Directory" in result.out
