"""The pages of a report, linked from each other: calendar, runs, reporting line, who can get a pass, versions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from lcwsync.audit.environment import Audit
from lcwsync.inspect.reporting_line import ReportingLines
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
from lcwsync.render.report.line import line_body
from lcwsync.render.report.naming import HIDDEN, Named, naming
from lcwsync.render.report.paths import paths_body
from lcwsync.render.report.style import CSS as OWN
from lcwsync.render.report.versions import WorkflowHistory, versions_body
from lcwsync.render.status.html import status_body
from lcwsync.values.moments import moment_text
from lcwsync.values.records import dataclass

if TYPE_CHECKING:
    from datetime import date

T = TypeVar("T")

CALENDAR, RUNS, LINE, PATHS, HISTORY = "index.html", "runs.html", "line.html", "paths.html", "history.html"
_TITLES = {
    CALENDAR: "What comes",
    RUNS: "What ran",
    LINE: "Reporting line",
    PATHS: "Who can get a pass",
    HISTORY: "Versions",
}


class NotRead(NamedTuple):
    """Why a part of the report could not be read."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the pages show; each part but the previews may have been refused. `names`: by object id."""

    previews: Previews
    status: Status | NotRead
    lines: ReportingLines | NotRead
    audit: Audit | NotRead
    histories: Sequence[WorkflowHistory] | NotRead
    names: Mapping[str, str]


def report_pages(report: Report, *, show_people: bool, tool_version: str) -> Mapping[str, str]:
    """The pages by file name; people are masked (`Z… N…`) unless `show_people`."""
    named = naming(show_people=show_people)
    environment = report.previews.environment
    bodies = {
        CALENDAR: _calendar(report.previews, named),
        RUNS: _part(report.status, lambda status: _runs(status, report.names, named, show_people=show_people)),
        LINE: _part(report.lines, lambda lines: line_body(lines, named)),
        PATHS: _part(report.audit, lambda audit: paths_body(audit, show_people=show_people)),
        HISTORY: _part(
            report.histories, lambda found: versions_body(found, report.names, named, show_people=show_people)
        ),
    }
    hidden = "" if show_people else f'<p class="soft">{text(HIDDEN)}</p>'
    return {
        name: page(
            f"{_TITLES[name]} · {environment}",
            "\n".join((f"<h1>{text(f'{_TITLES[name]} in {environment}')}</h1>", *body, hidden)),
            css=CSS + OWN,
            tool_version=tool_version,
            head=_navigation(name),
        )
        for name, body in bodies.items()
    }


def _part(read: T | NotRead, body: Callable[[T], Iterator[str]]) -> Iterator[str]:
    if isinstance(read, NotRead):
        yield f'<p class="verdict"><span class="badge medium">not read</span> {text(read.why)}</p>'
        yield '<p class="soft">What would be here is not known. <code>lcwsync doctor</code> names what is missing.</p>'
        return
    yield from body(read)


def _navigation(here: str) -> str:
    links = (f'<a href="{name}"{_CURRENT if name == here else ""}>{text(title)}</a>' for name, title in _TITLES.items())
    return f"<nav>{''.join(links)}</nav>\n"


_CURRENT = ' aria-current="page"'


def _calendar(previews: Previews, named: Named) -> Iterator[str]:
    where = "Sandbox tenant" if previews.tenant.sandbox else "Tenant"
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
        items = "".join(_item(*pair, named) for pair in sorted(days[day], key=_by_time))
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


def _item(expected: Expected, preview: Preview, named: Named) -> str:
    when = f"{expected.when.earliest:%H:%M}" if expected.when.earliest else ""
    name = text(named(expected.person.name) or expected.person.id)
    tail = _pass(expected.tap, named) if expected.tap else _tasks(expected)
    return (
        f'<li><span class="soft">{when}</span> <span class="who"><bdi>{name}</bdi></span> '
        f"<bdi>{text(preview.workflow.display_name)}</bdi>{tail}</li>"
    )


_BADGES = {Weight.FAILS: ("high", "no pass"), Weight.MISDIRECTED: ("high", "misdirected")}


def _pass(tap: Pass, named: Named) -> str:
    why = "; ".join(words_of(tap, verdict) for verdict in tap.verdicts)
    if tap.arrives:
        to = f" to <bdi>{text(named(tap.recipient.name))}</bdi>" if isinstance(tap.recipient, Manager) else ""
        return f' <span class="badge ok">pass</span>{to}' + (f' <span class="soft">{text(why)}</span>' if why else "")
    badge, word = _BADGES.get(tap.weight, ("medium", "cannot tell")) if tap.weight else ("medium", "cannot tell")
    return f' <span class="badge {badge}">{word}</span> {text(why)}'


def _tasks(expected: Expected) -> str:
    failed = [task for task in expected.tasks if isinstance(task.outcome, Failed)]
    return f' <span class="badge high">{counted(len(failed), "task")} will fail</span>' if failed else ""


def _runs(status: Status, names: Mapping[str, str], named: Named, *, show_people: bool) -> Iterator[str]:
    shown = {each.person_id: each.person_id for item in status.workflows for each in item.results}
    if not show_people:
        shown = {id_: f"person {id_[:8]}" for id_ in shown}
    shown |= {id_: named(name) for id_, name in names.items()}
    yield from status_body(status, shown, show_people=show_people)
