"""Managers, reports and sponsors.

https://learn.microsoft.com/graph/api/user-list-manager, https://learn.microsoft.com/graph/api/user-list-sponsors
"""

from collections import defaultdict

from lcwsync.sandbox.directory.objects import ids, missing, referenced, require_user, resolved
from lcwsync.sandbox.directory.odata import count_response, given, list_response, one_response
from lcwsync.sandbox.directory.permissions import READ_USERS, WRITE_USERS
from lcwsync.sandbox.directory.resources import DIRECTORY_OBJECT, USER
from lcwsync.sandbox.directory.users import manager_of
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store


def _get_manager(request: Request, store: Store) -> Response:
    manager = manager_of(store, require_user(store, request.params["id"]))
    if manager is None:
        raise missing("manager")
    return one_response(request, DIRECTORY_OBJECT, manager, of="directoryObjects")


def _set_manager(request: Request, store: Store) -> Response:
    user = require_user(store, request.params["id"])
    manager = require_user(store, referenced(request))
    store.put(USER.collection, str(user["id"]), {**user, "_manager": manager["id"]})
    return Response(204)


def _remove_manager(request: Request, store: Store) -> Response:
    user = require_user(store, request.params["id"])
    if user.get("_manager") is None:
        raise missing("manager")
    store.put(USER.collection, str(user["id"]), {**user, "_manager": None})
    return Response(204)


def _sponsors(request: Request, store: Store) -> Response:
    user = require_user(store, request.params["id"])
    return list_response(
        request, DIRECTORY_OBJECT, given(resolved(store, ids(user, "_sponsors"))), of="directoryObjects"
    )


def _direct_reports(request: Request, store: Store) -> Response:
    user = require_user(store, request.params["id"])
    reports = resolved(store, _reports(store, user, levels=1))
    return list_response(request, DIRECTORY_OBJECT, given(reports), of="directoryObjects")


def _transitive_reports(request: Request, store: Store) -> Response:
    user = require_user(store, request.params["id"])
    reports = resolved(store, _reports(store, user))
    return list_response(request, DIRECTORY_OBJECT, given(reports), of="directoryObjects")


def _count_transitive_reports(request: Request, store: Store) -> Response:
    user = require_user(store, request.params["id"])
    below = _reports(store, user)
    # A count without a filter need not look at anybody: there may be a hundred thousand.
    reports: list[JsonObject] = [{"id": id_} for id_ in below]
    if "$filter" in request.query:
        reports = resolved(store, below)
    return count_response(request, DIRECTORY_OBJECT, given(reports))


def _reports(store: Store, user: JsonObject, *, levels: int | None = None) -> list[str]:
    """The ids of all reports of a user, nearest first, down to `levels` when given."""
    below: dict[object, list[str]] = defaultdict(list)
    for id_, manager in store.column(USER.collection, "_manager"):
        below[manager].append(id_)
    found: dict[str, None] = {}
    level: list[object] = [user["id"]]
    while (levels is None or levels > 0) and level:
        level = [id_ for manager in level for id_ in below[manager] if id_ not in found and id_ != user["id"]]
        found |= dict.fromkeys(str(id_) for id_ in level)
        levels = None if levels is None else levels - 1
    return list(found)


_ONE = "/users/{id}"

ROUTES = (
    Route("GET", _ONE + "/manager", _get_manager, READ_USERS),
    Route("PUT", _ONE + "/manager/$ref", _set_manager, WRITE_USERS),
    Route("DELETE", _ONE + "/manager/$ref", _remove_manager, WRITE_USERS),
    Route("GET", _ONE + "/sponsors", _sponsors, READ_USERS),
    Route("GET", _ONE + "/directReports", _direct_reports, READ_USERS),
    Route("GET", _ONE + "/transitiveReports", _transitive_reports, READ_USERS),
    Route("GET", _ONE + "/transitiveReports/$count", _count_transitive_reports, READ_USERS),
)
