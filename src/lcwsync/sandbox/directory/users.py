"""Users, and what they belong to (https://learn.microsoft.com/graph/api/resources/user)."""

from collections.abc import Iterator
from uuid import uuid4

from lcwsync.sandbox import doubts
from lcwsync.sandbox.clock import instant
from lcwsync.sandbox.directory.basic import all_as_seen, as_seen, check_basic
from lcwsync.sandbox.directory.objects import containers, find_object, ids, refuse, require_user, user_named
from lcwsync.sandbox.directory.odata import (
    Expander,
    Expansion,
    count_response,
    given,
    list_response,
    one_response,
    stored,
    view,
)
from lcwsync.sandbox.directory.permissions import (
    GUARDED,
    READ_MEMBERSHIPS,
    READ_USER_NAMES,
    READ_USERS,
    WRITE_USERS,
)
from lcwsync.sandbox.directory.resources import DIRECTORY_OBJECT, GROUP, USER, Kind
from lcwsync.sandbox.documents import without_annotations
from lcwsync.sandbox.http.routing import GraphError, Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store

_READ_ONLY = frozenset({"id", "createdDateTime", "deletedDateTime", "signInActivity", "assignedPlans", "identities"})
_REQUIRED = ("accountEnabled", "displayName", "mailNickname", "userPrincipalName", "passwordProfile")


def manager_of(store: Store, user: JsonObject) -> JsonObject | None:
    """A user's manager with its `@odata.type`; None without one."""
    manager = user.get("_manager")
    return None if manager is None else find_object(store, str(manager))


def remove_user(store: Store, user_id: str) -> None:
    """Remove a user and every reference to it: memberships, roles, and reports."""
    store.remove(USER.collection, user_id)
    for collection in ("roleAssignments", "roleEligibilitySchedules", "groupEligibilitySchedules"):
        for document in store.all(collection):
            if document["principalId"] == user_id:
                store.remove(collection, str(document["id"]))
    for collection in ("groups", "administrativeUnits", "applications", "servicePrincipals"):
        for document in store.all(collection):
            members, owners = ids(document, "_members"), ids(document, "_owners")
            if user_id in members or user_id in owners:
                for name, held in (("_members", members), ("_owners", owners)):
                    if name in document:
                        document[name] = [id_ for id_ in held if id_ != user_id]
                store.put(collection, str(document["id"]), document)
    for id_, manager in store.column(USER.collection, "_manager"):
        if manager == user_id and (report := store.get(USER.collection, id_)) is not None:
            store.put(USER.collection, id_, {**report, "_manager": None})


def _list(request: Request, store: Store) -> Response:
    check_basic(request, store, USER)
    _check_guarded(request, store)
    source = all_as_seen(request, stored(store, USER), USER)
    if hidden := _hidden(request, store):
        shown = source

        def source(after: int) -> Iterator[tuple[int, JsonObject]]:
            return ((position, {**user, **hidden}) for position, user in shown(after))

    return list_response(request, USER, source, of="users", expanders={"manager": _manager_expander(store)})


def _count(request: Request, store: Store) -> Response:
    return count_response(request, USER, stored(store, USER))


def _get(request: Request, store: Store) -> Response:
    check_basic(request, store, USER)
    _check_guarded(request, store)
    user = as_seen(request, require_user(store, request.params["id"]), USER)
    user = {**user, **_hidden(request, store)}
    by_id = str(user["id"]).lower() == request.params["id"].lower()
    asks = "signinactivity" in request.query.get("$select", "").lower()
    if asks and not by_id and doubts.answer(store, "sign-ins-by-name") == "refused":
        raise refuse("Get By Key only supports UserId and the key has to be a valid Guid.")
    return one_response(request, USER, user, of="users", expanders={"manager": _manager_expander(store)})


def _create(request: Request, store: Store) -> Response:
    sent = without_annotations(request.body or {})
    for name in _REQUIRED:
        if sent.get(name) in (None, "") or (name == "accountEnabled" and not isinstance(sent[name], bool)):
            raise refuse(f"A value is required for property '{name}' of resource 'User'.")
    del sent["passwordProfile"]
    changes = checked_properties(store, sent, but=None)
    user: JsonObject = {
        "id": str(uuid4()),
        "businessPhones": [],
        "otherMails": [],
        "proxyAddresses": [],
        "assignedLicenses": [],
        "assignedPlans": [],
        "userType": "Member",
        "createdDateTime": f"{store.now():%Y-%m-%dT%H:%M:%SZ}",
        **changes,
        "_manager": None,
        "_methods": [],
    }
    store.put(USER.collection, str(user["id"]), user)
    return Response(201, {"@odata.context": request.context("users/$entity"), **view(USER, user)})


def _update(request: Request, store: Store) -> Response:
    user = require_user(store, request.params["id"])
    sent = without_annotations(request.body or {})
    sent.pop("passwordProfile", None)
    id_ = str(user["id"])
    changes = checked_properties(store, sent, but=id_)
    for name in ("employeeOrgData", "onPremisesExtensionAttributes"):
        before, after = user.get(name), changes.get(name)
        if isinstance(before, dict) and isinstance(after, dict):
            changes[name] = {**before, **after}
    store.put(USER.collection, id_, {**user, **changes})
    return Response(204)


