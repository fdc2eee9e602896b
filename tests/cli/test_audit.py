"""`lcwsync audit` from the command line, on the embedded tenant and on one over the wire."""

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from lcwsync.audit.outside import NOT_LOOKED_AT
from lcwsync.render.audit.rows import LIMITS
from lcwsync.render.json_schemas import output_schemas
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.faults import FOR_GOOD, Fault, FaultKind
from lcwsync.sandbox.store import Store
from lcwsync.values.codes.register import CODES
from lcwsync.values.exit_codes import ExitCode
from tests.audit import planting
from tests.commands import Lcwsync, Served

ALL_RIGHTS = frozenset(
    {
        "AdministrativeUnit.Read.All",
        "Application.Read.All",
        "DelegatedPermissionGrant.ReadWrite.All",
        "EntitlementManagement.Read.All",
        "GroupMember.Read.All",
        "LifecycleWorkflows.Read.All",
        "Organization.Read.All",
        "Policy.Read.AuthenticationMethod",
        "PrivilegedAssignmentSchedule.Read.AzureADGroup",
        "PrivilegedEligibilitySchedule.Read.AzureADGroup",
        "RoleManagement.Read.Directory",
        "RoleManagementPolicy.Read.AzureADGroup",
        "User.Read.All",
    }
)
"""What lets an audit read everything, each for another part."""


def plant(served: Served) -> None:
    store = served.app.store
    planting.assign(store, planting.user("oscar.nilsson"), planting.role(store, "Authentication Administrator"))


def edit(project: Path, change: str, to: str) -> None:
    file = project / "workflows" / "guardrails.yaml"
    text = file.read_text(encoding="utf-8")
    assert change in text
    file.write_text(text.replace(change, to), encoding="utf-8")


def test_the_shipped_guardrails_let_the_sandbox_pass(project: Path, lcwsync: Lcwsync) -> None:
    done = lcwsync("audit")

    assert done.code == ExitCode.DONE
    assert [line.partition(" in ")[0] for line in done.out.splitlines()[-2:]] == [
        "PASS: who can create a pass",
        "PASS: who can receive or redirect a pass",
    ]


def test_a_planted_right_to_create_passes_fails_the_audit_with_its_path(served: Served, lcwsync: Lcwsync) -> None:
    plant(served)

    done = lcwsync("audit")

    assert done.code == ExitCode.REFUSED
    lines = done.out.splitlines()
    at = lines.index("  ! oscar.nilsson@kestrelvane.example")
    assert lines[at + 1].strip() == "Authentication Administrator (active; whole tenant)"
    assert lines[at + 2].strip() == "git does not expect it"
    where = "in environment sandbox (sandbox)"
    assert lines[-2] == f"FAIL: who can create a pass {where}: 1 right that git does not expect."
    assert lines[-1].startswith(f"PASS: who can receive or redirect a pass {where}: ")


def test_a_planted_reader_of_mail_fails_the_verdict_on_who_receives(served: Served, lcwsync: Lcwsync) -> None:
    planting.permit(served.app.store, planting.application(served.app.store, "Coffee machine"), "Mail.Read")

    done = lcwsync("audit")
    document = json.loads(lcwsync("audit", "--format", "json").out)

    assert done.code == ExitCode.REFUSED
    assert "  ! Coffee machine" in done.out
    assert document["verdicts"] == {"create": "pass", "receive": "fail"}
    assert document["verdict"] == "fail"


def test_each_format_shows_both_verdicts(served: Served, lcwsync: Lcwsync) -> None:
    plant(served)

    for form in ("text", "markdown", "sarif"):
        shown = lcwsync("audit", "--format", form).out
        assert "FAIL: who can create a pass" in shown
        assert "PASS: who can receive or redirect a pass" in shown
        assert LIMITS in shown


def test_an_audit_writes_nothing(served: Served, lcwsync: Lcwsync) -> None:
    lcwsync("audit")

    assert served.writes == []


