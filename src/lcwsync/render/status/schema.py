"""The JSON Schema of a status."""

from lcwsync.render.formats.schema import (
    ABOUT,
    COMMON,
    COUNT,
    MOMENT_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    array,
    closed,
    document,
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
}


def status_schema() -> JsonObject:
    """The JSON Schema of `status --format json`."""
    return document("Runs and failures as `lcwsync status --format json` prints them", {**ABOUT, **_CONTENT}, COMMON)
