"""Soft-deleted workflows: kept thirty days, restored or deleted for good
(https://learn.microsoft.com/entra/id-governance/delete-lifecycle-workflow)."""

from datetime import timedelta

from lcwsync.sandbox import doubts
from lcwsync.sandbox.clock import instant, timestamp_after
from lcwsync.sandbox.documents import BAD_REQUEST, DELETED, WORKFLOWS, check_name_is_free, found
from lcwsync.sandbox.http.permissions import READ_WORKFLOWS, WRITE_WORKFLOWS
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route, page
from lcwsync.sandbox.lifecycle.list_queries import listed, selected
from lcwsync.sandbox.lifecycle.versions import remove_versions
from lcwsync.sandbox.lifecycle.views import list_item, workflow_view
from lcwsync.sandbox.lifecycle.workflows import CONTEXT, FILTERABLE, LIFECYCLE
from lcwsync.sandbox.limits import MAX_WORKFLOWS
from lcwsync.sandbox.store import JsonObject, Store

KEPT = timedelta(days=30)
"""How long a deleted workflow can be restored."""

_OF = "identityGovernance/lifecycleWorkflows/deletedItems/workflows"


def _list(request: Request, store: Store) -> Response:
    _purge(store)
    documents = listed(request, store.all(DELETED), FILTERABLE)
    items = [selected(request, list_item(d, also=("deletedDateTime",))) for d in documents]
    return page(request, items, of=_OF)


def _get(request: Request, store: Store) -> Response:
    document = {**_asked(request, store), "tasks": []}  # as the documented sample shows it
    return Response(200, workflow_view(request, store, document, of=_OF))


def _restore(request: Request, store: Store) -> Response:
    document = _asked(request, store)
    if store.count(WORKFLOWS) >= MAX_WORKFLOWS:
        message = f"The tenant has {MAX_WORKFLOWS} workflows, the most allowed."
        raise GraphError(400, BAD_REQUEST, message)
    check_name_is_free(store, WORKFLOWS, str(document["displayName"]), but=str(document["id"]))
    as_before = doubts.answer(store, "restored-switches") == "as-before"
    switches = ("isEnabled", "isSchedulingEnabled")
    restored = {
        **{name: value for name, value in document.items() if not name.startswith("_was")},
        **{name: as_before and document[f"_was_{name}"] for name in switches},
        "tasks": document["tasks"] if doubts.answer(store, "restored-tasks") == "kept" else [],
        "deletedDateTime": None,
        "lastModifiedDateTime": timestamp_after(document["lastModifiedDateTime"], store.now()),
        "lastModifiedBy": {"id": request.caller.id},
    }
    store.put(WORKFLOWS, str(document["id"]), restored)
    store.remove(DELETED, str(document["id"]))
    return Response(200, workflow_view(request, store, restored, of=CONTEXT))


def _delete(request: Request, store: Store) -> Response:
    _forget(store, _asked(request, store))
    return Response(204)


def _asked(request: Request, store: Store) -> JsonObject:
    _purge(store)
    return found(store, DELETED, request.params["id"])


def _purge(store: Store) -> None:
    """Delete for good what has been kept long enough by the sandbox's clock."""
    for document in store.all(DELETED):
        if store.now() - instant(str(document["deletedDateTime"])) >= KEPT:
            _forget(store, document)


def _forget(store: Store, document: JsonObject) -> None:
    with store.transaction():
        store.remove(DELETED, str(document["id"]))
        remove_versions(store, document)


_ALL = LIFECYCLE + "/deletedItems/workflows"

ROUTES = (
    Route("GET", _ALL, _list, READ_WORKFLOWS),
    Route("GET", _ALL + "/{id}", _get, READ_WORKFLOWS),
    Route("POST", _ALL + "/{id}/restore", _restore, WRITE_WORKFLOWS),
    Route("DELETE", _ALL + "/{id}", _delete, WRITE_WORKFLOWS),
)
