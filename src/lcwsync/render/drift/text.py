"""A drift report for a terminal: what the tenant has, what git has, and who changed it last."""

from collections.abc import Iterator, Mapping

from lcwsync.plan.drift import Drifted, drift
from lcwsync.plan.drift_risk import drift_risks
from lcwsync.plan.plan import Plan
from lcwsync.render import unread
from lcwsync.render.drift.rows import DIFFERENCES, NOTHING, difference_rows, verdict
from lcwsync.render.formats.fit import fitted
from lcwsync.render.formats.terminal import Pen, Sign
from lcwsync.render.formats.values import actor_text, object_text
from lcwsync.render.plan.grouped import grouped
from lcwsync.render.plan.paused import TITLE, paused_text
from lcwsync.render.plan.view import undecided_row
from lcwsync.values.moments import moment_text

Names = Mapping[str, str]
"""Display names by object id, for who changed something."""


def drift_text(plan: Plan, names: Names, *, colour: bool = False, unicode: bool, width: int | None = None) -> str:
    """Drift for a terminal; the last line counts."""
    pen = Pen(colour=colour, unicode=unicode)
    lines = [line for item in drift(plan) for line in (*_item_lines(item, names, pen), "")]
    rest = _risks(plan)
    rest += _undecided(plan)
    if plan.paused:
        rest += [f"{TITLE}:", *(f"    {paused_text(item, show_people=True)}" for item in plan.paused)]
    rest += _unmanaged(plan)
    rest += _unknown(plan)
    if plan.unread:
        rest += [f"{unread.TITLE}:", *(f"    {part}: {part.message}" for part in plan.unread)]
    lines += [*(pen.value(line) for line in rest), pen.bold(pen.value(verdict(plan)))]
    return fitted("\n".join(lines), width) + "\n"


def _item_lines(item: Drifted, names: Names, pen: Pen) -> Iterator[str]:
    name = pen.bold(pen.value(object_text(item.object)))
    yield f"{pen.paint(Sign.WARN, Sign.WARN)} {name}" + pen.value(
        f"  {DIFFERENCES[item.difference]}{_author(item, names)}"
    )
    for planned in item.actions:
        for row in difference_rows(planned.action, show_people=True):
            yield pen.value(f"    {row.field}  git {row.after or NOTHING}, tenant {row.before or NOTHING}")


def _author(item: Drifted, names: Names) -> str:
    if not item.changed_at:
        return ""
    who = actor_text(item.changed_by, names) if item.changed_by else ""
    return f"  (last changed {moment_text(item.changed_at)}" + (f" by {who})" if who else ")")


def _risks(plan: Plan) -> list[str]:
    lines: list[str] = []
    for entry in grouped(drift_risks(plan)):
        lines.append(f"    {entry.rating.upper()}  {entry.about}: {entry.message} [{entry.code}]")
        lines += [f"        {name}" for name in entry.names]
    return ["Risks of what the tenant has:", *lines, ""] if lines else []


def _undecided(plan: Plan) -> list[str]:
    if not plan.undecided:
        return []
    rows = [undecided_row(item, show_people=True) for item in plan.undecided]
    each = [
        (
            f"    {object_text(row.name)}: {row.message}",
            *(f"        {copy}" for copy in row.copies),
            f"        next: {row.next_step}",
        )
        for row in rows
    ]
    return ["Undecided (more than one of a name):", *(line for lines in each for line in lines)]


def _unmanaged(plan: Plan) -> list[str]:
    if not plan.unmanaged:
        return []
    read = ", as far as it was read" if any(part.object is None for part in plan.unread) else ""
    return [f"Not in git{read} (left alone):", *(f"    {object_text(item.object)}" for item in plan.unmanaged)]


def _unknown(plan: Plan) -> list[str]:
    if not plan.unknown:
        return []
    title = "Not known to lcwsync (cannot be compared with git):"
    return [title, *(f"    {object_text(part.object)}  unknown member {part.member}" for part in plan.unknown)]
