"""Starting a workflow for named people, and what became of it.

https://learn.microsoft.com/graph/api/identitygovernance-workflow-activate
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lcwsync.tenant.port import Tenant

MAX_PEOPLE = 10
"""People of one on-demand run (service limit)."""

ENDED: Final = frozenset({"completed", "completedWithErrors", "failed", "canceled"})
"""Statuses after which nothing more happens."""

_WORKFLOWS = "/identityGovernance/lifecycleWorkflows/workflows"
_WAIT_SECONDS = 5.0

Json = Mapping[str, object]


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


def start(workflow_id: str, person_ids: Sequence[str], tenant: Tenant) -> None:
    """Start a workflow for people, whatever its trigger and scope say. Never sent twice. Raises TenantError."""
    subjects = [{"id": person_id} for person_id in person_ids]
    tenant.act(f"{_WORKFLOWS}/{workflow_id}/activate", {"subjects": subjects})


def results_of(workflow_id: str, tenant: Tenant) -> tuple[PersonResult, ...]:
    """Everybody's results of a workflow, without their tasks."""
    items = _list(tenant.read_json(f"{_WORKFLOWS}/{workflow_id}/userProcessingResults"))
    return tuple(_person_result(item) for item in items)


def follow(
    workflow_id: str,
    person_ids: Iterable[str],
    known: Iterable[str],
    tenant: Tenant,
    *,
    sleep: Callable[[float], None],
    patience: float,
) -> tuple[PersonResult, ...]:
    """The new results of these people once they have ended, or as they stand when `patience` seconds are over.

    `known` are ids of results that were there before the start.
    """
    wanted, before, waited = set(person_ids), set(known), 0.0
    while True:
        fresh = [r for r in results_of(workflow_id, tenant) if r.person_id in wanted and r.id not in before]
        done = {r.person_id for r in fresh if r.ended} == wanted
        if done or waited >= patience:
            return tuple(with_tasks(workflow_id, result, tenant) for result in fresh)
        sleep(_WAIT_SECONDS)
        waited += _WAIT_SECONDS


def with_tasks(workflow_id: str, result: PersonResult, tenant: Tenant) -> PersonResult:
    """The result with what each task did."""
    path = f"{_WORKFLOWS}/{workflow_id}/userProcessingResults/{result.id}/taskProcessingResults"
    tasks = tuple(_task_result(item) for item in _list(tenant.read_json(path)))
    return PersonResult(
        id=result.id,
        person_id=result.person_id,
        status=result.status,
        started=result.started,
        execution=result.execution,
        version=result.version,
        tasks=tasks,
    )


def runs_of(workflow_id: str, tenant: Tenant) -> tuple[Run, ...]:
    """The runs of a workflow, newest first."""
    found = [_run(item) for item in _list(tenant.read_json(f"{_WORKFLOWS}/{workflow_id}/runs"))]
    return tuple(sorted(found, key=lambda run: run.started or "", reverse=True))


def _person_result(item: Json) -> PersonResult:
    subject, version = item.get("subject"), item.get("workflowVersion")
    return PersonResult(
        id=str(item.get("id", "")),
        person_id=str(subject.get("id", "")).lower() if isinstance(subject, Mapping) else "",
        status=str(item.get("processingStatus") or "unknown"),
        started=_text(item, "startedDateTime"),
        execution=str(item.get("workflowExecutionType") or "unknown"),
        version=version if isinstance(version, int) else None,
    )


def _task_result(item: Json) -> TaskResult:
    task = item.get("task")
    title = str(task.get("displayName") or "task") if isinstance(task, Mapping) else "task"
    reason = _text(item, "failureReason") or _text(item, "processingInfo")
    return TaskResult(title=title, status=str(item.get("processingStatus") or "unknown"), reason=reason)


def _run(item: Json) -> Run:
    return Run(
        id=str(item.get("id", "")),
        status=str(item.get("processingStatus") or "unknown"),
        execution=str(item.get("workflowExecutionType") or "unknown"),
        started=_text(item, "startedDateTime") or _text(item, "scheduledDateTime"),
        people=_number(item, "totalUsersCount"),
        failed_people=_number(item, "failedUsersCount"),
    )


def _list(answer: object) -> list[Json]:
    return [item for item in answer if isinstance(item, Mapping)] if isinstance(answer, list) else []


def _text(item: Json, name: str) -> str | None:
    value = item.get(name)
    return value if isinstance(value, str) and value else None


def _number(item: Json, name: str) -> int:
    value = item.get(name)
    return value if isinstance(value, int) else 0
