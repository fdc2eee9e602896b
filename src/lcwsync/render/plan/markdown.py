"""A plan for a pull request: GitHub's markdown, within a budget of bytes.

The verdict is the first line; what does not fit is cut by whole object, the most dangerous kept, and line one says so.
"""

from collections.abc import Mapping

from lcwsync.plan.plan import GuardChange, Plan, Refusal, Released, Unmanaged, Unverified
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.escape import markdown as prose
from lcwsync.render.formats.escape import markdown_code as code
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown, fitted
from lcwsync.render.formats.values import counted
from lcwsync.render.plan.grouped import grouped, risk_line
from lcwsync.render.plan.markdown_object import object_line, object_markdown, object_name
from lcwsync.render.plan.paused import TITLE, paused_text
from lcwsync.render.plan.view import (
    PeopleCount,
    PlanView,
    Tally,
    UndecidedRow,
    plan_view,
    rank,
    verdict_text,
    weaker_text,
)
from lcwsync.values.findings import Finding, Rating

MINIMUM_BUDGET = 4_000
"""Bytes below which not even the headings fit."""

DO_NOT_APPROVE = "do not approve from this text alone"

_NAME_LENGTH = 80


def plan_markdown(
    plan: Plan,
    *,
    budget_bytes: int = DEFAULT_BUDGET,
    show_people: bool = False,
    people: Mapping[str, PeopleCount] | None = None,
) -> Markdown:
    """A plan for reviewers, at most `budget_bytes` bytes of UTF-8.

    `people` counts those in scope by workflow name; users are named only with `show_people`, since a pull request
    may be read by anybody. Raises ValueError for a budget below `MINIMUM_BUDGET`.
    """
    view = plan_view(plan, show_people=show_people, people=people)
    if view.quiet:
        return Markdown(_quiet_line(view), truncated=False)
    if budget_bytes < MINIMUM_BUDGET:
        message = f"a budget of {budget_bytes} bytes is too small: give at least {MINIMUM_BUDGET}"
        raise ValueError(message)
    pieces = plan_pieces(view, show_people=show_people)
    return fitted(_verdict(view), pieces, budget_bytes, advice=DO_NOT_APPROVE)


def _quiet_line(view: PlanView) -> str:
    unmanaged = f" {counted(len(view.unmanaged), 'unmanaged object')}." if view.unmanaged else ""
    weaker = f" {prose(weaker_text(view))}" if view.weaker else ""
    return f"{where(view)} · {verdict_text(view)}{unmanaged}{weaker}\n"


def _verdict(view: PlanView) -> str:
    high = sum(item.rating is Rating.HIGH for items in (view.risks, view.guard, view.released) for item in items)
    risks = f" · **{counted(high, 'high risk')}**" if high else ""
    refused = " · **refused**" if view.refusals else ""
    return f"{where(view)} · {verdict_text(view)}{refused}{risks}"


def where(about: Plan | PlanView) -> str:
    """The environment and its tenant, as the first line of a markdown begins."""
    tenant = code(_short(about.tenant.name))
    sandbox = "sandbox tenant " if about.tenant.sandbox else "tenant "
    return f"**{code(_short(about.environment))}** ({sandbox}{tenant})"


def _short(name: str) -> str:
    return name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 1]}…"


_LISTS_AFTER = 10
"""Priority of what follows the objects: findings, then what cannot be verified, then the unmanaged."""


def plan_pieces(view: PlanView, *, show_people: bool) -> list[Piece]:
    """The pieces in reading order. A risk is kept before the objects of its rating, those before the next rating."""
    return [
        *(Piece(section="Refused", priority=(0,), text=_refusal_line(refusal)) for refusal in view.refusals),
        *(Piece(section="Undecided", priority=(0, 1), text=undecided_line(row)) for row in view.undecided),
        *(
            Piece(section=TITLE, priority=(0, 2), text=f"- {prose(paused_text(item, show_people=show_people))}")
            for item in view.paused
        ),
        *(
            Piece(section="Guard", priority=(0, 2, rank(change)), text=_guard_line(change, show_people=show_people))
            for change in view.guard
        ),
        *(
            Piece(section="No longer managed by this change", priority=(0, 3, rank(item)), text=_released_line(item))
            for item in view.released
        ),
        *(
            Piece(section="Risks", priority=(1 + 2 * entry.rating.rank, 0), text=risk_line(entry))
            for entry in grouped(view.risks)
        ),
        *(
            Piece(
                section="Deletes" if item.tally is Tally.DELETE else "Changes",
                priority=(2 + 2 * item.danger, item.tally is not Tally.DELETE),
                text=object_markdown(item, show_people=show_people),
                short=object_line(item),
            )
            for item in view.objects
        ),
        *(
            Piece(section="Findings", priority=(_LISTS_AFTER, 0), text=_finding_line(finding))
            for finding in view.findings
        ),
        *(
            Piece(section="Cannot be verified", priority=(_LISTS_AFTER, 1), text=_unverified_line(hidden))
            for hidden in view.unverified
        ),
        *(
            Piece(section="Unmanaged, never touched", priority=(_LISTS_AFTER, 2), text=_unmanaged_line(item))
            for item in view.unmanaged
        ),
        *(
            Piece(section="Guard in force, weaker than shipped", priority=(_LISTS_AFTER, 3), text=f"- {prose(line)}")
            for line in view.weaker
        ),
    ]


def _refusal_line(refusal: Refusal) -> str:
    place = f" {code(str(refusal.location))}" if refusal.location else ""
    return f"- **{code(refusal.law)}** {prose(refusal.message)}{place}<br>To allow it: {prose(refusal.hint)}"


def undecided_line(row: UndecidedRow) -> str:
    """An object that the tenant has more than once, for a list."""
    copies = "".join(f"<br>{prose(copy)}" for copy in row.copies)
    return f"- {object_name(row.name)}: {prose(row.message)}{copies}<br>Next: {prose(row.next_step)}"


def _guard_line(change: GuardChange, *, show_people: bool) -> str:
    people = f" ({code(change.people)})" if change.people and show_people else ""
    place = f" {code(str(change.location))}" if change.location and change.location.file else ""
    what = f"{prose(change.subject)}: {prose(change.message)}{people}"
    return f"- **{change.rating.upper()}** {what}{place} ({code(change.code)})"


def _released_line(item: Released) -> str:
    return f"- **{item.rating.upper()}** {object_name(item.object)}: {prose(item.message)} ({code(item.code)})"


def _finding_line(finding: Finding) -> str:
    where = f" {code(finding.environment)}" if finding.environment else ""
    hint = f" ({prose(finding.hint)})" if finding.hint else ""
    what = f"{finding.severity} {code(finding.code)}{where} {prose(finding.message)}{hint}"
    return f"- {code(str(finding.location))} {what}"


def _unverified_line(item: Unverified) -> str:
    return f"- {object_name(item.object)} {code(item.field)}: {prose(item.reason)}"


def _unmanaged_line(item: Unmanaged) -> str:
    return f"- {object_name(item.object)}" + (f": {prose('; '.join(item.notes))}" if item.notes else "")
