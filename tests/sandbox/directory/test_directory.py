"""Users, groups, administrative units, and objects by id."""

from collections.abc import Iterator
from typing import Any

import pytest

from lcwsync.sandbox.company.seed import TENANT_ID, object_id
from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.company import client, eventual, names, new_company, upn
from tests.sandbox.graph_client import Graph

V1 = "https://graph.microsoft.com/v1.0"


@pytest.fixture
def store() -> Iterator[Store]:
    store = new_company()
    yield store
    store.close()


@pytest.fixture
def graph(store: Store) -> Graph:
    return client(store)


def user(key: str) -> str:
    return f"/users/{object_id('user', key)}"


def group(name: str) -> str:
    return f"/groups/{object_id('group', name)}"


def refused(graph: Graph, method: str, path: str, body: JsonObject | None = None, **headers: str) -> tuple[int, str]:
    answer = graph(method, path, body, **headers)
    return answer.status_code, answer.json()["error"]["code"]


NOT_FOUND = (404, "Request_ResourceNotFound")


def test_the_organization_is_the_tenant(graph: Graph) -> None:
    (organization,) = graph.get("/organization")["value"]
    assert organization["id"] == TENANT_ID
    assert [d["name"] for d in organization["verifiedDomains"] if d["isDefault"]] == ["kestrelvane.example"]
    assert graph.get(f"/organization/{TENANT_ID}")["displayName"] == "Kestrel & Vane"


def test_a_user_is_found_by_id_and_by_name_without_case(graph: Graph) -> None:
    by_id = graph.get(user("zoe.novak").upper().replace("/USERS", "/users"))
    assert by_id == graph.get(f"/users/{upn('Zoe.Novak')}")
    assert refused(graph, "GET", "/users/nobody@kestrelvane.example") == NOT_FOUND


def test_a_user_shows_nothing_private(graph: Graph) -> None:
    assert not [name for name in graph.get(user("zoe.novak")) if name.startswith("_")]


def test_a_manager_is_read_set_and_removed(graph: Graph) -> None:
    path = user("mila.horvat") + "/manager"
    assert refused(graph, "GET", path) == NOT_FOUND
    assert refused(graph, "DELETE", path + "/$ref") == NOT_FOUND
    link: JsonObject = {"@odata.id": f"{V1}{user('greta.lindqvist')}"}
    assert graph("PUT", path + "/$ref", link).status_code == 204
    manager = graph.get(path + "?$select=displayName,mail")
    assert (manager["@odata.type"], manager["displayName"], manager["mail"]) == (
        "#microsoft.graph.user",
        "Greta Lindqvist",
        None,
    )
    assert graph("DELETE", path + "/$ref").status_code == 204
    assert refused(graph, "GET", path) == NOT_FOUND
    assert refused(graph, "PUT", path + "/$ref", {"@odata.id": f"{V1}/users/nobody"}) == NOT_FOUND
    assert refused(graph, "PUT", path + "/$ref", {}) == (400, "Request_BadRequest")


def test_the_chain_of_managers_is_nested_and_ends_without_the_key(graph: Graph) -> None:
    path = user("jack.obrien") + "?$select=displayName&$count=true&$expand=manager($levels=max;$select=displayName)"
    person: Any = eventual(graph, path).json()
    chain = []
    while person := person.get("manager"):
        chain.append(person["displayName"])
    assert chain == ["Liam O'Neill", "Maria Alvarez", "Ingrid Vane"]
    two = eventual(graph, path.replace("max", "2")).json()
    assert "manager" not in two["manager"]["manager"]


def test_a_chain_that_closes_ends(graph: Graph) -> None:
    link: JsonObject = {"@odata.id": f"{V1}{user('liam.oneill')}"}
    assert graph("PUT", user("maria.alvarez") + "/manager/$ref", link).status_code == 204
    path = user("liam.oneill") + "?$select=displayName&$count=true&$expand=manager($levels=max;$select=displayName)"
    shown = eventual(graph, path).json()
    assert shown["manager"] == {"@odata.type": "#microsoft.graph.user", "displayName": "Maria Alvarez"}


def test_only_the_direct_manager_is_expanded_without_levels(graph: Graph) -> None:
    shown = graph.get(user("jack.obrien") + "?$expand=manager")
    assert shown["manager"]["displayName"] == "Liam O'Neill"
    assert "manager" not in shown["manager"]
    assert "manager" not in graph.get(user("mila.horvat") + "?$expand=manager")


