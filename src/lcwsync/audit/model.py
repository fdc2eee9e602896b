"""What an audit finds: rights, the principals that hold them, and the workflows that create passes."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import NamedTuple

from lcwsync.model.guardrails import Tier
from lcwsync.model.principal import Principal
from lcwsync.model.refused import RefusedRead
from lcwsync.model.rights import UNIT_SCOPE, WHOLE_DIRECTORY, GroupAccess, PackagePolicy
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class RightScope:
    """The scope of a right: `path` in lower case, `name` to show."""

    path: str
    name: str
    people: int | None = None
    """Members of an administrative unit; None when not read."""
    named: bool = True
    """False: the name could not be read, and `name` is the path."""

    @property
    def whole_tenant(self) -> bool:
        return self.path == WHOLE_DIRECTORY

    @property
    def unit(self) -> str | None:
        """The id of the administrative unit that the right is limited to; None when it is not limited to one."""
        return self.path.removeprefix(UNIT_SCOPE) if self.path.startswith(UNIT_SCOPE) else None


WHOLE_TENANT = RightScope(WHOLE_DIRECTORY, "whole tenant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A right that a principal was given."""

    principal_id: str
    right: str
    """In words: the role's or the permission's name."""
    tiers: tuple[Tier, ...]
    scope: RightScope = WHOLE_TENANT
    eligible: bool = False
    activated: bool = False
    role_id: str | None = None
    """Of a directory role."""
    activation: str | None = None
    """Of an eligible role: what activating it asks for, in words; None when it was not read."""
    by_owners: bool = False
    """Who owns or changes the group or access package `principal_id` has the right, who is inside does not."""


class Joining(NamedTuple):
    """A way into a group: the id of who has it, and how, in words."""

    id: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Controllers:
    """The ids of the principals that control one group or application."""

    members: tuple[str, ...] = ()
    eligible_members: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    eligible_owners: tuple[str, ...] = ()
    later_members: tuple[str, ...] = ()
    """By a schedule that has not begun."""
    later_owners: tuple[str, ...] = ()
    joining: tuple[Joining, ...] = ()
    """Ways to become a member or an owner without being made one."""
    changing: tuple[Joining, ...] = ()
    """Principals that change or assign an access package that leads into the group, by a role on its catalog."""
    activation: Mapping[GroupAccess, str] = field(default_factory=dict)
    """What activating an eligible part in the group asks for, in words."""
    trusted: tuple[str, ...] = ()
    """Federated credentials of an application."""
    registration_id: str | None = None
    """The application object of a service principal, when this tenant has it."""

    @property
    def in_directory(self) -> frozenset[str]:
        """All that have an object of their own: nothing can be read about who controls the others."""
        members = (*self.members, *self.eligible_members, *self.later_members)
        owners = (*self.owners, *self.eligible_owners, *self.later_owners)
        return frozenset((*members, *owners, *(each.id for each in self.changing)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsEvidence:
    """The rights of a tenant that lead to a pass, and what was refused."""

    grants: tuple[Grant, ...]
    principals: Mapping[str, Principal]
    controllers: Mapping[str, Controllers]
    """By the id of the group or the service principal."""
    packages: Mapping[str, tuple[PackagePolicy, ...]] = field(default_factory=dict)
    """The policies of access packages that lead into a group or give a role, by the package's id."""
    objects: Mapping[str, Principal] = field(default_factory=dict)
    """Objects that a right is limited to and that control nothing, by id."""
    refused: tuple[RefusedRead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One right of one principal. `path` leads from the principal to what gives the right."""

    principal: Principal
    tiers: tuple[Tier, ...]
    path: tuple[str, ...]
    scope: RightScope
    eligible: bool
    """It must be activated first, somewhere on the path."""
    activated: bool = False
    """It is eligible, and activated at the moment."""
    activation: tuple[str, ...] = ()
    """What each activation on the path asks for, in words."""
    through: tuple[Principal, ...] = ()
    """Groups whose membership gives it; git expects the members of a group that it expects, and nobody who owns a
    member or may sign in as one."""


class GitState(StrEnum):
    """What git has of a workflow."""

    SAME = "same"
    GROUPS_NOT_SHOWN = "groupsNotShown"
    """As git describes it, except that the service does not show the groups of its scope."""
    DIFFERS = "differs"
    """Git lists the name, and the tenant's workflow is not what git describes."""
    SEVERAL = "several"
    """Git lists the name, and the tenant has more than one workflow of it."""
    NOT_LISTED = "notListed"
    UNKNOWN = "unknown"
    """Git lists the name, and a part of the workflow could not be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassWorkflow:
    """A workflow of the tenant with a task that creates passes."""

    id: str
    name: str
    enabled: bool
    scheduled: bool
    git: GitState
    copies: tuple[Principal, ...]
    """Who gets a copy of each pass."""
    other_recipients: bool
    """The mail goes to an address that is not the manager's."""
