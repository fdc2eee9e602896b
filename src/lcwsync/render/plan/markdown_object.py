"""One object of a plan in GitHub's markdown: heading, field table, diff fences, task table, diagram."""

from collections.abc import Iterable, Iterator

from lcwsync.model.state import ObjectName
from lcwsync.render.formats.diff_lines import DiffLine, LineSign
from lcwsync.render.formats.escape import markdown as prose
from lcwsync.render.formats.escape import markdown_code as code
from lcwsync.render.formats.escape import markdown_fence, mermaid, visible
from lcwsync.render.formats.values import counted, object_text
from lcwsync.render.plan.rows import FieldRow, TaskRow
from lcwsync.render.plan.timeline import Step, Timeline
from lcwsync.render.plan.view import ObjectView, call_in_words, people_text

_LABEL_LENGTH = 80


def object_markdown(item: ObjectView, *, show_people: bool) -> str:
    """The whole object, blocks separated by blank lines."""
    return "\n\n".join(_blocks(item, show_people=show_people))


def object_line(item: ObjectView) -> str:
    """The object in one line of a list, for when it does not fit."""
    size = [counted(len(rows), word) for rows, word in ((item.fields, "field"), (item.tasks, "task")) if rows]
    return f"- {_title(item)}{': ' if size else ''}{', '.join(size)}"


def object_name(name: ObjectName) -> str:
    """The object's name as code."""
    return code(object_text(name))


def _blocks(item: ObjectView, *, show_people: bool) -> Iterator[str]:
    yield f"#### {_title(item)}"
    about = [prose(item.note)] if item.note else []
    if item.location:
        about.append(code(str(item.location)))
    if item.people is not None:
        about.append(people_text(item.people))
        if show_people and item.people.names:
            about.append(", ".join(code(name) for name in item.people.names))
    if item.defaults:
        about.append(f"left to the service's default: {', '.join(code(field) for field in item.defaults)}")
    if about:
        yield "<br>".join(about)
    if rows := [row for row in item.fields if not row.lines]:
        yield _field_table(rows)
    yield from _fences("", item.fields)
    if item.tasks:
        yield _task_table(item.tasks)
        for task in item.tasks:
            yield from _fences(f"task {task.position} ", task.fields)
    if item.timeline and item.timeline.steps:
        diagram = "\n".join(_diagram(item.timeline))
        yield f"<details><summary>Timeline</summary>\n\n```mermaid\n{diagram}\n```\n\n</details>"


def _title(item: ObjectView) -> str:
    effects = f" ({', '.join(item.effects)})" if item.effects else ""
    return f"`{item.sign}` {object_name(item.name)} {prose(', '.join(map(call_in_words, item.calls)))}{effects}"


def _field_table(rows: Iterable[FieldRow]) -> str:
    listed = list(rows)
    if all(row.before is None for row in listed):
        head = ["| Field | Planned |", "|---|---|"]
        return "\n".join([*head, *(f"| {code(row.field)} | {code(row.after)} |" for row in listed)])
    head = ["| Field | Now | Planned |", "|---|---|---|"]
    cells = (f"| {code(row.field)} | {_before(row)} | {code(row.after)} |" for row in listed)
    return "\n".join([*head, *cells])


def _task_table(tasks: Iterable[TaskRow]) -> str:
    lines = ["| | Task | Change | Now | Planned |", "|---|---|---|---|---|"]
    for task in tasks:
        kind = f" ({prose(task.kind)})" if task.kind else ""
        lead = f"| `{task.sign}` | {task.position} {code(task.title)}{kind} "
        changes = list(_task_changes(task)) or [f"{_WORDS[task.sign]} | |"]
        lines += (f"{lead if number == 0 else '| | '}| {change} |" for number, change in enumerate(changes))
    return "\n".join(lines)


_WORDS = {"+": "added", "-": "removed", "~": "changed", "!": ""}


def _task_changes(task: TaskRow) -> Iterator[str]:
    if task.moved_from is not None:
        yield f"moved | {task.moved_from} | {task.position}"
    for row in task.fields:
        if row.lines:
            yield f"{code(row.field)} | see below | see below"
        else:
            yield f"{code(row.field)} | {_before(row)} | {code(row.after)}"


def _before(row: FieldRow) -> str:
    return code(row.before) if row.before is not None else ""


def _fences(prefix: str, rows: Iterable[FieldRow]) -> Iterator[str]:
    for row in rows:
        if row.lines:
            fence = markdown_fence(tuple(_fence_line(line) for line in row.lines), language="diff")
            yield f"{prefix}{code(row.field)}:\n\n{fence}"


def _fence_line(line: DiffLine) -> str:
    if line.sign is LineSign.SKIPPED:
        return f"@@ {line.text} @@"
    return f"{line.sign}{visible(line.text)}"


_CLASSES = {"+": ":::added", "~": ":::changed"}


def _diagram(line: Timeline) -> Iterator[str]:
    yield "flowchart TD"
    yield f'  start(["{_label(line.when)}<br/>{_label(line.whom)}"])'
    for step in line.steps:
        yield f'  t{step.position}["{_step_label(step)}"]{_CLASSES.get(step.sign, "")}'
    chain = ["start", *(f"t{step.position}" for step in line.steps)]
    yield f"  {' --> '.join(chain)}"
    yield "  classDef added stroke:#2da44e,stroke-width:3px"
    yield "  classDef changed stroke:#bf8700,stroke-width:3px"


def _step_label(step: Step) -> str:
    sign = f"{mermaid(step.sign)} " if step.sign else ""
    off = " #40;off#41;" if not step.enabled else ""
    kind = f"<br/>{_label(step.kind)}" if step.kind else ""
    return f"{step.position} {mermaid('·')} {sign}{_label(step.title)}{off}{kind}"


def _label(text: str) -> str:
    return mermaid(text if len(text) <= _LABEL_LENGTH else f"{text[: _LABEL_LENGTH - 1]}…")
