"""The pages of a report, linked from each other: a calendar of what comes, and the runs that were."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lcwsync.inspect.status import Status
from lcwsync.judge.outcome import Failed
from lcwsync.judge.passes import Pass, Weight, words_of
from lcwsync.model.person import Manager
from lcwsync.preview.environment import Previews
from lcwsync.preview.preview import Expected, Preview
from lcwsync.render.formats.escape import html as text
from lcwsync.render.formats.page import page
from lcwsync.render.formats.values import counted
from lcwsync.render.plan.style import CSS
from lcwsync.render.preview.failing import verdict as passes_verdict
from lcwsync.render.preview.rows import summary
from lcwsync.render.report.style import CSS as OWN
from lcwsync.render.status.html import status_body
from lcwsync.values.moments import moment_text

if TYPE_CHECKING:
    from datetime import date

CALENDAR, RUNS = "index.html", "runs.html"
_TITLES = {CALENDAR: "What comes", RUNS: "What ran"}


def report_pages(
    previews: Previews, status: Status, names: Mapping[str, str], *, tool_version: str
) -> Mapping[str, str]:
    """The pages by file name. They name people: keep them where only administrators can read them."""
    bodies = {CALENDAR: _calendar(previews), RUNS: _runs(status, names)}
    return {
        name: page(
            f"{_TITLES[name]} · {previews.environment}",
            "\n".join(body),
            css=CSS + OWN,
            tool_version=tool_version,
            head=_navigation(name),
        )
        for name, body in bodies.items()
    }


def _navigation(here: str) -> str:
    links = (f'<a href="{name}"{_CURRENT if name == here else ""}>{text(title)}</a>' for name, title in _TITLES.items())
    return f"<nav>{''.join(links)}</nav>\n"


_CURRENT = ' aria-current="page"'


def _calendar(previews: Previews) -> Iterator[str]:
    where = "Sandbox tenant" if previews.tenant.sandbox else "Tenant"
    yield f"<h1>What comes in {text(previews.environment)}</h1>"
    now = next((preview.now for preview in previews.workflows), None)
    at = f", as of {text(moment_text(now))}" if now else ""
    yield f'<p class="soft">{where} <bdi>{text(previews.tenant.name)}</bdi>{at}</p>'
    yield f'<p class="verdict">{text(passes_verdict(previews))}</p><p>{text(summary(previews))}</p>'
    days: dict[date, list[tuple[Expected, Preview]]] = {}
    for preview in previews.workflows:
        for expected in preview.people:
            if expected.when.earliest is not None:
                days.setdefault(expected.when.earliest.date(), []).append((expected, preview))
    if not days:
        yield '<p class="soft">Nobody is taken up by a date within these days.</p>'
    for day in sorted(days):
        items = "".join(_item(*pair) for pair in sorted(days[day], key=_by_time))
        yield f'<section class="day-card"><h3>{day:%a %Y-%m-%d}</h3><ul>{items}</ul></section>'
    waiting = [(preview, number) for preview in previews.workflows if (number := _without_day(preview))]
    if waiting:
        yield "<h2>Without a day</h2>"
        rows = (
            f"<li><bdi>{text(preview.workflow.display_name)}</bdi>: {text(counted(number, 'person', 'people'))}</li>"
            for preview, number in waiting
        )
        yield f'<ul class="plain">{"".join(rows)}</ul>'


def _by_time(pair: tuple[Expected, Preview]) -> tuple[float, str]:
    expected = pair[0]
    return expected.when.earliest.timestamp() if expected.when.earliest else 0.0, expected.person.name.casefold()


def _without_day(preview: Preview) -> int:
    return sum(expected.when.earliest is None for expected in preview.people)


def _item(expected: Expected, preview: Preview) -> str:
    when = f"{expected.when.earliest:%H:%M}" if expected.when.earliest else ""
    name = text(expected.person.name or expected.person.id)
    tail = _pass(expected.tap) if expected.tap else _tasks(expected)
    return (
        f'<li><span class="soft">{when}</span> <span class="who"><bdi>{name}</bdi></span> '
        f"<bdi>{text(preview.workflow.display_name)}</bdi>{tail}</li>"
    )


_BADGES = {Weight.FAILS: ("high", "no pass"), Weight.MISDIRECTED: ("high", "misdirected")}


def _pass(tap: Pass) -> str:
    why = "; ".join(words_of(tap, verdict) for verdict in tap.verdicts)
    if tap.arrives:
        to = f" to <bdi>{text(tap.recipient.name)}</bdi>" if isinstance(tap.recipient, Manager) else ""
        return f' <span class="badge ok">pass</span>{to}' + (f' <span class="soft">{text(why)}</span>' if why else "")
    badge, word = _BADGES.get(tap.weight, ("medium", "cannot tell")) if tap.weight else ("medium", "cannot tell")
    return f' <span class="badge {badge}">{word}</span> {text(why)}'


def _tasks(expected: Expected) -> str:
    failed = [task for task in expected.tasks if isinstance(task.outcome, Failed)]
    return f' <span class="badge high">{counted(len(failed), "task")} will fail</span>' if failed else ""


def _runs(status: Status, names: Mapping[str, str]) -> Iterator[str]:
    yield f"<h1>What ran in {text(status.environment)}</h1>"
    yield from status_body(status, names)
