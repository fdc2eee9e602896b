"""Requests in My Access, held against the tenant's groups, packages and catalogs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.faults import parse_fault
from lcwsync.values.errors import ConfigError
from lcwsync.values.findings import Finding
from tests.apply.front_door import CREATING, GROUP, NAME, DoorWorld
from tests.config.rules.test_pass_requests import REQUESTS
from tests.config.rules.test_rules import changed

ABOUT_PEOPLE = ("REQ024", "REQ025")
GENERAL = changed(REQUESTS, ("catalog: Onboarding", "catalog: General"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DoorWorld]:
    made = DoorWorld(tmp_path)
    yield made
    made.tenant.close()


def found(world: DoorWorld, document: str = CREATING) -> list[Finding]:
    """The findings that need the tenant, but those about the people of `for`."""
    plan = world.planned(document, checks=True)
    return [each for each in plan.findings if each.code.startswith("REQ") and each.code not in ABOUT_PEOPLE]


def test_a_front_door_of_its_own_has_no_finding(world: DoorWorld) -> None:
    assert found(world) == []
    world.applied(CREATING)
    assert found(world) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"groupTypes": ["DynamicMembership"], "membershipRule": "x"}, "dynamic"),
        ({"isAssignableToRole": True}, "assigned to roles"),
        ({"onPremisesSyncEnabled": True}, "synchronised"),
        ({"groupTypes": ["Unified"], "mailEnabled": True}, "Microsoft 365"),
    ],
)
def test_a_group_of_another_kind_stops_the_plan(changes: dict[str, object], reason: str, world: DoorWorld) -> None:
    group = world.app.store.get("groups", GROUP) or {}
    world.edit("groups", group, **changes)
    with pytest.raises(ConfigError) as caught:
        world.planned(CREATING)
    (wrong,) = [each for each in caught.value.findings if each.code == "REQ016"]
    assert reason in wrong.message
    assert wrong.location.line == 4


def test_a_catalog_that_is_not_published_and_not_gits_is_told(world: DoorWorld) -> None:
    (catalog,) = world.app.store.all("accessPackageCatalogs")
    world.edit("accessPackageCatalogs", catalog, state="unpublished", isExternallyVisible=False)
    assert [each.code for each in found(world, GENERAL)] == ["REQ017"]


def test_a_catalog_for_external_users_is_told(world: DoorWorld) -> None:
    (catalog,) = world.app.store.all("accessPackageCatalogs")
    assert catalog["isExternallyVisible"] is True
    (told,) = found(world, GENERAL)
    assert (told.code, told.location.line, told.location.column) == ("REQ023", 3, 10)


STAGE = "{stages: [{approvers: [{group: SG-Nobody}]}]}"
WRONG_NAMES = {
    "a catalog": ("{displayName: Onboarding, create: true}", "Onbording", "REF001"),
    "the group": ("SG-Pass-Requested", "SG-Pass-Requestd", "REF001"),
    "a group of people": ("SG-New-Hires", "SG-New-Hire", "REF001"),
    "the id of a group": ("SG-New-Hires", "00000000-0000-4000-8000-0000000000ff", "REF001"),
    "a group that approves": ("approval: none", f"approval: {STAGE}", "REF001"),
    "a person who approves": (
        "approval: none",
        f"approval: {STAGE.replace('group: SG-Nobody', 'user: nobody@kestrelvane.example')}",
        "REF001",
    ),
}
"""What the tenant does not have, by what it is: the text of git, and what stands there."""


@pytest.mark.parametrize(("before", "after", "code"), WRONG_NAMES.values(), ids=WRONG_NAMES)
def test_what_the_tenant_does_not_have_is_an_error_at_its_place(
    before: str, after: str, code: str, world: DoorWorld
) -> None:
    document = changed(CREATING, (before, after), ("workflow: Pass on request", ""))
    with pytest.raises(ConfigError) as caught:
        world.planned(document)
    (wrong,) = [each for each in caught.value.findings if each.code == code]
    pairs = zip(CREATING.strip().splitlines(), document.strip("\n").splitlines(), strict=False)
    assert wrong.location.line == next(number for number, (old, new) in enumerate(pairs, 1) if old != new)
    assert wrong.location.column > len("group:"), "the place of the value, not of the line"
    assert wrong.hint


@pytest.mark.parametrize("what", ["catalog", "group"])
def test_a_name_that_two_objects_share_is_an_error_with_their_ids(what: str, world: DoorWorld) -> None:
    store, second = world.app.store, "00000000-0000-4000-8000-0000000000fe"
    if what == "group":
        store.put("groups", second, {**(store.get("groups", GROUP) or {}), "id": second})
    else:
        (catalog,) = store.all("accessPackageCatalogs")
        store.put("accessPackageCatalogs", second, {**catalog, "id": second})
    with pytest.raises(ConfigError) as caught:
        world.planned(GENERAL)
    wrong = next(
        each
        for each in caught.value.findings
        if each.code == "REF002" and each.location.line == {"catalog": 3, "group": 4}[what]
    )
    assert wrong.location.column > len("group:")
    assert second in f"{wrong.message} {wrong.hint}"


def test_another_package_or_policy_that_leads_to_the_group_is_told(world: DoorWorld) -> None:
    world.applied(CREATING)
    store = world.app.store
    (package,) = [p for p in store.all("accessPackages") if p["displayName"] == NAME]
    (link,) = store.all("accessPackageRoleScopes")
    store.put("accessPackages", "other", {**package, "id": "other", "displayName": "Sneaky"})
    store.put("accessPackageRoleScopes", "other/x", {**link, "_package": "other"})
    store.put("assignmentPolicies", "second", {**world.policy(), "id": "second", "displayName": "Everybody"})
    store.put("assignmentPolicies", str(_first(world)["id"]), {**_first(world), "displayName": NAME})
    messages = [each.message for each in found(world)]
    assert any("Sneaky" in message for message in messages)
    assert any("2 policies" in message for message in messages)


def _first(world: DoorWorld) -> dict[str, object]:
    return next(p for p in world.app.store.all("assignmentPolicies") if p["displayName"] == NAME)


def test_owners_and_members_without_a_request_are_told(world: DoorWorld) -> None:
    world.applied(CREATING)
    group = world.app.store.get("groups", GROUP) or {}
    stranger = object_id("user", "emma.rossi")
    world.edit("groups", group, _owners=[object_id("user", "maria.alvarez")], _members=[stranger])
    messages = [each.message for each in found(world) if each.code == "REQ019"]
    assert any("1 owner," in message for message in messages)
    assert any("1 member of" in message for message in messages)


@pytest.mark.parametrize(
    ("status", "plan", "told"),
    [
        ("Suspended", "Success", "is Suspended"),
        ("Enabled", "Disabled", "no subscription has the service plan"),
        (None, "Success", "is of unknown status"),
    ],
)
def test_a_tenant_without_the_licence_is_told_at_the_document(
    status: str | None, plan: str, told: str, world: DoorWorld
) -> None:
    for sku in world.app.store.all("subscribedSkus"):
        plans = [{**each, "provisioningStatus": plan} for each in of_service(sku)]
        world.edit("subscribedSkus", sku, capabilityStatus=status, servicePlans=plans)
    (missing,) = found(world)
    assert (missing.code, missing.location.line) == ("REQ020", 2)
    assert told in missing.message
    assert "licence" in (missing.hint or "") or "get it" in (missing.hint or "")


def of_service(sku: dict[str, object]) -> list[dict[str, object]]:
    plans = sku["servicePlans"]
    assert isinstance(plans, list)
    return plans


@pytest.mark.parametrize("status", ["Enabled", "Warning"])
def test_a_licence_in_force_or_in_its_grace_period_is_no_finding(status: str, world: DoorWorld) -> None:
    for sku in world.app.store.all("subscribedSkus"):
        world.edit("subscribedSkus", sku, capabilityStatus=status)
    assert found(world) == []


@pytest.mark.parametrize(
    ("refused", "unread"),
    [
        ("forbidden:GET:*/subscribedSkus*", "the licences of the tenant"),
        ("forbidden:GET:*/groups/*/owners*", "the owners of the group"),
        ("forbidden:GET:*/groups/*/transitiveMembers*", "the members of the group"),
    ],
)
def test_what_may_not_be_read_is_told_and_is_not_taken_for_fine(refused: str, unread: str, world: DoorWorld) -> None:
    world.app.faults.add(parse_fault(refused))
    (told,) = found(world)
    assert (told.code, told.location.line) == ("REQ021", 2)
    assert f"{unread} may not be read" in told.message
    assert "doctor" in (told.hint or "")


def test_the_plan_tells_what_a_manager_can_expect(world: DoorWorld) -> None:
    from lcwsync.render.plan.text import plan_text

    text = plan_text(world.planned(CREATING), colour=False, unicode=False)
    for told in ("waits for hours, not minutes", "direct manager", "hire date", "never signed in", "not verified"):
        assert told in text


def test_a_name_in_another_case_and_an_id_mean_the_same_group(world: DoorWorld) -> None:
    for written in ("sg-pass-requested", GROUP):
        assert found(world, changed(CREATING, ("group: SG-Pass-Requested", f"group: {written}"))) == []
    assert found(world, changed(CREATING, ("[SG-New-Hires]", "[sg-new-hires]"))) == []


def test_an_id_of_another_group_than_the_workflow_names_stops_the_plan(world: DoorWorld) -> None:
    with pytest.raises(ConfigError) as caught:
        world.planned(changed(CREATING, ("group: SG-Pass-Requested", f"group: {object_id('group', 'SG-Sales')}")))
    assert "REQ006" in {each.code for each in caught.value.findings}
