"""The service's answers about the rights of an identity and the licences of the tenant."""

from collections.abc import Mapping

from lcwsync.model.conditions import TimeAttribute, TimeBasedTrigger
from lcwsync.model.licence import Subscription
from lcwsync.model.rule import RuleSyntaxError, attributes_used, parse
from lcwsync.model.rule.attributes import is_custom_security
from lcwsync.model.state import Desired
from lcwsync.model.traversal import refs_in
from lcwsync.model.triggers import rule_of, trigger_of
from lcwsync.model.workflow import Workflow
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Probe:
    """The answer to one read that changes nothing."""

    allowed: bool | None
    """None: the read failed for another reason than a missing right."""
    answer: str = ""
    """Status and error code of a failed read."""


@dataclass(frozen=True, slots=True)
class Examination:
    """Answers of the service about one identity."""

    probes: Mapping[str, Probe]
    """By the name of the operation; operations that no harmless read tells about are missing."""
    subscriptions: tuple[Subscription, ...]
    subscriptions_status: int | None = None
    """HTTP status of the refusal to list the subscriptions; None when they were listed."""


def named_in(desired: Desired) -> frozenset[str]:
    """What a configuration names besides groups and users: by the keys of `values.commands.WHEN_NAMED`."""
    kinds = {ref.kind.value for ref in refs_in(desired)}
    triggers = (trigger_of(workflow.conditions) for workflow in desired.workflows)
    leaving = any(
        isinstance(trigger, TimeBasedTrigger) and trigger.attribute is TimeAttribute.LEAVE_DATE for trigger in triggers
    )
    security = {"custom security attribute"} if any(map(_names_custom_security, desired.workflows)) else set()
    return frozenset(kinds | _front_door(desired) | security | ({"leave date"} if leaving else set()))


def _names_custom_security(workflow: Workflow) -> bool:
    try:
        rule = parse(rule_of(workflow.conditions) or "")
    except RuleSyntaxError:
        return False
    return any(map(is_custom_security, attributes_used(rule)))


def _front_door(desired: Desired) -> frozenset[str]:
    """A catalog that git creates is empty: the group must be put into it. Into another one a person has put it."""
    if not desired.pass_requests:
        return frozenset()
    named = {"pass requests", "pass requests to write", "licence of pass requests"}
    empty = any(requests.create_catalog for requests in desired.pass_requests)
    return frozenset(named | ({"group of pass requests"} if empty else set()))
