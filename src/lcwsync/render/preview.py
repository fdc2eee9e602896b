"""Previews for people and programs: who is in scope, when each is taken up, and who would receive each pass.

The text names people: it is the administrator's terminal. Markdown may be read by anybody, so it counts and masks
unless it is told to show them.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from lcwsync.model.conditions import TimeAttribute, TimeBasedTrigger
from lcwsync.model.person import UNREAD
from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.model.triggers import trigger_of
from lcwsync.preview.environment import Previews
from lcwsync.preview.preview import Expected, Passes, Preview
from lcwsync.preview.recipients import VERDICTS, Pass, Verdict, Weight
from lcwsync.preview.timing import Timing, When
from lcwsync.render.formats import escape
from lcwsync.render.formats.budget import Piece, fit
from lcwsync.render.formats.values import counted, object_text, quoted, ref_text
from lcwsync.render.plan.timeline import when_text, whom_text

_NAMES_LISTED = 20
_ROWS_LISTED = 500
"""Rows of one table; more would bury the summary. JSON has them all."""

_TAKEN_UP = (Timing.DUE, Timing.CLOSING, Timing.UPCOMING, Timing.ON_EVENT)

LISTED = {**dict.fromkeys(_TAKEN_UP, _ROWS_LISTED), Timing.SKIPPED: _NAMES_LISTED, Timing.NO_DATE: _NAMES_LISTED}
"""How many people of which timing text and markdown name."""

_TIMING_WORDS = {
    Timing.DUE: "due now",
    Timing.CLOSING: "due now (the catch-up window closes)",
    Timing.UPCOMING: "within {days}",
    Timing.ON_EVENT: "taken up when it happens",
    Timing.LATER: "later",
    Timing.SKIPPED: "skipped (more than 3 days late)",
    Timing.NO_DATE: "without the date",
    Timing.DONE: "processed already",
    Timing.PAST: "long past",
}
"""In the order they are told."""


def previews_text(previews: Previews, *, unicode: bool) -> str:
    """The previews for a terminal, the summary last. Without `unicode` plain ASCII."""
    blocks = ["\n".join(_workflow_lines(preview)) for preview in previews.workflows]
    text = "\n\n".join((_tenant_line(previews), *blocks, summary(previews)))
    return "\n".join(escape.terminal(line, unicode=unicode) for line in text.split("\n")) + "\n"


def previews_markdown(previews: Previews, *, show_people: bool = False, budget_bytes: int = 60_000) -> str:
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
    fitting = fit(pieces, budget_bytes - len(head.encode()) - 200)
    cut = " · **Cut to fit; `lcwsync preview` shows all**" if fitting.shortened or fitting.dropped else ""
    return "\n\n".join((head + cut, *(text for _, text in fitting.kept))) + "\n"


def previews_json(previews: Previews, *, tool_version: str) -> str:
    """The previews as a JSON document (schemas/preview.schema.json), with everybody in scope."""
    from lcwsync.render.plan.json import FORMAT_VERSION

    tenant = previews.tenant
    return escape.json(
        {
            "formatVersion": FORMAT_VERSION,
            "toolVersion": tool_version,
            "environment": previews.environment,
            "tenant": {"id": tenant.id, "name": tenant.name, "sandbox": tenant.sandbox},
            "workflows": [_workflow_json(preview) for preview in previews.workflows],
        }
    )


def summary(previews: Previews) -> str:
    """`2 workflows: 7 passes expected: 4 arriving, 2 failing, 1 not to be checked.`"""
    if not previews.workflows:
        return "No workflow of git runs by schedule: there is nothing to preview."
    passes = sum((preview.passes for preview in previews.workflows), Passes())
    return f"{counted(len(previews.workflows), 'workflow')}: {_passes_text(passes)}."


def masked(name: str) -> str:
    """The first letter of each part of a name: `Z… N…`."""
    return " ".join(f"{part[0]}…" for part in name.split()) or "…"


def _tenant_line(previews: Previews) -> str:
    name, where = quoted(previews.tenant.name), previews.environment
    if previews.tenant.sandbox:
        return f"Sandbox tenant {name}, environment {where}: embedded, nothing real is touched."
    return f"Tenant {name} ({previews.tenant.id}), environment {where}."


def _workflow_lines(preview: Preview) -> Iterator[str]:
    workflow = preview.workflow
    yield f"{object_text(ObjectName(ObjectKind.WORKFLOW, workflow.display_name))}"
    yield f"  {_inline(when_text(workflow.conditions))}, for {_inline(whom_text(workflow.conditions))}"
    yield (
        f"  {counted(preview.days, 'day')} from {_time(preview.now)} UTC, a run every "
        f"{counted(preview.interval_hours, 'hour')}"
    )
    for line in _warnings(preview, show_people=True):
        yield f"  ! {line}"
    for note in preview.notes:
        yield f"  note: {_inline(note)}"
    yield f"  {_scope_text(preview)}"
    if preview.makes_passes:
        yield f"  {_passes_text(preview.passes)}"
    rows = [_row(expected, preview, _full) for expected in preview.at(*_TAKEN_UP)[:_ROWS_LISTED]]
    if rows:
        yield ""
        yield from (f"  {line}" for line in _table(_heads(preview), rows))
    if more := sum(preview.timings.get(timing, 0) for timing in _TAKEN_UP) - len(rows):
        yield f"  and {more} more; --format json lists them all"
    for timing in _told_by_name(preview):
        if found := preview.at(timing):
            yield ""
            names = _names(found, of=preview.timings[timing])
            yield f"  {_timing_words(timing, preview).capitalize()}: {names}"


def _workflow_markdown(preview: Preview, *, show_people: bool, rows: bool) -> str:
    workflow = preview.workflow
    name: Callable[[str], str] = _full if show_people else masked
    lines = [
        f"### workflow {escape.markdown_code(workflow.display_name)}",
        "",
        f"{escape.markdown(when_text(workflow.conditions))}, a run every {counted(preview.interval_hours, 'hour')}",
        "",
        f"- {escape.markdown(_scope_text(preview))}",
    ]
    if preview.makes_passes:
        lines.append(f"- {escape.markdown(_passes_text(preview.passes))}")
    lines += [f"- **{escape.markdown(line)}**" for line in _warnings(preview, show_people=show_people)]
    lines += [f"- {escape.markdown(note)}" for note in preview.notes]
    lines += [f"- {number} × {escape.markdown(VERDICTS[verdict][1])}" for verdict, number in _tally(preview)]
    listed = preview.at(*_TAKEN_UP)[:_ROWS_LISTED] if rows else ()
    if listed:
        heads = _heads(preview)
        lines += ["", f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
        for expected in listed:
            cells = _row(expected, preview, name)
            lines.append(f"| {' | '.join(escape.markdown(cell) for cell in cells)} |")
    return "\n".join(lines)


def _full(name: str) -> str:
    return name


def _inline(text: str) -> str:
    """On one line, whatever a rule's text contains."""
    return " ".join(text.split())


