"""A plan for people at a terminal or reading a log."""

from collections.abc import Iterable, Iterator, Mapping

from lcwsync.model.state import TenantIdentity
from lcwsync.plan.plan import GuardChange, Plan, Refusal, Released
from lcwsync.render.findings.text import finding_line
from lcwsync.render.formats.diff_lines import LineSign
from lcwsync.render.formats.fit import fitted
from lcwsync.render.formats.terminal import Pen, Sign
from lcwsync.render.formats.values import object_text, quoted
from lcwsync.render.plan.grouped import GroupedRisk, grouped
from lcwsync.render.plan.paused import TITLE, paused_text
from lcwsync.render.plan.rows import FieldRow, TaskRow
from lcwsync.render.plan.view import (
    ObjectView,
    PeopleCount,
    PlanView,
    UndecidedRow,
    people_text,
    plan_view,
    verdict_text,
)


def plan_text(
    plan: Plan,
    *,
    colour: bool,
    unicode: bool,
    people: Mapping[str, PeopleCount] | None = None,
    width: int | None = None,
) -> str:
    """A plan: the tenant, each object with what changes, what a reviewer must know, and the summary as last line.

    `colour` adds ANSI colours to the symbols; without `unicode` the text is plain ASCII. `people` counts those in
    scope by workflow name. `width` breaks long lines.
    """
    view = plan_view(plan, show_people=True, people=people)
    pen = Pen(colour=colour, unicode=unicode)
    sections = [
        [tenant_line(view.tenant, view.environment, pen)],
        titled(_guard_title(view, pen), [_guard_line(change, pen) for change in view.guard]),
        titled("No longer managed by this change", [_released_line(item, pen) for item in view.released]),
        *(list(_object_lines(item, pen)) for item in view.objects),
        titled("Risks", [line for entry in grouped(view.risks) for line in risk_lines(entry, pen)]),
        titled("Refused", [line for refusal in view.refusals for line in _refusal_lines(refusal, pen)]),
        titled("Undecided (more than one of a name)", list(undecided_lines(view.undecided, pen))),
        titled(TITLE, [f"  {pen.prose(paused_text(item, show_people=True))}" for item in view.paused]),
        titled("Findings", [finding_line(finding, pen) for finding in view.findings]),
        titled("Cannot be verified (neither a change nor no change)", _unverified_lines(view, pen)),
        titled("Unmanaged (in the tenant, not in git, never touched)", _unmanaged_lines(view, pen)),
        titled("Guard in force, weaker than shipped", [f"  {pen.prose(line)}" for line in view.weaker]),
        [pen.bold(_summary_line(view, pen))],
    ]
    return fitted("\n\n".join("\n".join(lines) for lines in sections if lines), width) + "\n"


def titled(title: str, lines: list[str]) -> list[str]:
    """The lines under their title; nothing without lines."""
    return [title, *lines] if lines else []


def tenant_line(tenant: TenantIdentity, environment: str, pen: Pen) -> str:
    """The line that names tenant and environment."""
    name = pen.value(quoted(tenant.name))
    where = pen.value(environment)
    if tenant.sandbox:
        return f"Sandbox tenant {name}, environment {where}: embedded, nothing real is touched."
    return f"Tenant {name} ({pen.value(tenant.id)}), environment {where}."


def _summary_line(view: PlanView, pen: Pen) -> str:
    verdict = verdict_text(view)
    if view.unmanaged and not (view.objects or view.refusals or view.undecided or view.unverified):
        verdict = f"{verdict[:-1]}; {len(view.unmanaged)} unmanaged."
    return pen.prose(verdict)


def _object_lines(item: ObjectView, pen: Pen) -> Iterator[str]:
    doing = ", ".join(item.calls)
    effects = f" ({', '.join(item.effects)})" if item.effects else ""
    place = f"  {pen.value(str(item.location))}" if item.location else ""
    name = pen.bold(pen.value(object_text(item.name)))
    yield f"{pen.paint(item.sign, item.sign)} {name}  {pen.prose(doing)}{effects}{place}"
    if item.note:
        yield f"    {pen.prose(item.note)}"
    yield from _field_lines(item.fields, "    ", pen)
    for task in item.tasks:
        yield from _task_lines(task, pen)
    if item.defaults:
        yield f"    left to the service's default: {', '.join(item.defaults)}"
    if item.people is not None:
        yield f"    {people_text(item.people)}"
        if item.people.names:
            yield f"    {pen.value(', '.join(quoted(name) for name in item.people.names))}"


