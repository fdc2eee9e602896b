"""Requests in My Access through the command line: enabled, shown by status, exported, and looked at by doctor."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from lcwsync.render.json_schemas import PREVIEW_OF_REQUESTS, output_schemas
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.console import advance, request
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.http.permissions import SANDBOX_CALLER
from lcwsync.sandbox.store import JsonObject
from lcwsync.tenant.permissions import needed
from tests.audit import planting
from tests.cli.test_doctor import token
from tests.commands import ROOT, Lcwsync, Served
from tests.sandbox.company import upn
from tests.sandbox.entitlement.front_door import MANAGER, FrontDoor, front_door, members

PACKAGE = "Temporary Access Pass for one of my reports"


@pytest.fixture
def enabled(project: Path) -> Path:
    """The shipped configuration with the front door enabled."""
    off = project / "workflows" / "pass-requests.yaml.off"
    off.rename(off.with_suffix(""))
    return project


def test_the_shipped_front_door_is_disabled_until_it_is_renamed(project: Path, lcwsync: Lcwsync) -> None:
    assert "pass requests" not in lcwsync("plan").out
    off = project / "workflows" / "pass-requests.yaml.off"
    off.rename(off.with_suffix(""))
    assert lcwsync("validate").code == 0
    assert f'+ pass requests "{PACKAGE}"' in lcwsync("plan").out


def test_a_new_repository_has_the_front_door_disabled(tmp_path: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("init", str(tmp_path / "repo")).code == 0
    there = (tmp_path / "repo" / "workflows" / "pass-requests.yaml.off").read_text(encoding="utf-8")
    assert there == (ROOT / "workflows" / "pass-requests.yaml.off").read_text(encoding="utf-8")


def test_the_shipped_front_door_is_applied_planned_empty_and_shown_by_status(
    enabled: Path, served: Served, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "--yes").code == 0
    assert f'pass requests "{PACKAGE}"' not in lcwsync("plan").out
    assert "no requests" in lcwsync("status").out
    store = served.app.store
    request(store, PACKAGE, manager=upn("liam.oneill"), person=upn("lena.fischer"), justification="new")
    assert "on its way" in lcwsync("status").out
    advance(store, timedelta(minutes=10))
    shown = lcwsync("status").out
    assert "granted, is a member" in shown
    advance(store, timedelta(hours=12))
    shown = lcwsync("status").out
    assert f"{upn('liam.oneill')} for {upn('lena.fischer')}: granted, was a member until" in shown
    assert "pass: the workflow completed at" in shown


def test_status_names_requests_that_git_describes_with_errors(enabled: Path, served: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    file = enabled / "workflows" / "pass-requests.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("managerLevel: 1", "managerLevel: 9"), encoding="utf-8")
    done = lcwsync("status", "--failed")
    assert done.code == 0
    assert f'not looked at: pass requests "{PACKAGE}" (workflows/pass-requests.yaml:' in done.err
    assert f"{PACKAGE}  (requests in My Access): cannot tell, not looked at, git could not be read" in done.out
    told = json.loads(lcwsync("status", "--format", "json").out)["requests"]
    assert [(each["accessPackage"], each["exists"]) for each in told] == [(PACKAGE, None)]
    assert told[0]["unread"].startswith("workflows/pass-requests.yaml:")
    assert lcwsync("status", "--exit-code").code == 1


def test_status_says_when_requests_may_not_be_read(enabled: Path, served: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    served.app.faults.add(parse_fault("forbidden:GET:*/entitlementManagement/*"))
    done = lcwsync("status")
    assert done.code == 0
    assert "cannot tell, access packages may not be read" in done.out
    assert "access packages may not be read" in lcwsync("status", "--format", "markdown").out
    assert "access packages may not be read" in lcwsync("status", "--format", "html").out
    assert json.loads(lcwsync("status", "--format", "json").out)["requests"][0]["exists"] is None
    assert lcwsync("status", "--exit-code", "--failed").code == 1


@pytest.fixture
def asked(enabled: Path, served: Served, lcwsync: Lcwsync) -> None:
    """Liam asked for Lena and got a pass for her; Maria asked for Zoe a day later, and no workflow has run since."""
    assert lcwsync("apply", "--yes").code == 0
    store = served.app.store
    request(store, PACKAGE, manager=upn("liam.oneill"), person=upn("lena.fischer"), justification="new")
    advance(store, timedelta(hours=24))
    request(store, PACKAGE, manager=upn("maria.alvarez"), person=upn("zoe.novak"), justification="new")


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("arguments", "people"),
    [
        ((), ["zoe.novak", "lena.fischer"]),
        (("--last", "1"), ["zoe.novak"]),
        (("--since", "2h"), ["zoe.novak"]),
        (("--user", upn("lena.fischer")), ["lena.fischer"]),
        (("--user", upn("maria.alvarez")), ["zoe.novak"]),
        (("--user", upn("ingrid.vane")), []),
        (("Pass on request",), ["zoe.novak", "lena.fischer"]),
    ],
)
def test_status_shows_the_requests_that_the_command_asks_for(
    arguments: tuple[str, ...], people: list[str], lcwsync: Lcwsync
) -> None:
    document = json.loads(lcwsync("status", *arguments, "--format", "json").out)
    (door,) = document["requests"]
    assert [each["person"] for each in door["requests"]] == [upn(person) for person in people]


@pytest.mark.usefixtures("asked")
def test_status_of_another_workflow_shows_no_requests(lcwsync: Lcwsync) -> None:
    assert json.loads(lcwsync("status", "Onboard pre-hire employee", "--format", "json").out)["requests"] == []


@pytest.mark.usefixtures("asked")
def test_a_request_whose_membership_ended_before_the_run_is_a_failure(served: Served, lcwsync: Lcwsync) -> None:
    assert "in My Access failed" not in lcwsync("status", "--since", "2h").out  # workflows of the company may have
    store = served.app.store
    (workflow,) = (each for each in store.all("workflows") if each["displayName"] == "Pass on request")
    store.put("workflows", str(workflow["id"]), {**workflow, "isSchedulingEnabled": False})
    advance(store, timedelta(hours=12))

    done = lcwsync("status", "--failed", "--exit-code")

    assert done.code == 2
    assert f"{upn('zoe.novak')}: granted, was a member until" in done.out
    assert "pass: none, the membership ended before the workflow ran" in done.out
    assert upn("liam.oneill") not in done.out
    assert "1 request in My Access failed" in done.out
    assert "alvarez" not in lcwsync("status", "--format", "markdown").out
    assert "alvarez" in lcwsync("status", "--format", "html").out


@pytest.fixture
def by_hand(project: Path, served: Served) -> FrontDoor:
    """A front door that somebody clicked together in the portal of the served tenant."""
    made = front_door()
    for collection in (
        "accessPackageCatalogs", "accessPackages", "accessPackageResources", "accessPackageRoleScopes",
        "assignmentPolicies",
    ):  # fmt: skip
        for document in made.store.all(collection):
            key = f"{document['_package']}/{document['id']}" if "_package" in document else str(document["id"])
            served.app.store.put(collection, key, document)
    return made


def test_a_front_door_made_in_the_portal_is_exported_and_planned_empty(
    by_hand: FrontDoor, project: Path, lcwsync: Lcwsync
) -> None:
    done = lcwsync("export", "--out", "exported")
    assert done.code == 0, done.err
    assert "No changes" in done.out
    text = (project / "exported" / "pass-requests-pass-for-a-report.yaml").read_text(encoding="utf-8")
    for line in ("catalog: Onboarding", "group: SG-Pass-Requested", "expiresAfterHours: 8", "groups: [SG-New-Hires]"):
        assert line in text
    again = lcwsync("export", "--out", "again")
    assert again.code == 0
    assert (project / "again" / "pass-requests-pass-for-a-report.yaml").read_text(encoding="utf-8") == text


def edit_policy(served: Served, door: FrontDoor, **changes: object) -> JsonObject:
    """What somebody does to the policy in the portal: members of a part are put into that part."""
    policy = served.app.store.get("assignmentPolicies", door.policy) or {}
    merged = {
        name: {**part, **value} if isinstance(value, dict) and isinstance(part := policy.get(name), dict) else value
        for name, value in changes.items()
    }
    served.app.store.put("assignmentPolicies", door.policy, {**policy, **merged})
    return policy


def person(name: str) -> JsonObject:
    return {"@odata.type": "#microsoft.graph.singleUser", "userId": object_id("user", name)}


def stage(*approvers: JsonObject, **changes: object) -> JsonObject:
    """A stage as the service shows it, with what git has no word for."""
    return {
        "durationBeforeAutomaticDenial": "P2D",
        "isApproverJustificationRequired": False,
        "isEscalationEnabled": False,
        "durationBeforeEscalation": "PT0S",
        "primaryApprovers": list(approvers),
        "fallbackPrimaryApprovers": [],
        "escalationApprovers": [],
        "fallbackEscalationApprovers": [],
        "approverInformationVisibility": "notVisible",
        **changes,
    }


def approved_by(*stages: JsonObject) -> JsonObject:
    return {"requestApprovalSettings": {"isApprovalRequiredForAdd": True, "stages": list(stages)}}


NAMED_GROUP = {**members(object_id("group", "SG-Sales")), "description": "Sales"}
DESCRIBED: dict[str, tuple[JsonObject, str]] = {
    "one stage of two approvers": (
        approved_by(stage(members(object_id("group", "SG-Sales")), person("ingrid.vane"))),
        "group: SG-Sales",
    ),
    "two stages": (
        approved_by(stage(person("ingrid.vane")), stage(person("ada.iverson"), durationBeforeAutomaticDenial="PT72H")),
        "daysToDecide: 3",
    ),
    "approval of extensions": ({"requestApprovalSettings": {"isApprovalRequiredForUpdate": True}}, "approval: none"),
    "several groups": (
        {"specificAllowedTargets": [NAMED_GROUP, members(object_id("group", "SG-New-Hires"))]},
        "SG-Sales",
    ),
    "everybody": ({"allowedTargetScope": "allMemberUsers", "specificAllowedTargets": []}, "for: allMembers"),
    "a day": ({"expiration": {"duration": "P1D"}}, "expiresAfterHours: 24"),
    "an indirect manager": (
        {"requestorSettings": {"onBehalfRequestors": [{**MANAGER, "managerLevel": 3}]}},
        "managerLevel: 3, acceptUnverified: true",
    ),
    "a question": (
        {
            "questions": [
                {
                    "@odata.type": "#microsoft.graph.accessPackageTextInputQuestion",
                    "id": "11111111-2222-3333-4444-555555555555",
                    "text": "When does the person start?",
                }
            ]
        },
        "expiresAfterHours: 8",
    ),
    "no mails, and a review": (
        {"notificationSettings": {"isAssignmentNotificationDisabled": True}, "reviewSettings": {"isEnabled": False}},
        "expiresAfterHours: 8",
    ),
}
"""Made by hand: what the portal was told, and a line of the document."""


@pytest.mark.parametrize("case", DESCRIBED.values(), ids=DESCRIBED)
def test_what_the_portal_was_told_is_exported_planned_empty_and_kept_by_a_later_apply(
    case: tuple[JsonObject, str], by_hand: FrontDoor, served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    changes, line = case
    edit_policy(served, by_hand, **changes)
    held = served.app.store.get("assignmentPolicies", by_hand.policy) or {}
    done = lcwsync("export", "--out", "exported")
    assert done.code == 0, done.err
    assert "No changes" in done.out
    text = (project / "exported" / "pass-requests-pass-for-a-report.yaml").read_text(encoding="utf-8")
    assert line in " ".join(text.split()).replace("{ ", "{").replace(" }", "}")

    file = project / "workflows" / "by-hand.yaml"
    assert "\njustificationRequired: false\n" in text
    file.write_text(text.replace("\njustificationRequired: false\n", "\n"), encoding="utf-8")
    applied = lcwsync("apply", "--yes")
    assert applied.code == 0, applied.out + applied.err
    now = served.app.store.get("assignmentPolicies", by_hand.policy) or {}
    approval = now.pop("requestApprovalSettings")
    known = held.pop("requestApprovalSettings")
    assert isinstance(known, dict)
    assert approval == {**known, "isRequestorJustificationRequired": True}
    assert {**now, "modifiedDateTime": None} == {**held, "modifiedDateTime": None}


LEFT_ALONE: dict[str, tuple[JsonObject, str]] = {
    "the person can ask": (
        {"requestorSettings": {"enableTargetsToSelfAddAccess": True}},
        "enableTargetsToSelfAddAccess",
    ),
    "a person who can ask": (
        {"requestorSettings": {"onBehalfRequestors": [MANAGER, person("ada.iverson")]}},
        "requestors that are not the managers of one level alone",
    ),
    "a person who can be asked for": ({"specificAllowedTargets": [person("zoe.novak")]}, "that are not groups"),
    "guests": ({"allowedTargetScope": "allDirectoryUsers", "specificAllowedTargets": []}, "allDirectoryUsers"),
    "the requestor's manager approves": (
        approved_by(stage({"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 1})),
        "approvers are not groups and users",
    ),
    "escalation": (
        approved_by(
            stage(person("ingrid.vane"), isEscalationEnabled=True, escalationApprovers=[person("ada.iverson")])
        ),
        "escalation or other approvers",
    ),
    "a stage of another type": (
        approved_by(
            {**stage(person("ingrid.vane")), "@odata.type": "#microsoft.graph.accessPackageDynamicApprovalStage"}
        ),
        "accessPackageDynamicApprovalStage",
    ),
    "a stage that waits for hours": (
        approved_by(stage(person("ingrid.vane"), durationBeforeAutomaticDenial="PT5H")),
        "waits PT5H",
    ),
    "minutes": ({"expiration": {"duration": "PT90M"}}, "whole hours"),
    "no end": ({"expiration": {"type": "noExpiration", "duration": None}}, "noExpiration"),
    "an extension": ({"customExtensionStageSettings": [{"stage": "assignmentRequestGranted"}]}, "custom extensions"),
    "what nobody knows": ({"isBypassAllowed": True}, "the member isBypassAllowed"),
    "what nobody knows of the end": ({"expiration": {"grace": "PT1H"}}, "the member expiration.grace"),
}
"""Made by hand, and not to be said in YAML: what the portal was told, and what UNMANAGED.md names."""


@pytest.mark.parametrize("case", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_one_that_git_cannot_describe_is_left_alone_and_told(
    case: tuple[JsonObject, str], by_hand: FrontDoor, served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    changes, told = case
    edit_policy(served, by_hand, **changes)
    assert told in unmanaged(project, lcwsync)


def unmanaged(project: Path, lcwsync: Lcwsync) -> str:
    """What an export says of the package; no document is made of it."""
    done = lcwsync("export", "--out", "exported")
    assert done.code == 0, done.err
    assert not list((project / "exported").glob("pass-requests-*"))
    text = (project / "exported" / "UNMANAGED.md").read_text(encoding="utf-8")
    assert 'Access package "Pass for a report"' in text
    return text


def test_a_hidden_package_is_left_alone_and_told(
    by_hand: FrontDoor, served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    package = served.app.store.get("accessPackages", by_hand.package) or {}
    served.app.store.put("accessPackages", by_hand.package, {**package, "isHidden": True})
    assert "isHidden" in unmanaged(project, lcwsync)


@pytest.mark.parametrize("origin", ["Owner_{}", "Member_00000000-0000-4000-8000-0000000000ff"])
def test_a_package_with_another_role_besides_is_left_alone_and_told(
    origin: str, by_hand: FrontDoor, served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    (link,) = served.app.store.all("accessPackageRoleScopes")
    role = link["_role"]
    assert isinstance(role, dict)
    second: JsonObject = {
        **link,
        "id": "x_y",
        "_role": {**role, "originId": origin.format(object_id("group", "SG-Sales"))},
    }
    served.app.store.put("accessPackageRoleScopes", f"{by_hand.package}/x_y", second)
    assert "2 roles" in unmanaged(project, lcwsync)


def test_a_package_without_a_role_is_left_alone_and_told(
    by_hand: FrontDoor, served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    (link,) = served.app.store.all("accessPackageRoleScopes")
    served.app.store.remove("accessPackageRoleScopes", f"{by_hand.package}/{link['id']}")
    assert "no role" in unmanaged(project, lcwsync)


@pytest.mark.parametrize(
    "case",
    [
        ("Everybody", "2 policies, and none of them has the package's name"),
        ("Pass for a report", "another policy, which lets managers ask"),
    ],
)
def test_a_package_with_several_policies_is_left_alone_unless_one_is_the_front_door(
    case: tuple[str, str], by_hand: FrontDoor, served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    name, told = case
    policy = edit_policy(served, by_hand)
    nobody: JsonObject = {"enableOnBehalfRequestorsToAddAccess": False, "onBehalfRequestors": []}
    settings = policy["requestorSettings"]
    assert isinstance(settings, dict)
    closed: JsonObject = {**policy, "id": object_id("user", "second"), "displayName": name}
    served.app.store.put(
        "assignmentPolicies", str(closed["id"]), {**closed, "requestorSettings": {**settings, **nobody}}
    )
    assert told in unmanaged(project, lcwsync)

    edit_policy(served, by_hand, displayName="Pass for a report")
    served.app.store.put(
        "assignmentPolicies",
        str(closed["id"]),
        {**closed, "displayName": "x", "requestorSettings": {**settings, **nobody}},
    )
    done = lcwsync("export", "--out", "again")
    assert done.code == 0, done.err
    assert "No changes" in done.out
    assert (project / "again" / "pass-requests-pass-for-a-report.yaml").exists()


def test_an_export_without_the_permission_tells_what_it_left_out(
    by_hand: FrontDoor, served: Served, lcwsync: Lcwsync
) -> None:
    served.app.faults.add(parse_fault("forbidden:GET:*/entitlementManagement/*"))
    done = lcwsync("export", "--out", "exported")
    assert done.code == 0, done.err
    assert "requests in My Access are not exported" in done.err


READ, WRITE, PUT = (
    "MISSING read access packages  (needs EntitlementManagement.Read.All)",
    "MISSING write access packages  (needs EntitlementManagement.ReadWrite.All)",
    "MISSING put groups into catalogs  (needs Group.ReadWrite.All)",
)


@pytest.mark.usefixtures("served")
def test_doctor_names_the_least_permissions_that_the_front_door_of_git_needs(
    project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token("Organization.Read.All"))

    def missing(identity: str) -> set[str]:
        lines = {line.strip() for line in lcwsync("doctor", "--identity", identity).out.splitlines()}
        return lines & {READ, WRITE, PUT}

    assert missing("apply") == set()
    file = project / "workflows" / "pass-requests.yaml"
    (project / "workflows" / "pass-requests.yaml.off").rename(file)
    assert missing("plan") == {READ}
    assert missing("apply") == {READ, WRITE, PUT}
    text = file.read_text(encoding="utf-8")
    assert "catalog: {displayName: Onboarding, create: true}" in text
    file.write_text(text.replace("{displayName: Onboarding, create: true}", "Onboarding"), encoding="utf-8")
    assert missing("apply") == {READ, WRITE}, "a person has put the group into a catalog that is there"


MANAGES = "7f480852-ebdc-47d4-87de-0d8498384a83"
WITHOUT_WRITING = {o.least for c in ("plan", "apply") for o in needed(c)} | {"EntitlementManagement.Read.All"}


@pytest.mark.parametrize("answer", ["refused", "served"])
def test_with_the_role_on_the_catalog_alone_the_service_decides(
    answer: str, by_hand: FrontDoor, served: Served, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The identity reads everything, and writes by the role Access package manager on the one catalog."""
    assert lcwsync("export", "--out", "exported").code == 0
    file = Path("exported", "pass-requests-pass-for-a-report.yaml")
    file.write_text(
        file.read_text(encoding="utf-8").replace("expiresAfterHours: 8", "expiresAfterHours: 9"), encoding="utf-8"
    )
    catalog = f"/AccessPackageCatalog/{by_hand.catalog}"
    role: JsonObject = {
        "id": "r",
        "principalId": "x",
        "roleDefinitionId": MANAGES,
        "appScopeId": catalog,
        "directoryScopeId": None,
    }
    served.app.store.put("catalogRoleAssignments", "r", {**role, "directoryScopeId": None})
    served.app.store.doubts["catalog-role"] = answer
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token(*WITHOUT_WRITING - {"EntitlementManagement.ReadWrite.All"}))
    looked = lcwsync("doctor", "--config", "exported", "--identity", "apply")
    assert "cannot tell: lcwsync apply" in looked.out, looked.out
    assert "the role Access package manager on the catalog do instead: no token tells it" in looked.out

    done = lcwsync("apply", "--yes", "--config", "exported")

    assert done.code == (1 if answer == "refused" else 0), done.err
    assert ("403" in done.out + done.err) is (answer == "refused")
    policy = served.app.store.get("assignmentPolicies", by_hand.policy) or {}
    assert ("PT9H" in str(policy["expiration"])) is (answer == "served")


