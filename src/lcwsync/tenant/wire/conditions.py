"""Execution conditions in both directions
(https://learn.microsoft.com/graph/api/resources/identitygovernance-workflowexecutionconditions)."""

from typing import assert_never, cast

from lcwsync.model.conditions import (
    Conditions,
    GroupScope,
    OnDemandOnly,
    RuleScope,
    Scope,
    Trigger,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
    UnknownTrigger,
)
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.triggers import kind_of, kind_sent_as
from lcwsync.tenant.wire.json import Node, NotUnderstood, not_writable, plain_body, reference_id
from lcwsync.values.errors import LcwError
from lcwsync.values.json import JsonObject

NAMESPACE = "microsoft.graph.identityGovernance."

_TRIGGER_AND_SCOPE = NAMESPACE + "triggerAndScopeBasedConditions"
_ON_DEMAND = NAMESPACE + "onDemandExecutionOnly"

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
                    hint="set trigger and scope in git",
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
    kind = kind_sent_as(node.type_name.removeprefix(NAMESPACE)) if node.type_name.startswith(NAMESPACE) else None
    if kind is None:
        return None
    try:
        values = node.plain(kind.fields)
    except NotUnderstood:
        return None
    return cast("Trigger", kind.of(**values)) if None not in values.values() else None


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
    kind = kind_of(trigger)
    if kind is None:
        raise not_writable(f"the trigger {trigger.type_name if isinstance(trigger, UnknownTrigger) else trigger}")
    return {"@odata.type": "#" + NAMESPACE + kind.wire_type, **plain_body(trigger, kind.fields)}


def _scope_body(scope: Scope) -> JsonObject:
    match scope:
        case RuleScope(rule=rule):
            return {"@odata.type": "#" + _RULE, "rule": rule}
        case GroupScope(groups=groups):
            if not groups:
                raise LcwError(
                    "the service does not show the groups of this workflow's scope, so they cannot be sent back",
                    hint="list the groups of the scope in git",
                )
            return {"@odata.type": "#" + _GROUPS, "groups": [{"id": reference_id(group)} for group in groups]}
        case UnknownScope(type_name=name):
            raise not_writable(f"the scope {name}")
        case _:
            assert_never(scope)