def _field_lines(rows: tuple[FieldRow, ...], indent: str, pen: Pen) -> Iterator[str]:
    width = min(max((len(row.field) for row in rows if not row.lines), default=0), 36)
    for row in rows:
        field = pen.value(row.field)
        if row.lines:
            yield f"{indent}{field}"
            for line in row.lines:
                sign = "..." if line.sign is LineSign.SKIPPED else line.sign.value
                shown = f"{sign} {pen.value(line.text)}"
                yield f"{indent}  | {pen.paint(Sign(sign), shown) if sign in ('+', '-') else shown}".rstrip()
        elif row.before is None:
            yield f"{indent}{field.ljust(width)}  {pen.value(row.after)}"
        else:
            yield f"{indent}{field.ljust(width)}  {pen.value(row.before)} {pen.arrow} {pen.value(row.after)}"


def _task_lines(task: TaskRow, pen: Pen) -> Iterator[str]:
    kind = f" ({pen.value(task.kind)})" if task.kind else ""
    moved = f"  moved {task.moved_from} {pen.arrow} {task.position}" if task.moved_from is not None else ""
    sign = pen.paint(task.sign, task.sign)
    yield f"  {sign} task {task.position} {pen.value(quoted(task.title))}{kind}{moved}"
    yield from _field_lines(task.fields, "        ", pen)


def _guard_title(view: PlanView, pen: Pen) -> str:
    return f"Guard (compared with {pen.value(view.base)})" if view.base else "Guard"


def _guard_line(change: GuardChange, pen: Pen) -> str:
    rating = pen.paint(Sign.WARN, f"{Sign.WARN} {change.rating.upper():<6}")
    people = f" ({pen.value(change.people)})" if change.people else ""
    place = f" ({pen.value(str(change.location))})" if change.location and change.location.file else ""
    what = f"{pen.value(change.subject)}: {pen.prose(change.message)}{people}{place}"
    return f"  {rating}  {what} [{pen.value(change.code)}]"


def _released_line(item: Released, pen: Pen) -> str:
    rating = pen.paint(Sign.WARN, f"{Sign.WARN} {item.rating.upper():<6}")
    return f"  {rating}  {pen.value(object_text(item.object))}: {pen.prose(item.message)} [{pen.value(item.code)}]"


def risk_lines(entry: GroupedRisk, pen: Pen) -> Iterator[str]:
    """A risk, and under it the objects, where it is about several."""
    rating = pen.paint(Sign.WARN, f"{Sign.WARN} {entry.rating.upper():<6}")
    yield f"  {rating}  {pen.value(entry.about)}: {pen.prose(entry.message)} [{pen.value(entry.code)}]"
    yield from (f"            {pen.value(name)}" for name in entry.names)


def _refusal_lines(refusal: Refusal, pen: Pen) -> Iterator[str]:
    place = f" ({pen.value(str(refusal.location))})" if refusal.location else ""
    sign = pen.paint(Sign.WARN, f"{Sign.WARN} {pen.value(refusal.law)}")
    yield f"  {sign}: {pen.prose(refusal.message)}{place}"
    yield f"      to allow it: {pen.prose(refusal.hint)}"


def undecided_lines(rows: Iterable[UndecidedRow], pen: Pen) -> Iterator[str]:
    """Objects that the tenant has more than once, each copy on a line of its own."""
    for row in rows:
        sign = pen.paint(Sign.WARN, Sign.WARN)
        yield f"  {sign} {pen.value(object_text(row.name))}: {pen.prose(row.message)}"
        yield from (f"      {pen.prose(copy)}" for copy in row.copies)
        yield f"      next: {pen.prose(row.next_step)}"


def _unverified_lines(view: PlanView, pen: Pen) -> list[str]:
    return [
        f"  {pen.value(object_text(item.object))}  {pen.value(item.field)}: {pen.prose(item.reason)}"
        for item in view.unverified
    ]


def _unmanaged_lines(view: PlanView, pen: Pen) -> list[str]:
    return [
        f"  {pen.value(object_text(item.object))}" + (f": {pen.prose('; '.join(item.notes))}" if item.notes else "")
        for item in view.unmanaged
    ]
