"""The outcome of an apply as JSON."""

from typing import assert_never

from lcwsync.apply.earlier import sent_json
from lcwsync.apply.outcome import (
    Applied,
    Blocked,
    Failed,
    NeedsDecision,
    NotAttempted,
    Outcome,
    Result,
    Sent,
    Unknown,
    exit_code,
)
from lcwsync.plan.actions import subject
from lcwsync.plan.planfile import digest
from lcwsync.render.formats.json import about, object_json
from lcwsync.render.outcome.verdict import json_verdict
from lcwsync.render.plan.json import undecided_json
from lcwsync.values.json import JsonObject
from lcwsync.values.moments import moment_json


def outcome_report(outcome: Outcome) -> JsonObject:
    """The report of one environment (schemas/outcome.schema.json)."""
    results = outcome.results
    return {
        **about(outcome.plan.environment, outcome.plan.tenant),
        "verdict": json_verdict(outcome).value,
        "exitCode": int(exit_code(outcome)),
        "interrupted": outcome.interrupted,
        "actor": outcome.origin.actor,
        "commit": outcome.origin.commit,
        "planDigest": digest(outcome.plan),
        "began": moment_json(outcome.began),
        "ended": moment_json(outcome.ended),
        "summary": {
            "applied": sum(isinstance(result, Applied) for result in results),
            "unknown": sum(isinstance(result, Unknown) for result in results),
            "needsDecision": sum(isinstance(result, NeedsDecision) for result in results),
            "failed": sum(isinstance(result, Failed) for result in results),
            "blocked": sum(isinstance(result, Blocked) for result in results),
            "notAttempted": sum(isinstance(result, NotAttempted) for result in results),
        },
        "results": [
            {
                "key": result.planned.key,
                "object": object_json(subject(result.planned.action)),
                "call": result.planned.action.call,
                **_result(result),
            }
            for result in results
        ],
        "undecided": [undecided_json(item) for item in outcome.plan.undecided],
    }


def _sent(sent: Sent | None) -> JsonObject | None:
    """What must not be sent twice, for the run that comes next."""
    return None if sent is None else sent_json(sent)


def _result(result: Result) -> JsonObject:
    match result:
        case Applied(request_ids=request_ids, note=note, written=written, sent=sent):
            about = {"written": written, "requestIds": list(request_ids), "note": note}
            return {"result": "applied", **about, "sent": _sent(sent)}
        case Unknown(message=message, hint=hint, request_ids=request_ids, sent=sent):
            said = {"message": message, "hint": hint, "requestIds": list(request_ids)}
            return {"result": "unknown", **said, "sent": _sent(sent)}
        case NeedsDecision(message=message, hint=hint, request_ids=request_ids, sent=sent):
            said = {"message": message, "hint": hint, "requestIds": list(request_ids)}
            return {"result": "needsDecision", **said, "sent": _sent(sent)}
        case Failed(message=message, hint=hint, request_id=request_id, code=code, sent=sent):
            said = {"message": message, "hint": hint, "requestId": request_id, "code": code}
            return {"result": "failed", **said, "sent": _sent(sent)}
        case Blocked(by=by):
            return {"result": "blocked", "by": list(by)}
        case NotAttempted(reason=reason):
            return {"result": "notAttempted", "reason": reason}
        case _:
            assert_never(result)
