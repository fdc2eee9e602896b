"""The versions of a workflow for programs, and their schema."""

from collections.abc import Mapping

from lcwsync.apply.journal import JournalEntry
from lcwsync.inspect.history import VersionDifference
from lcwsync.model.version import Version
from lcwsync.render.formats import schema
from lcwsync.render.formats.json import about, document
from lcwsync.render.formats.schema import COUNT, MOMENT, MOMENT_OR_NULL, TEXT, TEXT_OR_NULL, array, closed, or_null, ref
from lcwsync.render.history.view import History
from lcwsync.render.plan.json import PLANNED, field_json, task_json
from lcwsync.render.plan.schema import changes
from lcwsync.values.json import JsonObject
from lcwsync.values.moments import moment_json


def history_json(history: History, *, tool_version: str) -> str:
    """The document (schemas/history.schema.json)."""
    content: JsonObject = {
        **about(history.environment, history.tenant),
        "workflow": {"name": history.name, "id": history.workflow_id},
        "versions": [_version(version, history.names) for version in history.versions],
        "changes": [_change(*change) for change in history.changes],
        "applied": [_entry(entry) for entry in history.applied],
    }
    return document(tool_version, content)


def _version(version: Version, names: Mapping[str, str]) -> JsonObject:
    author, workflow = version.live.last_modified_by, version.live.workflow
    return {
        "number": version.number,
        "created": moment_json(version.created),
        "changedBy": {"name": names.get(author), "id": author} if author else None,
        "name": workflow.display_name,
        "isEnabled": workflow.is_enabled,
        "isSchedulingEnabled": workflow.is_scheduling_enabled,
        "tasks": None if workflow.tasks is None else len(workflow.tasks),
    }


def _change(older: int, newer: int, change: VersionDifference) -> JsonObject:
    return {
        "from": older,
        "to": newer,
        "fields": [field_json(field) for field in change.known.fields],
        "tasks": [task_json(task) for task in change.known.tasks],
        "other": [{"path": other.path, "before": other.before, "after": other.after} for other in change.other],
    }


def _entry(entry: JournalEntry) -> JsonObject:
    return {
        "time": moment_json(entry.time),
        "call": entry.call,
        "result": entry.result,
        "actor": entry.actor,
        "commit": entry.commit,
        "planDigest": entry.plan_digest or None,
    }


_FLAG_OR_NULL: JsonObject = {"type": ["boolean", "null"]}

_CONTENT: JsonObject = {
    "workflow": closed({"name": TEXT, "id": TEXT}),
    "versions": {
        **array(
            closed(
                {
                    "number": COUNT,
                    "created": MOMENT_OR_NULL,
                    "changedBy": or_null(ref("reference")),
                    "name": TEXT,
                    "isEnabled": _FLAG_OR_NULL,
                    "isSchedulingEnabled": _FLAG_OR_NULL,
                    "tasks": {"type": ["integer", "null"], "minimum": 0},
                }
            )
        ),
        "description": "newest first",
    },
    "changes": array(
        closed(
            {
                "from": COUNT,
                "to": COUNT,
                "fields": array(ref("field")),
                "tasks": array(ref("task")),
                "other": {
                    **array(closed({"path": TEXT, "before": TEXT_OR_NULL, "after": TEXT_OR_NULL})),
                    "description": "in what lcwsync does not describe; JSON text, null where it is not there",
                },
            }
        )
    ),
    "applied": {
        **array(
            closed(
                {
                    "time": MOMENT,
                    "call": TEXT,
                    "result": TEXT,
                    "actor": TEXT_OR_NULL,
                    "commit": TEXT_OR_NULL,
                    "planDigest": TEXT_OR_NULL,
                }
            )
        ),
        "description": "by the journal of the directory, oldest first",
    },
}


def history_schema() -> JsonObject:
    """The JSON Schema of `history --format json`."""
    return schema.document(
        "The versions of a workflow as `lcwsync history --format json` prints them",
        {**schema.ABOUT, **_CONTENT},
        {**schema.COMMON, **changes(PLANNED)},
    )
