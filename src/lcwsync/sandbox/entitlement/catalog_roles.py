"""Roles of entitlement management and who holds them, on one catalog or on all.

https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments,
https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate
"""

import re
from dataclasses import replace

from lcwsync.sandbox import doubts
from lcwsync.sandbox.directory.governance_resources import (
    ACCESS_PACKAGE,
    ASSIGNMENT_POLICY,
    CATALOG_ROLE_ASSIGNMENT,
    ROLE_DEFINITION,
)
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
PACKAGE_MANAGER = "7f480852-ebdc-47d4-87de-0d8498384a83"

_BUILT_IN = {
    CATALOG_OWNER: "Catalog owner",
    "44272f93-9762-48e8-af59-1b5351b1d6b3": "Catalog reader",
    PACKAGE_MANAGER: "Access package manager",
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


_WRITTEN = re.compile(
    r"/identityGovernance/entitlementManagement/(accessPackages|assignmentPolicies)(?:/([^/]+))?", re.I
)


def writes_by_role(request: Request, store: Store) -> bool:
    """Whether a caller without the permission may write to the access package or policy of the request, by a role on
    its catalog."""
    match = _WRITTEN.match(request.path)
    if match is None or request.method == "GET" or doubts.answer(store, "catalog-role") != "served":
        return False
    id_, body = match[2], request.body or {}
    if match[1].lower() == "assignmentpolicies":
        policy = store.get(ASSIGNMENT_POLICY.collection, id_) if id_ else body
        id_ = _linked(policy, "accessPackage")
    holder = store.get(ACCESS_PACKAGE.collection, id_) if id_ else body
    catalog = _linked(holder, "catalog")
    return catalog is not None and any(
        held["principalId"] == request.caller.id
        and held["roleDefinitionId"] in (CATALOG_OWNER, PACKAGE_MANAGER)
        and held["appScopeId"] == f"/AccessPackageCatalog/{catalog}"
        for held in store.all(CATALOG_ROLE_ASSIGNMENT.collection)
    )


def _linked(document: JsonObject | None, name: str) -> str | None:
    link = (document or {}).get(name)
    return str(link["id"]) if isinstance(link, dict) and "id" in link else None


ROUTES = (
    Route("GET", f"/{_OF}/roleAssignments", _assignments, READ_ENTITLEMENT),
    Route("GET", f"/{_OF}/roleDefinitions", _definitions, READ_ENTITLEMENT),
)
