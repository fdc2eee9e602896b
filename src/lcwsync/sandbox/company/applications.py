"""Applications of the seeded company and what they were granted.

Ids of Microsoft Graph's permissions are Microsoft's own (https://learn.microsoft.com/graph/permissions-reference).
"""

from lcwsync.sandbox.company.people import TENANT_ID, object_id
from lcwsync.sandbox.store import JsonObject, Store

GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000"
GRAPH_PRINCIPAL_ID = object_id("servicePrincipal", "Microsoft Graph")
_MICROSOFT_TENANT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
_COMMAND_LINE_TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
_GITHUB = "https://token.actions.githubusercontent.com"
_SINCE = "2024-03-11T09:00:00Z"

APP_ROLES = {
    "UserAuthenticationMethod.ReadWrite.All": "50483e42-d915-4231-9639-7fdb7fd190e5",
    "UserAuthenticationMethod.Read.All": "38d9df27-64da-44fd-b7c5-a6fbac20248f",
    "UserAuthMethod-TAP.ReadWrite.All": "627169a8-8c15-451c-861a-5b80e383de5c",
    "UserAuthMethod-TAP.Read.All": "bf82209c-b22b-4747-ac88-a68be99032cf",
    "LifecycleWorkflows.ReadWrite.All": "5c505cf4-8424-4b8e-aa14-ee06e3bb23e3",
    "LifecycleWorkflows.Read.All": "7c67316a-232a-4b84-be22-cea2c0906404",
    "LifecycleWorkflows-Workflow.ReadWrite.All": "94c88098-1d9d-4c42-a356-4d5a95312554",
    "LifecycleWorkflows-Workflow.Read.All": "03b0ad3e-fc2b-4ef1-b0ff-252e865cb608",
    "LifecycleWorkflows-Workflow.Activate": "3a87a643-13d2-47aa-8d6a-b0a8377cb03b",
    "LifecycleWorkflows-CustomExt.ReadWrite.All": "3351c766-bacc-4d93-94fa-f2c8b1986ee7",
    "Policy.Read.AuthenticationMethod": "8e3bc81b-d2f3-4b7b-838c-32c88218d2f0",
    "Policy.Read.All": "246dd0d5-5bd0-4def-940b-0421030a5b68",
    "Policy.ReadWrite.AuthenticationMethod": "29c18626-4985-4dcd-85c0-193eef327366",
    "RoleManagement.ReadWrite.Directory": "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
    "RoleManagement.Read.Directory": "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
    "RoleAssignmentSchedule.ReadWrite.Directory": "dd199f4a-f148-40a4-a2ec-f0069cc799ec",
    "RoleAssignmentSchedule.Read.Directory": "d5fe8ce8-684c-4c83-a52c-46e882ce4be1",
    "RoleEligibilitySchedule.ReadWrite.Directory": "fee28b28-e1f3-4841-818e-2704dc62245f",
    "RoleEligibilitySchedule.Read.Directory": "ff278e11-4a33-4d0c-83d2-d01dc58929a5",
    "EntitlementManagement.Read.All": "c74fd47d-ed3c-45c3-9a9e-b8676de685d2",
    "PrivilegedAssignmentSchedule.Read.AzureADGroup": "cd4161cb-f098-48f8-a884-1eda9a42434c",
    "PrivilegedEligibilitySchedule.Read.AzureADGroup": "edb419d6-7edc-42a3-9345-509bfdf5d87c",
    "AppRoleAssignment.ReadWrite.All": "06b708a9-e830-4db3-a914-8e69da51d44f",
    "Application.ReadWrite.All": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
    "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
    "Directory.ReadWrite.All": "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
    "Directory.Read.All": "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
    "User.ReadWrite.All": "741f803b-c850-494e-b5a7-cde7ca1f1adf",
    "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
    "User-LifeCycleInfo.Read.All": "8556a004-db57-4d7a-8b82-97a13428e96f",
    "GroupMember.Read.All": "98830695-27a2-44f7-8c18-0c3ebc9698f6",
    "AdministrativeUnit.Read.All": "134fd756-38ce-4afd-ba33-e9623dbe66c2",
    "Organization.Read.All": "498476ce-e0fe-48b0-b801-37ba7e2685c6",
    "AuditLog.Read.All": "b0afded3-3588-46d8-8b3d-9842eff778da",
}
"""Application permissions of Microsoft Graph by name."""

_SCOPES = {
    "UserAuthenticationMethod.ReadWrite.All": "b7887744-6746-4312-813d-72daeaee7e2d",
    "UserAuthMethod-TAP.ReadWrite.All": "05de4a66-e51a-4312-842a-30c8094698d2",
    "UserAuthMethod-TAP.ReadWrite": "2424436d-902f-4651-a1c7-b3b93147c960",
    "UserAuthMethod-TAP.Read.All": "6976c635-c9c2-41e6-a21d-e6913a155273",
    "Policy.ReadWrite.AuthenticationMethod": "7e823077-d88e-468f-a337-e18f1f0e6c7c",
    "User.Read": "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
}

_NAMES = ("User.Read.All", "GroupMember.Read.All", "AdministrativeUnit.Read.All", "Organization.Read.All")

