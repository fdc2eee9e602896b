"""Workflows: list, read, create, change, new version, delete; and their tasks."""

from collections.abc import Callable
from uuid import uuid4

from lcwsync.sandbox import doubts
from lcwsync.sandbox.clock import timestamp_after
from lcwsync.sandbox.documents import (
    BAD_REQUEST,
    DELETED,
    NOT_FOUND,
    VERSIONS,
    WORKFLOWS,
    check_name_is_free,
    found,
    objects,
    refuse,
    without_annotations,
)
from lcwsync.sandbox.http.permissions import LIST_WORKFLOWS, READ_WORKFLOWS, WRITE_WORKFLOWS
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route, page
from lcwsync.sandbox.lifecycle.list_queries import EQUALITY, ORDER, listed, selected
from lcwsync.sandbox.lifecycle.rules import checked_changes, checked_task_changes, checked_workflow
from lcwsync.sandbox.lifecycle.views import administration_scope_view, expansions, list_item, workflow_view
from lcwsync.sandbox.limits import MAX_WORKFLOWS
from lcwsync.sandbox.store import JsonObject, Store

LIFECYCLE = "/identityGovernance/lifecycleWorkflows"
CONTEXT = "identityGovernance/lifecycleWorkflows/workflows"

_PEOPLE = frozenset({"createdBy", "lastModifiedBy"})

FILTERABLE = {
    "id": EQUALITY,
    "category": EQUALITY,
    "displayName": EQUALITY,
    "isEnabled": EQUALITY,
    "isSchedulingEnabled": EQUALITY,
    "version": EQUALITY | ORDER,
    "createdDateTime": EQUALITY | ORDER,
    "lastModifiedDateTime": EQUALITY | ORDER,
    "deletedDateTime": EQUALITY | ORDER,
    "nextScheduleRunDateTime": frozenset({"lt", "gt"}),
    "createdBy/id": EQUALITY,
    "lastModifiedBy/id": EQUALITY,
}


def add_workflow(store: Store, body: JsonObject, *, by: str, id: str | None = None) -> JsonObject:  # noqa: A002
    """Check a workflow body as a create does, store it and return the stored document.

    `by` is the creator's object id; `id` fixes the workflow's own. Raises GraphError.
    """
    checked = checked_workflow(store, body)
    taken = store.count(WORKFLOWS) + (store.count(DELETED) if doubts.answer(store, "deleted-names") == "taken" else 0)
    if taken >= MAX_WORKFLOWS:
        raise GraphError(400, BAD_REQUEST, f"The tenant has {MAX_WORKFLOWS} workflows, the most allowed.")
    check_name_is_free(store, WORKFLOWS, str(checked["displayName"]))
    stamp = timestamp_after(None, store.now())
    document: JsonObject = {
        "id": id or str(uuid4()),
        **checked,
        "version": 1,
        "createdDateTime": stamp,
        "lastModifiedDateTime": stamp,
        "deletedDateTime": None,
        "nextScheduleRunDateTime": None,
        "createdBy": {"id": by},
        "lastModifiedBy": {"id": by},
        "_versionCreatedDateTime": stamp,
    }
    store.put(WORKFLOWS, str(document["id"]), document)
    return document


def change_workflow(store: Store, document: JsonObject, changes: JsonObject, *, by: str) -> JsonObject:
    """Store changed members of a workflow without a new version; a new name must be free. Returns the document."""
    if "displayName" in changes:
        check_name_is_free(store, WORKFLOWS, str(changes["displayName"]), but=str(document["id"]))
    changed = {
        **document,
        **changes,
        "lastModifiedDateTime": timestamp_after(document["lastModifiedDateTime"], store.now()),
        "lastModifiedBy": {"id": by},
    }
    store.put(WORKFLOWS, str(document["id"]), changed)
    return changed


def delete_workflow(store: Store, document: JsonObject) -> None:
    """Soft-delete a workflow: disabled at once, kept for thirty days."""
    modified = timestamp_after(document["lastModifiedDateTime"], store.now())
    deleted = {
        **document,
        **{f"_was_{name}": document[name] for name in ("isEnabled", "isSchedulingEnabled")},
        "isEnabled": False,
        "isSchedulingEnabled": False,
        "lastModifiedDateTime": modified,
        "deletedDateTime": timestamp_after(modified, store.now()),  # the documented sample: slightly later
    }
    store.put(DELETED, str(document["id"]), deleted)
    store.remove(WORKFLOWS, str(document["id"]))


def version_key(workflow_id: str, number: object) -> str:
    """Where an earlier version is stored."""
    return f"{workflow_id}/{number}"


def _list(request: Request, store: Store) -> Response:
    if unknown := expansions(request) - _PEOPLE:
        raise refuse(f"A list of workflows cannot expand '{min(unknown)}'.")
    people = tuple(sorted(expansions(request)))
    documents = listed(request, store.all(WORKFLOWS), FILTERABLE, searchable=("displayName", "description"))
    return page(request, [selected(request, list_item(d, also=people)) for d in documents], of=CONTEXT)


def _get(request: Request, store: Store) -> Response:
    document = found(store, WORKFLOWS, request.params["id"])
    held = request.caller.permissions
    if held is not None and not held & set(READ_WORKFLOWS) and doubts.answer(store, "basic-workflows") == "list":
        shown = selected(request, list_item(document, also=tuple(sorted(expansions(request) & _PEOPLE))))
        return Response(200, {"@odata.context": request.context(f"{CONTEXT}/$entity"), **shown})
    return Response(200, workflow_view(request, store, document, of=CONTEXT))


