"""A preview for an administrator's terminal, which names people."""

from collections.abc import Iterator, Sequence

from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.preview.environment import Previews
from lcwsync.preview.preview import Expected, Preview
from lcwsync.render.formats import escape
from lcwsync.render.formats.values import counted, object_text, quoted
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
    summary,
    timing_words,
    told_by_name,
    warnings,
)
from lcwsync.render.preview.tasks import ends_text, tally_text, tells_tasks
from lcwsync.values.moments import moment_text


def previews_text(previews: Previews, *, unicode: bool) -> str:
    """The previews for a terminal, the summary last. Without `unicode` plain ASCII."""
    blocks = ["\n".join(_workflow_lines(preview)) for preview in previews.workflows]
    text = "\n\n".join((_tenant_line(previews), *blocks, summary(previews)))
    return "\n".join(escape.terminal(line, unicode=unicode) for line in text.split("\n")) + "\n"


def _tenant_line(previews: Previews) -> str:
    name, where = quoted(previews.tenant.name), previews.environment
    if previews.tenant.sandbox:
        return f"Sandbox tenant {name}, environment {where}: embedded, nothing real is touched."
    return f"Tenant {name} ({previews.tenant.id}), environment {where}."


def _workflow_lines(preview: Preview) -> Iterator[str]:
    workflow = preview.workflow
    yield f"{object_text(ObjectName(ObjectKind.WORKFLOW, workflow.display_name))}"
    yield f"  {inline(when_text(workflow.conditions))}, for {inline(whom_text(workflow.conditions))}"
    yield (
        f"  {counted(preview.days, 'day')} from {moment_text(preview.now)}, a run every "
        f"{counted(preview.interval_hours, 'hour')}"
    )
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
    rows = [row_of(expected, preview, full) for expected in preview.at(*TAKEN_UP)[:ROWS_LISTED]]
    if rows:
        yield ""
        yield from (f"  {line}" for line in _table(heads_of(preview), rows))
    if more := sum(preview.timings.get(timing, 0) for timing in TAKEN_UP) - len(rows):
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


def _table(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    # Widths are counted as shown: what is invisible takes room once it is written out.
    cells = [[escape.visible(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
