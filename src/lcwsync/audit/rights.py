"""The table of directory roles and their actions that lead to a pass; permissions are in `permissions`.

Roles: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
Who may create a pass: https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lcwsync.model.guardrails import Tier

_ALL = tuple(Tier)
_ROLES_PAGE = "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference"
_PASSES = "https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods"
_WORKFLOWS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks"
_FEDERATION = "https://learn.microsoft.com/graph/api/domain-post-federationconfiguration"
_SYNCHRONISATION = "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions"

_CHANGES = r"(?:.*/)?(?!.*read$)[A-Za-z]+"
"""The end of an action that does more than read."""

_UPDATES = "(?:update|allTasks)"
_GROUPS = r"groups(?:\.[A-Za-z]+)?"
_APPLICATIONS = r"(?:applications|applications\.myOrganization|servicePrincipals)"


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
            rf"microsoft\.directory/(?:roleAssignments|roleDefinitions|roleEligibilityScheduleRequests?)/{_CHANGES}",
            rf"microsoft\.directory/roleManagementPolicies/{_CHANGES}",
        ),
    ),
    LeadingActions(
        Tier.ESCALATION,
        "It grants permissions to an application, or decides who may consent to them.",
        _ROLES_PAGE,
        (
            rf"microsoft\.directory/servicePrincipals/(?:appRoleAssignedTo|managePermissionGrants[^/]*)(?:/{_CHANGES})?",
            rf"microsoft\.directory/permissionGrantPolicies/{_CHANGES}",
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
            rf"microsoft\.directory/identityProviders/allProperties/{_UPDATES}",
        ),
    ),
    LeadingActions(
        Tier.RECIPIENT,
        "It changes a person's manager, mail address or dates.",
        _ROLES_PAGE,
        (
            rf"microsoft\.directory/users/(?:manager|basic|contactInfo|lifeCycleInfo|allProperties)/{_UPDATES}",
            rf"microsoft\.directory/users/userPrincipalName/{_UPDATES}",
        ),
    ),
    LeadingActions(
        Tier.RECIPIENT,
        "It adds people to a group or an administrative unit that decides who may get a pass.",
        _ROLES_PAGE,
        (
            rf"microsoft\.directory/{_GROUPS}/(?:members|owners|dynamicMembershipRule|allProperties)/{_UPDATES}",
            rf"microsoft\.directory/administrativeUnits/(?:members|allProperties)/{_UPDATES}",
        ),
    ),
    LeadingActions(
        Tier.RECIPIENT,
        "It decides what synchronisation writes about people.",
        _SYNCHRONISATION,
        (
            rf"microsoft\.directory/(?:servicePrincipals/synchronization[^/]*|onPremisesSynchronization)/{_CHANGES}",
            rf"microsoft\.directory/(?:cloudProvisioning|passwordHashSync)/{_CHANGES}",
        ),
    ),
    LeadingActions(
        Tier.RECIPIENT,
        "It opens, forwards or readdresses mailboxes, in one of which the pass arrives.",
        _ROLES_PAGE,
        (r"microsoft\.office365\.exchange/(?:allEntities|allRecipients)/.*allTasks",),
    ),
)
"""Every row is held against every role, built in or not: a new role is found by its actions."""

RESETS = LeadingActions(
    Tier.RECIPIENT,
    "It resets the password or another sign-in method of a manager, who receives passes by mail.",
    _ROLES_PAGE,
    (rf"microsoft\.directory/users/(?:password|authenticationMethods/basic)/{_UPDATES}",),
)
"""Apart from the others: it adds nothing to a right to create passes."""

EVERYTHING = LeadingActions(
    Tier.ESCALATION,
    "It does everything in the directory.",
    _ROLES_PAGE,
    (r"microsoft\.directory/(?:allEntities|\*)/.*allTasks",),
)
"""It has all tiers."""


class LeadingRole(NamedTuple):
    """A built-in role that leads to a pass although its actions need not say so."""

    name: str
    tiers: tuple[Tier, ...]
    path: str
    """How it leads to a pass, in one sentence."""
    source: str = _ROLES_PAGE


LEADING_ROLES: Mapping[str, LeadingRole] = {
    "62e90394-69f5-4237-9190-012177145e10": LeadingRole("Global Administrator", _ALL, "It does everything."),
    "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": LeadingRole(
        "Privileged Authentication Administrator", (Tier.DIRECT,), "It creates passes for every user.", _PASSES
    ),
    "c4e39bd9-1100-46d3-8c65-fb160da0071f": LeadingRole(
        "Authentication Administrator", (Tier.DIRECT,), "It creates passes for users without a role.", _PASSES
    ),
    "59d46f88-662b-457b-bceb-5c3809e5908f": LeadingRole(
        "Lifecycle Workflows Administrator",
        (Tier.WORKFLOWS,),
        "It writes and starts workflows that create passes.",
        _WORKFLOWS,
    ),
    "0526716b-113d-4c15-b2c8-68e3c22b9f80": LeadingRole(
        "Authentication Policy Administrator", (Tier.POLICY,), "It changes who may use a pass, and for how long."
    ),
    "e8611ab8-c189-46e8-94e1-60213ab1f814": LeadingRole(
        "Privileged Role Administrator", (Tier.ESCALATION,), "It assigns roles."
    ),
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": LeadingRole(
        "Application Administrator", (Tier.ESCALATION,), "It adds a credential to an application that holds a right."
    ),
    "158c047a-c907-4556-b7ef-446551a6b5f7": LeadingRole(
        "Cloud Application Administrator",
        (Tier.ESCALATION,),
        "It adds a credential to an application that holds a right.",
    ),
    "8329153b-31d0-4727-b945-745eb3bc5f31": LeadingRole(
        "Domain Name Administrator", (Tier.ESCALATION,), "It makes a domain trust another issuer.", _FEDERATION
    ),
    "be2f45a1-457d-42af-a067-6ec1fa63bc45": LeadingRole(
        "External Identity Provider Administrator",
        (Tier.ESCALATION,),
        "It makes the tenant trust another issuer.",
        _FEDERATION,
    ),
    "194ae4cb-b126-40b2-bd5b-6091b380977d": LeadingRole(
        "Security Administrator", (Tier.ESCALATION,), "It changes federation and authentication settings."
    ),
    "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2": LeadingRole(
        "Hybrid Identity Administrator", (Tier.ESCALATION,), "It changes federation and synchronisation.", _FEDERATION
    ),
    "d29b2b05-8046-44ba-8758-1e26182fcf32": LeadingRole(
        "Directory Synchronization Accounts",
        (Tier.ESCALATION,),
        "It writes people and their credentials.",
        _SYNCHRONISATION,
    ),
    "a92aed5d-d78a-4d16-b381-09adb37eb3b0": LeadingRole(
        "On Premises Directory Sync Account",
        (Tier.ESCALATION,),
        "It writes people and their credentials.",
        _SYNCHRONISATION,
    ),
    "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e": LeadingRole(
        "Identity Governance Administrator",
        (Tier.ESCALATION,),
        "It gives membership of groups, those with roles included, by access packages.",
    ),
    "fe930be7-5e62-47db-91af-98c3a49a38b1": LeadingRole(
        "User Administrator", (Tier.RECIPIENT,), "It changes managers, mail addresses, dates and groups."
    ),
    "729827e3-9c14-49f7-bb1b-9608f156bbb8": LeadingRole(
        "Helpdesk Administrator", (Tier.RECIPIENT,), "It resets the password of a manager."
    ),
    "966707d0-3269-4727-9be2-8c3a10f19b9d": LeadingRole(
        "Password Administrator", (Tier.RECIPIENT,), "It resets the password of a manager."
    ),
    "fdd7a751-b60b-444a-984c-02652fe8fa1c": LeadingRole(
        "Groups Administrator", (Tier.RECIPIENT,), "It changes a group that decides who may get a pass."
    ),
    "29232cdf-9323-42fd-ade2-1d097af3e4de": LeadingRole(
        "Exchange Administrator", (Tier.RECIPIENT,), "It opens and forwards mailboxes."
    ),
    "31392ffb-586c-42d1-9346-e59415a2cc4e": LeadingRole(
        "Exchange Recipient Administrator", (Tier.RECIPIENT,), "It changes mail addresses and forwarding."
    ),
    "17315797-102d-40b4-93e0-432062caca18": LeadingRole(
        "Compliance Administrator", (Tier.RECIPIENT,), "It searches mailboxes."
    ),
}
"""Built-in roles by template id. Their actions are scanned besides, like those of every other role."""

_ACTIONS = tuple((row.tier, re.compile(action, re.IGNORECASE)) for row in LEADING_ACTIONS for action in row.actions)
_RESETS = re.compile(RESETS.actions[0], re.IGNORECASE)
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
            return _ALL
        found.update(tier for tier, pattern in _ACTIONS if pattern.fullmatch(action))
        resets = resets or _RESETS.fullmatch(action) is not None
    if resets and Tier.DIRECT not in found:
        found.add(Tier.RECIPIENT)
    return tuple(tier for tier in Tier if tier in found)
