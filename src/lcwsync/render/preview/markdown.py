"""A preview for a pull request or a job's summary: it counts, and masks people unless it is told to show them."""

from lcwsync.judge.outcome import RunEnd
from lcwsync.judge.passes import VERDICTS, Verdict
from lcwsync.preview.environment import Previews
from lcwsync.preview.preview import Preview
from lcwsync.render.formats import escape
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown, fitted
from lcwsync.render.formats.masks import masked
from lcwsync.render.formats.values import counted
from lcwsync.render.plan.timeline import when_text
from lcwsync.render.preview.rows import (
    ROWS_LISTED,
    TAKEN_UP,
    full,
    heads_of,
    passes_text,
    row_of,
    scope_text,
    summary,
    warnings,
)
from lcwsync.render.preview.tasks import ends_text, tally_text, tells_tasks


def previews_markdown(previews: Previews, *, show_people: bool = False, budget_bytes: int = DEFAULT_BUDGET) -> Markdown:
    """The previews for a pull request or a job's summary, at most `budget_bytes` bytes of UTF-8.

    Names are masked (`Z… N…`) unless `show_people`. What does not fit is cut to its counts, and line one says so.
    """
    where = f"{'sandbox tenant' if previews.tenant.sandbox else 'tenant'} {escape.markdown_code(previews.tenant.name)}"
    head = f"**{escape.markdown_code(previews.environment)}** ({where}) · {escape.markdown(summary(previews))}"
    pieces = [
        Piece(
            section="",
            text=_workflow_markdown(preview, show_people=show_people, rows=True),
            short=_workflow_markdown(preview, show_people=show_people, rows=False),
            priority=(-_problems(preview), at),
        )
        for at, preview in enumerate(previews.workflows)
    ]
    return fitted(head, pieces, budget_bytes, advice="`lcwsync preview` shows all")


def _workflow_markdown(preview: Preview, *, show_people: bool, rows: bool) -> str:
    workflow = preview.workflow
    name = full if show_people else masked
    lines = [
        f"### workflow {escape.markdown_code(workflow.display_name)}",
        "",
        f"{escape.markdown(when_text(workflow.conditions))}, a run every {counted(preview.interval_hours, 'hour')}",
        "",
        f"- {escape.markdown(scope_text(preview))}",
    ]
    if preview.makes_passes:
        lines.append(f"- {escape.markdown(passes_text(preview.passes))}")
    if tells_tasks(preview):
        if ends := ends_text(preview.ends):
            lines.append(f"- {escape.markdown(ends)}")
        lines += [f"- task {escape.markdown(tally_text(tally))}" for tally in preview.tasks]
    lines += [f"- **{escape.markdown(line)}**" for line in warnings(preview, show_people=show_people)]
    lines += [f"- {escape.markdown(note)}" for note in preview.notes]
    lines += [f"- {number} × {escape.markdown(VERDICTS[verdict][1])}" for verdict, number in _tally(preview)]
    listed = preview.at(*TAKEN_UP)[:ROWS_LISTED] if rows else ()
    if listed:
        heads = heads_of(preview)
        lines += ["", f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
        for expected in listed:
            cells = row_of(expected, preview, name)
            lines.append(f"| {' | '.join(escape.markdown(cell) for cell in cells)} |")
    return "\n".join(lines)


def _problems(preview: Preview) -> int:
    return preview.passes.expected - preview.passes.arriving + preview.ends[RunEnd.FAILS]


def _tally(preview: Preview) -> list[tuple[Verdict, int]]:
    """The number of passes with each verdict, the gravest first; a verdict that all share is left out."""
    found = preview.passes.verdicts
    return [(verdict, found[verdict]) for verdict in VERDICTS if found[verdict] and verdict not in preview.common]
