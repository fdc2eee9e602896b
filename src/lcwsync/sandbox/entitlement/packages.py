"""Access packages and the roles in them (https://learn.microsoft.com/graph/api/resources/accesspackage)."""

from uuid import uuid4

from lcwsync.sandbox import doubts
from lcwsync.sandbox.directory.governance_resources import (
    ACCESS_PACKAGE,
    ASSIGNMENT,
    ASSIGNMENT_POLICY,
    CATALOG,
    CATALOG_RESOURCE,
    ROLE_SCOPE,
)
from lcwsync.sandbox.directory.odata import Expander, Expansion, given, list_response, one_response, view
from lcwsync.sandbox.directory.odata import stored as every
from lcwsync.sandbox.directory.permissions import READ_ENTITLEMENT, WRITE_ENTITLEMENT
from lcwsync.sandbox.entitlement import PATH
from lcwsync.sandbox.entitlement.bodies import linked, not_found, optional, refuse, sent, stamp, stored, text
from lcwsync.sandbox.entitlement.catalogs import catalog_expander, roles_and_scopes
from lcwsync.sandbox.entitlement.membership import leave_all
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store

_OF = "identityGovernance/entitlementManagement/accessPackages"


def _list(request: Request, store: Store) -> Response:
    return list_response(request, ACCESS_PACKAGE, every(store, ACCESS_PACKAGE), of=_OF, expanders=_expanders(store))


def _get(request: Request, store: Store) -> Response:
    return one_response(request, ACCESS_PACKAGE, _package(request, store), of=_OF, expanders=_expanders(store))


def _create(request: Request, store: Store) -> Response:
    body = sent(request, ("displayName", "description", "isHidden", "catalog"), "accessPackage")
    name = text(body, "displayName")
    catalog = stored(store, CATALOG.collection, linked(body, "catalog"), "catalog")
    same = [p for p in store.all(ACCESS_PACKAGE.collection) if str(p["displayName"]).casefold() == name.casefold()]
    if doubts.answer(store, "entitlement-names") == "refused" and same:
        raise refuse(f"An access package with the name '{name}' exists already.", code="Conflict", status=409)
    package: JsonObject = {
        "id": str(uuid4()),
        "displayName": name,
        "description": optional(body, "description", str),
        "isHidden": optional(body, "isHidden", bool) or False,
        "createdDateTime": stamp(store),
        "modifiedDateTime": stamp(store),
        "catalog": {"id": catalog["id"]},
    }
    store.put(ACCESS_PACKAGE.collection, str(package["id"]), package)
    return Response(201, {"@odata.context": request.context(f"{_OF}/$entity"), **view(ACCESS_PACKAGE, package)})


def _update(request: Request, store: Store) -> Response:
    package = _package(request, store)
    body = sent(request, ("displayName", "description", "isHidden"), "accessPackage")
    for name, kind in (("displayName", str), ("description", str), ("isHidden", bool)):
        optional(body, name, kind)
    store.put(ACCESS_PACKAGE.collection, str(package["id"]), {**package, **body, "modifiedDateTime": stamp(store)})
    return Response(204)


def _delete(request: Request, store: Store) -> Response:
    package = _package(request, store)
    ended = ("expired",) if doubts.answer(store, "package-deletion") == "active" else ()
    for assignment in store.all(ASSIGNMENT.collection):
        if assignment["accessPackage"] == {"id": package["id"]} and assignment["state"] not in ended:
            raise refuse("The access package has assignments and cannot be deleted.")
    store.remove(ACCESS_PACKAGE.collection, str(package["id"]))
    for held in _held(store, package):
        store.remove(ROLE_SCOPE.collection, _key(package, held))
    for policy in store.all(ASSIGNMENT_POLICY.collection):
        if policy["accessPackage"] == {"id": package["id"]}:
            store.remove(ASSIGNMENT_POLICY.collection, str(policy["id"]))
    return Response(204)


def _role_scopes(request: Request, store: Store) -> Response:
    package = _package(request, store)
    of = f"{_OF}('{package['id']}')/resourceRoleScopes"
    return list_response(request, ROLE_SCOPE, given(_held(store, package)), of=of, expanders=_PARTS)


