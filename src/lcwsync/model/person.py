"""A person of the directory, their manager, the line above them, and what decides about a pass.

https://learn.microsoft.com/graph/api/resources/user
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, NamedTuple

from lcwsync.model.conditions import TimeAttribute
from lcwsync.values.records import dataclass


class Unread(StrEnum):
    """A value whose read was refused: neither present nor absent."""

    UNREAD = "not read"


UNREAD: Final = Unread.UNREAD
NotRead = Literal[Unread.UNREAD]


class Membership(StrEnum):
    """Member or guest, of this organisation or of another one."""

    MEMBER = "member"
    INTERNAL_GUEST = "internal guest"
    """A guest whose account is the tenant's own."""
    EXTERNAL_GUEST = "external guest"
    """Somebody of another organisation, invited here."""
    EXTERNAL_MEMBER = "external member"
    """Somebody of another organisation whose account is a member here: whether passes work is not documented."""
    UNKNOWN = "not told"
    """An account of the tenant that says neither: accounts of before September 2014 may have no userType."""

    @property
    def is_external(self) -> bool:
        """Whether the person signs in elsewhere."""
        return self in (Membership.EXTERNAL_GUEST, Membership.EXTERNAL_MEMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """An account as a manager: the recipient of mails about a person."""

    id: str
    name: str
    mail: str | None
    enabled: bool | None
    """None when the service does not return it."""
    membership: Membership
    is_contact: bool = False
    """An organisational contact, which is no account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One user. `dates` holds the dates a trigger can count from, in UTC, as far as they are set."""

    id: str
    name: str
    user_principal_name: str
    membership: Membership = Membership.MEMBER
    dates: Mapping[TimeAttribute, datetime] = field(default_factory=dict)
    mail: str | NotRead | None = UNREAD
    usage_location: str | NotRead | None = UNREAD
    is_synchronised: bool | NotRead = UNREAD
    """Whether the account comes from Active Directory."""
    enabled: bool | None = None
    """Whether the account can sign in; None when the service does not show it."""
    licences: frozenset[str] | NotRead = UNREAD
    """skuIds assigned directly or through a group; read where a task assigns licences."""
    unread_dates: frozenset[TimeAttribute] = frozenset()
    """Dates that the service hides from us, which is not the same as no date."""
    last_seen: datetime | None = None
    """The last sign-in, or when the account was created if there was none; None unless it was asked for."""

    @property
    def hire_date(self) -> datetime | None:
        """employeeHireDate, with its time of day."""
        return self.dates.get(TimeAttribute.HIRE_DATE)


class Colleague(NamedTuple):
    """One user, with the manager's id. None: not set, for `enabled` not shown."""

    id: str
    name: str
    user_principal_name: str
    mail: str | None
    enabled: bool | None
    guest: bool
    hire_date: datetime | None
    manager_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassFacts:
    """The facts about a person that decide whether a pass can be created and whether it arrives."""

    manager: Manager | NotRead | None = UNREAD
    groups: frozenset[str] | NotRead = UNREAD
    """Ids of all groups the person is in, through other groups too."""
    methods: tuple[str, ...] | NotRead = UNREAD
    """Authentication methods besides the password and an older pass."""
    has_signed_in: bool | NotRead = UNREAD
    holds_role: bool | NotRead = UNREAD
    sponsors_with_mail: int | NotRead = UNREAD
    """How many sponsors have a mail address; read where a task mails them."""


@dataclass(frozen=True, slots=True)
class ReportingLine:
    """Managers from the direct one upwards. `whole` False: a circle or `MAX_LEVELS` ended the walk."""

    managers: tuple[Manager, ...]
    whole: bool = True

    def level_of(self, person_id: str) -> int | None:
        """1 for the direct manager, 2 for the manager's manager, and so on; None when not above."""
        ids = [link.id for link in self.managers]
        return ids.index(person_id) + 1 if person_id in ids else None
