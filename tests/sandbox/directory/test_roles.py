"""Roles, what Privileged Identity Management adds, applications and their grants, access packages, licences."""

from collections.abc import Iterator

import pytest

from lcwsync.sandbox.company.seed import object_id
from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.company import client, names, new_company
from tests.sandbox.graph_client import Graph

ROLES = "/roleManagement/directory"
GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
PIM = (
    f"{ROLES}/roleEligibilitySchedules",
    f"{ROLES}/roleEligibilityScheduleInstances",
    f"{ROLES}/roleAssignmentSchedules",
    f"{ROLES}/roleAssignmentScheduleInstances",
    "/identityGovernance/privilegedAccess/group/eligibilitySchedules?$filter=groupId eq 'x'",
)
GRAPH_APP = "00000003-0000-0000-c000-000000000000"


@pytest.fixture
def store() -> Iterator[Store]:
    store = new_company()
    yield store
    store.close()


@pytest.fixture
def graph(store: Store) -> Graph:
    return client(store)


def test_a_built_in_role_has_its_template_as_id_and_lists_its_actions(graph: Graph) -> None:
    path = f"{ROLES}/roleDefinitions?$select=id,displayName,isBuiltIn,templateId,rolePermissions"
    roles = {role["displayName"]: role for role in graph.values(path)}
    assert all(role["id"] == role["templateId"] for role in roles.values() if role["isBuiltIn"])
    creating = {
        name
        for name, role in roles.items()
        if "microsoft.directory/users/authenticationMethods/create"
        in role["rolePermissions"][0]["allowedResourceActions"]
    }
    assert creating == {
        "Global Administrator",
        "Privileged Authentication Administrator",
        "Authentication Administrator",
    }
    assert [name for name, role in roles.items() if not role["isBuiltIn"]] == ["Reporting line editor"]
    assert graph.get(f"{ROLES}/roleDefinitions/{GLOBAL_ADMINISTRATOR}")["displayName"] == "Global Administrator"


def test_assignments_are_filtered_by_role_and_show_their_principal(graph: Graph) -> None:
    path = f"{ROLES}/roleAssignments?$filter=roleDefinitionId eq '{GLOBAL_ADMINISTRATOR}'&$expand=principal"
    (assignment,) = graph.values(path)
    assert assignment["directoryScopeId"] == "/"
    assert assignment["principal"]["displayName"] == "Emergency Access 1"
    assert assignment["principal"]["@odata.type"] == "#microsoft.graph.user"


def test_an_assignment_may_be_limited_to_a_unit_or_go_through_a_group(graph: Graph) -> None:
    found = graph.values(f"{ROLES}/roleAssignments?$expand=principal,roleDefinition")
    by_role = {item["roleDefinition"]["displayName"]: item for item in found}
    unit = object_id("administrativeUnit", "AU-Sales")
    assert by_role["Authentication Administrator"]["directoryScopeId"] == f"/administrativeUnits/{unit}"
    assert by_role["Lifecycle Workflows Administrator"]["principal"]["@odata.type"] == "#microsoft.graph.group"
    assert by_role["Lifecycle Workflows Administrator"]["principal"]["isAssignableToRole"] is True


def test_a_principal_that_is_gone_is_left_out(graph: Graph, store: Store) -> None:
    store.remove("users", object_id("user", "breakglass"))
    path = f"{ROLES}/roleAssignments?$filter=roleDefinitionId eq '{GLOBAL_ADMINISTRATOR}'&$expand=principal"
    (assignment,) = graph.values(path)
    assert "principal" not in assignment


def test_an_eligible_role_is_not_an_assignment(graph: Graph) -> None:
    (schedule,) = graph.values(f"{ROLES}/roleEligibilitySchedules?$expand=roleDefinition,principal")
    assert schedule["roleDefinition"]["displayName"] == "Privileged Authentication Administrator"
    assert schedule["principal"]["displayName"] == "Ada Iverson"
    assert schedule["scheduleInfo"]["expiration"]["type"] == "noExpiration"
    (instance,) = graph.values(f"{ROLES}/roleEligibilityScheduleInstances")
    assert instance["roleEligibilityScheduleId"] == schedule["id"]
    assigned = {item["roleDefinitionId"] for item in graph.values(f"{ROLES}/roleAssignments")}
    assert schedule["roleDefinitionId"] not in assigned


def test_every_active_assignment_has_a_schedule_and_an_instance(graph: Graph, store: Store) -> None:
    activated: JsonObject = {
        "id": "activated",
        "principalId": object_id("user", "ada.iverson"),
        "roleDefinitionId": "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
        "directoryScopeId": "/",
        "_activated": {"endDateTime": "2030-01-01T00:00:00Z"},
    }
    store.put("roleAssignments", "activated", activated)
    expected = {item["id"] for item in graph.values(f"{ROLES}/roleAssignments")}
    schedules = {item["id"]: item for item in graph.values(f"{ROLES}/roleAssignmentSchedules")}
    instances = {item["id"]: item for item in graph.values(f"{ROLES}/roleAssignmentScheduleInstances")}
    assert set(schedules) == set(instances) == expected
    assert schedules["activated"]["assignmentType"] == "Activated"
    assert instances["activated"]["endDateTime"] == "2030-01-01T00:00:00Z"
    assert {item["assignmentType"] for id_, item in instances.items() if id_ != "activated"} == {"Assigned"}