_APPLICATIONS: tuple[tuple[str, str, tuple[str, ...], str | None], ...] = (
    (
        "lcwsync plan",
        "Reads for pull requests",
        ("LifecycleWorkflows.Read.All", "Policy.Read.AuthenticationMethod", *_NAMES),
        "repo:kestrel-vane/entra-configuration:pull_request",
    ),
    (
        "lcwsync apply",
        "Writes what was reviewed",
        (
            "LifecycleWorkflows-Workflow.ReadWrite.All",
            "LifecycleWorkflows-CustomExt.ReadWrite.All",
            "LifecycleWorkflows.Read.All",
            "Policy.ReadWrite.AuthenticationMethod",
            *_NAMES,
        ),
        "repo:kestrel-vane/entra-configuration:environment:entra-production",
    ),
    (
        "lcwsync audit",
        "Reads who could create a pass",
        (
            "RoleManagement.Read.Directory",
            "RoleEligibilitySchedule.Read.Directory",
            "EntitlementManagement.Read.All",
            "PrivilegedAssignmentSchedule.Read.AzureADGroup",
            "PrivilegedEligibilitySchedule.Read.AzureADGroup",
            "Application.Read.All",
            "Directory.Read.All",
            "LifecycleWorkflows.Read.All",
            "Policy.Read.AuthenticationMethod",
        ),
        "repo:kestrel-vane/entra-configuration:ref:refs/heads/main",
    ),
    ("HR provisioning", "Creates people from the HR system", ("User.ReadWrite.All",), None),
    ("Badge office", "Prints badges when a workflow says so", (), None),
)
"""Applications: name, description, permissions, and the GitHub subject that may sign in as it."""


def plant_applications(store: Store) -> None:
    """Add applications with their service principals and permissions."""
    _plant_graph(store)
    for name, description, permissions, subject in _APPLICATIONS:
        _plant_application(store, name, description, subject)
        for permission in permissions:
            _grant(store, name, permission)
    _plant_command_line_tools(store)


def application_id(name: str) -> str:
    """The client id (appId) of an application of the company."""
    return object_id("appId", name)


def _plant_graph(store: Store) -> None:
    roles = [
        {
            "id": id_,
            "value": name,
            "displayName": name,
            "description": name,
            "allowedMemberTypes": ["Application"],
            "isEnabled": True,
            "origin": "Application",
        }
        for name, id_ in APP_ROLES.items()
    ]
    scopes = [
        {"id": id_, "value": name, "type": "Admin", "isEnabled": True, "adminConsentDisplayName": name}
        for name, id_ in _SCOPES.items()
    ]
    graph = _principal("Microsoft Graph", GRAPH_APP_ID, owner=_MICROSOFT_TENANT)
    store.put("servicePrincipals", GRAPH_PRINCIPAL_ID, {**graph, "appRoles": roles, "oauth2PermissionScopes": scopes})


def _plant_application(store: Store, name: str, description: str, subject: str | None) -> None:
    id_ = object_id("application", name)
    credentials: list[JsonObject] = []
    if subject is not None:
        credentials.append(
            {
                "id": object_id("federatedIdentityCredential", name),
                "name": "github",
                "issuer": _GITHUB,
                "subject": subject,
                "audiences": ["api://AzureADTokenExchange"],
                "description": None,
            }
        )
    application: JsonObject = {
        "id": id_,
        "appId": application_id(name),
        "displayName": name,
        "description": description,
        "createdDateTime": _SINCE,
        "signInAudience": "AzureADMyOrg",
        "identifierUris": [],
        "tags": [],
        "appRoles": [],
        "passwordCredentials": [],
        "keyCredentials": [],
        "requiredResourceAccess": [],
        "_owners": [object_id("user", "samir.haddad")] if name == "HR provisioning" else [],
        "_federatedIdentityCredentials": credentials,
    }
    store.put("applications", id_, application)
    principal = _principal(name, application_id(name), owner=TENANT_ID)
    store.put("servicePrincipals", str(principal["id"]), principal)


def _principal(name: str, app_id: str, *, owner: str) -> JsonObject:
    return {
        "id": object_id("servicePrincipal", name),
        "appId": app_id,
        "displayName": name,
        "appDisplayName": name,
        "appOwnerOrganizationId": owner,
        "servicePrincipalType": "Application",
        "servicePrincipalNames": [app_id],
        "accountEnabled": True,
        "appRoleAssignmentRequired": False,
        "createdDateTime": _SINCE,
        "tags": [],
        "appRoles": [],
        "oauth2PermissionScopes": [],
        "passwordCredentials": [],
        "keyCredentials": [],
        "_owners": [],
    }


def _grant(store: Store, name: str, permission: str) -> None:
    id_ = object_id("appRoleAssignment", f"{name}/{permission}")
    grant: JsonObject = {
        "id": id_,
        "appRoleId": APP_ROLES[permission],
        "createdDateTime": _SINCE,
        "principalDisplayName": name,
        "principalId": object_id("servicePrincipal", name),
        "principalType": "ServicePrincipal",
        "resourceDisplayName": "Microsoft Graph",
        "resourceId": GRAPH_PRINCIPAL_ID,
    }
    store.put("appRoleAssignments", id_, grant)


def _plant_command_line_tools(store: Store) -> None:
    """The harmless delegated grant left by Connect-MgGraph."""
    name = "Microsoft Graph Command Line Tools"
    principal = _principal(name, _COMMAND_LINE_TOOLS, owner=_MICROSOFT_TENANT)
    store.put("servicePrincipals", str(principal["id"]), principal)
    id_ = object_id("oauth2PermissionGrant", name)
    grant: JsonObject = {
        "id": id_,
        "clientId": principal["id"],
        "consentType": "AllPrincipals",
        "principalId": None,
        "resourceId": GRAPH_PRINCIPAL_ID,
        "scope": "openid profile User.Read",
    }
    store.put("oauth2PermissionGrants", id_, grant)
