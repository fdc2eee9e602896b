"""What another admin does to catalogs, access packages and their policies in the portal, at the worst moment."""

import re
from contextlib import suppress
from dataclasses import replace

from lcwsync.sandbox.entitlement import catalogs, packages, policies
from lcwsync.sandbox.faults.faults import Fault, FaultKind
from lcwsync.sandbox.http.routing import Caller, GraphError, Request, Router
from lcwsync.sandbox.store import JsonObject, Store

_ROUTER = Router((*catalogs.ROUTES, *packages.ROUTES, *policies.ROUTES))
_OBJECT = re.compile(r"/entitlementManagement/(catalogs|accessPackages|assignmentPolicies)/([^/]+)", re.IGNORECASE)
_COLLECTIONS = {
    "catalogs": "accessPackageCatalogs",
    "accesspackages": "accessPackages",
    "assignmentpolicies": "assignmentPolicies",
}
_EDITS: dict[str, JsonObject] = {
    "catalogs": {"state": "unpublished"},
    "accesspackages": {"isHidden": True},
    "assignmentpolicies": {"expiration": {"type": "afterDuration", "duration": "PT3H", "endDateTime": None}},
}
"""What the other admin sets, by the kind of object: something that git describes of each."""

_ADMIN = Caller(id="0c9a3f7d-5a2b-4d0e-8f31-6b7c2e9d1a54")


def take_name(request: Request, store: Store) -> bool:
    """Make what a POST is about to make, with another description; whether the path is one of access packages."""
    if "/entitlementmanagement/" not in request.path.lower():
        return False
    body = dict(request.body or {})
    if "displayName" in body:
        body["description"] = "Made in the portal"
    _carry_out(replace(request, body=body, caller=_ADMIN), store)
    return True


def touch(fault: Fault, path: str, store: Store) -> bool:
    """Do what the fault says to the object of the path; whether the path is one of catalogs, packages or policies."""
    match = _OBJECT.search(path)
    if match is None:
        return False
    kind = match[1].lower()
    document = store.get(_COLLECTIONS[kind], match[2])
    if document is not None:
        _touch(fault, kind, document, store)
    return True


def touch_named(fault: Fault, store: Store) -> None:
    """Do what the fault says to the access packages of the name that it carries."""
    for document in store.all(_COLLECTIONS["accesspackages"]):
        if document["displayName"] == fault.value:
            _touch(fault, "accesspackages", document, store)


def _touch(fault: Fault, kind: str, document: JsonObject, store: Store) -> None:
    if fault.kind is FaultKind.DELETED_BY_OTHER:
        path = f"/identityGovernance/entitlementManagement/{kind}/{document['id']}"
        _carry_out(Request(method="DELETE", path=path, caller=_ADMIN), store)
        return
    renamed = fault.kind is FaultKind.RENAMED_BY_OTHER
    change = {"displayName": f"{document['displayName']} (renamed in the portal)"} if renamed else _EDITS[kind]
    store.put(_COLLECTIONS[kind], str(document["id"]), {**document, **change})


def _carry_out(request: Request, store: Store) -> None:
    """The other admin's own request; what the service refuses does not happen."""
    with suppress(GraphError):
        route, params = _ROUTER.find(request.method, request.path)
        route.handler(replace(request, params=params), store)