@pytest.mark.parametrize("path", PIM)
def test_without_a_licence_privileged_identity_management_answers_nothing(
    graph: Graph, store: Store, path: str
) -> None:
    assert graph("GET", path).status_code == 200
    for sku in store.all("subscribedSkus"):
        store.remove("subscribedSkus", str(sku["id"]))
    refused = graph("GET", path)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "AadPremiumLicenseRequired")


def test_eligible_members_of_a_group_are_asked_for_by_group(graph: Graph) -> None:
    path = "/identityGovernance/privilegedAccess/group/eligibilitySchedules"
    assert graph("GET", path).status_code == 400
    group = object_id("group", "SG-Identity-Admins")
    (eligible,) = graph.values(f"{path}?$filter=groupId eq '{group}'&$expand=principal")
    assert (eligible["principal"]["displayName"], eligible["accessId"]) == ("Dmitri Volkov", "member")


def test_one_read_of_the_graph_principal_shows_every_permission_granted(graph: Graph) -> None:
    (principal,) = graph.values(f"/servicePrincipals?$filter=appId eq '{GRAPH_APP}'")
    values = {role["id"]: role["value"] for role in principal["appRoles"]}
    granted: dict[str, set[str]] = {}
    for grant in graph.values(f"/servicePrincipals/{principal['id']}/appRoleAssignedTo?$top=999"):
        granted.setdefault(grant["principalDisplayName"], set()).add(values[grant["appRoleId"]])
    assert granted["HR provisioning"] == {"User.ReadWrite.All"}
    assert {"LifecycleWorkflows-Workflow.ReadWrite.All", "Policy.ReadWrite.AuthenticationMethod"} <= granted[
        "lcwsync apply"
    ]
    assert not {value for value in granted["lcwsync plan"] if "Write" in value}
    own = graph.values(f"/servicePrincipals/{object_id('servicePrincipal', 'lcwsync plan')}/appRoleAssignments")
    assert {values[grant["appRoleId"]] for grant in own} == granted["lcwsync plan"]


def test_delegated_grants_are_filtered_by_resource(graph: Graph) -> None:
    resource = object_id("servicePrincipal", "Microsoft Graph")
    (grant,) = graph.values(f"/oauth2PermissionGrants?$filter=resourceId eq '{resource}'")
    assert grant["scope"].split() == ["openid", "profile", "User.Read"]
    assert graph.values("/oauth2PermissionGrants?$filter=resourceId eq 'x'") == []


def test_applications_list_their_owners_and_trusted_outside_identities(graph: Graph) -> None:
    (application,) = graph.values("/applications?$filter=displayName eq 'lcwsync apply'")
    path = f"/applications/{application['id']}"
    (credential,) = graph.values(path + "/federatedIdentityCredentials")
    assert credential["subject"].endswith(":environment:entra-production")
    assert graph.values(path + "/owners") == []
    provisioning = object_id("application", "HR provisioning")
    assert names(graph, f"/applications/{provisioning}/owners") == ["Samir Haddad"]
    assert graph.values(f"/servicePrincipals/{object_id('servicePrincipal', 'lcwsync apply')}/owners") == []


def test_access_packages_show_their_policies_when_expanded(graph: Graph) -> None:
    path = "/identityGovernance/entitlementManagement"
    packages = graph.values(f"{path}/accessPackages?$filter=displayName eq 'Sales starter kit'")
    (package,) = packages
    assert "assignmentPolicies" not in package
    one = f"{path}/accessPackages/{package['id']}?$select=id&$expand=assignmentPolicies($select=id,displayName)"
    policies = graph.get(one)["assignmentPolicies"]
    assert [policy["displayName"] for policy in policies] == ["Initial policy", "With the manager's approval"]
    filtered = f"{path}/assignmentPolicies?$filter=accessPackage/id eq '{package['id']}'&$expand=accessPackage"
    assert {policy["accessPackage"]["displayName"] for policy in graph.values(filtered)} == {"Sales starter kit"}
    assert graph("GET", f"{path}/accessPackages?$filter=displayName in ('a','b')").status_code == 400


def test_the_subscriptions_name_the_plans_in_them(graph: Graph) -> None:
    skus = {sku["skuPartNumber"]: sku for sku in graph.values("/subscribedSkus")}
    plans = {plan["servicePlanName"] for sku in skus.values() for plan in sku["servicePlans"]}
    assert {"Entra_Identity_Governance", "AAD_PREMIUM_P2"} <= plans
    assert graph("GET", "/subscribedSkus?$filter=skuPartNumber eq 'SPE_E5'").status_code == 400
