"""An audit for an administrator's terminal, which names everybody."""

import json
from collections.abc import Iterator

from lcwsync.audit.environment import Audit
from lcwsync.audit.findings import id_to_write, objections
from lcwsync.audit.outside import NOT_LOOKED_AT
from lcwsync.audit.scopes import id_of
from lcwsync.audit.verdict import AuditVerdict, Judged, JudgedWorkflow
from lcwsync.model.guardrails import Tier
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.render.audit.rows import LIMITS, TIER_TITLES, by_tier, full_name, how_text, state_text, verdict_lines
from lcwsync.render.formats.fit import fitted
from lcwsync.render.formats.terminal import Pen, Sign


def audit_text(audit: Audit, *, colour: bool, unicode: bool, width: int | None = None) -> str:
    """The audit for a terminal, the two verdicts last."""
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
        lines += ["", pen.bold("Not read: further holders may exist")]
        lines += [pen.prose(f"  ? {each.what}: {each.why}") for each in audit.refused]
    if audit.judgement.unmatched:
        lines += ["", pen.bold("Expected by git, but not found")]
        lines += [pen.prose(f"    {each.principal} ({each.reason})") for each in audit.judgement.unmatched]
    lines += [line for name in _absent(audit) for line in ("", pen.prose(name))]
    lines += ["", pen.bold("Not looked at: check by hand")]
    lines += [pen.prose(f"    {each.what}: {each.check}") for each in NOT_LOOKED_AT]
    to_paste: list[str] = []
    if not audit.expected and audit.judgement.rights:
        lines += ["", "To expect these in git, check the list and paste it into a document of kind TapGuardrails:", ""]
        to_paste = [pen.value(line) for line in _snippet(audit)]
    told = fitted("\n".join(lines), width) + "\n" + "".join(f"{line}\n" for line in to_paste)
    sign = {AuditVerdict.PASS: Sign.CREATE, AuditVerdict.FAIL: Sign.DELETE, AuditVerdict.UNKNOWN: Sign.CHANGE}
    end = ["", LIMITS]
    verdicts = zip(audit.judgement.verdicts.values(), verdict_lines(audit), strict=True)
    end += [pen.paint(sign[verdict], pen.prose(line)) for verdict, line in verdicts]
    return told + fitted("\n".join(end), width) + "\n"


def _right_lines(judged: Judged, audit: Audit, pen: Pen) -> Iterator[str]:
    held = judged.held
    use = audit.own_use(held.principal)
    mark = f"  [lcwsync {use}]" if use else ""
    sign = pen.paint(Sign.DELETE, "!") if judged.objection and audit.expected else " "
    yield f"  {sign} {pen.value(held.principal.name)}{pen.value(mark)}"
    yield pen.prose(f"      {' → '.join(held.path)} ({how_text(held)})")
    if judged.objection and audit.expected:
        which = f" {id_to_write(held.principal)}" if judged.unproven and not held.through else ""
        yield pen.prose(f"      {judged.objection}{which}")
    elif judged.expected:
        yield pen.prose(f"      expected: {judged.expected.reason}")


def _workflow_lines(each: JudgedWorkflow, pen: Pen) -> Iterator[str]:
    sign = pen.paint(Sign.DELETE, "!") if each.objected else " "
    yield f"  {sign} {pen.value(each.workflow.name)} {pen.prose(f'({state_text(each.workflow)})')}"
    yield from (pen.prose(f"      {objection}") for objection in objections(each, full_name))


def _absent(audit: Audit) -> Iterator[str]:
    """The identities of lcwsync for which no right was found."""
    held = {name.casefold() for j in audit.judgement.rights for name in _names(j.held.principal)}
    for name, use in audit.own.items():
        if name not in held:
            yield f"lcwsync {use} as {name}: no such right found."


def _names(principal: Principal) -> Iterator[str]:
    yield from (name for name in (principal.id, principal.name, principal.application_id) if name)


def _snippet(audit: Audit) -> Iterator[str]:
    """The findings as YAML for the guardrails; JSON's text syntax is valid YAML."""
    yield "expected:"
    entries: dict[tuple[str, str, str, bool], set[Tier]] = {}
    for judged in audit.judgement.rights:
        held = judged.held
        user = held.principal.kind is PrincipalKind.USER
        principal = held.principal.name if user else id_to_write(held.principal)
        scope = id_of(held.scope)
        key = (principal, held.principal.display_name, scope, held.eligible or held.activated)
        entries.setdefault(key, set()).update(held.tiers)
    for (principal, name, scope, eligible), tiers in entries.items():
        yield f"  - principal: {json.dumps(principal, ensure_ascii=False)}"
        if name != principal:
            yield f"    name: {json.dumps(name, ensure_ascii=False)}"
        yield f"    tiers: [{', '.join(tier.value for tier in Tier if tier in tiers)}]"
        if scope != "/":
            yield f"    scope: {json.dumps(scope, ensure_ascii=False)}"
        if eligible:
            yield "    eligibleOnly: true"
        yield "    reason: write down why"
