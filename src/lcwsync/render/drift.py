"""Drift for people and programs: what the tenant has instead of what git says, and who changed it last."""

from collections.abc import Iterator, Mapping

from lcwsync.plan.actions import Action
from lcwsync.plan.drift import Drifted, drift
from lcwsync.plan.plan import Plan
from lcwsync.render.formats import escape
from lcwsync.render.formats.values import counted, object_text
from lcwsync.render.plan.json import FORMAT_VERSION
from lcwsync.render.plan.rows import FieldRow, TaskRow, field_rows, task_rows

Names = Mapping[str, str]
"""Display names by object id, for who changed something."""


def drift_text(plan: Plan, names: Names, *, unicode: bool) -> str:
    """Drift for a terminal; the last line counts."""
    lines = [line for item in drift(plan) for line in (*_item_lines(item, names), "")]
    lines += _unmanaged(plan)
    lines += _unknown(plan)
    return "\n".join(escape.terminal(line, unicode=unicode) for line in (*lines, verdict(plan))) + "\n"


def drift_markdown(plan: Plan, *, budget_bytes: int = 60_000) -> str:
    """Drift for an issue: nobody is named, since an issue may be read by anybody. At most `budget_bytes` bytes."""
    head = f"**{escape.markdown(verdict(plan))}**\n"
    text = head
    for i, item in enumerate(found := drift(plan)):
        piece = _item_markdown(item)
        if len((text + piece).encode()) > budget_bytes - 200:
            return text + f"\n_{len(found) - i} more objects differ; `lcwsync drift` shows them._\n"
        text += piece
    for title, lines in (
        ("Not in git", _unmanaged(plan)[1:]),
        ("Not known to lcwsync", _unknown(plan, values=False)[1:]),
    ):
        items = [f"- {escape.markdown_code(line.strip())}" for line in lines]
        piece = f"\n### {title}\n\n" + "\n".join(items) + "\n" if items else ""
        if len((text + piece).encode()) > budget_bytes - 200:
            return text + f"\n_{len(items)} lines of `{title}` are cut; `lcwsync drift` shows them._\n"
        text += piece
    return text


def drift_json(plan: Plan, names: Names, *, tool_version: str) -> str:
    """Drift as a JSON document."""
    return escape.json(
        {
            "formatVersion": FORMAT_VERSION,
            "toolVersion": tool_version,
            "environment": plan.environment,
            "tenant": {"id": plan.tenant.id, "name": plan.tenant.name, "sandbox": plan.tenant.sandbox},
            "drift": [
                {
                    "kind": item.object.kind.value,
                    "name": item.object.name,
                    "what": item.what,
                    "changedAt": item.changed_at,
                    "changedBy": names.get(item.changed_by or "", item.changed_by),
                    "fields": [
                        {"field": row.field, "tenant": row.before, "git": row.after}
                        for planned in item.actions
                        for row in _rows(planned.action)
                    ],
                }
                for item in drift(plan)
            ],
            "unmanaged": [{"kind": u.object.kind.value, "name": u.object.name} for u in plan.unmanaged],
            "unknown": [
                {
                    "kind": part.object.kind.value,
                    "name": part.object.name,
                    "path": part.member.path,
                    "value": part.member.value,
                }
                for part in plan.unknown
            ],
        }
    )


def verdict(plan: Plan) -> str:
    """One line: how many objects differ, and where."""
    where = f"environment {plan.environment}" + (" (sandbox)" if plan.tenant.sandbox else "")
    number = len(drift(plan))
    if not number:
        unknown = f", apart from {counted(len(plan.unknown), 'unknown member')}" if plan.unknown else ""
        return f"No drift: {where} matches git{unknown}."
    return f"Drift: {counted(number, 'object')} in {where} {'differs' if number == 1 else 'differ'} from git."


def _item_lines(item: Drifted, names: Names) -> Iterator[str]:
    yield f"! {object_text(item.object)}  {item.what}{_author(item, names)}"
    for planned in item.actions:
        for row in _rows(planned.action):
            yield f"    {row.field}  git {row.after or '(nothing)'}, tenant {row.before or '(nothing)'}"


def _author(item: Drifted, names: Names) -> str:
    if not item.changed_at:
        return ""
    who = names.get(item.changed_by or "", item.changed_by)
    return f"  (last changed {item.changed_at}" + (f" by {who})" if who else ")")


def _item_markdown(item: Drifted) -> str:
    when = f" (last changed {escape.markdown(item.changed_at)})" if item.changed_at else ""
    rows = [
        f"| {escape.markdown_code(row.field)} | {escape.markdown_code(row.after or '(nothing)')} "
        f"| {escape.markdown_code(row.before or '(nothing)')} |"
        for planned in item.actions
        for row in _rows(planned.action, show_people=False)
    ]
    table = "\n| Field | Git | Tenant |\n|---|---|---|\n" + "\n".join(rows) + "\n" if rows else ""
    return f"\n### {escape.markdown_code(object_text(item.object))}\n\n{escape.markdown(item.what)}{when}\n{table}"


def _rows(action: Action, *, show_people: bool = True) -> Iterator[FieldRow]:
    yield from field_rows(action, show_people=show_people)
    for task in task_rows(action, show_people=show_people):
        yield from _task(task)


def _task(row: TaskRow) -> Iterator[FieldRow]:
    name = f"task {row.position} {row.title}"
    if row.moved_from is not None:
        yield FieldRow(field=f"{name} position", before=str(row.moved_from), after=str(row.position))
    if not row.fields and row.moved_from is None:
        there = row.sign.value == "-"
        yield FieldRow(field=name, before="present" if there else None, after="" if there else "present")
    for field in row.fields:
        yield FieldRow(field=f"{name} {field.field}", before=field.before, after=field.after)


def _unmanaged(plan: Plan) -> list[str]:
    if not plan.unmanaged:
        return []
    return ["Not in git (left alone):", *(f"    {object_text(item.object)}" for item in plan.unmanaged)]


def _unknown(plan: Plan, *, values: bool = True) -> list[str]:
    """What is not known, with its values or, where anybody may read it, without."""
    if not plan.unknown:
        return []
    title = "Not known to lcwsync (cannot be compared with git):"
    shown = ((part.object, part.member if values else part.member.path) for part in plan.unknown)
    return [title, *(f"    {object_text(name)}  unknown member {member}" for name, member in shown)]
