"""The JSON Schema (draft-07) of one line of the journal, published in schemas/.

Further members are allowed: a journal outlives the version that wrote it, and a newer one may add members.
"""

from lcwsync.apply.outcome import Once
from lcwsync.values.json import JsonObject

_TEXT: JsonObject = {"type": "string"}
_TEXT_OR_NULL: JsonObject = {"type": ["string", "null"]}

_EVERY: JsonObject = {
    "time": {**_TEXT, "description": "A moment in UTC."},
    "event": {"enum": ["begin", "sending", "sent", "end", "settled", "asked", "request", "start", "ended", "incident"]},
    "environment": _TEXT,
    "tenant": {**_TEXT, "description": "The tenant's id; empty where neither git nor the tenant told it."},
    "actor": {**_TEXT_OR_NULL, "description": "The person or job that acted."},
    "commit": {**_TEXT_OR_NULL, "description": "The commit of git, with `-dirty` when files differed from it."},
    "toolVersion": _TEXT,
    "object": {**_TEXT, "description": "The object's name."},
    "message": _TEXT_OR_NULL,
}
_ACTION: JsonObject = {
    "configDigest": _TEXT,
    "planDigest": _TEXT,
    "kind": _TEXT,
    "action": {**_TEXT, "description": "The action's key in the plan."},
    "call": {**_TEXT, "description": "The Graph call, in words."},
}
_SENT: JsonObject = {
    "type": "object",
    "description": "A create or a new version, which must not be sent twice.",
    "required": ["what", "at", "objectId", "version", "before"],
    "properties": {
        "what": {"enum": [once.value for once in Once]},
        "at": {**_TEXT, "description": "When it was sent, in UTC."},
        "objectId": {**_TEXT_OR_NULL, "description": "The id in the answer; null while there is none."},
        "version": {"type": ["integer", "null"], "description": "The number of the new version."},
        "before": {"type": ["integer", "null"], "description": "The version that the new one follows."},
    },
}
_END: JsonObject = {
    "result": {"enum": ["applied", "unknown", "needsDecision", "failed", "blocked", "notAttempted"]},
    "written": {"type": "boolean"},
    "requestIds": {"type": "array", "items": _TEXT},
    "code": _TEXT_OR_NULL,
    "sent": _SENT,
}
_REQUEST: JsonObject = {
    "requester": {
        **_TEXT_OR_NULL,
        "description": "The manager's object id; null when it was not found, or an administrator asked.",
    },
    "person": {**_TEXT_OR_NULL, "description": "The object id of the person the pass is for; null when not known."},
    "result": {"enum": ["allowed", "denied"]},
}
_ASKED: JsonObject = {"asks": {"enum": ["manager", "administrator"]}}
_START: JsonObject = {
    "requester": {**_TEXT_OR_NULL, "description": "The manager's object id; null when an administrator starts."},
    "workflowId": _TEXT,
    "version": {"type": "integer"},
    "people": {"type": "array", "items": _TEXT, "description": "Object ids."},
}
_ENDED: JsonObject = {
    "workflowId": _TEXT,
    "result": {"enum": ["started", "failed", "refused", "unknown"]},
    "resultIds": {"type": "array", "items": _TEXT, "description": "Ids of the service's results, where known."},
    "code": _TEXT_OR_NULL,
}
_INCIDENT: JsonObject = {
    "kind": _TEXT,
    "does": {"enum": ["pause", "resume", "cancel"]},
    "workflowId": _TEXT,
    "result": {"enum": ["sending", "done", "failed"]},
    "reason": _TEXT_OR_NULL,
}
_ALWAYS = [name for name in _EVERY if name != "message"]


def journal_schema() -> JsonObject:
    """The schema of one line."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "One line of the lcwsync journal",
        "type": "object",
        "required": _ALWAYS,
        "properties": _EVERY,
        "oneOf": [
            {"properties": {"event": {"const": "begin"}, **_ACTION}, "required": [*_ACTION]},
            {"properties": {"event": {"const": "sending"}, **_ACTION, "sent": _SENT}, "required": [*_ACTION, "sent"]},
            {"properties": {"event": {"const": "sent"}, **_ACTION, "sent": _SENT}, "required": [*_ACTION, "sent"]},
            {"properties": {"event": {"const": "settled"}, "kind": _TEXT}, "required": ["kind"]},
            {"properties": {"event": {"const": "end"}, **_ACTION, **_END}, "required": [*_ACTION, "result"]},
            {"properties": {"event": {"const": "asked"}, **_ASKED}, "required": [*_ASKED]},
            {"properties": {"event": {"const": "request"}, **_REQUEST}, "required": [*_REQUEST, "message"]},
            {"properties": {"event": {"const": "start"}, **_START}, "required": [*_START]},
            {"properties": {"event": {"const": "incident"}, **_INCIDENT}, "required": [*_INCIDENT]},
            {"properties": {"event": {"const": "ended"}, **_ENDED}, "required": [*_ENDED]},
        ],
    }