def test_the_role_on_another_catalog_serves_nothing() -> None:
    door = front_door()
    door.store.doubts["catalog-role"] = "served"
    for role in door.store.all("catalogRoleAssignments"):  # who makes a catalog owns it
        door.store.remove("catalogRoleAssignments", str(role["id"]))
    planting.assign_on_catalog(door.store, SANDBOX_CALLER, MANAGES, "General")
    door.graph.app.token_permissions = frozenset({"EntitlementManagement.Read.All"})
    path = "/identityGovernance/entitlementManagement"
    assert door.graph("DELETE", f"{path}/assignmentPolicies/{door.policy}").status_code == 403
    assert door.graph("PATCH", f"{path}/accessPackages/{door.package}", {"isHidden": True}).status_code == 403
    assert door.graph("POST", f"{path}/catalogs", {"displayName": "Mine"}).status_code == 403


def test_the_page_on_setup_names_the_least_permissions_and_the_role_that_may_do_instead() -> None:
    page = (ROOT / "docs" / "setup.md").read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip(): line for line in page.splitlines() if line.startswith("| ")}
    assert "`EntitlementManagement.Read.All`" in rows["read access packages"]
    assert "`EntitlementManagement.ReadWrite.All` | Access package manager" in rows["write access packages"]
    section = page.partition("### Requests in My Access")[2].partition("\n## ")[0]
    for words in ("Group.ReadWrite.All", "Do not grant it", "*Access package manager*", "nobody has shown it"):
        assert words in section


