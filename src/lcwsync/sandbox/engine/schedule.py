"""The clock drives the engine: every interval it evaluates all scheduled workflows and processes who is due."""

from datetime import datetime, timedelta
from random import Random, SystemRandom

from lcwsync.sandbox import doubts
from lcwsync.sandbox.clock import instant, next_boundary, timestamp
from lcwsync.sandbox.documents import SETTINGS, WORKFLOWS
from lcwsync.sandbox.engine import quarantine
from lcwsync.sandbox.engine.changes import changed, is_scheduled, watch
from lcwsync.sandbox.engine.conditions import in_scope, read_conditions
from lcwsync.sandbox.engine.population import Population, Scheduled, populations, remember
from lcwsync.sandbox.engine.processing import Work, process
from lcwsync.sandbox.engine.rule import RuleError
from lcwsync.sandbox.engine.story import Event
from lcwsync.sandbox.engine.tasks.access_packages import expire_assignments
from lcwsync.sandbox.lifecycle.views import schedule_interval
from lcwsync.sandbox.store import JsonObject, Store


def advance(store: Store, duration: timedelta, *, randomness: Random | None = None) -> tuple[Event, ...]:
    """Advance the clock by `duration`, running the engine at every boundary of the schedule interval in between.

    Returns the events in order. `randomness` generates passes and ids; an evaluation is stored whole or not at all.
    """
    # What is delivered tells of it with the engine's own events, so each of the two would need the other first.
    from lcwsync.sandbox.entitlement.delivery import work as deliver

    source = randomness or SystemRandom()
    events: list[Event] = []
    with store.transaction():
        watch(store)
    current = store.now()
    end = current + duration
    while (boundary := instant(next_boundary(current, hours=schedule_interval(store)))) <= end:
        with store.transaction():
            events += deliver(store, boundary)
            events += _evaluate(store, boundary, source)
            store.advance(boundary - current)
        current = boundary
    with store.transaction():
        events += deliver(store, end)
        store.advance(end - current)
    return tuple(events)


def _evaluate(store: Store, now: datetime, randomness: Random) -> list[Event]:
    """One run of the engine. First everybody's population, then the processing: in the service they are apart too."""
    expire_assignments(store, now)
    events: list[Event] = []
    scheduled: list[Scheduled] = []
    for workflow in store.all(WORKFLOWS):
        if not is_scheduled(workflow):
            continue
        try:
            conditions = read_conditions(workflow)
        except RuleError as error:
            text = f"not processed, its rule cannot be read: {error}"
            events.append(Event(at=now, workflow=str(workflow["displayName"]), person=None, text=text, failed=True))
            continue
        if conditions is not None:
            changes = changed(store, str(workflow["id"]), conditions)
            since = cut_off(store, workflow)
            scheduled.append(Scheduled(workflow=workflow, conditions=conditions, changed=changes, since=since))
    if not scheduled:
        return events
    found = populations(store, scheduled, now)
    for item in scheduled:
        events += _run(store, item, found[item.id], now=now, randomness=randomness)
    return events


def cut_off(store: Store, workflow: JsonObject) -> datetime:
    """The instant from which moments count: when the workflow was created, or the beginning of that day."""
    created = instant(str(workflow["createdDateTime"]))
    if doubts.answer(store, "creation-cut-off") == "instant":
        return created
    return created.replace(hour=0, minute=0, second=0, microsecond=0)


def _run(store: Store, item: Scheduled, population: Population, *, now: datetime, randomness: Random) -> list[Event]:
    """Process who is due, unless the workflow is or now gets quarantined."""
    held = quarantine.is_quarantined(item.workflow)
    events: list[Event] = []
    if not held:
        limits = quarantine.limits_of(item.workflow, store.get(SETTINGS, SETTINGS) or {})
        kind = quarantine.exceeded(limits, due=len(population.due), people=_shared_by(store, item) if limits else 0)
        if held := kind is not None:
            events.append(_quarantine(store, item.workflow, str(kind), due=len(population.due), now=now))
    remember(store, item.id, population, done=not held)
    if held or not population.due:
        return events
    work = tuple(Work(user) for user in population.due)
    return process(
        store,
        item.workflow,
        work,
        now=now,
        execution_type="scheduled",
        randomness=randomness,
        # Users are looked at again right before processing: a workflow before this one may have changed them.
        still_due=lambda user: item.met_by(user, now),
    )


def _shared_by(store: Store, item: Scheduled) -> int:
    """The people that the percentage of an execution limit is of."""
    if doubts.answer(store, "limit-percentage") == "users":
        return store.count("users")
    return sum(in_scope(item.conditions, user) for _, user in store.each("users"))


def _quarantine(store: Store, workflow: JsonObject, kind: str, *, due: int, now: datetime) -> Event:
    reason = f"{due} people were due, more than the execution limits allow"
    details: JsonObject = {"quarantinedDateTime": timestamp(now), "quarantineReason": reason, "quarantineType": kind}
    store.put(WORKFLOWS, str(workflow["id"]), {**workflow, "quarantineDetails": details})
    return Event(at=now, workflow=str(workflow["displayName"]), person=None, text=f"quarantined: {reason}", failed=True)
