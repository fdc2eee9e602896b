"""Sums over all workflows of a period.

https://learn.microsoft.com/graph/api/resources/identitygovernance-insights
"""

import re
from collections.abc import Callable, Sequence
from typing import cast

from lcwsync.sandbox.documents import WORKFLOWS
from lcwsync.sandbox.engine.progress import RUNS, TASK_RESULTS, ended
from lcwsync.sandbox.engine.reports import READ_REPORTS, period_of, sums, within
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route, page
from lcwsync.sandbox.lifecycle.task_definitions import definition_of
from lcwsync.sandbox.lifecycle.workflows import LIFECYCLE
from lcwsync.sandbox.store import JsonObject, Store

_FUNCTION = re.compile(r"(?:microsoft\.graph\.identityGovernance\.)?(\w+)(\(.*\))", re.IGNORECASE)
_CATEGORIES = ("joiner", "leaver", "mover")


def _insight(request: Request, store: Store) -> Response:
    """One of the four functions, by its name. Raises GraphError 400 for another one."""
    match = _FUNCTION.fullmatch(request.params["function"])
    summary = _FUNCTIONS.get(match[1].lower()) if match else None
    period = period_of(f"summary{match[2]}") if match else None
    if summary is None or period is None:
        name = request.params["function"]
        raise GraphError(400, "BadRequest", f"Resource not found for the segment '{name}'.")
    runs = within(ended(store, RUNS, store.all(RUNS)), period)
    return summary(request, store, [run for run in runs if run["workflowExecutionType"] != "preview"])


def _top_workflows(request: Request, store: Store, runs: Sequence[JsonObject]) -> Response:
    """The workflows with the most runs first."""
    shown: list[JsonObject] = []
    for workflow in store.all(WORKFLOWS):
        if of_it := [run for run in runs if run["_workflow"] == workflow["id"]]:
            about: JsonObject = {
                "workflowId": workflow["id"],
                "workflowDisplayName": workflow["displayName"],
                "workflowCategory": workflow["category"],
                "workflowVersion": workflow["version"],
            }
            shown.append({**about, **_of_runs(of_it), **_of_users(of_it)})
    shown.sort(key=lambda item: cast("int", item["totalRuns"]), reverse=True)
    return page(request, shown, of="Collection(microsoft.graph.identityGovernance.topWorkflowsInsightsSummary)")


def _top_tasks(request: Request, store: Store, runs: Sequence[JsonObject]) -> Response:
    """The kinds of tasks that were carried out most first."""
    ids = {run["id"] for run in runs}
    by_kind: dict[str, list[JsonObject]] = {}
    for result in store.all(TASK_RESULTS):
        if result["_run"] in ids:
            by_kind.setdefault(str(cast("JsonObject", result["task"])["taskDefinitionId"]), []).append(result)
    shown = [_top_task(kind, results) for kind, results in by_kind.items()]
    shown.sort(key=lambda item: cast("int", item["totalTasks"]), reverse=True)
    return page(request, shown, of="Collection(microsoft.graph.identityGovernance.topTasksInsightsSummary)")


def _top_task(kind: str, results: Sequence[JsonObject]) -> JsonObject:
    failed = [result for result in results if result["processingStatus"] == "failed"]
    users, failed_users = ({cast("JsonObject", one["subject"])["id"] for one in some} for some in (results, failed))
    return {
        "taskDefinitionId": kind,
        "taskDefinitionDisplayName": (definition_of(kind) or {}).get("displayName"),
        "totalTasks": len(results),
        "successfulTasks": len(results) - len(failed),
        "failedTasks": len(failed),
        "totalUsers": len(users),
        "successfulUsers": len(users - failed_users),
        "failedUsers": len(failed_users),
    }


def _processed(request: Request, _: Store, runs: Sequence[JsonObject]) -> Response:
    tasks = sums(runs, totalTasks="totalTasksCount", failedTasks="failedTasksCount")
    left = sums(runs, unprocessed="totalUnprocessedTasksCount")["unprocessed"]
    done = cast("int", tasks["totalTasks"]) - cast("int", tasks["failedTasks"]) - cast("int", left)
    counts: JsonObject = {**_of_runs(runs), **_of_users(runs), **tasks, "successfulTasks": done}
    return _one(request, "workflowsInsightsSummary", counts)


def _by_category(request: Request, store: Store, runs: Sequence[JsonObject]) -> Response:
    """Workflows that run for joiners, leavers and movers; the type counts no other category."""
    categories = {workflow["id"]: workflow["category"] for workflow in store.all(WORKFLOWS)}
    counts: JsonObject = {}
    for category in _CATEGORIES:
        of_it = _of_runs([run for run in runs if categories.get(run["_workflow"]) == category])
        counts |= {name.replace("Runs", f"{category.capitalize()}Runs"): number for name, number in of_it.items()}
    return _one(request, "workflowsInsightsByCategory", counts)


def _of_runs(runs: Sequence[JsonObject]) -> JsonObject:
    failed = sum(run["processingStatus"] != "completed" for run in runs)
    return {"totalRuns": len(runs), "successfulRuns": len(runs) - failed, "failedRuns": failed}


def _of_users(runs: Sequence[JsonObject]) -> JsonObject:
    return sums(
        runs, totalUsers="totalUsersCount", successfulUsers="successfulUsersCount", failedUsers="failedUsersCount"
    )


def _one(request: Request, kind: str, counts: JsonObject) -> Response:
    return Response(200, {"@odata.context": request.context(f"microsoft.graph.identityGovernance.{kind}"), **counts})


_FUNCTIONS: dict[str, Callable[[Request, Store, Sequence[JsonObject]], Response]] = {
    "topworkflowsprocessedsummary": _top_workflows,
    "toptasksprocessedsummary": _top_tasks,
    "workflowsprocessedsummary": _processed,
    "workflowsprocessedbycategory": _by_category,
}

ROUTES = (Route("GET", LIFECYCLE + "/insights/{function}", _insight, READ_REPORTS),)
