"""Who may ask in My Access for whom, and what would come of it: for a terminal, and for a pull request."""

from collections.abc import Callable, Iterator

from lcwsync.judge.passes import words_of
from lcwsync.judge.requests import DISABLED, is_disabled
from lcwsync.model.pass_requests import PassRequests
from lcwsync.model.person import Person
from lcwsync.preview.front_door import Asker, DoorForecast, DoorForecasts, ManagerForecast, Report
from lcwsync.render.formats import escape
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown, fitted
from lcwsync.render.formats.masks import masked
from lcwsync.render.formats.values import counted
from lcwsync.render.preview.rows import full
from lcwsync.values.moments import moment_text

Line = tuple[int, str]
"""A line below the heading: how deep it stands, and its text."""


def front_doors_text(forecasts: DoorForecasts, *, unicode: bool) -> str:
    """One block for each front door."""
    lines = [
        f"{'  ' * depth}{line}"
        for forecast in forecasts.doors
        for depth, line in ((0, _title(forecast, full)), *_lines(forecast, full))
    ]
    return "\n".join(escape.terminal(line, unicode=unicode) for line in lines) + "\n"


def front_doors_markdown(
    forecasts: DoorForecasts, *, show_people: bool = False, budget_bytes: int = DEFAULT_BUDGET
) -> Markdown:
    """One section for each front door, at most `budget_bytes` bytes of UTF-8; names are masked unless `show_people`."""
    name = full if show_people else masked
    where = "sandbox tenant" if forecasts.tenant.sandbox else "tenant"
    head = (
        f"**{escape.markdown_code(forecasts.environment)}** ({where} {escape.markdown_code(forecasts.tenant.name)}) · "
        f"{counted(len(forecasts.doors), 'access package')} for requests in My Access"
    )
    pieces = [
        Piece(section="", text=_section(forecast, name), priority=(at,)) for at, forecast in enumerate(forecasts.doors)
    ]
    return fitted(head, pieces, budget_bytes, advice="`lcwsync preview --format text` shows all")


def _section(forecast: DoorForecast | ManagerForecast, name: Callable[[str], str]) -> str:
    lines = [f"### {escape.markdown(_title(forecast, name))}", ""]
    lines += [f"{'  ' * (depth - 1)}- {escape.markdown(line)}" for depth, line in _lines(forecast, name)]
    return "\n".join(lines)


def _title(forecast: DoorForecast | ManagerForecast, name: Callable[[str], str]) -> str:
    package = f'Requests in My Access: "{forecast.requests.display_name}"'
    match forecast:
        case DoorForecast(person=person):
            return f"{package}, for {_who(person, name)}"
        case ManagerForecast(manager=manager):
            return f"{package}, asked by {name(manager.name)}"


def _lines(forecast: DoorForecast | ManagerForecast, name: Callable[[str], str]) -> Iterator[Line]:
    match forecast:
        case DoorForecast():
            return _of_person(forecast, name)
        case ManagerForecast():
            return _of_manager(forecast, name)


def _of_manager(forecast: ManagerForecast, name: Callable[[str], str]) -> Iterator[Line]:
    manager = name(forecast.manager.name)
    yield from ((1, f"note: {note}") for note in forecast.notes)
    if forecast.manager.enabled is False:
        yield 1, f"! {manager} cannot ask: the account is disabled"
    if not forecast.reports:
        yield 1, f"! nobody to ask for: nobody reports to {manager}"
    for report in forecast.reports:
        yield 1, f"level {report.level}: {_MAY_ASK[report.may_ask]} for {_who(report.forecast.person, name)}"
        yield from ((2 + depth, line) for depth, line in _of_report(report, name))
    yield from ((1, line) for line in _course(forecast.requests, forecast.interval_hours))


def _of_report(report: Report, name: Callable[[str], str]) -> Iterator[Line]:
    if report.forecast.among_people is not True:
        yield 0, _among(report.forecast, name)
    if is_disabled(report.forecast.person):
        yield 0, f"! {DISABLED}"
    if report.may_ask is not False and report.forecast.among_people is not False:
        yield from _outcome(report.forecast)


def _of_person(forecast: DoorForecast, name: Callable[[str], str]) -> Iterator[Line]:
    yield from ((1, f"note: {note}") for note in forecast.notes)
    yield from ((1, _asker(asker, name)) for asker in forecast.askers)
    if not forecast.askers:
        yield 1, "! nobody may ask: the person has no manager"
    yield 1, f"{name(forecast.person.name)} cannot ask"
    if forecast.among_people is not True:
        yield 1, _among(forecast, name)
    if is_disabled(forecast.person):
        yield 1, f"! {DISABLED}"
    yield from ((1, line) for line in _course(forecast.requests, forecast.interval_hours))
    yield from ((1 + depth, line) for depth, line in _outcome(forecast))


_MAY_ASK = {True: "may ask", False: "cannot ask", None: "may be able to ask (no page tells what the level means)"}


def _who(person: Person, name: Callable[[str], str]) -> str:
    shown = name(person.name)
    return f"{shown} ({person.user_principal_name})" if name is full else shown


def _among(forecast: DoorForecast, name: Callable[[str], str]) -> str:
    person = name(forecast.person.name)
    if forecast.among_people is False:
        return f"! {person} is not among the people of the policy"
    return f"! cannot tell whether {person} is among the people of the policy"


def _course(requests: PassRequests, interval_hours: int) -> Iterator[str]:
    approval = len(requests.approval.stages)
    granted = (
        f"a request waits for {counted(approval, 'stage')} of approval" if approval else "a request is granted at once"
    )
    yield f"{granted}; the membership lasts {counted(requests.expires_after_hours, 'hour')}"
    yield f"time: minutes and up to a day for delivery, then a run every {counted(interval_hours, 'hour')}"


def _asker(asker: Asker, name: Callable[[str], str]) -> str:
    reason = ", the account is disabled" if asker.manager.enabled is False else ""
    return f"level {asker.level}: {name(asker.manager.name)} {_MAY_ASK[asker.may_ask]}{reason}"


def _outcome(forecast: DoorForecast) -> Iterator[Line]:
    tap = forecast.tap
    if tap is None:
        yield 0, "! pass: none, git names no workflow that creates one"
        return
    problems = [words_of(tap, verdict) for verdict in tap.verdicts]
    when = f", valid from {moment_text(tap.start)}" if tap.start else ""
    if tap.arrives:
        yield 0, f"pass: goes to the direct manager, no matter who asks{when}"
        yield from ((1, f"note: {problem}") for problem in problems)
    else:
        yield 0, "! pass: " + "; ".join(problems)
