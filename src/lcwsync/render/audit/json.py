"""An audit for programs."""

from lcwsync.audit.environment import Audit
from lcwsync.audit.findings import objections
from lcwsync.audit.outside import NOT_LOOKED_AT
from lcwsync.audit.verdict import Judged, JudgedWorkflow
from lcwsync.model.principal import Principal
from lcwsync.render.audit.rows import full_name
from lcwsync.render.formats.json import about, document
from lcwsync.values.json import JsonObject


def audit_json(audit: Audit, *, tool_version: str) -> str:
    """The audit as a JSON document (schemas/audit.schema.json)."""
    judgement = audit.judgement
    return document(
        tool_version,
        {
            **about(audit.environment, audit.tenant),
            "verdict": judgement.verdict.value,
            "verdicts": {question.value: verdict.value for question, verdict in judgement.verdicts.items()},
            "rights": [_right_json(judged, audit) for judged in judgement.rights],
            "workflows": [_workflow_json(each) for each in judgement.workflows],
            "refused": [{"what": each.what, "why": each.why} for each in audit.refused],
            "notLookedAt": [{"what": each.what, "check": each.check} for each in NOT_LOOKED_AT],
            "unmatched": [each.principal for each in judgement.unmatched],
        },
    )


def _right_json(judged: Judged, audit: Audit) -> JsonObject:
    held = judged.held
    return {
        "principal": _principal_json(held.principal),
        "lcwsync": audit.own_use(held.principal),
        "tiers": [tier.value for tier in held.tiers],
        "path": list(held.path),
        "scope": {"path": held.scope.path, "name": held.scope.name, "members": held.scope.people},
        "eligible": held.eligible,
        "activated": held.activated,
        "activation": list(held.activation),
        "expected": judged.expected is not None and judged.objection is None,
        "objection": judged.objection,
        "reason": judged.expected.reason if judged.expected else None,
    }


def _principal_json(principal: Principal) -> JsonObject:
    return {
        "id": principal.id,
        "kind": principal.kind.value,
        "name": principal.name,
        "applicationId": principal.application_id,
        "enabled": principal.enabled,
        "signsInWith": principal.signs_in_with,
    }


def _workflow_json(each: JudgedWorkflow) -> JsonObject:
    workflow = each.workflow
    return {
        "id": workflow.id,
        "name": workflow.name,
        "git": workflow.git.value,
        "enabled": workflow.enabled,
        "scheduled": workflow.scheduled,
        "copies": [_principal_json(copy) for copy in workflow.copies],
        "objections": list(objections(each, full_name)),
    }
