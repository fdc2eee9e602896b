"""Giving somebody of the seeded company a right they should not have."""

from lcwsync.sandbox.company.applications import APP_ROLES, GRAPH_PRINCIPAL_ID
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.directory.activation import RULES
from lcwsync.sandbox.directory.governance_resources import ROLE_SCOPE
from lcwsync.sandbox.directory.roles import schedule_info
from lcwsync.sandbox.store import JsonObject, Store

SINCE = "2026-01-01T00:00:00Z"
TENANT_WIDE = "/"
EXCHANGE_APP_ID = "00000002-0000-0ff1-ce00-000000000000"


def user(name: str) -> str:
    """The id of a user of the seed."""
    return object_id("user", name)


def role(store: Store, name: str) -> str:
    """The id of a role by its display name."""
    return next(str(r["id"]) for r in store.all("roleDefinitions") if r["displayName"] == name)


def custom_role(store: Store, name: str, *actions: str) -> str:
    """A role of the tenant's own."""
    id_ = object_id("roleDefinition", name)
    permissions: list[JsonObject] = [{"allowedResourceActions": list(actions), "condition": None}]
    document: JsonObject = {
        "id": id_,
        "displayName": name,
        "isBuiltIn": False,
        "isEnabled": True,
        "templateId": id_,
        "rolePermissions": permissions,
    }
    store.put("roleDefinitions", id_, document)
    return id_


def assign(store: Store, principal: str, role_id: str, scope: str = TENANT_WIDE, *, activated: bool = False) -> None:
    """An active role assignment."""
    id_ = object_id("roleAssignment", f"{principal}/{role_id}/{scope}")
    document: JsonObject = {
        "id": id_,
        "principalId": principal,
        "roleDefinitionId": role_id,
        "directoryScopeId": scope,
        "_createdDateTime": SINCE,
    }
    if activated:
        document["_activated"] = {"endDateTime": "2027-01-01T00:00:00Z"}
    store.put("roleAssignments", id_, document)


def make_eligible(store: Store, principal: str, role_id: str) -> None:
    """A role that must be activated first."""
    id_ = object_id("roleEligibilitySchedule", f"{principal}/{role_id}")
    document: JsonObject = {
        "id": id_,
        "principalId": principal,
        "roleDefinitionId": role_id,
        "directoryScopeId": TENANT_WIDE,
        "status": "Provisioned",
        "memberType": "Direct",
        "scheduleInfo": schedule_info(SINCE),
    }
    store.put("roleEligibilitySchedules", id_, document)


def assign_later(store: Store, principal: str, role_id: str, start: str) -> None:
    """An active role assignment that has not begun."""
    id_ = object_id("roleAssignmentSchedule", f"{principal}/{role_id}")
    document: JsonObject = {
        "id": id_,
        "principalId": principal,
        "roleDefinitionId": role_id,
        "directoryScopeId": TENANT_WIDE,
        "status": "Provisioned",
        "assignmentType": "Assigned",
        "memberType": "Direct",
        "scheduleInfo": schedule_info(start),
    }
    store.put("roleAssignmentSchedules", id_, document)


def application(store: Store, name: str, *, owners: tuple[str, ...] = (), owner: str = "of the tenant") -> str:
    """An application with its service principal, whose id is returned. `owner`: whose `owners` are."""
    principal, id_, app_id = (object_id(kind, name) for kind in ("servicePrincipal", "application", "appId"))
    shared: JsonObject = {"appId": app_id, "displayName": name, "passwordCredentials": [], "keyCredentials": []}
    on_application = owner == "application"
    store.put(
        "applications",
        id_,
        {"id": id_, **shared, "_owners": list(owners) if on_application else [], "_federatedIdentityCredentials": []},
    )
    store.put(
        "servicePrincipals",
        principal,
        {"id": principal, **shared, "accountEnabled": True, "_owners": [] if on_application else list(owners)},
    )
    return principal


def exchange(store: Store) -> str:
    """Exchange Online, which the seed does not have; its service principal's id is returned."""
    return resource(store, "Office 365 Exchange Online", EXCHANGE_APP_ID)


def resource(store: Store, display_name: str, application_id: str) -> str:
    """An application whose permissions can be granted; its service principal's id is returned."""
    id_ = object_id("servicePrincipal", display_name)
    name: JsonObject = {"appId": application_id, "displayName": display_name}
    store.put("servicePrincipals", id_, {"id": id_, **name, "accountEnabled": True, "appRoles": [], "_owners": []})
    return id_


def _app_role(store: Store, resource: str, permission: str) -> str:
    """The id of an application permission, which is added to its resource when the seed does not have it."""
    if resource == GRAPH_PRINCIPAL_ID and permission in APP_ROLES:
        return APP_ROLES[permission]
    id_ = object_id("appRole", permission)
    document = store.get("servicePrincipals", resource)
    assert document is not None
    roles = document["appRoles"]
    assert isinstance(roles, list)
    change(store, "servicePrincipals", resource, appRoles=[*roles, {"id": id_, "value": permission}])
    return id_


def permit(store: Store, principal: str, permission: str, resource: str = GRAPH_PRINCIPAL_ID) -> None:
    """An application permission, of Microsoft Graph unless another resource is named."""
    id_ = object_id("appRoleAssignment", f"{principal}/{permission}")
    document: JsonObject = {
        "id": id_,
        "appRoleId": _app_role(store, resource, permission),
        "principalId": principal,
        "principalType": "ServicePrincipal",
        "resourceId": resource,
    }
    store.put("appRoleAssignments", id_, document)


