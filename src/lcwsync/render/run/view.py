"""What every format of a start shows."""

from collections.abc import Sequence
from enum import StrEnum

from lcwsync.model.person import Person
from lcwsync.model.run import PersonResult
from lcwsync.model.state import TenantIdentity
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.values.records import dataclass


class RunVerdict(StrEnum):
    """What became of a start."""

    STARTED = "started"
    """It was not followed to its end."""
    COMPLETED = "completed"
    FAILED = "failed"
    """It ended, and not well for everybody."""
    NOT_ENDED = "notEnded"
    """It was followed, and somebody's run did not end within the time."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A start, and the results that were seen; `waited`: whether it was followed to its end."""

    environment: str
    tenant: TenantIdentity
    live: LiveWorkflow
    people: tuple[Person, ...]
    requester: str | None
    """The object id of the manager who asked; None for an administrator."""
    waited: bool
    results: tuple[PersonResult, ...] = ()


def verdict_on(followed: Followed) -> RunVerdict:
    """What became of it."""
    if not followed.waited:
        return RunVerdict.STARTED
    if len(followed.results) < len({person.id for person in followed.people}) or not _ended(followed.results):
        return RunVerdict.NOT_ENDED
    done = all(result.status == "completed" for result in followed.results)
    return RunVerdict.COMPLETED if done else RunVerdict.FAILED


def _ended(results: Sequence[PersonResult]) -> bool:
    return all(result.ended for result in results)
