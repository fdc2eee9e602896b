"""Who may ask in My Access for a person, and what would come of it, for a terminal that names people."""

from collections.abc import Iterator, Sequence

from lcwsync.judge.passes import words_of
from lcwsync.preview.front_door import Asker, DoorForecast
from lcwsync.render.formats import escape
from lcwsync.values.moments import moment_text


def front_doors_text(forecasts: Sequence[DoorForecast], *, unicode: bool) -> str:
    """One block for each front door."""
    lines = [line for forecast in forecasts for line in _lines(forecast)]
    return "\n".join(escape.terminal(line, unicode=unicode) for line in lines) + "\n"


def _lines(forecast: DoorForecast) -> Iterator[str]:
    requests, person = forecast.requests, forecast.person
    yield f'Requests in My Access: "{requests.display_name}", for {person.name} ({person.user_principal_name})'
    for note in forecast.notes:
        yield f"  note: {note}"
    yield from (f"  {_asker(asker)}" for asker in forecast.askers)
    if not forecast.askers:
        yield "  ! nobody may ask: the person has no manager"
    yield f"  {person.name} cannot ask"
    if forecast.among_people is False:
        yield f"  ! {person.name} is not among the people of the policy"
    elif forecast.among_people is None:
        yield f"  ! cannot tell whether {person.name} is among the people of the policy"
    approval = len(requests.approval.stages)
    granted = "a request is granted at once" if not approval else f"a request waits for {approval} stages of approval"
    yield f"  {granted}; the membership lasts {requests.expires_after_hours} hours"
    yield f"  time: minutes and up to a day for delivery, then a run every {forecast.interval_hours} hours"
    yield from (f"  {line}" for line in _outcome(forecast))


def _asker(asker: Asker) -> str:
    words = {True: "may ask", False: "cannot ask", None: "may be able to ask: no page tells what the level means"}
    reason = ", the account is disabled" if asker.manager.enabled is False else ""
    return f"level {asker.level}: {asker.manager.name} {words[asker.may_ask]}{reason}"


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