def _delete(request: Request, store: Store) -> Response:
    remove_user(store, str(require_user(store, request.params["id"])["id"]))
    return Response(204)


def checked_properties(store: Store, sent: JsonObject, *, but: str | None) -> JsonObject:
    """The properties to write. Raises GraphError 400 for one that does not exist, is read-only or of another type."""
    for name, value in sent.items():
        known = USER.property(name)
        if known is None or "/" in name or name in _READ_ONLY:
            raise refuse(f"Property '{name}' is invalid or read-only.")
        fits = {
            Kind.TEXT: isinstance(value, str) and value != "",
            Kind.DATE: _is_date(value),
            Kind.BOOLEAN: isinstance(value, bool),
            Kind.TEXTS: isinstance(value, list) and all(isinstance(item, str) for item in value),
            Kind.OBJECT: isinstance(value, dict),
            Kind.OBJECTS: isinstance(value, list) and all(isinstance(item, dict) for item in value),
        }
        if value is not None and not fits.get(known.kind, False):
            raise refuse(f"Invalid value specified for property '{name}' of resource 'User'.")
    principal_name = sent.get("userPrincipalName")
    taken = user_named(store, principal_name) if isinstance(principal_name, str) else None
    if taken is not None and taken["id"] != but:
        raise refuse("Another object with the same value for property userPrincipalName already exists.")
    return sent


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(instant(value))
    except ValueError:
        return False


_HIDDEN = {"employeeLeaveDateTime": "leave-dates", "customSecurityAttributes": "custom-security-attributes"}
"""Properties that may read as null without their permission, with the doubt that decides it."""


def _hidden(request: Request, store: Store) -> JsonObject:
    """What the caller sees in place of properties that are hidden from them."""
    held = request.caller.permissions
    return {
        name: None
        for name, doubt in _HIDDEN.items()
        if held is not None and not held.intersection(GUARDED[name.lower()]) and doubts.answer(store, doubt) == "null"
    }


def _check_guarded(request: Request, store: Store) -> None:
    """Raises GraphError 403 when a property is asked for that needs a permission the caller lacks."""
    held = request.caller.permissions
    if held is None:
        return
    hidden = {name.lower() for name in _hidden(request, store)}
    asked = " ".join(request.query.get(option, "") for option in ("$select", "$filter", "$expand")).lower()
    for name, permissions in GUARDED.items():
        if name not in hidden and name in asked and not held.intersection(permissions):
            raise GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def _manager_expander(store: Store) -> Expander:
    def expand(user: JsonObject, expansion: Expansion) -> JsonObject | None:
        """The chain of managers, `levels` deep, each nested in the one before."""
        chain: list[JsonObject] = []
        seen = {user["id"]}
        while (
            len(chain) < (expansion.levels or 1) and (manager := manager_of(store, user)) and manager["id"] not in seen
        ):
            seen.add(manager["id"])
            chain.append(view(USER, manager, expansion.select))
            user = manager
        nested: JsonObject | None = None
        for shown in reversed(chain):
            nested = shown if nested is None else {**shown, "manager": nested}
        return nested

    return expand


def _member_of(request: Request, store: Store) -> Response:
    return _memberships(request, store, transitive=False)


def _transitive_member_of(request: Request, store: Store) -> Response:
    return _memberships(request, store, transitive=True)


def _memberships(request: Request, store: Store, *, transitive: bool) -> Response:
    user = require_user(store, request.params["id"])
    found = [as_seen(request, each) for each in containers(store, str(user["id"]), transitive=transitive)]
    if request.path.lower().endswith("group"):
        found = [container for container in found if container["@odata.type"] == "#microsoft.graph.group"]
        return list_response(request, GROUP, given(found), of="groups")
    return list_response(request, DIRECTORY_OBJECT, given(found), of="directoryObjects")


_ONE = "/users/{id}"

ROUTES = (
    Route("GET", "/users", _list, (*READ_USERS, *READ_USER_NAMES)),
    Route("POST", "/users", _create, WRITE_USERS),
    Route("GET", "/users/$count", _count, READ_USERS),
    Route("GET", _ONE, _get, (*READ_USERS, *READ_USER_NAMES)),
    Route("PATCH", _ONE, _update, WRITE_USERS),
    Route("DELETE", _ONE, _delete, WRITE_USERS),
    Route("GET", _ONE + "/memberOf", _member_of, READ_MEMBERSHIPS),
    Route("GET", _ONE + "/memberOf/group", _member_of, READ_MEMBERSHIPS),
    Route("GET", _ONE + "/transitiveMemberOf", _transitive_member_of, READ_MEMBERSHIPS),
    Route("GET", _ONE + "/transitiveMemberOf/group", _transitive_member_of, READ_MEMBERSHIPS),
)
