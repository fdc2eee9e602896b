"""The words of an audit that its formats for people share. Texts are unescaped."""

from collections.abc import Iterator, Sequence

from lcwsync.audit.environment import Audit
from lcwsync.audit.model import Held, PassWorkflow
from lcwsync.audit.verdict import AuditVerdict, Judged
from lcwsync.model.guardrails import Tier
from lcwsync.model.principal import Principal
from lcwsync.render.formats.values import counted

TIER_TITLES = {
    Tier.DIRECT: "Can create a pass for a user",
    Tier.WORKFLOWS: "Can make a workflow create one",
    Tier.POLICY: "Can change the TAP policy",
    Tier.ESCALATION: "Can come to one of these rights",
    Tier.RECIPIENT: "Can decide who receives a pass (shown, not judged)",
}
"""A right is listed under the most direct thing it gives."""


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
            silent = "" if audit.expected else "git does not list who may create a pass"
            return f"UNKNOWN: in {where} {', '.join(part for part in (unread, silent) if part)}."


def by_tier(audit: Audit) -> Iterator[tuple[Tier, Sequence[Judged]]]:
    for tier in Tier:
        if rights := [judged for judged in audit.judgement.rights if judged.held.tiers[0] is tier]:
            yield tier, rights


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
            "enabled" if workflow.enabled else "disabled",
            "scheduled" if workflow.scheduled else "not scheduled",
        )
    )


def full_name(principal: Principal) -> str:
    """A principal for those who may know everybody."""
    return principal.name
