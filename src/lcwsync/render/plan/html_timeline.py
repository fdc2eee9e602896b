"""Workflows along the dates they count from, in HTML: who is processed when, and with which tasks in order."""

from collections.abc import Iterator, Mapping, Sequence

from lcwsync.model.conditions import TimeAttribute
from lcwsync.render.formats.escape import html as text
from lcwsync.render.formats.values import counted
from lcwsync.render.plan.timeline import Step, Timeline
from lcwsync.render.plan.view import PeopleCount

_TITLES = {
    TimeAttribute.HIRE_DATE: ("Around the hire date", "hire date"),
    TimeAttribute.LEAVE_DATE: ("Around the leave date", "leave date"),
    TimeAttribute.CREATED_DATE: ("Around the day the account is created", "account created"),
}


def timeline_sections(lines: Sequence[Timeline], people: Mapping[str, PeopleCount]) -> Iterator[str]:
    """A section for each date that workflows count from, and one for those that run on events or on demand."""
    for anchor, (title, zero) in _TITLES.items():
        dated = [(line.offset_in_days, line) for line in lines if line.anchor is anchor]
        if dated:
            yield f"<h2>{title}</h2>\n{_axis(dated, zero, people)}"
    others = [line for line in lines if line.anchor is None]
    if others:
        rows = "".join(f"<li>{_workflow(line, people)}</li>" for line in others)
        yield f'<h2>On events and on demand</h2>\n<ul class="plain">{rows}</ul>'


def _axis(dated: Sequence[tuple[int | None, Timeline]], zero: str, people: Mapping[str, PeopleCount]) -> str:
    rows: list[tuple[int, str]] = [(days or 0, _workflow(line, people)) for days, line in dated]
    if not any(days == 0 for days, _ in rows):
        rows.append((0, ""))
    rows.sort(key=lambda row: row[0])
    items = "".join(_row(days, zero, content) for days, content in rows)
    return f'<ol class="time">{items}</ol>'


def _row(days: int, zero: str, content: str) -> str:
    style = ' class="zero"' if days == 0 else ""
    return f'<li{style}><div class="day">{_day(days, zero)}</div><div>{content}</div></li>'


def _day(days: int, zero: str) -> str:
    if days == 0:
        return f"<b>{zero}</b>"
    return f"{counted(abs(days), 'day')} {'before' if days < 0 else 'after'}"


def _workflow(line: Timeline, people: Mapping[str, PeopleCount]) -> str:
    in_scope = people.get(line.name)
    counts = f" · {counted(in_scope.count, 'person', 'people')} in scope" if in_scope else ""
    schedule = {True: " · scheduled", False: " · not scheduled", None: ""}[line.scheduled]
    when = "" if line.anchor else f"{text(line.when)} · "
    steps = "".join(_step(step) for step in line.steps)
    return (
        f"<h3><bdi>{text(line.name)}</bdi></h3>"
        f'<p class="soft">{text(line.category)} · {when}<bdi>{text(line.whom)}</bdi>{schedule}{counts}</p>'
        f'<ol class="steps">{steps}</ol>'
    )


_SIGNS = {"+": "create", "~": "change"}


def _step(step: Step) -> str:
    name = " ".join(word for word in (_SIGNS.get(step.sign, ""), "" if step.enabled else "off") if word)
    style = f' class="{name}"' if name else ""
    kind = f' title="{text(step.kind)}"' if step.kind else ""
    sign = f"{step.sign} " if step.sign else ""
    return f"<li{style}{kind}>{sign}{step.position} · <bdi>{text(step.title)}</bdi></li>"
