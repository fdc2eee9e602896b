"""How far a run has come, as reads show it. Its tasks are carried out when it starts; what is told of it comes later.

In the documented answers, a person's result starts 5 seconds after it is scheduled and ends 10 to 15 seconds after,
and the run's own report follows 5 minutes later. A clock that stands still would hide the end for good, so a number of
reads does as well.

https://learn.microsoft.com/graph/api/identitygovernance-workflow-activatewithscope
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from lcwsync.sandbox import doubts
from lcwsync.sandbox.clock import instant
from lcwsync.sandbox.store import JsonObject, Store

RUNS: Final = "workflowRuns"
USER_RESULTS: Final = "userProcessingResults"
TASK_RESULTS: Final = "taskProcessingResults"

_GOING_ON: Final = {
    RUNS: ("queued", "inProgress", "inProgress", "inProgress", "inProgress"),
    USER_RESULTS: ("", "queued", "inProgress"),
}
"""What the first reads show; an empty text: it is not listed yet."""

_LASTS: Final = {RUNS: timedelta(minutes=5), USER_RESULTS: timedelta(seconds=15)}
_UNREAD: Final = "_unread"
"""The member that counts the reads to come before the end shows."""


def beginning(store: Store, collection: str) -> JsonObject:
    """The members of a run or result that has just begun, which reads then count down."""
    return {_UNREAD: len(_GOING_ON[collection]) if doubts.answer(store, "run-results") == "later" else 0}


def going_on(store: Store, collection: str, item: JsonObject) -> str | None:
    """The status of a run or result whose end does not show yet, empty before it is listed; None once it has ended."""
    left = item.get(_UNREAD)
    if not isinstance(left, int) or not left:
        return None
    if store.now() - instant(str(item["scheduledDateTime"])) >= _LASTS[collection]:
        return None
    return _GOING_ON[collection][-left]


def read(store: Store, collection: str, items: Iterable[JsonObject]) -> Iterator[JsonObject]:
    """The runs or results as one read shows them. The next read shows more."""
    for item in items:
        status = going_on(store, collection, item)
        if status is None:
            yield item
            continue
        left = item[_UNREAD]
        assert isinstance(left, int)
        store.put(collection, str(item["id"]), {**item, _UNREAD: left - 1})
        if status:
            yield _unfinished(item, status)


def ended(store: Store, collection: str, items: Iterable[JsonObject]) -> list[JsonObject]:
    """Those of the runs or results whose end shows."""
    return [item for item in items if going_on(store, collection, item) is None]


def canceled(store: Store, run: JsonObject) -> None:
    """End a run that is going on, and what it is doing for each person. What its tasks have done stays done."""
    store.put(RUNS, str(run["id"]), {**run, "processingStatus": "canceled", _UNREAD: 0})
    for result in store.all(USER_RESULTS):
        if result["_run"] == run["id"] and going_on(store, USER_RESULTS, result) is not None:
            store.put(USER_RESULTS, str(result["id"]), {**result, "processingStatus": "canceled", _UNREAD: 0})


def _unfinished(item: JsonObject, status: str) -> JsonObject:
    unknown: JsonObject = {"processingStatus": status, "completedDateTime": None}
    if status == "queued":
        unknown["startedDateTime"] = None
    counts = ("successfulUsersCount", "failedUsersCount", "failedTasksCount", "totalUnprocessedTasksCount")
    return {**item, **unknown, **{name: 0 for name in counts if name in item}}
