"""A drift report for an issue. It names no person, because every reader of the repository sees it."""

from lcwsync.model.state import ObjectKind
from lcwsync.plan.drift import Drifted, drift
from lcwsync.plan.drift_risk import drift_risks
from lcwsync.plan.plan import Plan
from lcwsync.render import unread
from lcwsync.render.drift.rows import DIFFERENCES, NOTHING, difference_rows, verdict
from lcwsync.render.formats import escape
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown, fitted
from lcwsync.render.formats.values import object_text
from lcwsync.render.plan.grouped import grouped, risk_line
from lcwsync.render.plan.markdown import undecided_line
from lcwsync.render.plan.paused import TITLE, paused_text
from lcwsync.render.plan.view import undecided_row
from lcwsync.values.findings import Rating
from lcwsync.values.moments import moment_text

_NO_RISK = len(Rating)
_UNKNOWN = _NO_RISK + 1
"""Priority of what cannot be compared. Its values are left out: anybody may read the issue."""
_UNMANAGED = _UNKNOWN + 1
"""Priority of the objects that are not in git: they are cut first."""


def drift_markdown(plan: Plan, *, budget_bytes: int = DEFAULT_BUDGET) -> Markdown:
    """The report, at most `budget_bytes` bytes of UTF-8. What does not fit is cut, the least dangerous first."""
    head = f"**{escape.markdown(verdict(plan))}**"
    return fitted(head, drift_pieces(plan), budget_bytes, advice=ADVICE)


ADVICE = "`lcwsync drift` shows all"


def drift_pieces(plan: Plan, *, alone: bool = True) -> list[Piece]:
    """The pieces in reading order. Beside those of other plans (not `alone`) every section has a name, and what differs
    by the tenant is left out: when an object was changed."""
    found = drift_risks(plan)
    pieces = [
        Piece(section="Risks of what the tenant has", text=risk_line(entry), priority=(0, 0, entry.rating.rank))
        for entry in grouped(found)
    ]
    pieces += [
        Piece(
            section="Differences" if found or not alone else "",
            text=_item(item, alone=alone),
            short=f"- {escape.markdown_code(object_text(item.object))}: {DIFFERENCES[item.difference]}",
            priority=(_danger(item, plan),),
        )
        for item in drift(plan)
    ]
    pieces += [
        Piece(section="Undecided", text=undecided_line(undecided_row(item, show_people=False)), priority=(0,))
        for item in plan.undecided
    ]
    pieces += [
        Piece(section=TITLE, text=f"- {escape.markdown(paused_text(item, show_people=False))}", priority=(0,))
        for item in plan.paused
    ]
    pieces += [
        Piece(section=unread.TITLE, text=f"- {escape.markdown(str(part))}", priority=(0,)) for part in plan.unread
    ]
    pieces += [
        Piece(
            section="Not in git",
            text=f"- {escape.markdown_code(object_text(item.object))}",
            priority=(_UNMANAGED,),
        )
        for item in plan.unmanaged
    ]
    pieces += [
        Piece(
            section="Not known to lcwsync",
            text=f"- {escape.markdown_code(f'{object_text(part.object)}  unknown member {part.member.path}')}",
            priority=(_UNKNOWN,),
        )
        for part in plan.unknown
    ]
    return pieces


def _danger(item: Drifted, plan: Plan) -> int:
    """0 for the TAP policy and for what carries a high risk, which drift may have brought or taken away."""
    if item.object.kind is ObjectKind.TAP_POLICY:
        return 0
    return min((risk.rating.rank for risk in plan.risks if risk.object == item.object), default=_NO_RISK)


def _item(item: Drifted, *, alone: bool) -> str:
    when = f" (last changed {escape.markdown(moment_text(item.changed_at))})" if item.changed_at and alone else ""
    rows = [
        f"| {escape.markdown_code(row.field)} | {escape.markdown_code(row.after or NOTHING)} "
        f"| {escape.markdown_code(row.before or NOTHING)} |"
        for planned in item.actions
        for row in difference_rows(planned.action, show_people=False)
    ]
    table = "\n\n| Field | Git | Tenant |\n|---|---|---|\n" + "\n".join(rows) if rows else ""
    title = escape.markdown_code(object_text(item.object))
    return f"{'###' if alone else '####'} {title}\n\n{DIFFERENCES[item.difference]}{when}{table}"
