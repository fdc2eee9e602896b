"""A drift report for programs."""

from collections.abc import Mapping

from lcwsync.plan.drift import Drifted, drift
from lcwsync.plan.drift_risk import drift_risks
from lcwsync.plan.plan import Plan
from lcwsync.plan.workflow_actions import UpdateTask
from lcwsync.render.formats.json import about, object_json
from lcwsync.render.plan.json import Sides, field_json, risk_json, task_json, undecided_json
from lcwsync.render.plan.paused import paused_json
from lcwsync.render.plan.rows import all_task_changes
from lcwsync.render.plan.verdict import drift_verdict
from lcwsync.render.unread import unread_json
from lcwsync.values.json import JsonObject
from lcwsync.values.moments import moment_json

SIDES: Sides = ("tenant", "git")


def drift_report(plan: Plan, names: Mapping[str, str]) -> JsonObject:
    """The report of one environment (schemas/drift.schema.json). `names`: display names by object id."""
    return {
        **about(plan.environment, plan.tenant),
        "verdict": drift_verdict(plan).value,
        "drift": [_item(item, names) for item in drift(plan)],
        "risks": [risk_json(risk) for risk in drift_risks(plan)],
        "undecided": [undecided_json(item) for item in plan.undecided],
        "paused": [paused_json(item) for item in plan.paused],
        "unverified": [
            {"object": object_json(item.object), "field": item.field, "reason": item.reason} for item in plan.unverified
        ],
        "unknown": [
            {"object": object_json(part.object), "path": part.member.path, "value": part.member.value}
            for part in plan.unknown
        ],
        "unread": [unread_json(part) for part in plan.unread],
        "unmanaged": [object_json(item.object) for item in plan.unmanaged],
    }


def _item(item: Drifted, names: Mapping[str, str]) -> JsonObject:
    actions = [planned.action for planned in item.actions]
    author = item.changed_by
    return {
        "object": object_json(item.object),
        "difference": item.difference.value,
        "changedAt": moment_json(item.changed_at),
        "changedBy": {"name": names.get(author), "id": author} if author else None,
        "fields": [
            field_json(change, SIDES)
            for action in actions
            if not isinstance(action, UpdateTask)
            for change in action.fields
        ],
        "tasks": [task_json(change, SIDES) for action in actions for change in all_task_changes(action)],
    }
