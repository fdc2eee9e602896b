"""The number of people that a plan affects, and the risk of affecting more than before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from lcwsync.model.conditions import Conditions
from lcwsync.model.passes import has_pass_task
from lcwsync.model.state import ObjectName
from lcwsync.model.workflow import Workflow
from lcwsync.plan.actions import (
    Action,
    CreateExtension,
    DeleteExtension,
    UpdateExtension,
    UpdateSettings,
    UpdateTapPolicy,
    subject,
)
from lcwsync.plan.merge import complete
from lcwsync.plan.plan import Plan, Risk
from lcwsync.plan.risk import by_rating
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.values.findings import Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """People in a workflow's scope. `before`, under the tenant's conditions; None when it has no such workflow."""

    before: int | None
    after: int
    gained: int
    """Those who are in scope afterwards and were not before."""


@dataclass(frozen=True, slots=True)
class ScopeChange:
    """A workflow's conditions in the tenant and under the plan. `before` None: the tenant has no such workflow."""

    before: Conditions | None
    after: Conditions | None


def scope_changes(plan: Plan) -> dict[ObjectName, ScopeChange]:
    """Whose scope must be counted: every workflow the plan creates, restores or changes as a whole."""
    return {subject(planned.action): change for planned in plan.actions if (change := _scope_change(planned.action))}


def with_people(plan: Plan, counts: Mapping[ObjectName, Headcount]) -> Plan:
    """The plan with a risk for every workflow whose scope gains people."""
    found = [
        Risk(
            code="RISK-PEOPLE",
            rating=Rating.HIGH if mints else Rating.MEDIUM,
            object=subject(planned.action),
            message=_message(count, mints=mints),
            action=planned.key,
        )
        for planned in plan.actions
        if (whole := _whole(planned.action)) is not None
        and (count := counts.get(subject(planned.action))) is not None
        and count.before is not None
        and count.gained
        for mints in (has_pass_task(whole),)
    ]
    return replace(plan, risks=by_rating((*plan.risks, *found)))


def _message(count: Headcount, *, mints: bool) -> str:
    people = "1 person more" if count.gained == 1 else f"{count.gained} people more"
    what = "can receive a pass" if mints else "can be processed"
    return f"{people} {what}: {count.before} in scope today, {count.after} with this plan"


def _scope_change(action: Action) -> ScopeChange | None:
    whole = _whole(action)
    if whole is None:
        return None
    if isinstance(action, NewVersion | UpdateWorkflow):
        return ScopeChange(action.live.workflow.conditions, whole.conditions)
    # A deleted workflow processes no user; the scope that it had before its deletion is not today's.
    return ScopeChange(None, whole.conditions)


def _whole(action: Action) -> Workflow | None:
    """The workflow as it will be."""
    match action:
        case CreateWorkflow(desired=desired):
            return desired
        case NewVersion(desired=desired, live=live) | UpdateWorkflow(desired=desired, live=live):
            return complete(desired, live.workflow)
        case RestoreWorkflow(desired=desired, deleted=deleted):
            return complete(desired, deleted.workflow)
        case UpdateTask() | DeleteWorkflow() | UpdateTapPolicy() | UpdateSettings():
            return None
        case CreateExtension() | UpdateExtension() | DeleteExtension():
            return None
        case _:
            assert_never(action)
