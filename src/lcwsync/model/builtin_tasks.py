"""The built-in tasks of Lifecycle Workflows: one row per task, the only place that knows them.

As of 2026-04-25: https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks and
https://learn.microsoft.com/graph/api/resources/identitygovernance-taskdefinition. The tenant's own task definitions win
where they differ: a task or an argument missing here stays usable by id.
"""

from lcwsync.model.references import GUID_PATTERN, RefKind
from lcwsync.model.task_definition import ArgumentDefinition, ArgumentType, Effect, Placeholders, TaskDefinition
from lcwsync.model.workflow import Category

_JOINER, _MOVER, _LEAVER = frozenset({Category.JOINER}), frozenset({Category.MOVER}), frozenset({Category.LEAVER})

_MAIL = (
    ArgumentDefinition(
        "to",
        ArgumentType.RECIPIENT,
        refers=RefKind.USER,
        empty_when_omitted=True,
        pattern=rf"User|Managers|Sponsors|[^@\s]+@[^@\s]+|{GUID_PATTERN}",
        wanted="User, Managers, Sponsors, or one user principal name or id",
    ),
    ArgumentDefinition("cc", ArgumentType.REFERENCES, refers=RefKind.USER, empty_when_omitted=True),
    ArgumentDefinition(
        "customSubject", ArgumentType.TEXT, advised_length=255, placeholders=True, empty_when_omitted=True
    ),
    ArgumentDefinition(
        "customBody", ArgumentType.TEXT, advised_length=10000, placeholders=True, empty_when_omitted=True
    ),
    ArgumentDefinition(
        "locale",
        ArgumentType.TEXT,
        pattern="[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
        wanted="a language such as en-us",
        empty_when_omitted=True,
    ),
)
"""Every task that mails takes these besides its own. All recipients of one mail see the same text: a copy of a mail
with a pass is the pass. `to` is documented for six of them; the others have the same choice in the portal."""

