"""One object of a plan in HTML: heading, field table, long values line by line, tasks."""

from collections.abc import Iterable, Iterator

from lcwsync.render.formats.diff_lines import DiffLine, LineSign
from lcwsync.render.formats.escape import html as text
from lcwsync.render.formats.terminal import Sign
from lcwsync.render.formats.values import object_text
from lcwsync.render.plan.rows import FieldRow, TaskRow
from lcwsync.render.plan.view import ObjectView, people_text

_CLASSES = {Sign.CREATE: "create", Sign.CHANGE: "change", Sign.DELETE: "delete", Sign.WARN: ""}


def object_section(item: ObjectView, *, show_people: bool) -> str:
    """The whole object as a section."""
    effects = f" ({', '.join(item.effects)})" if item.effects else ""
    place = f" · <code>{text(str(item.location))}</code>" if item.location else ""
    about = f"{text(', '.join(item.calls))}{effects}{place}"
    return (
        f'<section class="object {_CLASSES[item.sign]}"><header><h3>{item.sign} '
        f'<bdi>{text(object_text(item.name))}</bdi></h3><p class="soft">{about}</p></header>'
        f"<div>{''.join(_content(item, show_people=show_people))}</div></section>"
    )


def _content(item: ObjectView, *, show_people: bool) -> Iterator[str]:
    if item.note:
        yield f"<p>{text(item.note)}</p>"
    if item.people is not None:
        yield f"<p>{people_text(item.people)}</p>"
        if show_people and item.people.names:
            names = "".join(f"<li><bdi>{text(name)}</bdi></li>" for name in item.people.names)
            yield f'<ul class="steps">{names}</ul>'
    yield from _fields(item.fields)
    if item.defaults:
        yield f'<p class="soft">Left to the service\'s default: {text(", ".join(item.defaults))}</p>'
    yield from (part for task in item.tasks for part in _task(task))


def _task(task: TaskRow) -> Iterator[str]:
    kind = f' <span class="soft">{text(task.kind)}</span>' if task.kind else ""
    moved = f' <span class="soft">moved {task.moved_from} → {task.position}</span>' if task.moved_from else ""
    word = {Sign.CREATE: "added", Sign.DELETE: "removed"}.get(task.sign, "")
    state = f' <span class="soft">{word}</span>' if word else ""
    yield f"<p>{task.sign} task {task.position} <b><bdi>{text(task.title)}</bdi></b>{kind}{state}{moved}</p>"
    yield from _fields(task.fields)


def _fields(rows: Iterable[FieldRow]) -> Iterator[str]:
    short = [row for row in rows if not row.lines]
    if short:
        now = "" if all(row.before is None for row in short) else "<th>Now</th>"
        cells = "".join(_cells(row, with_before=bool(now)) for row in short)
        yield f'<div class="scroll"><table><tr><th>Field</th>{now}<th>Planned</th></tr>{cells}</table></div>'
    for row in rows:
        if row.lines:
            lines = "".join(_line(line) for line in row.lines)
            yield f"<p><code>{text(row.field)}</code></p><pre>{lines}</pre>"


def _cells(row: FieldRow, *, with_before: bool) -> str:
    before = f'<td class="before"><code>{text(row.before or "")}</code></td>' if with_before else ""
    return f'<tr><td>{text(row.field)}</td>{before}<td class="after"><code>{text(row.after)}</code></td></tr>'


_LINES = {LineSign.ADDED: "add", LineSign.REMOVED: "cut", LineSign.SKIPPED: "skip", LineSign.KEPT: "keep"}


def _line(line: DiffLine) -> str:
    return f'<span class="{_LINES[line.sign]}">{text(f"{line.sign} {line.text}")}</span>'
