"""The one table of permissions: what each kind of call needs. `values.commands` lists the calls of each command.

Sources: the permission tables of the Graph reference pages
(https://learn.microsoft.com/graph/permissions-reference).
"""

import re
from collections.abc import Collection

from lcwsync.values.commands import COMMANDS, WHEN_NAMED
from lcwsync.values.records import dataclass

_READER = "Global Reader"
_READER_OF_RESULTS = "Global Reader (the page about results of tasks names Lifecycle Workflows Administrator)"
_WORKFLOWS_ADMINISTRATOR = "Lifecycle Workflows Administrator"
_POLICY_ADMINISTRATOR = "Authentication Policy Administrator"
_LCW = "/identityGovernance/lifecycleWorkflows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One kind of call: the least permission (application and delegated alike), others that include it, and the
    directory role a signed-in user needs besides."""

    name: str
    least: str
    also: tuple[str, ...] = ()
    role: str | None = None
    method: str
    path: str
    """Regular expression over the path below `/v1.0`, matched from its start, without case."""
    doubt: str | None = None
    """What another page of Microsoft says of the permission."""
    instead: str | None = None
    """A role that an application can hold in the permission's place as a page says, and nobody has shown; no token
    tells of it."""
    probe: str | None = None
    """A read of one page that changes nothing and is answered only with this right; None where there is none."""
    witness: str | None = None
    """A property that the probe reads and every object has: null proves that it is hidden from the identity."""

    @property
    def licensed(self) -> bool:
        """Whether the service refuses it without the licence for Lifecycle Workflows."""
        return self.path.startswith(_LCW)

    @property
    def accepted(self) -> frozenset[str]:
        """Every permission that allows it."""
        return frozenset((self.least, *self.also))


_ALL_READ = "LifecycleWorkflows.Read.All"
_ALL_WRITE = "LifecycleWorkflows.ReadWrite.All"
_WORKFLOW_READ = "LifecycleWorkflows-Workflow.Read.All"
_WORKFLOW_WRITE = "LifecycleWorkflows-Workflow.ReadWrite.All"
_EXTENSION_READ = "LifecycleWorkflows-CustomExt.Read.All"
_EXTENSION_WRITE = "LifecycleWorkflows-CustomExt.ReadWrite.All"
_READ_USERS = ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
_READ_GROUPS = (
    "GroupMember.Read.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
)
_WRITES = "(POST|PATCH|DELETE)"
_NO_PATH_OF_ITS_OWN = "(?!)"
"""A property that needs a permission besides that of its object, or that a lesser one shows as well."""

OPERATIONS = (
    Operation(
        name="start workflows",
        least="LifecycleWorkflows-Workflow.Activate",
        also=(_WORKFLOW_WRITE, _ALL_WRITE),
        role=_WORKFLOWS_ADMINISTRATOR,
        method="POST",
        path=rf"{_LCW}/workflows/[^/]+/(microsoft\.graph\.identityGovernance\.)?activate",
    ),
    Operation(
        name="read runs and results",
        least="LifecycleWorkflows-Reports.Read.All",
        also=(_ALL_READ, _ALL_WRITE),
        role=_READER_OF_RESULTS,
        method="GET",
        path=rf"{_LCW}/(workflows/.+/(runs|userProcessingResults|taskProcessingResults|taskReports)|insights)",
    ),
    Operation(
        name="read workflows",
        least=_WORKFLOW_READ,
        also=(_WORKFLOW_WRITE, _ALL_READ, _ALL_WRITE),
        role=_READER,
        method="GET",
        path=rf"{_LCW}/(workflows|deletedItems)",
        probe=f"{_LCW}/workflows?$select=id",
    ),
    Operation(
        name="ask which tasks would fail",
        least=_WORKFLOW_READ,
        also=(_WORKFLOW_WRITE, _ALL_READ, _ALL_WRITE),
        role=_WORKFLOWS_ADMINISTRATOR,
        method="POST",
        path=rf"{_LCW}/workflows/[^/]+/previewTaskFailures",
        doubt=f"an older page of Microsoft asks for {_WORKFLOW_WRITE}, which an identity that reads must not hold",
    ),
    Operation(
        name="write workflows",
        least=_WORKFLOW_WRITE,
        also=(_ALL_WRITE,),
        role=_WORKFLOWS_ADMINISTRATOR,
        method=_WRITES,
        path=rf"{_LCW}/(workflows|deletedItems)",
    ),
    Operation(
        name="read settings, task definitions and templates",
        least=_ALL_READ,
        also=(_ALL_WRITE,),
        role=_READER,
        method="GET",
        path=rf"{_LCW}/(settings|taskDefinitions|workflowTemplates)",
        probe=f"{_LCW}/settings",
    ),
    Operation(
        name="write settings",
        least=_ALL_WRITE,
        role=_WORKFLOWS_ADMINISTRATOR,
        method="PATCH",
        path=rf"{_LCW}/settings",
    ),
    Operation(
        name="read custom task extensions",
        least=_EXTENSION_READ,
        also=(_EXTENSION_WRITE, _ALL_READ, _ALL_WRITE),
        role=_READER,
        method="GET",
        path=rf"{_LCW}/customTaskExtensions",
        probe=f"{_LCW}/customTaskExtensions",
    ),
    Operation(
        name="write custom task extensions",
        least=_EXTENSION_WRITE,
        also=(_ALL_WRITE,),
        role=_WORKFLOWS_ADMINISTRATOR,
        method=_WRITES,
        path=rf"{_LCW}/customTaskExtensions",
    ),
    Operation(
        name="read the TAP policy",
        least="Policy.Read.AuthenticationMethod",
        also=("Policy.ReadWrite.AuthenticationMethod",),
        role=_READER,
        method="GET",
        path="/policies/authenticationMethodsPolicy",
        probe="/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass",
    ),
    Operation(
        name="write the TAP policy",
        least="Policy.ReadWrite.AuthenticationMethod",
        role=_POLICY_ADMINISTRATOR,
        method="PATCH",
        path="/policies/authenticationMethodsPolicy",
    ),
    Operation(
        name="read names of groups",
        least="Group.ReadBasic.All",
        also=_READ_GROUPS,
        method="GET",
        path=_NO_PATH_OF_ITS_OWN,
        probe="/groups?$top=1&$select=id,displayName",
    ),
    Operation(
        name="read groups",
        least=_READ_GROUPS[0],
        also=_READ_GROUPS[1:],
        method="GET",
        path="/groups",
        probe="/groups?$top=1&$select=id,displayName,groupTypes,isAssignableToRole,membershipRule",
        witness="groupTypes",
    ),
    Operation(
        name="read administrative units",
        least="AdministrativeUnit.Read.All",
        also=("AdministrativeUnit.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"),
        method="GET",
        path="/directory/administrativeUnits",
        probe="/directory/administrativeUnits?$top=1&$select=id",
    ),
    Operation(
        name="read authentication methods",
        least="UserAuthenticationMethod.Read.All",
        also=("UserAuthenticationMethod.ReadWrite.All",),
        role=_READER,
        method="GET",
        path="/users/[^/]+/authentication",
    ),
    Operation(
        name="read the registration report",
        least="AuditLog.Read.All",
        method="GET",
        path="/reports/authenticationMethods",
    ),
    Operation(
        name="read names of users",
        least="User.ReadBasic.All",
        also=_READ_USERS,
        method="GET",
        path=_NO_PATH_OF_ITS_OWN,
        doubt="the pages of the reads list it for signed-in users only, and an application with it was refused",
        probe="/users?$top=1&$select=id,displayName,userPrincipalName",
    ),
    Operation(
        name="read users",
        least=_READ_USERS[0],
        also=_READ_USERS[1:],
        method="GET",
        path="/users",
        probe="/users?$top=1&$select=id,department,employeeHireDate,accountEnabled,userType",
        witness="accountEnabled",
    ),
    Operation(
        name="read leave dates",
        least="User-LifeCycleInfo.Read.All",
        also=("User-LifeCycleInfo.ReadWrite.All",),
        role="Global Reader or Lifecycle Workflows Administrator",
        method="GET",
        path=_NO_PATH_OF_ITS_OWN,
    ),
    Operation(
        name="read custom security attributes",
        least="CustomSecAttributeAssignment.Read.All",
        also=("CustomSecAttributeAssignment.ReadWrite.All",),
        role="Attribute Assignment Reader",
        method="GET",
        path=_NO_PATH_OF_ITS_OWN,
    ),
    Operation(
        name="look up names of ids",
        least="Directory.Read.All",
        also=("Directory.ReadWrite.All",),
        method="POST",
        path="/directoryObjects/getByIds",
    ),
    Operation(
        name="read federated credentials",
        least="Application.Read.All",
        also=("Application.ReadWrite.All",),
        method="GET",
        path="/applications/[^/]+/federatedIdentityCredentials",
    ),
    Operation(
        name="read applications",
        least="Application.Read.All",
        also=("Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"),
        method="GET",
        path="/(applications|servicePrincipals)",
    ),
    Operation(
        name="read licences",
        least="LicenseAssignment.Read.All",
        also=("Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"),
        method="GET",
        path="/subscribedSkus",
    ),
    Operation(
        name="read access packages",
        least="EntitlementManagement.Read.All",
        also=("EntitlementManagement.ReadWrite.All",),
        method="GET",
        path="/(identityGovernance|roleManagement)/entitlementManagement",
    ),
    Operation(
        name="put groups into catalogs",
        least="Group.ReadWrite.All",
        role="catalog owner, and owner of the group",
        method="POST",
        path=_NO_PATH_OF_ITS_OWN,
    ),
    Operation(
        name="write access packages",
        least="EntitlementManagement.ReadWrite.All",
        role="Access package manager of the catalog",
        instead="Access package manager on the catalog",
        method="(POST|PATCH|PUT|DELETE)",
        path="/identityGovernance/entitlementManagement",
    ),
    Operation(
        name="read eligible group members",
        least="PrivilegedEligibilitySchedule.Read.AzureADGroup",
        also=("PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",),
        method="GET",
        path="/identityGovernance/privilegedAccess/group/eligibilitySchedules",
    ),
    Operation(
        name="read scheduled group members",
        least="PrivilegedAssignmentSchedule.Read.AzureADGroup",
        also=("PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",),
        method="GET",
        path="/identityGovernance/privilegedAccess/group/assignmentSchedules",
    ),
    Operation(
        name="read rules of activating memberships",
        least="RoleManagementPolicy.Read.AzureADGroup",
        also=("RoleManagementPolicy.ReadWrite.AzureADGroup",),
        method="GET",
        path=_NO_PATH_OF_ITS_OWN,
    ),
    Operation(
        name="read rules of activating roles",
        least="RoleManagementPolicy.Read.Directory",
        also=(
            "RoleManagement.Read.Directory",
            "RoleManagementPolicy.ReadWrite.Directory",
            "RoleManagement.ReadWrite.Directory",
        ),
        method="GET",
        path="/policies/roleManagementPolicyAssignments",
    ),
    Operation(
        name="read eligible and scheduled roles",
        least="RoleManagement.Read.Directory",
        also=("RoleManagement.ReadWrite.Directory",),
        method="GET",
        path="/roleManagement/directory/role(Eligibility|Assignment)Schedule",
        probe="/roleManagement/directory/roleEligibilitySchedules?$top=1&$select=id,principalId",
    ),
    Operation(
        name="read roles and their holders",
        least="RoleManagement.Read.Directory",
        also=("RoleManagement.ReadWrite.Directory", "Directory.Read.All", "Directory.ReadWrite.All"),
        method="GET",
        path="/roleManagement",
        probe="/roleManagement/directory/roleAssignments?$top=1&$select=id,principalId",
    ),
    Operation(
        name="read delegated grants",
        least="Directory.Read.All",
        also=("DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"),
        method="GET",
        path="/oauth2PermissionGrants",
    ),
    Operation(
        name="read the organisation",
        least="Organization.Read.All",
        also=("Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"),
        method="GET",
        path="/organization",
        probe="/organization?$select=id",
    ),
)


def operation_of(method: str, path: str) -> Operation | None:
    """The kind of call a method and a path below `/v1.0` are, most special first; None when it is not in the table."""
    return next(
        (
            operation
            for operation in OPERATIONS
            if re.fullmatch(operation.method, method) and re.match(operation.path, path, re.IGNORECASE)
        ),
        None,
    )


def needed(command: str) -> tuple[Operation, ...]:
    """The operations of a command, each once; none for one without a tenant. Raises KeyError for an unknown one."""
    return tuple(_BY_NAME[name] for name in dict.fromkeys(COMMANDS[command].operations))


def needed_for(command: str, named: Collection[str]) -> tuple[Operation, ...]:
    """The operations of a command with a configuration that names objects of these kinds or leave dates (`named`, the
    keys of `values.commands.WHEN_NAMED`), each once. Raises KeyError for an unknown command."""
    more = (WHEN_NAMED[key] for key in COMMANDS[command].when_named if key in named)
    return tuple(_BY_NAME[name] for name in dict.fromkeys((*COMMANDS[command].operations, *more)))


def checking(command: str) -> tuple[Operation, ...]:
    """The operations that only checks of a command call, each once. Where one is refused, the command works and says
    what it cannot tell. Raises KeyError for an unknown command."""
    return tuple(_BY_NAME[name] for name in COMMANDS[command].checks)


_BY_NAME = {operation.name: operation for operation in OPERATIONS}
