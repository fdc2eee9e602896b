"""The number of people that a plan affects, and the risk of affecting more than before."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from lcwsync.model.conditions import Conditions
from lcwsync.model.passes import has_pass_task
from lcwsync.model.state import ObjectName
from lcwsync.model.workflow import Category, Workflow
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
from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, RemovePassPart, RevokeRole
from lcwsync.plan.plan import Plan, Risk, Unverified
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
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """People in a workflow's scope. `before`, under the tenant's conditions; None when it has no such workflow."""

    before: int | None
    after: int
    gained: int
    """Those who are in scope afterwards and were not before."""
    lost: int = 0
    """Those who were in scope before and are not afterwards."""


@dataclass(frozen=True, slots=True)
class ScopeChange:
    """A workflow's conditions in the tenant and under the plan. `before` None: the tenant has no such workflow."""

    before: Conditions | None
    after: Conditions | None


def scope_changes(plan: Plan) -> dict[ObjectName, ScopeChange]:
    """Whose scope must be counted: every workflow the plan creates, restores or changes as a whole."""
    return {subject(planned.action): change for planned in plan.actions if (change := _scope_change(planned.action))}


def with_people(plan: Plan, counts: Mapping[ObjectName, Headcount]) -> Plan:
    """The plan with a risk for every workflow whose scope gains or loses people."""
    found = [
        Risk(
            code="RISK-PEOPLE",
            rating=_rating(count, whole),
            object=subject(planned.action),
            message=_message(count, whole),
            action=planned.key,
        )
        for planned in plan.actions
        if (whole := _whole(planned.action)) is not None
        and (count := counts.get(subject(planned.action))) is not None
        and count.before is not None
        and (count.gained or count.lost)
    ]
    return replace(plan, risks=by_rating((*plan.risks, *found)))


def uncounted(plan: Plan, reason: str) -> Plan:
    """The plan that says for each changed scope that its people could not be counted."""
    missing = (Unverified(object=name, field="people in scope", reason=reason) for name in scope_changes(plan))
    return replace(plan, unverified=(*plan.unverified, *missing))


def _rating(count: Headcount, workflow: Workflow) -> Rating:
    passes = count.gained and has_pass_task(workflow)
    leavers = count.lost and workflow.category is Category.LEAVER
    nobody = count.before and not count.after
    return Rating.HIGH if passes or leavers or nobody else Rating.MEDIUM


def _message(count: Headcount, workflow: Workflow) -> str:
    parts = [
        *([f"{count.gained} enter{'s' if count.gained == 1 else ''}"] if count.gained else []),
        *([f"{count.lost} leave{'s' if count.lost == 1 else ''}"] if count.lost else []),
    ]
    gains = " Who enters can receive a pass." if count.gained and has_pass_task(workflow) else ""
    losses = " Who leaves the scope keeps access." if count.lost and workflow.category is Category.LEAVER else ""
    nobody = " Nobody is left in scope." if count.before and not count.after else ""
    return f"people in scope today: {', '.join(parts)} ({count.before} → {count.after}).{gains}{losses}{nobody}"


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
        case AddPassPart() | ChangePassPart() | RevokeRole() | RemovePassPart():
            return None
        case _:
            assert_never(action)
