"""Bodies of entitlement management: what is taken, and what is refused."""

import re
from collections.abc import Collection

from lcwsync.sandbox.documents import without_annotations
from lcwsync.sandbox.http.routing import GraphError, Request
from lcwsync.sandbox.store import JsonObject, Store

DURATION = re.compile(r"P(?=[0-9T])(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?")
"""A duration of ISO 8601; `4:00:00` is none."""


def refuse(message: str, code: str = "InvalidModel", status: int = 400) -> GraphError:
    """The answer to a body that breaks a rule. The service publishes no error codes."""
    return GraphError(status, code, message)


def not_found(what: str, id_: str) -> GraphError:
    """The answer to an unknown id."""
    return GraphError(404, "ResourceNotFound", f"The {what} {id_} was not found.")


def sent(request: Request, allowed: Collection[str], what: str) -> JsonObject:
    """The members of a body, none of them unknown. Raises GraphError 400."""
    body = without_annotations(request.body or {})
    if unknown := sorted(set(body) - set(allowed)):
        raise refuse(f"The property '{unknown[0]}' does not exist on type 'microsoft.graph.{what}'.")
    return body


def text(body: JsonObject, name: str) -> str:
    """A text that is not empty. Raises GraphError 400."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise refuse(f"The property '{name}' is required.")
    return value


def optional(body: JsonObject, name: str, kind: type) -> object:
    """A value of one type, or None. Raises GraphError 400."""
    value = body.get(name)
    if value is not None and not isinstance(value, kind):
        raise refuse(f"The property '{name}' has a value of another type.")
    return value


def linked(body: JsonObject, name: str) -> str:
    """The id of an object that a body refers to as `{"id": ...}`. Raises GraphError 400."""
    value = body.get(name)
    id_ = value.get("id") if isinstance(value, dict) else None
    if not isinstance(id_, str) or not id_:
        raise refuse(f"Value cannot be null. Parameter name: {name}", code="ArgumentNullException")
    return id_


def stored(store: Store, collection: str, id_: str, what: str) -> JsonObject:
    """An object. Raises GraphError 404."""
    document = store.get(collection, id_)
    if document is None:
        raise not_found(what, id_)
    return document


def stamp(store: Store) -> str:
    """Now, as these objects show it."""
    return f"{store.now():%Y-%m-%dT%H:%M:%S.%f}Z"
