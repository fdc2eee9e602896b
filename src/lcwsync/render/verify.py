"""Whether a saved plan still holds, for people and for programs."""

from lcwsync.plan.planfile import SavedPlan
from lcwsync.render.formats import schema
from lcwsync.render.formats.json import document
from lcwsync.render.formats.schema import COUNT, MOMENT, TEXT, TEXT_OR_NULL, array, closed, one_of, or_null
from lcwsync.render.formats.values import counted
from lcwsync.values.errors import Refused, StalePlan
from lcwsync.values.json import JsonObject
from lcwsync.values.moments import moment_json

HOLDS, STALE, REFUSED = "holds", "stale", "refused"


def verify_text(saved: SavedPlan) -> str:
    """The line about a plan that holds."""
    return f"The plan still holds ({counted(len(saved.actions), 'action')}, environment {saved.environment}).\n"


def verify_json(saved: SavedPlan, problem: StalePlan | Refused | None, *, tool_version: str) -> str:
    """The document (schemas/verify.schema.json); `problem`: why the plan does not hold."""
    content: JsonObject = {
        "environment": saved.environment,
        "tenantId": saved.tenant_id,
        "verdict": _verdict(problem),
        "madeAt": moment_json(saved.made),
        "commit": saved.commit,
        "planDigest": saved.digest,
        "actions": len(saved.actions),
        "problem": {"message": problem.message, "hint": problem.hint, "lines": _lines(problem)} if problem else None,
    }
    return document(tool_version, content)


def _verdict(problem: StalePlan | Refused | None) -> str:
    if problem is None:
        return HOLDS
    return STALE if isinstance(problem, StalePlan) else REFUSED


def _lines(problem: StalePlan | Refused) -> list[str]:
    return list(problem.moved if isinstance(problem, StalePlan) else problem.reasons)


def verify_schema() -> JsonObject:
    """The JSON Schema of `verify --format json`."""
    content: JsonObject = {
        "environment": TEXT,
        "tenantId": TEXT,
        "verdict": one_of((HOLDS, STALE, REFUSED)),
        "madeAt": MOMENT,
        "commit": {**TEXT_OR_NULL, "description": "the commit that the plan was made from, when it is known"},
        "planDigest": TEXT,
        "actions": COUNT,
        "problem": {
            **or_null(closed({"message": TEXT, "hint": TEXT_OR_NULL, "lines": array(TEXT)})),
            "description": "why it does not hold; lines name what moved, or the laws that refused it",
        },
    }
    return schema.document("A saved plan as `lcwsync verify --format json` judges it", content, {})
