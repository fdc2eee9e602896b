"""When a workflow runs for each person in its scope, and what is to be expected of the run. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from lcwsync.judge.earlier import TakenUp
from lcwsync.judge.foresee import foresee
from lcwsync.judge.timing import PASSES_EXPECTED, Timing, When, when
from lcwsync.model.person import UNREAD, PassFacts, Person
from lcwsync.model.triggers import trigger_of
from lcwsync.preview.circumstances import Circumstances, Processed
from lcwsync.preview.preview import Expected


def timed(under: Circumstances, people: Iterable[Person], *, processed: Processed) -> tuple[tuple[Person, When], ...]:
    """The timing of each person. `processed`: the last scheduled run for the person."""
    if under.by_hand:
        return tuple((person, started_at(under.now)) for person in people)
    trigger = trigger_of(under.workflow.conditions)
    last = {} if processed is UNREAD else processed
    return tuple(
        (
            person,
            when(
                trigger,
                person,
                interval_hours=under.interval_hours,
                now=under.now,
                days=under.days,
                processed=last.get(person.id),
                created=under.created,
            ),
        )
        for person in people
    )


def started_at(now: datetime) -> When:
    """When a run that somebody starts now takes its people up: at once."""
    return When(timing=Timing.DUE, moment=now, earliest=now, latest=now)


def in_question(
    under: Circumstances, people: Iterable[tuple[Person, When]], *, events: int | None = None
) -> tuple[Person, ...]:
    """The people whom the workflow may take up. Only about these is anything read, and nothing where no task asks.

    `events` is how many of those are taken whom only an event would concern, by name; None for all.
    """
    if not under.needs:
        return ()
    found = [(person, at) for person, at in people if at.timing in PASSES_EXPECTED]
    dated = [person for person, at in found if at.timing is not Timing.ON_EVENT]
    waiting = [person for person, at in found if at.timing is Timing.ON_EVENT]
    if events is not None:
        waiting = sorted(waiting, key=lambda person: (person.name.casefold(), person.id))[:events]
    return (*dated, *waiting)


def expected_of(
    under: Circumstances,
    people: Iterable[tuple[Person, When]],
    facts: Mapping[str, PassFacts],
    beside: Callable[[Person], Sequence[TakenUp]] = lambda _: (),
) -> tuple[Expected, ...]:
    """The expectation for each person, in the order given. `facts` are by person id, `beside` tells which other
    workflows take a person up."""
    tenant = replace(under.tenant, policy=under.policy)
    nothing_asked = not under.needs
    found: list[Expected] = []
    for person, at in people:
        if at.timing not in PASSES_EXPECTED:
            found.append(Expected(person=person, when=at))
            continue
        run = foresee(under.workflow, person, facts.get(person.id, PassFacts()), tenant, at, beside=beside(person))
        asked = nothing_asked or person.id in facts
        found.append(Expected(person=person, when=at, tap=run.tap, tasks=run.tasks, asked=asked))
    return tuple(found)