def _add_role(request: Request, store: Store) -> Response:
    package = _package(request, store)
    body = sent(request, ("role", "scope"), "accessPackageResourceRoleScope")
    role, scope = body.get("role"), body.get("scope")
    if not isinstance(role, dict) or not isinstance(scope, dict):
        raise refuse("The role and the scope are required.")
    resource = store.get(CATALOG_RESOURCE.collection, linked(role, "resource"))
    if resource is None or {"id": resource["_catalog"]} != package.get("catalog"):
        raise refuse("The resource is not in the catalog of the access package.", code="ResourceNotInCatalog")
    known = roles_and_scopes(resource)
    stored_role, stored_scope = known.get(str(role.get("originId"))), known.get(str(scope.get("originId")))
    if stored_role is None or stored_scope is None or stored_scope.get("isRootScope") is not True:
        raise refuse("The role or the scope is not one of the resource.", code="InvalidResourceRole")
    if (
        role.get("id", stored_role["id"]) != stored_role["id"]
        or scope.get("id", stored_scope["id"]) != stored_scope["id"]
    ):
        raise refuse("The id of the role or the scope is not one of the resource.", code="InvalidResourceRole")
    if resource["_dynamic"] and str(role.get("originId")).startswith("Member_"):
        raise refuse("Members of a group with dynamic membership cannot be added.")
    link: JsonObject = {
        "id": f"{stored_role['id']}_{stored_scope['id']}",
        "createdDateTime": stamp(store),
        "_package": package["id"],
        "_resource": resource["id"],
        "_role": {**stored_role, "resource": view(CATALOG_RESOURCE, resource)},
        "_scope": stored_scope,
    }
    if store.get(ROLE_SCOPE.collection, _key(package, link)):
        raise refuse("The access package has this role already.", code="Conflict", status=409)
    store.put(ROLE_SCOPE.collection, _key(package, link), link)
    return Response(201, view(ROLE_SCOPE, link))


def _remove_role(request: Request, store: Store) -> Response:
    package = _package(request, store)
    for held in _held(store, package):
        if str(held["id"]).lower() == request.params["link"].lower():
            leave_all(store, package, held)
            store.remove(ROLE_SCOPE.collection, _key(package, held))
            return Response(204)
    raise not_found("role", request.params["link"])


def _held(store: Store, package: JsonObject) -> list[JsonObject]:
    return [held for held in store.all(ROLE_SCOPE.collection) if held["_package"] == package["id"]]


def _key(package: JsonObject, link: JsonObject) -> str:
    return f"{package['id']}/{link['id']}"


def _package(request: Request, store: Store) -> JsonObject:
    return stored(store, ACCESS_PACKAGE.collection, request.params["id"], "access package")


_PARTS: dict[str, Expander] = {"role": lambda held, _: held["_role"], "scope": lambda held, _: held["_scope"]}


def _expanders(store: Store) -> dict[str, Expander]:
    """A policy is stored with the id of its package as `accessPackage`."""

    def policies(package: JsonObject, expansion: Expansion) -> list[JsonObject]:
        return [
            view(ASSIGNMENT_POLICY, policy, expansion.select)
            for policy in store.all(ASSIGNMENT_POLICY.collection)
            if policy["accessPackage"] == {"id": package["id"]}
        ]

    def role_scopes(package: JsonObject, expansion: Expansion) -> list[JsonObject]:
        return [
            {**view(ROLE_SCOPE, held), **{name: _PARTS[name](held, expansion) for name in expansion.expand}}
            for held in _held(store, package)
        ]

    return {"assignmentPolicies": policies, "resourceRoleScopes": role_scopes, "catalog": catalog_expander(store)}


ROUTES = (
    Route("GET", f"{PATH}/accessPackages", _list, READ_ENTITLEMENT),
    Route("POST", f"{PATH}/accessPackages", _create, WRITE_ENTITLEMENT),
    Route("GET", f"{PATH}/accessPackages/{{id}}", _get, READ_ENTITLEMENT),
    Route("PATCH", f"{PATH}/accessPackages/{{id}}", _update, WRITE_ENTITLEMENT),
    Route("DELETE", f"{PATH}/accessPackages/{{id}}", _delete, WRITE_ENTITLEMENT),
    Route("GET", f"{PATH}/accessPackages/{{id}}/resourceRoleScopes", _role_scopes, READ_ENTITLEMENT),
    Route("POST", f"{PATH}/accessPackages/{{id}}/resourceRoleScopes", _add_role, WRITE_ENTITLEMENT),
    Route("DELETE", f"{PATH}/accessPackages/{{id}}/resourceRoleScopes/{{link}}", _remove_role, WRITE_ENTITLEMENT),
)
