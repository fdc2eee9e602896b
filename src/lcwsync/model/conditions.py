"""Execution conditions: when a workflow runs and for whom.

Graph: triggerAndScopeBasedConditions, onDemandExecutionOnly
(https://learn.microsoft.com/graph/api/resources/identitygovernance-workflowexecutionconditions).
"""

from enum import StrEnum

from lcwsync.model.references import Ref
from lcwsync.values.records import dataclass

OFFSET_DAYS = range(-180, 181)
"""offsetInDays of a time-based trigger, in days; negative is before the date."""

INACTIVITY_DAYS = range(1, 1001)
"""inactivityPeriodInDays. The API page names no range; the portal offers PORTAL_INACTIVITY_DAYS."""

PORTAL_INACTIVITY_DAYS = range(30, 731)
"""inactivityPeriodInDays as the portal offers it."""

REQUIRED_SPONSORS = range(1, 1001)
"""minimumRequiredSponsors. The documentation names no range."""


class TimeAttribute(StrEnum):
    """The dates a time-based trigger can count from."""

    HIRE_DATE = "employeeHireDate"
    LEAVE_DATE = "employeeLeaveDateTime"
    CREATED_DATE = "createdDateTime"


class MembershipChange(StrEnum):
    """The change of group membership that triggers a workflow."""

    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class TimeBasedTrigger:
    """Fires `offset_in_days` days after (before, when negative) the user's date."""

    attribute: TimeAttribute
    offset_in_days: int


@dataclass(frozen=True, slots=True)
class AttributeChangeTrigger:
    """Fires when one of the attributes changes; names are Graph's, order carries no meaning."""

    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MembershipChangeTrigger:
    """Fires when a user joins or leaves one of the scope's groups."""

    change: MembershipChange


@dataclass(frozen=True, slots=True)
class UserInactivityTrigger:
    """Fires after `period_in_days` days without a sign-in."""

    period_in_days: int


@dataclass(frozen=True, slots=True)
class GuestSponsorTrigger:
    """Fires when a guest has fewer than `minimum_required_sponsors` sponsors."""

    minimum_required_sponsors: int


@dataclass(frozen=True, slots=True)
class UnknownTrigger:
    """A trigger this version does not know: kept and reported, never written. `content` is its JSON text."""

    type_name: str
    content: str


Trigger = (
    TimeBasedTrigger
    | AttributeChangeTrigger
    | MembershipChangeTrigger
    | UserInactivityTrigger
    | GuestSponsorTrigger
    | UnknownTrigger
)


@dataclass(frozen=True, slots=True)
class RuleScope:
    """Users matching a rule of `model.rule`."""

    rule: str


@dataclass(frozen=True, slots=True)
class GroupScope:
    """Users whose membership of these groups changes. None: the service did not show the groups."""

    groups: tuple[Ref, ...] | None


@dataclass(frozen=True, slots=True)
class UnknownScope:
    """A scope this version does not know: kept and reported, never written. `content` is its JSON text."""

    type_name: str
    content: str


Scope = RuleScope | GroupScope | UnknownScope


@dataclass(frozen=True, slots=True)
class OnDemandOnly:
    """The workflow runs only when it is started by hand. The service reads it back as null."""


@dataclass(frozen=True, slots=True)
class TriggerAndScope:
    """The workflow runs for the users in `scope` when `trigger` fires.

    In git either half may be left out of a workflow that exists already; the other half is then the tenant's.
    """

    trigger: Trigger | None
    scope: Scope | None


@dataclass(frozen=True, slots=True)
class UnknownConditions:
    """Conditions this version does not know: kept and reported, never written. `content` is their JSON text."""

    type_name: str
    content: str


Conditions = OnDemandOnly | TriggerAndScope | UnknownConditions

ON_DEMAND_ONLY = "onDemandOnly"
"""The word of `trigger:` for OnDemandOnly."""


def overlaid_conditions(stated: Conditions | None, live: Conditions | None) -> Conditions | None:
    """Git's conditions where git states them, the tenant's elsewhere; trigger and scope are taken one by one."""
    if stated is None:
        return live
    if isinstance(stated, TriggerAndScope) and isinstance(live, TriggerAndScope):
        return TriggerAndScope(stated.trigger or live.trigger, stated.scope or live.scope)
    return stated
