"""Reading what the engine did: runs, the results of users and tasks, reports by task, and sums of them.

https://learn.microsoft.com/graph/api/resources/identitygovernance-run
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from lcwsync.sandbox.clock import instant
from lcwsync.sandbox.documents import NOT_FOUND, WORKFLOWS, found, refuse
from lcwsync.sandbox.engine.processing import status_of
from lcwsync.sandbox.engine.progress import RUNS, TASK_RESULTS, USER_RESULTS, ended, going_on, read
from lcwsync.sandbox.http.permissions import READ_LIFECYCLE
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route, page
from lcwsync.sandbox.lifecycle.list_queries import EQUALITY, ORDER, listed, selected
from lcwsync.sandbox.lifecycle.workflows import CONTEXT, LIFECYCLE
from lcwsync.sandbox.store import JsonObject, Store

READ_REPORTS = ("LifecycleWorkflows-Reports.Read.All", *READ_LIFECYCLE)

_FILTERABLE = {
    "id": EQUALITY,
    "processingStatus": EQUALITY,
    "workflowExecutionType": EQUALITY,
    "scheduledDateTime": EQUALITY | ORDER,
    "startedDateTime": EQUALITY | ORDER,
    "completedDateTime": EQUALITY | ORDER,
    "lastUpdatedDateTime": EQUALITY | ORDER,
    "failedTasksCount": EQUALITY | ORDER,
    "failedUsersCount": EQUALITY | ORDER,
    "workflowVersion": EQUALITY | ORDER,
    "subject/id": EQUALITY,
}
_SUMMARY = re.compile(
    r"(?:microsoft\.graph\.identityGovernance\.)?summary\(startDateTime=([^,]+),\s*endDateTime=([^)]+)\)", re.IGNORECASE
)


def found_of_workflow(request: Request, store: Store, collection: str, id_: str) -> JsonObject:
    """A run or result of the workflow of the path, not of another one. Raises GraphError 404."""
    document = found(store, collection, id_)
    if document["_workflow"] != found(store, WORKFLOWS, request.params["id"])["id"]:
        raise GraphError(404, NOT_FOUND, f"Resource '{id_}' does not exist.")
    return document


def _runs(request: Request, store: Store) -> Response:
    return results_listed(request, read(store, RUNS, _of_workflow(request, store, RUNS)), "runs")


def _run(request: Request, store: Store) -> Response:
    """A run, or the sum of the runs of a period."""
    if (between := period_of(request.params["run"])) is None:
        found_ = found_of_workflow(request, store, RUNS, request.params["run"])
        return _one(request, _read_one(store, RUNS, found_), "runs")
    runs = within(ended(store, RUNS, _of_workflow(request, store, RUNS)), between)
    failed = sum(run["processingStatus"] != "completed" for run in runs)
    counts: JsonObject = {
        "totalRuns": len(runs),
        "successfulRuns": len(runs) - failed,
        "failedRuns": failed,
        **sums(runs, totalUsers="totalUsersCount", successfulUsers="successfulUsersCount"),
        **sums(runs, failedUsers="failedUsersCount", totalTasks="totalTasksCount", failedTasks="failedTasksCount"),
    }
    return _summary(request, "runSummary", counts)


def user_results(request: Request, store: Store) -> Response:
    """The results of the users of a workflow, or of one run."""
    results = _of_workflow(request, store, USER_RESULTS)
    if "run" in request.params:
        run = found_of_workflow(request, store, RUNS, request.params["run"])
        results = [result for result in results if result["_run"] == run["id"]]
    return results_listed(request, read(store, USER_RESULTS, results), "userProcessingResults")


def _user_result(request: Request, store: Store) -> Response:
    """A user's result, or the sum of the results of a period."""
    if (between := period_of(request.params["result"])) is None:
        found_ = found_of_workflow(request, store, USER_RESULTS, request.params["result"])
        return _one(request, _read_one(store, USER_RESULTS, found_), "userProcessingResults")
    results = within(ended(store, USER_RESULTS, _of_workflow(request, store, USER_RESULTS)), between)
    failed = sum(result["processingStatus"] != "completed" for result in results)
    counts: JsonObject = {
        "totalUsers": len(results),
        "successfulUsers": len(results) - failed,
        "failedUsers": failed,
        **sums(results, totalTasks="totalTasksCount", failedTasks="failedTasksCount"),
    }
    return _summary(request, "userSummary", counts)


def task_results(request: Request, store: Store) -> Response:
    """The results of the tasks of one user's result."""
    result = found_of_workflow(request, store, USER_RESULTS, request.params["result"])
    known = going_on(store, USER_RESULTS, result) is None
    tasks = [task for task in store.all(TASK_RESULTS) if known and task["_userResult"] == result["id"]]
    return results_listed(request, tasks, "taskProcessingResults")


def _results_of_task(request: Request, store: Store) -> Response:
    wanted = request.params["task"].lower()
    known = {result["id"] for result in ended(store, USER_RESULTS, _of_workflow(request, store, USER_RESULTS))}
    results = [result for result in _of_workflow(request, store, TASK_RESULTS) if result["_userResult"] in known]
    mine = [result for result in results if str(_task(result)["id"]).lower() == wanted]
    return results_listed(request, mine, "taskProcessingResults")


def _task_reports(request: Request, store: Store) -> Response:
    return results_listed(request, _reports(request, store), "taskReports")


