"""People as the directory describes them: who they are, what their dates say, and what decides about a pass.

https://learn.microsoft.com/graph/api/resources/user
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Literal

from lcwsync.model.conditions import TimeAttribute

IDENTITY_PROPERTIES = (
    "id",
    "displayName",
    "userPrincipalName",
    "userType",
    "creationType",
    "externalUserState",
    "employeeHireDate",
)
"""What a `/users` request must select for `person`, besides the date of the trigger."""

MANAGER_PROPERTIES = ("id", "displayName", "userPrincipalName", "mail", "accountEnabled", *IDENTITY_PROPERTIES[3:6])
"""What a `/users/{id}/manager` request must select for `manager`."""

_SIGN_IN_DATES = ("lastSignInDateTime", "lastNonInteractiveSignInDateTime", "lastSuccessfulSignInDateTime")


class Unread(StrEnum):
    """Stands for what the directory did not let us read: neither there nor absent."""

    UNREAD = "not read"


UNREAD: Final = Unread.UNREAD
NotRead = Literal[Unread.UNREAD]


class Membership(StrEnum):
    """Where an account belongs."""

    MEMBER = "member"
    INTERNAL_GUEST = "internal guest"
    """A guest whose account is the tenant's own."""
    EXTERNAL_GUEST = "external guest"
    """Somebody of another organisation, invited here."""
    EXTERNAL_MEMBER = "external member"
    """The same, made a member: what passes make of them is not documented."""

    @property
    def is_external(self) -> bool:
        """Whether the person signs in elsewhere."""
        return self in (Membership.EXTERNAL_GUEST, Membership.EXTERNAL_MEMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """Whom a manager's mail goes to."""

    id: str
    name: str
    mail: str | None
    enabled: bool | None
    """None when the service does not say."""
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
    last_seen: datetime | None = None
    """The last sign-in, or when the account was created if there was none; None unless it was asked for."""

    @property
    def hire_date(self) -> datetime | None:
        """employeeHireDate, with its time of day."""
        return self.dates.get(TimeAttribute.HIRE_DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What decides whether a pass can be made for a person and whom it reaches."""

    manager: Manager | NotRead | None = UNREAD
    groups: frozenset[str] | NotRead = UNREAD
    """Ids of all groups the person is in, through other groups too."""
    methods: tuple[str, ...] | NotRead = UNREAD
    """Authentication methods besides the password and an older pass."""
    has_signed_in: bool | NotRead = UNREAD
    holds_role: bool | NotRead = UNREAD


def person(found: Mapping[str, object]) -> Person:
    """A user of a Graph answer that selected IDENTITY_PROPERTIES."""
    return Person(
        id=_text(found, "id").lower(),
        name=_text(found, "displayName"),
        user_principal_name=_text(found, "userPrincipalName"),
        membership=membership(found),
        dates={attribute: date for attribute in TimeAttribute if (date := moment_of(found.get(attribute))) is not None},
        last_seen=max(sign_ins(found), default=moment_of(found.get("createdDateTime"))),
    )


def sign_ins(found: Mapping[str, object]) -> tuple[datetime, ...]:
    """The dates of a user's `signInActivity`; none when there never was a sign-in."""
    activity = found.get("signInActivity")
    if not isinstance(activity, Mapping):
        return ()
    return tuple(at for name in _SIGN_IN_DATES if (at := moment_of(activity.get(name))) is not None)


def manager(found: Mapping[str, object]) -> Manager:
    """The object a user's `manager` leads to."""
    enabled = found.get("accountEnabled")
    return Manager(
        id=_text(found, "id").lower(),
        name=_text(found, "displayName"),
        mail=_text(found, "mail").strip() or None,
        enabled=enabled if isinstance(enabled, bool) else None,
        membership=membership(found),
        is_contact=_text(found, "@odata.type").endswith(".orgContact"),
    )


def membership(found: Mapping[str, object]) -> Membership:
    """Member or guest, of this organisation or of another one.

    An invited account is recognised by how it was made or by the mark in its user principal name
    (https://learn.microsoft.com/entra/external-id/user-properties).
    """
    invited = found.get("creationType") == "Invitation" or bool(found.get("externalUserState"))
    external = invited or "#EXT#" in _text(found, "userPrincipalName").upper()
    if _text(found, "userType").casefold() == "guest":
        return Membership.EXTERNAL_GUEST if external else Membership.INTERNAL_GUEST
    return Membership.EXTERNAL_MEMBER if external else Membership.MEMBER


def moment_of(value: object) -> datetime | None:
    """A date of Graph's as a moment in UTC; None for anything that is not one."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _text(found: Mapping[str, object], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""
