"""The properties of roles, their schedules, access packages and their policies.

None of them is a directory object: every filter operator works without the advanced query parameters.
"""

from dataclasses import replace

from lcwsync.sandbox.directory.resources import Resource, properties

_SCHEDULE = """id principalId roleDefinitionId directoryScopeId appScopeId status memberType createdUsing
createdDateTime"""

ROLE_DEFINITION = Resource(
    type="unifiedRoleDefinition",
    collection="roleDefinitions",
    properties=properties(
        plain="id displayName isBuiltIn isEnabled templateId",
        unfiltered="description resourceScopes rolePermissions version inheritsPermissionsFrom",
    ),
    directory=False,
)
ROLE_ASSIGNMENT = Resource(
    type="unifiedRoleAssignment",
    collection="roleAssignments",
    properties=properties(
        plain="id principalId roleDefinitionId directoryScopeId appScopeId principal roleDefinition condition"
    ),
    shown=("id", "principalId", "directoryScopeId", "roleDefinitionId"),
    expandable=frozenset({"principal", "roleDefinition"}),
    directory=False,
)
CATALOG_ROLE_ASSIGNMENT = replace(
    ROLE_ASSIGNMENT,
    collection="catalogRoleAssignments",
    shown=("id", "principalId", "roleDefinitionId", "directoryScopeId", "appScopeId"),
)
"""A role of entitlement management; `appScopeId` names its catalog."""
ROLE_SCHEDULE = Resource(
    type="unifiedRoleEligibilitySchedule",
    collection="roleEligibilitySchedules",
    properties=properties(plain=_SCHEDULE + " assignmentType", unfiltered="scheduleInfo modifiedDateTime"),
    expandable=frozenset({"principal", "roleDefinition"}),
    directory=False,
)
ROLE_SCHEDULE_INSTANCE = Resource(
    type="unifiedRoleEligibilityScheduleInstance",
    collection="",
    properties=properties(
        plain="""id principalId roleDefinitionId directoryScopeId appScopeId memberType assignmentType startDateTime
        endDateTime roleEligibilityScheduleId roleAssignmentScheduleId roleAssignmentOriginId"""
    ),
    expandable=frozenset({"principal", "roleDefinition"}),
    directory=False,
)
GROUP_ELIGIBILITY = Resource(
    type="privilegedAccessGroupEligibilitySchedule",
    collection="groupEligibilitySchedules",
    properties=properties(
        plain="id principalId groupId accessId status memberType createdUsing createdDateTime",
        unfiltered="scheduleInfo",
    ),
    expandable=frozenset({"principal", "group"}),
    directory=False,
)
GROUP_SCHEDULE = Resource(
    type="privilegedAccessGroupAssignmentSchedule",
    collection="groupAssignmentSchedules",
    properties=properties(
        plain="id principalId groupId accessId status memberType assignmentType createdUsing createdDateTime",
        unfiltered="scheduleInfo",
    ),
    expandable=frozenset({"principal", "group"}),
    directory=False,
)
ACTIVATION_POLICY = Resource(
    type="unifiedRoleManagementPolicyAssignment",
    collection="",
    properties=properties(plain="id policyId roleDefinitionId scopeId scopeType"),
    expandable=frozenset({"policy"}),
    directory=False,
)
ACCESS_PACKAGE = Resource(
    type="accessPackage",
    collection="accessPackages",
    properties=properties(
        plain="id displayName createdDateTime isHidden catalog/id",
        unfiltered="description modifiedDateTime",
    ),
    shown=("id", "displayName", "description", "isHidden", "createdDateTime", "modifiedDateTime"),
    expandable=frozenset({"assignmentPolicies", "catalog", "resourceRoleScopes"}),
    directory=False,
    takes_in=False,
)
ASSIGNMENT_POLICY = Resource(
    type="accessPackageAssignmentPolicy",
    collection="assignmentPolicies",
    properties=properties(
        plain="id displayName accessPackage/id",
        unfiltered="description allowedTargetScope createdDateTime modifiedDateTime expiration",
    ),
    shown=("id", "displayName", "description", "allowedTargetScope", "createdDateTime", "modifiedDateTime"),
    expandable=frozenset({"accessPackage", "catalog", "questions", "customExtensionStageSettings"}),
    directory=False,
    takes_in=False,
)
WHOLE_POLICY = replace(ASSIGNMENT_POLICY, shown=None)
"""A policy read by its id: lists show a part of it."""
CATALOG = Resource(
    type="accessPackageCatalog",
    collection="accessPackageCatalogs",
    properties=properties(
        plain="id displayName state catalogType isExternallyVisible createdDateTime",
        unfiltered="description modifiedDateTime",
    ),
    directory=False,
    takes_in=False,
)
CATALOG_RESOURCE = Resource(
    type="accessPackageResource",
    collection="accessPackageResources",
    properties=properties(
        plain="id displayName originId originSystem createdDateTime", unfiltered="description modifiedDateTime"
    ),
    shown=("id", "displayName", "description", "originId", "originSystem", "createdDateTime", "modifiedDateTime"),
    expandable=frozenset({"roles", "scopes"}),
    directory=False,
    takes_in=False,
)
ROLE_SCOPE = Resource(
    type="accessPackageResourceRoleScope",
    collection="accessPackageRoleScopes",
    properties=properties(plain="id createdDateTime"),
    shown=("id", "createdDateTime"),
    expandable=frozenset({"role", "scope"}),
    directory=False,
    takes_in=False,
)
ASSIGNMENT = Resource(
    type="accessPackageAssignment",
    collection="entitlementAssignments",
    properties=properties(
        plain="id state status accessPackage/id target/objectId", unfiltered="schedule expiredDateTime"
    ),
    shown=("id", "state", "status", "schedule", "expiredDateTime"),
    expandable=frozenset({"target", "accessPackage", "assignmentPolicy"}),
    directory=False,
    takes_in=False,
)
ASSIGNMENT_REQUEST = Resource(
    type="accessPackageAssignmentRequest",
    collection="entitlementRequests",
    properties=properties(
        plain="id state status requestType createdDateTime accessPackage/id",
        unfiltered="justification completedDateTime schedule",
    ),
    shown=(
        "id",
        "requestType",
        "state",
        "status",
        "justification",
        "createdDateTime",
        "completedDateTime",
        "schedule",
    ),
    expandable=frozenset({"requestor", "assignment", "accessPackage"}),
    directory=False,
    takes_in=False,
)
