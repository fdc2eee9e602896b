"""Catalogs, packages and policies take what the documentation says, and refuse the rest."""

import pytest

from lcwsync.sandbox.store import JsonObject
from tests.sandbox.company import client, new_company
from tests.sandbox.entitlement.front_door import (
    GROUP,
    MANAGER,
    E,
    created,
    front_door,
    members,
    policy,
    resource_of,
    role_body,
)


def test_a_policy_is_read_whole_by_its_id_and_in_part_by_the_list() -> None:
    door = front_door()
    (listed,) = [p for p in door.graph.values(f"{E}/assignmentPolicies") if p["id"] == door.policy]
    assert "requestorSettings" not in listed
    whole = door.graph.get(f"{E}/assignmentPolicies/{door.policy}?$expand=accessPackage,catalog,questions")
    assert whole["requestorSettings"]["onBehalfRequestors"] == [MANAGER]
    assert (whole["accessPackage"]["id"], whole["catalog"]["id"]) == (door.package, door.catalog)
    assert whole["questions"] == []
    bare = door.graph.get(f"{E}/assignmentPolicies/{door.policy}")
    assert not {"accessPackage", "catalog", "questions", "customExtensionStageSettings"} & set(bare)


def test_a_package_shows_its_parts_only_when_they_are_asked_for() -> None:
    door = front_door()
    assert not {"catalog", "assignmentPolicies", "resourceRoleScopes"} & set(
        door.graph.get(f"{E}/accessPackages/{door.package}")
    )
    expand = "catalog,assignmentPolicies,resourceRoleScopes($expand=role,scope)"
    package = door.graph.get(f"{E}/accessPackages/{door.package}?$expand={expand}")
    (held,) = package["resourceRoleScopes"]
    assert held["role"]["originId"] == f"Member_{GROUP}"
    assert held["id"] == f"{held['role']['id']}_{held['scope']['id']}"
    assert [p["id"] for p in package["assignmentPolicies"]] == [door.policy]


def test_a_put_replaces_the_policy_and_what_it_leaves_out_is_null() -> None:
    door = front_door()
    body = policy(door.package)
    del body["expiration"], body["requestorSettings"]
    answer = door.graph("PUT", f"{E}/assignmentPolicies/{door.policy}", body)
    assert answer.status_code == 200
    whole = door.graph.get(f"{E}/assignmentPolicies/{door.policy}")
    assert whole["expiration"] is None
    assert whole["requestorSettings"] is None


EMPTY: JsonObject = {}
WRONG: list[JsonObject] = [
    {"accessPackage": EMPTY},
    {"displayName": ""},
    {"allowedTargetScope": "everybody"},
    {"expiration": {"type": "afterDuration", "duration": "4:00:00"}},
    {"expiration": {"type": "afterDuration"}},
    {"expiration": {"type": "tomorrow"}},
    {"specificAllowedTargets": [{"@odata.type": "#microsoft.graph.everybody"}]},
    {"specificAllowedTargets": [{"@odata.type": "#microsoft.graph.attributeRuleMembers", "membershipRule": "x"}]},
    {"automaticRequestSettings": {"requestAccessForAllowedTargets": True}},
    {"requestorSettings": {"enableEverybody": True}},
    {"requestorSettings": {"onBehalfRequestors": [{**MANAGER, "managerLevel": 5}]}},
    {"requestApprovalSettings": {"isApprovalRequiredForAdd": True, "stages": []}},
    {"requestApprovalSettings": {"isApprovalRequiredForAdd": True, "stages": [{"primaryApprovers": []}]}},
    {"nonsense": 1},
]


@pytest.mark.parametrize("changes", WRONG, ids=str)
def test_a_policy_that_breaks_a_rule_is_refused_and_nothing_is_stored(changes: JsonObject) -> None:
    door = front_door()
    before = door.graph.get(f"{E}/assignmentPolicies/{door.policy}")
    for method, path in (("POST", "assignmentPolicies"), ("PUT", f"assignmentPolicies/{door.policy}")):
        assert door.graph(method, f"{E}/{path}", policy(door.package, **changes)).status_code == 400
    assert door.graph.get(f"{E}/assignmentPolicies/{door.policy}") == before
    assert len([p for p in door.store.all("assignmentPolicies") if p["accessPackage"] == {"id": door.package}]) == 1


def test_a_group_is_added_to_a_catalog_once_and_with_the_right_to_change_groups() -> None:
    door = front_door()
    group: JsonObject = {"originId": GROUP, "originSystem": "AadGroup"}
    body: JsonObject = {"requestType": "adminAdd", "resource": group, "catalog": {"id": door.catalog}}
    assert door.graph("POST", f"{E}/resourceRequests", body).status_code == 400
    weak = client(new_company(), "EntitlementManagement.ReadWrite.All")
    catalog = created(weak, "catalogs", {"displayName": "Onboarding"})
    assert weak("POST", f"{E}/resourceRequests", {**body, "catalog": {"id": catalog}}).status_code == 403


