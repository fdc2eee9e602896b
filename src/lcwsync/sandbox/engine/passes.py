"""Temporary Access Passes: whether one may be created, from when it is valid, and what it looks like: pure.

https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import cast

from lcwsync.sandbox.clock import instant, timestamp
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.engine.conditions import hire_date, last_sign_in
from lcwsync.sandbox.limits import LIFETIME_MINUTES
from lcwsync.sandbox.store import JsonObject

PASS_TYPE = "#microsoft.graph.temporaryAccessPassAuthenticationMethod"  # noqa: S105 - the name of a type

_CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789#$%&*+@"


@dataclass(frozen=True, slots=True)
class Terms:
    """The validity of a pass: its start, its minutes, and whether it can be used once only."""

    starts: datetime
    lifetime_minutes: int
    usable_once: bool


def policy_refusal(policy: Mapping[str, object], *, lifetime_minutes: int, usable_once: bool) -> str | None:
    """The reason why the policy refuses such a pass; None when it allows it."""
    shortest, longest = (cast("int", policy[f"{name}LifetimeInMinutes"]) for name in ("minimum", "maximum"))
    if policy["state"] != "enabled":
        return "The Temporary Access Pass policy is disabled."
    if lifetime_minutes not in LIFETIME_MINUTES or not shortest <= lifetime_minutes <= longest:
        return f"The lifetime of {lifetime_minutes} minutes is outside the policy's {shortest} to {longest} minutes."
    if policy["isUsableOnce"] and not usable_once:
        return "The policy allows one-time passes only."
    return None


def guest_refusal(user: Mapping[str, object]) -> str | None:
    """The reason why the user cannot have a pass: an external guest signs in elsewhere; None otherwise."""
    external = user.get("externalUserState") is not None or "#ext#" in str(user.get("userPrincipalName")).lower()
    if user.get("userType") == "Guest" and external:
        return "Temporary Access Pass cannot be added to an external guest user."
    return None


def workflow_refusal(user: JsonObject, *, holds_role: bool) -> str | None:
    """The reason why a workflow creates no pass for the user, who is not new; None otherwise.

    Whether the password counts as another method is not documented; it does not here, since every user has one.
    """
    if reason := guest_refusal(user):
        return reason
    if holds_role:
        return "The user holds a Microsoft Entra role."
    if last_sign_in(user) is not None:
        return "The user has signed in before."
    if other_methods(user):
        return "The user has another authentication method already."
    return None


def starts_at(user: Mapping[str, object], now: datetime) -> datetime:
    """A pass of a workflow starts on the hire date, at once when that is past; or not set, which is our guess."""
    return max(hire_date(user) or now, now)


def new_pass(terms: Terms, *, now: datetime, length: int, id: str, randomness: Random) -> tuple[JsonObject, str]:  # noqa: A002
    """The authentication method to store, and the pass itself, which is not part of it."""
    secret = "".join(randomness.choice(_CHARACTERS) for _ in range(length))
    method: JsonObject = {
        "@odata.type": PASS_TYPE,
        "id": id,
        "createdDateTime": timestamp(now),
        "startDateTime": timestamp(terms.starts),
        "lifetimeInMinutes": terms.lifetime_minutes,
        "isUsableOnce": terms.usable_once,
        "temporaryAccessPass": None,
    }
    return method, secret


def with_pass(user: JsonObject, method: JsonObject) -> JsonObject:
    """The user with this pass, which replaces an earlier one: a user has one pass at most."""
    return {**user, "_methods": [*other_methods(user), method]}


def passes_of(user: JsonObject) -> list[JsonObject]:
    """The user's pass, if there is one."""
    return [method for method in objects(user.get("_methods")) if method.get("@odata.type") == PASS_TYPE]


def other_methods(user: JsonObject) -> list[JsonObject]:
    """The user's authentication methods besides password and pass."""
    return [method for method in objects(user.get("_methods")) if method.get("@odata.type") != PASS_TYPE]


def pass_view(method: JsonObject, policy: Mapping[str, object], now: datetime) -> JsonObject:
    """A pass as a read shows it: never the pass itself, and whether it works now."""
    reason = _usability(method, policy, now)
    return {**method, "isUsable": reason == "EnabledByPolicy", "methodUsabilityReason": reason}


def _usability(method: JsonObject, policy: Mapping[str, object], now: datetime) -> str:
    starts = instant(str(method["startDateTime"]))
    if policy["state"] != "enabled" or (policy["isUsableOnce"] and not method["isUsableOnce"]):
        return "DisabledByPolicy"
    if now < starts:
        return "NotYetValid"
    if now - starts >= timedelta(minutes=cast("int", method["lifetimeInMinutes"])):
        return "Expired"
    return "EnabledByPolicy"
