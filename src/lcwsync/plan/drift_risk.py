"""The risks of drift: what the tenant has in place of git, rated as if somebody had proposed it."""

from dataclasses import replace
from typing import assert_never

from lcwsync.model.workflow import LiveWorkflow, Task, Workflow
from lcwsync.plan.action_facts import DeleteReason
from lcwsync.plan.actions import (
    Action,
    CreateExtension,
    DeleteExtension,
    UpdateExtension,
    UpdateSettings,
    UpdateTapPolicy,
)
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChange, TaskChanged, TaskRemoved
from lcwsync.plan.merge import complete
from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, RemovePassPart, RevokeRole
from lcwsync.plan.plan import Plan, Risk
from lcwsync.plan.risk import risks
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)


def drift_risks(plan: Plan) -> tuple[Risk, ...]:
    """The risks of the way from git to the tenant, the gravest first. A plan's own risks are those of the way back."""
    turned = tuple(
        replace(planned, action=action) for planned in plan.actions if (action := _turned(planned.action)) is not None
    )
    return tuple(risk for risk in risks(turned, plan.groups) if risk.code != "RISK-ADOPT")


def _turned(action: Action) -> Action | None:
    """The action that would lead from git to the tenant; None where there is none, or where it carries no risk."""
    match action:
        case UpdateTapPolicy() | UpdateSettings() | UpdateExtension() | ChangePassPart():
            return replace(action, fields=_swapped(action.fields))
        case UpdateWorkflow(live=live, desired=desired):
            return replace(action, live=_with(live, desired), desired=live.workflow, fields=_swapped(action.fields))
        case NewVersion(live=live, desired=desired):
            return replace(
                action,
                live=_with(live, desired),
                desired=live.workflow,
                fields=_swapped(action.fields),
                tasks=tuple(_task(change, live.workflow.tasks or ()) for change in action.tasks),
            )
        case CreateWorkflow(desired=desired):
            return DeleteWorkflow(live=LiveWorkflow(id="", version=0, workflow=desired), reason=DeleteReason.REMOVED)
        case RestoreWorkflow(desired=desired, deleted=deleted):
            return DeleteWorkflow(live=_with(deleted, desired), reason=DeleteReason.REMOVED)
        case DeleteWorkflow() | UpdateTask() | CreateExtension() | DeleteExtension():
            return None
        case RevokeRole():
            return replace(action, fields=_swapped(action.fields))
        case AddPassPart() | RemovePassPart():
            return None
        case _:
            assert_never(action)


def _with(live: LiveWorkflow, desired: Workflow) -> LiveWorkflow:
    return replace(live, workflow=complete(desired, live.workflow))


def _swapped(fields: tuple[FieldChange, ...]) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(change.field, change.after, change.before) for change in fields)


def _task(change: TaskChange, live: tuple[Task, ...]) -> TaskChange:
    match change:
        case TaskAdded(position=position, task=task):
            return TaskRemoved(position, task)
        case TaskRemoved(position=position, task=task):
            return TaskAdded(position, task)
        case TaskChanged(before_position=before, position=position, task=task, fields=fields, moved=moved):
            was = live[before - 1] if before <= len(live) else task
            return TaskChanged(position, before, was, _swapped(fields), moved=moved)
        case _:
            assert_never(change)
