"""A user of a Graph answer as a person, a manager or a line of managers.

https://learn.microsoft.com/graph/api/resources/user
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from lcwsync.model.conditions import TimeAttribute
from lcwsync.model.passes import EarlierPass
from lcwsync.model.person import UNREAD, Colleague, Manager, Membership, NotRead, Person, ReportingLine
from lcwsync.model.tap_policy import LIFETIME_MINUTES
from lcwsync.values.json import Json, moment_of, text

IDENTITY_PROPERTIES = (
    "id",
    "displayName",
    "userPrincipalName",
    "userType",
    "creationType",
    "externalUserState",
    "employeeHireDate",
    "mail",
    "usageLocation",
    "onPremisesSyncEnabled",
    "accountEnabled",
)
"""The properties that a `/users` request selects for `person`, besides the date of the trigger. No user is without the
last: it is null only where the service shows names alone."""

MANAGER_PROPERTIES = ("id", "displayName", "userPrincipalName", "mail", "accountEnabled", *IDENTITY_PROPERTIES[3:6])
"""The properties that a `/users/{id}/manager` request selects for `manager`."""

_SIGN_IN_DATES = ("lastSignInDateTime", "lastNonInteractiveSignInDateTime", "lastSuccessfulSignInDateTime")

MAX_LEVELS = 50
"""A line longer than this is a mistake in the directory; managers beyond it are ignored."""


def person(found: Json) -> Person:
    """A user of a Graph answer that selected IDENTITY_PROPERTIES."""
    enabled = found.get("accountEnabled")
    return Person(
        id=text(found, "id").lower(),
        name=text(found, "displayName"),
        user_principal_name=text(found, "userPrincipalName"),
        membership=membership(found),
        dates={attribute: date for attribute in TimeAttribute if (date := moment_of(found.get(attribute))) is not None},
        mail=_stated(found, "mail"),
        usage_location=_stated(found, "usageLocation"),
        is_synchronised=found.get("onPremisesSyncEnabled") is True if "onPremisesSyncEnabled" in found else UNREAD,
        enabled=enabled if isinstance(enabled, bool) else None,
        licences=_licences(found),
        last_seen=_last_success(found) or moment_of(found.get("createdDateTime")),
    )


def _stated(found: Json, name: str) -> str | NotRead | None:
    return (text(found, name).strip() or None) if name in found else UNREAD


def _licences(found: Json) -> frozenset[str] | NotRead:
    held = found.get("assignedLicenses")
    if not isinstance(held, list):
        return UNREAD
    return frozenset(text(one, "skuId").lower() for one in held if isinstance(one, Mapping))


def _last_success(found: Json) -> datetime | None:
    """The sign-in that inactivity counts from: one that failed, or that a device made by itself, does not count
    (https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-inactive-users)."""
    activity = found.get("signInActivity")
    return moment_of(activity.get("lastSuccessfulSignInDateTime")) if isinstance(activity, Mapping) else None


def sign_ins(found: Json) -> tuple[datetime, ...]:
    """The dates of a user's `signInActivity`; none when there never was a sign-in."""
    activity = found.get("signInActivity")
    if not isinstance(activity, Mapping):
        return ()
    return tuple(at for name in _SIGN_IN_DATES if (at := moment_of(activity.get(name))) is not None)


def manager(found: Json) -> Manager:
    """The object a user's `manager` leads to."""
    enabled = found.get("accountEnabled")
    return Manager(
        id=text(found, "id").lower(),
        name=text(found, "displayName"),
        mail=text(found, "mail").strip() or None,
        enabled=enabled if isinstance(enabled, bool) else None,
        membership=membership(found),
        is_contact=text(found, "@odata.type").endswith(".orgContact"),
    )


def colleague(found: Json) -> Colleague:
    """A user of a list that selected MANAGER_PROPERTIES and expands the manager."""
    enabled, above = found.get("accountEnabled"), found.get("manager")
    return Colleague(
        id=text(found, "id").lower(),
        name=text(found, "displayName"),
        user_principal_name=text(found, "userPrincipalName"),
        mail=text(found, "mail").strip() or None,
        enabled=enabled if isinstance(enabled, bool) else None,
        guest=membership(found) in (Membership.EXTERNAL_GUEST, Membership.INTERNAL_GUEST),
        hire_date=moment_of(found.get("employeeHireDate")),
        manager_id=text(above, "id").lower() if isinstance(above, Mapping) else None,
    )


_PASS = "#microsoft.graph.temporaryAccessPassAuthenticationMethod"  # noqa: S105 - the name of a type
_OVER = frozenset({"expired", "onetimeused"})
"""Reasons for which a pass never works again. The service's list of reasons is not published, so others count as a
pass that may work."""


def earlier_pass(found: Json) -> EarlierPass | None:
    """The pass that a method is, usable now or later; None for one that is over, and for other methods."""
    if text(found, "@odata.type") != _PASS or text(found, "methodUsabilityReason").casefold() in _OVER:
        return None
    start, minutes = moment_of(found.get("startDateTime")), found.get("lifetimeInMinutes")
    if start is None or not isinstance(minutes, int) or minutes not in LIFETIME_MINUTES:
        return EarlierPass(None)
    return EarlierPass(start + timedelta(minutes=minutes))


def membership(found: Json) -> Membership:
    """Member or guest, of this organisation or of another one.

    An invited account is recognised by how it was made or by the mark in its user principal name
    (https://learn.microsoft.com/entra/external-id/user-properties).
    """
    invited = found.get("creationType") == "Invitation" or bool(found.get("externalUserState"))
    external = invited or "#EXT#" in text(found, "userPrincipalName").upper()
    kind = text(found, "userType").casefold()
    if kind == "guest":
        return Membership.EXTERNAL_GUEST if external else Membership.INTERNAL_GUEST
    if external:
        return Membership.EXTERNAL_MEMBER
    return Membership.MEMBER if kind == "member" else Membership.UNKNOWN


def line_of(user: Json) -> ReportingLine:
    """The line in a user whose managers are nested, as `$expand=manager($levels=max)` answers."""
    found: list[Manager] = []
    seen = {text(user, "id").lower()}
    for above in _above(user):
        link = manager(above)
        if link.id in seen or len(found) == MAX_LEVELS:
            return ReportingLine(tuple(found), whole=False)
        seen.add(link.id)
        found.append(link)
    return ReportingLine(tuple(found))


def _above(user: Json) -> Iterator[Json]:
    above = user.get("manager")
    while isinstance(above, Mapping):
        yield above
        above = above.get("manager")