@pytest.mark.parametrize("withdrawn", sorted(ALL_RIGHTS - {"Organization.Read.All"}))
def test_every_refused_read_is_listed_and_keeps_the_audit_from_passing(
    served: Served, lcwsync: Lcwsync, withdrawn: str
) -> None:
    served.app.token_permissions = ALL_RIGHTS
    assert lcwsync("audit").code == ExitCode.DONE

    served.app.token_permissions = ALL_RIGHTS - {withdrawn}
    done = lcwsync("audit")

    assert done.code == ExitCode.ERROR
    assert "Not read: further holders may exist" in done.out
    assert done.out.splitlines()[-1].startswith("UNKNOWN: ")
    assert "refused" in done.out.splitlines()[-1]


READS = (
    "/identityGovernance/lifecycleWorkflows/workflows",
    "/identityGovernance/lifecycleWorkflows/workflows/*",
    "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass",
    "/roleManagement/directory/roleDefinitions",
    "/roleManagement/directory/roleAssignments",
    "/roleManagement/directory/roleEligibilitySchedules",
    "/roleManagement/directory/roleAssignmentSchedules",
    "/policies/roleManagementPolicyAssignments",
    "/servicePrincipals",
    "/servicePrincipals/*",
    "/servicePrincipals/*/appRoleAssignedTo",
    "/servicePrincipals/*/owners",
    "/oauth2PermissionGrants",
    "/applications",
    "/applications/*/owners",
    "/applications/*/federatedIdentityCredentials",
    "/groups/*",
    "/groups/*/transitiveMembers",
    "/groups/*/transitiveMembers/microsoft.graph.servicePrincipal",
    "/groups/*/owners",
    "/identityGovernance/privilegedAccess/group/eligibilitySchedules",
    "/identityGovernance/privilegedAccess/group/assignmentSchedules",
    "/identityGovernance/entitlementManagement/accessPackages",
    "/identityGovernance/entitlementManagement/assignmentPolicies/*",
    "/roleManagement/entitlementManagement/roleAssignments",
    "/users/*",
    "/directory/administrativeUnits",
    "/directory/administrativeUnits/*",
    "/directoryObjects/*",
)
"""Everything that an audit reads when each way into a right exists, besides the organisation and sizes of units."""

_ONE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def every_way(served: Served) -> Store:
    """A tenant in which each kind of read is made."""
    store, creator = served.app.store, planting.role(served.app.store, "Authentication Administrator")
    group = planting.group(store, "Night owls", members=(planting.user("oscar.nilsson"),))
    planting.assign(store, group, creator)
    planting.make_member_eligible(store, planting.user("samir.haddad"), group, "member")
    planting.package(store, "Night work", group)
    planting.assign_on_catalog(
        store, planting.user("samir.haddad"), "ae79f266-94d4-4dab-b730-feca7e132178", "Night work"
    )
    planting.assign(store, planting.user("oscar.nilsson"), creator, f"/{planting.user('paul.meyer')}")
    return store


def test_an_audit_reads_what_is_listed_here(every_way: Store, served: Served, lcwsync: Lcwsync) -> None:
    assert every_way is served.app.store

    lcwsync("audit")

    asked = {_ONE.sub("*", request.path) for request in served.app.requests if "$batch" not in request.path}
    assert asked == {*READS, "/organization", "/directory/administrativeUnits/*/members"}


@pytest.mark.parametrize("status", ["403", "404"])
@pytest.mark.parametrize("path", READS)
def test_a_read_that_fails_or_finds_nothing_is_never_silent(
    every_way: Store, served: Served, lcwsync: Lcwsync, path: str, status: str
) -> None:
    assert every_way is served.app.store
    served.app.faults.add(Fault(kind=FaultKind.STATUS, path=path, times=FOR_GOOD, value=status))

    document = json.loads(lcwsync("audit", "--format", "json").out)

    unknown = [each for each in document["rights"] if each["principal"]["kind"] == "unknown"]
    assert document["refused"] or unknown
    assert "pass" not in document["verdicts"].values() or (unknown and not document["refused"])


def test_what_was_found_beats_what_was_refused(served: Served, lcwsync: Lcwsync) -> None:
    plant(served)
    served.app.token_permissions = ALL_RIGHTS - {"PrivilegedEligibilitySchedule.Read.AzureADGroup"}

    assert lcwsync("audit").code == ExitCode.REFUSED