def _create(request: Request, store: Store) -> Response:
    document = add_workflow(store, request.body or {}, by=request.caller.id)
    body = workflow_view(request, store, document, of=CONTEXT)
    if doubts.answer(store, "create-reply") == "short":
        body = {name: value for name, value in body.items() if not name.startswith("tasks")}
    return Response(201, body)


def _update(request: Request, store: Store) -> Response:
    document = found(store, WORKFLOWS, request.params["id"])
    change_workflow(store, document, checked_changes(store, document, request.body or {}), by=request.caller.id)
    return Response(204)


def _create_new_version(request: Request, store: Store) -> Response:
    document = found(store, WORKFLOWS, request.params["id"])
    sent = without_annotations(request.body or {})
    body = sent.get("workflow")
    if set(sent) != {"workflow"} or not isinstance(body, dict):
        raise refuse("The body of createNewVersion is an object 'workflow' with the whole workflow, nothing else.")
    kept: JsonObject = {}
    if doubts.answer(store, "omitted-switches") == "kept":
        kept = {name: document[name] for name in ("isEnabled", "isSchedulingEnabled")}
    if doubts.answer(store, "omitted-units") == "kept":
        kept["administrationScopeTargets"] = document["administrationScopeTargets"]
    checked = checked_workflow(store, {**kept, **body})
    if checked["category"] != document["category"]:
        raise refuse("The category of a workflow cannot be changed.")
    if doubts.answer(store, "same-content") == "ignored" and _same(document, checked):
        return Response(200, workflow_view(request, store, document, of=CONTEXT))
    workflow_id, number = str(document["id"]), document["version"]
    assert isinstance(number, int)
    store.put(VERSIONS, version_key(workflow_id, number), document)
    changes: JsonObject = {**checked, "version": number + 1}
    if "settings" in document and doubts.answer(store, "omitted-limits") == "removed":
        changes["settings"] = None
    changed = change_workflow(store, document, changes, by=request.caller.id)
    changed["_versionCreatedDateTime"] = changed["lastModifiedDateTime"]
    store.put(WORKFLOWS, workflow_id, changed)
    return Response(200, workflow_view(request, store, changed, of=CONTEXT))


def _same(document: JsonObject, checked: JsonObject) -> bool:
    """Whether a checked body says what is stored; the new ids of its tasks do not count."""

    def content(body: JsonObject) -> JsonObject:
        tasks = [{**task, "id": None} for task in objects(body["tasks"])]
        return {**{name: body[name] for name in checked}, "tasks": tasks}

    return content(document) == content(checked)


def _delete(request: Request, store: Store) -> Response:
    delete_workflow(store, found(store, WORKFLOWS, request.params["id"]))
    return Response(204)


def _list_tasks(request: Request, store: Store) -> Response:
    document = found(store, WORKFLOWS, request.params["id"])
    return page(request, objects(document["tasks"]), of=f"{CONTEXT}('{document['id']}')/tasks")


def _get_task(request: Request, store: Store) -> Response:
    task = _task(found(store, WORKFLOWS, request.params["id"]), request.params["task"])
    return Response(200, {"@odata.context": request.context(f"{CONTEXT}/tasks/$entity"), **task})


def _update_task(request: Request, store: Store) -> Response:
    document = found(store, WORKFLOWS, request.params["id"])
    task = _task(document, request.params["task"])
    changed = {**task, **checked_task_changes(request.body or {})}
    tasks = [changed if t["id"] == task["id"] else t for t in objects(document["tasks"])]
    change_workflow(store, document, {"tasks": tasks}, by=request.caller.id)
    return Response(204)


def _task(document: JsonObject, task_id: str) -> JsonObject:
    for task in objects(document["tasks"]):
        if str(task["id"]).lower() == task_id.lower():
            return task
    raise GraphError(404, NOT_FOUND, f"Resource '{task_id}' does not exist.")


def _list_administration_scope(request: Request, store: Store) -> Response:
    document = found(store, WORKFLOWS, request.params["id"])
    return page(request, administration_scope_view(store, document), of="directoryObjects")


_ONE = LIFECYCLE + "/workflows/{id}"


def _by(member: str) -> Callable[[Request, Store], Response]:
    """The user who made or last changed a workflow; only the id where the directory no longer has that user."""

    def read(request: Request, store: Store) -> Response:
        document = found(store, WORKFLOWS, request.params["id"])
        by = document[member]
        assert isinstance(by, dict)
        user = store.get("users", str(by["id"])) or by
        shown = {name: user[name] for name in ("id", "displayName", "userPrincipalName", "mail") if name in user}
        return Response(200, {"@odata.context": request.context("users/$entity"), **shown})

    return read


ROUTES = (
    Route("GET", _ONE + "/createdBy", _by("createdBy"), LIST_WORKFLOWS),
    Route("GET", _ONE + "/lastModifiedBy", _by("lastModifiedBy"), LIST_WORKFLOWS),
    Route("GET", LIFECYCLE + "/workflows", _list, LIST_WORKFLOWS),
    Route("POST", LIFECYCLE + "/workflows", _create, WRITE_WORKFLOWS),
    Route("GET", _ONE, _get, LIST_WORKFLOWS),
    Route("PATCH", _ONE, _update, WRITE_WORKFLOWS),
    Route("DELETE", _ONE, _delete, WRITE_WORKFLOWS),
    Route("POST", _ONE + "/createNewVersion", _create_new_version, WRITE_WORKFLOWS),
    Route("GET", _ONE + "/tasks", _list_tasks, READ_WORKFLOWS),
    Route("GET", _ONE + "/tasks/{task}", _get_task, READ_WORKFLOWS),
    Route("PATCH", _ONE + "/tasks/{task}", _update_task, WRITE_WORKFLOWS),
    Route("GET", _ONE + "/administrationScopeTargets", _list_administration_scope, READ_WORKFLOWS),
)
