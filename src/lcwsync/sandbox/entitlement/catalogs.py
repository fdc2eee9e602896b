"""Catalogs and the groups in them (https://learn.microsoft.com/graph/api/resources/accesspackagecatalog)."""

from uuid import uuid4

from lcwsync.sandbox import doubts
from lcwsync.sandbox.directory.governance_resources import (
    ACCESS_PACKAGE,
    CATALOG,
    CATALOG_RESOURCE,
    CATALOG_ROLE_ASSIGNMENT,
    ROLE_SCOPE,
)
from lcwsync.sandbox.directory.groups import is_dynamic
from lcwsync.sandbox.directory.odata import Expander, Expansion, given, list_response, one_response, view
from lcwsync.sandbox.directory.odata import stored as every
from lcwsync.sandbox.directory.permissions import READ_ENTITLEMENT, WRITE_ENTITLEMENT, WRITE_GROUPS
from lcwsync.sandbox.entitlement import PATH
from lcwsync.sandbox.entitlement.bodies import linked, not_found, optional, refuse, sent, stamp, stored, text
from lcwsync.sandbox.entitlement.catalog_roles import CATALOG_OWNER
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store

_OF = "identityGovernance/entitlementManagement/catalogs"
_MEMBERS = ("displayName", "description", "state", "isExternallyVisible")
_READS_UNTIL_SHOWN = 2


def _list(request: Request, store: Store) -> Response:
    return list_response(request, CATALOG, every(store, CATALOG), of=_OF)


def _get(request: Request, store: Store) -> Response:
    return one_response(request, CATALOG, _catalog(request, store), of=_OF)


def _create(request: Request, store: Store) -> Response:
    body = _checked(sent(request, _MEMBERS, "accessPackageCatalog"))
    name = text(body, "displayName")
    if doubts.answer(store, "entitlement-names") == "refused" and _named(store, CATALOG.collection, name):
        raise refuse(f"A catalog with the name '{name}' exists already.", code="Conflict", status=409)
    catalog: JsonObject = {
        "id": str(uuid4()),
        "displayName": name,
        "description": body.get("description"),
        "catalogType": "userManaged",
        "state": body.get("state") or "unpublished",
        "isExternallyVisible": body.get("isExternallyVisible") is True,
        "createdDateTime": stamp(store),
        "modifiedDateTime": stamp(store),
    }
    store.put(CATALOG.collection, str(catalog["id"]), catalog)
    if doubts.answer(store, "catalog-owner") == "caller":
        assignment: JsonObject = {
            "id": str(uuid4()),
            "principalId": request.caller.id,
            "roleDefinitionId": CATALOG_OWNER,
            "appScopeId": f"/AccessPackageCatalog/{catalog['id']}",
            "directoryScopeId": None,
        }
        store.put(CATALOG_ROLE_ASSIGNMENT.collection, str(assignment["id"]), assignment)
    return Response(201, {"@odata.context": request.context(f"{_OF}/$entity"), **catalog})


def _update(request: Request, store: Store) -> Response:
    catalog = _catalog(request, store)
    body = _checked(sent(request, _MEMBERS, "accessPackageCatalog"))
    store.put(CATALOG.collection, str(catalog["id"]), {**catalog, **body, "modifiedDateTime": stamp(store)})
    return Response(204)


def _delete(request: Request, store: Store) -> Response:
    catalog = _catalog(request, store)
    if any(package.get("catalog") == {"id": catalog["id"]} for package in store.all(ACCESS_PACKAGE.collection)):
        raise refuse("The catalog has access packages and cannot be deleted.")
    store.remove(CATALOG.collection, str(catalog["id"]))
    for resource in store.all(CATALOG_RESOURCE.collection):
        if resource["_catalog"] == catalog["id"]:
            store.remove(CATALOG_RESOURCE.collection, str(resource["id"]))
    return Response(204)


def _resources(request: Request, store: Store) -> Response:
    """The groups of a catalog. One that was just added may not be shown yet."""
    catalog = _catalog(request, store)
    found: list[JsonObject] = []
    for resource in store.all(CATALOG_RESOURCE.collection):
        if resource["_catalog"] != catalog["id"]:
            continue
        reads = int(str(resource["_reads"]))
        if reads > 0:
            store.put(CATALOG_RESOURCE.collection, str(resource["id"]), {**resource, "_reads": reads - 1})
        else:
            found.append(resource)
    expanders = {"roles": _roles, "scopes": _scopes}
    return list_response(
        request, CATALOG_RESOURCE, given(found), of=f"{_OF}('{catalog['id']}')/resources", expanders=expanders
    )


def _roles(resource: JsonObject, _: Expansion) -> object:
    names = ("Member", "Owner")
    return [_of_resource(resource, f"{name}_{resource['originId']}", name) for name in names]


def _scopes(resource: JsonObject, _: Expansion) -> object:
    scope = _of_resource(resource, str(resource["originId"]), "Root")
    return [{**scope, "isRootScope": True}]


def _of_resource(resource: JsonObject, origin: str, name: str) -> JsonObject:
    """A role or a scope; its id follows from the resource's and its own origin."""
    head, _, tail = str(resource["id"]).partition("-")
    kind = {"Member": "a", "Owner": "b"}.get(name, "c")
    return {
        "id": f"{kind}{head[1:]}-{tail}",
        "displayName": name,
        "description": None,
        "originSystem": "AadGroup",
        "originId": origin,
    }


