"""What a task gets and gives back."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from lcwsync.sandbox.directory.objects import containers, role_holders
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.store import JsonObject, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A task to carry out for one user, as the user is now."""

    store: Store
    now: datetime
    randomness: Random
    workflow: JsonObject
    task: JsonObject
    user: JsonObject
    groups_before: frozenset[str]
    """The groups the user was in when the run began."""

    @property
    def user_id(self) -> str:
        """The user's object id."""
        return str(self.user["id"])

    def argument(self, name: str) -> str:
        """An argument of the task, its name compared without case; empty when it is not given."""
        return argument(self.task, name)

    def listed(self, name: str) -> tuple[str, ...]:
        """The ids in a comma-separated argument."""
        return listed(self.task, name)

    @property
    def user_holds_role(self) -> bool:
        """Whether the user has an active directory role, directly or through a group, whatever its scope."""
        holders = role_holders(self.store)
        groups = containers(self.store, self.user_id, transitive=True)
        return not holders.isdisjoint({self.user_id, *(str(group["id"]) for group in groups)})

    def change_user(self, **changes: object) -> None:
        """Write properties of the user."""
        self.store.put("users", self.user_id, {**self.user, **changes})


@dataclass(frozen=True, slots=True)
class Done:
    """A task that succeeded, in words for the story; `nothing_to_do` when everything was so already."""

    text: str
    nothing_to_do: bool = False


class TaskFailed(Exception):  # noqa: N818 - what happened, in the field's words
    """A task that failed. The service publishes no list of failure reasons: these are the sandbox's own words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def argument(task: JsonObject, name: str) -> str:
    """An argument of a stored task, its name compared without case; empty when it is not given."""
    wanted = name.casefold()
    given = objects(task["arguments"])
    return next((str(item["value"]) for item in given if str(item["name"]).casefold() == wanted), "")


def listed(task: JsonObject, name: str) -> tuple[str, ...]:
    """The parts of a comma-separated argument of a stored task."""
    return tuple(part.strip() for part in argument(task, name).split(",") if part.strip())
