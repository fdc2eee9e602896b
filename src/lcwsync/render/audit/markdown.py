"""An audit as markdown. A job's summary may be read by anybody, so people are masked unless it is asked otherwise."""

from collections.abc import Iterator

from lcwsync.audit.environment import Audit
from lcwsync.audit.findings import Naming, objections
from lcwsync.audit.outside import NOT_LOOKED_AT
from lcwsync.audit.verdict import Judged, JudgedWorkflow
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.render.audit.rows import LIMITS, TIER_TITLES, by_tier, full_name, how_text, state_text, verdict_lines
from lcwsync.render.formats import escape
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown, fitted
from lcwsync.render.formats.masks import masked
from lcwsync.render.formats.values import counted

_WORKFLOWS = "Workflows that create passes"
_TABLE_HEADS = {
    **dict.fromkeys(TIER_TITLES.values(), "| | Who | How | Git |\n|---|---|---|---|"),
    _WORKFLOWS: "| | Workflow | State | Objections |\n|---|---|---|---|",
}

_NOT_LOOKED_AT, _OBJECTED, _NOT_READ, _UNJUDGED, _EXPECTED, _UNMATCHED = range(6)
"""What is kept first when the audit does not fit."""


def audit_markdown(audit: Audit, *, show_people: bool = False, budget_bytes: int = DEFAULT_BUDGET) -> Markdown:
    """The audit for a job's summary or an issue, at most `budget_bytes` bytes of UTF-8; people are masked (`Z… N…`)."""
    naming = full_name if show_people else masked_name
    pieces = [*_pieces(audit, naming), *_unmatched(audit, show_people=show_people), *_outside()]
    verdicts = [f"**{escape.markdown(line)}**" for line in verdict_lines(audit)]
    head = "\n\n".join((*verdicts, LIMITS))
    return fitted(head, pieces, budget_bytes, advice="`lcwsync audit` shows all", table_heads=_TABLE_HEADS)


def masked_name(principal: Principal) -> str:
    """People by their initials; applications and credentials by name."""
    return masked(principal.display_name) if principal.kind is PrincipalKind.USER else principal.name


def _pieces(audit: Audit, naming: Naming) -> Iterator[Piece]:
    for rank, (tier, rights) in enumerate(by_tier(audit)):
        for judged in rights:
            priority = (_right_priority(judged, audit), rank)
            yield Piece(section=TIER_TITLES[tier], text=_right_row(judged, audit, naming), priority=priority)
    for each in audit.judgement.workflows:
        priority = (_OBJECTED if each.objected else _EXPECTED, 0)
        yield Piece(section=_WORKFLOWS, text=_workflow_row(each, naming), priority=priority)
    for refused in audit.refused:
        text = f"- {escape.markdown(f'{refused.what}: {refused.why}')}"
        yield Piece(section="Not read", text=text, priority=(_NOT_READ,))


def _unmatched(audit: Audit, *, show_people: bool) -> Iterator[Piece]:
    entries = audit.judgement.unmatched
    lines = [escape.markdown_code(each.principal) for each in entries]
    if entries and not show_people:
        lines = [counted(len(entries), "entry", "entries")]
    for line in lines:
        yield Piece(section="Expected by git, but not found", text=f"- {line}", priority=(_UNMATCHED,))


def _outside() -> Iterator[Piece]:
    for each in NOT_LOOKED_AT:
        text = f"- {each.what}: {each.check}"  # words of ours: nothing to escape
        yield Piece(section="Not looked at: check by hand", text=text, priority=(_NOT_LOOKED_AT,))


def _right_priority(judged: Judged, audit: Audit) -> int:
    if judged.objection and audit.expected:
        return _OBJECTED
    return _EXPECTED if judged.expected else _UNJUDGED


def _right_row(judged: Judged, audit: Audit, naming: Naming) -> str:
    use = audit.own_use(judged.held.principal)
    who = escape.markdown_code(naming(judged.held.principal)) + (f" (lcwsync {use})" if use else "")
    how = escape.markdown(f"{' → '.join(judged.held.path)} ({how_text(judged.held)})")
    objection = judged.objection if audit.expected else None
    git = objection or (f"expected: {judged.expected.reason}" if judged.expected else "holder unknown")
    sign = "❌" if judged.objected and objection else "❔" if objection else "✅" if judged.expected else "➖"
    return f"| {sign} | {who} | {how} | {escape.markdown(git)} |"


def _workflow_row(each: JudgedWorkflow, naming: Naming) -> str:
    against = escape.markdown("; ".join(objections(each, naming)) or "none")
    name = escape.markdown_code(each.workflow.name)
    return f"| {'❌' if each.objected else '✅'} | {name} | {state_text(each.workflow)} | {against} |"
