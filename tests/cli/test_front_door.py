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
from lcwsync.sandbox.store import JsonObject
from tests.audit import planting
from tests.commands import ROOT, Lcwsync, Served
from tests.sandbox.company import upn
from tests.sandbox.entitlement.front_door import FrontDoor, front_door

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
    assert "No failures" in lcwsync("status", "--since", "2h").out
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


def test_one_that_git_cannot_describe_is_left_alone_and_told(
    by_hand: FrontDoor, served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    policy = served.app.store.get("assignmentPolicies", by_hand.policy) or {}
    settings: JsonObject = {**policy["requestorSettings"], "enableTargetsToSelfAddAccess": True}  # type: ignore[dict-item]
    served.app.store.put("assignmentPolicies", by_hand.policy, {**policy, "requestorSettings": settings})
    assert lcwsync("export", "--out", "exported").code == 0
    told = (project / "exported" / "UNMANAGED.md").read_text(encoding="utf-8")
    assert "Pass for a report" in told
    assert "enableTargetsToSelfAddAccess" in told
    assert not list((project / "exported").glob("pass-requests-*"))


def test_an_export_without_the_permission_tells_what_it_left_out(
    by_hand: FrontDoor, served: Served, lcwsync: Lcwsync
) -> None:
    served.app.faults.add(parse_fault("forbidden:GET:*/entitlementManagement/*"))
    done = lcwsync("export", "--out", "exported")
    assert done.code == 0, done.err
    assert "requests in My Access are not exported" in done.err


def test_doctor_names_the_permissions_only_where_git_describes_a_front_door(
    project: Path, served: Served, lcwsync: Lcwsync
) -> None:
    assert "EntitlementManagement" not in lcwsync("doctor", "--identity", "apply").out
    off = project / "workflows" / "pass-requests.yaml.off"
    off.rename(off.with_suffix(""))
    out = lcwsync("doctor", "--identity", "apply").out
    assert "read access packages" in out or "EntitlementManagement" in out


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
