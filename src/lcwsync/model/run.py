"""Runs of a workflow, and what they did for each person.

https://learn.microsoft.com/graph/api/resources/identitygovernance-userprocessingresult
"""

from typing import Final

from lcwsync.values.records import dataclass

MAX_PEOPLE = 10
"""People of one on-demand run (service limit)."""

GOING_ON: Final = frozenset({"queued", "inProgress", "canceling"})
"""Statuses before the end."""

ENDED: Final = frozenset({"completed", "completedWithErrors", "failed", "canceled"})
"""Final statuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResult:
    """The result of one task for one person."""

    title: str
    status: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonResult:
    """The result of one run for one person."""

    id: str
    person_id: str
    status: str
    started: str | None
    execution: str
    version: int | None
    tasks: tuple[TaskResult, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether the run has ended for this person."""
        return self.status in ENDED

    @property
    def going_on(self) -> bool:
        """Whether its end is still to come."""
        return self.status in GOING_ON

    @property
    def failed(self) -> bool:
        """Whether it ended, and not well."""
        return self.ended and self.status != "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a workflow, with counts of its people."""

    id: str
    status: str
    execution: str
    started: str | None
    people: int
    failed_people: int
    workflow_id: str = ""
    """The workflow that runs, where several are read."""

    @property
    def can_be_cancelled(self) -> bool:
        """Whether it is waiting or going on."""
        return self.status in ("queued", "inProgress")
