"""The words of an audit that its formats for people share. Texts are unescaped."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from lcwsync.audit.environment import Audit
from lcwsync.audit.model import GitState, Held, PassWorkflow
from lcwsync.audit.verdict import AuditVerdict, Judged, Judgement, Question
from lcwsync.model.guardrails import Tier
from lcwsync.model.principal import Principal
from lcwsync.render.formats.values import counted

TIER_TITLES = {
    Tier.DIRECT: "Can create a pass for a user",
    Tier.WORKFLOWS: "Can make a workflow create one",
    Tier.POLICY: "Can change the TAP policy",
    Tier.ESCALATION: "Can come to one of these rights",
    Tier.RECIPIENT: "Can receive or redirect a pass",
}
"""A right is listed under the most direct thing it gives."""


QUESTION_TITLES = {
    Question.CREATE: "who can create a pass",
    Question.RECEIVE: "who can receive or redirect a pass",
}

LIMITS = "Both verdicts cover what was read. What was not looked at is listed, to be checked by hand."
"""Stands beside the verdicts in each format: neither claims more than was looked at."""


def verdict_lines(audit: Audit) -> tuple[str, ...]:
    """One line for each question: the verdict and why."""
    return tuple(_verdict_line(audit, question) for question in Question)


def _verdict_line(audit: Audit, question: Question) -> str:
    judgement = audit.judgement
    where = f"environment {audit.environment}" + (" (sandbox)" if audit.tenant.sandbox else "")
    rights = [each for each in judgement.rights if question in each.questions]
    unexpected = sum(1 for each in rights if question in each.objected)
    workflows = sum(1 for each in judgement.workflows if question in each.objected)
    unknown = sum(1 for each in judgement.unknown if question in each.questions)
    gaps = [f"{counted(len(audit.refused), 'read')} refused"] if audit.refused else []
    gaps += [f"{counted(unknown, 'right')} of unknown principals"] if unknown else []
    unproven = sum(1 for each in rights if each.unproven)
    gaps += [f"{counted(unproven, 'right')} expected by display name only"] if unproven else []
    match judgement.verdicts[question]:
        case AuditVerdict.PASS:
            reasons = [f"git expects each of the {counted(len(rights), 'right')} found", *_groups_not_shown(judgement)]
        case AuditVerdict.FAIL:
            reasons = [f"{counted(unexpected, 'right')} that git does not expect"] if unexpected else []
            reasons += [f"{counted(workflows, 'workflow')} that git did not ask for"] if workflows else []
            reasons += gaps
        case AuditVerdict.UNKNOWN:
            reasons = gaps if audit.expected else [*gaps, f"git does not list {QUESTION_TITLES[question]}"]
        case unreachable:
            assert_never(unreachable)
    verdict = judgement.verdicts[question].value.upper()
    return f"{verdict}: {QUESTION_TITLES[question]} in {where}: {', '.join(reasons)}."


def _groups_not_shown(judgement: Judgement) -> Iterator[str]:
    hidden = sum(1 for each in judgement.workflows if each.workflow.git is GitState.GROUPS_NOT_SHOWN)
    if hidden:
        yield f"but the groups of {counted(hidden, 'workflow')} are not shown"


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
    parts += held.activation
    if held.principal.enabled is False:
        parts.append("account disabled")
    if held.principal.signs_in_with:
        parts.append(f"signs in with {held.principal.signs_in_with}")
    return "; ".join(parts)


_GIT = {
    GitState.SAME: "as in git",
    GitState.GROUPS_NOT_SHOWN: "as in git, its groups not shown",
    GitState.DIFFERS: "differs from git",
    GitState.SEVERAL: "one of several of its name",
    GitState.NOT_LISTED: "not in git",
    GitState.UNKNOWN: "not compared with git",
}


def state_text(workflow: PassWorkflow) -> str:
    return ", ".join(
        (
            _GIT[workflow.git],
            "enabled" if workflow.enabled else "disabled",
            "scheduled" if workflow.scheduled else "not scheduled",
        )
    )


def full_name(principal: Principal) -> str:
    """A principal for those who may know everybody."""
    return principal.name