def _task_report(request: Request, store: Store) -> Response:
    """A report, or the sum of the reports of a period."""
    reports = _reports(request, store)
    if (between := period_of(request.params["report"])) is not None:
        reports = within(reports, between)
        counts = sums(reports, totalTasks="totalUsersCount", successfulTasks="successfulUsersCount")
        rest = sums(reports, failedTasks="failedUsersCount", unprocessedTasks="unprocessedUsersCount")
        return _summary(request, "taskReportSummary", {**counts, **rest})
    for report in reports:
        if str(report["id"]).lower() == request.params["report"].lower():
            return _one(request, report, "taskReports")
    raise GraphError(404, NOT_FOUND, f"Resource '{request.params['report']}' does not exist.")


def _reports(request: Request, store: Store) -> list[JsonObject]:
    """How each task of each run went. Reports are made from the results when they are asked for."""
    results = _of_workflow(request, store, TASK_RESULTS)
    reports: list[JsonObject] = []
    for run in ended(store, RUNS, _of_workflow(request, store, RUNS)):
        of_run = [result for result in results if result["_run"] == run["id"]]
        for id_ in dict.fromkeys(str(_task(result)["id"]) for result in of_run):
            of_task = [result for result in of_run if _task(result)["id"] == id_]
            reports.append(_report(run, _task(of_task[0]), of_task))
    return reports


def _report(run: JsonObject, task: JsonObject, results: Sequence[JsonObject]) -> JsonObject:
    failed = sum(result["processingStatus"] == "failed" for result in results)
    users = cast("int", run["totalUsersCount"])
    times = {name: run[name] for name in ("startedDateTime", "completedDateTime", "lastUpdatedDateTime")}
    return {
        "id": f"{run['id']}_{task['id']}",
        "runId": run["id"],
        "processingStatus": status_of(successful=len(results) - failed, failed=failed),
        "totalUsersCount": users,
        "successfulUsersCount": len(results) - failed,
        "failedUsersCount": failed,
        "unprocessedUsersCount": users - len(results),
        **times,
        "task": task,
        "taskDefinition": {"id": task["taskDefinitionId"]},
    }


def _task(result: JsonObject) -> JsonObject:
    return cast("JsonObject", result["task"])


def _of_workflow(request: Request, store: Store, collection: str) -> list[JsonObject]:
    """What a workflow's runs left, newest first. Results outlive later versions, not the workflow."""
    workflow = found(store, WORKFLOWS, request.params["id"])
    return [item for item in reversed(store.all(collection)) if item["_workflow"] == workflow["id"]]


def results_listed(request: Request, items: Iterable[JsonObject], name: str) -> Response:
    """A page of runs, results or reports as reads show them."""
    shown = [_shown(item) for item in items]
    return page(request, [selected(request, item) for item in listed(request, shown, _FILTERABLE)], of=_of(name))


def _read_one(store: Store, collection: str, item: JsonObject) -> JsonObject:
    """The run or result as a read of it shows it. Raises GraphError 404 while it is not listed yet."""
    for shown in read(store, collection, [item]):
        return shown
    raise GraphError(404, NOT_FOUND, f"Resource '{item['id']}' does not exist.")


def _one(request: Request, item: JsonObject, name: str) -> Response:
    return Response(200, {"@odata.context": request.context(f"{_of(name)}/$entity"), **selected(request, _shown(item))})


def _shown(item: JsonObject) -> JsonObject:
    return {name: value for name, value in item.items() if not name.startswith("_")}


def _of(name: str) -> str:
    return f"{CONTEXT}/{name}"


_Period = tuple[datetime, datetime]


def period_of(text: str) -> _Period | None:
    """The period of a summary function; None when the text is an id. Raises GraphError for one that is no period."""
    match = _SUMMARY.fullmatch(text)
    if match is None:
        return None
    try:
        start, end = (instant(part.strip().strip("'")) for part in match.groups())
    except ValueError:
        raise refuse("The parameters startDateTime and endDateTime must be points in time.") from None
    return start, end


def within(items: Iterable[JsonObject], period: _Period) -> list[JsonObject]:
    return [item for item in items if period[0] <= instant(str(item["startedDateTime"])) <= period[1]]


def sums(items: Sequence[JsonObject], **members: str) -> JsonObject:
    return {name: sum(cast("int", item[member]) for item in items) for name, member in members.items()}


def _summary(request: Request, kind: str, counts: JsonObject) -> Response:
    return Response(200, {"@odata.context": request.context(f"microsoft.graph.identityGovernance.{kind}"), **counts})


_ONE = LIFECYCLE + "/workflows/{id}"
_USERS = "/userProcessingResults"
_TASKS = "/taskProcessingResults"

ROUTES = (
    Route("GET", _ONE + "/runs", _runs, READ_REPORTS),
    Route("GET", _ONE + "/runs/{run}", _run, READ_REPORTS),
    Route("GET", _ONE + "/runs/{run}" + _USERS, user_results, READ_REPORTS),
    Route("GET", _ONE + "/runs/{run}" + _USERS + "/{result}" + _TASKS, task_results, READ_REPORTS),
    Route("GET", _ONE + _USERS, user_results, READ_REPORTS),
    Route("GET", _ONE + _USERS + "/{result}", _user_result, READ_REPORTS),
    Route("GET", _ONE + _USERS + "/{result}" + _TASKS, task_results, READ_REPORTS),
    Route("GET", _ONE + "/tasks/{task}" + _TASKS, _results_of_task, READ_REPORTS),
    Route("GET", _ONE + "/taskReports", _task_reports, READ_REPORTS),
    Route("GET", _ONE + "/taskReports/{report}", _task_report, READ_REPORTS),
)
