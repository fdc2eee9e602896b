"""The words of a drift report that its formats for people share. Texts are unescaped."""

from collections.abc import Iterator

from lcwsync.plan.actions import Action
from lcwsync.plan.drift import DriftKind, drift
from lcwsync.plan.plan import Plan
from lcwsync.render.formats.terminal import Sign
from lcwsync.render.formats.values import counted
from lcwsync.render.plan.rows import FieldRow, TaskRow, field_rows, task_rows
from lcwsync.render.unread import not_looked_at

DIFFERENCES = {
    DriftKind.CHANGED: "differs from git",
    DriftKind.MISSING: "git lists it and the tenant does not have it",
    DriftKind.DELETED: "git lists it and it was deleted in the tenant",
    DriftKind.NOT_REMOVED: "git removes it and the tenant still has it",
}

NOTHING = "(nothing)"


def verdict(plan: Plan) -> str:
    """One line: how many objects differ, and where. What was not looked at keeps it from "No drift"."""
    where = f"environment {plan.environment}" + (" (sandbox)" if plan.tenant.sandbox else "")
    said = _verdict(plan, where)
    if not plan.unread:
        return said
    if drift(plan) or plan.undecided or plan.paused:
        return f"{said} {not_looked_at(plan.unread)}."
    return f"Cannot tell: {not_looked_at(plan.unread)}; the rest of it matches {where}."


def _verdict(plan: Plan, where: str) -> str:
    number = len(drift(plan))
    if plan.undecided:
        several = counted(len(plan.undecided), "object")
        drifted = f"{counted(number, 'object')} differ" if number != 1 else "1 object differs"
        return f"Drift: {drifted} from git in {where}; {several} of git cannot be told, the tenant has more than one."
    if plan.paused:
        paused = counted(len(plan.paused), "workflow")
        differ = f"{counted(number, 'object')} {'differs' if number == 1 else 'differ'}"
        return f"Drift: in {where} {differ} from git, {paused} paused."
    if not number:
        unknown = f", apart from {counted(len(plan.unknown), 'unknown member')}" if plan.unknown else ""
        return f"No drift: {where} matches git{unknown}."
    return f"Drift: {counted(number, 'object')} in {where} {'differs' if number == 1 else 'differ'} from git."


def difference_rows(action: Action, *, show_people: bool) -> Iterator[FieldRow]:
    """The fields that differ, those of tasks among them: `before` is the tenant's value, `after` is git's."""
    yield from field_rows(action, show_people=show_people)
    for task in task_rows(action, show_people=show_people):
        yield from _task_rows(task)


def _task_rows(row: TaskRow) -> Iterator[FieldRow]:
    name = f"task {row.position} {row.title}"
    if row.moved_from is not None:
        yield FieldRow(field=f"{name} position", before=str(row.moved_from), after=str(row.position))
    if not row.fields and row.moved_from is None:
        there = row.sign is Sign.DELETE
        yield FieldRow(field=name, before="present" if there else None, after="" if there else "present")
    for field in row.fields:
        yield FieldRow(field=f"{name} {field.field}", before=field.before, after=field.after)
