"""The words of a preview that its formats for people share. Texts are unescaped."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

from lcwsync.judge.outcome import RunEnd
from lcwsync.judge.passes import VERDICTS, Pass, Verdict, Weight, words_of
from lcwsync.judge.timing import Timing, When
from lcwsync.model.conditions import TimeAttribute, TimeBasedTrigger
from lcwsync.model.person import UNREAD
from lcwsync.model.references import Ref
from lcwsync.model.triggers import trigger_of
from lcwsync.preview.environment import Previews
from lcwsync.preview.preview import Expected, Passes, Preview
from lcwsync.render.formats.values import counted, ref_text
from lcwsync.render.preview.tasks import ends_text, run_text, tells_tasks
from lcwsync.render.unread import listed
from lcwsync.values.moments import moment_cell, moment_text

NAMES_LISTED = 20
ROWS_LISTED = 500
"""Rows of one table; more would bury the summary. JSON has them all."""

TAKEN_UP = (Timing.DUE, Timing.CLOSING, Timing.UPCOMING, Timing.ON_EVENT)

MISSED = (Timing.BEFORE_CREATION, Timing.CREATION_DAY, Timing.SKIPPED, Timing.NO_DATE)

LISTED = {**dict.fromkeys(TAKEN_UP, ROWS_LISTED), **dict.fromkeys(MISSED, NAMES_LISTED)}
"""How many people of which timing text and markdown name."""

TIMING_WORDS = {
    Timing.DUE: "due now",
    Timing.CLOSING: "due now (the catch-up window closes)",
    Timing.UPCOMING: "within {days}",
    Timing.ON_EVENT: "taken up when it happens",
    Timing.LATER: "later",
    Timing.BEFORE_CREATION: "due before the workflow was created (run it for them by hand)",
    Timing.CREATION_DAY: "due earlier on the day the workflow was created (cannot tell whether it takes them up)",
    Timing.SKIPPED: "skipped (more than 3 days late)",
    Timing.NO_DATE: "without the date",
    Timing.UNKNOWN: "with a date that the service does not show (cannot tell)",
    Timing.DONE: "processed already",
    Timing.PAST: "long past",
}
"""In the order they are told."""


def span_text(preview: Preview) -> str:
    """The days that are previewed, and how often the workflow runs in them."""
    interval = counted(preview.interval_hours, "hour")
    return f"{counted(preview.days, 'day')} from {moment_text(preview.now)}, a run every {interval}"


_WEIGHT_WORDS = {
    Weight.FAILS: "fails",
    Weight.MISDIRECTED: "misdirected",
    Weight.UNKNOWN: "cannot check",
    Weight.NOTE: "note",
}


_SENT_TO = {"User": "the person themselves", "Sponsors": "the sponsors"}
"""The words of `to`, as a reader knows them."""


def full(name: str) -> str:
    return name


def summary(previews: Previews) -> str:
    """`2 workflows: 7 passes expected: 7 arriving; in workflows without a pass 2 people: every task done for 2.`"""
    unread = listed(previews.unread)
    if not previews.workflows:
        read = ", as far as it was read," if unread else ""
        return f"No workflow of git{read} runs by schedule: there is nothing to preview.{unread}"
    parts = []
    if any(preview.makes_passes for preview in previews.workflows):
        parts.append(passes_text(sum((preview.passes for preview in previews.workflows), Passes())))
    others = [preview for preview in previews.workflows if not preview.makes_passes and preview.known]
    ends = ends_text(sum((preview.ends for preview in others), Counter[RunEnd]()))
    if others:
        parts.append(
            (f"in workflows without a pass {ends}" if parts else ends) if ends else "nobody else" if parts else "nobody"
        )
    if unknown := sum(not preview.known for preview in previews.workflows):
        parts.append(f"cannot tell who is in scope of {counted(unknown, 'workflow')}")
    return f"{counted(len(previews.workflows), 'workflow')}: {'; '.join(parts)}.{unread}"


def inline(text: str) -> str:
    """On one line, whatever a rule's text contains."""
    return " ".join(text.split())


def warnings(preview: Preview, *, show_people: bool) -> Iterator[str]:
    """The verdicts that every pass of the workflow shares."""
    for verdict in preview.common:
        text = f"every pass: {VERDICTS[verdict][1]}"
        if verdict is Verdict.COPIES:
            text += f" ({', '.join(ref_text(ref, show_people=show_people) for ref in preview.copies)})"
        yield text


