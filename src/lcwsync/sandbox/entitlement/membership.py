"""Membership that access packages give and take.

A member who was in the group before is removed at the end as well, and nobody is removed while another assignment to a
package with the same group remains (https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-resources).
"""

from lcwsync.sandbox.directory.governance_resources import ASSIGNMENT, ROLE_SCOPE
from lcwsync.sandbox.directory.objects import ids
from lcwsync.sandbox.store import JsonObject, Store

DELIVERED = "delivered"


def groups_of(store: Store, package_id: object) -> list[str]:
    """The groups whose membership a package gives."""
    found = [held for held in store.all(ROLE_SCOPE.collection) if held["_package"] == package_id]
    return [group for held in found if (group := _member_of(held)) is not None]


def join(store: Store, package_id: object, user_id: str) -> list[str]:
    """Put a person into the groups of a package; the names of the groups. One who is a member stays one."""
    names: list[str] = []
    for id_ in groups_of(store, package_id):
        group = store.get("groups", id_)
        if group is None:
            continue
        names.append(str(group["displayName"]))
        if user_id not in ids(group, "_members"):
            added = {"_members": [*ids(group, "_members"), user_id]}
            by_package = {"_byPackage": [*ids(group, "_byPackage"), user_id]}
            store.put("groups", id_, {**group, **added, **by_package})
    return names


def leave(store: Store, assignment: JsonObject) -> list[str]:
    """Take a person out of the groups of a package that no other assignment of the person gives."""
    user_id = str(assignment["_target"])
    package = assignment["accessPackage"]
    own = groups_of(store, package["id"] if isinstance(package, dict) else None)
    kept = {group for other in _others(store, assignment) for group in groups_of(store, other)}
    return [name for id_ in own if id_ not in kept and (name := _out_of(store, id_, user_id))]


def leave_all(store: Store, package: JsonObject, held: JsonObject) -> None:
    """Take everybody with an assignment to the package out of the group of a role that goes."""
    group = _member_of(held)
    for assignment in store.all(ASSIGNMENT.collection):
        same = assignment["accessPackage"] == {"id": package["id"]} and assignment["state"] == DELIVERED
        kept = {id_ for other in _others(store, assignment) for id_ in groups_of(store, other)}
        if group is not None and same and group not in kept:
            _out_of(store, group, str(assignment["_target"]))


def _others(store: Store, assignment: JsonObject) -> list[object]:
    """The packages of the person's other assignments that are delivered."""
    return [
        other["accessPackage"]["id"]
        for other in store.all(ASSIGNMENT.collection)
        if other["id"] != assignment["id"]
        and other["_target"] == assignment["_target"]
        and other["state"] == DELIVERED
        and isinstance(other["accessPackage"], dict)
    ]


def _out_of(store: Store, group_id: str, user_id: str) -> str | None:
    group = store.get("groups", group_id)
    if group is None or user_id not in ids(group, "_members"):
        return None
    kept = {name: [id_ for id_ in ids(group, name) if id_ != user_id] for name in ("_members", "_byPackage")}
    store.put("groups", group_id, {**group, **kept})
    return str(group["displayName"])


def _member_of(held: JsonObject) -> str | None:
    role = held["_role"]
    kind, _, group = str(role["originId"] if isinstance(role, dict) else "").partition("_")
    return group if kind == "Member" else None