@pytest.mark.parametrize(
    "options",
    [
        "$expand=manager($select=id)",
        "$expand=manager($levels=max)",
        "$expand=manager($levels=0)&$count=true",
        "$expand=manager($levels=1001)&$count=true",
        "$expand=manager($top=1)&$count=true",
        "$expand=manager($levels=1)&$count=true&$filter=department ne 'Sales'",
    ],
)
def test_an_expansion_outside_the_documented_forms_is_refused(graph: Graph, options: str) -> None:
    assert eventual(graph, f"/users?{options}").status_code == 400


def test_levels_need_the_header_of_advanced_queries(graph: Graph) -> None:
    path = "/users?$expand=manager($levels=max)&$count=true"
    assert graph("GET", path).status_code == 400
    assert eventual(graph, path).status_code == 200


def test_managers_of_a_filtered_list_come_with_it(graph: Graph) -> None:
    path = "/users?$filter=startsWith(displayName,'Jack')&$count=true&$expand=manager($levels=1;$select=displayName)"
    (jack,) = eventual(graph, path).json()["value"]
    assert jack["manager"]["displayName"] == "Liam O'Neill"


def test_reports_are_direct_or_all_below(graph: Graph) -> None:
    assert names(graph, user("maria.alvarez") + "/directReports") == ["Liam O'Neill", "Zoë Novak", "Priscilla Gray"]
    below = names(graph, user("maria.alvarez") + "/transitiveReports")
    assert below[:3] == ["Liam O'Neill", "Zoë Novak", "Priscilla Gray"]
    assert {"Jack O'Brien", "Emma Rossi"} <= set(below)
    path = user("maria.alvarez") + "/transitiveReports/$count"
    assert eventual(graph, path).text == str(len(below))
    assert graph("GET", path).status_code == 400


def test_memberships_include_units_and_roles_and_go_through_groups_when_transitive(graph: Graph) -> None:
    assert set(names(graph, user("zoe.novak") + "/memberOf")) == {"SG-New-Hires", "SG-Sales", "AU-Sales"}
    assert "SG-All-Staff" in names(graph, user("zoe.novak") + "/transitiveMemberOf")
    groups = user("zoe.novak") + "/transitiveMemberOf/microsoft.graph.group?$select=displayName"
    assert names(graph, groups) == ["SG-New-Hires", "SG-Sales", "SG-All-Staff"]
    assert "Global Administrator" in names(graph, user("breakglass") + "/memberOf")
    admin = graph.values(user("ada.iverson") + "/transitiveMemberOf")
    roles = [item for item in admin if item["@odata.type"] == "#microsoft.graph.directoryRole"]
    assert [role["displayName"] for role in roles] == ["Lifecycle Workflows Administrator"]


def test_everybody_has_a_password_and_some_have_more(graph: Graph) -> None:
    kinds = [m["@odata.type"] for m in graph.values(user("zoe.novak") + "/authentication/methods")]
    assert kinds == ["#microsoft.graph.passwordAuthenticationMethod"]
    kinds = [m["@odata.type"] for m in graph.values(user("ivan.petrov") + "/authentication/methods")]
    assert kinds[1:] == ["#microsoft.graph.microsoftAuthenticatorAuthenticationMethod"]


def test_the_registration_report_agrees_with_methods_and_roles(graph: Graph) -> None:
    path = "/reports/authenticationMethods/userRegistrationDetails"
    report = {row["userPrincipalName"]: row for row in graph.values(path)}
    assert report[upn("ivan.petrov")]["methodsRegistered"] == ["microsoftAuthenticatorPush"]
    assert report[upn("zoe.novak")]["methodsRegistered"] == []
    assert report[upn("breakglass")]["isAdmin"] is True
    assert report[upn("ada.iverson")]["isAdmin"] is True, "through a group"
    assert report[upn("zoe.novak")]["isAdmin"] is False
    admins = graph.values(f"{path}?$filter=isAdmin eq true and userType eq 'member'&$select=id")
    assert object_id("user", "breakglass") in [row["id"] for row in admins]


def test_a_change_of_a_user_is_stored_and_a_nested_one_keeps_its_siblings(graph: Graph) -> None:
    body: JsonObject = {
        "department": "Marketing",
        "accountEnabled": False,
        "employeeHireDate": "2027-01-01T08:00:00Z",
        "employeeOrgData": {"costCenter": "9"},
    }
    assert graph("PATCH", user("zoe.novak"), body).status_code == 204
    shown = graph.get(user("zoe.novak") + "?$select=department,accountEnabled,employeeHireDate,employeeOrgData")
    assert shown["employeeOrgData"] == {"costCenter": "9", "division": "Commercial"}
    assert {name: shown[name] for name in ("department", "accountEnabled", "employeeHireDate")} == {
        name: body[name] for name in ("department", "accountEnabled", "employeeHireDate")
    }


