"""Workflows that would reach somebody whom the guardrails keep out of every scope. Pure.

Only who is in scope is asked, not when the workflow runs: a date can change overnight.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from lcwsync.model.conditions import GroupScope, OnDemandOnly, RuleScope, TriggerAndScope
from lcwsync.model.harm import dangerous
from lcwsync.model.references import Ref
from lcwsync.model.rule import RuleSyntaxError, parse
from lcwsync.model.rule.evaluate import value_of
from lcwsync.model.rule.explain import explain
from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.model.workflow import Workflow
from lcwsync.plan.plan import Refusal
from lcwsync.values.places import Places
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """One protected person: the values that rules name, and ids of all groups. None: that was not read."""

    id: str
    values: Mapping[str, object] | None
    groups: frozenset[str] | None


def never_in_scope(
    workflows: Sequence[Workflow], people: Sequence[Protected] | None, places: Places
) -> Iterator[Refusal]:
    """A refusal for each workflow that reaches a protected person, or of which that cannot be told.

    `workflows` are whole, with ids in their references. `people` None: they could not be read.
    """
    for workflow in workflows:
        harm = dangerous(workflow)
        if not harm or isinstance(workflow.conditions, OnDemandOnly) or workflow.is_enabled is False:
            continue
        reached: list[bool | None] = [None] if people is None else [_reaches(workflow, person) for person in people]
        certain, doubtful = reached.count(True), reached.count(None)
        if not certain and not doubtful:
            continue
        name = ObjectName(ObjectKind.WORKFLOW, workflow.display_name)
        who = f"{certain or doubtful} of the people in neverInScope" if people is not None else "people in neverInScope"
        verb = "has" if certain else "may have"
        doubt = "" if certain else ": what decides could not be read"
        yield Refusal(
            law="neverInScope",
            message=f"{name} {harm} and {verb} {who} in its scope{doubt}",
            hint="leave them out in the scope's rule, or change neverInScope in a reviewed change",
            object=name,
            location=places.at(ObjectKind.WORKFLOW, workflow.display_name, "scope"),
        )


def _reaches(workflow: Workflow, person: Protected) -> bool | None:
    conditions = workflow.conditions
    match conditions:
        case TriggerAndScope(scope=RuleScope(rule=text)):
            if person.values is None:
                return None
            try:
                return explain(parse(text), partial(value_of, person.values)).holds
            except RuleSyntaxError:
                return None
        case TriggerAndScope(scope=GroupScope(groups=tuple(groups))):
            return _is_member(groups, person)
        case _:
            return None


def _is_member(groups: Sequence[Ref], person: Protected) -> bool | None:
    if person.groups is None or any(group.id is None for group in groups):
        return None
    return any(group.id in person.groups for group in groups)
