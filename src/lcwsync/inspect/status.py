"""What the workflows of a tenant did lately: runs, failures, quarantine, and requests in My Access. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lcwsync.inspect.access_requests import RequestsStatus
from lcwsync.model.person import Person
from lcwsync.model.run import PersonResult, Run
from lcwsync.model.state import TenantIdentity
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.values.json import moment_of
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowStatus:
    """One workflow with its newest runs and results, the newest first."""

    live: LiveWorkflow
    runs: tuple[Run, ...] = ()
    results: tuple[PersonResult, ...] = ()
    """The failed ones; every one of a person who was asked for."""
    failed: int = 0
    """How many people failed; `results` may hold fewer."""
    going_on: int = 0
    """How many people's runs have not ended."""

    def with_results(self, results: tuple[PersonResult, ...]) -> "WorkflowStatus":
        """The status with its results as they are once their tasks were read."""
        return replace(self, results=results)

    @property
    def troubled(self) -> bool:
        """Whether a person should look at it."""
        return bool(self.failed or self.live.quarantine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The workflows of an environment. `since` and `person` are what the command asked for."""

    environment: str
    tenant: TenantIdentity
    workflows: tuple[WorkflowStatus, ...]
    since: datetime | None = None
    person: Person | None = None
    requests: tuple[RequestsStatus, ...] = ()
    """One for each front door that git describes and the command asked for."""
    left_out: int = 0
    """Workflows in which nothing failed, where only the others are kept."""

    @property
    def failed(self) -> int:
        """How many people failed, in all workflows."""
        return sum(item.failed for item in self.workflows)

    @property
    def going_on(self) -> int:
        """How many people's runs have not ended, in all workflows."""
        return sum(item.going_on for item in self.workflows)

    @property
    def failed_requests(self) -> int:
        """How many requests in My Access failed."""
        return sum(door.failed for door in self.requests)

    @property
    def unread_requests(self) -> tuple[str, ...]:
        """The front doors whose requests may not be read."""
        return tuple(door.name for door in self.requests if door.exists is None)

    @property
    def troubled(self) -> bool:
        """Whether anything failed or is in quarantine."""
        return any(item.troubled for item in self.workflows) or self.failed_requests > 0

    def only_troubled(self) -> "Status":
        """The status with nothing but what failed."""
        kept = [item for item in self.workflows if item.troubled]
        return replace(
            self,
            workflows=tuple(replace(item, runs=tuple(run for run in item.runs if run.failed_people)) for item in kept),
            requests=tuple(door.only_failed() for door in self.requests if door.failed or door.exists is None),
            left_out=self.left_out + len(self.workflows) - len(kept),
        )


def workflow_status(
    live: LiveWorkflow,
    runs: Sequence[Run],
    results: Sequence[PersonResult],
    *,
    since: datetime | None,
    person_id: str | None,
    last: int,
) -> WorkflowStatus:
    """The newest `last` runs and results of a workflow, without what the command did not ask for.

    What has no moment yet is of now, so it is kept.
    """

    def lately(started: str | None) -> bool:
        moment = moment_of(started)
        return since is None or moment is None or moment >= since

    recent = [item for item in results if lately(item.started) and person_id in (None, item.person_id)]
    failed = [item for item in recent if item.failed]
    shown = failed if person_id is None else recent
    shown = sorted(shown, key=lambda item: item.started or "", reverse=True)
    return WorkflowStatus(
        live=live,
        runs=() if person_id else tuple(run for run in runs if lately(run.started))[:last],
        results=tuple(shown[:last]),
        failed=len(failed),
        going_on=sum(item.going_on for item in recent),
    )
