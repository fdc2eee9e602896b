"""JSON Schemas (draft-07) of the JSON documents of `render.json`, published in schemas/."""

from lcwsync.audit.verdict import AuditVerdict
from lcwsync.model.guardrails import Tier
from lcwsync.model.principal import PrincipalKind
from lcwsync.model.state import ObjectKind
from lcwsync.plan.actions import DeleteReason, Verb
from lcwsync.preview.recipients import Verdict, Weight
from lcwsync.preview.timing import Timing
from lcwsync.render.plan.json import FORMAT_VERSION
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.findings import Rating, Severity
from lcwsync.values.json import JsonObject


def output_schemas() -> dict[str, JsonObject]:
    """The schemas by file name."""
    return {
        "plan-output.schema.json": _document("A plan as `lcwsync plan --format json` prints it", _PLAN),
        "outcome.schema.json": _document("An outcome as `lcwsync apply --format json` prints it", _OUTCOME),
        "findings.schema.json": _document("Findings as `lcwsync validate --format json` prints them", _FINDINGS),
        "preview.schema.json": _document("Previews as `lcwsync preview --format json` prints them", _PREVIEWS),
        "audit.schema.json": _document("An audit as `lcwsync audit --format json` prints it", _AUDIT),
    }


_TEXT: JsonObject = {"type": "string"}
_TEXT_OR_NULL: JsonObject = {"type": ["string", "null"]}
_COUNT: JsonObject = {"type": "integer", "minimum": 0}
_POSITION: JsonObject = {"type": ["integer", "null"], "minimum": 1}
_FLAG: JsonObject = {"type": "boolean"}


def _document(title: str, properties: JsonObject) -> JsonObject:
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        **_object({"formatVersion": {"const": FORMAT_VERSION}, "toolVersion": _TEXT, **properties}),
        "definitions": {name: _DEFINITIONS[name] for name in sorted(_used(properties))},
    }


def _used(schema: object) -> frozenset[str]:
    """The definitions a schema refers to, directly or through others."""
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        match waiting.pop():
            case {"$ref": str(target)}:
                name = target.rpartition("/")[2]
                if name not in found:
                    found.add(name)
                    waiting.append(_DEFINITIONS[name])
            case dict() as mapping:
                waiting += mapping.values()
            case list() as items:
                waiting += items
    return frozenset(found)


def _object(properties: JsonObject) -> JsonObject:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _list(items: JsonObject) -> JsonObject:
    return {"type": "array", "items": items}


def _ref(name: str) -> JsonObject:
    return {"$ref": f"#/definitions/{name}"}


def _ref_or_null(name: str) -> JsonObject:
    return {"oneOf": [_ref(name), {"type": "null"}]}


_DEFINITIONS: JsonObject = {
    "tenant": _object({"id": _TEXT, "name": _TEXT, "sandbox": _FLAG}),
    "object": _object({"kind": {"enum": [kind.value for kind in ObjectKind]}, "name": _TEXT}),
    "location": _object({"file": _TEXT, "line": _POSITION, "column": _POSITION}),
    "reference": _object({"name": _TEXT_OR_NULL, "id": _TEXT_OR_NULL}),
    "value": {
        "description": "null means not set",
        "anyOf": [
            {"type": ["null", "boolean", "integer", "string"]},
            _ref("reference"),
            _list(_ref("value")),
        ],
    },
    "field": _object({"field": _TEXT, "before": _ref("value"), "after": _ref("value")}),
    "task": _object(
        {
            "change": {"enum": ["added", "removed", "moved", "changed"]},
            "title": _TEXT,
            "taskDefinitionId": _TEXT,
            "beforePosition": _POSITION,
            "position": _POSITION,
            "moved": _FLAG,
            "fields": _list(_ref("field")),
        }
    ),
    "action": _object(
        {
            "key": _TEXT,
            "object": _ref("object"),
            "verbs": {**_list({"enum": [verb.value for verb in Verb]}), "minItems": 1},
            "call": _TEXT,
            "reason": {"enum": [*(reason.value for reason in DeleteReason), None]},
            "dependsOn": _list(_TEXT),
            "location": _ref_or_null("location"),
            "fields": _list(_ref("field")),
            "tasks": _list(_ref("task")),
            "leftToDefault": _list(_TEXT),
        }
    ),
    "risk": _object(
        {
            "code": _TEXT,
            "rating": {"enum": [rating.value for rating in Rating]},
            "object": _ref("object"),
            "message": _TEXT,
            "action": _TEXT_OR_NULL,
        }
    ),
    "refusal": _object(
        {
            "law": _TEXT,
            "message": _TEXT,
            "hint": _TEXT,
            "object": _ref_or_null("object"),
            "location": _ref_or_null("location"),
        }
    ),
    "finding": _object(
        {
            "code": _TEXT,
            "severity": {"enum": [severity.value for severity in Severity]},
            "message": _TEXT,
            "hint": _TEXT_OR_NULL,
            "location": _ref("location"),
            "related": _list(_ref("location")),
            "environment": _TEXT_OR_NULL,
        }
    ),
}

_PLAN: JsonObject = {
    "environment": _TEXT,
    "tenant": _ref("tenant"),
    "configDigest": _TEXT,
    "summary": _object(
        {
            **dict.fromkeys(("create", "restore", "newVersion", "update", "delete", "unchanged", "unmanaged"), _COUNT),
            "risk": {"enum": [*(rating.value for rating in Rating), "none"]},
            "refused": _FLAG,
        }
    ),
    "actions": _list(_ref("action")),
    "risks": _list(_ref("risk")),
    "refusals": _list(_ref("refusal")),
    "unverified": _list(_object({"object": _ref("object"), "field": _TEXT, "reason": _TEXT})),
    "unmanaged": _list(_object({"object": _ref("object"), "notes": _list(_TEXT)})),
    "unchanged": _list(_ref("object")),
    "findings": _list(_ref("finding")),
}


