"""The service's own previews: a run that changes nobody, tasks that would fail, and who is in scope.

https://learn.microsoft.com/graph/api/identitygovernance-workflow-previewworkflow
"""

from random import SystemRandom

from lcwsync.sandbox import doubts
from lcwsync.sandbox.documents import WORKFLOWS, found, objects, refuse
from lcwsync.sandbox.engine.actions import subjects_of, users_shown
from lcwsync.sandbox.engine.changes import changed
from lcwsync.sandbox.engine.conditions import in_scope, read_conditions
from lcwsync.sandbox.engine.population import Scheduled
from lcwsync.sandbox.engine.processing import process
from lcwsync.sandbox.engine.progress import RUNS, TASK_RESULTS, USER_RESULTS
from lcwsync.sandbox.engine.rule import RuleError
from lcwsync.sandbox.engine.schedule import cut_off
from lcwsync.sandbox.engine.tasks import foreseeable_failure
from lcwsync.sandbox.http.permissions import READ_WORKFLOWS, WRITE_WORKFLOWS
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route, page
from lcwsync.sandbox.lifecycle.workflows import CONTEXT, LIFECYCLE
from lcwsync.sandbox.store import JsonObject, Store

_RESULTS = (RUNS, USER_RESULTS, TASK_RESULTS)


def _preview_workflow(request: Request, store: Store) -> Response:
    """Results of the execution type preview for up to ten users, as if the workflow had run; nothing else is kept."""
    workflow = found(store, WORKFLOWS, request.params["id"])
    work = subjects_of(request, store)
    before = {name: {item["id"] for item in store.all(name)} for name in _RESULTS}
    with store.rehearsal():
        process(store, workflow, work, now=store.now(), execution_type="preview", randomness=SystemRandom())
        new = {name: [item for item in store.all(name) if item["id"] not in before[name]] for name in _RESULTS}
    for name, items in new.items():
        store.put_many(name, [(str(item["id"]), item) for item in items])
    return Response(204)


def _preview_failures(request: Request, store: Store) -> Response:
    held = request.caller.permissions
    if doubts.answer(store, "failures-permission") == "write" and held is not None and not held & set(WRITE_WORKFLOWS):
        raise GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    workflow = found(store, WORKFLOWS, request.params["id"])
    failures: list[JsonObject] = [
        {
            "name": task["displayName"],
            "definitionId": task["taskDefinitionId"],
            "failureReason": reason,
            "taskId": task["id"],
        }
        for task in objects(workflow["tasks"])
        if task["isEnabled"] and (reason := foreseeable_failure(store, task))
    ]
    return Response(200, {"@odata.context": request.context("Collection(taskPreviewFailure)"), "value": failures})


def _preview_scope(request: Request, store: Store) -> Response:
    """The users whom the workflow would concern now."""
    workflow = found(store, WORKFLOWS, request.params["id"])
    kind = doubts.answer(store, "preview-scope")
    if kind == "400":
        raise GraphError(400, "BadRequest", "Resource not found for the segment 'previewScope'.")
    users = _in_scope(store, workflow, met=kind == "met")
    return page(request, users_shown(users), of=f"{CONTEXT}('{workflow['id']}')/previewScope")


def _in_scope(store: Store, workflow: JsonObject, *, met: bool) -> list[JsonObject]:
    """Everybody in scope; with `met` only those for whom the trigger fires now as well."""
    try:
        conditions = read_conditions(workflow)
    except RuleError:
        raise refuse("This rule contains invalid properties.") from None
    if conditions is None:
        return []
    if not met:
        return [user for _, user in store.each("users") if in_scope(conditions, user)]
    with store.rehearsal():  # asking for changes replaces the snapshot that they are compared with
        changes = changed(store, str(workflow["id"]), conditions)
    item = Scheduled(workflow=workflow, conditions=conditions, changed=changes, since=cut_off(store, workflow))
    return [user for _, user in store.each("users") if item.met_by(user, store.now())]


_ONE = LIFECYCLE + "/workflows/{id}"

ROUTES = (
    Route("POST", _ONE + "/previewWorkflow", _preview_workflow, WRITE_WORKFLOWS),
    Route("POST", _ONE + "/previewTaskFailures", _preview_failures, READ_WORKFLOWS),
    Route("GET", _ONE + "/previewScope", _preview_scope, READ_WORKFLOWS),
)
