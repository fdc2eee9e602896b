"""Execution conditions in both directions
(https://learn.microsoft.com/graph/api/resources/identitygovernance-workflowexecutionconditions)."""

from typing import assert_never

from lcwsync.model.conditions import (
    AttributeChangeTrigger,
    Conditions,
    GroupScope,
    GuestSponsorTrigger,
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    RuleScope,
    Scope,
    TimeAttribute,
    TimeBasedTrigger,
    Trigger,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
    UnknownTrigger,
    UserInactivityTrigger,
)
from lcwsync.model.references import Ref, RefKind
from lcwsync.tenant.wire.json import Node, not_writable, reference_id
from lcwsync.values.errors import LcwError
from lcwsync.values.json import JsonObject

NAMESPACE = "microsoft.graph.identityGovernance."

_TRIGGER_AND_SCOPE = NAMESPACE + "triggerAndScopeBasedConditions"
_ON_DEMAND = NAMESPACE + "onDemandExecutionOnly"

_TIME_BASED = NAMESPACE + "timeBasedAttributeTrigger"
_ATTRIBUTE_CHANGE = NAMESPACE + "attributeChangeTrigger"
_MEMBERSHIP_CHANGE = NAMESPACE + "membershipChangeTrigger"
_INACTIVITY = NAMESPACE + "userInactivityTrigger"
_GUEST_SPONSOR = NAMESPACE + "guestSponsorTrigger"

_RULE = NAMESPACE + "ruleBasedSubjectSet"
_GROUPS = NAMESPACE + "groupBasedSubjectSet"


def read_conditions(workflow: Node, notes: list[str]) -> Conditions | None:
    """The conditions of a workflow; None when the answer does not show them.

    An on-demand workflow reads back as null. What is not understood is kept as it is, and named in `notes`.
    """
    if "executionConditions" not in workflow.content:
        return None
    node = workflow.object("executionConditions")
    if node is None:
        return OnDemandOnly()
    name = node.type_name
    if name == _ON_DEMAND:
        return OnDemandOnly()
    if name == _TRIGGER_AND_SCOPE:
        trigger, scope = node.object("trigger"), node.object("scope")
        return TriggerAndScope(
            None if trigger is None else _noted_trigger(trigger, notes),
            None if scope is None else _noted_scope(scope, notes),
        )
    notes.append(f"execution conditions {node.as_text()}")
    return UnknownConditions(name, node.as_text())


def conditions_body(conditions: Conditions) -> JsonObject:
    """The conditions as they are sent. Raises LcwError for what is unknown, hidden or left out."""
    match conditions:
        case OnDemandOnly():
            return {"@odata.type": "#" + _ON_DEMAND}
        case TriggerAndScope(trigger=trigger, scope=scope):
            if trigger is None or scope is None:
                raise LcwError(
                    f"the workflow has no {'trigger' if trigger is None else 'scope'}, and both are always sent",
                    hint="say trigger and scope in git",
                )
            return {
                "@odata.type": "#" + _TRIGGER_AND_SCOPE,
                "scope": _scope_body(scope),
                "trigger": _trigger_body(trigger),
            }
        case UnknownConditions(type_name=name):
            raise not_writable(f"the condition {name}")
        case _:
            assert_never(conditions)


def _noted_trigger(node: Node, notes: list[str]) -> Trigger:
    trigger = _trigger(node)
    if trigger is None:
        notes.append(f"the trigger {node.as_text()}")
        return UnknownTrigger(node.type_name, node.as_text())
    return trigger


def _trigger(node: Node) -> Trigger | None:
    """None: a type, an enumeration member or a combination this version does not know."""
    name = node.type_name
    if name == _TIME_BASED:
        attribute, days = node.text("timeBasedAttribute"), node.integer("offsetInDays")
        if attribute in tuple(TimeAttribute) and days is not None:
            return TimeBasedTrigger(TimeAttribute(attribute), days)
    elif name == _ATTRIBUTE_CHANGE:
        names = [attribute.text("name") for attribute in node.objects("triggerAttributes") or ()]
        if names and all(names):
            return AttributeChangeTrigger(tuple(name for name in names if name))
    elif name == _MEMBERSHIP_CHANGE:
        change = node.text("changeType")
        if change in tuple(MembershipChange):
            return MembershipChangeTrigger(MembershipChange(change))
    elif name == _INACTIVITY:
        days = node.integer("inactivityPeriodInDays")
        if days is not None:
            return UserInactivityTrigger(days)
    elif name == _GUEST_SPONSOR:
        sponsors = node.integer("minimumRequiredSponsors")
        if sponsors is not None:
            return GuestSponsorTrigger(sponsors)
    return None


def _noted_scope(node: Node, notes: list[str]) -> Scope:
    name = node.type_name
    if name == _RULE and (rule := node.text("rule")):
        return RuleScope(rule)
    if name == _GROUPS:
        # A group scope always has groups: an empty list is as hidden as an absent one.
        groups = node.objects("groups") or None
        return GroupScope(None if groups is None else tuple(_group(group) for group in groups))
    notes.append(f"the scope {node.as_text()}")
    return UnknownScope(name, node.as_text())


def _group(node: Node) -> Ref:
    return Ref(RefKind.GROUP, id=node.required_text("id").lower(), name=node.text("displayName"))


def _trigger_body(trigger: Trigger) -> JsonObject:
    match trigger:
        case TimeBasedTrigger(attribute=attribute, offset_in_days=days):
            return {"@odata.type": "#" + _TIME_BASED, "timeBasedAttribute": attribute.value, "offsetInDays": days}
        case AttributeChangeTrigger(attributes=names):
            return {"@odata.type": "#" + _ATTRIBUTE_CHANGE, "triggerAttributes": [{"name": name} for name in names]}
        case MembershipChangeTrigger(change=change):
            return {"@odata.type": "#" + _MEMBERSHIP_CHANGE, "changeType": change.value}
        case UserInactivityTrigger(period_in_days=days):
            return {"@odata.type": "#" + _INACTIVITY, "inactivityPeriodInDays": days}
        case GuestSponsorTrigger(minimum_required_sponsors=sponsors):
            return {"@odata.type": "#" + _GUEST_SPONSOR, "minimumRequiredSponsors": sponsors}
        case UnknownTrigger(type_name=name):
            raise not_writable(f"the trigger {name}")
        case _:
            assert_never(trigger)


def _scope_body(scope: Scope) -> JsonObject:
    match scope:
        case RuleScope(rule=rule):
            return {"@odata.type": "#" + _RULE, "rule": rule}
        case GroupScope(groups=groups):
            if not groups:
                raise LcwError(
                    "the service does not show the groups of this workflow's scope, so they cannot be sent back",
                    hint="say the groups of the scope in git",
                )
            return {"@odata.type": "#" + _GROUPS, "groups": [{"id": reference_id(group)} for group in groups]}
        case UnknownScope(type_name=name):
            raise not_writable(f"the scope {name}")
        case _:
            assert_never(scope)
