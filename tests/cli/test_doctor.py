import base64
import json
from pathlib import Path

import pytest

from lcwsync.tenant.permissions import needed, needed_for
from lcwsync.values.commands import WHEN_NAMED, commands_of
from tests.commands import Lcwsync, Served


def token(*roles: str, **more: str) -> str:
    claims = {"appid": "22222222-2222-3333-4444-555555555555", "oid": "x", "roles": roles, **more}
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


@pytest.mark.parametrize(
    ("audience", "code"),
    [
        ("https://graph.microsoft.com", 0),
        ("00000003-0000-0000-c000-000000000000", 0),
        ("https://management.azure.com/", 1),
    ],
)
@pytest.mark.usefixtures("served")
def test_a_token_for_another_service_makes_nothing_ready(
    lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, audience: str, code: int
) -> None:
    held = {each.least for command in commands_of("plan", optional=False) for each in needed(command.name)}
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token(*held, "GroupMember.Read.All", aud=audience))
    result = lcwsync("doctor")
    assert result.code == code
    assert ("\nready: lcwsync plan" in result.out) is (code == 0)


@pytest.mark.usefixtures("served")
def test_a_person_with_every_scope_is_not_called_ready_to_write(
    lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = " ".join(operation.least for operation in needed_for("apply", WHEN_NAMED))
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token(scp=held))
    out = lcwsync("doctor", "--identity", "apply").out
    assert "cannot tell: lcwsync apply" in out
    assert "needs the role Lifecycle Workflows Administrator besides" in " ".join(out.split())


def test_without_the_licence_no_command_is_ready(served: Served, lcwsync: Lcwsync) -> None:
    for sku in served.app.store.all("subscribedSkus"):
        served.app.store.put("subscribedSkus", str(sku["id"]), {**sku, "capabilityStatus": "Suspended"})
    result = lcwsync("doctor")
    assert result.code == 1
    assert "NOT READY: lcwsync plan" in result.out
    assert "\nready: " not in result.out.replace("\nready: lcwsync import", "")


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
        token(
            # The files name a team.
            "GroupMember.Read.All",
            *{each.least for command in commands_of("plan", optional=False) for each in needed(command.name)},
        ),
    )
    result = lcwsync("doctor")
    assert result.code == 0, result.out
    assert "NOT READY: lcwsync audit" in result.out
    assert "ready: lcwsync drift" in result.out
    assert "if this identity is to run them, also:" in result.out
    assert "RoleManagement.Read.Directory" in result.out


def line_of(out: str, name: str) -> str:
    return next(line.strip() for line in out.splitlines() if f" {name}  (" in line)


LEAVING = "trigger: {timeBasedAttribute: employeeLeaveDateTime, offsetInDays: 1}\nscope: {rule: \"(city eq 'X')\"}"
SECURED = (
    "trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: 1}\n"
    'scope: {rule: "(customSecurityAttributes/Site/OnSite eq true)"}'
)
PACKAGE = "tasks: [{task: removeAccessPackage, arguments: {accessPackageId: X}}]"


@pytest.mark.parametrize(
    ("written", "operation", "command"),
    [
        ("administrationScopeTargets: [AU-Sales]", "read administrative units", "plan"),
        (PACKAGE, "read access packages", "plan"),
        (LEAVING, "read leave dates", "preview"),
        (SECURED, "read custom security attributes", "preview"),
        ("description: plain", None, "plan"),
        ("description: plain", None, "preview"),
    ],
)
@pytest.mark.usefixtures("served")
def test_a_command_needs_what_the_configuration_names(
    lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, written: str, operation: str | None, command: str
) -> None:
    for path in Path("workflows").glob("*.yaml"):
        if path.name != "lcwsync.yaml":
            path.unlink()
    Path("workflows/one.yaml").write_text(f"kind: Workflow\ndisplayName: One\n{written}\n", encoding="utf-8")
    plain = {each.least for each in needed(command)}
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token(*plain))
    out = lcwsync("doctor").out
    assert (f"\nready: lcwsync {command}\n" in out) is (operation is None)
    if operation:
        assert line_of(out, operation).startswith(("MISSING", "-"))


@pytest.mark.parametrize(
    ("status", "plan", "words"),
    [
        ("Enabled", {}, "ok"),
        ("Warning", {}, "ok"),
        ("Suspended", {}, "MISSING"),
        ("LockedOut", {}, "MISSING"),
        ("Deleted", {}, "MISSING"),
        ("Enabled", {"servicePlanId": "00000000-0000-0000-0000-000000000000"}, "MISSING"),
        ("Enabled", {"servicePlanName": "Called something else"}, "ok"),
        ("Enabled", {"provisioningStatus": "Disabled"}, "MISSING"),
        ("Enabled", {"provisioningStatus": "PendingActivation"}, "MISSING"),
    ],
)
def test_a_licence_counts_by_the_id_of_its_plan_and_its_status(
    served: Served, lcwsync: Lcwsync, status: str, plan: dict[str, str], words: str
) -> None:
    store = served.app.store
    for sku in store.all("subscribedSkus"):
        plans = [{**each, **plan} for each in sku["servicePlans"]]  # type: ignore[attr-defined]
        store.put("subscribedSkus", str(sku["id"]), {**sku, "capabilityStatus": status, "servicePlans": plans})
    assert line_of(lcwsync("doctor").out, "licence Microsoft Entra ID Governance or Suite").startswith(words)


def test_what_is_wrong_before_a_sign_in_is_told_without_one(project: Path, lcwsync: Lcwsync) -> None:
    (project / "workflows" / "lcwsync.yaml").write_text(
        "kind: Project\ndefaultEnvironment: production\nenvironments:\n  production:\n"
        "    tenantId: 11111111-2222-3333-4444-555555555555\n    clientId: 2f9e5b0c-7d1a-4b7e-9a55-0c1d2e3f4a5b\n"
        "    auth: token\n    variables: {salesDepartment: Sales, hireDepartments: \"'Sales'\"}\n",
        encoding="utf-8",
    )
    (project / "schemas").mkdir()
    (project / "schemas" / "workflow.schema.json").write_text("{}", encoding="utf-8")
    done = lcwsync("doctor")
    assert done.code == 1
    assert "note: environment production in lcwsync.yaml still has ids of the examples: tenantId\n" in done.err
    assert "note: schemas: workflow.schema.json of another version" in done.err
    assert "clientId" not in done.err


def test_a_finished_project_has_no_notes(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("doctor").err == ""
