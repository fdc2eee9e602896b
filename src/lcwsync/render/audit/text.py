"""Audits for an administrator's terminal, which names everybody, and for programs. Markdown is in `mdaudit`."""

import json
from collections.abc import Iterator, Sequence

from lcwsync.audit.environment import Audit
from lcwsync.audit.findings import objections
from lcwsync.audit.model import Held, PassWorkflow
from lcwsync.audit.outside import NOT_LOOKED_AT
from lcwsync.audit.verdict import AuditVerdict, Judged, JudgedWorkflow
from lcwsync.model.guardrails import Tier
from lcwsync.model.principal import Principal
from lcwsync.render.formats import escape
from lcwsync.render.formats.terminal import Pen, Sign
from lcwsync.render.formats.values import counted
from lcwsync.render.plan.json import FORMAT_VERSION
from lcwsync.values.json import JsonObject

TIER_TITLES = {
    Tier.DIRECT: "Can create a pass for somebody",
    Tier.WORKFLOWS: "Can make a workflow create one",
    Tier.POLICY: "Can change the TAP policy",
    Tier.ESCALATION: "Can come to one of these rights",
    Tier.RECIPIENT: "Can decide who receives a pass (shown, not judged)",
}
"""A right is listed under the most direct thing it gives."""


def audit_text(audit: Audit, *, colour: bool, unicode: bool) -> str:
    """The audit for a terminal, the verdict last."""
    pen = Pen(colour=colour, unicode=unicode)
    lines = [
        f"Tenant {pen.value(audit.tenant.name)} ({audit.tenant.id})"
        + (", the embedded sandbox" if audit.tenant.sandbox else "")
    ]
    for tier, rights in by_tier(audit):
        lines += ["", pen.bold(TIER_TITLES[tier])]
        lines += [line for judged in rights for line in _right_lines(judged, audit, pen)]
    if audit.judgement.workflows:
        lines += ["", pen.bold("Workflows that create passes")]
        lines += [line for each in audit.judgement.workflows for line in _workflow_lines(each, pen)]
    if audit.refused:
        lines += ["", pen.bold("Not read, so nobody knows who is hidden there")]
        lines += [pen.prose(f"  ? {each.what}: {each.why}") for each in audit.refused]
    if audit.judgement.unmatched:
        lines += ["", pen.bold("Expected by git, and nobody found")]
        lines += [pen.prose(f"    {each.principal} ({each.reason})") for each in audit.judgement.unmatched]
    lines += [line for name in _absent(audit) for line in ("", pen.prose(name))]
    lines += ["", pen.bold("Not looked at: check by hand")]
    lines += [pen.prose(f"    {each.what}: {each.check}") for each in NOT_LOOKED_AT]
    if not audit.expected and audit.judgement.rights:
        lines += ["", "To expect these in git, check the list and paste it into a document of kind TapGuardrails:", ""]
        lines += [pen.value(line) for line in _snippet(audit)]
    sign = {AuditVerdict.PASS: Sign.CREATE, AuditVerdict.FAIL: Sign.DELETE, AuditVerdict.UNKNOWN: Sign.CHANGE}
    lines += ["", pen.paint(sign[audit.judgement.verdict], pen.prose(verdict_line(audit)))]
    return "\n".join(lines) + "\n"


def audit_json(audit: Audit, *, tool_version: str) -> str:
    """The audit as a JSON document (schemas/audit.schema.json)."""
    judgement = audit.judgement
    return escape.json(
        {
            "formatVersion": FORMAT_VERSION,
            "toolVersion": tool_version,
            "environment": audit.environment,
            "tenant": {"id": audit.tenant.id, "name": audit.tenant.name, "sandbox": audit.tenant.sandbox},
            "verdict": judgement.verdict.value,
            "rights": [_right_json(judged, audit) for judged in judgement.rights],
            "workflows": [_workflow_json(each) for each in judgement.workflows],
            "refused": [{"what": each.what, "why": each.why} for each in audit.refused],
            "notLookedAt": [{"what": each.what, "check": each.check} for each in NOT_LOOKED_AT],
            "unmatched": [each.principal for each in judgement.unmatched],
        }
    )


