"""The JSON Schema of a plan."""

from lcwsync.plan.action_facts import DeleteReason, Verb
from lcwsync.render.findings.schema import FINDING
from lcwsync.render.formats.schema import (
    COMMON,
    COUNT,
    FLAG,
    MOMENT_OR_NULL,
    POSITION,
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
from lcwsync.render.plan.json import PLANNED, Sides
from lcwsync.render.plan.paused import PAUSED
from lcwsync.render.plan.verdict import PlanVerdict
from lcwsync.values.findings import Rating
from lcwsync.values.json import JsonObject


def plan_schema() -> JsonObject:
    """The JSON Schema of `plan --format json`."""
    return document(
        "A plan as `lcwsync plan --format json` prints it",
        environments(_REPORT),
        {**COMMON, **FINDING, **changes(PLANNED), **_DEFINITIONS},
    )


def changes(sides: Sides) -> JsonObject:
    """The definitions of changed fields and tasks, with the keys of a field's two values."""
    before, after = sides
    return {
        "reference": closed({"name": TEXT_OR_NULL, "id": TEXT_OR_NULL}),
        "value": {
            "description": "null means not set",
            "anyOf": [
                {"type": ["null", "boolean", "integer", "string"]},
                ref("reference"),
                array(ref("value")),
            ],
        },
        "field": closed({"field": TEXT, before: ref("value"), after: ref("value")}),
        "task": closed(
            {
                "change": {"enum": ["added", "removed", "moved", "changed"]},
                "title": TEXT,
                "taskDefinitionId": TEXT,
                "beforePosition": POSITION,
                "position": POSITION,
                "moved": FLAG,
                "fields": array(ref("field")),
            }
        ),
    }


UNVERIFIED: JsonObject = array(closed({"object": ref("object"), "field": TEXT, "reason": TEXT}))
"""Values that the service does not show."""

UNDECIDED: JsonObject = {
    **array(
        closed(
            {
                "object": ref("object"),
                "message": TEXT,
                "copies": array(
                    closed(
                        {
                            "id": TEXT,
                            "created": MOMENT_OR_NULL,
                            "changedAt": MOMENT_OR_NULL,
                            "changedBy": {**TEXT_OR_NULL, "description": "an object id"},
                            "changedByName": {**TEXT_OR_NULL, "description": "the user principal name, if it is known"},
                            "version": {"type": ["integer", "null"]},
                        }
                    )
                ),
                "hint": TEXT,
            }
        )
    ),
    "description": "objects that the tenant has more than once; nothing is planned for them",
}

RISK: JsonObject = {
    "risk": closed(
        {
            "code": TEXT,
            "rating": one_of(rating.value for rating in Rating),
            "object": ref("object"),
            "message": TEXT,
            "action": TEXT_OR_NULL,
        }
    )
}
"""The definition of a risk."""

_DEFINITIONS: JsonObject = {
    **RISK,
    "action": closed(
        {
            "key": TEXT,
            "object": ref("object"),
            "verbs": {**array(one_of(verb.value for verb in Verb)), "minItems": 1},
            "call": TEXT,
            "reason": one_of([*(reason.value for reason in DeleteReason), None]),
            "dependsOn": array(TEXT),
            "location": or_null(ref("location")),
            "fields": array(ref("field")),
            "tasks": array(ref("task")),
            "leftToDefault": array(TEXT),
        }
    ),
    "refusal": closed(
        {
            "law": TEXT,
            "message": TEXT,
            "hint": TEXT,
            "object": or_null(ref("object")),
            "location": or_null(ref("location")),
        }
    ),
}

VERDICT: JsonObject = one_of(verdict.value for verdict in PlanVerdict)
"""The verdict on one environment."""

_REPORT: JsonObject = {
    "verdict": VERDICT,
    "configDigest": TEXT,
    "summary": closed(
        {
            **dict.fromkeys(("create", "restore", "newVersion", "update", "delete", "unchanged", "unmanaged"), COUNT),
            "risk": one_of([*(rating.value for rating in Rating), "none"]),
            "refused": FLAG,
        }
    ),
    "base": {**TEXT_OR_NULL, "description": "git before the change; null: nothing can be told of guard and ownership"},
    "guard": {
        **array(
            closed(
                {
                    "code": TEXT,
                    "rating": one_of(rating.value for rating in Rating),
                    "subject": TEXT,
                    "message": TEXT,
                    "location": or_null(ref("location")),
                }
            )
        ),
        "description": "what the change does to what protects",
    },
    "noLongerManaged": {
        **array(
            closed(
                {
                    "code": TEXT,
                    "rating": one_of(rating.value for rating in Rating),
                    "object": ref("object"),
                    "fields": {**array(TEXT), "description": "empty for the whole object"},
                    "message": TEXT,
                }
            )
        ),
        "description": "what leaves git without being deleted",
    },
    "approval": {
        **or_null(closed({"count": COUNT, "team": TEXT_OR_NULL})),
        "description": "what the project asks of the pull request, by the gravest rating",
    },
    "weakerThanShipped": {**array(TEXT), "description": "without a base: guards in force that are weaker than shipped"},
    "actions": array(ref("action")),
    "risks": array(ref("risk")),
    "refusals": array(ref("refusal")),
    "undecided": UNDECIDED,
    "paused": PAUSED,
    "unverified": UNVERIFIED,
    "unmanaged": array(closed({"object": ref("object"), "notes": array(TEXT)})),
    "unchanged": array(ref("object")),
    "findings": array(ref("finding")),
}