def test_the_audit_expects_the_front_door_as_git_describes_it_and_no_other_way_into_its_group(
    enabled: Path, served: Served, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "--yes").code == 0
    told = lcwsync("audit")
    assert told.code == 0, told.out
    assert f'everybody who gets the access package "{PACKAGE}"' in told.out
    assert "expected: git describes it under PassRequests" in told.out

    store = served.app.store
    planting.package(store, "Another door", object_id("group", "SG-Pass-Requested"))
    other = lcwsync("audit")
    assert other.code == 4
    assert '! everybody who gets the access package "Another door"' in other.out


def test_the_audit_fails_for_who_can_change_the_front_door_and_says_so_when_that_may_not_be_read(
    enabled: Path, served: Served, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "--yes").code == 0
    store = served.app.store
    (package,) = (each for each in store.all("accessPackages") if each["displayName"] == PACKAGE)
    catalog = package["catalog"]
    assert isinstance(catalog, dict)
    role: JsonObject = {
        "id": "1",
        "principalId": object_id("user", "oscar.nilsson"),
        "roleDefinitionId": "7f480852-ebdc-47d4-87de-0d8498384a83",
        "appScopeId": f"/AccessPackageCatalog/{catalog['id']}",
        "directoryScopeId": None,
    }
    store.put("catalogRoleAssignments", "1", role)

    told = lcwsync("audit")

    assert told.code == 4
    assert f"! {upn('oscar.nilsson')}" in told.out
    assert f'changes who may ask for the access package "{PACKAGE}", as Access package manager' in told.out

    store.remove("catalogRoleAssignments", "1")
    assert lcwsync("audit").code == 0
    served.app.faults.add(parse_fault("forbidden:GET:*/roleManagement/entitlementManagement/*"))
    unknown = lcwsync("audit")
    assert unknown.code == 1
    assert "roles on catalogs" in unknown.out
    assert "UNKNOWN" in unknown.out