def verdict_line(audit: Audit) -> str:
    """One line: the verdict and why."""
    judgement = audit.judgement
    where = f"environment {audit.environment}" + (" (sandbox)" if audit.tenant.sandbox else "")
    unexpected = [judged for judged in judgement.rights if judged.objection]
    workflows = [each for each in judgement.workflows if each.objected]
    gaps = [f"{counted(len(audit.refused), 'read')} refused"] if audit.refused else []
    gaps += [f"{counted(len(judgement.unknown), 'right')} of unknown principals"] if judgement.unknown else []
    unread = ", ".join(gaps)
    match judgement.verdict:
        case AuditVerdict.PASS:
            judged = sum(1 for each in judgement.rights if each.held.tiers != (Tier.RECIPIENT,))
            return f"PASS: in {where} git expects all {counted(judged, 'right')} it found that could lead to a pass."
        case AuditVerdict.FAIL:
            parts = [f"{counted(len(unexpected), 'right')} that git does not expect"] if unexpected else []
            parts += [f"{counted(len(workflows), 'workflow')} that git did not ask for"] if workflows else []
            return f"FAIL: in {where} {', '.join((*parts, unread) if unread else parts)}."
        case AuditVerdict.UNKNOWN:
            silent = "" if audit.expected else "git does not say who may create a pass"
            return f"UNKNOWN: in {where} {', '.join(part for part in (unread, silent) if part)}."


def by_tier(audit: Audit) -> Iterator[tuple[Tier, Sequence[Judged]]]:
    for tier in Tier:
        if rights := [judged for judged in audit.judgement.rights if judged.held.tiers[0] is tier]:
            yield tier, rights


def _right_lines(judged: Judged, audit: Audit, pen: Pen) -> Iterator[str]:
    held = judged.held
    use = audit.own_use(held.principal)
    mark = f"  [lcwsync {use}]" if use else ""
    sign = pen.paint(Sign.DELETE, "!") if judged.objection and audit.expected else " "
    yield f"  {sign} {pen.value(held.principal.name)}{pen.value(mark)}"
    yield pen.prose(f"      {' → '.join(held.path)} ({how_text(held)})")
    if judged.objection and audit.expected:
        yield pen.prose(f"      {judged.objection}")
    elif judged.expected:
        yield pen.prose(f"      expected: {judged.expected.reason}")


def _workflow_lines(each: JudgedWorkflow, pen: Pen) -> Iterator[str]:
    sign = pen.paint(Sign.DELETE, "!") if each.objected else " "
    yield f"  {sign} {pen.value(each.workflow.name)} {pen.prose(f'({state_text(each.workflow)})')}"
    yield from (pen.prose(f"      {objection}") for objection in objections(each, full_name))


def how_text(held: Held) -> str:
    """Scope, activation and condition of a right, in words."""
    people = f", {counted(held.scope.people, 'member')}" if held.scope.people is not None else ""
    parts = ["activated for now" if held.activated else "eligible" if held.eligible else "active"]
    parts.append("whole tenant" if held.scope.whole_tenant else f"only {held.scope.name}{people}")
    if more := [tier.value for tier in held.tiers[1:]]:
        parts.append(f"also {', '.join(more)}")
    if held.principal.enabled is False:
        parts.append("account disabled")
    if held.principal.signs_in_with:
        parts.append(f"signs in with {held.principal.signs_in_with}")
    return "; ".join(parts)


def state_text(workflow: PassWorkflow) -> str:
    return ", ".join(
        (
            "in git" if workflow.in_git else "not in git",
            "on" if workflow.enabled else "off",
            "scheduled" if workflow.scheduled else "not scheduled",
        )
    )


def _absent(audit: Audit) -> Iterator[str]:
    """What lcwsync signs in as and was not found to hold anything."""
    held = {name.casefold() for j in audit.judgement.rights for name in _names(j.held.principal)}
    for name, use in audit.own.items():
        if name not in held:
            yield f"lcwsync {use} as {name}: no such right found."


def _names(principal: Principal) -> Iterator[str]:
    yield from (name for name in (principal.id, principal.name, principal.application_id) if name)


def full_name(principal: Principal) -> str:
    """A principal for those who may know everybody."""
    return principal.name


def _snippet(audit: Audit) -> Iterator[str]:
    """What was found as YAML; JSON's way to write text is YAML's as well."""
    yield "expected:"
    entries: dict[tuple[str, str, bool], set[Tier]] = {}
    for judged in audit.judgement.rights:
        held = judged.held
        name = held.principal.application_id or held.principal.name
        scope = "/" if held.scope.whole_tenant else held.scope.name
        entries.setdefault((name, scope, held.eligible or held.activated), set()).update(held.tiers)
    for (name, scope, eligible), tiers in entries.items():
        yield f"  - principal: {json.dumps(name, ensure_ascii=False)}"
        yield f"    tiers: [{', '.join(tier.value for tier in Tier if tier in tiers)}]"
        if scope != "/":
            yield f"    scope: {json.dumps(scope, ensure_ascii=False)}"
        if eligible:
            yield "    eligibleOnly: true"
        yield "    reason: write down why"


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
        "inGit": workflow.in_git,
        "enabled": workflow.enabled,
        "scheduled": workflow.scheduled,
        "copies": [_principal_json(copy) for copy in workflow.copies],
        "objections": list(objections(each, full_name)),
    }
