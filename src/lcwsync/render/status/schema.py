"""The JSON Schema of a status."""

from lcwsync.inspect.access_requests import PassOutcome
from lcwsync.render.formats.schema import (
    ABOUT,
    COMMON,
    COUNT,
    FLAG,
    MOMENT_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    array,
    closed,
    document,
    one_of,
    or_null,
)
from lcwsync.values.json import JsonObject

_FLAG_OR_NULL: JsonObject = {"type": ["boolean", "null"]}

_RUN: JsonObject = closed(
    {
        "id": TEXT,
        "started": MOMENT_OR_NULL,
        "execution": TEXT,
        "status": TEXT,
        "people": COUNT,
        "failedPeople": COUNT,
    }
)

_RESULT: JsonObject = closed(
    {
        "personId": TEXT,
        "userPrincipalName": TEXT_OR_NULL,
        "status": TEXT,
        "execution": TEXT,
        "started": MOMENT_OR_NULL,
        "version": {"type": ["integer", "null"]},
        "tasks": array(closed({"title": TEXT, "status": TEXT, "reason": TEXT_OR_NULL})),
    }
)

_REQUEST: JsonObject = closed(
    {
        "created": MOMENT_OR_NULL,
        "requestorId": TEXT_OR_NULL,
        "requestor": {**TEXT, "description": "the user principal name, else the object id"},
        "personId": TEXT_OR_NULL,
        "person": {**TEXT, "description": "the user principal name, else the object id"},
        "state": {**TEXT_OR_NULL, "description": "of the request, as Graph writes it"},
        "assignment": {**TEXT_OR_NULL, "description": "state of the assignment; null while there is none"},
        "ended": MOMENT_OR_NULL,
        "failed": FLAG,
        "pass": closed(
            {
                "outcome": one_of(outcome.value for outcome in PassOutcome),
                "status": {**TEXT_OR_NULL, "description": "how the workflow ended for the person"},
                "started": MOMENT_OR_NULL,
            }
        ),
    }
)

_CONTENT: JsonObject = {
    "since": MOMENT_OR_NULL,
    "user": TEXT_OR_NULL,
    "failed": {**COUNT, "description": "people who failed, in all workflows"},
    "goingOn": {**COUNT, "description": "people whose runs are queued or in progress: how they end is not known"},
    "workflows": array(
        closed(
            {
                "name": TEXT,
                "id": TEXT,
                "version": COUNT,
                "isEnabled": _FLAG_OR_NULL,
                "isSchedulingEnabled": _FLAG_OR_NULL,
                "quarantine": TEXT_OR_NULL,
                "paused": or_null(closed({"since": TEXT, "by": TEXT, "reason": TEXT})),
                "failed": COUNT,
                "runs": array(_RUN),
                "results": array(_RESULT),
            }
        )
    ),
    "failedRequests": {**COUNT, "description": "requests in My Access that were granted and failed"},
    "requests": {
        **array(
            closed(
                {
                    "accessPackage": TEXT,
                    "exists": _FLAG_OR_NULL,
                    "unread": TEXT_OR_NULL,
                    "failed": COUNT,
                    "requests": array(_REQUEST),
                }
            )
        ),
        "description": "requests in My Access, one entry for each PassRequests of git; exists is null when access "
        "packages may not be read, or git could not be, of which unread tells place and reason",
    },
}


def status_schema() -> JsonObject:
    """The JSON Schema of `status --format json`."""
    return document(
        "Runs, failures and requests as `lcwsync status --format json` prints them", {**ABOUT, **_CONTENT}, COMMON
    )