ROBOT = "Robot"
CHANGES = "changes who may ask for the access package"
ROLES_ON_THE_CATALOG = {
    "Catalog owner": ("ae79f266-94d4-4dab-b730-feca7e132178", CHANGES),
    "Access package manager": ("7f480852-ebdc-47d4-87de-0d8498384a83", CHANGES),
    "Access package assignment manager": (
        "e2182095-804a-4656-ae11-64734e9b7ae5",
        "may, without a request, assign the access package",
    ),
}
ACTIONS_OF_ROLES = (
    "microsoft.directory/entitlementManagement/allProperties/allTasks",
    "microsoft.directory/groups/members/update",
    "microsoft.directory/groups/owners/update",
)
PERMISSIONS = ("EntitlementManagement.ReadWrite.All", "GroupMember.ReadWrite.All", "Group.ReadWrite.All")


def told_of(lcwsync: Lcwsync, who: str) -> str:
    """What the audit, which must not pass, tells of a principal that git does not expect."""
    done = lcwsync("audit")
    assert done.code == 4, done.out
    assert f"! {who}" in done.out, done.out
    return done.out.partition(f"! {who}")[2]


@pytest.mark.parametrize("role", ROLES_ON_THE_CATALOG)
def test_the_audit_finds_who_changes_the_package_or_its_policy_by_a_role_on_the_catalog(
    role: str, enabled: Path, served: Served, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "--yes").code == 0
    id_, does = ROLES_ON_THE_CATALOG[role]
    planting.assign_on_catalog(served.app.store, object_id("user", "oscar.nilsson"), id_, None)
    told = told_of(lcwsync, upn("oscar.nilsson"))
    assert does in told
    assert f"as {role} of all catalogs" in told


