"""Versions of a workflow: the current one and those before it, newest first."""

from lcwsync.sandbox.documents import NOT_FOUND, VERSIONS, WORKFLOWS, found, objects
from lcwsync.sandbox.http.permissions import READ_WORKFLOWS
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route, page
from lcwsync.sandbox.lifecycle.list_queries import EQUALITY, ORDER, listed, selected
from lcwsync.sandbox.lifecycle.views import list_item, workflow_view
from lcwsync.sandbox.lifecycle.workflows import CONTEXT, FILTERABLE, LIFECYCLE, version_key
from lcwsync.sandbox.store import JsonObject, Store

_FILTERABLE = {**FILTERABLE, "versionNumber": EQUALITY | ORDER}
_OF = f"{CONTEXT}/versions"


def remove_versions(store: Store, workflow: JsonObject) -> None:
    """Forget the earlier versions of a workflow that is gone for good."""
    for number in range(1, _number(workflow)):
        store.remove(VERSIONS, version_key(str(workflow["id"]), number))


def _list(request: Request, store: Store) -> Response:
    workflow = found(store, WORKFLOWS, request.params["id"])
    # Numbers may jump: what the portal versions for itself is not shown here.
    earlier = [
        n for n in range(_number(workflow) - 1, 0, -1) if store.get(VERSIONS, version_key(str(workflow["id"]), n))
    ]
    versions = [_version(store, workflow, number) for number in (_number(workflow), *earlier)]
    documents = listed(request, versions, _FILTERABLE)
    return page(request, [selected(request, list_item(d)) for d in documents], of=_OF)


def _get(request: Request, store: Store) -> Response:
    return Response(200, workflow_view(request, store, _asked(request, store), of=_OF))


def _list_tasks(request: Request, store: Store) -> Response:
    return page(request, objects(_asked(request, store)["tasks"]), of=f"{_OF}/tasks")


def _get_task(request: Request, store: Store) -> Response:
    wanted = request.params["task"].lower()
    for task in objects(_asked(request, store)["tasks"]):
        if str(task["id"]).lower() == wanted:
            return Response(200, {"@odata.context": request.context(f"{_OF}/tasks/$entity"), **task})
    raise GraphError(404, NOT_FOUND, f"Resource '{request.params['task']}' does not exist.")


def _asked(request: Request, store: Store) -> JsonObject:
    workflow = found(store, WORKFLOWS, request.params["id"])
    number = request.params["number"]
    if not number.isdecimal() or len(number) > 9 or not 1 <= int(number) <= _number(workflow):
        raise GraphError(404, NOT_FOUND, f"Version '{number}' does not exist.")
    return _version(store, workflow, int(number))


def _version(store: Store, workflow: JsonObject, number: int) -> JsonObject:
    """A version as its own resource: keyed by its number, without an id, created when it became the current one."""
    current = number == _number(workflow)
    document = workflow if current else found(store, VERSIONS, version_key(str(workflow["id"]), number))
    hidden = ("id", "version", "deletedDateTime", "nextScheduleRunDateTime", "quarantineDetails")
    version = {name: value for name, value in document.items() if name not in hidden}
    created = document.get("_versionCreatedDateTime", document["createdDateTime"])
    return {**version, "versionNumber": number, "createdDateTime": created}


def _number(workflow: JsonObject) -> int:
    number = workflow["version"]
    assert isinstance(number, int)
    return number


_ALL = LIFECYCLE + "/workflows/{id}/versions"

ROUTES = (
    Route("GET", _ALL, _list, READ_WORKFLOWS),
    Route("GET", _ALL + "/{number}", _get, READ_WORKFLOWS),
    Route("GET", _ALL + "/{number}/tasks", _list_tasks, READ_WORKFLOWS),
    Route("GET", _ALL + "/{number}/tasks/{task}", _get_task, READ_WORKFLOWS),
)
