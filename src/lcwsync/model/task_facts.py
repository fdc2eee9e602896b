"""What was read about a person and a tenant before a run is judged. `UNREAD` is what was not read."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from lcwsync.model.person import UNREAD, NotRead, PassFacts, Person
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.values.records import dataclass

CHANGES_THE_PERSON = frozenset(
    {
        "generateTapAndEmailManager",
        "enableUserAccount",
        "disableUserAccount",
        "deleteUser",
        "updateUserAttributes",
        "revokeRefreshTokens",
        "assignLicenses",
        "removeLicenses",
        "removeAllLicenses",
    }
)
"""Keys of the tasks that write to a person, whom a restricted management administrative unit keeps from being changed.

https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management
"""


class PersonFact(StrEnum):
    """What can be read about a person besides the properties that every read of people selects."""

    MANAGER = "manager"
    GROUPS = "groups"
    METHODS = "authentication methods"
    SIGN_INS = "sign-ins"
    ROLES = "directory roles"
    SPONSORS = "sponsors"
    LICENCES = "licences"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """What decides about tasks other than the one that creates a pass."""

    mail: str | NotRead | None = UNREAD
    usage_location: str | NotRead | None = UNREAD
    is_synchronised: bool | NotRead = UNREAD
    """Whether the account comes from Active Directory."""
    in_role_group: bool | NotRead = UNREAD
    """Whether the person is a member or owner of a group that can be assigned to roles."""
    licences: frozenset[str] | NotRead = UNREAD
    """skuIds assigned directly."""
    sponsors_with_mail: int | NotRead = UNREAD


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts:
    """A group or team that a task names."""

    name: str
    is_team: bool = False
    unusable: str = ""
    """Why workflows cannot change its members, in words; empty when they can."""
    carries_roles: bool = False
    """Whether directory roles can be assigned to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantFacts:
    """The objects that tasks name, by id; what the mappings lack was not read, and None does not exist."""

    policy: TapPolicy | None = None
    """None: not read."""
    groups: Mapping[str, GroupFacts | None] = field(default_factory=dict)
    free_licences: Mapping[str, int] | NotRead = UNREAD
    """Free units of every licence of the tenant by skuId."""
    extensions: Mapping[str, bool] | NotRead = UNREAD
    """Every custom task extension, and whether its answer is waited for."""
    packages: Mapping[str, frozenset[str]] | NotRead = UNREAD
    """Every access package with its assignment policies."""
    mailable: Mapping[str, bool] = field(default_factory=dict)
    """Whether a user whom a task names exists and has a mail address."""
    role_groups: frozenset[str] | NotRead = UNREAD
    """Groups that can be assigned to roles, their members and everybody who owns one, by id."""
    restricted: Mapping[str, str] | NotRead = UNREAD
    """Everybody in a restricted management administrative unit, by id, with the unit's name."""
    administrators_with_mail: int | NotRead = UNREAD
    """Global and Lifecycle Workflows Administrators, who are told about guests without sponsors."""

    def in_role_group(self, person_id: str, groups: frozenset[str] | NotRead) -> bool | NotRead:
        """Whether somebody in these groups is a member or owner of a group that can be assigned to roles."""
        if self.role_groups is UNREAD:
            return UNREAD
        return person_id in self.role_groups or (groups is not UNREAD and not groups.isdisjoint(self.role_groups))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """Everything that was read about one person."""

    person: Person
    account: AccountFacts = field(default_factory=AccountFacts)
    about_pass: PassFacts = field(default_factory=PassFacts)
    tenant: TenantFacts = field(default_factory=TenantFacts)


def refusal(group: GroupFacts | None, id_: str, *, team: bool) -> str:
    """Why no task can change the members of a group, in words; empty when one can."""
    kind = "team" if team else "group"
    if group is None or (team and not group.is_team):
        return f"the {kind} {group.name if group else id_} does not exist"
    return f"the members of {group.name} cannot be changed: {group.unusable}" if group.unusable else ""