def roles_and_scopes(resource: JsonObject) -> dict[str, JsonObject]:
    """The roles and scopes of a resource by their origin id."""
    listed = (*_listed(_roles(resource, Expansion("roles"))), *_listed(_scopes(resource, Expansion("scopes"))))
    return {str(item["originId"]): item for item in listed}


def _listed(value: object) -> list[JsonObject]:
    return value if isinstance(value, list) else []


def _request(request: Request, store: Store) -> Response:
    """Adding a group to a catalog, or removing it."""
    body = sent(request, ("requestType", "resource", "catalog"), "accessPackageResourceRequest")
    kind, resource = body.get("requestType"), body.get("resource")
    if not isinstance(resource, dict) or kind not in ("adminAdd", "adminRemove"):
        raise refuse("The requestType and the resource of the request are not supported.")
    if kind == "adminAdd":
        _add(request, store, linked(body, "catalog"), resource)
    else:
        _remove(store, linked(body, "resource"))
    reply: JsonObject = {"id": str(uuid4()), "requestType": kind, "state": "delivered", "createdDateTime": stamp(store)}
    return Response(201, {"@odata.context": request.context(f"{PATH[1:]}/resourceRequests/$entity"), **reply})


def _add(request: Request, store: Store, catalog_id: str, resource: JsonObject) -> None:
    held = request.caller.permissions
    if held is not None and not held & set(WRITE_GROUPS):
        raise GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to add a group to a catalog.")
    catalog = stored(store, CATALOG.collection, catalog_id, "catalog")
    group = store.get("groups", str(resource.get("originId")))
    if resource.get("originSystem") != "AadGroup" or group is None:
        raise refuse(f"The group {resource.get('originId')} was not found.", code="ResourceNotFoundInOriginSystem")
    if group.get("onPremisesSyncEnabled") or (group.get("mailEnabled") and "Unified" not in _types(group)):
        raise refuse("A group that is synchronised or managed by Exchange cannot be added.")
    same = (group["id"], catalog["id"])
    if any((other["originId"], other["_catalog"]) == same for other in store.all(CATALOG_RESOURCE.collection)):
        raise refuse("The resource is already in the catalog.", code="ResourceAlreadyOnboarded")
    document: JsonObject = {
        "id": str(uuid4()),
        "displayName": group["displayName"],
        "description": group.get("description"),
        "originId": group["id"],
        "originSystem": "AadGroup",
        "createdDateTime": stamp(store),
        "modifiedDateTime": stamp(store),
        "_catalog": catalog["id"],
        "_dynamic": is_dynamic(group),
        "_reads": _READS_UNTIL_SHOWN if doubts.answer(store, "resource-shown") == "later" else 0,
    }
    store.put(CATALOG_RESOURCE.collection, str(document["id"]), document)


def _remove(store: Store, id_: str) -> None:
    resource = stored(store, CATALOG_RESOURCE.collection, id_, "resource")
    for held in store.all(ROLE_SCOPE.collection):
        if held["_resource"] == resource["id"]:
            raise refuse("The resource is used by an access package.", code="InvalidDeleteResourceHasEntitlements")
    store.remove(CATALOG_RESOURCE.collection, str(resource["id"]))


def _types(group: JsonObject) -> list[object]:
    types = group.get("groupTypes")
    return types if isinstance(types, list) else []


def _checked(body: JsonObject) -> JsonObject:
    if body.get("state") not in (None, "published", "unpublished"):
        raise refuse("The state must be published or unpublished.")
    for name, kind in (("displayName", str), ("description", str), ("isExternallyVisible", bool)):
        optional(body, name, kind)
    return body


def _named(store: Store, collection: str, name: str) -> bool:
    return any(str(value).casefold() == name.casefold() for _, value in store.column(collection, "displayName"))


def _catalog(request: Request, store: Store) -> JsonObject:
    found = store.get(CATALOG.collection, request.params["id"])
    if found is None:
        raise not_found("catalog", request.params["id"])
    return found


def catalog_expander(store: Store) -> Expander:
    """The catalog of a package or a policy."""

    def catalog(document: JsonObject, expansion: Expansion) -> JsonObject | None:
        held = document.get("catalog")
        found = store.get(CATALOG.collection, str(held["id"])) if isinstance(held, dict) else None
        return None if found is None else view(CATALOG, found, expansion.select)

    return catalog


ROUTES = (
    Route("GET", f"{PATH}/catalogs", _list, READ_ENTITLEMENT),
    Route("POST", f"{PATH}/catalogs", _create, WRITE_ENTITLEMENT),
    Route("GET", f"{PATH}/catalogs/{{id}}", _get, READ_ENTITLEMENT),
    Route("PATCH", f"{PATH}/catalogs/{{id}}", _update, WRITE_ENTITLEMENT),
    Route("DELETE", f"{PATH}/catalogs/{{id}}", _delete, WRITE_ENTITLEMENT),
    Route("GET", f"{PATH}/catalogs/{{id}}/resources", _resources, READ_ENTITLEMENT),
    Route("POST", f"{PATH}/resourceRequests", _request, WRITE_ENTITLEMENT),
)
