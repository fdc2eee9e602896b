"""Running a workflow for people: its tasks in order, and the run, user and task results that tell of it.

https://learn.microsoft.com/graph/api/resources/identitygovernance-run
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from lcwsync.sandbox.clock import timestamp
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.engine.identifiers import new_id
from lcwsync.sandbox.engine.policy_scope import groups_of
from lcwsync.sandbox.engine.progress import RUNS, TASK_RESULTS, USER_RESULTS, beginning
from lcwsync.sandbox.engine.story import Event
from lcwsync.sandbox.engine.tasks import carry_out
from lcwsync.sandbox.engine.tasks.call import Call, Done, TaskFailed
from lcwsync.sandbox.store import JsonObject, Store


@dataclass(frozen=True, slots=True)
class Work:
    """A user to process; `only` the tasks of these ids, None for all."""

    user: str
    only: frozenset[str] | None = None


def process(
    store: Store,
    workflow: JsonObject,
    work: Sequence[Work],
    *,
    now: datetime,
    execution_type: str,
    randomness: Random,
    still_due: Callable[[JsonObject], bool] = lambda _: True,
    activated_on: JsonObject | None = None,
) -> list[Event]:
    """Run the workflow's enabled tasks for each user and store the results. Call inside a transaction.

    `still_due` is asked right before a user is processed; who is no longer due, or gone, is left out. Nothing is
    stored when nobody is left.
    """
    run = _Run(store, workflow, new_id(randomness), now, randomness, execution_type)
    events: list[Event] = []
    results: list[JsonObject] = []
    for item in work:
        user = store.get("users", item.user)
        if user is not None and still_due(user):
            results.append(run.process(user, item.only, events))
    if results:
        store.put(RUNS, run.id, run.summary(results, activated_on))
    return events


def status_of(*, successful: int, failed: int, unprocessed: int = 0) -> str:
    """How a run or a user ended, from the parts of it."""
    if failed == 0:
        return "completed"
    return "failed" if unprocessed or not successful else "completedWithErrors"


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of a workflow."""

    store: Store
    workflow: JsonObject
    id: str
    now: datetime
    randomness: Random
    execution_type: str

    def process(self, user: JsonObject, only: frozenset[str] | None, events: list[Event]) -> JsonObject:
        """The user's result; what happened is added to `events`.

        The first failure of a task without continueOnError leaves the rest unprocessed.
        """
        tasks = [
            task
            for task in objects(self.workflow["tasks"])
            if task["isEnabled"] is True and (only is None or task["id"] in only)
        ]
        result_id = new_id(self.randomness)
        failed = unprocessed = 0
        stopped = False
        groups = groups_of(self.store, str(user["id"]))
        for task in tasks:
            if stopped:
                unprocessed += 1
                continue
            event = self._carry_out(task, user, result_id, groups)
            events.append(event)
            if event.failed:
                failed += 1
                stopped = task["continueOnError"] is not True
        stamp = timestamp(self.now)
        result: JsonObject = {
            "id": result_id,
            "subject": {"id": user["id"]},
            "processingStatus": status_of(
                successful=len(tasks) - failed - unprocessed, failed=failed, unprocessed=unprocessed
            ),
            "scheduledDateTime": stamp,
            "startedDateTime": stamp,
            "completedDateTime": stamp,
            "totalTasksCount": len(tasks),
            "failedTasksCount": failed,
            "totalUnprocessedTasksCount": unprocessed,
            "workflowExecutionType": self.execution_type,
            "workflowVersion": self.workflow["version"],
            "_run": self.id,
            "_workflow": self.workflow["id"],
            **beginning(self.store, USER_RESULTS),
        }
        self.store.put(USER_RESULTS, result_id, result)
        return result

    def _carry_out(self, task: JsonObject, user: JsonObject, result_id: str, groups: frozenset[str]) -> Event:
        """Run one task on the user as it is by now; `groups` are those of before the run."""
        outcome: Done | TaskFailed
        try:
            present = self.store.get("users", str(user["id"]))
            if present is None:
                raise TaskFailed("The user no longer exists.")
            outcome = carry_out(
                Call(
                    store=self.store,
                    now=self.now,
                    randomness=self.randomness,
                    workflow=self.workflow,
                    task=task,
                    user=present,
                    groups_before=groups,
                )
            )
        except TaskFailed as failure:
            outcome = failure
        reason = outcome.reason if isinstance(outcome, TaskFailed) else None
        stamp = timestamp(self.now)
        id_ = new_id(self.randomness)
        result: JsonObject = {
            "id": id_,
            "createdDateTime": stamp,
            "startedDateTime": stamp,
            "completedDateTime": stamp,
            "processingStatus": "completed" if reason is None else "failed",
            "failureReason": reason,
            "processingInfo": outcome.text if isinstance(outcome, Done) and outcome.nothing_to_do else None,
            "subject": {"id": user["id"]},
            "task": task,
            "_userResult": result_id,
            "_run": self.id,
            "_workflow": self.workflow["id"],
        }
        self.store.put(TASK_RESULTS, id_, result)
        return Event(
            at=self.now,
            workflow=str(self.workflow["displayName"]),
            person=str(user["displayName"]),
            text=f"{task['displayName']}: {reason}" if isinstance(outcome, TaskFailed) else outcome.text,
            failed=reason is not None,
        )

    def summary(self, results: Sequence[JsonObject], activated_on: JsonObject | None) -> JsonObject:
        """The run as it is stored, once everybody is processed."""
        stamp = timestamp(self.now)
        failed = sum(result["processingStatus"] != "completed" for result in results)
        return {
            "id": self.id,
            "processingStatus": status_of(successful=len(results) - failed, failed=failed),
            "workflowExecutionType": self.execution_type,
            "scheduledDateTime": stamp,
            "startedDateTime": stamp,
            "completedDateTime": stamp,
            "lastUpdatedDateTime": stamp,
            "totalUsersCount": len(results),
            "successfulUsersCount": len(results) - failed,
            "failedUsersCount": failed,
            "totalTasksCount": _sum(results, "totalTasksCount"),
            "failedTasksCount": _sum(results, "failedTasksCount"),
            "totalUnprocessedTasksCount": _sum(results, "totalUnprocessedTasksCount"),
            "activatedOnScope": activated_on,
            "_workflow": self.workflow["id"],
            **beginning(self.store, RUNS),
        }


def _sum(results: Sequence[JsonObject], name: str) -> int:
    return sum(count for result in results if isinstance(count := result[name], int))
