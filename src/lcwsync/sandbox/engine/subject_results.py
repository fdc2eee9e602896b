"""Results by subject, the newer form of the results of users, and further ways to the results of tasks.

In the permissions data of v1.0 (https://github.com/microsoftgraph/microsoft-graph-devx-content) and the models of
msgraph-sdk; no page describes them.
"""

from collections.abc import Callable
from dataclasses import replace

from lcwsync.sandbox.documents import NOT_FOUND, found, objects, refuse, without_annotations
from lcwsync.sandbox.engine.progress import RUNS, TASK_RESULTS, USER_RESULTS, ended
from lcwsync.sandbox.engine.reports import READ_REPORTS, found_of_workflow, results_listed, task_results, user_results
from lcwsync.sandbox.http.permissions import WRITE_LIFECYCLE
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route
from lcwsync.sandbox.lifecycle.workflows import LIFECYCLE
from lcwsync.sandbox.store import JsonObject, Store

_SUBJECT = "#microsoft.graph.identityGovernance.directoryObjectWorkflowSubject"


def _subject_results(request: Request, store: Store) -> Response:
    """The results of users with their subject as a workflow subject."""
    answer = user_results(request, store)
    assert isinstance(answer.body, dict)
    value = [_of_subject(result) for result in objects(answer.body["value"])]
    context = str(answer.body["@odata.context"]).replace("userProcessingResults", "subjectProcessingResults")
    return replace(answer, body={**answer.body, "@odata.context": context, "value": value})


def _subject_result(request: Request, store: Store) -> Response:
    wanted = request.params["result"].lower()
    for result in _unpaged(user_results, request, store):
        if str(result["id"]).lower() == wanted:
            context = request.context(f"{LIFECYCLE[1:]}/workflows/subjectProcessingResults/$entity")
            return Response(200, {"@odata.context": context, **_of_subject(result)})
    raise GraphError(404, NOT_FOUND, f"Resource '{request.params['result']}' does not exist.")


def _user_result_of_run(request: Request, store: Store) -> Response:
    wanted = request.params["result"].lower()
    for result in _unpaged(user_results, request, store):
        if str(result["id"]).lower() == wanted:
            context = request.context(f"{LIFECYCLE[1:]}/workflows/userProcessingResults/$entity")
            return Response(200, {"@odata.context": context, **result})
    raise GraphError(404, NOT_FOUND, f"Resource '{request.params['result']}' does not exist.")


def _of_subject(result: JsonObject) -> JsonObject:
    if "subject" not in result:
        return result
    subject: JsonObject = {"@odata.type": _SUBJECT, "directoryObject": result["subject"]}
    return {**result, "subjectType": "user", "subject": subject}


def _task_results_of_run(request: Request, store: Store) -> Response:
    run = found_of_workflow(request, store, RUNS, request.params["run"])
    return _task_results(request, store, lambda result: result["_run"] == run["id"])


def _task_results_of_report(request: Request, store: Store) -> Response:
    """The id of a report is made of a run's and a task's."""
    run, _, task = request.params["report"].partition("_")
    found_of_workflow(request, store, RUNS, run)

    def wanted(result: JsonObject) -> bool:
        of = result["task"]
        return result["_run"] == run and isinstance(of, dict) and str(of["id"]).lower() == task.lower()

    return _task_results(request, store, wanted)


def _task_results(request: Request, store: Store, wanted: Callable[[JsonObject], bool]) -> Response:
    known = {result["id"] for result in ended(store, USER_RESULTS, store.all(USER_RESULTS))}
    results = [each for each in store.all(TASK_RESULTS) if each["_userResult"] in known and wanted(each)]
    return results_listed(request, results, "taskProcessingResults")


def _unpaged(handler: Callable[[Request, Store], Response], request: Request, store: Store) -> list[JsonObject]:
    body = handler(replace(request, query={}, page_size=1_000_000), store).body
    return objects(body["value"]) if isinstance(body, dict) else []


def _resume(request: Request, store: Store) -> Response:
    """Nothing behind the sandbox is waited for, so no task is left to resume."""
    result = found(store, TASK_RESULTS, request.params["result"])
    data = without_annotations(request.body or {}).get("data")
    status = str(data.get("operationStatus")).lower() if isinstance(data, dict) else ""
    if status not in ("completed", "failed"):
        raise refuse("The property 'data' needs an operationStatus of completed or failed.")
    raise refuse(f"The task of the result '{result['id']}' does not wait for an answer.")


_ONE = LIFECYCLE + "/workflows/{id}"
_SUBJECTS = "/subjectProcessingResults"
_TASKS = "/taskProcessingResults"

ROUTES = (
    Route("GET", _ONE + _SUBJECTS, _subject_results, READ_REPORTS),
    Route("GET", _ONE + _SUBJECTS + "/{result}" + _TASKS, task_results, READ_REPORTS),
    Route("GET", _ONE + "/runs/{run}" + _SUBJECTS, _subject_results, READ_REPORTS),
    Route("GET", _ONE + "/runs/{run}" + _SUBJECTS + "/{result}", _subject_result, READ_REPORTS),
    Route("GET", _ONE + "/runs/{run}" + _SUBJECTS + "/{result}" + _TASKS, task_results, READ_REPORTS),
    Route("GET", _ONE + "/runs/{run}/userProcessingResults/{result}", _user_result_of_run, READ_REPORTS),
    Route("GET", _ONE + "/runs/{run}" + _TASKS, _task_results_of_run, READ_REPORTS),
    Route("GET", _ONE + "/taskReports/{report}" + _TASKS, _task_results_of_report, READ_REPORTS),
    Route("POST", _ONE + "/tasks/{task}" + _TASKS + "/{result}/resume", _resume, WRITE_LIFECYCLE),
)
