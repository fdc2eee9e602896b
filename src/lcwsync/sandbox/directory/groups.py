"""Groups (teams are groups), administrative units, and who is in them.

https://learn.microsoft.com/graph/api/resources/group, https://learn.microsoft.com/graph/api/resources/administrativeunit.
"""

from uuid import uuid4

from lcwsync.sandbox.directory.basic import all_as_seen, as_seen, check_basic
from lcwsync.sandbox.directory.objects import (
    find_object,
    ids,
    missing,
    referenced,
    refuse,
    require,
    resolved,
    transitive_members,
)
from lcwsync.sandbox.directory.odata import count_response, given, list_response, one_response, stored, view
from lcwsync.sandbox.directory.permissions import (
    READ_GROUP_NAMES,
    READ_GROUPS,
    READ_MEMBERS,
    READ_UNITS,
    WRITE_GROUPS,
    WRITE_MEMBERS,
)
from lcwsync.sandbox.directory.resources import (
    ADMINISTRATIVE_UNIT,
    DIRECTORY_OBJECT,
    GROUP,
    SERVICE_PRINCIPAL,
    USER,
    Resource,
)
from lcwsync.sandbox.documents import without_annotations
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store

_REQUIRED = ("displayName", "mailEnabled", "mailNickname", "securityEnabled")


def is_dynamic(group: JsonObject) -> bool:
    """Whether a rule decides who is in the group."""
    types = group.get("groupTypes")
    return isinstance(types, list) and "DynamicMembership" in types


def _list(request: Request, store: Store) -> Response:
    check_basic(request, store, GROUP)
    return list_response(request, GROUP, all_as_seen(request, stored(store, GROUP), GROUP), of="groups")


def _count(request: Request, store: Store) -> Response:
    return count_response(request, GROUP, stored(store, GROUP))


def _get(request: Request, store: Store) -> Response:
    check_basic(request, store, GROUP)
    return one_response(request, GROUP, as_seen(request, _group(request, store), GROUP), of="groups")


def _create(request: Request, store: Store) -> Response:
    sent = without_annotations(request.body or {})
    for name in _REQUIRED:
        if sent.get(name) in (None, ""):
            raise refuse(f"A value is required for property '{name}' of resource 'Group'.")
    for name in sent:
        if GROUP.property(name) is None or name in ("id", "createdDateTime"):
            raise refuse(f"Property '{name}' is invalid or read-only.")
    group: JsonObject = {
        "id": str(uuid4()),
        "description": None,
        "groupTypes": [],
        "isAssignableToRole": None,
        "resourceProvisioningOptions": [],
        "createdDateTime": f"{store.now():%Y-%m-%dT%H:%M:%SZ}",
        **sent,
        "_members": [],
        "_owners": [],
    }
    store.put(GROUP.collection, str(group["id"]), group)
    return Response(201, {"@odata.context": request.context("groups/$entity"), **view(GROUP, group)})


def _members(request: Request, store: Store) -> Response:
    return _listed(request, resolved(store, ids(_group(request, store), "_members")))


def _transitive(request: Request, store: Store) -> Response:
    return _listed(request, transitive_members(store, _group(request, store)))


def _count_transitive(request: Request, store: Store) -> Response:
    return count_response(request, DIRECTORY_OBJECT, given(transitive_members(store, _group(request, store))))


def _owners(request: Request, store: Store) -> Response:
    return _listed(request, resolved(store, ids(_group(request, store), "_owners")))


def _listed(request: Request, found: list[JsonObject]) -> Response:
    """Objects of several kinds, or only those of the kind the path is cast to.

    Service principals are listed by the cast only: a known issue of the page of v1.0, for members
    (https://learn.microsoft.com/graph/api/group-list-members).
    """
    found = [as_seen(request, item) for item in found]
    for resource in (USER, GROUP, SERVICE_PRINCIPAL):
        if request.path.lower().endswith(("/" + resource.type.lower(), "." + resource.type.lower())):
            of_kind = [item for item in found if item["@odata.type"] == f"#microsoft.graph.{resource.type}"]
            return list_response(request, resource, given(of_kind), of=f"{resource.collection}")
    if "members" in request.path.lower():
        found = [item for item in found if item["@odata.type"] != f"#microsoft.graph.{SERVICE_PRINCIPAL.type}"]
    return list_response(request, DIRECTORY_OBJECT, given(found), of="directoryObjects")


