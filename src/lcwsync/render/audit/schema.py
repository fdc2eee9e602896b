"""The JSON Schema of an audit."""

from lcwsync.audit.model import GitState
from lcwsync.audit.verdict import AuditVerdict, Question
from lcwsync.model.guardrails import Tier
from lcwsync.model.principal import PrincipalKind
from lcwsync.render.formats.schema import (
    ABOUT,
    COMMON,
    FLAG,
    TEXT,
    TEXT_OR_NULL,
    array,
    closed,
    document,
    one_of,
)
from lcwsync.values.json import JsonObject


def audit_schema() -> JsonObject:
    """The JSON Schema of `audit --format json`."""
    return document("An audit as `lcwsync audit --format json` prints it", {**ABOUT, **_CONTENT}, COMMON)


_PRINCIPAL: JsonObject = closed(
    {
        "id": TEXT,
        "kind": one_of(kind.value for kind in PrincipalKind),
        "name": TEXT,
        "applicationId": TEXT_OR_NULL,
        "enabled": {"type": ["boolean", "null"]},
        "signsInWith": TEXT_OR_NULL,
    }
)

_VERDICT = one_of(verdict.value for verdict in AuditVerdict)

_CONTENT: JsonObject = {
    "verdict": {**_VERDICT, "description": "the worse of the two verdicts"},
    "verdicts": closed({question.value: _VERDICT for question in Question}),
    "rights": array(
        closed(
            {
                "principal": _PRINCIPAL,
                "lcwsync": {"type": ["string", "null"], "description": "what lcwsync uses the principal for"},
                "tiers": {**array(one_of(tier.value for tier in Tier)), "minItems": 1},
                "path": {**array(TEXT), "minItems": 1},
                "scope": closed({"path": TEXT, "name": TEXT, "members": {"type": ["integer", "null"], "minimum": 0}}),
                **dict.fromkeys(("eligible", "activated", "expected"), FLAG),
                "activation": {**array(TEXT), "description": "what each activation on the path asks for, in words"},
                **dict.fromkeys(("objection", "reason"), TEXT_OR_NULL),
            }
        )
    ),
    "workflows": array(
        closed(
            {
                **dict.fromkeys(("id", "name"), TEXT),
                "git": one_of(state.value for state in GitState),
                **dict.fromkeys(("enabled", "scheduled"), FLAG),
                "copies": array(_PRINCIPAL),
                "objections": array(TEXT),
            }
        )
    ),
    "notLookedAt": array(closed({"what": TEXT, "check": TEXT})),
    "refused": array(closed({"what": TEXT, "why": TEXT})),
    "unmatched": array(TEXT),
}
