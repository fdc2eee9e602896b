"""A preview as one HTML page, which masks people unless it is told to show them."""

from collections.abc import Callable, Iterator

from lcwsync.preview.environment import Previews
from lcwsync.preview.preview import Preview
from lcwsync.render.formats.escape import html as text
from lcwsync.render.formats.masks import masked
from lcwsync.render.formats.page import page
from lcwsync.render.plan.style import CSS
from lcwsync.render.plan.timeline import when_text, whom_text
from lcwsync.render.preview.rows import (
    NAMES_LISTED,
    ROWS_LISTED,
    TAKEN_UP,
    full,
    heads_of,
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


def previews_html(previews: Previews, *, show_people: bool = False, tool_version: str) -> str:
    """The page: the summary, then each workflow with its tasks and its people. Rows are bounded; JSON has everybody."""
    heading = f"What workflows will do in {previews.environment}"
    body = "\n".join((f"<h1>{text(heading)}</h1>", *previews_body(previews, show_people=show_people)))
    return page(heading, body, css=CSS, tool_version=tool_version)


def previews_body(previews: Previews, *, show_people: bool) -> Iterator[str]:
    """The content below the heading."""
    where = "Sandbox tenant" if previews.tenant.sandbox else "Tenant"
    yield f'<p class="soft">{where} <bdi>{text(previews.tenant.name)}</bdi></p>'
    yield f'<p class="verdict">{text(summary(previews))}</p>'
    for preview in previews.workflows:
        yield from _workflow(preview, show_people=show_people)


def _workflow(preview: Preview, *, show_people: bool) -> Iterator[str]:
    workflow = preview.workflow
    state = "" if all_well(preview) else " delete"
    yield f'<section class="object{state or " create"}"><header><h3><bdi>{text(workflow.display_name)}</bdi></h3>'
    yield f"<p>{text(when_text(workflow.conditions))}, for {text(whom_text(workflow.conditions))}</p>"
    yield f'<p class="soft">{text(span_text(preview))}</p></header><div>'
    for line in warnings(preview, show_people=show_people):
        yield f'<p><span class="badge high">all</span> {text(line)}</p>'
    for note in preview.notes:
        yield f'<p><span class="badge note">note</span> {text(note)}</p>'
    yield f"<p>{text(scope_text(preview))}</p>"
    if preview.makes_passes:
        yield f"<p>{text(passes_text(preview.passes))}</p>"
    if tells_tasks(preview):
        ends = ends_text(preview.ends)
        yield f"<p>{text(ends)}</p>" if ends else ""
        yield f'<ul class="plain">{"".join(f"<li>{text(tally_text(tally))}</li>" for tally in preview.tasks)}</ul>'
    yield from _people(preview, full if show_people else masked)
    yield "</div></section>"


def _people(preview: Preview, name: Callable[[str], str]) -> Iterator[str]:
    listed = preview.at(*TAKEN_UP)[:ROWS_LISTED]
    if listed:
        yield f'<div class="scroll"><table><tr>{"".join(f"<th>{text(head)}</th>" for head in heads_of(preview))}</tr>'
        for expected in listed:
            cells = row_of(expected, preview, name)
            yield f"<tr>{''.join(f'<td><bdi>{text(cell)}</bdi></td>' for cell in cells)}</tr>"
        yield "</table></div>"
    if more := sum(preview.timings.get(timing, 0) for timing in TAKEN_UP) - len(listed):
        yield f'<p class="soft">and {more} more; --format json lists them all</p>'
    for timing in told_by_name(preview):
        if found := preview.at(timing)[:NAMES_LISTED]:
            names = ", ".join(f"<bdi>{text(name(one.person.name) or one.person.id)}</bdi>" for one in found)
            rest = preview.timings[timing] - len(found)
            more_words = f" and {rest} more" if rest else ""
            yield f"<p>{text(timing_words(timing, preview).capitalize())}: {names}{more_words}</p>"


def all_well(preview: Preview) -> bool:
    """Whether every pass arrives and every task of everybody who is taken up is done."""
    return (
        preview.known
        and preview.passes.expected == preview.passes.arriving
        and not any(
            tally.outcomes[outcome] for tally in preview.tasks for outcome in ("failed", "skipped", "cannotTell")
        )
    )