@pytest.mark.parametrize(
    "body",
    [
        {"nickname": "Z"},
        {"id": "x"},
        {"createdDateTime": "2020-01-01T00:00:00Z"},
        {"_manager": "x"},
        {"department": ""},
        {"department": 7},
        {"accountEnabled": "false"},
        {"employeeHireDate": "soon"},
        {"otherMails": "a@b.example"},
        {"employeeOrgData": "2100"},
        {"userPrincipalName": "MARIA.alvarez@kestrelvane.example"},
    ],
)
def test_a_change_that_breaks_a_rule_is_refused(graph: Graph, store: Store, body: JsonObject) -> None:
    before = store.get("users", object_id("user", "zoe.novak"))
    assert refused(graph, "PATCH", user("zoe.novak"), body) == (400, "Request_BadRequest")
    assert store.get("users", object_id("user", "zoe.novak")) == before


def test_a_person_is_created_and_deleted_with_every_mention(graph: Graph) -> None:
    body: JsonObject = {
        "accountEnabled": True,
        "displayName": "Nina Berg",
        "mailNickname": "nina.berg",
        "userPrincipalName": upn("nina.berg"),
        "department": "Sales",
        "passwordProfile": {"forceChangePasswordNextSignIn": True, "password": "x"},
    }
    created = graph("POST", "/users", body)
    assert created.status_code == 201
    id_ = created.json()["id"]
    assert refused(graph, "POST", "/users", body) == (400, "Request_BadRequest")
    link: JsonObject = {"@odata.id": f"{V1}/directoryObjects/{id_}"}
    assert graph("POST", group("SG-Admins") + "/members/$ref", link).status_code == 204
    assert graph("PUT", user("zoe.novak") + "/manager/$ref", {"@odata.id": f"{V1}/users/{id_}"}).status_code == 204
    assert graph("DELETE", f"/users/{id_}").status_code == 204
    assert "Nina Berg" not in names(graph, group("SG-Admins") + "/members")
    assert refused(graph, "GET", user("zoe.novak") + "/manager") == NOT_FOUND
    del body["mailNickname"]
    assert refused(graph, "POST", "/users", body) == (400, "Request_BadRequest")


def test_roles_of_a_deleted_person_are_gone(graph: Graph) -> None:
    assert graph("DELETE", user("breakglass")).status_code == 204
    holders = [item["principalId"] for item in graph.values("/roleManagement/directory/roleAssignments")]
    assert holders
    assert object_id("user", "breakglass") not in holders


def test_a_password_is_not_kept(graph: Graph, store: Store) -> None:
    profile: JsonObject = {"passwordProfile": {"password": "hunter2"}}
    assert graph("PATCH", user("zoe.novak"), profile).status_code == 204
    assert "hunter2" not in str(store.all("users"))


def test_members_are_direct_or_transitive_and_cast_to_a_kind(graph: Graph) -> None:
    direct = graph.values(group("SG-All-Staff") + "/members")
    assert {"#microsoft.graph.group", "#microsoft.graph.user"} == {item["@odata.type"] for item in direct}
    assert names(graph, group("SG-All-Staff") + "/members/microsoft.graph.group") == ["SG-Sales", "SG-Marketing"]
    everybody = graph.values(group("SG-All-Staff") + "/transitiveMembers/microsoft.graph.user?$select=id")
    assert object_id("user", "zoe.novak") in [person["id"] for person in everybody]
    assert len({person["id"] for person in everybody}) == len(everybody)


def test_groups_within_each_other_are_walked_once(graph: Graph) -> None:
    link: JsonObject = {"@odata.id": f"{V1}{group('SG-All-Staff')}"}
    assert graph("POST", group("SG-Sales") + "/members/$ref", link).status_code == 204
    found = graph.values(group("SG-Sales") + "/transitiveMembers")
    ids = [item["id"] for item in found]
    assert len(set(ids)) == len(ids)
    assert object_id("group", "SG-Sales") not in ids
    assert graph.values(user("zoe.novak") + "/transitiveMemberOf")


