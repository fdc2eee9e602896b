"""A plan for programs: versioned JSON, the same bytes for the same input. What apply takes is a plan file."""

from collections.abc import Iterable
from typing import assert_never

from lcwsync.model.pass_requests import LivePassRequests
from lcwsync.model.references import Ref
from lcwsync.model.workflow import LiveWorkflow, Task
from lcwsync.plan.actions import DeleteExtension, PlannedAction, subject
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChange, TaskChanged, TaskRemoved, Value, task_title
from lcwsync.plan.plan import GuardChange, Plan, Refusal, Risk, Undecided
from lcwsync.plan.workflow_actions import DeleteWorkflow, UpdateTask
from lcwsync.render.findings.json import finding_json
from lcwsync.render.formats.json import about, location_json, object_json
from lcwsync.render.plan.paused import paused_json
from lcwsync.render.plan.rows import all_task_changes, left_to_default, said
from lcwsync.render.plan.verdict import plan_verdict
from lcwsync.render.plan.view import Tally, plan_view, risk_level, tallies, undecided_row
from lcwsync.values.json import JsonObject
from lcwsync.values.moments import moment_json

Sides = tuple[str, str]
"""The keys of a field's two values: the tenant's, then git's."""

PLANNED: Sides = ("before", "after")


def plan_report(plan: Plan) -> JsonObject:
    """The report of one environment (schemas/plan-output.schema.json)."""
    view = plan_view(plan, show_people=True)
    number = tallies(view)
    return {
        **about(plan.environment, plan.tenant),
        "verdict": plan_verdict(plan).value,
        "configDigest": plan.config_digest,
        "summary": {
            "create": number[Tally.CREATE],
            "restore": number[Tally.RESTORE],
            "newVersion": number[Tally.NEW_VERSION],
            "update": number[Tally.UPDATE],
            "delete": number[Tally.DELETE],
            "unchanged": len(plan.unchanged),
            "unmanaged": len(plan.unmanaged),
            "risk": risk_level(plan),
            "refused": bool(plan.refusals),
        },
        "base": plan.base,
        "guard": [_guard(change) for change in plan.guard],
        "noLongerManaged": [
            {
                "code": item.code,
                "rating": item.rating.value,
                "object": object_json(item.object),
                "fields": list(item.fields),
                "message": item.message,
            }
            for item in plan.released
        ],
        "approval": {"count": plan.approval.number, "team": plan.approval.team} if plan.approval else None,
        "weakerThanShipped": list(plan.weaker),
        "actions": [_planned(planned) for planned in plan.actions],
        "risks": [risk_json(risk) for risk in view.risks],
        "refusals": [_refusal(refusal) for refusal in plan.refusals],
        "undecided": [undecided_json(item) for item in plan.undecided],
        "paused": [paused_json(item) for item in plan.paused],
        "unverified": [
            {"object": object_json(item.object), "field": item.field, "reason": item.reason} for item in plan.unverified
        ],
        "unmanaged": [{"object": object_json(item.object), "notes": list(item.notes)} for item in plan.unmanaged],
        "unchanged": [object_json(name) for name in plan.unchanged],
        "findings": [finding_json(finding) for finding in plan.findings],
    }


def _planned(planned: PlannedAction) -> JsonObject:
    action = planned.action
    reason = action.reason.value if isinstance(action, DeleteWorkflow | DeleteExtension) else None
    own = () if isinstance(action, UpdateTask) else action.fields
    return {
        "key": planned.key,
        "object": object_json(subject(action)),
        "verbs": [verb.value for verb in action.verbs],
        "call": action.call,
        "reason": reason,
        "dependsOn": list(planned.depends_on),
        "location": location_json(planned.location),
        "fields": [field_json(change) for change in own],
        "tasks": [task_json(change) for change in all_task_changes(action)],
        "leftToDefault": list(left_to_default(action)),
    }


def _guard(change: GuardChange) -> JsonObject:
    return {
        "code": change.code,
        "rating": change.rating.value,
        "subject": change.subject,
        "message": change.message,
        "location": location_json(change.location),
    }


def _refusal(refusal: Refusal) -> JsonObject:
    return {
        "law": refusal.law,
        "message": refusal.message,
        "hint": refusal.hint,
        "object": object_json(refusal.object) if refusal.object else None,
        "location": location_json(refusal.location),
    }


def undecided_json(item: Undecided) -> JsonObject:
    """An object that the tenant has more than once."""
    row = undecided_row(item, show_people=True)
    return {
        "object": object_json(item.object),
        "message": row.message,
        "copies": [
            {
                "id": copy.id,
                "created": moment_json(copy.created) if isinstance(copy, LiveWorkflow) else None,
                "changedAt": moment_json(None if isinstance(copy, LivePassRequests) else copy.last_modified),
                "changedBy": author,
                "changedByName": item.authors.get(author) if author else None,
                "version": copy.version if isinstance(copy, LiveWorkflow) else None,
            }
            for copy in item.copies
            for author in [copy.last_modified_by if isinstance(copy, LiveWorkflow) else None]
        ],
        "hint": row.next_step,
    }


def risk_json(risk: Risk) -> JsonObject:
    """A consequence that a reviewer must not miss."""
    return {
        "code": risk.code,
        "rating": risk.rating.value,
        "object": object_json(risk.object),
        "message": risk.message,
        "action": risk.action,
    }


def field_json(change: FieldChange, sides: Sides = PLANNED) -> JsonObject:
    """One field with its two values."""
    before, after = sides
    return {"field": change.field, before: _value(change.before), after: _value(change.after)}


def _value(value: Value) -> object:
    match value:
        case Ref(name=name, id=id_):
            return {"name": name, "id": id_}
        case tuple():
            return [_value(item) for item in value]
        case _:
            return value


def task_json(change: TaskChange, sides: Sides = PLANNED) -> JsonObject:
    """One task that is added, removed, moved or changed."""
    match change:
        case TaskAdded(position=position, task=task):
            return _task("added", task, None, position) | _fields(said(task), sides)
        case TaskRemoved(position=position, task=task):
            return _task("removed", task, position, None) | _fields((), sides)
        case TaskChanged(before_position=before, position=position, task=task, fields=fields, moved=moved):
            what = "changed" if fields else "moved"
            return _task(what, task, before, position) | {"moved": moved} | _fields(fields, sides)
        case _:
            assert_never(change)


def _task(what: str, task: Task, before: int | None, position: int | None) -> JsonObject:
    return {
        "change": what,
        "title": task_title(task),
        "taskDefinitionId": task.definition_id,
        "beforePosition": before,
        "position": position,
        "moved": False,
    }


def _fields(changes: Iterable[FieldChange], sides: Sides) -> JsonObject:
    return {"fields": [field_json(change, sides) for change in changes]}
