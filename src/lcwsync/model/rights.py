"""Rights of a tenant as its directory holds them: roles, permissions, and who controls their holders. No judgement.

All ids are in lower case.
"""

from datetime import datetime
from enum import StrEnum

from lcwsync.model.principal import Principal
from lcwsync.values.records import dataclass

WHOLE_DIRECTORY = "/"
"""The scope of an assignment that is limited to nothing."""

UNIT_SCOPE = "/administrativeunits/"
"""The start of a scope, in lower case, that is an administrative unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDefinition:
    """A directory role, built-in or custom."""

    id: str
    template_id: str
    """The id of a built-in role in every tenant; a custom role's own id."""
    name: str
    enabled: bool
    actions: tuple[str, ...]
    """All allowed resource actions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAssignment:
    """A role assigned to a principal, active or eligible."""

    principal_id: str
    principal: Principal | None
    """None when the directory did not answer with the principal."""
    role_id: str
    scope: str
    """WHOLE_DIRECTORY, or the path of an object as the service writes it."""
    directory_scope: str
    """The directory's own scope in lower case, empty when the service answered without one: an assignment and its
    schedule have it in common, with the role and the principal."""
    starts: datetime | None = None
    """Of a schedule: when it begins to hold."""
    activated: bool = False
    """Of a schedule: its holder is eligible, and activated it."""

    @property
    def key(self) -> tuple[str, str, str]:
        """The key that an assignment shares with its schedule."""
        return (self.principal_id, self.role_id, self.directory_scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceApplication:
    """An application whose permissions are granted to others, such as Microsoft Graph."""

    id: str
    """Of its service principal."""
    application_id: str
    permissions: dict[str, str]
    """Names of its application permissions by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationGrant:
    """An application permission granted to a principal."""

    principal_id: str
    permission_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegatedGrant:
    """Delegated permissions granted to an application."""

    client_id: str
    """Of the service principal."""
    permissions: tuple[str, ...]
    """By name."""
    for_everybody: bool
    """False: for one user only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationRules:
    """What Privileged Identity Management asks of somebody who activates a role or a membership.

    None: the service did not show the rule.
    """

    approved: bool | None
    """Whether somebody has to approve it."""
    approvers: int
    """How many users and groups are named as approvers; 0 leaves it to the administrators of roles."""
    second_factor: bool | None
    context: str | None
    """The authentication context of Conditional Access that is asked for, such as `c1`; None: none."""
    longest: str | None
    """How long it may last at most, as ISO 8601 writes it, such as `PT8H`."""


class GroupAccess(StrEnum):
    """The part in a group that a schedule gives."""

    MEMBER = "member"
    OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSchedule:
    """A membership or an ownership of a group as Privileged Identity Management keeps it: one that must be activated
    first, or one that holds from its start."""

    principal_id: str
    principal: Principal | None
    access: GroupAccess | None
    """None: another part than those two."""
    starts: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagePolicy:
    """Whom a policy of an access package lets in, and how."""

    id: str
    whom: str
    """Graph's word: `allMemberUsers`, `specificDirectoryUsers`, ..."""
    by_themselves: bool
    by_others: bool
    """Others may ask for them, such as their managers."""
    automatic: bool
    """Everybody whom it is for is let in without a request."""
    approved: bool
    chosen: frozenset[str] = frozenset()
    """The users and groups whom it names, by id."""
    others: tuple[str, ...] = ()
    """Whom else it names, by Graph's kinds, such as `attributeRuleMembers`."""

    @property
    def open(self) -> bool:
        """Whether people come in without an administrator."""
        return self.by_themselves or self.by_others or self.automatic


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What an access package that gives a part in a group and one that gives a role have in common."""

    id: str
    name: str
    policies: tuple[PackagePolicy, ...] = ()
    """Without one it lets nobody in until somebody adds one."""
    policy_ids: tuple[str, ...] = ()
    """Of its policies, which are read by themselves."""
    catalog_id: str | None = None
    """None when the service did not show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPackage(Package):
    """An access package that gives a part in a group."""

    group_id: str
    access: GroupAccess | None
    """None: another part than membership or ownership."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePackage(Package):
    """An access package that gives a directory role in the whole tenant."""

    role_id: str
    """Of the role's definition."""
    eligible: bool
    """The role must be activated first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDoor:
    """Whether a group lets people in and shows who is inside."""

    open: bool
    """Anybody in the tenant can join it without being asked."""
    hidden: bool
    """Its members are shown to nobody without a permission of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogRole:
    """A role of entitlement management that a principal holds."""

    principal_id: str
    principal: Principal | None
    """None when the directory did not answer with the principal."""
    role_id: str
    catalog_id: str | None
    """None: it holds for all catalogs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The end of each secret and certificate of an application; None for one without an end."""

    secrets: tuple[datetime | None, ...] = ()
    certificates: tuple[datetime | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePrincipal:
    """An application as this tenant uses it."""

    principal: Principal
    credentials: Credentials
    agent: bool = False
    """It is the identity of an agent, as which everybody who controls its blueprint can sign in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationObject:
    """The registration of an application. An application of another organisation has its registration there; a
    managed identity has none."""

    id: str
    credentials: Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class FederatedCredential:
    """An identity outside the tenant that may sign in as an application."""

    name: str
    subject: str
    issuer: str
    """Without a slash at its end."""