def test_a_member_is_added_once_and_removed_once(graph: Graph) -> None:
    path = group("SG-Admins") + "/members"
    link: JsonObject = {"@odata.id": f"{V1}/directoryObjects/{object_id('user', 'zoe.novak')}"}
    assert graph("POST", path + "/$ref", link).status_code == 204
    assert refused(graph, "POST", path + "/$ref", link) == (400, "Request_BadRequest")
    assert "Zoë Novak" in names(graph, path)
    one = f"{path}/{object_id('user', 'zoe.novak')}/$ref"
    assert graph("DELETE", one).status_code == 204
    assert refused(graph, "DELETE", one) == NOT_FOUND
    assert refused(graph, "POST", path + "/$ref", {"@odata.id": f"{V1}/users/nobody"}) == NOT_FOUND


def test_a_rule_alone_decides_who_is_in_a_dynamic_group(graph: Graph) -> None:
    link: JsonObject = {"@odata.id": f"{V1}{user('zoe.novak')}"}
    path = group("SG-Engineering-Dynamic") + "/members/$ref"
    assert refused(graph, "POST", path, link) == (400, "Request_BadRequest")


def test_groups_are_found_by_names_with_quotes_and_may_share_one(graph: Graph) -> None:
    assert names(graph, "/groups?$filter=displayName in ('Director''s Circle','sg-sales')") == [
        "SG-Sales",
        "Director's Circle",
    ]
    assert len(graph.values("/groups?$filter=displayName eq 'Project Falcon'")) == 2


def test_teams_are_groups_with_the_team_option(graph: Graph) -> None:
    assert names(graph, "/groups?$filter=resourceProvisioningOptions/any(o:o eq 'Team')") == ["Sales Team"]
    assert names(graph, group("Sales Team") + "/owners") == ["Maria Alvarez"]


def test_a_group_is_created(graph: Graph) -> None:
    body: JsonObject = {"displayName": "SG-New", "mailEnabled": False, "mailNickname": "new", "securityEnabled": True}
    created = graph("POST", "/groups", body)
    assert created.status_code == 201
    assert graph.get(f"/groups/{created.json()['id']}")["displayName"] == "SG-New"
    assert refused(graph, "POST", "/groups", {**body, "colour": "red"}) == (400, "Request_BadRequest")
    del body["mailNickname"]
    assert refused(graph, "POST", "/groups", body) == (400, "Request_BadRequest")


def test_units_hold_people_and_show_the_roles_limited_to_them(graph: Graph) -> None:
    assert names(graph, "/directory/administrativeUnits?$filter=displayName eq 'au-sales'") == ["AU-Sales"]
    unit = f"/directory/administrativeUnits/{object_id('administrativeUnit', 'AU-Sales')}"
    assert graph.get(unit)["displayName"] == "AU-Sales"
    assert "Zoë Novak" in names(graph, unit + "/members")
    assert "Yuki Tanaka" not in names(graph, unit + "/members/microsoft.graph.user")
    (scoped,) = graph.values(unit + "/scopedRoleMembers")
    assert scoped["roleMemberInfo"]["displayName"] == "Paul Meyer"


def test_objects_by_id_come_with_their_kind_and_unknown_ids_are_left_out(graph: Graph) -> None:
    ids = [
        object_id("user", "zoe.novak"),
        object_id("group", "SG-Sales").upper(),
        object_id("administrativeUnit", "AU-Sales"),
        object_id("application", "lcwsync apply"),
        object_id("servicePrincipal", "lcwsync apply"),
        "00000000-0000-0000-0000-000000000000",
    ]
    found = graph("POST", "/directoryObjects/getByIds", {"ids": ids}).json()["value"]
    assert [(item["@odata.type"].rsplit(".", 1)[-1], item["displayName"]) for item in found] == [
        ("user", "Zoë Novak"),
        ("group", "SG-Sales"),
        ("administrativeUnit", "AU-Sales"),
        ("application", "lcwsync apply"),
        ("servicePrincipal", "lcwsync apply"),
    ]
    some = graph("POST", "/directoryObjects/microsoft.graph.getByIds", {"ids": ids, "types": ["group"]}).json()["value"]
    assert [item["displayName"] for item in some] == ["SG-Sales"]


@pytest.mark.parametrize("ids", [None, [], "x", [7], ["x"] * 1001])
def test_at_most_a_thousand_ids_are_taken(graph: Graph, ids: object) -> None:
    assert refused(graph, "POST", "/directoryObjects/getByIds", {"ids": ids}) == (400, "Request_BadRequest")


