"""Runs of a workflow, and what they did for each person.

https://learn.microsoft.com/graph/api/resources/identitygovernance-userprocessingresult
"""

from dataclasses import dataclass
from typing import Final

MAX_PEOPLE = 10
"""People of one on-demand run (service limit)."""

ENDED: Final = frozenset({"completed", "completedWithErrors", "failed", "canceled"})
"""Statuses after which nothing more happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResult:
    """What one task did for one person."""

    title: str
    status: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonResult:
    """What one run did for one person."""

    id: str
    person_id: str
    status: str
    started: str | None
    execution: str
    version: int | None
    tasks: tuple[TaskResult, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether nothing more happens."""
        return self.status in ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a workflow, counted."""

    id: str
    status: str
    execution: str
    started: str | None
    people: int
    failed_people: int
