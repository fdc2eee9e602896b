"""The passes that will not arrive, and nothing else: for a nightly job, its issue and its webhook."""

from collections.abc import Callable, Iterator

from lcwsync.judge.passes import Weight, words_of
from lcwsync.preview.environment import Previews
from lcwsync.preview.preview import Expected, Preview
from lcwsync.render.formats import escape
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown, fitted
from lcwsync.render.formats.masks import masked
from lcwsync.render.formats.values import counted
from lcwsync.render.preview.rows import full
from lcwsync.render.unread import listed
from lcwsync.values.moments import moment_text


def failing(previews: Previews) -> tuple[tuple[Preview, Expected], ...]:
    """Everybody whose pass will not arrive, or of whom that cannot be told, the next moment first."""
    found = [
        (preview, expected) for preview in previews.workflows for expected in preview.people if expected.misses_pass
    ]
    return tuple(sorted(found, key=lambda pair: (str(pair[1].when.earliest or ""), pair[1].person.name.casefold())))


def failing_text(previews: Previews, *, unicode: bool) -> str:
    """One line a person with when and why, then what the service was asked; the last line counts."""
    lines = [f"! {_line(preview, expected, full)}" for preview, expected in failing(previews)]
    lines += _of_service(previews)
    return "\n".join(escape.terminal(line, unicode=unicode) for line in (*lines, verdict(previews))) + "\n"


def failing_markdown(previews: Previews, *, show_people: bool = False, budget_bytes: int = DEFAULT_BUDGET) -> Markdown:
    """The list for an issue; names are masked unless `show_people`."""
    where = escape.markdown_code(previews.environment)
    name = full if show_people else masked
    pieces = [
        Piece(section="", text=f"- {escape.markdown(_line(preview, expected, name))}", priority=(at,))
        for at, (preview, expected) in enumerate(failing(previews))
    ]
    pieces += [
        Piece(section="", text=f"- {escape.markdown(line)}", priority=(len(pieces) + at,))
        for at, line in enumerate(_of_service(previews))
    ]
    head = f"**{where}** · {escape.markdown(verdict(previews))}"
    return fitted(head, pieces, budget_bytes, advice="`lcwsync preview --failing` shows all")


def verdict(previews: Previews) -> str:
    """`3 people will get no pass that works within 14 days; of 1 person it cannot be told.`"""
    return _verdict(previews) + listed(previews.unread)


def _verdict(previews: Previews) -> str:
    found = [expected for _, expected in failing(previews)]
    unknown = sum(expected.tap is not None and expected.tap.weight is Weight.UNKNOWN for expected in found)
    days = counted(max((preview.days for preview in previews.workflows), default=0), "day")
    doubt = f"; of {counted(unknown, 'person', 'people')} it cannot be told" if unknown else ""
    making = [preview for preview in previews.workflows if preview.makes_passes]
    hidden = [preview for preview in making if not preview.known]
    if not found:
        if not making:
            return "No workflow that runs by schedule creates passes: there is nothing to check."
        if hidden:
            return f"Cannot tell who gets no pass: the scope of {counted(len(hidden), 'workflow')} could not be read."
        if not any(preview.passes.expected for preview in making):
            return f"No pass is expected within {days}."
        return f"Every pass expected within {days} arrives ({sum(p.passes.expected for p in making)})."
    if hidden:
        doubt += f"; the scope of {counted(len(hidden), 'workflow')} could not be read"
    people = counted(len(found) - unknown, "person", "people")
    return f"{people} will get no pass that works within {days}{doubt}."


def _of_service(previews: Previews) -> list[str]:
    """The answers of the service's own previews, where they were asked for."""
    return [f'workflow "{each.workflow.display_name}": {note}' for each in previews.workflows for note in each.service]


def _line(preview: Preview, expected: Expected, name: Callable[[str], str]) -> str:
    who = name(expected.person.name) or expected.person.id
    when = moment_text(expected.when.earliest) if expected.when.earliest else "when it happens"
    return f'{when}  {who}, workflow "{preview.workflow.display_name}": {"; ".join(_reasons(expected))}'


def _reasons(expected: Expected) -> Iterator[str]:
    if tap := expected.tap:
        yield from (words_of(tap, verdict) for verdict in tap.verdicts)
