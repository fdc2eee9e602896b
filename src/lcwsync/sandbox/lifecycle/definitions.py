"""The built-in task definitions, as the catalogue has them
(https://learn.microsoft.com/graph/api/resources/identitygovernance-taskdefinition)."""

from functools import cache

from lcwsync.model import catalogue
from lcwsync.model.task_definition import ArgumentDefinition, ArgumentType, TaskDefinition
from lcwsync.sandbox import guesses
from lcwsync.sandbox.http.permissions import READ_LIFECYCLE
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route, page
from lcwsync.sandbox.lifecycle.lists import EQUALITY, FLAGS, listed, selected
from lcwsync.sandbox.lifecycle.rules import category_flags
from lcwsync.sandbox.lifecycle.workflows import LIFECYCLE
from lcwsync.sandbox.store import JsonObject, Store

_OF = "identityGovernance/lifecycleWorkflows/taskDefinitions"
_UNLISTED = frozenset({"cc", "customSubject", "customBody", "locale"})
"""Arguments of every task that mails; the documented definitions do not list them, though tasks take them."""


@cache
def _definitions() -> tuple[JsonObject, ...]:
    return tuple(_definition(definition) for definition in catalogue.definitions())


def _definition(definition: TaskDefinition) -> JsonObject:
    return {
        "id": definition.id,
        "category": category_flags(definition),
        "continueOnError": False,
        "displayName": definition.api_display_name,
        "description": definition.display_name,
        "version": 1,
        "parameters": [_parameter(a) for a in definition.arguments if a.name not in _UNLISTED],
    }


def _parameter(argument: ArgumentDefinition) -> JsonObject:
    boolean = argument.type is ArgumentType.BOOLEAN
    values = ["true", "false"] if boolean else []
    return {"name": argument.name, "values": values, "valueType": "enum" if boolean else "string"}


def _list(request: Request, store: Store) -> Response:  # noqa: ARG001 - the same in every tenant
    filterable = {"id": EQUALITY, "displayName": EQUALITY, "category": FLAGS}
    items = [selected(request, item) for item in listed(request, _definitions(), filterable)]
    return page(request, items, of=_OF)


def _get(request: Request, store: Store) -> Response:  # noqa: ARG001
    definition = catalogue.by_id(request.params["id"])
    if definition is None:
        raise GraphError(404, guesses.NOT_FOUND, f"Resource '{request.params['id']}' does not exist.")
    body = selected(request, _definition(definition))
    return Response(200, {"@odata.context": request.context(f"{_OF}/$entity"), **body})


ROUTES = (
    Route("GET", LIFECYCLE + "/taskDefinitions", _list, READ_LIFECYCLE),
    Route("GET", LIFECYCLE + "/taskDefinitions/{id}", _get, READ_LIFECYCLE),
)
