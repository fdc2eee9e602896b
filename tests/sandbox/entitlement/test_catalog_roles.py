"""Roles of entitlement management: their names, who holds them, on which catalog, and who may read that."""

import pytest

from lcwsync.sandbox.company.people import object_id
from tests.audit import planting
from tests.sandbox.company import client, new_company
from tests.sandbox.entitlement.front_door import front_door

ROLES = "/roleManagement/entitlementManagement"
OWNER = "ae79f266-94d4-4dab-b730-feca7e132178"


def test_a_role_is_shown_with_its_catalog_its_holder_and_its_definition_when_asked() -> None:
    door = front_door()
    liam = object_id("user", "liam.oneill")
    planting.assign_on_catalog(door.store, liam, OWNER, "Onboarding")
    planting.assign_on_catalog(door.store, liam, OWNER, None)

    catalog = f"/AccessPackageCatalog/{object_id('accessPackageCatalog', 'Onboarding')}"
    listed = door.graph.values(f"{ROLES}/roleAssignments?$filter=appScopeId eq '{catalog}'")
    (bare,) = (each for each in listed if each["principalId"] == liam)
    assert (bare["principalId"], bare["appScopeId"], bare["directoryScopeId"]) == (liam, catalog, None)
    assert not {"principal", "roleDefinition"} & set(bare)
    every = door.graph.values(f"{ROLES}/roleAssignments?$expand=principal,roleDefinition")
    expanded = [each for each in every if each["principalId"] == liam]
    assert {each["directoryScopeId"] for each in expanded} == {None, "/"}
    for each in expanded:
        assert each["principal"]["displayName"].startswith("Liam")
        assert each["roleDefinition"]["displayName"] == "Catalog owner"


@pytest.mark.parametrize(("answer", "owned"), [("nobody", False), ("caller", True)])
def test_who_creates_a_catalog_owns_it_where_the_service_makes_it_so(answer: str, *, owned: bool) -> None:
    store = new_company()
    store.doubts["catalog-owner"] = answer
    graph = client(store)
    before = len(graph.values(f"{ROLES}/roleAssignments"))
    made = graph("POST", "/identityGovernance/entitlementManagement/catalogs", {"displayName": "New"}).json()
    roles = graph.values(f"{ROLES}/roleAssignments?$filter=appScopeId eq '/AccessPackageCatalog/{made['id']}'")
    assert [role["roleDefinitionId"] for role in roles] == ([OWNER] if owned else [])
    assert len(graph.values(f"{ROLES}/roleAssignments")) == before + owned


def test_the_five_roles_have_their_ids_of_every_tenant() -> None:
    names = {each["id"]: each["displayName"] for each in front_door().graph.values(f"{ROLES}/roleDefinitions")}
    assert len(names) == 5
    assert names[OWNER] == "Catalog owner"


@pytest.mark.parametrize("path", ["roleAssignments", "roleDefinitions"])
def test_rights_on_directory_roles_do_not_show_roles_on_catalogs(path: str) -> None:
    graph = client(new_company())
    graph.app.token_permissions = frozenset({"RoleManagement.Read.Directory", "Directory.Read.All"})
    assert graph("GET", f"{ROLES}/{path}").status_code == 403
    graph.app.token_permissions = frozenset({"EntitlementManagement.Read.All"})
    assert graph("GET", f"{ROLES}/{path}").status_code == 200