def _add_member(request: Request, store: Store) -> Response:
    group = _assigned(request, store)
    member = find_object(store, referenced(request))
    if member is None:
        raise missing(referenced(request))
    members = ids(group, "_members")
    if str(member["id"]) in members:
        raise refuse(
            "One or more added object references already exist for the following modified properties: 'members'."
        )
    store.put(GROUP.collection, str(group["id"]), {**group, "_members": [*members, member["id"]]})
    return Response(204)


def _remove_member(request: Request, store: Store) -> Response:
    group = _assigned(request, store)
    member = request.params["member"].lower()
    members = ids(group, "_members")
    if member not in (id_.lower() for id_ in members):
        raise missing(member)
    kept = [id_ for id_ in members if id_.lower() != member]
    store.put(GROUP.collection, str(group["id"]), {**group, "_members": kept})
    return Response(204)


def _assigned(request: Request, store: Store) -> JsonObject:
    """A group whose members are assigned by hand. Raises GraphError 403 for one whose members a rule decides."""
    group = _group(request, store)
    if is_dynamic(group):
        raise refuse("Members of a group with dynamic membership cannot be added or removed.")
    return group


def _group(request: Request, store: Store) -> JsonObject:
    return require(store, GROUP, request.params["id"])


def _list_units(request: Request, store: Store) -> Response:
    return list_response(request, ADMINISTRATIVE_UNIT, stored(store, ADMINISTRATIVE_UNIT), of=_UNITS_OF)


def _get_unit(request: Request, store: Store) -> Response:
    return one_response(request, ADMINISTRATIVE_UNIT, _unit(request, store), of=_UNITS_OF)


def _unit_members(request: Request, store: Store) -> Response:
    return _listed(request, resolved(store, ids(_unit(request, store), "_members")))


def _unit_roles(request: Request, store: Store) -> Response:
    """Role assignments limited to the unit, as the older API shows them."""
    unit = _unit(request, store)
    scoped = Resource(type="scopedRoleMembership", collection="")
    found: list[JsonObject] = []
    for assignment in store.all("roleAssignments"):
        if assignment["directoryScopeId"] == f"/administrativeUnits/{unit['id']}":
            member = find_object(store, str(assignment["principalId"])) or {}
            found.append(
                {
                    "id": assignment["id"],
                    "roleId": assignment["roleDefinitionId"],
                    "administrativeUnitId": unit["id"],
                    "roleMemberInfo": {"id": assignment["principalId"], "displayName": member.get("displayName")},
                }
            )
    return list_response(request, scoped, given(found), of="scopedRoleMemberships")


def _unit(request: Request, store: Store) -> JsonObject:
    return require(store, ADMINISTRATIVE_UNIT, request.params["id"])


_UNITS_OF = "directory/administrativeUnits"
_ONE = "/groups/{id}"
_UNITS = "/directory/administrativeUnits"

ROUTES = (
    Route("GET", "/groups", _list, (*READ_GROUPS, *READ_GROUP_NAMES)),
    Route("POST", "/groups", _create, WRITE_GROUPS),
    Route("GET", "/groups/$count", _count, READ_GROUPS),
    Route("GET", _ONE, _get, (*READ_GROUPS, *READ_GROUP_NAMES)),
    *(
        Route("GET", f"{_ONE}/{relation}{cast}", handler, permissions)
        for relation, handler, permissions in (
            ("members", _members, READ_MEMBERS),
            ("transitiveMembers", _transitive, READ_MEMBERS),
            ("owners", _owners, READ_GROUPS),
        )
        for cast in ("", "/user", "/group", "/servicePrincipal")
    ),
    Route("GET", _ONE + "/transitiveMembers/$count", _count_transitive, READ_GROUPS),
    Route("POST", _ONE + "/members/$ref", _add_member, WRITE_MEMBERS),
    Route("DELETE", _ONE + "/members/{member}/$ref", _remove_member, WRITE_MEMBERS),
    Route("GET", _UNITS, _list_units, READ_UNITS),
    Route("GET", _UNITS + "/{id}", _get_unit, READ_UNITS),
    Route("GET", _UNITS + "/{id}/members", _unit_members, READ_UNITS),
    Route("GET", _UNITS + "/{id}/members/user", _unit_members, READ_UNITS),
    Route("GET", _UNITS + "/{id}/members/group", _unit_members, READ_UNITS),
    Route("GET", _UNITS + "/{id}/scopedRoleMembers", _unit_roles, READ_UNITS),
)
