"""Custom task extensions (https://learn.microsoft.com/graph/api/resources/identitygovernance-customtaskextension)."""

import re
from uuid import uuid4

from lcwsync.sandbox import doubts
from lcwsync.sandbox.clock import timestamp_after
from lcwsync.sandbox.documents import (
    BAD_REQUEST,
    CONFLICT,
    EXTENSIONS,
    WORKFLOWS,
    check_name_is_free,
    found,
    objects,
    refuse,
    without_annotations,
)
from lcwsync.sandbox.http.permissions import READ_EXTENSIONS, WRITE_EXTENSIONS
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route, page
from lcwsync.sandbox.lifecycle.list_queries import EQUALITY, listed, selected
from lcwsync.sandbox.lifecycle.rules import checked_name, checked_text
from lcwsync.sandbox.lifecycle.workflows import LIFECYCLE
from lcwsync.sandbox.limits import CALLBACK_TIMEOUT_MINUTES, MAX_EXTENSIONS
from lcwsync.sandbox.store import JsonObject, Store

_ENDPOINT = "#microsoft.graph.logicAppTriggerEndpointConfiguration"
_POP = "#microsoft.graph.azureAdPopTokenAuthentication"
_BEARER = "#microsoft.graph.azureAdTokenAuthentication"
_CLIENT = "#microsoft.graph.customExtensionClientConfiguration"
_CALLBACK = "#microsoft.graph.identityGovernance.customTaskExtensionCallbackConfiguration"

