"""The directory of the sandbox: the organization, its licences, objects by id, and the routes of all other parts."""

from lcwsync.sandbox import doubts
from lcwsync.sandbox.directory import (
    activation,
    applications,
    groups,
    managers,
    sign_in_methods,
    users,
)
from lcwsync.sandbox.directory import (
    roles as identity,
)
from lcwsync.sandbox.directory.objects import find_object, missing, refuse, require, resolved
from lcwsync.sandbox.directory.odata import given, list_response, one_response, stored, view
from lcwsync.sandbox.directory.permissions import READ_BY_IDS, READ_OBJECTS, READ_ORGANIZATION
from lcwsync.sandbox.directory.resources import DIRECTORY_OBJECT, DIRECTORY_OBJECTS, ORGANIZATION, SUBSCRIBED_SKU
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route
from lcwsync.sandbox.store import Store

MAX_IDS = 1000
"""Ids one getByIds takes (https://learn.microsoft.com/graph/api/directoryobject-getbyids)."""


def _organizations(request: Request, store: Store) -> Response:
    return list_response(request, ORGANIZATION, stored(store, ORGANIZATION), of="organization")


def _organization(request: Request, store: Store) -> Response:
    return one_response(request, ORGANIZATION, require(store, ORGANIZATION, request.params["id"]), of="organization")


def _skus(request: Request, store: Store) -> Response:
    return list_response(request, SUBSCRIBED_SKU, given(store.all(SUBSCRIBED_SKU.collection)), of="subscribedSkus")


def _get_by_ids(request: Request, store: Store) -> Response:
    """The objects of the given ids, whatever their kind; unknown ids are left out without a word. Never paged."""
    held = request.caller.permissions
    if held is not None and not held & set(READ_BY_IDS) and doubts.answer(store, "names-of-ids") == "directory":
        raise GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    body = request.body or {}
    wanted, types = body.get("ids"), body.get("types")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(id_, str) for id_ in wanted):
        raise refuse("The property 'ids' must be a collection of object ids.")
    if len(wanted) > MAX_IDS:
        raise refuse(f"Too many ids: {len(wanted)}. At most {MAX_IDS} are allowed.")
    known = {resource.type.lower(): f"#microsoft.graph.{resource.type}" for resource in DIRECTORY_OBJECTS}
    allowed = frozenset(known.values())
    if isinstance(types, list) and types and "directoryobject" not in {str(type_).lower() for type_ in types}:
        allowed = frozenset(known[name] for name in (str(type_).lower() for type_ in types) if name in known)
    found = resolved(store, dict.fromkeys(id_.lower() for id_ in wanted))
    value = [view(DIRECTORY_OBJECT, item) for item in found if item["@odata.type"] in allowed]
    return Response(200, {"@odata.context": request.context("directoryObjects"), "value": value})


def _object(request: Request, store: Store) -> Response:
    """An object of whatever kind."""
    found = find_object(store, request.params["id"].lower())
    if found is None:
        raise missing(request.params["id"])
    return one_response(request, DIRECTORY_OBJECT, found, of="directoryObjects")


ROUTES: tuple[Route, ...] = (
    Route("GET", "/organization", _organizations, READ_ORGANIZATION),
    Route("GET", "/organization/{id}", _organization, READ_ORGANIZATION),
    Route("GET", "/subscribedSkus", _skus, READ_ORGANIZATION),
    Route("POST", "/directoryObjects/getByIds", _get_by_ids, READ_OBJECTS),
    Route("GET", "/directoryObjects/{id}", _object, READ_OBJECTS),
    *users.ROUTES,
    *managers.ROUTES,
    *sign_in_methods.ROUTES,
    *groups.ROUTES,
    *applications.ROUTES,
    *identity.ROUTES,
    *activation.ROUTES,
)
