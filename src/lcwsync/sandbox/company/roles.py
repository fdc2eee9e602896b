"""Directory roles of the seeded company, and who holds them.

Ids of built-in roles are Microsoft's own
(https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference).
"""

from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.directory.roles import schedule_info
from lcwsync.sandbox.store import JsonObject, Store

_SINCE = "2024-03-11T09:00:00Z"

GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
PRIVILEGED_AUTHENTICATION_ADMINISTRATOR = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"
AUTHENTICATION_ADMINISTRATOR = "c4e39bd9-1100-46d3-8c65-fb160da0071f"
LIFECYCLE_WORKFLOWS_ADMINISTRATOR = "59d46f88-662b-457b-bceb-5c3809e5908f"

_METHODS = "microsoft.directory/users/authenticationMethods"

_ROLES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        GLOBAL_ADMINISTRATOR,
        "Global Administrator",
        (
            f"{_METHODS}/create",
            f"{_METHODS}/delete",
            f"{_METHODS}/standard/read",
            f"{_METHODS}/basic/update",
            "microsoft.directory/lifecycleWorkflows/workflows/allProperties/allTasks",
            "microsoft.directory/userCredentialPolicies/basic/update",
            "microsoft.directory/roleAssignments/allProperties/allTasks",
            "microsoft.directory/users/allProperties/allTasks",
            "microsoft.directory/applications/allProperties/allTasks",
            "microsoft.directory/servicePrincipals/allProperties/allTasks",
        ),
    ),
    (
        PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
        "Privileged Authentication Administrator",
        (
            f"{_METHODS}/create",
            f"{_METHODS}/delete",
            f"{_METHODS}/standard/read",
            f"{_METHODS}/basic/update",
            "microsoft.directory/users/invalidateAllRefreshTokens",
            "microsoft.directory/users/password/update",
        ),
    ),
    (
        AUTHENTICATION_ADMINISTRATOR,
        "Authentication Administrator",
        (
            f"{_METHODS}/create",
            f"{_METHODS}/delete",
            f"{_METHODS}/standard/restrictedRead",
            f"{_METHODS}/basic/update",
            "microsoft.directory/users/invalidateAllRefreshTokens",
            "microsoft.directory/users/password/update",
        ),
    ),
    (
        "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
        "Global Reader",
        (f"{_METHODS}/standard/restrictedRead", "microsoft.directory/users/standard/read"),
    ),
    (
        LIFECYCLE_WORKFLOWS_ADMINISTRATOR,
        "Lifecycle Workflows Administrator",
        ("microsoft.directory/lifecycleWorkflows/workflows/allProperties/allTasks",),
    ),
    (
        "0526716b-113d-4c15-b2c8-68e3c22b9f80",
        "Authentication Policy Administrator",
        (
            "microsoft.directory/organization/strongAuthentication/allTasks",
            "microsoft.directory/userCredentialPolicies/create",
            "microsoft.directory/userCredentialPolicies/basic/update",
            "microsoft.directory/userCredentialPolicies/tenantDefault/update",
        ),
    ),
    (
        "e8611ab8-c189-46e8-94e1-60213ab1f814",
        "Privileged Role Administrator",
        (
            "microsoft.directory/roleAssignments/allProperties/allTasks",
            "microsoft.directory/roleDefinitions/allProperties/allTasks",
            "microsoft.directory/servicePrincipals/appRoleAssignedTo/allTasks",
        ),
    ),
    (
        "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
        "Application Administrator",
        (
            "microsoft.directory/applications/credentials/update",
            "microsoft.directory/servicePrincipals/credentials/update",
        ),
    ),
    (
        "158c047a-c907-4556-b7ef-446551a6b5f7",
        "Cloud Application Administrator",
        (
            "microsoft.directory/applications/credentials/update",
            "microsoft.directory/servicePrincipals/credentials/update",
        ),
    ),
    (
        "fe930be7-5e62-47db-91af-98c3a49a38b1",
        "User Administrator",
        (
            "microsoft.directory/users/create",
            "microsoft.directory/users/basic/update",
            "microsoft.directory/users/manager/update",
            "microsoft.directory/groups/members/update",
        ),
    ),
    (
        "729827e3-9c14-49f7-bb1b-9608f156bbb8",
        "Helpdesk Administrator",
        ("microsoft.directory/users/invalidateAllRefreshTokens", "microsoft.directory/users/password/update"),
    ),
    ("88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "Directory Readers", ("microsoft.directory/users/standard/read",)),
)
"""Built-in roles: id, name, and the actions that matter here (the real ones have more)."""


