"""Who meets the conditions of the scheduled workflows at a moment, and who of them is due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lcwsync.sandbox.engine.conditions import Conditions, fires, in_scope
from lcwsync.sandbox.store import JsonObject, Store

SCOPES = "executionScopes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A workflow the engine runs by itself. `changed`: for whom a change trigger fired, None for other triggers."""

    workflow: JsonObject
    conditions: Conditions
    changed: frozenset[str] | None
    since: datetime
    """Moments before it are over."""

    @property
    def id(self) -> str:
        """The workflow's id."""
        return str(self.workflow["id"])

    def met_by(self, user: JsonObject, now: datetime) -> bool:
        """Whether a user meets the conditions now."""
        if self.changed is not None and user["id"] not in self.changed:
            return False
        return fires(self.conditions.trigger, user, now, self.since) and in_scope(self.conditions, user)


@dataclass(frozen=True, slots=True)
class Population:
    """User ids: those who meet the conditions, and those of them who have not been processed for it."""

    meeting: tuple[str, ...]
    due: tuple[str, ...]


def populations(store: Store, scheduled: Sequence[Scheduled], now: datetime) -> dict[str, Population]:
    """The population of each workflow by its id.

    A user is processed once, and again only after no longer meeting the conditions in between; every change counts
    for itself.
    """
    meeting: dict[str, list[str]] = {item.id: [] for item in scheduled}
    for user in _candidates(store, scheduled):
        for item in scheduled:
            if item.met_by(user, now):
                meeting[item.id].append(str(user["id"]))
    found: dict[str, Population] = {}
    for item in scheduled:
        users = meeting[item.id]
        done = set() if item.changed is not None else processed(store, item.id)
        found[item.id] = Population(tuple(users), tuple(user for user in users if user not in done))
    return found


def processed(store: Store, workflow_id: str) -> set[str]:
    """The users who meet the conditions and have been processed for it."""
    users = (store.get(SCOPES, workflow_id) or {}).get("processed")
    return {str(user) for user in users} if isinstance(users, list) else set()


def remember(store: Store, workflow_id: str, population: Population, *, done: bool) -> None:
    """Keep the result of an evaluation; `done` says that those who were due are being processed."""
    kept = processed(store, workflow_id)
    users = [user for user in population.meeting if done or user in kept]
    store.put(SCOPES, workflow_id, {"meeting": list(population.meeting), "processed": users})


def _candidates(store: Store, scheduled: Sequence[Scheduled]) -> Iterator[JsonObject]:
    """The users worth looking at: all of them only when a trigger is about everybody."""
    if any(item.changed is None for item in scheduled):
        yield from (user for _, user in store.each("users"))
        return
    for id_ in sorted({id_ for item in scheduled for id_ in item.changed or ()}):
        if (user := store.get("users", id_)) is not None:
            yield user
