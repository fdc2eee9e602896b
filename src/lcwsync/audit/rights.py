"""The table of directory roles and their actions that lead to a pass; permissions are in `permissions`.

Roles: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
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
    "8329153b-31d0-4727-b945-745eb3bc5f31": ("Domain Name Administrator", (Tier.ESCALATION,)),
    "be2f45a1-457d-42af-a067-6ec1fa63bc45": ("External Identity Provider Administrator", (Tier.ESCALATION,)),
    "194ae4cb-b126-40b2-bd5b-6091b380977d": ("Security Administrator", (Tier.ESCALATION,)),
    "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2": ("Hybrid Identity Administrator", (Tier.ESCALATION,)),
    "d29b2b05-8046-44ba-8758-1e26182fcf32": ("Directory Synchronization Accounts", (Tier.ESCALATION,)),
    "fe930be7-5e62-47db-91af-98c3a49a38b1": ("User Administrator", (Tier.RECIPIENT,)),
    # The next three reset the password of a manager, or change a group that decides who may get a pass.
    "729827e3-9c14-49f7-bb1b-9608f156bbb8": ("Helpdesk Administrator", (Tier.RECIPIENT,)),
    "966707d0-3269-4727-9be2-8c3a10f19b9d": ("Password Administrator", (Tier.RECIPIENT,)),
    "fdd7a751-b60b-444a-984c-02652fe8fa1c": ("Groups Administrator", (Tier.RECIPIENT,)),
    # The next two read or forward a manager's mail by rights that have no action in the directory.
    "29232cdf-9323-42fd-ade2-1d097af3e4de": ("Exchange Administrator", (Tier.RECIPIENT,)),
    "17315797-102d-40b4-93e0-432062caca18": ("Compliance Administrator", (Tier.RECIPIENT,)),
}
"""Built-in roles by template id. Their actions are scanned besides, like those of every other role."""

_CHANGES = r"(?:.*/)?(?!.*read$)[A-Za-z]+"
"""The end of an action that does more than read."""

_GROUPS = r"groups(?:\.[A-Za-z]+)?"
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
        # An issuer that a domain trusts can sign in as any user of the domain.
        (Tier.ESCALATION, r"domains/(?:federation|allProperties|federationConfiguration)/(?:.*/)?(?:update|allTasks)"),
        (Tier.ESCALATION, r"identityProviders/allProperties/(?:update|allTasks)"),
        (Tier.ESCALATION, rf"(?:permissionGrantPolicies|entitlementManagement)/{_CHANGES}"),
        (Tier.ESCALATION, r"oAuth2PermissionGrants/(?:create|basic/update|allProperties/(?:update|allTasks))"),
        (Tier.RECIPIENT, r"users/(?:manager|basic|lifeCycleInfo|allProperties)/(?:update|allTasks)"),
        (Tier.RECIPIENT, rf"{_GROUPS}/(?:members|owners|dynamicMembershipRule|allProperties)/(?:update|allTasks)"),
        (Tier.RECIPIENT, r"administrativeUnits/(?:members|allProperties)/(?:update|allTasks)"),
        (Tier.RECIPIENT, rf"(?:servicePrincipals/synchronization[^/]*|onPremisesSynchronization)/{_CHANGES}"),
    )
)

_RESETS = re.compile(r"microsoft\.directory/users/password/(?:update|allTasks)", re.IGNORECASE)
"""A principal that resets a manager's password can read the manager's mail; that adds nothing to creating passes."""

_EVERYTHING = re.compile(r"microsoft\.directory/(?:allEntities|\*)/.*allTasks", re.IGNORECASE)


def tiers_of_role(template_id: str, actions: Iterable[str]) -> tuple[Tier, ...]:
    """What a role gives, most direct first: by the table when it is built in, and by each of its allowed actions.

    No list of actions is documented as complete for authentication methods, so every role is scanned.
    """
    found = set(ROLES.get(template_id.lower(), ("", ()))[1])
    resets = False
    for action in actions:
        if _EVERYTHING.fullmatch(action):
            return _ALL
        found.update(tier for tier, pattern in _ACTIONS if pattern.fullmatch(action))
        resets = resets or _RESETS.fullmatch(action) is not None
    if resets and Tier.DIRECT not in found:
        found.add(Tier.RECIPIENT)
    return tuple(tier for tier in Tier if tier in found)