def scope_text(preview: Preview) -> str:
    """`25 people in scope: 2 due now, 5 within 14 days, 18 long past`."""
    if not preview.known:
        return "cannot tell who is in scope"
    if preview.by_hand:
        return f"started now for {counted(preview.in_scope, 'person', 'people')}"
    parts = [f"{preview.timings[t]} {timing_words(t, preview)}" for t in TIMING_WORDS if preview.timings.get(t)]
    return f"{counted(preview.in_scope, 'person', 'people')} in scope" + (f": {', '.join(parts)}" if parts else "")


def timing_words(timing: Timing, preview: Preview) -> str:
    return TIMING_WORDS[timing].format(days=counted(preview.days, "day"))


def passes_text(passes: Passes) -> str:
    """`7 passes expected: 4 arriving, 2 failing, 1 could not be checked`."""
    parts = [
        (passes.arriving, "arriving"),
        (passes.weights[Weight.FAILS], "failing"),
        (passes.weights[Weight.MISDIRECTED], "misdirected"),
        (passes.weights[Weight.UNKNOWN], "could not be checked"),
    ]
    said = ", ".join(f"{number} {word}" for number, word in parts if number)
    return f"{counted(passes.expected, 'pass', 'passes')} expected" + (f": {said}" if said else "")


def heads_of(preview: Preview) -> list[str]:
    heads = ["Person", "Taken up (UTC)"]
    if preview.makes_passes:
        heads += ["Pass valid (UTC)", "Mailed to"]
    if tells_tasks(preview):
        heads.append("Tasks")
    return [*heads, "Verdict"] if preview.makes_passes else heads


def row_of(expected: Expected, preview: Preview, name: Callable[[str], str]) -> list[str]:
    """The cells of a person. What keeps a pass from arriving is told as its verdict, not among the tasks again."""
    tap = expected.tap
    row = [name(expected.person.name) or expected.person.id, _taken_up(expected.when)]
    if preview.makes_passes:
        row += [_valid(tap), _recipient(tap, name)] if tap else ["", ""]
    if tells_tasks(preview):
        row.append(run_text(expected.tasks, reasons=tap is None or tap.arrives))
    if preview.makes_passes:
        row.append(_verdict(tap, preview.common) if tap else "")
    return row


def told_by_name(preview: Preview) -> tuple[Timing, ...]:
    """Who is missed, by timing. A hire without a hire date is a mistake; an employee without a leave date is not."""
    trigger = trigger_of(preview.workflow.conditions)
    hired = isinstance(trigger, TimeBasedTrigger) and trigger.attribute is TimeAttribute.HIRE_DATE
    return MISSED if hired else tuple(timing for timing in MISSED if timing is not Timing.NO_DATE)


def _taken_up(when: When) -> str:
    if when.earliest is None or when.latest is None:
        return "when it happens"
    return _span(when.earliest, when.latest)


def _valid(tap: Pass) -> str:
    if tap.weight is Weight.FAILS:
        return "-"
    if tap.start is None:
        return "from then on"
    return _span(tap.start, tap.end) if tap.end else f"from {moment_cell(tap.start)}"


def _recipient(tap: Pass, name: Callable[[str], str]) -> str:
    if tap.sent_to is not None:
        return _SENT_TO.get(
            str(tap.sent_to),
            ref_text(tap.sent_to, show_people=name is full) if isinstance(tap.sent_to, Ref) else str(tap.sent_to),
        )
    match tap.recipient:
        case None:
            return "nobody"
        case recipient if recipient is UNREAD:
            return "not read"
        case recipient:
            mail = f" <{recipient.mail}>" if recipient.mail and name is full else ""
            return (name(recipient.name) or recipient.id) + mail


def _verdict(tap: Pass, common: tuple[Verdict, ...]) -> str:
    words = "; ".join(words_of(tap, verdict) for verdict in tap.verdicts if verdict not in common)
    if tap.arrives:
        return f"ok ({words})" if words else "ok"
    weight = _WEIGHT_WORDS[tap.weight] if tap.weight else ""
    return f"{weight}: {words}" if words else weight


def _span(start: datetime, end: datetime) -> str:
    if start == end:
        return moment_cell(start)
    same_day = start.date() == end.date()
    return f"{moment_cell(start)} to {end:%H:%M}" if same_day else f"{moment_cell(start)} to {moment_cell(end)}"