BUILT_IN_TASKS = (
    TaskDefinition(
        key="sendWelcomeEmail",
        id="70b29d51-b59a-4773-9280-8841dfd3f2ea",
        display_name="Send welcome email to new hire",
        api_spelling="Send Welcome Email",
        categories=_JOINER,
        mails="user",
        arguments=_MAIL,
    ),
    TaskDefinition(
        key="sendOnboardingReminderEmail",
        id="3c860712-2d37-42a4-928f-5c93935d26a1",
        display_name="Send onboarding reminder email",
        categories=_JOINER,
        mails="manager",
        arguments=_MAIL,
    ),
    TaskDefinition(
        key="generateTapAndEmailManager",
        id="1b555e50-7f65-41d5-b514-5894a026d10d",
        display_name="Generate Temporary Access Pass and send via email to user's manager",
        api_spelling="Generate TAP And Send Email",
        categories=_JOINER,
        effect=Effect.CREATES_PASS,
        mails="manager",
        arguments=(
            ArgumentDefinition(
                "tapLifetimeMinutes", ArgumentType.INTEGER, required=True, minimum=10, maximum=43200, unit="minutes"
            ),
            ArgumentDefinition("tapIsUsableOnce", ArgumentType.BOOLEAN, required=True),
            *_MAIL,
        ),
    ),
    TaskDefinition(
        key="notifyManagerOfMove",
        id="aab41899-9972-422a-9d97-f626014578b7",
        display_name="Send email to notify manager of user move",
        categories=_MOVER,
        mails="manager",
        arguments=_MAIL,
    ),
    TaskDefinition(
        key="requestAccessPackage",
        id="c1ec1e76-f374-4375-aaa6-0bb6bd4c60be",
        display_name="Request user access package assignment",
        categories=_JOINER | _MOVER,
        effect=Effect.GRANTS_ACCESS,
        arguments=(
            ArgumentDefinition(
                "assignmentPolicyId", ArgumentType.REFERENCE, refers=RefKind.ASSIGNMENT_POLICY, required=True
            ),
            ArgumentDefinition("accessPackageId", ArgumentType.REFERENCE, refers=RefKind.ACCESS_PACKAGE, required=True),
        ),
    ),
    TaskDefinition(
        key="assignLicenses",
        id="683c87a4-2ad4-420b-97d4-220d90afcd24",
        display_name="Assign licenses to user",
        categories=_JOINER | _MOVER,
        effect=Effect.GRANTS_ACCESS,
        arguments=(ArgumentDefinition("licenses", ArgumentType.REFERENCES, refers=RefKind.LICENCE, required=True),),
    ),
    TaskDefinition(
        key="addUserToGroups",
        id="22085229-5809-45e8-97fd-270d28d66910",
        display_name="Add user to groups",
        api_spelling="Add User To Groups",
        categories=_JOINER | _LEAVER | _MOVER,
        categories_disputed=True,
        effect=Effect.GRANTS_ACCESS,
        arguments=(ArgumentDefinition("groupID", ArgumentType.REFERENCES, refers=RefKind.GROUP, required=True),),
    ),
    TaskDefinition(
        key="addUserToTeams",
        id="e440ed8d-25a1-4618-84ce-091ed5be5594",
        display_name="Add user to teams",
        api_spelling="Add User To Teams",
        categories=_JOINER | _LEAVER | _MOVER,
        categories_disputed=True,
        effect=Effect.GRANTS_ACCESS,
        arguments=(ArgumentDefinition("teamID", ArgumentType.REFERENCES, refers=RefKind.TEAM, required=True),),
    ),
    TaskDefinition(
        key="updateUserAttributes",
        id="2c8f4a1b-7d3e-4f9c-8a5b-6e1d2c3f4a5b",
        display_name="Update user attributes",
        categories=_JOINER | _LEAVER | _MOVER,
        effect=Effect.WRITES_ATTRIBUTES,
        arguments=(
            ArgumentDefinition("attributeUpdates", ArgumentType.ATTRIBUTE_UPDATES, required=True, maximum_items=10),
        ),
    ),
    TaskDefinition(
        key="enableUserAccount",
        id="6fc52c9d-398b-4305-9763-15f42c1676fc",
        display_name="Enable user account",
        api_spelling="Enable User Account",
        categories=_JOINER | _LEAVER,
        effect=Effect.ENABLES_ACCOUNT,
        arguments=(ArgumentDefinition("enableOnPremisesAccount", ArgumentType.BOOLEAN),),
    ),
    TaskDefinition(
        key="runCustomTaskExtension",
        id="4262b724-8dba-4fad-afc3-43fcbb497a0e",
        display_name="Run a Custom Task Extension",
        categories=_JOINER | _LEAVER | _MOVER,
        also_known_as=("d79d1fcc-16be-490c-a865-f4533b1639ee",),
        effect=Effect.RUNS_CODE,
        arguments=(
            ArgumentDefinition(
                "customTaskExtensionID", ArgumentType.REFERENCE, refers=RefKind.CUSTOM_TASK_EXTENSION, required=True
            ),
        ),
    ),
    TaskDefinition(
        key="disableUserAccount",
        id="1dfdfcc7-52fa-4c2e-bf3a-e3919cc12950",
        display_name="Disable user account",
        api_spelling="Disable User Account",
        categories=_LEAVER,
        categories_disputed=True,
        effect=Effect.DISABLES_ACCOUNT,
        arguments=(ArgumentDefinition("disableOnPremisesAccount", ArgumentType.BOOLEAN),),
    ),
    TaskDefinition(
        key="removeUserFromGroups",
        id="1953a66c-751c-45e5-8bfe-01462c70da3c",
        display_name="Remove user from selected groups",
        categories=_JOINER | _LEAVER | _MOVER,
        categories_disputed=True,
        effect=Effect.REMOVES_ACCESS,
        arguments=(ArgumentDefinition("groupID", ArgumentType.REFERENCES, refers=RefKind.GROUP, required=True),),
    ),
    TaskDefinition(
        key="removeUserFromAllGroups",
        id="b3a31406-2a15-4c9a-b25b-a658fa5f07fc",
        display_name="Remove users from all groups",
        api_spelling="Remove user from all groups",
        categories=_LEAVER,
        effect=Effect.REMOVES_ACCESS,
    ),
    TaskDefinition(
        key="removeUserFromTeams",
        id="06aa7acb-01af-4824-8899-b14e5ed788d6",
        display_name="Remove user from selected teams",
        api_spelling="Remove user from selected Teams",
        categories=_LEAVER,
        categories_disputed=True,
        effect=Effect.REMOVES_ACCESS,
        arguments=(ArgumentDefinition("teamID", ArgumentType.REFERENCES, refers=RefKind.TEAM, required=True),),
    ),
    TaskDefinition(
        key="removeUserFromAllTeams",
        id="81f7b200-2816-4b3b-8c5d-dc556f07b024",
        display_name="Remove user from all teams",
        api_spelling="Remove user from all Teams",
        categories=_LEAVER,
        effect=Effect.REMOVES_ACCESS,
    ),
    TaskDefinition(
        key="removeAccessPackage",
        id="4a0b64f2-c7ec-46ba-b117-18f262946c50",
        display_name="Remove access package assignment for user",
        categories=_LEAVER | _MOVER,
        effect=Effect.REMOVES_ACCESS,
        arguments=(
            ArgumentDefinition("accessPackageId", ArgumentType.REFERENCE, refers=RefKind.ACCESS_PACKAGE, required=True),
        ),
    ),
    TaskDefinition(
        key="removeAllAccessPackages",
        id="42ae2956-193d-4f39-be06-691b8ac4fa1d",
        display_name="Remove all access package assignments for user",
        categories=_LEAVER | _MOVER,
        categories_disputed=True,
        effect=Effect.REMOVES_ACCESS,
        arguments=(ArgumentDefinition("daysUntilExpiration", ArgumentType.INTEGER, minimum=0, unit="days"),),
    ),
    TaskDefinition(
        key="cancelPendingAccessPackageRequests",
        id="498770d9-bab7-4e4c-b73d-5ded82a1d0b3",
        display_name="Cancel all pending access package assignment requests for user",
        categories=_LEAVER,
        effect=Effect.REMOVES_ACCESS,
    ),
    TaskDefinition(
        key="removeLicenses",
        id="5fc402a8-daaf-4b7b-9203-da868b05fc5f",
        display_name="Remove selected license assignments from user",
        api_spelling="Remove licenses from user",
        categories=_LEAVER | _MOVER,
        effect=Effect.REMOVES_ACCESS,
        arguments=(ArgumentDefinition("licenses", ArgumentType.REFERENCES, refers=RefKind.LICENCE, required=True),),
    ),
    TaskDefinition(
        key="revokeRefreshTokens",
        id="509589a4-0466-4471-829e-49c5e502bdee",
        display_name="Revoke all refresh tokens for user",
        categories=_LEAVER | _MOVER,
        effect=Effect.REMOVES_ACCESS,
    ),
    TaskDefinition(
        key="emailManagerAboutSponsorship",
        id="b8c4e1f9-3a7d-4b2e-9c5f-8d6a9b1c2e3f",
        display_name="Send email to manager about sponsorship changes",
        categories=_LEAVER | _MOVER,
        mails="manager",
        arguments=_MAIL,
    ),
    TaskDefinition(
        key="emailCosponsorsAboutSponsorship",
        id="ad3b85cd-75b1-43e7-b4b9-0e52faba3944",
        display_name="Send email to co-sponsors about sponsor changes",
        categories=_LEAVER | _MOVER,
        mails="cosponsors",
        arguments=_MAIL,
    ),
    TaskDefinition(
        key="transferAgentSponsorships",
        id="b8f4c3d5-9e7a-4b1c-8f2d-6a5e8b9c7f4a",
        display_name="Transfer agent identity sponsorships to manager",
        categories=_LEAVER | _MOVER,
    ),
    TaskDefinition(
        key="removeAllLicenses",
        id="8fa97d28-3e52-4985-b3a9-a1126f9b8b4e",
        display_name="Remove all license assignments from user",
        api_spelling="Remove all licenses for user",
        categories=_LEAVER,
        effect=Effect.REMOVES_ACCESS,
    ),
    TaskDefinition(
        key="deleteUser",
        id="8d18588d-9ad3-4c0f-99d0-ec215f0e3dff",
        display_name="Delete user",
        api_spelling="Delete User Account",
        categories=_LEAVER,
        effect=Effect.DELETES_ACCOUNT,
        arguments=(ArgumentDefinition("deleteOnPremisesAccount", ArgumentType.BOOLEAN),),
    ),
    TaskDefinition(
        key="emailBeforeLastDay",
        id="52853a3e-f4e5-4eb8-bb24-1ac09a1da935",
        display_name="Send email to manager before user's last day",
        api_spelling="Send email before user’s last day",
        categories=_LEAVER,
        mails="manager",
        arguments=_MAIL,
    ),
    TaskDefinition(
        key="emailOnLastDay",
        id="9c0a1eaf-5bda-4392-9d9e-6e155bb57411",
        display_name="Send email on user's last day",
        api_spelling="Send email on user’s last day",
        categories=_LEAVER,
        mails="manager",
        arguments=_MAIL,
    ),
    TaskDefinition(
        key="emailAfterLastDay",
        id="6f22ddd4-b3a5-47a4-a846-0d7c201a49ce",
        display_name="Send email to user's manager after their last day",
        api_spelling="Send email after user’s last day",
        categories=_LEAVER,
        mails="manager",
        arguments=_MAIL,
    ),
    TaskDefinition(
        key="emailAboutInactivity",
        id="92f74cb4-f1b6-4ec0-b766-96210f56edc2",
        display_name="Send email about user inactivity",
        categories=_LEAVER,
        mails="manager",
        arguments=_MAIL,
    ),
    TaskDefinition(
        key="emailAboutUnsponsoredGuest",
        id="a8e4c7f2-9d1b-4a3e-b5c6-8f2e7a9d4c1b",
        display_name="Send email about unsponsored guest removal (Preview)",
        categories=_LEAVER,
        mails="administrators",
        preview=True,
        arguments=_MAIL,
    ),
)

PLACEHOLDERS = Placeholders(
    flat=frozenset(
        {
            "userDisplayName",
            "userEmployeeHireDate",
            "userEmployeeLeaveDateTime",
            "managerDisplayName",
            "temporaryAccessPass",
            "userPrincipalName",
            "managerEmail",
            "userSurname",
            "userGivenName",
        }
    ),
    graph=frozenset(
        {
            "displayName",
            "givenName",
            "surname",
            "userPrincipalName",
            "employeeHireDate",
            "employeeLeaveDateTime",
            "createdDateTime",
            "employeeType",
            "department",
            "companyName",
            "jobTitle",
            "employeeOrgData/costCenter",
            "employeeOrgData/division",
        }
    ),
    graph_prefixes=(
        "customSecurityAttributes/",
        "onPremisesExtensionAttributes/extensionAttribute",
        "extension_",
    ),
    pass_only=frozenset({"temporaryAccessPass"}),
)
"""What a mail's subject and body may hold: `flat` is the older spelling, `graph` names are written {{user.NAME}}."""