def _warnings(preview: Preview, *, show_people: bool) -> Iterator[str]:
    """What holds for every pass of the workflow."""
    for verdict in preview.common:
        text = f"every pass: {VERDICTS[verdict][1]}"
        if verdict is Verdict.COPIES:
            text += f" ({', '.join(ref_text(ref, show_people=show_people) for ref in preview.copies)})"
        yield text


def _scope_text(preview: Preview) -> str:
    """`25 people in scope: 2 due now, 5 within 14 days, 18 long past`."""
    parts = [f"{preview.timings[t]} {_timing_words(t, preview)}" for t in _TIMING_WORDS if preview.timings.get(t)]
    return f"{counted(preview.in_scope, 'person', 'people')} in scope" + (f": {', '.join(parts)}" if parts else "")


def _timing_words(timing: Timing, preview: Preview) -> str:
    return _TIMING_WORDS[timing].format(days=counted(preview.days, "day"))


def _passes_text(passes: Passes) -> str:
    """`7 passes expected: 4 arriving, 2 failing, 1 not to be checked`."""
    parts = [
        (passes.arriving, "arriving"),
        (passes.weights[Weight.FAILS], "failing"),
        (passes.weights[Weight.ASTRAY], "going astray"),
        (passes.weights[Weight.UNKNOWN], "not to be checked"),
    ]
    said = ", ".join(f"{number} {word}" for number, word in parts if number)
    return f"{counted(passes.expected, 'pass', 'passes')} expected" + (f": {said}" if said else "")


def _problems(preview: Preview) -> int:
    return preview.passes.expected - preview.passes.arriving


def _tally(preview: Preview) -> list[tuple[Verdict, int]]:
    """How many passes have each verdict that not all of them share, the gravest first."""
    found = preview.passes.verdicts
    return [(verdict, found[verdict]) for verdict in VERDICTS if found[verdict] and verdict not in preview.common]


def _heads(preview: Preview) -> list[str]:
    heads = ["Person", "Taken up (UTC)"]
    return [*heads, "Pass valid (UTC)", "Mailed to", "Verdict"] if preview.makes_passes else heads


