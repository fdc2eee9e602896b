"""The table of actions of directory roles that lead to a pass, and what a role gives by them.

Built-in roles are in `built_in_roles`, permissions in `permissions`.

Roles: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
Who may create a pass: https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from lcwsync.audit.built_in_roles import LEADING_ROLES
from lcwsync.model.guardrails import Tier

_ROLES_PAGE = "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference"
_PASSES = "https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods"
_WORKFLOWS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks"
_FEDERATION = "https://learn.microsoft.com/graph/api/domain-post-federationconfiguration"
_SYNCHRONISATION = "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions"

_CHANGES = r"(?:.*/)?(?!.*read$)[A-Za-z]+"
"""The end of an action that does more than read."""

_UPDATES = "(?:update|allTasks)"
_GROUPS = r"groups(?:\.[A-Za-z]+)*"
_AGENTS = "agentIdentities|agentIdentityBlueprints|agentIdentityBlueprintPrincipals"
_APPLICATIONS = rf"(?:applications|applications\.myOrganization|servicePrincipals|{_AGENTS})"


class LeadingActions(NamedTuple):
    """Resource actions that lead to a pass on the same path, in whichever role they are."""

    tier: Tier
    path: str
    """How they lead to a pass, in one sentence."""
    source: str
    actions: tuple[str, ...]
    """Regular expressions over an action, without case."""


LEADING_ACTIONS = (
    LeadingActions(
        Tier.DIRECT,
        "It creates passes for users.",
        _PASSES,
        (r"microsoft\.directory/users/authenticationMethods/(?:create|(?!basic/)(?:.*/)?allTasks)",),
    ),
    LeadingActions(
        Tier.WORKFLOWS,
        "It writes or starts workflows that create passes.",
        _WORKFLOWS,
        (rf"microsoft\.directory/lifecycleWorkflows/{_CHANGES}",),
    ),
    LeadingActions(
        Tier.POLICY,
        "It changes who may use a pass, and for how long.",
        _ROLES_PAGE,
        (rf"microsoft\.directory/userCredentialPolicies/{_CHANGES}",),
    ),
    LeadingActions(
        Tier.ESCALATION,
        "It assigns roles, or changes what a role may do.",
        _ROLES_PAGE,
        (
            rf"microsoft\.directory/(?:roleAssignments|roleDefinitions|roleManagementPolicies)/{_CHANGES}",
            rf"microsoft\.directory/role(?:Assignment|Eligibility)ScheduleRequests?/{_CHANGES}",
            rf"microsoft\.directory/(?:directoryRoles|scopedRoleMemberships|privilegedIdentityManagement)/{_CHANGES}",
        ),
    ),
    LeadingActions(
        Tier.ESCALATION,
        "It grants permissions to an application, or decides who may consent to them.",
        _ROLES_PAGE,
        (
            rf"microsoft\.directory/servicePrincipals/managePermissionGrants[^/]*(?:/{_CHANGES})?",
            rf"microsoft\.directory/(?:servicePrincipals|{_AGENTS})/appRoleAssignedTo/{_CHANGES}",
            rf"microsoft\.directory/(?:permissionGrantPolicies|authorizationPolicy)/{_CHANGES}",
            rf"microsoft\.directory/oAuth2PermissionGrants/(?:create|basic/update|allProperties/{_UPDATES})",
        ),
    ),
    LeadingActions(
        Tier.ESCALATION,
        "It adds a credential or an owner to an application that may hold a right.",
        _ROLES_PAGE,
        (rf"microsoft\.directory/{_APPLICATIONS}/(?:credentials/update|owners/update|allProperties/{_UPDATES})",),
    ),
    LeadingActions(
        Tier.ESCALATION,
        "It adds members to a group that can hold roles, directly or by an access package.",
        _ROLES_PAGE,
        (
            rf"microsoft\.directory/groupsAssignableToRoles/(?:members|owners|allProperties)/{_UPDATES}",
            rf"microsoft\.directory/entitlementManagement/{_CHANGES}",
        ),
    ),
    LeadingActions(
        Tier.ESCALATION,
        "It makes the tenant trust an issuer that can sign in as any user of a domain.",
        _FEDERATION,
        (
            rf"microsoft\.directory/domains/(?:federation|allProperties|federationConfiguration)/(?:.*/)?{_UPDATES}",
            r"microsoft\.directory/domains/federationConfiguration/create",
            rf"microsoft\.directory/identityProviders/allProperties/{_UPDATES}",
            rf"microsoft\.directory/organization/(?:allProperties|trustedCAsForPasswordlessAuth)/{_UPDATES}",
        ),
    ),
    LeadingActions(
        Tier.ESCALATION,
        "It lets another organisation administer this tenant.",
        _ROLES_PAGE,
        (
            rf"microsoft\.commerce\.tenantRelationships/customerDelegatedAdminPrivileges/{_CHANGES}",
            rf"microsoft\.directory/tenantGovernance/(?:relationships|requests)/allProperties/{_UPDATES}",
        ),
    ),
    LeadingActions(
        Tier.ESCALATION,
        "It runs pipelines, whose identities may hold a right.",
        _ROLES_PAGE,
        (r"microsoft\.azure\.devOps/allEntities/(?:.*/)?allTasks",),
    ),
    LeadingActions(
        Tier.ESCALATION,
        "It runs programs on the devices of administrators and managers.",
        _ROLES_PAGE,
        (
            r"microsoft\.intune/allEntities/(?:.*/)?allTasks",
            r"microsoft\.windows\.defenderAdvancedThreatProtection/allEntities/(?:.*/)?allTasks",
        ),
    ),
    LeadingActions(
        Tier.RECIPIENT,
        "It changes a person's manager, mail address, dates or attributes.",
        _ROLES_PAGE,
        (
            rf"microsoft\.directory/users/(?:manager|sponsors|basic|contactInfo|jobInfo|lifeCycleInfo)/{_UPDATES}",
            rf"microsoft\.directory/users/(?:userPrincipalName|extensionProperties|allProperties)/{_UPDATES}",
            rf"microsoft\.directory/users/customSecurityAttributes/{_UPDATES}",
        ),
    ),
    LeadingActions(
        Tier.RECIPIENT,
        "It puts people and groups back to what they were, managers and members included.",
        _ROLES_PAGE,
        (r"microsoft\.directory/backup/(?:recovery|allProperties)/(?:create|allTasks)",),
    ),
    LeadingActions(
        Tier.RECIPIENT,
        "It adds people to a group or an administrative unit that decides who may get a pass.",
        _ROLES_PAGE,
        (
            rf"microsoft\.directory/{_GROUPS}/(?:members|owners|dynamicMembershipRule|allProperties)/{_UPDATES}",
            rf"microsoft\.directory/groups(?:\.unified(?:\.[A-Za-z]+)*)?/visibility/{_UPDATES}",
            rf"microsoft\.directory/administrativeUnits/(?:members|allProperties)/{_UPDATES}",
        ),
    ),
    LeadingActions(
        Tier.RECIPIENT,
        "It decides what synchronisation writes about people.",
        _SYNCHRONISATION,
        (
            rf"microsoft\.directory/(?:servicePrincipals/synchronization[^/]*|onPremisesSynchronization)/{_CHANGES}",
            rf"microsoft\.directory/(?:cloudProvisioning|passwordHashSync|hybridAuthenticationPolicy)/{_CHANGES}",
            rf"microsoft\.directory/organization/dirSync/{_UPDATES}",
        ),
    ),
    LeadingActions(
        Tier.RECIPIENT,
        "It opens, forwards or readdresses mailboxes, in one of which the pass arrives.",
        _ROLES_PAGE,
        (r"microsoft\.office365\.exchange/(?:allEntities|allRecipients|recipients|migration)/.*allTasks",),
    ),
)
"""Every row is held against every role, built in or not: a new role is found by its actions."""

RESETS = LeadingActions(
    Tier.RECIPIENT,
    "It resets the password or another sign-in method of a manager, who receives passes by mail.",
    _ROLES_PAGE,
    (
        rf"microsoft\.directory/users/(?:password|authenticationMethods/(?:basic|allProperties))/{_UPDATES}",
        # Certificates to sign in with, and the first password of an external user who is made a member.
        r"microsoft\.directory/users/(?:authorizationInfo/update|convertExternalToInternalMemberUser)",
    ),
)
"""Apart from the others: it adds nothing to a right to create passes."""

EVERYTHING = LeadingActions(
    Tier.ESCALATION,
    "It does everything in the directory.",
    _ROLES_PAGE,
    (r"microsoft\.directory/(?:allEntities|\*)/.*allTasks",),
)
"""It has all tiers."""


_ACTIONS = tuple((row.tier, re.compile(action, re.IGNORECASE)) for row in LEADING_ACTIONS for action in row.actions)
_RESETS = re.compile("|".join(RESETS.actions), re.IGNORECASE)
_EVERYTHING = re.compile(EVERYTHING.actions[0], re.IGNORECASE)


def tiers_of_role(template_id: str, actions: Iterable[str]) -> tuple[Tier, ...]:
    """What a role gives, most direct first: by the table when it is built in, and by each of its allowed actions.

    No list of actions is documented as complete for authentication methods, so every role is scanned.
    """
    built_in = LEADING_ROLES.get(template_id.lower())
    found = set(built_in.tiers if built_in else ())
    resets = False
    for action in actions:
        if _EVERYTHING.fullmatch(action):
            return tuple(Tier)
        found.update(tier for tier, pattern in _ACTIONS if pattern.fullmatch(action))
        resets = resets or _RESETS.fullmatch(action) is not None
    if resets and Tier.DIRECT not in found:
        found.add(Tier.RECIPIENT)
    return tuple(tier for tier in Tier if tier in found)