@pytest.mark.parametrize(
    ("path", "permission"),
    [
        ("/organization", "Organization.Read.All"),
        ("/subscribedSkus", "Organization.Read.All"),
        ("/users", "User.Read.All"),
        ("/groups", "GroupMember.Read.All"),
        ("/directory/administrativeUnits", "AdministrativeUnit.Read.All"),
        ("/applications", "Application.Read.All"),
        ("/servicePrincipals", "Application.Read.All"),
        ("/oauth2PermissionGrants", "Directory.Read.All"),
        ("/reports/authenticationMethods/userRegistrationDetails", "AuditLog.Read.All"),
        (user("zoe.novak") + "/authentication/methods", "UserAuthenticationMethod.Read.All"),
        ("/roleManagement/directory/roleDefinitions", "RoleManagement.Read.Directory"),
        ("/roleManagement/directory/roleEligibilitySchedules", "RoleEligibilitySchedule.Read.Directory"),
        ("/roleManagement/directory/roleAssignmentSchedules", "RoleAssignmentSchedule.Read.Directory"),
        ("/identityGovernance/entitlementManagement/accessPackages", "EntitlementManagement.Read.All"),
    ],
)
def test_the_least_permission_opens_a_route_and_another_does_not(store: Store, path: str, permission: str) -> None:
    assert client(store, permission)("GET", path).status_code == 200
    assert refused(client(store, "LifecycleWorkflows.Read.All"), "GET", path) == (403, "Authorization_RequestDenied")


def test_a_leave_date_is_empty_without_its_permission(store: Store) -> None:
    path = user("ben.carter") + "?$select=employeeLeaveDateTime"
    assert client(store, "User.Read.All").get(path)["employeeLeaveDateTime"] is None
    assert client(store, "User.Read.All", "User-LifeCycleInfo.Read.All").get(path)["employeeLeaveDateTime"] is not None


def test_custom_security_attributes_are_empty_without_their_permission(store: Store) -> None:
    ben = store.get("users", object_id("user", "ben.carter")) or {}
    store.put("users", str(ben["id"]), {**ben, "customSecurityAttributes": {"Site": {"OnSite": True}}})
    path = user("ben.carter") + "?$select=customSecurityAttributes"
    assert client(store, "User.Read.All").get(path)["customSecurityAttributes"] is None
    allowed = client(store, "User.Read.All", "CustomSecAttributeAssignment.Read.All")
    assert allowed.get(path)["customSecurityAttributes"] == {"Site": {"OnSite": True}}
    listed = client(store, "User.Read.All").get("/users?$select=id,customSecurityAttributes")["value"]
    assert not [each for each in listed if each["customSecurityAttributes"]]


@pytest.mark.parametrize(
    ("name", "permission"),
    [
        ("employeeLeaveDateTime", "User-LifeCycleInfo.Read.All"),
        ("signInActivity", "AuditLog.Read.All"),
        ("customSecurityAttributes", "CustomSecAttributeAssignment.Read.All"),
    ],
)
def test_some_properties_need_a_permission_of_their_own(store: Store, name: str, permission: str) -> None:
    store.doubts |= {"leave-dates": "403", "custom-security-attributes": "403"}
    ben = store.get("users", object_id("user", "ben.carter")) or {}
    store.put("users", str(ben["id"]), {**ben, "customSecurityAttributes": {"Site": {"OnSite": True}}})
    path = user("ben.carter") + f"?$select={name}"
    assert refused(client(store, "User.Read.All"), "GET", path) == (403, "Authorization_RequestDenied")
    nested = f"/users?$expand=manager($levels=1;$select={name})&$count=true"
    assert eventual(client(store, "User.Read.All"), nested).status_code == 403
    assert client(store, "User.Read.All", permission).get(path)[name] is not None


def test_sponsors_are_listed_and_unknown_ids_among_them_are_left_out(store: Store) -> None:
    ben = store.get("users", object_id("user", "ben.carter")) or {}
    maria = object_id("user", "maria.alvarez")
    store.put("users", str(ben["id"]), {**ben, "_sponsors": [maria, "00000000-0000-4000-8000-000000000000"]})
    found = client(store, "User.Read.All").get(user("ben.carter") + "/sponsors?$select=id,mail")["value"]
    assert [(each["id"], each["@odata.type"]) for each in found] == [(maria, "#microsoft.graph.user")]
    assert client(store, "User.Read.All").get(user("maria.alvarez") + "/sponsors")["value"] == []
