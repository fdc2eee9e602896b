"""A start for programs, and its schema."""

from lcwsync.model.run import PersonResult
from lcwsync.model.state import TenantIdentity
from lcwsync.render.formats import schema
from lcwsync.render.formats.json import about, document
from lcwsync.render.formats.schema import COUNT, MOMENT_OR_NULL, TEXT, TEXT_OR_NULL, array, closed, one_of, or_null
from lcwsync.render.run.view import Followed, RunVerdict, verdict_on
from lcwsync.values.errors import Refused
from lcwsync.values.json import JsonObject
from lcwsync.values.moments import moment_json


def run_json(followed: Followed, *, tool_version: str) -> str:
    """The document of a start (schemas/run.schema.json)."""
    live, names = followed.live, {person.id: person.user_principal_name for person in followed.people}
    content: JsonObject = {
        **about(followed.environment, followed.tenant),
        "verdict": verdict_on(followed).value,
        "workflow": {"name": live.workflow.display_name, "id": live.id, "version": live.version},
        "requesterId": followed.requester,
        "people": [{"id": id_, "userPrincipalName": name} for id_, name in names.items()],
        "results": [_result(result, names.get(result.person_id)) for result in followed.results],
        "refusal": None,
    }
    return document(tool_version, content)


def refusal_json(environment: str, tenant: TenantIdentity, workflow: str, error: Refused, *, tool_version: str) -> str:
    """The document of a start that was refused. It names nobody: who may not ask learns nothing about the person."""
    content: JsonObject = {
        **about(environment, tenant),
        "verdict": RunVerdict.REFUSED.value,
        "workflow": {"name": workflow, "id": None, "version": None},
        "requesterId": None,
        "people": [],
        "results": [],
        "refusal": {"message": error.message, "hint": error.hint, "reasons": list(error.reasons)},
    }
    return document(tool_version, content)


def _result(result: PersonResult, name: str | None) -> JsonObject:
    return {
        "personId": result.person_id,
        "userPrincipalName": name,
        "status": result.status,
        "started": moment_json(result.started),
        "tasks": [{"title": task.title, "status": task.status, "reason": task.reason} for task in result.tasks],
    }


_CONTENT: JsonObject = {
    "verdict": one_of(verdict.value for verdict in RunVerdict),
    "workflow": closed({"name": TEXT, "id": TEXT_OR_NULL, "version": {**COUNT, "type": ["integer", "null"]}}),
    "requesterId": {**TEXT_OR_NULL, "description": "the manager who asked; null for an administrator"},
    "people": array(closed({"id": TEXT, "userPrincipalName": TEXT})),
    "results": {
        **array(
            closed(
                {
                    "personId": TEXT,
                    "userPrincipalName": TEXT_OR_NULL,
                    "status": TEXT,
                    "started": MOMENT_OR_NULL,
                    "tasks": array(closed({"title": TEXT, "status": TEXT, "reason": TEXT_OR_NULL})),
                }
            )
        ),
        "description": "with --wait: of those whose run was seen",
    },
    "refusal": or_null(closed({"message": TEXT, "hint": TEXT_OR_NULL, "reasons": array(TEXT)})),
}


def run_schema() -> JsonObject:
    """The JSON Schema of `run --format json`."""
    return schema.document(
        "A start as `lcwsync run --format json` prints it", {**schema.ABOUT, **_CONTENT}, schema.COMMON
    )