def _result(name: str, properties: JsonObject) -> JsonObject:
    about: JsonObject = {"key": _TEXT, "object": _ref("object"), "call": _TEXT, "result": {"const": name}}
    return _object({**about, **properties})


_OUTCOME: JsonObject = {
    "environment": _TEXT,
    "tenant": _ref("tenant"),
    "exitCode": {"enum": [int(code) for code in ExitCode]},
    "interrupted": _FLAG,
    "actor": {**_TEXT_OR_NULL, "description": "who applied, as the surroundings tell; as in the journal"},
    "commit": {**_TEXT_OR_NULL, "description": "of git, with `-dirty` when files differed from it"},
    "planDigest": _TEXT,
    "began": {**_TEXT, "description": "a moment in UTC"},
    "ended": {**_TEXT, "description": "a moment in UTC"},
    "summary": _object(dict.fromkeys(("applied", "failed", "blocked", "notAttempted"), _COUNT)),
    "results": _list(
        {
            "oneOf": [
                _result("applied", {"written": _FLAG, "requestIds": _list(_TEXT), "note": _TEXT_OR_NULL}),
                _result(
                    "failed",
                    {"message": _TEXT, "hint": _TEXT_OR_NULL, "requestId": _TEXT_OR_NULL, "code": _TEXT_OR_NULL},
                ),
                _result("blocked", {"by": _list(_TEXT)}),
                _result("not attempted", {"reason": _TEXT}),
            ]
        }
    ),
}

_FINDINGS: JsonObject = {
    "summary": _object(dict.fromkeys(("errors", "warnings", "notes"), _COUNT)),
    "findings": _list(_ref("finding")),
}

_MOMENT: JsonObject = {"type": ["string", "null"], "description": "a moment in UTC; null when it cannot be foreseen"}
_VERDICTS: JsonObject = _list({"enum": [verdict.value for verdict in Verdict]})

_PASS: JsonObject = _object(
    {
        "arrives": _FLAG,
        "weight": {"enum": [*(weight.value for weight in Weight), None]},
        "verdicts": _VERDICTS,
        "recipient": {
            "oneOf": [_object({"id": _TEXT, "displayName": _TEXT, "mail": _TEXT_OR_NULL}), {"type": "null"}],
        },
        "start": _MOMENT,
        "end": _MOMENT,
    }
)

_PREVIEWS: JsonObject = {
    "environment": _TEXT,
    "tenant": _ref("tenant"),
    "workflows": _list(
        _object(
            {
                **dict.fromkeys(("name", "trigger", "scope", "now"), _TEXT),
                **dict.fromkeys(("days", "intervalHours", "inScope"), _COUNT),
                "makesPasses": _FLAG,
                "commonVerdicts": _VERDICTS,
                "copies": _list(_TEXT),
                "notes": _list(_TEXT),
                "timings": _object(dict.fromkeys((timing.value for timing in Timing), _COUNT)),
                "passes": _object(dict.fromkeys(("expected", "arrive", "fail", "astray", "unknown"), _COUNT)),
                "people": _list(
                    _object(
                        {
                            **dict.fromkeys(("id", "displayName", "userPrincipalName"), _TEXT),
                            "timing": {"enum": [timing.value for timing in Timing]},
                            **dict.fromkeys(("moment", "earliest", "latest"), _MOMENT),
                            "pass": {"oneOf": [_PASS, {"type": "null"}]},
                        }
                    )
                ),
            }
        )
    ),
}

_PRINCIPAL: JsonObject = _object(
    {
        "id": _TEXT,
        "kind": {"enum": [kind.value for kind in PrincipalKind]},
        "name": _TEXT,
        "applicationId": _TEXT_OR_NULL,
        "enabled": {"type": ["boolean", "null"]},
        "signsInWith": _TEXT_OR_NULL,
    }
)

_AUDIT: JsonObject = {
    "environment": _TEXT,
    "tenant": _ref("tenant"),
    "verdict": {"enum": [verdict.value for verdict in AuditVerdict]},
    "rights": _list(
        _object(
            {
                "principal": _PRINCIPAL,
                "lcwsync": {"type": ["string", "null"], "description": "what lcwsync uses the principal for"},
                "tiers": {**_list({"enum": [tier.value for tier in Tier]}), "minItems": 1},
                "path": {**_list(_TEXT), "minItems": 1},
                "scope": _object(
                    {"path": _TEXT, "name": _TEXT, "members": {"type": ["integer", "null"], "minimum": 0}}
                ),
                **dict.fromkeys(("eligible", "activated", "expected"), _FLAG),
                **dict.fromkeys(("objection", "reason"), _TEXT_OR_NULL),
            }
        )
    ),
    "workflows": _list(
        _object(
            {
                **dict.fromkeys(("id", "name"), _TEXT),
                **dict.fromkeys(("inGit", "enabled", "scheduled"), _FLAG),
                "copies": _list(_PRINCIPAL),
                "objections": _list(_TEXT),
            }
        )
    ),
    "notLookedAt": _list(_object({"what": _TEXT, "check": _TEXT})),
    "refused": _list(_object({"what": _TEXT, "why": _TEXT})),
    "unmatched": _list(_TEXT),
}
