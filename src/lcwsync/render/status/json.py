"""A status for programs."""

from collections.abc import Mapping

from lcwsync.inspect.access_requests import AskedRequest, RequestsStatus
from lcwsync.inspect.status import Status, WorkflowStatus
from lcwsync.model.pause import pause_of
from lcwsync.model.run import PersonResult, Run
from lcwsync.render.formats.json import about, document
from lcwsync.values.json import JsonObject
from lcwsync.values.moments import moment_json


def status_json(status: Status, names: Mapping[str, str], *, tool_version: str) -> str:
    """The document (schemas/status.schema.json). `names`: user principal names by object id."""
    content: JsonObject = {
        **about(status.environment, status.tenant),
        "since": moment_json(status.since),
        "user": status.person.user_principal_name if status.person else None,
        "failed": status.failed,
        "goingOn": status.going_on,
        "workflows": [_workflow(item, names) for item in status.workflows],
        "failedRequests": status.failed_requests,
        "requests": [_requests(door) for door in status.requests],
    }
    return document(tool_version, content)


def _workflow(item: WorkflowStatus, names: Mapping[str, str]) -> JsonObject:
    live = item.live
    pause = pause_of(live)
    return {
        "name": live.workflow.display_name,
        "id": live.id,
        "version": live.version,
        "isEnabled": live.workflow.is_enabled,
        "isSchedulingEnabled": live.workflow.is_scheduling_enabled,
        "quarantine": live.quarantine,
        "paused": {"since": pause.since, "by": pause.by, "reason": pause.reason} if pause else None,
        "failed": item.failed,
        "runs": [_run(run) for run in item.runs],
        "results": [_result(result, names) for result in item.results],
    }


def _run(run: Run) -> JsonObject:
    return {
        "id": run.id,
        "started": moment_json(run.started),
        "execution": run.execution,
        "status": run.status,
        "people": run.people,
        "failedPeople": run.failed_people,
    }


def _result(result: PersonResult, names: Mapping[str, str]) -> JsonObject:
    return {
        "personId": result.person_id,
        "userPrincipalName": names.get(result.person_id),
        "status": result.status,
        "execution": result.execution,
        "started": moment_json(result.started),
        "version": result.version,
        "tasks": [{"title": task.title, "status": task.status, "reason": task.reason} for task in result.tasks],
    }


def _requests(door: RequestsStatus) -> JsonObject:
    return {
        "accessPackage": door.name,
        "exists": door.exists,
        "unread": door.unread,
        "failed": door.failed,
        "requests": [_request(asked) for asked in door.requests],
    }


def _request(asked: AskedRequest) -> JsonObject:
    request, result = asked.request, asked.result
    return {
        "created": moment_json(request.created),
        "requestorId": request.requestor_id or None,
        "requestor": request.requestor,
        "personId": request.person_id or None,
        "person": request.person,
        "state": request.state,
        "assignment": request.assignment,
        "ended": moment_json(request.ended),
        "failed": asked.failed,
        "pass": {
            "outcome": asked.outcome.value,
            "status": result.status if result else None,
            "started": moment_json(result.started) if result else None,
        },
    }