def _row(expected: Expected, preview: Preview, name: Callable[[str], str]) -> list[str]:
    person = name(expected.person.name) or expected.person.id
    row = [person, _taken_up(expected.when)]
    if preview.makes_passes:
        tap = expected.tap
        row += [_valid(tap), _recipient(tap, name), _verdict(tap, preview.common)] if tap else ["", "", ""]
    return row


def _taken_up(when: When) -> str:
    if when.earliest is None or when.latest is None:
        return "when it happens"
    return _span(when.earliest, when.latest)


def _valid(tap: Pass) -> str:
    if tap.weight is Weight.FAILS:
        return "-"
    if tap.start is None:
        return "from then on"
    return _span(tap.start, tap.end) if tap.end else f"from {_time(tap.start)}"


def _recipient(tap: Pass, name: Callable[[str], str]) -> str:
    match tap.recipient:
        case None:
            return "nobody"
        case recipient if recipient is UNREAD:
            return "not read"
        case recipient:
            mail = f" <{recipient.mail}>" if recipient.mail and name is _full else ""
            return (name(recipient.name) or recipient.id) + mail


def _verdict(tap: Pass, common: tuple[Verdict, ...]) -> str:
    words = "; ".join(VERDICTS[verdict][1] for verdict in tap.verdicts if verdict not in common)
    if tap.arrives:
        return f"ok ({words})" if words else "ok"
    return f"{tap.weight}: {words}" if words else str(tap.weight)


def _span(start: datetime, end: datetime) -> str:
    same_day = start.date() == end.date()
    return f"{_time(start)} to {end:%H:%M}" if same_day else f"{_time(start)} to {_time(end)}"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _told_by_name(preview: Preview) -> tuple[Timing, ...]:
    """A hire without a hire date is a mistake; an employee without a leave date is not."""
    trigger = trigger_of(preview.workflow.conditions)
    hired = isinstance(trigger, TimeBasedTrigger) and trigger.attribute is TimeAttribute.HIRE_DATE
    return (Timing.SKIPPED, Timing.NO_DATE) if hired else (Timing.SKIPPED,)


def _names(found: Sequence[Expected], *, of: int) -> str:
    listed = [expected.person.name or expected.person.id for expected in found[:_NAMES_LISTED]]
    more = f" and {of - len(listed)} more" if of > len(listed) else ""
    return ", ".join(listed) + more


def _table(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    # Widths are counted as shown: what is invisible takes room once it is written out.
    cells = [[escape.visible(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _workflow_json(preview: Preview) -> dict[str, object]:
    passes = preview.passes
    return {
        "name": preview.workflow.display_name,
        "trigger": when_text(preview.workflow.conditions),
        "scope": whom_text(preview.workflow.conditions),
        "now": _iso(preview.now),
        "days": preview.days,
        "intervalHours": preview.interval_hours,
        "makesPasses": preview.makes_passes,
        "commonVerdicts": [verdict.value for verdict in preview.common],
        "copies": [ref_text(ref, show_people=True) for ref in preview.copies],
        "notes": list(preview.notes),
        "inScope": preview.in_scope,
        "timings": {timing.value: preview.timings.get(timing, 0) for timing in Timing},
        "passes": {
            "expected": passes.expected,
            "arrive": passes.arriving,
            "fail": passes.weights[Weight.FAILS],
            "astray": passes.weights[Weight.ASTRAY],
            "unknown": passes.weights[Weight.UNKNOWN],
        },
        "people": [_person_json(expected) for expected in preview.people],
    }


def _person_json(expected: Expected) -> dict[str, object]:
    person, when = expected.person, expected.when
    return {
        "id": person.id,
        "displayName": person.name,
        "userPrincipalName": person.user_principal_name,
        "timing": when.timing.value,
        "moment": _iso(when.moment),
        "earliest": _iso(when.earliest),
        "latest": _iso(when.latest),
        "pass": _pass_json(expected.tap) if expected.tap else None,
    }


def _pass_json(tap: Pass) -> dict[str, object]:
    recipient = None
    if tap.recipient is not None and tap.recipient is not UNREAD:
        manager = tap.recipient
        recipient = {"id": manager.id, "displayName": manager.name, "mail": manager.mail}
    return {
        "arrives": tap.arrives,
        "weight": tap.weight.value if tap.weight else None,
        "verdicts": [verdict.value for verdict in tap.verdicts],
        "recipient": recipient,
        "start": _iso(tap.start),
        "end": _iso(tap.end),
    }


def _iso(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None
