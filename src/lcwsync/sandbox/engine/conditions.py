"""Whether a user meets the execution conditions of a workflow at a moment: pure.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never, cast

from lcwsync.sandbox.clock import instant
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.engine.rule import Rule, read_rule
from lcwsync.sandbox.store import JsonObject

CATCH_UP = timedelta(days=3)
"""Users whose moment passed longer ago are silently skipped."""


@dataclass(frozen=True, slots=True)
class TimeBasedTrigger:
    """Days after a date of the user; before it when negative."""

    attribute: str
    offset_in_days: int


@dataclass(frozen=True, slots=True)
class AttributeChangeTrigger:
    """A change of one of the attributes."""

    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MembershipChangeTrigger:
    """A user is added to (`add`) or removed from (`remove`) a group of the scope."""

    change: str


@dataclass(frozen=True, slots=True)
class UserInactivityTrigger:
    """Days without a sign-in."""

    period_in_days: int


@dataclass(frozen=True, slots=True)
class GuestSponsorTrigger:
    """A guest has fewer sponsors."""

    minimum_required_sponsors: int


Trigger = (
    TimeBasedTrigger | AttributeChangeTrigger | MembershipChangeTrigger | UserInactivityTrigger | GuestSponsorTrigger
)
"""The triggers the sandbox accepts."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """A trigger and its scope: `rule`, or the ids of `groups` for a membership trigger."""

    trigger: Trigger
    rule: Rule | None = None
    groups: tuple[str, ...] = ()


def read_conditions(workflow: JsonObject) -> Conditions | None:
    """The conditions of a stored workflow; None when it runs on demand only.

    Raises RuleError when its rule cannot be read: saving a workflow does not check that.
    """
    stored = cast("JsonObject", workflow["executionConditions"])
    if "trigger" not in stored:
        return None
    trigger = _trigger(cast("JsonObject", stored["trigger"]))
    scope = cast("JsonObject", stored["scope"])
    if isinstance(trigger, MembershipChangeTrigger):
        return Conditions(trigger, groups=tuple(str(group["id"]) for group in objects(scope["groups"])))
    return Conditions(trigger, rule=read_rule(str(scope["rule"])))


def in_scope(conditions: Conditions, user: Mapping[str, object]) -> bool:
    """Whether the rule takes the user in; a group scope takes in every user who joined or left."""
    return conditions.rule is None or conditions.rule(user)


def fires(trigger: Trigger, user: Mapping[str, object], now: datetime, since: datetime) -> bool:
    """Whether the trigger is met by the user's present values; change triggers are always met.

    Moments before `since`, when the workflow was created, never trigger
    (https://learn.microsoft.com/entra/id-governance/tutorial-prepare-user-accounts).
    """
    match trigger:
        case TimeBasedTrigger():
            due = due_at(trigger, user)
            return due is not None and max(now - CATCH_UP, since) <= due <= now
        case UserInactivityTrigger(period_in_days=days):
            # Who never signed in counts from the day of creation: our guess.
            last = last_successful_sign_in(user) or _date(user, "createdDateTime")
            return last is not None and now - last >= timedelta(days=days)
        case GuestSponsorTrigger(minimum_required_sponsors=wanted):
            sponsors = user.get("_sponsors")
            return user.get("userType") == "Guest" and (len(sponsors) if isinstance(sponsors, list) else 0) < wanted
        case AttributeChangeTrigger() | MembershipChangeTrigger():
            return True
        case _:
            assert_never(trigger)


def due_at(trigger: TimeBasedTrigger, user: Mapping[str, object]) -> datetime | None:
    """The moment from which the user is due, to the second of the user's date; None when the date is not set."""
    date = _date(user, trigger.attribute)
    if date is None:
        return None
    try:
        return date + timedelta(days=trigger.offset_in_days)
    except OverflowError:
        return None


def hire_date(user: Mapping[str, object]) -> datetime | None:
    """employeeHireDate, when it is set."""
    return _date(user, "employeeHireDate")


def last_successful_sign_in(user: Mapping[str, object]) -> datetime | None:
    """The sign-in that inactivity counts from; None when there was none
    (https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-inactive-users)."""
    activity = user.get("signInActivity")
    return _date(activity, "lastSuccessfulSignInDateTime") if isinstance(activity, dict) else None


def last_sign_in(user: Mapping[str, object]) -> datetime | None:
    """The last sign-in, successful or not; None when there was none."""
    activity = user.get("signInActivity")
    return _date(activity, "lastSignInDateTime") if isinstance(activity, dict) else None


def _date(holder: Mapping[str, object], name: str) -> datetime | None:
    text = holder.get(name)
    try:
        return instant(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _trigger(stored: JsonObject) -> Trigger:
    kind = str(stored["@odata.type"]).rsplit(".", 1)[-1]
    match kind:
        case "timeBasedAttributeTrigger":
            return TimeBasedTrigger(str(stored["timeBasedAttribute"]), cast("int", stored["offsetInDays"]))
        case "attributeChangeTrigger":
            return AttributeChangeTrigger(tuple(str(item["name"]) for item in objects(stored["triggerAttributes"])))
        case "membershipChangeTrigger":
            return MembershipChangeTrigger(str(stored["changeType"]))
        case "userInactivityTrigger":
            return UserInactivityTrigger(cast("int", stored["inactivityPeriodInDays"]))
        case "guestSponsorTrigger":
            return GuestSponsorTrigger(cast("int", stored["minimumRequiredSponsors"]))
        case _:
            raise ValueError(f"a stored workflow has the unknown trigger {kind}")
