"""The JSON Schema of an outcome."""

from lcwsync.apply.outcome import Once
from lcwsync.render.formats.schema import (
    COMMON,
    COUNT,
    FLAG,
    MOMENT,
    TEXT,
    TEXT_OR_NULL,
    array,
    closed,
    document,
    environments,
    one_of,
    or_null,
    ref,
)
from lcwsync.render.outcome.verdict import OutcomeVerdict
from lcwsync.render.plan.schema import UNDECIDED
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.json import JsonObject


def outcome_schema() -> JsonObject:
    """The JSON Schema of `apply --format json`."""
    return document("An outcome as `lcwsync apply --format json` prints it", environments(_REPORT), COMMON)


def _result(name: str, properties: JsonObject) -> JsonObject:
    about: JsonObject = {"key": TEXT, "object": ref("object"), "call": TEXT, "result": {"const": name}}
    return closed({**about, **properties})


_SAID: JsonObject = {"message": TEXT, "hint": TEXT_OR_NULL}
_NUMBER_OR_NULL: JsonObject = {"type": ["integer", "null"]}
_SENT: JsonObject = {
    **or_null(
        closed(
            {
                "what": one_of(once.value for once in Once),
                "at": MOMENT,
                "objectId": TEXT_OR_NULL,
                "version": _NUMBER_OR_NULL,
                "before": _NUMBER_OR_NULL,
            }
        )
    ),
    "description": "a create or a new version, which must not be sent twice; `apply --previous` reads it",
}

_REPORT: JsonObject = {
    "verdict": one_of(verdict.value for verdict in OutcomeVerdict),
    "exitCode": one_of(int(code) for code in ExitCode),
    "interrupted": FLAG,
    "actor": {**TEXT_OR_NULL, "description": "who applied, as the surroundings tell; as in the journal"},
    "commit": {**TEXT_OR_NULL, "description": "of git, with `-dirty` when files differed from it"},
    "planDigest": TEXT,
    "began": MOMENT,
    "ended": MOMENT,
    "summary": closed(
        dict.fromkeys(("applied", "unknown", "needsDecision", "failed", "blocked", "notAttempted"), COUNT)
    ),
    "results": array(
        {
            "oneOf": [
                _result("applied", {"written": FLAG, "requestIds": array(TEXT), "note": TEXT_OR_NULL, "sent": _SENT}),
                _result("unknown", {**_SAID, "requestIds": array(TEXT), "sent": _SENT}),
                _result("needsDecision", {**_SAID, "requestIds": array(TEXT), "sent": _SENT}),
                _result("failed", {**_SAID, "requestId": TEXT_OR_NULL, "code": TEXT_OR_NULL, "sent": _SENT}),
                _result("blocked", {"by": array(TEXT)}),
                _result("notAttempted", {"reason": TEXT}),
            ]
        }
    ),
    "undecided": UNDECIDED,
}
