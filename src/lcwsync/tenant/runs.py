"""Starting a workflow for named people, and what its runs did.

https://learn.microsoft.com/graph/api/identitygovernance-workflow-activate
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, repeat
from typing import NamedTuple

from lcwsync.model.run import PersonResult, Run, TaskResult
from lcwsync.tenant.answers import objects
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.failure import GraphFailure, bad_answer
from lcwsync.tenant.http.segments import id_segment
from lcwsync.values.json import Json, moment_of, text, text_or_none
from lcwsync.values.moments import moment_json

_WORKFLOWS = "/identityGovernance/lifecycleWorkflows/workflows"
_WAITS = (1.0, 1.0, 2.0, 3.0)
"""Seconds between the first reads of a run that has just begun."""
_WAIT_SECONDS = 5.0
_REFUSED_QUERY = 400


class Started(NamedTuple):
    """What tells the results of a start: new ones of its people."""

    workflow_id: str
    people: frozenset[str]
    """By object id."""
    known: frozenset[str]
    """Ids of results that were there before the start."""
    since: datetime
    """Before the start."""

    def made(self, result: PersonResult) -> bool:
        """Whether the start made the result."""
        return result.person_id in self.people and result.id not in self.known


class Runs:
    """Runs of workflows, each named by its id. Every method raises GraphFailure.

    The service keeps the results of its previews among those of runs. They changed nobody, so they are left out.
    """

    def __init__(self, graph: GraphCalls) -> None:
        self._graph = graph

    def start(self, workflow_id: str, person_ids: Sequence[str]) -> None:
        """Start a workflow for people, whatever its trigger and scope contain. Never sent twice."""
        subjects = [{"id": person_id} for person_id in person_ids]
        self._graph.act(f"{_WORKFLOWS}/{id_segment(workflow_id)}/activate", {"subjects": subjects})

    def results(self, workflow_id: str, *, since: datetime | None = None) -> tuple[PersonResult, ...]:
        """Everybody's results of a workflow, without their tasks; `since`: those that were scheduled from then on.

        A service that refuses the filter is asked for all of them.
        """
        narrowed = "" if since is None else f"scheduledDateTime ge {moment_json(since)}"
        pages = self._pages(workflow_id, narrowed, what="results")
        return tuple(_person_result(item) for page in pages for item in page if not _is_preview(item))

    def _pages(self, workflow_id: str, narrowed: str, *, what: str) -> Iterator[Sequence[Json]]:
        """The results of a workflow, as far as a filter lets them through, where the service takes it, else all.

        https://learn.microsoft.com/graph/api/resources/identitygovernance-userprocessingresult names the properties.
        """
        path, query = _results(workflow_id), {"$filter": narrowed} if narrowed else {}
        pages = self._graph.read_pages(path, what=what, query=query)
        try:
            first = next(pages, None)
        except GraphFailure as failure:
            if not narrowed or failure.status != _REFUSED_QUERY:
                raise
            pages = self._graph.read_pages(path, what=what)
            first = next(pages, None)
        if first is not None:
            yield first
            yield from pages

    def with_tasks(self, workflow_id: str, result: PersonResult) -> PersonResult:
        """The result with what each task did."""
        path = f"{_results(workflow_id)}/{id_segment(result.id)}/taskProcessingResults"
        return replace(result, tasks=tuple(map(_task_result, objects(self._graph.read_json(path)))))

    def runs(self, workflow_id: str) -> tuple[Run, ...]:
        """The runs of a workflow, newest first."""
        answer = self._graph.read_json(f"{_WORKFLOWS}/{id_segment(workflow_id)}/runs")
        found = [_run(item) for item in objects(answer) if not _is_preview(item)]
        return tuple(sorted(found, key=lambda run: run.started or "", reverse=True))

    def run(self, workflow_ids: Sequence[str], run_id: str) -> Run | None:
        """The run of that id, of whichever of these workflows; None when none has it."""
        paths = [f"{_WORKFLOWS}/{id_segment(id_)}/runs/{id_segment(run_id)}" for id_ in workflow_ids]
        answers = zip(workflow_ids, self._graph.read_many(paths, what="runs"), strict=True)
        found = [replace(_run(answer), workflow_id=id_) for id_, answer in answers if isinstance(answer, Mapping)]
        return next(iter(found), None)

    def cancel(self, workflow_id: str, run_id: str) -> None:
        """Stop a run that is waiting or going on. What its tasks have done stays done.

        https://learn.microsoft.com/graph/api/identitygovernance-workflow-cancelprocessing
        """
        scope = {"@odata.type": "#microsoft.graph.identityGovernance.cancelRunsScope", "runs": [{"id": run_id}]}
        self._graph.act(f"{_WORKFLOWS}/{id_segment(workflow_id)}/cancelProcessing", {"scope": scope})

    def last_scheduled(self, workflow_id: str, *, since: datetime | None = None) -> Mapping[str, datetime]:
        """When the workflow last took each person up by schedule, by the person's id; `since`: from then on, at least.

        A service that refuses the filter is asked for all results.
        """
        last: dict[str, datetime] = {}
        narrowed = "workflowExecutionType eq 'scheduled'"
        if since is not None:
            narrowed += f" and scheduledDateTime ge {moment_json(since)}"
        for item in chain.from_iterable(self._pages(workflow_id, narrowed, what="earlier runs")):
            at = moment_of(item.get("startedDateTime") or item.get("scheduledDateTime"))
            subject = item.get("subject")
            if item.get("workflowExecutionType") != "scheduled" or not isinstance(subject, Mapping) or at is None:
                continue
            id_ = str(subject.get("id")).lower()
            last[id_] = max(at, last.get(id_, at))
        return last

    def count_since(self, workflow_ids: Iterable[str], person_id: str, since: datetime) -> int:
        """The number of results of one person in these workflows, whatever their end, from `since` on.

        Raises GraphFailure also for a result that does not tell whose it is: it could be the person's.
        """
        count = 0
        for workflow_id in workflow_ids:
            # All are read: a filter by date would hide one without a moment.
            for item in chain.from_iterable(self._pages(workflow_id, "", what="earlier runs")):
                at = moment_of(item.get("startedDateTime") or item.get("scheduledDateTime"))
                # A result without a moment is waiting to run, so it is of today.
                if _is_preview(item) or (at is not None and at < since):
                    continue
                result = _person_result(item)
                if not result.person_id:
                    raise bad_answer("GET", _results(workflow_id), "a result does not tell whose it is")
                count += result.person_id == person_id
        return count

    def preview_scope(self, workflow_id: str) -> Mapping[str, str]:
        """Whom the service's own preview of a workflow's scope lists: names by id.

        https://learn.microsoft.com/graph/api/resources/identitygovernance-workflow
        """
        answer = self._graph.read_json(f"{_WORKFLOWS}/{id_segment(workflow_id)}/previewScope")
        return {str(item.get("id", "")).lower(): text(item, "displayName") for item in objects(answer)}

    def task_failures(self, workflow_id: str) -> Mapping[str, str]:
        """The tasks of a stored workflow that the service foresees to fail: reasons by display name. Changes nothing.

        https://learn.microsoft.com/graph/api/identitygovernance-workflow-previewtaskfailures
        """
        answer = self._graph.act(f"{_WORKFLOWS}/{id_segment(workflow_id)}/previewTaskFailures")
        items = answer.get("value") if isinstance(answer, Mapping) else None
        return {text(item, "name"): text(item, "failureReason") for item in objects(items)}

    def follow(self, started: Started, *, sleep: Callable[[float], None], patience: float) -> tuple[PersonResult, ...]:
        """The new results of these people once they have ended, or as they stand when `patience` seconds are over.

        `sleep` is called with seconds between two reads.
        """
        fresh = self._fresh(started, sleep, patience, lambda result: result.ended)
        return tuple(self.with_tasks(started.workflow_id, result) for result in fresh)

    def listed(self, started: Started, *, sleep: Callable[[float], None]) -> tuple[PersonResult, ...]:
        """The new results of these people as soon as each has one, ended or not; those there are after some seconds."""
        return self._fresh(started, sleep, sum(_WAITS), lambda _: True)

    def _fresh(
        self,
        started: Started,
        sleep: Callable[[float], None],
        patience: float,
        met: Callable[[PersonResult], bool],
    ) -> tuple[PersonResult, ...]:
        waits, waited = chain(_WAITS, repeat(_WAIT_SECONDS)), 0.0
        while True:
            fresh = tuple(filter(started.made, self.results(started.workflow_id, since=started.since)))
            if {result.person_id for result in fresh if met(result)} == started.people or waited >= patience:
                return fresh
            seconds = next(waits)
            sleep(seconds)
            waited += seconds


def _results(workflow_id: str) -> str:
    return f"{_WORKFLOWS}/{id_segment(workflow_id)}/userProcessingResults"


def _is_preview(item: Json) -> bool:
    """Whether it comes from previewWorkflow (enumeration workflowExecutionType)."""
    return item.get("workflowExecutionType") == "preview"


def _person_result(item: Json) -> PersonResult:
    subject, version = item.get("subject"), item.get("workflowVersion")
    return PersonResult(
        id=str(item.get("id", "")),
        person_id=str(subject.get("id", "")).lower() if isinstance(subject, Mapping) else "",
        status=str(item.get("processingStatus") or "unknown"),
        started=text_or_none(item, "startedDateTime"),
        execution=str(item.get("workflowExecutionType") or "unknown"),
        version=version if isinstance(version, int) else None,
    )


def _task_result(item: Json) -> TaskResult:
    task = item.get("task")
    title = text(task, "displayName") if isinstance(task, Mapping) else ""
    reason = text_or_none(item, "failureReason") or text_or_none(item, "processingInfo")
    return TaskResult(title=title or "task", status=str(item.get("processingStatus") or "unknown"), reason=reason)


def _run(item: Json) -> Run:
    return Run(
        id=str(item.get("id", "")),
        status=str(item.get("processingStatus") or "unknown"),
        execution=str(item.get("workflowExecutionType") or "unknown"),
        started=text_or_none(item, "startedDateTime") or text_or_none(item, "scheduledDateTime"),
        people=_number(item, "totalUsersCount"),
        failed_people=_number(item, "failedUsersCount"),
    )


def _number(item: Json, name: str) -> int:
    value = item.get(name)
    return value if isinstance(value, int) else 0
