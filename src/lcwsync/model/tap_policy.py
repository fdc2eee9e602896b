"""The Temporary Access Pass policy.

Graph: https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration
"""

from dataclasses import field
from enum import StrEnum

from lcwsync.model.fields import Field
from lcwsync.model.references import Ref
from lcwsync.model.unknown import UnknownMember
from lcwsync.values.records import dataclass

LIFETIME_MINUTES = range(10, 43201)
"""Lifetimes of a pass, in minutes: ten minutes to thirty days."""

PASS_LENGTH = range(8, 49)
"""Characters of a pass."""


class PolicyState(StrEnum):
    """Whether passes can be created and used at all."""

    ENABLED = "enabled"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class AllUsers:
    """Everybody in the tenant."""


@dataclass(frozen=True, slots=True)
class GroupTarget:
    """The members of a group."""

    group: Ref


@dataclass(frozen=True, slots=True)
class UserTarget:
    """A single user. The enumeration has it; the service targets by group. Read and reported, never written."""

    user: Ref


Target = AllUsers | GroupTarget | UserTarget

ALL_USERS = "allUsers"
"""The word of `includeTargets:` and `excludeTargets:` for AllUsers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TapPolicy:
    """The policy's settings; `None` means "not set". Lifetimes are in minutes, the length in characters."""

    state: PolicyState | None = None
    is_usable_once: bool | None = None
    minimum_lifetime_in_minutes: int | None = None
    default_lifetime_in_minutes: int | None = None
    maximum_lifetime_in_minutes: int | None = None
    default_length: int | None = None
    include_targets: tuple[Target, ...] | None = None
    exclude_targets: tuple[Target, ...] | None = None
    unknown: tuple[UnknownMember, ...] = field(default=(), compare=False)
    """Tenant only: members this version does not know. They are shown and never written."""


TAP_POLICY_FIELDS = (
    Field("state", "state", PolicyState),
    Field("isUsableOnce", "is_usable_once", bool),
    Field("minimumLifetimeInMinutes", "minimum_lifetime_in_minutes", int, LIFETIME_MINUTES, "minutes"),
    Field("defaultLifetimeInMinutes", "default_lifetime_in_minutes", int, LIFETIME_MINUTES, "minutes"),
    Field("maximumLifetimeInMinutes", "maximum_lifetime_in_minutes", int, LIFETIME_MINUTES, "minutes"),
    Field("defaultLength", "default_length", int, PASS_LENGTH, "characters"),
)
"""The policy's plain fields."""

TARGET_LISTS = {"includeTargets": "include_targets", "excludeTargets": "exclude_targets"}
"""Its lists of targets: Graph's name and the attribute."""
