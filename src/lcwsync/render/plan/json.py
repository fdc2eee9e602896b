"""Plans, outcomes and findings for programs: versioned JSON, the same bytes for the same input.

The shapes are in `render.schema` and published as schemas/*.schema.json.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import assert_never

from lcwsync.apply.outcome import Applied, Blocked, Failed, NotAttempted, Outcome, Result, exit_code
from lcwsync.model.references import Ref
from lcwsync.model.state import ObjectName, TenantIdentity
from lcwsync.model.workflow import Task
from lcwsync.plan.actions import (
    DeleteExtension,
    DeleteWorkflow,
    PlannedAction,
    UpdateTask,
    call,
    field_changes,
    subject,
    verbs,
)
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChange, TaskChanged, TaskRemoved, Value, task_title
from lcwsync.plan.plan import Plan, Risk
from lcwsync.plan.planfile import digest
from lcwsync.render.formats import escape
from lcwsync.render.plan.rows import all_task_changes, left_to_default, said
from lcwsync.render.plan.view import Tally, plan_view, risk_level, tallies
from lcwsync.values.findings import Finding, Severity
from lcwsync.values.json import JsonObject
from lcwsync.values.location import Location

FORMAT_VERSION = "1.0"
"""Of all three documents. The first number changes when a reader of the old ones would be misled."""


def plan_json(plan: Plan, *, tool_version: str) -> str:
    """A plan as a JSON document (schemas/plan-output.schema.json), for reading. What apply takes is a plan file."""
    view = plan_view(plan, show_people=True)
    number = tallies(view)
    return escape.json(
        {
            **_head(tool_version),
            "environment": plan.environment,
            "tenant": _tenant(plan.tenant),
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
            "actions": [_planned(planned) for planned in plan.actions],
            "risks": [_risk(risk) for risk in view.risks],
            "refusals": [
                {
                    "law": refusal.law,
                    "message": refusal.message,
                    "hint": refusal.hint,
                    "object": _object(refusal.object) if refusal.object else None,
                    "location": _location(refusal.location),
                }
                for refusal in plan.refusals
            ],
            "unverified": [
                {"object": _object(item.object), "field": item.field, "reason": item.reason} for item in plan.unverified
            ],
            "unmanaged": [{"object": _object(item.object), "notes": list(item.notes)} for item in plan.unmanaged],
            "unchanged": [_object(name) for name in plan.unchanged],
            "findings": [_finding(finding) for finding in plan.findings],
        }
    )


def outcome_json(outcome: Outcome, *, tool_version: str) -> str:
    """An outcome as a JSON document (schemas/outcome.schema.json)."""
    results = outcome.results
    return escape.json(
        {
            **_head(tool_version),
            "environment": outcome.plan.environment,
            "tenant": _tenant(outcome.plan.tenant),
            "exitCode": int(exit_code(outcome)),
            "interrupted": outcome.interrupted,
            "actor": outcome.origin.actor,
            "commit": outcome.origin.commit,
            "planDigest": digest(outcome.plan),
            "began": _moment(outcome.began),
            "ended": _moment(outcome.ended),
            "summary": {
                "applied": sum(isinstance(result, Applied) for result in results),
                "failed": sum(isinstance(result, Failed) for result in results),
                "blocked": sum(isinstance(result, Blocked) for result in results),
                "notAttempted": sum(isinstance(result, NotAttempted) for result in results),
            },
            "results": [
                {
                    "key": result.planned.key,
                    "object": _object(subject(result.planned.action)),
                    "call": call(result.planned.action),
                    **_result(result),
                }
                for result in results
            ],
        }
    )


def findings_json(findings: Iterable[Finding], *, tool_version: str) -> str:
    """Findings as a JSON document (schemas/findings.schema.json)."""
    listed = tuple(findings)
    return escape.json(
        {
            **_head(tool_version),
            "summary": {
                "errors": sum(finding.severity is Severity.ERROR for finding in listed),
                "warnings": sum(finding.severity is Severity.WARNING for finding in listed),
                "notes": sum(finding.severity is Severity.NOTE for finding in listed),
            },
            "findings": [_finding(finding) for finding in listed],
        }
    )


def _head(tool_version: str) -> JsonObject:
    return {"formatVersion": FORMAT_VERSION, "toolVersion": tool_version}


def _tenant(tenant: TenantIdentity) -> JsonObject:
    return {"id": tenant.id, "name": tenant.name, "sandbox": tenant.sandbox}


def _planned(planned: PlannedAction) -> JsonObject:
    action = planned.action
    reason = action.reason.value if isinstance(action, DeleteWorkflow | DeleteExtension) else None
    own = () if isinstance(action, UpdateTask) else field_changes(action)
    return {
        "key": planned.key,
        "object": _object(subject(action)),
        "verbs": [verb.value for verb in verbs(action)],
        "call": call(action),
        "reason": reason,
        "dependsOn": list(planned.depends_on),
        "location": _location(planned.location),
        "fields": [_field(change) for change in own],
        "tasks": [_task(change) for change in all_task_changes(action)],
        "leftToDefault": list(left_to_default(action)),
    }


def _object(name: ObjectName) -> JsonObject:
    return {"kind": name.kind.value, "name": name.name}


def _location(location: Location | None) -> JsonObject | None:
    if location is None:
        return None
    return {"file": location.file, "line": location.line or None, "column": location.column or None}


def _field(change: FieldChange) -> JsonObject:
    return {"field": change.field, "before": _value(change.before), "after": _value(change.after)}


def _value(value: Value) -> object:
    match value:
        case Ref(name=name, id=id_):
            return {"name": name, "id": id_}
        case tuple():
            return [_value(item) for item in value]
        case _:
            return value


def _task(change: TaskChange) -> JsonObject:
    match change:
        case TaskAdded(position=position, task=task):
            return _task_of("added", task, None, position, tuple(said(task)))
        case TaskRemoved(position=position, task=task):
            return _task_of("removed", task, position, None, ())
        case TaskChanged(before_position=before, position=position, task=task, fields=fields):
            what = "changed" if fields else "moved"
            return {**_task_of(what, task, before, position, fields), "moved": change.moved}
        case _:
            assert_never(change)


def _task_of(
    what: str, task: Task, before: int | None, position: int | None, fields: tuple[FieldChange, ...]
) -> JsonObject:
    return {
        "change": what,
        "title": task_title(task),
        "taskDefinitionId": task.definition_id,
        "beforePosition": before,
        "position": position,
        "moved": False,
        "fields": [_field(field) for field in fields],
    }


def _risk(risk: Risk) -> JsonObject:
    return {
        "code": risk.code,
        "rating": risk.rating.value,
        "object": _object(risk.object),
        "message": risk.message,
        "action": risk.action,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _result(result: Result) -> JsonObject:
    match result:
        case Applied(request_ids=request_ids, note=note, written=written):
            return {"result": "applied", "written": written, "requestIds": list(request_ids), "note": note}
        case Failed(message=message, hint=hint, request_id=request_id, code=code):
            return {"result": "failed", "message": message, "hint": hint, "requestId": request_id, "code": code}
        case Blocked(by=by):
            return {"result": "blocked", "by": list(by)}
        case NotAttempted(reason=reason):
            return {"result": "not attempted", "reason": reason}
        case _:
            assert_never(result)


def _finding(finding: Finding) -> JsonObject:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint,
        "location": _location(finding.location),
        "related": [_location(place) for place in finding.related],
        "environment": finding.environment,
    }