def test_without_a_licence_for_eligibility_the_audit_does_not_pass(served: Served, lcwsync: Lcwsync) -> None:
    for sku in served.app.store.all("subscribedSkus"):
        served.app.store.remove("subscribedSkus", str(sku["id"]))

    done = lcwsync("audit")

    assert done.code == ExitCode.ERROR
    assert "AadPremiumLicenseRequired" in done.out


def test_a_holder_that_the_directory_does_not_answer_with_keeps_the_audit_from_pass(
    served: Served, lcwsync: Lcwsync
) -> None:
    gone = object_id("user", "never was")
    planting.assign(served.app.store, gone, planting.role(served.app.store, "Global Administrator"))

    done = lcwsync("audit")
    sarif = lcwsync("audit", "--format", "sarif")

    assert done.code == ExitCode.ERROR
    assert f"unknown principal {gone}" in done.out
    where = "in environment sandbox (sandbox)"
    for who in ("create a pass", "receive or redirect a pass"):
        assert f"UNKNOWN: who can {who} {where}: 1 right of unknown principals." in done.out
    assert f"unknown principal {gone} holds Global Administrator" in sarif.out


def test_the_list_it_prints_can_be_pasted_and_then_passes(project: Path, lcwsync: Lcwsync) -> None:
    file = project / "workflows" / "guardrails.yaml"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole[: whole.index("\nexpected:")], encoding="utf-8")

    unknown = lcwsync("audit")

    assert unknown.code == ExitCode.ERROR
    assert "git does not list who can create a pass" in unknown.out
    listed = unknown.out[unknown.out.index("\nexpected:") : unknown.out.index(f"\n{LIMITS}")]
    assert yaml.safe_load(listed)["expected"]
    file.write_text(file.read_text(encoding="utf-8") + listed, encoding="utf-8")
    assert lcwsync("audit").code == ExitCode.DONE


def test_a_workflow_made_in_the_portal_that_copies_passes_fails(served: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == ExitCode.DONE
    store = served.app.store
    workflow = next(w for w in store.all("workflows") if w["displayName"] == "Onboard pre-hire employee")
    text = json.dumps(workflow)
    added = json.dumps({"name": "cc", "value": object_id("user", "oscar.nilsson")})
    text = text.replace('{"name": "tapLifetimeMinutes"', f'{added}, {{"name": "tapLifetimeMinutes"', 1)
    store.put("workflows", str(workflow["id"]), json.loads(text))

    done = lcwsync("audit")

    assert done.code == ExitCode.REFUSED
    assert "oscar.nilsson@kestrelvane.example receives a copy of each pass, and git does not expect them" in done.out
    who = "who can receive or redirect a pass in environment sandbox (sandbox)"
    assert f"FAIL: {who}: 1 workflow that git did not ask for." in done.out
    assert "differs from what git describes" in done.out


PASS_WORKFLOW = "Onboard pre-hire employee"


def _wider(workflow: dict[str, Any]) -> dict[str, Any]:
    conditions = workflow["executionConditions"]
    return {
        **workflow,
        "executionConditions": {**conditions, "scope": {**conditions["scope"], "rule": "(userType eq 'Member')"}},
    }


CHANGED: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "a wider scope": (_wider, "differs from git"),
    "another lifetime": (
        lambda w: json.loads(json.dumps(w).replace('"value": "480"', '"value": "1440"')),
        "differs from git",
    ),
    "another name": (lambda w: {**w, "displayName": "Somebody's own"}, "not in git"),
}


@pytest.mark.parametrize(("change", "state"), CHANGED.values(), ids=CHANGED)
def test_a_workflow_is_in_git_only_when_it_is_what_git_describes(
    served: Served, lcwsync: Lcwsync, change: Callable[[dict[str, Any]], dict[str, Any]], state: str
) -> None:
    assert lcwsync("apply", "--yes").code == ExitCode.DONE
    store = served.app.store
    workflow: dict[str, Any] = next(w for w in store.all("workflows") if w["displayName"] == PASS_WORKFLOW)
    changed = change(workflow)
    assert changed != workflow
    store.put("workflows", str(workflow["id"]), changed)

    done = lcwsync("audit")

    assert done.code == ExitCode.REFUSED
    assert f"({state}, enabled, scheduled)" in done.out


