"""The one table of what lets somebody mint a pass, or come to it: directory roles, their actions, permissions.

Roles: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
Permissions: https://learn.microsoft.com/graph/permissions-reference
Who may create a pass: https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods
"""

import re
from collections.abc import Iterable, Mapping

from lcwsync.model.guardrails import Tier

_ALL = tuple(Tier)

ROLES: Mapping[str, tuple[str, tuple[Tier, ...]]] = {
    "62e90394-69f5-4237-9190-012177145e10": ("Global Administrator", _ALL),
    "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": ("Privileged Authentication Administrator", (Tier.DIRECT,)),
    "c4e39bd9-1100-46d3-8c65-fb160da0071f": ("Authentication Administrator", (Tier.DIRECT,)),
    "59d46f88-662b-457b-bceb-5c3809e5908f": ("Lifecycle Workflows Administrator", (Tier.WORKFLOWS,)),
    "0526716b-113d-4c15-b2c8-68e3c22b9f80": ("Authentication Policy Administrator", (Tier.POLICY,)),
    "e8611ab8-c189-46e8-94e1-60213ab1f814": ("Privileged Role Administrator", (Tier.ESCALATION,)),
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": ("Application Administrator", (Tier.ESCALATION,)),
    "158c047a-c907-4556-b7ef-446551a6b5f7": ("Cloud Application Administrator", (Tier.ESCALATION,)),
    "fe930be7-5e62-47db-91af-98c3a49a38b1": ("User Administrator", (Tier.RECIPIENT,)),
}
"""Built-in roles by template id. Their actions are scanned besides, like those of every other role."""

_PERMISSION_TIERS: Mapping[Tier, tuple[str, ...]] = {
    Tier.DIRECT: (
        "UserAuthenticationMethod.ReadWrite.All",
        "UserAuthMethod-TAP.ReadWrite.All",
        # Documented for the signed-in user's own passes; what it really allows is not.
        "UserAuthMethod-TAP.ReadWrite",
    ),
    Tier.WORKFLOWS: (
        "LifecycleWorkflows.ReadWrite.All",
        "LifecycleWorkflows-Workflow.ReadWrite.All",
        "LifecycleWorkflows-Workflow.Activate",
    ),
    Tier.POLICY: ("Policy.ReadWrite.AuthenticationMethod",),
    Tier.ESCALATION: (
        "RoleManagement.ReadWrite.Directory",
        "RoleAssignmentSchedule.ReadWrite.Directory",
        "RoleEligibilitySchedule.ReadWrite.Directory",
        "PrivilegedAccess.ReadWrite.AzureADGroup",
        "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
        "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
        "AppRoleAssignment.ReadWrite.All",
        "Application.ReadWrite.All",
        # Only ever delegated: whatever the signed-in user may do.
        "Directory.AccessAsUser.All",
    ),
    Tier.RECIPIENT: ("User.ReadWrite.All", "Directory.ReadWrite.All", "User-LifeCycleInfo.ReadWrite.All"),
}

PERMISSIONS: Mapping[str, Tier] = {name: tier for tier, names in _PERMISSION_TIERS.items() for name in names}
"""Permissions of Microsoft Graph by name; application permissions and delegated ones are named alike."""

_CHANGES = r"(?:.*/)?(?!.*read$)[A-Za-z]+"
"""The end of an action that does more than read."""

_APPLICATIONS = r"(?:applications|applications\.myOrganization|servicePrincipals)"

_ACTIONS: tuple[tuple[Tier, re.Pattern[str]], ...] = tuple(
    (tier, re.compile(rf"microsoft\.directory/(?:{pattern})", re.IGNORECASE))
    for tier, pattern in (
        (Tier.DIRECT, r"users/authenticationMethods/(?:create|(?:.*/)?allTasks)"),
        (Tier.WORKFLOWS, rf"lifecycleWorkflows/{_CHANGES}"),
        (Tier.POLICY, rf"userCredentialPolicies/{_CHANGES}"),
        (Tier.ESCALATION, rf"(?:roleAssignments|roleDefinitions|roleEligibilityScheduleRequests?)/{_CHANGES}"),
        (Tier.ESCALATION, rf"servicePrincipals/(?:appRoleAssignedTo|managePermissionGrants[^/]*)(?:/{_CHANGES})?"),
        (Tier.ESCALATION, rf"{_APPLICATIONS}/(?:credentials/update|owners/update|allProperties/(?:update|allTasks))"),
        (Tier.ESCALATION, r"groupsAssignableToRoles/(?:members|owners|allProperties)/(?:update|allTasks)"),
        (Tier.RECIPIENT, r"users/(?:manager|basic|lifeCycleInfo|allProperties)/(?:update|allTasks)"),
    )
)

_EVERYTHING = re.compile(r"microsoft\.directory/(?:allEntities|\*)/.*allTasks", re.IGNORECASE)


def tiers_of_role(template_id: str, actions: Iterable[str]) -> tuple[Tier, ...]:
    """What a role gives, most direct first: by the table when it is built in, and by each of its allowed actions.

    No list of actions is documented as complete for authentication methods, so every role is scanned.
    """
    found = set(ROLES.get(template_id.lower(), ("", ()))[1])
    for action in actions:
        if _EVERYTHING.fullmatch(action):
            return _ALL
        found.update(tier for tier, pattern in _ACTIONS if pattern.fullmatch(action))
    return tuple(tier for tier in Tier if tier in found)
