"""The triggers Lifecycle Workflows knows, one row each: keys, Graph's type, words, and the date a trigger counts from.

A trigger that counts from no date waits for an event. Graph:
https://learn.microsoft.com/graph/api/resources/identitygovernance-workflowexecutiontrigger
"""

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from lcwsync.model.conditions import (
    INACTIVITY_DAYS,
    OFFSET_DAYS,
    REQUIRED_SPONSORS,
    AttributeChangeTrigger,
    Conditions,
    GroupScope,
    GuestSponsorTrigger,
    MembershipChange,
    MembershipChangeTrigger,
    RuleScope,
    Scope,
    TimeAttribute,
    TimeBasedTrigger,
    Trigger,
    TriggerAndScope,
    UnknownTrigger,
    UserInactivityTrigger,
)
from lcwsync.model.fields import Field

T = TypeVar("T")


class Moment(NamedTuple):
    """`days` after a date of the user; negative is before it."""

    date: TimeAttribute | None
    """None: the last sign-in. The moment then lasts until the next one; a date's moment passes."""
    days: int

    @property
    def properties(self) -> tuple[str, ...]:
        """The properties of a user that tell the date; who never signed in counts from the account's creation."""
        return ("createdDateTime", "signInActivity") if self.date is None else (self.date.value,)


class TriggerKind(NamedTuple, Generic[T]):
    """One kind of trigger."""

    of: type[T]
    wire_type: str
    """The `@odata.type` without `#microsoft.graph.identityGovernance.`."""
    fields: tuple[Field, ...]
    words: Callable[[T], str]
    """When the workflow runs, for people: `7 days before the hire date`."""
    key: str | None = None
    """The YAML key under which the fields stand; None: they stand in `trigger:` itself."""
    scope: type[RuleScope] | type[GroupScope] = RuleScope
    """The only scope it goes with."""
    moment: Callable[[T], Moment] | None = None
    """What it counts from; None for an event, which has no date."""
    unread: str | None = None
    """What a preview cannot tell about it, in words."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Its keys in `trigger:`."""
        return (self.key,) if self.key else tuple(field.name for field in self.fields)


def kind_of(trigger: Trigger) -> "TriggerKind[Any] | None":
    """The row of a trigger; None for one this version does not know."""
    return _BY_TYPE.get(type(trigger))


def kind_sent_as(wire_type: str) -> "TriggerKind[Any] | None":
    """The row of an `@odata.type`, given without its namespace."""
    return _BY_WIRE_TYPE.get(wire_type)


def trigger_of(conditions: Conditions | None) -> Trigger | None:
    """The trigger of conditions that show one."""
    return conditions.trigger if isinstance(conditions, TriggerAndScope) else None


def scope_of(conditions: Conditions | None) -> Scope | None:
    """The scope; None for conditions without one."""
    return conditions.scope if isinstance(conditions, TriggerAndScope) else None


def rule_of(conditions: Conditions | None) -> str | None:
    """The rule of conditions whose scope is one; None for groups, on demand, and hidden conditions."""
    if isinstance(conditions, TriggerAndScope) and isinstance(conditions.scope, RuleScope):
        return conditions.scope.rule
    return None


def trigger_words(trigger: Trigger) -> str:
    """The trigger in words, for people."""
    if isinstance(trigger, UnknownTrigger):
        return f"a trigger of an unknown kind ({trigger.type_name})"
    return _BY_TYPE[type(trigger)].words(trigger)


def moment_of(trigger: Trigger | None) -> Moment | None:
    """The date the trigger counts from; None when it waits for an event, or is not known."""
    kind = kind_of(trigger) if trigger is not None else None
    return kind.moment(trigger) if kind and kind.moment else None


_DATES = {
    TimeAttribute.HIRE_DATE: "the hire date",
    TimeAttribute.LEAVE_DATE: "the leave date",
    TimeAttribute.CREATED_DATE: "the day the account was created",
}
_MEMBERSHIP = {MembershipChange.ADD: "joins", MembershipChange.REMOVE: "leaves"}


def _from_date(trigger: TimeBasedTrigger) -> str:
    days, date = trigger.offset_in_days, _DATES[trigger.attribute]
    return f"{_counted(abs(days), 'day')} {'before' if days < 0 else 'after'} {date}" if days else f"on {date}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


TRIGGERS: tuple[TriggerKind[Any], ...] = (
    TriggerKind(
        TimeBasedTrigger,
        "timeBasedAttributeTrigger",
        (
            Field("timeBasedAttribute", "attribute", TimeAttribute),
            Field("offsetInDays", "offset_in_days", int, OFFSET_DAYS, "days"),
        ),
        words=_from_date,
        moment=lambda trigger: Moment(trigger.attribute, trigger.offset_in_days),
    ),
    TriggerKind(
        AttributeChangeTrigger,
        "attributeChangeTrigger",
        (Field("attributeChange", "attributes", tuple, sent_as="triggerAttributes"),),
        words=lambda trigger: f"when {' or '.join(trigger.attributes)} changes",
    ),
    TriggerKind(
        MembershipChangeTrigger,
        "membershipChangeTrigger",
        (Field("membershipChange", "change", MembershipChange, sent_as="changeType"),),
        words=lambda trigger: f"when a user {_MEMBERSHIP[trigger.change]} a group of the scope",
        scope=GroupScope,
    ),
    TriggerKind(
        UserInactivityTrigger,
        "userInactivityTrigger",
        (Field("inactivityPeriodInDays", "period_in_days", int, INACTIVITY_DAYS, "days"),),
        words=lambda trigger: f"after {_counted(trigger.period_in_days, 'day')} without a sign-in",
        key="userInactivity",
        moment=lambda trigger: Moment(None, trigger.period_in_days),
    ),
    TriggerKind(
        GuestSponsorTrigger,
        "guestSponsorTrigger",
        (Field("minimumRequiredSponsors", "minimum_required_sponsors", int, REQUIRED_SPONSORS),),
        words=lambda trigger: f"when a guest has fewer than {_counted(trigger.minimum_required_sponsors, 'sponsor')}",
        key="guestSponsor",
        unread="sponsors are not read: everybody in scope is listed, those with enough sponsors too",
    ),
)
"""Every kind of trigger, in the order an editor offers them."""

_BY_TYPE = {kind.of: kind for kind in TRIGGERS}
_BY_WIRE_TYPE = {kind.wire_type: kind for kind in TRIGGERS}