@pytest.fixture
def by_request(project: Path, lcwsync: Lcwsync) -> str:
    """A workflow that goes by a group, made from git; its name."""
    (project / "workflows" / "pass-requests.yaml.off").rename(project / "workflows" / "pass-requests.yaml")
    assert lcwsync("apply", "--yes").code == ExitCode.DONE
    return "Pass on request"


def git_of(lcwsync: Lcwsync, name: str) -> str:
    document = json.loads(lcwsync("audit", "--format", "json").out)
    return next(str(each["git"]) for each in document["workflows"] if each["name"] == name)


def test_groups_that_the_service_does_not_show_are_never_called_compared(
    served: Served, lcwsync: Lcwsync, by_request: str
) -> None:
    served.app.store.doubts["scope-groups"] = "hidden"
    assert git_of(lcwsync, by_request) == "groupsNotShown"
    done = lcwsync("audit")
    assert f"{by_request} (as in git, its groups not shown, enabled" in " ".join(done.out.split())
    assert all(line.endswith("but the groups of 1 workflow are not shown.") for line in done.out.splitlines()[-2:])

    served.app.store.doubts["scope-groups"] = "shown"
    assert git_of(lcwsync, by_request) == "same"


def test_another_group_than_gits_is_a_difference_where_the_service_shows_it(
    served: Served, lcwsync: Lcwsync, by_request: str
) -> None:
    served.app.store.doubts["scope-groups"] = "shown"
    store = served.app.store
    workflow = next(w for w in store.all("workflows") if w["displayName"] == by_request)
    other = planting.group(store, "Choir")
    conditions: Any = workflow["executionConditions"]
    (group,) = conditions["scope"]["groups"]
    store.put("workflows", str(workflow["id"]), json.loads(json.dumps(workflow).replace(str(group["id"]), other)))

    assert git_of(lcwsync, by_request) == "differs"
    assert lcwsync("audit").code == ExitCode.REFUSED


def test_units_of_a_workflow_that_are_not_shown_leave_it_uncompared(
    served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    file = project / "workflows" / "joiner-pre-hire-tap.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\nadministrationScopeTargets: [AU-Sales]\n", encoding="utf-8")
    assert lcwsync("apply", "--yes").code == ExitCode.DONE
    assert git_of(lcwsync, PASS_WORKFLOW) == "same"

    served.app.store.doubts["units-by-expand"] = "403"
    assert git_of(lcwsync, PASS_WORKFLOW) == "unknown"
    assert lcwsync("audit").code == ExitCode.ERROR


