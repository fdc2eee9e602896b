"""Directory objects by id, whatever their kind, and who belongs to what.

Private keys of the stored documents: `_members` and `_owners` (object ids) of groups, administrative units and
applications; `_manager` (object id) and `_methods` (authentication methods beside the password) of users.
"""

from collections import deque
from collections.abc import Iterable

from lcwsync.sandbox.directory.odata import typed
from lcwsync.sandbox.directory.resources import (
    ADMINISTRATIVE_UNIT,
    DIRECTORY_OBJECTS,
    DIRECTORY_ROLE,
    GROUP,
    USER,
    Resource,
)
from lcwsync.sandbox.http.routing import GraphError, Request
from lcwsync.sandbox.store import JsonObject, Store


def find_object(store: Store, id: str) -> JsonObject | None:  # noqa: A002 - the field's name
    """The object of an id, of whatever kind, with its `@odata.type`; None when there is none."""
    for resource in DIRECTORY_OBJECTS:
        if (document := store.get(resource.collection, id)) is not None:
            return typed(resource, document)
    return None


def require(store: Store, resource: Resource, id: str) -> JsonObject:  # noqa: A002
    """An object of one kind. Raises GraphError 404."""
    document = store.get(resource.collection, id)
    if document is None:
        raise missing(id)
    return document


def require_user(store: Store, key: str) -> JsonObject:
    """A user by object id or user principal name. Raises GraphError 404."""
    document = store.get(USER.collection, key) or user_named(store, key)
    if document is None:
        raise missing(key)
    return document


def user_named(store: Store, name: str) -> JsonObject | None:
    """The user of a user principal name, compared without case."""
    if "@" not in name:
        return None
    wanted = name.casefold()
    for id_, value in store.column(USER.collection, "userPrincipalName"):
        if str(value).casefold() == wanted:
            return store.get(USER.collection, id_)
    return None


def missing(id: str) -> GraphError:  # noqa: A002
    """The answer to an unknown id."""
    return GraphError(
        404,
        "Request_ResourceNotFound",
        f"Resource '{id}' does not exist or one of its queried reference-property objects are not present.",
    )


def refuse(message: str) -> GraphError:
    """The answer to a body that breaks a rule of the directory."""
    return GraphError(400, "Request_BadRequest", message)


def referenced(request: Request) -> str:
    """The object id in a `$ref` body such as `{"@odata.id": "https://graph.microsoft.com/v1.0/users/ID"}`.

    Raises GraphError 400 for anything else.
    """
    link = (request.body or {}).get("@odata.id")
    id_ = link.rstrip("/").rsplit("/", 1)[-1] if isinstance(link, str) else ""
    if not id_:
        raise refuse("The body needs an '@odata.id' that leads to a directory object.")
    return id_


def ids(document: JsonObject, member: str) -> list[str]:
    """A private list of object ids."""
    stored = document.get(member)
    return [str(id_) for id_ in stored] if isinstance(stored, list) else []


def resolved(store: Store, object_ids: Iterable[str]) -> list[JsonObject]:
    """The objects of these ids, each with its `@odata.type`; unknown ids are left out."""
    found = (find_object(store, id_) for id_ in object_ids)
    return [document for document in found if document is not None]


def transitive_members(store: Store, group: JsonObject) -> list[JsonObject]:
    """Everything in a group, directly or through groups in it, each once; circles are walked once."""
    seen: dict[str, JsonObject] = {}
    pending = deque([group])
    while pending:
        for member in resolved(store, ids(pending.popleft(), "_members")):
            id_ = str(member["id"])
            if id_ not in seen:
                seen[id_] = member
                if member["@odata.type"] == "#microsoft.graph.group":
                    pending.append(member)
    seen.pop(str(group["id"]), None)
    return list(seen.values())


def containers(store: Store, id: str, *, transitive: bool) -> list[JsonObject]:  # noqa: A002
    """The groups, administrative units and tenant-wide directory roles an object belongs to.

    `transitive`: also those its groups belong to.
    """
    groups, units = store.all(GROUP.collection), store.all(ADMINISTRATIVE_UNIT.collection)
    seen: dict[str, JsonObject] = {}
    pending = deque([id])
    while pending:
        member = pending.popleft()
        for resource, documents in ((GROUP, groups), (ADMINISTRATIVE_UNIT, units)):
            for document in documents:
                if member in ids(document, "_members") and str(document["id"]) not in seen:
                    seen[str(document["id"])] = typed(resource, document)
                    if transitive and resource is GROUP:
                        pending.append(str(document["id"]))
        for role in _roles(store, member):
            seen[str(role["id"])] = role
    return list(seen.values())


def role_holders(store: Store) -> frozenset[str]:
    """The ids of everybody with an active directory role, directly or through a group, whatever its scope."""
    found: set[str] = set()
    for assignment in store.all("roleAssignments"):
        principal = str(assignment["principalId"])
        found.add(principal)
        if (group := store.get(GROUP.collection, principal)) is not None:
            found.update(str(member["id"]) for member in transitive_members(store, group))
    return frozenset(found)


def _roles(store: Store, principal_id: str) -> list[JsonObject]:
    """Active roles with the whole tenant as scope, as the directory's older model shows them."""
    held = [
        str(assignment["roleDefinitionId"])
        for assignment in store.all("roleAssignments")
        if assignment["principalId"] == principal_id and assignment["directoryScopeId"] == "/"
    ]
    definitions = (store.get("roleDefinitions", id_) for id_ in held)
    return [
        typed(
            DIRECTORY_ROLE,
            {
                "id": definition["id"],
                "displayName": definition["displayName"],
                "description": definition.get("description"),
                "roleTemplateId": definition["templateId"],
            },
        )
        for definition in definitions
        if definition is not None
    ]