_DURATION = re.compile(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
_BOUND = re.compile(r"[0-9a-fA-F-]{36}(?='?\)?$)")


def add_extension(store: Store, body: JsonObject, *, by: str, id: str | None = None) -> JsonObject:  # noqa: A002
    """Check an extension's body as a create does, store it and return the stored document. Raises GraphError."""
    checked = _checked(body, before={})
    if "displayName" not in checked or "endpointConfiguration" not in checked:
        raise refuse("The properties 'displayName' and 'endpointConfiguration' are required.")
    if store.count(EXTENSIONS) >= MAX_EXTENSIONS:
        message = f"The tenant has {MAX_EXTENSIONS} custom task extensions, the most allowed."
        raise GraphError(400, BAD_REQUEST, message)
    check_name_is_free(store, EXTENSIONS, str(checked["displayName"]))
    stamp = timestamp_after(None, store.now())
    document: JsonObject = {
        "id": id or str(uuid4()),
        "description": None,
        "authenticationConfiguration": {"@odata.type": _POP},
        "clientConfiguration": {"@odata.type": _CLIENT, "maximumRetries": 1, "timeoutInMilliseconds": 1000},
        "callbackConfiguration": None,
        **checked,
        "createdDateTime": stamp,
        "lastModifiedDateTime": stamp,
        "createdBy": {"id": by},
        "lastModifiedBy": {"id": by},
    }
    store.put(EXTENSIONS, str(document["id"]), document)
    return document


def _list(request: Request, store: Store) -> Response:
    documents = listed(
        request,
        store.all(EXTENSIONS),
        {"id": EQUALITY, "displayName": EQUALITY},
        searchable=("displayName", "description"),
    )
    items = [selected(request, _view(request, document)) for document in documents]
    return page(request, items, of="identityGovernance/lifecycleWorkflows/customTaskExtensions")


def _get(request: Request, store: Store) -> Response:
    document = found(store, EXTENSIONS, request.params["id"])
    return Response(200, _single(request, selected(request, _view(request, document))))


def _create(request: Request, store: Store) -> Response:
    document = add_extension(store, request.body or {}, by=request.caller.id)
    return Response(201, _single(request, _view(request, document)))


def _update(request: Request, store: Store) -> Response:
    document = found(store, EXTENSIONS, request.params["id"])
    changed = {
        **document,
        **_checked(request.body or {}, before=document),
        "lastModifiedDateTime": timestamp_after(document["lastModifiedDateTime"], store.now()),
        "lastModifiedBy": {"id": request.caller.id},
    }
    check_name_is_free(store, EXTENSIONS, str(changed["displayName"]), but=str(document["id"]))
    store.put(EXTENSIONS, str(document["id"]), changed)
    if doubts.answer(store, "extension-update") == "200":
        return Response(200, _single(request, _view(request, changed)))
    return Response(204)


def _delete(request: Request, store: Store) -> Response:
    document = found(store, EXTENSIONS, request.params["id"])
    for workflow in store.all(WORKFLOWS) if doubts.answer(store, "used-extensions") == "refused" else ():
        if any(_uses(task, str(document["id"])) for task in objects(workflow["tasks"])):
            raise GraphError(
                409,
                CONFLICT,
                f"The custom task extension is used by the workflow '{workflow['displayName']}'.",
            )
    store.remove(EXTENSIONS, str(document["id"]))
    return Response(204)


def _uses(task: JsonObject, extension_id: str) -> bool:
    return any(
        str(argument.get("name")).casefold() == "customtaskextensionid"
        and str(argument.get("value")).casefold() == extension_id.casefold()
        for argument in objects(task.get("arguments"))
    )


def _view(request: Request, document: JsonObject) -> JsonObject:
    """Apps that may resume a task are a navigation property: shown only when expanded."""
    callback = document.get("callbackConfiguration")
    if isinstance(callback, dict) and "authorizedapps" not in request.query.get("$expand", "").lower():
        callback = {name: value for name, value in callback.items() if name != "authorizedApps"}
    return {**document, "callbackConfiguration": callback}


def _single(request: Request, view: JsonObject) -> JsonObject:
    of = "identityGovernance/lifecycleWorkflows/customTaskExtensions/$entity"
    return {"@odata.context": request.context(of), **view}


def _checked(body: JsonObject, *, before: JsonObject) -> JsonObject:
    """The members sent, each whole and checked; `before` is what is stored."""
    checked: JsonObject = {}
    for name, value in without_annotations(body).items():
        match name:
            case "displayName":
                checked[name] = checked_name(value)
            case "description":
                checked[name] = checked_text(value, name)
            case "endpointConfiguration":
                checked[name] = _endpoint(value)
            case "authenticationConfiguration":
                checked[name] = _authentication(value, before.get(name))
            case "clientConfiguration":
                checked[name] = _client(value)
            case "callbackConfiguration":
                checked[name] = _callback(value, before.get(name))
            case _:
                raise refuse(f"The property '{name}' does not exist or cannot be written in an extension.")
    return checked


def _typed(value: object, name: str, *types: str) -> JsonObject:
    if isinstance(value, dict):
        declared = "#" + str(value.get("@odata.type")).removeprefix("#")
        if declared in types:
            return {"@odata.type": declared, **without_annotations(value)}
    raise refuse(f"The property '{name}' needs one of the types {', '.join(types)}.")


def _endpoint(value: object) -> JsonObject:
    endpoint = _typed(value, "endpointConfiguration", _ENDPOINT)
    parts = ("subscriptionId", "resourceGroupName", "logicAppWorkflowName")
    if set(endpoint) - {"@odata.type", "url", *parts}:
        raise refuse("The endpoint configuration has an unknown property.")
    if not all(isinstance(endpoint.get(part), str) and endpoint[part] for part in parts):
        raise refuse(f"The endpoint configuration needs {', '.join(parts)}.")
    # The service looks the address up itself; the sandbox's leads nowhere.
    return {**endpoint, "url": f"https://logic.invalid/{endpoint['logicAppWorkflowName']}"}


def _authentication(value: object, before: object) -> JsonObject:
    authentication = _typed(value, "authenticationConfiguration", _POP, _BEARER)
    kind = authentication["@odata.type"]
    if kind == _BEARER and not isinstance(authentication.get("resourceId"), str):
        raise refuse("Bearer token authentication needs a 'resourceId'.")
    if isinstance(before, dict) and before.get("@odata.type") == _BEARER and kind == _POP:
        raise refuse("An extension cannot move from bearer to proof-of-possession tokens: create a new one.")
    return authentication


def _client(value: object) -> JsonObject:
    client = _typed(value, "clientConfiguration", _CLIENT)
    numbers = {name: number for name, number in client.items() if name != "@odata.type"}
    if set(numbers) - {"maximumRetries", "timeoutInMilliseconds"}:
        raise refuse("The client configuration has an unknown property.")
    if not all(isinstance(number, int) and not isinstance(number, bool) and number >= 0 for number in numbers.values()):
        raise refuse("The client configuration takes whole numbers.")
    return client


def _callback(value: object, before: object) -> JsonObject | None:
    """Null: launch and continue. Apps that are not sent stay as they are."""
    if value is None:
        return None
    callback = _typed(value, "callbackConfiguration", _CALLBACK)
    if set(callback) - {"@odata.type", "timeoutDuration", "authorizedApps"}:
        raise refuse("The callback configuration has an unknown property.")
    if _minutes(callback.get("timeoutDuration")) not in CALLBACK_TIMEOUT_MINUTES:
        raise refuse("The property 'timeoutDuration' must be from PT5M to PT3H.")
    assert isinstance(value, dict)
    if (bound := value.get("authorizedApps@odata.bind")) is not None:
        links = [_BOUND.search(str(link)) for link in bound] if isinstance(bound, list) else []
        callback["authorizedApps"] = [{"id": link.group()} for link in links if link]
    elif "authorizedApps" not in callback:
        callback["authorizedApps"] = before.get("authorizedApps", []) if isinstance(before, dict) else []
    apps = objects(callback["authorizedApps"])
    callback["authorizedApps"] = [{"id": app["id"]} for app in apps if isinstance(app.get("id"), str)]
    return callback


def _minutes(duration: object) -> float:
    match = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if match is None:
        return -1
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 60 + minutes + seconds / 60


_ALL = LIFECYCLE + "/customTaskExtensions"

ROUTES = (
    Route("GET", _ALL, _list, READ_EXTENSIONS),
    Route("POST", _ALL, _create, WRITE_EXTENSIONS),
    Route("GET", _ALL + "/{id}", _get, READ_EXTENSIONS),
    Route("PATCH", _ALL + "/{id}", _update, WRITE_EXTENSIONS),
    Route("DELETE", _ALL + "/{id}", _delete, WRITE_EXTENSIONS),
)