@pytest.mark.parametrize("action", ACTIONS_OF_ROLES)
def test_the_audit_finds_who_changes_catalog_package_or_group_by_a_directory_role(
    action: str, enabled: Path, served: Served, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "--yes").code == 0
    store = served.app.store
    planting.assign(store, object_id("user", "oscar.nilsson"), planting.custom_role(store, "Keepers", action))
    assert "Keepers" in told_of(lcwsync, upn("oscar.nilsson"))


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_the_audit_finds_which_application_changes_catalog_package_or_group(
    permission: str, enabled: Path, served: Served, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "--yes").code == 0
    store = served.app.store
    planting.permit(store, planting.application(store, ROBOT), permission)
    assert permission in told_of(lcwsync, ROBOT)


def test_the_audit_finds_who_owns_the_group_of_the_request(enabled: Path, served: Served, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    group = object_id("group", "SG-Pass-Requested")
    planting.change(served.app.store, "groups", group, _owners=[object_id("user", "oscar.nilsson")])
    assert "SG-Pass-Requested" in told_of(lcwsync, upn("oscar.nilsson"))


def test_a_front_door_that_was_changed_in_the_portal_is_not_expected(
    enabled: Path, served: Served, lcwsync: Lcwsync
) -> None:
    assert lcwsync("apply", "--yes").code == 0
    store = served.app.store
    (policy,) = (each for each in store.all("assignmentPolicies") if each["displayName"] == PACKAGE)
    settings = policy["requestorSettings"]
    assert isinstance(settings, dict)
    opened = {**settings, "enableTargetsToSelfAddAccess": True}
    store.put("assignmentPolicies", str(policy["id"]), {**policy, "requestorSettings": opened})

    told = lcwsync("audit")

    assert told.code == 4
    assert f'! everybody who gets the access package "{PACKAGE}"' in told.out


def test_preview_tells_who_may_ask_for_a_person_and_what_would_come_of_it(enabled: Path, lcwsync: Lcwsync) -> None:
    out = lcwsync("preview", "--asked-for", upn("zoe.novak")).out
    assert "level 1: Maria Alvarez may ask" in out
    assert "level 2: Ingrid Vane cannot ask" in out
    assert "Zoë Novak cannot ask" in out
    assert "pass: goes to the direct manager, no matter who asks, valid from" in out
    assert "a run every 3 hours" in out


@pytest.mark.parametrize(
    ("person", "told"),
    [
        ("mila.horvat", "nobody may ask: the person has no manager"),
        ("emma.rossi", "is not among the people of the policy"),
        ("theo.laurent", "the account is disabled"),
    ],
)
def test_preview_tells_why_a_request_would_come_to_nothing(
    person: str, told: str, enabled: Path, lcwsync: Lcwsync
) -> None:
    assert told in lcwsync("preview", "--asked-for", upn(person)).out


def test_preview_tells_for_whom_a_manager_may_ask_and_what_would_come_of_it(enabled: Path, lcwsync: Lcwsync) -> None:
    done = lcwsync("preview", "--asked-by", upn("maria.alvarez"))
    assert done.code == 0, done.err
    assert f"level 1: may ask for Zoë Novak ({upn('zoe.novak')})" in done.out
    assert "pass: goes to the direct manager, no matter who asks, valid from" in done.out
    assert "is not among the people of the policy" in done.out
    assert "level 2" not in done.out
    assert "a run every 3 hours" in done.out


def test_preview_of_an_indirect_manager_does_not_promise_what_no_page_tells(enabled: Path, lcwsync: Lcwsync) -> None:
    assert upn("zoe.novak") not in lcwsync("preview", "--asked-by", upn("ingrid.vane")).out
    file = enabled / "workflows" / "pass-requests.yaml"
    text = file.read_text(encoding="utf-8")
    assert "managerLevel: 1" in text
    file.write_text(text.replace("managerLevel: 1", "managerLevel: 2, acceptUnverified: true"), encoding="utf-8")
    out = lcwsync("preview", "--asked-by", upn("ingrid.vane")).out
    assert f"level 2: may be able to ask (no page tells what the level means) for Zoë Novak ({upn('zoe.novak')})" in out


def test_preview_of_a_manager_without_reports_says_so(enabled: Path, lcwsync: Lcwsync) -> None:
    assert "nobody to ask for" in lcwsync("preview", "--asked-by", upn("zoe.novak")).out


def test_preview_of_requests_takes_one_person(enabled: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("preview", "--asked-by", upn("maria.alvarez"), "--asked-for", upn("zoe.novak")).code == 64


@pytest.mark.parametrize(("option", "name"), [("--asked-for", "zoe.novak"), ("--asked-by", "maria.alvarez")])
def test_preview_of_requests_in_markdown_names_nobody_unless_it_is_told_to(
    option: str, name: str, enabled: Path, lcwsync: Lcwsync
) -> None:
    masked = lcwsync("preview", option, upn(name), "--format", "markdown").out
    assert "Z… N…" in masked
    assert "M… A…" in masked
    assert "pass: goes to the direct manager, no matter who asks, valid from" in masked
    for word in ("Novak", "novak", "Alvarez", "alvarez"):
        assert word not in masked
    shown = lcwsync("preview", option, upn(name), "--format", "markdown", "--show-people").out
    assert "Zoë Novak" in shown
    assert "Maria Alvarez" in shown


def test_preview_of_requests_for_a_person_in_json_keeps_its_schema(enabled: Path, lcwsync: Lcwsync) -> None:
    document = json.loads(lcwsync("preview", "--asked-for", upn("zoe.novak"), "--format", "json").out)
    Draft7Validator(output_schemas()[PREVIEW_OF_REQUESTS]).validate(document)
    assert (document["askedFor"], document["askedBy"]) == (upn("zoe.novak"), None)
    (door,) = document["accessPackages"]
    (person,) = door["people"]
    managers = [(each["displayName"], each["level"], each["mayAsk"]) for each in person["managers"]]
    assert managers[:2] == [("Maria Alvarez", 1, True), ("Ingrid Vane", 2, False)]
    assert person["amongPeople"] is True
    assert person["pass"]["arrives"] is True


def test_preview_of_requests_by_a_manager_in_json_keeps_its_schema(enabled: Path, lcwsync: Lcwsync) -> None:
    document = json.loads(lcwsync("preview", "--asked-by", upn("maria.alvarez"), "--format", "json").out)
    Draft7Validator(output_schemas()[PREVIEW_OF_REQUESTS]).validate(document)
    assert (document["askedFor"], document["askedBy"]) == (None, upn("maria.alvarez"))
    (door,) = document["accessPackages"]
    assert (door["name"], door["managerLevel"], door["intervalHours"]) == (PACKAGE, 1, 3)
    people = {person["userPrincipalName"]: person for person in door["people"]}
    assert people[upn("zoe.novak")]["pass"]["arrives"] is True
    assert {each["amongPeople"] for each in people.values()} == {True, False}
    assert {each["managers"][0]["displayName"] for each in people.values()} == {"Maria Alvarez"}


def test_preview_of_requests_needs_a_front_door_and_a_person(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("preview", "--asked-for", upn("zoe.novak")).code == 64
    off = project / "workflows" / "pass-requests.yaml.off"
    off.rename(off.with_suffix(""))
    assert lcwsync("preview", "--asked-for", "nobody@nowhere.example").code == 64