def delegate(
    store: Store, client: str, scope: str, *, user_id: str | None = None, resource: str = GRAPH_PRINCIPAL_ID
) -> None:
    """A delegated permission: of everybody, or of one user."""
    id_ = object_id("oauth2PermissionGrant", f"{client}/{scope}/{user_id}")
    document: JsonObject = {
        "id": id_,
        "clientId": client,
        "consentType": "Principal" if user_id else "AllPrincipals",
        "principalId": user_id,
        "resourceId": resource,
        "scope": scope,
    }
    store.put("oauth2PermissionGrants", id_, document)


def group(store: Store, name: str, *, members: tuple[str, ...] = (), owners: tuple[str, ...] = ()) -> str:
    """A group that roles can be assigned to."""
    id_ = object_id("group", name)
    document: JsonObject = {
        "id": id_,
        "displayName": name,
        "isAssignableToRole": True,
        "securityEnabled": True,
        "groupTypes": [],
        "_members": list(members),
        "_owners": list(owners),
    }
    store.put("groups", id_, document)
    return id_


def make_member_eligible(store: Store, principal: str, group_id: str, access: str) -> None:
    """A membership or an ownership of a group that must be activated first."""
    id_ = f"{group_id}_{access}_{principal}"
    document: JsonObject = {
        "id": id_,
        "principalId": principal,
        "groupId": group_id,
        "accessId": access,
        "status": "Provisioned",
        "memberType": "direct",
        "scheduleInfo": schedule_info(SINCE),
    }
    store.put("groupEligibilitySchedules", id_, document)


def make_member_later(store: Store, principal: str, group_id: str, access: str, start: str) -> None:
    """A membership or an ownership of a group by a schedule."""
    id_ = f"{group_id}_{access}_{principal}"
    document: JsonObject = {
        "id": id_,
        "principalId": principal,
        "groupId": group_id,
        "accessId": access,
        "status": "Provisioned",
        "memberType": "direct",
        "assignmentType": "assigned",
        "scheduleInfo": schedule_info(start),
    }
    store.put("groupAssignmentSchedules", id_, document)


def package(
    store: Store,
    name: str,
    group_id: str,
    *,
    whom: str = "allMemberUsers",
    by: str = "themselves",
    chosen: tuple[JsonObject, ...] = (),
) -> str:
    """An access package with one policy that gives membership of a group; its id. `by`: who asks. `chosen`: the subject
    sets that it is open to."""
    id_, policy_id = object_id("accessPackage", name), object_id("assignmentPolicy", name)
    catalog = object_id("accessPackageCatalog", name)
    store.put("accessPackageCatalogs", catalog, {"id": catalog, "displayName": name})
    store.put("accessPackages", id_, {"id": id_, "displayName": name, "catalog": {"id": catalog}})
    requests: JsonObject = {
        "enableTargetsToSelfAddAccess": by == "themselves",
        "enableOnBehalfRequestorsToAddAccess": by == "managers",
    }
    policy: JsonObject = {
        "id": policy_id,
        "displayName": name,
        "accessPackage": {"id": id_},
        "allowedTargetScope": "specificDirectoryUsers" if chosen else whom,
        "specificAllowedTargets": list(chosen),
        "requestorSettings": requests,
        "requestApprovalSettings": {"isApprovalRequiredForAdd": False},
    }
    store.put("assignmentPolicies", policy_id, policy)
    held: JsonObject = {
        "id": f"{name}/role",
        "_package": id_,
        "_role": {"originId": f"Member_{group_id}", "originSystem": "AadGroup"},
        "_scope": {"originId": group_id, "isRootScope": True},
    }
    store.put(ROLE_SCOPE.collection, f"{id_}/{name}", held)
    return id_


def give_role_by_package(store: Store, package_id: str, role_id: str, how: str = "Eligible") -> None:
    """A directory role in place of what an access package of `package` gives. `how`: `Eligible` or `Active`."""
    link = next(each for each in store.all(ROLE_SCOPE.collection) if each["_package"] == package_id)
    given: JsonObject = {
        **link,
        "_role": {"originId": how, "originSystem": "DirectoryRole", "displayName": f"{how} Member"},
        "_scope": {"originId": role_id, "originSystem": "DirectoryRole", "isRootScope": True},
    }
    name = (store.get("accessPackages", package_id) or {})["displayName"]
    store.put(ROLE_SCOPE.collection, f"{package_id}/{name}", given)


def assign_on_catalog(store: Store, principal: str, role_id: str, catalog: str | None) -> None:
    """A role of entitlement management on one catalog, by the name of `package`; None: on all."""
    id_ = object_id("catalogRoleAssignment", f"{principal}/{role_id}/{catalog}")
    scope = f"/AccessPackageCatalog/{object_id('accessPackageCatalog', catalog)}" if catalog else None
    document: JsonObject = {
        "id": id_,
        "principalId": principal,
        "roleDefinitionId": role_id,
        "appScopeId": scope,
        "directoryScopeId": None if scope else TENANT_WIDE,
    }
    store.put("catalogRoleAssignments", id_, document)


def change(store: Store, collection: str, id_: str, **members: object) -> None:
    """Some members of an object."""
    document = store.get(collection, id_)
    assert document is not None
    store.put(collection, id_, {**document, **members})


def change_activation(store: Store, of: str, *rules: JsonObject) -> None:
    """What activating a role (its id) or a part in a group (`group/member`) asks for, in place of the service's own."""
    store.put(RULES, of, {"rules": list(rules)})


def hide_activation(store: Store, role_id: str) -> None:
    """The service shows no rules of the role."""
    store.put(RULES, role_id, {"hidden": True})