def test_a_second_workflow_of_the_name_fails(served: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == ExitCode.DONE
    store = served.app.store
    workflow = next(w for w in store.all("workflows") if w["displayName"] == PASS_WORKFLOW)
    store.put("workflows", object_id("workflow", "twin"), {**workflow, "id": object_id("workflow", "twin")})

    done = lcwsync("audit")

    assert done.code == ExitCode.REFUSED
    assert done.out.count("(one of several of its name, enabled, scheduled)") == 2


def test_each_format_lists_what_no_audit_looks_at(lcwsync: Lcwsync) -> None:
    text, markdown = lcwsync("audit").out, lcwsync("audit", "--format", "markdown").out
    document = json.loads(lcwsync("audit", "--format", "json").out)
    sarif = lcwsync("audit", "--format", "sarif").out

    assert text.index("Not looked at: check by hand") < text.index("PASS: ")
    for each in NOT_LOOKED_AT:
        assert f"{each.what}: {each.check}" in text
        assert f"- {each.what}: {each.check}" in markdown
        assert f"not looked at: {each.what} ({each.check})" in sarif
    assert document["notLookedAt"] == [each._asdict() for each in NOT_LOOKED_AT]


def test_lcwsyncs_own_applications_are_marked(project: Path, lcwsync: Lcwsync) -> None:
    text = lcwsync("audit").out

    assert "lcwsync apply  [lcwsync applies]" in text


def test_an_own_application_without_any_such_right_is_named_too(project: Path, lcwsync: Lcwsync) -> None:
    file = project / "workflows" / "lcwsync.yaml"
    text = file.read_text(encoding="utf-8")
    own = "clientId: b28526bf-fbb1-55a5-99eb-d1253e51f3cc"
    plan = f"planClientId: {object_id('appId', 'lcwsync plan')}"
    file.write_text(text.replace(own, f"{own}\n    {plan}"), encoding="utf-8")

    done = lcwsync("audit")

    assert f"lcwsync plans as {object_id('appId', 'lcwsync plan')}: no such right found." in done.out


def test_the_json_fits_its_schema(served: Served, lcwsync: Lcwsync) -> None:
    plant(served)

    document = json.loads(lcwsync("audit", "--format", "json").out)

    jsonschema.validate(document, output_schemas()["audit.schema.json"])
    found = [right for right in document["rights"] if right["objection"]]
    assert [right["principal"]["name"] for right in found] == ["oscar.nilsson@kestrelvane.example"]
    assert document["verdict"] == "fail"


@pytest.mark.parametrize("form", ["markdown", "sarif"])
def test_people_are_masked_in_public_reports_unless_asked_for(served: Served, lcwsync: Lcwsync, form: str) -> None:
    plant(served)

    for_all = lcwsync("audit", "--format", form)
    in_full = lcwsync("audit", "--format", form, "--show-people")

    assert for_all.code == in_full.code == ExitCode.REFUSED
    assert "oscar" not in for_all.out.casefold()
    assert "nilsson" not in for_all.out.casefold()
    assert "oscar.nilsson" in in_full.out


def test_sarif_points_into_the_guardrails(served: Served, project: Path, lcwsync: Lcwsync) -> None:
    plant(served)
    edit(project, object_id("appId", "HR provisioning"), object_id("appId", "HR provisioning of old"))

    log = json.loads(lcwsync("audit", "--format", "sarif").out)

    results = log["runs"][0]["results"]
    assert {result["ruleId"] for result in results} == {"AUD001", "AUD004", "AUD006", "AUD007"}
    for result in results:
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "workflows/guardrails.yaml"
        assert place["region"]["startLine"] > 1
    assert {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]} <= set(CODES)


def test_a_second_unit_of_a_name_that_git_gives_is_told_with_both_ids(served: Served, lcwsync: Lcwsync) -> None:
    store = served.app.store
    sales = next(unit for unit in store.all("administrativeUnits") if unit["displayName"] == "AU-Sales")
    other = planting.user("the namesake")
    assert lcwsync("audit").code == ExitCode.DONE

    store.put("administrativeUnits", other, {**sales, "id": other})

    text = lcwsync("audit")
    assert text.code == ExitCode.REFUSED
    ids = sorted((str(sales["id"]), other))
    assert f"2 bear that name: write the id, {ids[0]} or {ids[1]}" in text.out
    results = json.loads(lcwsync("audit", "--format", "sarif").out)["runs"][0]["results"]
    assert [each["level"] for each in results if each["ruleId"] == "AUD009"] == ["warning"]


def test_an_audit_is_written_to_a_file_as_a_whole(project: Path, lcwsync: Lcwsync) -> None:
    done = lcwsync("audit", "--output", "out/audit.txt")

    assert done.out == ""
    assert "PASS: " in (project / "out" / "audit.txt").read_text(encoding="utf-8")


def test_the_reading_identity_is_named_with_or_without_rights(
    served: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = object_id("appId", "lcwsync audit")
    claims = {"appid": reader, "roles": sorted(ALL_RIGHTS)}
    parts = ({"alg": "none"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", f"{encoded[0]}.{encoded[1]}.x")

    done = lcwsync("audit")

    assert done.code == ExitCode.DONE, done.out
    assert f"lcwsync made this audit as {reader}: no such right found." in done.out
