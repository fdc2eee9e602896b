"""A preview for an administrator's terminal, which names people."""

from collections.abc import Iterator, Sequence

from lcwsync.judge.passes import Weight
from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.preview.environment import Previews
from lcwsync.preview.preview import Expected, Preview
from lcwsync.render.formats.fit import fitted, table
from lcwsync.render.formats.terminal import Pen, Sign
from lcwsync.render.formats.values import object_text, quoted
from lcwsync.render.plan.timeline import when_text, whom_text
from lcwsync.render.preview.rows import (
    NAMES_LISTED,
    ROWS_LISTED,
    TAKEN_UP,
    full,
    heads_of,
    inline,
    passes_text,
    row_of,
    scope_text,
    span_text,
    summary,
    timing_words,
    told_by_name,
    warnings,
)
from lcwsync.render.preview.tasks import ends_text, tally_text, tells_tasks

_COLOURS = {Weight.FAILS: Sign.DELETE, Weight.MISDIRECTED: Sign.DELETE, Weight.UNKNOWN: Sign.CHANGE}


def previews_text(previews: Previews, *, colour: bool = False, unicode: bool, width: int | None = None) -> str:
    """The previews for a terminal, the summary last. Without `unicode` plain ASCII; `width` breaks long lines."""
    pen = Pen(colour=colour, unicode=unicode)
    blocks = ["\n".join(_workflow_lines(preview, pen, width)) for preview in previews.workflows]
    text = "\n\n".join((pen.value(_tenant_line(previews)), *blocks, pen.bold(pen.value(summary(previews)))))
    return fitted(text, width) + "\n"


def _tenant_line(previews: Previews) -> str:
    name, where = quoted(previews.tenant.name), previews.environment
    if previews.tenant.sandbox:
        return f"Sandbox tenant {name}, environment {where}: embedded, nothing real is touched."
    return f"Tenant {name} ({previews.tenant.id}), environment {where}."


def _workflow_lines(preview: Preview, pen: Pen, width: int | None) -> Iterator[str]:
    name = ObjectName(ObjectKind.WORKFLOW, preview.workflow.display_name)
    yield pen.bold(pen.value(object_text(name)))
    yield from (pen.value(line) for line in _head_lines(preview))
    listed = preview.at(*TAKEN_UP)[:ROWS_LISTED]
    if listed:
        yield ""
        yield from (f"  {line}" for line in _rows(listed, preview, pen, width))
    yield from (pen.value(line) for line in _tail_lines(preview, len(listed)))


def _head_lines(preview: Preview) -> Iterator[str]:
    workflow = preview.workflow
    yield f"  {inline(when_text(workflow.conditions))}, for {inline(whom_text(workflow.conditions))}"
    yield f"  {span_text(preview)}"
    for line in warnings(preview, show_people=True):
        yield f"  ! {line}"
    for note in preview.notes:
        yield f"  note: {inline(note)}"
    yield f"  {scope_text(preview)}"
    if preview.makes_passes:
        yield f"  {passes_text(preview.passes)}"
    if tells_tasks(preview):
        if ends := ends_text(preview.ends):
            yield f"  {ends}"
        yield from (f"    {inline(tally_text(tally))}" for tally in preview.tasks)


def _tail_lines(preview: Preview, listed: int) -> Iterator[str]:
    if more := sum(preview.timings.get(timing, 0) for timing in TAKEN_UP) - listed:
        yield f"  and {more} more; --format json lists them all"
    for timing in told_by_name(preview):
        if found := preview.at(timing):
            yield ""
            names = _names(found, of=preview.timings[timing])
            yield f"  {timing_words(timing, preview).capitalize()}: {names}"


def _names(found: Sequence[Expected], *, of: int) -> str:
    listed = [expected.person.name or expected.person.id for expected in found[:NAMES_LISTED]]
    more = f" and {of - len(listed)} more" if of > len(listed) else ""
    return ", ".join(listed) + more


def _rows(listed: Sequence[Expected], preview: Preview, pen: Pen, width: int | None) -> Iterator[str]:
    """The table of people; a verdict has the colour of its weight."""

    def paint(row: int, column: int, text: str) -> str:
        tap = listed[row].tap if row >= 0 else None
        sign = _COLOURS.get(tap.weight) if tap and tap.weight else None
        return pen.paint(sign, text) if sign and column == len(heads) - 1 and text else text

    heads = heads_of(preview)
    rows = [[pen.value(cell) for cell in row_of(expected, preview, full)] for expected in listed]
    yield from table(heads, rows, width=None if width is None else width - 2, paint=paint)
