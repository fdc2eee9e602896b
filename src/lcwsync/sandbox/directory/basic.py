"""What callers see who may read the basic properties of users and groups alone, or nothing of them at all.

https://learn.microsoft.com/graph/permissions-reference#userreadbasicall names the properties of a user; those of a
group are not published. In lists of members "limited information" is shown of the others:
https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lcwsync.sandbox import doubts
from lcwsync.sandbox.directory.odata import Source
from lcwsync.sandbox.directory.permissions import READ_GROUP_NAMES, READ_GROUPS, READ_USER_NAMES, READ_USERS
from lcwsync.sandbox.directory.resources import GROUP, USER, Resource
from lcwsync.sandbox.http.routing import Caller, GraphError, Request
from lcwsync.sandbox.store import JsonObject, Store


@dataclass(frozen=True, slots=True)
class _Level:
    """The permissions to read a kind of object, those to read its basic properties, and these."""

    whole: tuple[str, ...]
    basic: tuple[str, ...]
    properties: frozenset[str]


_ID = frozenset({"id"})
_LEVELS = {
    USER.type: _Level(
        READ_USERS, READ_USER_NAMES, _ID | {"displayName", "givenName", "surname", "mail", "userPrincipalName"}
    ),
    GROUP.type: _Level(READ_GROUPS, READ_GROUP_NAMES, _ID | {"displayName"}),
}


def check_basic(request: Request, store: Store, resource: Resource) -> None:
    """Raises GraphError 403 for a caller with the basic permission who asks by more than basic properties."""
    shown = _properties(request.caller, resource.type)
    if shown is None:
        return
    options = " ".join(request.query.get(option, "") for option in ("$filter", "$orderby"))
    named = {name.lower() for name in re.findall(r"[A-Za-z]\w*", re.sub(r"'[^']*'", "", options))}
    hidden = {name.partition("/")[0].lower() for name in resource.properties} - {name.lower() for name in shown}
    if doubts.answer(store, "basic-reads") == "refused" or named & hidden or "$expand" in request.query:
        raise GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def as_seen(request: Request, document: JsonObject, resource: Resource | None = None) -> JsonObject:
    """The document as the caller sees it: what is hidden is null. Without `resource` its `@odata.type` tells it."""
    type_ = resource.type if resource else str(document.get("@odata.type", "")).rpartition(".")[2]
    shown = _properties(request.caller, type_)
    if shown is None:
        return document
    return {name: value if name in shown or name[0] in "@_" else None for name, value in document.items()}


def all_as_seen(request: Request, source: Source, resource: Resource) -> Source:
    """The documents of a list as the caller sees them."""
    if _properties(request.caller, resource.type) is None:
        return source

    def seen(after: int) -> Iterator[tuple[int, JsonObject]]:
        return ((position, as_seen(request, document, resource)) for position, document in source(after))

    return seen


def _properties(caller: Caller, type_: str) -> frozenset[str] | None:
    """The properties the caller sees of a kind of object; None: all of them."""
    level = _LEVELS.get(type_)
    if level is None or caller.permissions is None or caller.permissions.intersection(level.whole):
        return None
    return level.properties if caller.permissions.intersection(level.basic) else _ID
