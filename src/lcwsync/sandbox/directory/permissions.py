"""Application permissions for each part of the directory: one of a tuple is enough.

https://learn.microsoft.com/graph/permissions-reference; the least one first.
"""

_DIRECTORY_READ = ("Directory.Read.All", "Directory.ReadWrite.All")

READ_ORGANIZATION = ("Organization.Read.All", "Organization.ReadWrite.All", *_DIRECTORY_READ)
WRITE_USERS = ("User.ReadWrite.All", "Directory.ReadWrite.All")
READ_USERS = ("User.Read.All", "User.ReadWrite.All", *_DIRECTORY_READ)
WRITE_GROUPS = ("Group.ReadWrite.All", "Directory.ReadWrite.All")
WRITE_MEMBERS = ("GroupMember.ReadWrite.All", *WRITE_GROUPS)
READ_GROUPS = (
    "GroupMember.Read.All",
    "GroupMember.ReadWrite.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
    *_DIRECTORY_READ,
)
READ_USER_NAMES = ("User.ReadBasic.All",)
READ_GROUP_NAMES = ("Group.ReadBasic.All",)
"""Basic properties: names, above all (https://github.com/microsoftgraph/microsoft-graph-devx-content, permissions)."""

READ_MEMBERS = (*READ_GROUPS, "GroupMember.ReadBasic.All", *READ_GROUP_NAMES)
READ_MEMBERSHIPS = (*READ_USERS, *READ_MEMBERS)
READ_UNITS = ("AdministrativeUnit.Read.All", "AdministrativeUnit.ReadWrite.All", *_DIRECTORY_READ)
READ_APPLICATIONS = ("Application.Read.All", "Application.ReadWrite.All", *_DIRECTORY_READ)
READ_CREDENTIALS = ("Application.Read.All", "Application.ReadWrite.All")
READ_GRANTS = ("Directory.Read.All", "DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All")
READ_OBJECTS = (*READ_USERS, *READ_GROUPS, *READ_UNITS, *READ_APPLICATIONS)
"""One object by id: what the caller may read of one kind suffices."""

READ_BY_IDS = _DIRECTORY_READ
"""getByIds takes no lesser permission (https://learn.microsoft.com/graph/api/directoryobject-getbyids)."""

READ_METHODS = ("UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All")
READ_REGISTRATION = ("AuditLog.Read.All",)

READ_ROLES = ("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", *_DIRECTORY_READ)
READ_ELIGIBILITY = (
    "RoleEligibilitySchedule.Read.Directory",
    "RoleEligibilitySchedule.ReadWrite.Directory",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
)
READ_ASSIGNMENT_SCHEDULES = (
    "RoleAssignmentSchedule.Read.Directory",
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
)
READ_GROUP_ELIGIBILITY = (
    "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
    "PrivilegedAccess.Read.AzureADGroup",
    "PrivilegedAccess.ReadWrite.AzureADGroup",
)
READ_GROUP_SCHEDULES = (
    "PrivilegedAssignmentSchedule.Read.AzureADGroup",
    "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
    "PrivilegedAccess.Read.AzureADGroup",
    "PrivilegedAccess.ReadWrite.AzureADGroup",
)
READ_ROLE_RULES = (
    "RoleManagementPolicy.Read.Directory",
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "RoleManagementPolicy.ReadWrite.Directory",
    "RoleManagement.ReadWrite.Directory",
)
READ_GROUP_RULES = ("RoleManagementPolicy.Read.AzureADGroup", "RoleManagementPolicy.ReadWrite.AzureADGroup")
READ_ENTITLEMENT = ("EntitlementManagement.Read.All", "EntitlementManagement.ReadWrite.All")
WRITE_ENTITLEMENT = ("EntitlementManagement.ReadWrite.All",)

GUARDED = {
    "employeeleavedatetime": ("User-LifeCycleInfo.Read.All", "User-LifeCycleInfo.ReadWrite.All"),
    "signinactivity": ("AuditLog.Read.All",),
    "customsecurityattributes": (
        "CustomSecAttributeAssignment.Read.All",
        "CustomSecAttributeAssignment.ReadWrite.All",
    ),
}
"""Properties of users, in lower case, that need a permission of their own."""
