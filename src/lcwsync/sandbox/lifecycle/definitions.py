"""Reads of the built-in task definitions
(https://learn.microsoft.com/graph/api/resources/identitygovernance-taskdefinition)."""

from lcwsync.sandbox.documents import NOT_FOUND
from lcwsync.sandbox.http.permissions import READ_LIFECYCLE
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route, page
from lcwsync.sandbox.lifecycle.list_queries import EQUALITY, FLAGS, listed, selected
from lcwsync.sandbox.lifecycle.task_definitions import definition_of, shown, task_definitions
from lcwsync.sandbox.lifecycle.workflows import LIFECYCLE
from lcwsync.sandbox.store import Store

_OF = "identityGovernance/lifecycleWorkflows/taskDefinitions"


def _list(request: Request, store: Store) -> Response:  # noqa: ARG001 - the same in every tenant
    filterable = {"id": EQUALITY, "displayName": EQUALITY, "category": FLAGS}
    items = [
        selected(request, item) for item in listed(request, [shown(each) for each in task_definitions()], filterable)
    ]
    return page(request, items, of=_OF)


def _get(request: Request, store: Store) -> Response:  # noqa: ARG001
    definition = definition_of(request.params["id"])
    if definition is None:
        raise GraphError(404, NOT_FOUND, f"Resource '{request.params['id']}' does not exist.")
    body = selected(request, shown(definition))
    return Response(200, {"@odata.context": request.context(f"{_OF}/$entity"), **body})


ROUTES = (
    Route("GET", LIFECYCLE + "/taskDefinitions", _list, READ_LIFECYCLE),
    Route("GET", LIFECYCLE + "/taskDefinitions/{id}", _get, READ_LIFECYCLE),
)