def plant_roles(store: Store) -> None:
    """Add roles with their active and eligible holders."""
    for id_, name, actions in _ROLES:
        store.put("roleDefinitions", id_, _role(id_, name, actions, built_in=True))
    custom = object_id("roleDefinition", "Reporting line editor")
    actions = ("microsoft.directory/users/manager/update",)
    store.put("roleDefinitions", custom, _role(custom, "Reporting line editor", actions, built_in=False))

    sales = f"/administrativeUnits/{object_id('administrativeUnit', 'AU-Sales')}"
    for principal, role, scope in (
        (object_id("user", "breakglass"), GLOBAL_ADMINISTRATOR, "/"),
        (object_id("user", "paul.meyer"), AUTHENTICATION_ADMINISTRATOR, sales),
        (object_id("group", "SG-Identity-Admins"), LIFECYCLE_WORKFLOWS_ADMINISTRATOR, "/"),
        (object_id("user", "oscar.nilsson"), "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "/"),
    ):
        id_ = object_id("roleAssignment", f"{principal}/{role}/{scope}")
        assignment: JsonObject = {
            "id": id_,
            "principalId": principal,
            "roleDefinitionId": role,
            "directoryScopeId": scope,
            "_createdDateTime": _SINCE,
        }
        store.put("roleAssignments", id_, assignment)

    eligible = object_id("roleEligibilitySchedule", "ada.iverson")
    schedule: JsonObject = {
        "id": eligible,
        "principalId": object_id("user", "ada.iverson"),
        "roleDefinitionId": PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
        "directoryScopeId": "/",
        "appScopeId": None,
        "createdUsing": eligible,
        "createdDateTime": _SINCE,
        "modifiedDateTime": None,
        "status": "Provisioned",
        "memberType": "Direct",
        "scheduleInfo": schedule_info(_SINCE),
    }
    store.put("roleEligibilitySchedules", eligible, schedule)
    group = object_id("group", "SG-Identity-Admins")
    approver: JsonObject = {"@odata.type": "#microsoft.graph.groupMembers", "groupId": group}
    approval: JsonObject = {
        "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyApprovalRule",
        "id": "Approval_EndUser_Assignment",
        "setting": {"isApprovalRequired": True, "approvalStages": [{"primaryApprovers": [approver]}]},
    }
    store.put("activationRules", PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, {"rules": [approval]})
    member = object_id("user", "dmitri.volkov")
    id_ = f"{group}_member_{object_id('groupEligibilitySchedule', 'dmitri.volkov')}"
    membership: JsonObject = {
        "id": id_,
        "principalId": member,
        "groupId": group,
        "accessId": "member",
        "status": "Provisioned",
        "memberType": "direct",
        "createdUsing": id_,
        "createdDateTime": _SINCE,
        "scheduleInfo": schedule_info(_SINCE),
    }
    store.put("groupEligibilitySchedules", id_, membership)


def _role(id_: str, name: str, actions: tuple[str, ...], *, built_in: bool) -> JsonObject:
    return {
        "id": id_,
        "displayName": name,
        "description": None,
        "isBuiltIn": built_in,
        "isEnabled": True,
        "templateId": id_,
        "version": "1" if built_in else None,
        "resourceScopes": ["/"],
        "rolePermissions": [{"allowedResourceActions": list(actions), "condition": None}],
        "inheritsPermissionsFrom": [],
    }
