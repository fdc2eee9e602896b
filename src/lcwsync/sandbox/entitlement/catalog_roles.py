"""Roles of entitlement management and who holds them, on one catalog or on all.

https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments,
https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate
"""

from dataclasses import replace

from lcwsync.sandbox.directory.governance_resources import CATALOG_ROLE_ASSIGNMENT, ROLE_DEFINITION
from lcwsync.sandbox.directory.objects import find_object
from lcwsync.sandbox.directory.odata import Expander, given, list_response, view
from lcwsync.sandbox.directory.odata import stored as every
from lcwsync.sandbox.directory.permissions import READ_ENTITLEMENT
from lcwsync.sandbox.directory.resources import DIRECTORY_OBJECT
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store

_OF = "roleManagement/entitlementManagement"
_DEFINITION = replace(ROLE_DEFINITION, collection="")

CATALOG_OWNER = "ae79f266-94d4-4dab-b730-feca7e132178"

_BUILT_IN = {
    CATALOG_OWNER: "Catalog owner",
    "44272f93-9762-48e8-af59-1b5351b1d6b3": "Catalog reader",
    "7f480852-ebdc-47d4-87de-0d8498384a83": "Access package manager",
    "e2182095-804a-4656-ae11-64734e9b7ae5": "Access package assignment manager",
    "ba92d953-d8e0-4e39-a797-0cbedb0a89e8": "Catalog creator",
}
"""Names by id, the same in every tenant."""


def _assignments(request: Request, store: Store) -> Response:
    def principal(document: JsonObject, _: object) -> JsonObject | None:
        found = find_object(store, str(document["principalId"]))
        return None if found is None else view(DIRECTORY_OBJECT, found)

    expanders: dict[str, Expander] = {"principal": principal, "roleDefinition": _definition_of}
    listed = every(store, CATALOG_ROLE_ASSIGNMENT)
    return list_response(request, CATALOG_ROLE_ASSIGNMENT, listed, of=f"{_OF}/roleAssignments", expanders=expanders)


def _definitions(request: Request, _: Store) -> Response:
    return list_response(request, _DEFINITION, given(map(_definition, _BUILT_IN)), of=f"{_OF}/roleDefinitions")


def _definition_of(document: JsonObject, _: object) -> JsonObject | None:
    id_ = str(document["roleDefinitionId"])
    return _definition(id_) if id_ in _BUILT_IN else None


def _definition(id_: str) -> JsonObject:
    return {"id": id_, "templateId": id_, "displayName": _BUILT_IN[id_], "isBuiltIn": True, "isEnabled": True}


ROUTES = (
    Route("GET", f"/{_OF}/roleAssignments", _assignments, READ_ENTITLEMENT),
    Route("GET", f"/{_OF}/roleDefinitions", _definitions, READ_ENTITLEMENT),
)
