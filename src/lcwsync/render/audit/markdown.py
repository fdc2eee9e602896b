"""Audits as markdown. A job's summary may be read by anybody, so people are masked unless it is asked otherwise."""

from collections.abc import Sequence

from lcwsync.audit.environment import Audit
from lcwsync.audit.findings import Naming, objections
from lcwsync.audit.outside import NOT_LOOKED_AT
from lcwsync.audit.verdict import Judged, JudgedWorkflow
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.render.audit.text import TIER_TITLES, by_tier, full_name, how_text, state_text, verdict_line
from lcwsync.render.formats import escape
from lcwsync.render.formats.values import counted
from lcwsync.render.preview import masked


def audit_markdown(audit: Audit, *, show_people: bool = False, budget_bytes: int = 60_000) -> str:
    """The audit for a job's summary or an issue, at most `budget_bytes` bytes of UTF-8; people are masked (`Z… N…`)."""
    naming = full_name if show_people else masked_name
    text = f"**{escape.markdown(verdict_line(audit))}**\n"
    sections = [(TIER_TITLES[tier], _right_table(rights, audit, naming)) for tier, rights in by_tier(audit)]
    sections.append(("Workflows that create passes", _workflow_table(audit.judgement.workflows, naming)))
    sections.append(("Not read", [f"- {escape.markdown(f'{each.what}: {each.why}')}" for each in audit.refused]))
    rest = [f"- {escape.markdown_code(each.principal)}" for each in audit.judgement.unmatched if show_people]
    if audit.judgement.unmatched and not show_people:
        rest = [f"- {counted(len(audit.judgement.unmatched), 'entry', 'entries')}"]
    sections.append(("Expected by git, and nobody found", rest))
    sections.append(("Not looked at: check by hand", [f"- {each.what}: {each.check}" for each in NOT_LOOKED_AT]))
    for title, lines in sections:
        section = "\n".join(("", f"### {title}", "", *lines, ""))
        if lines and len((text + section).encode()) > budget_bytes - 200:
            return text + "\n_Cut to fit; `lcwsync audit` shows all._\n"
        text += section if lines else ""
    return text


def masked_name(principal: Principal) -> str:
    """People by their initials; applications and credentials by name."""
    return masked(principal.display_name) if principal.kind is PrincipalKind.USER else principal.name


def _right_table(rights: Sequence[Judged], audit: Audit, naming: Naming) -> list[str]:
    rows = ["| | Who | How | Git |", "|---|---|---|---|"]
    for judged in rights:
        use = audit.own_use(judged.held.principal)
        who = escape.markdown_code(naming(judged.held.principal)) + (f" (lcwsync {use})" if use else "")
        how = escape.markdown(f"{' → '.join(judged.held.path)} ({how_text(judged.held)})")
        objection = judged.objection if audit.expected else None
        git = objection or (f"expected: {judged.expected.reason}" if judged.expected else "not judged")
        sign = "❌" if objection else "✅" if judged.expected else "➖"
        rows.append(f"| {sign} | {who} | {how} | {escape.markdown(git)} |")
    return rows


def _workflow_table(workflows: Sequence[JudgedWorkflow], naming: Naming) -> list[str]:
    if not workflows:
        return []
    rows = ["| | Workflow | State | Objections |", "|---|---|---|---|"]
    for each in workflows:
        said = escape.markdown("; ".join(objections(each, naming)) or "none")
        name = escape.markdown_code(each.workflow.name)
        rows.append(f"| {'❌' if each.objected else '✅'} | {name} | {state_text(each.workflow)} | {said} |")
    return rows
