"""Who may ask in My Access for whom, and what would come of it, for a terminal that names people."""

from collections.abc import Iterator, Sequence

from lcwsync.judge.passes import words_of
from lcwsync.model.pass_requests import PassRequests
from lcwsync.preview.front_door import Asker, DoorForecast, ManagerForecast, Report
from lcwsync.render.formats import escape
from lcwsync.values.moments import moment_text


def front_doors_text(forecasts: Sequence[DoorForecast], *, unicode: bool) -> str:
    """One block for each front door."""
    lines = [line for forecast in forecasts for line in _lines(forecast)]
    return "\n".join(escape.terminal(line, unicode=unicode) for line in lines) + "\n"


def managers_text(forecasts: Sequence[ManagerForecast], *, unicode: bool) -> str:
    """For whom a manager may ask: one block for each front door."""
    lines = [line for forecast in forecasts for line in _of_manager(forecast)]
    return "\n".join(escape.terminal(line, unicode=unicode) for line in lines) + "\n"


def _of_manager(forecast: ManagerForecast) -> Iterator[str]:
    manager = forecast.manager
    yield f'Requests in My Access: "{forecast.requests.display_name}", asked by {manager.name}'
    yield from (f"  note: {note}" for note in forecast.notes)
    if manager.enabled is False:
        yield f"  ! {manager.name} cannot ask: the account is disabled"
    if not forecast.reports:
        yield f"  ! nobody to ask for: nobody reports to {manager.name}"
    for report in forecast.reports:
        person = report.forecast.person
        yield f"  level {report.level}: {_MAY_ASK[report.may_ask]} for {person.name} ({person.user_principal_name})"
        yield from (f"    {line}" for line in _of_report(report))
    yield from (f"  {line}" for line in _course(forecast.requests, forecast.interval_hours))


def _of_report(report: Report) -> Iterator[str]:
    if report.forecast.among_people is not True:
        yield _among(report.forecast)
    if report.may_ask is not False and report.forecast.among_people is not False:
        yield from _outcome(report.forecast)


def _lines(forecast: DoorForecast) -> Iterator[str]:
    requests, person = forecast.requests, forecast.person
    yield f'Requests in My Access: "{requests.display_name}", for {person.name} ({person.user_principal_name})'
    for note in forecast.notes:
        yield f"  note: {note}"
    yield from (f"  {_asker(asker)}" for asker in forecast.askers)
    if not forecast.askers:
        yield "  ! nobody may ask: the person has no manager"
    yield f"  {person.name} cannot ask"
    if forecast.among_people is not True:
        yield f"  {_among(forecast)}"
    yield from (f"  {line}" for line in _course(requests, forecast.interval_hours))
    yield from (f"  {line}" for line in _outcome(forecast))


_MAY_ASK = {True: "may ask", False: "cannot ask", None: "may be able to ask (no page tells what the level means)"}


def _among(forecast: DoorForecast) -> str:
    name = forecast.person.name
    if forecast.among_people is False:
        return f"! {name} is not among the people of the policy"
    return f"! cannot tell whether {name} is among the people of the policy"


def _course(requests: PassRequests, interval_hours: int) -> Iterator[str]:
    approval = len(requests.approval.stages)
    granted = "a request is granted at once" if not approval else f"a request waits for {approval} stages of approval"
    yield f"{granted}; the membership lasts {requests.expires_after_hours} hours"
    yield f"time: minutes and up to a day for delivery, then a run every {interval_hours} hours"


def _asker(asker: Asker) -> str:
    reason = ", the account is disabled" if asker.manager.enabled is False else ""
    return f"level {asker.level}: {asker.manager.name} {_MAY_ASK[asker.may_ask]}{reason}"


def _outcome(forecast: DoorForecast) -> Iterator[str]:
    tap = forecast.tap
    if tap is None:
        yield "! pass: none, git names no workflow that creates one"
        return
    problems = [words_of(tap, verdict) for verdict in tap.verdicts]
    when = f", valid from {moment_text(tap.start)}" if tap.start else ""
    if tap.arrives:
        yield f"pass: goes to the direct manager, no matter who asks{when}"
        yield from (f"  note: {problem}" for problem in problems)
    else:
        yield "! pass: " + "; ".join(problems)
