"""Requests, answers, errors, and the table of routes that leads from one to the other."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from lcwsync.sandbox.store import JsonObject, Store

JSON = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
"""The content type of answers."""

_SYSTEM_OPTIONS = frozenset({"select", "filter", "expand", "orderby", "top", "skip", "skiptoken", "count", "search"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls. `permissions` None: everything is allowed."""

    id: str
    permissions: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call of the sandbox's Graph.

    `path` is below `/v1.0`, decoded; `params` are the placeholders of the route; `query` maps option names (system
    options always with their `$`) to decoded values; `headers` have lower-case names; `base` is the URL up to and
    including `/v1.0`.
    """

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: JsonObject | None = None
    base: str = ""
    caller: Caller
    page_size: int = 20

    def names(self, option: str) -> tuple[str, ...]:
        """A comma-separated option such as `$select`, as trimmed names; commas inside brackets do not separate."""
        parts = re.split(r",(?![^()]*\))", self.query.get(option, ""))
        return tuple(part.strip() for part in parts if part.strip())

    def context(self, of: str) -> str:
        """The `@odata.context` of an answer."""
        return f"{self.base}/$metadata#{of}"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. A text body is sent as text/plain, None as an empty body."""

    status: int
    body: JsonObject | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """The body as it is sent."""
        match self.body:
            case None:
                return b""
            case str():
                return self.body.encode()
            case _:
                return json.dumps(self.body, ensure_ascii=False).encode()


class GraphError(Exception):
    """A refusal: HTTP status, Graph's error code and a message."""

    def __init__(self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


Handler = Callable[[Request, Store], Response]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path pattern below `/v1.0` such as `/users/{id}/manager`. Holding one of `permissions` is enough.

    Segments are matched without case. The last segment may carry the namespace (`microsoft.graph.` or
    `microsoft.graph.identityGovernance.`), since the SDK always sends actions so.
    """

    method: str
    path: str
    handler: Handler
    permissions: tuple[str, ...]


_KEY = re.compile(r"(?<=\w)\((?:'([^'/]+)'|(\d+))\)")
"""A key in parentheses, as OData writes it: `workflows('id')` is `workflows/id`, `versions(1)` is `versions/1`."""


class Router:
    """Finds the route of a request."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._by_length: dict[int, list[tuple[re.Pattern[str], Route]]] = {}
        # Words win over placeholders: /workflows/summary is not the workflow "summary".
        for route in sorted(routes, key=lambda r: r.path.count("{")):
            self._by_length.setdefault(route.path.count("/"), []).append((_pattern(route.path), route))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """The route and its placeholders. Raises GraphError when the path or the method is unknown."""
        path = _KEY.sub(lambda key: f"/{key[1] or key[2]}", path)
        known = False
        for pattern, route in self._by_length.get(path.count("/"), ()):
            if (match := pattern.fullmatch(path)) is None:
                continue
            if route.method == method:
                return route, match.groupdict()
            known = True
        if known:
            raise GraphError(405, "Request_BadRequest", f"The method {method} is not allowed on {path}.")
        raise GraphError(400, "BadRequest", f"Resource not found for the segment '{path.rsplit('/', 1)[-1]}'.")


def query_options(encoded: str) -> dict[str, str]:
    """The options of a query string; Graph accepts system options with and without their `$`."""
    options: dict[str, str] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        lowered = name.lower().removeprefix("$")
        options["$" + lowered if lowered in _SYSTEM_OPTIONS else name] = value
    return options


def page(request: Request, items: Sequence[JsonObject], *, of: str) -> Response:
    """One page of a list with `@odata.nextLink` while there is more; `$count=true` adds `@odata.count`.

    Raises GraphError 400 when `$skiptoken` is not one of ours.
    """
    token = request.query.get("$skiptoken", "0")
    if not token.isdecimal() or len(token) > 9:
        raise GraphError(400, "BadRequest", "The skip token is not valid.")
    start = int(token)
    end = start + request.page_size
    body: JsonObject = {"@odata.context": request.context(of)}
    if request.query.get("$count", "").lower() == "true":
        body["@odata.count"] = len(items)
    body["value"] = list(items[start:end])
    if end < len(items):
        query = {**request.query, "$skiptoken": str(end)}
        body["@odata.nextLink"] = f"{request.base}{request.path}?{urlencode(query, safe='$')}"
    return Response(200, body)


def _pattern(path: str) -> re.Pattern[str]:
    *segments, last = path.removeprefix("/").split("/")
    middle = "".join("/" + _segment(segment) for segment in segments)
    namespace = "" if last.startswith("{") else r"(?:microsoft\.graph\.(?:identityGovernance\.)?)?"
    return re.compile(f"{middle}/{namespace}{_segment(last)}", re.IGNORECASE)


def _segment(segment: str) -> str:
    if segment.startswith("{") and segment.endswith("}"):
        return f"(?P<{segment[1:-1]}>[^/]+)"
    return re.escape(segment)