@pytest.mark.parametrize(("answer", "reads"), [("later", 3), ("at-once", 1)])
def test_a_catalog_may_show_a_new_group_late(answer: str, reads: int) -> None:
    door = front_door(f"resource-shown={answer}")
    catalog = created(door.graph, "catalogs", {"displayName": "Second"})
    group: JsonObject = {"originId": GROUP, "originSystem": "AadGroup"}
    created(door.graph, "resourceRequests", {"requestType": "adminAdd", "resource": group, "catalog": {"id": catalog}})
    shown = [bool(door.graph.values(f"{E}/catalogs/{catalog}/resources")) for _ in range(reads)]
    assert shown == [False] * (reads - 1) + [True]


def test_a_role_must_be_one_of_a_group_in_the_catalog_of_the_package() -> None:
    door = front_door()
    body = role_body(resource_of(door.graph, door.catalog), "Owner")
    path = f"{E}/accessPackages/{door.package}/resourceRoleScopes"
    role = body["role"]
    assert isinstance(role, dict)
    for wrong in ({"originId": "Member_x"}, {"id": "00000000-0000-4000-8000-000000000000"}, {"resource": {"id": "x"}}):
        assert door.graph("POST", path, {**body, "role": {**role, **wrong}}).status_code == 400
    assert door.graph("POST", path, role_body(resource_of(door.graph, door.catalog))).status_code == 409


def test_what_is_used_is_not_deleted() -> None:
    door = front_door()
    assert door.graph("DELETE", f"{E}/catalogs/{door.catalog}").status_code == 400
    removal: JsonObject = {"requestType": "adminRemove", "resource": {"id": door.resource}}
    answer = door.graph("POST", f"{E}/resourceRequests", removal)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "InvalidDeleteResourceHasEntitlements")
    (held,) = door.graph.values(f"{E}/accessPackages/{door.package}/resourceRoleScopes")
    for method, path in (
        ("DELETE", f"assignmentPolicies/{door.policy}"),
        ("DELETE", f"accessPackages/{door.package}/resourceRoleScopes/{held['id']}"),
        ("DELETE", f"accessPackages/{door.package}"),
    ):
        assert door.graph(method, f"{E}/{path}").status_code == 204
    assert door.graph("POST", f"{E}/resourceRequests", removal).status_code == 201
    assert door.graph("DELETE", f"{E}/catalogs/{door.catalog}").status_code == 204


@pytest.mark.parametrize(("answer", "status"), [("accepted", 201), ("refused", 409)])
def test_a_second_catalog_or_package_of_a_name_is_a_doubt(answer: str, status: int) -> None:
    door = front_door(f"entitlement-names={answer}")
    assert door.graph("POST", f"{E}/catalogs", {"displayName": "ONBOARDING"}).status_code == status
    package: JsonObject = {"displayName": "Pass for a report", "catalog": {"id": door.catalog}}
    assert door.graph("POST", f"{E}/accessPackages", package).status_code == status


def test_a_rule_of_people_is_a_doubt() -> None:
    rule: JsonObject = {"@odata.type": "#microsoft.graph.attributeRuleMembers", "membershipRule": "x"}
    assert front_door("policy-rule=accepted", specificAllowedTargets=[rule]).policy


def test_a_read_needs_the_permission_and_so_does_a_write() -> None:
    reader = client(new_company(), "EntitlementManagement.Read.All")
    assert reader("GET", f"{E}/catalogs").status_code == 200
    assert reader("POST", f"{E}/catalogs", {"displayName": "x"}).status_code == 403
    assert client(new_company(), "User.Read.All")("GET", f"{E}/catalogs").status_code == 403


def test_a_synchronised_or_dynamic_group_cannot_give_membership() -> None:
    door = front_door()
    dynamic = next(g for g in door.store.all("groups") if g["displayName"] == "SG-Engineering-Dynamic")
    group: JsonObject = {"originId": dynamic["id"], "originSystem": "AadGroup"}
    created(
        door.graph, "resourceRequests", {"requestType": "adminAdd", "resource": group, "catalog": {"id": door.catalog}}
    )
    body = role_body(resource_of(door.graph, door.catalog, str(dynamic["id"])))
    assert door.graph("POST", f"{E}/accessPackages/{door.package}/resourceRoleScopes", body).status_code == 400
    door.store.put("groups", str(dynamic["id"]), {**dynamic, "onPremisesSyncEnabled": True})
    catalog = created(door.graph, "catalogs", {"displayName": "Second"})
    again: JsonObject = {"requestType": "adminAdd", "resource": group, "catalog": {"id": catalog}}
    assert door.graph("POST", f"{E}/resourceRequests", again).status_code == 400


def test_members_of_a_group_can_be_named_as_people() -> None:
    assert front_door(specificAllowedTargets=[members()]).policy
