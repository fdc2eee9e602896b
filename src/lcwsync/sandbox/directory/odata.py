"""The query options of the directory, and answers made with them.

https://learn.microsoft.com/graph/query-parameters; which combinations need the advanced query parameters:
https://learn.microsoft.com/graph/aad-advanced-queries.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from lcwsync.sandbox.directory.filters import needs_advanced, read_filter
from lcwsync.sandbox.directory.resources import DIRECTORY_OBJECTS, DIRECTORY_ROLE, Resource
from lcwsync.sandbox.http.routing import GraphError, Request, Response
from lcwsync.sandbox.store import JsonObject, Store

MAX_TOP = 999
"""The largest `$top`. Without one a page holds the application's page size: real pages of the directory hold a hundred,
and small ones find out a client that reads the first page only."""

MAX_TOP_WITH_SIGN_INS = 500
"""The same with signInActivity (https://learn.microsoft.com/graph/api/user-list)."""

Source = Callable[[int], Iterator[tuple[int, JsonObject]]]
"""Documents with rising positions, from behind a position on."""

Expander = Callable[[JsonObject, "Expansion"], object]
"""What a navigation property of a document leads to."""

_EXPANSION = re.compile(r"(\w+)(?:\((.*)\))?")
_OPTION = re.compile(r"\$(levels|select|expand)=([\w,]+)", re.IGNORECASE)
_MAX_LEVELS = 1000


@dataclass(frozen=True, slots=True)
class Expansion:
    """One part of `$expand`. `levels` None: not said."""

    name: str
    levels: int | None = None
    select: tuple[str, ...] = ()
    expand: tuple[str, ...] = ()


def stored(store: Store, resource: Resource) -> Source:
    """All documents of a resource, read as they are needed."""
    return lambda after: store.each(resource.collection, after=after)


def given(documents: Iterable[JsonObject]) -> Source:
    """Documents at hand."""
    items = list(documents)
    return lambda after: ((n, item) for n, item in enumerate(items[after:], start=after + 1))


def list_response(
    request: Request, resource: Resource, source: Source, *, of: str, expanders: Mapping[str, Expander] | None = None
) -> Response:
    """One page of what `$filter` lets through, in the order of `$orderby`, with `@odata.nextLink` while there is more.

    Without `$orderby` a page is read from where the last one ended. Raises GraphError 400 for an option that is not
    supported, or not without the advanced query parameters.
    """
    options = _Options(request, resource)
    source = options.ordered(source)
    counted = options.counted and "$skiptoken" not in request.query
    page: list[JsonObject] = []
    total, last, more = 0, options.after, False
    for position, document in source(options.after):
        if not options.test(document):
            continue
        total += 1
        if len(page) < options.size:
            page.append(options.view(document, expanders or {}))
            last = position
            continue
        more = True
        if not counted:
            break
    body: JsonObject = {"@odata.context": request.context(of)}
    if counted:
        body["@odata.count"] = total
    if more:
        query = {**request.query, "$skiptoken": f"p{last}"}
        body["@odata.nextLink"] = f"{request.base}{request.path}?{urlencode(query, safe='$')}"
    body["value"] = page
    return Response(200, body)


def one_response(
    request: Request,
    resource: Resource,
    document: JsonObject,
    *,
    of: str,
    expanders: Mapping[str, Expander] | None = None,
) -> Response:
    """A single object. Raises GraphError 400 for an option that is not supported."""
    view = _Options(request, resource).view(document, expanders or {})
    return Response(200, {"@odata.context": request.context(f"{of}/$entity"), **view})


def count_response(request: Request, resource: Resource, source: Source) -> Response:
    """The number of objects that match `$filter`, as text. Raises GraphError 400 without the advanced query header."""
    if request.headers.get("consistencylevel", "").lower() != "eventual":
        raise GraphError(400, "Request_BadRequest", "$count is not currently supported.")
    options = _Options(request, resource, counting=True)
    return Response(200, str(sum(options.test(document) for _, document in source(0))))


def typed(resource: Resource, document: JsonObject) -> JsonObject:
    """A document as a member of a list that mixes kinds."""
    return {"@odata.type": f"#microsoft.graph.{resource.type}", **document}


def view(resource: Resource, document: JsonObject, select: Iterable[str] = ()) -> JsonObject:
    """The document as a read returns it: the selected properties (null when unset), or the default ones."""
    types = {key: value for key, value in document.items() if key.startswith("@odata.")}
    if "@odata.type" in types:
        resource = _BY_TYPE.get(str(types["@odata.type"]), resource)
    names = tuple(select)
    if names:
        known = (resource.top_level(name) for name in names)
        return {**types, **{name: document.get(name) for name in known if name}}
    if resource.shown is not None:
        return {**types, **{name: document.get(name) for name in resource.shown}}
    return {key: value for key, value in document.items() if not key.startswith("_")}


_BY_TYPE = {f"#microsoft.graph.{resource.type}": resource for resource in (*DIRECTORY_OBJECTS, DIRECTORY_ROLE)}


class _Options:
    """The options of one request, checked."""

    def __init__(self, request: Request, resource: Resource, *, counting: bool = False) -> None:
        self._request = request
        self._resource = resource
        query = request.query
        eventual = request.headers.get("consistencylevel", "").lower() == "eventual"
        count = query.get("$count", "").lower() == "true"
        self._advanced = eventual and (count or counting)
        # Documented: without the header `$count=true` is silently ignored.
        self.counted = count and (eventual or not resource.directory)
        for option in ("$search", "$skip"):
            if option in query:
                raise GraphError(400, "Request_BadRequest", f"'{option}' is not supported by the service.")
        self.size = self._size(query.get("$top"))
        self.after = _position(query.get("$skiptoken"))
        self._select = self._selected()
        if "signInActivity" in self._select and self.size > MAX_TOP_WITH_SIGN_INS:
            raise _invalid_size(str(self.size), MAX_TOP_WITH_SIGN_INS)
        filter_ = read_filter(text, resource) if (text := query.get("$filter")) else None
        if filter_ and filter_.advanced and not self._advanced:
            raise needs_advanced(filter_.advanced)
        self.test: Callable[[JsonObject], bool] = filter_.test if filter_ else lambda _: True
        self._order = self._ordering(filtered=filter_ is not None)
        self._expansions = self._expanded(advanced=filter_ is not None and filter_.advanced is not None)

    def ordered(self, source: Source) -> Source:
        """The documents that pass the filter in the order of `$orderby`; as they come without one."""
        if not self._order:
            return source
        documents = [document for _, document in source(0) if self.test(document)]
        for name, descending in reversed(self._order):
            documents.sort(key=partial(_sortable, name), reverse=descending)
        return given(documents)

    def view(self, document: JsonObject, expanders: Mapping[str, Expander]) -> JsonObject:
        """A document as this request shows it."""
        shown = view(self._resource, document, self._select)
        for expansion in self._expansions:
            # Documented for a manager: a chain ends with somebody who lacks the property.
            if (value := expanders[expansion.name](document, expansion)) is not None:
                shown[expansion.name] = value
        return shown

    def _size(self, top: str | None) -> int:
        if top is None:
            return self._request.page_size
        if not top.isdecimal() or len(top) > 6 or not 1 <= int(top) <= MAX_TOP:
            raise _invalid_size(top, MAX_TOP)
        return int(top)

    def _selected(self) -> tuple[str, ...]:
        names = self._request.names("$select")
        mixed = self._resource.type == "directoryObject"
        for name in names:
            if not mixed and self._resource.top_level(name) is None:
                raise GraphError(
                    400,
                    "Request_BadRequest",
                    f"Could not find a property named '{name}' on type 'microsoft.graph.{self._resource.type}'.",
                )
        return names

    def _ordering(self, *, filtered: bool) -> list[tuple[str, bool]]:
        order: list[tuple[str, bool]] = []
        for text in self._request.names("$orderby"):
            name, _, direction = text.partition(" ")
            direction = direction.strip().lower()
            sortable = self._resource.sortable | self._resource.sortable_advanced
            if name not in sortable or direction not in ("", "asc", "desc"):
                raise GraphError(400, "Request_UnsupportedQuery", f"Sorting not supported for '{text}'.")
            if self._resource.directory and (filtered or name not in self._resource.sortable) and not self._advanced:
                raise needs_advanced(f"$orderby={name}")
            order.append((name, direction == "desc"))
        return order

    def _expanded(self, *, advanced: bool) -> list[Expansion]:
        expansions = [_expansion(text) for text in self._request.names("$expand")]
        for expansion in expansions:
            if expansion.name not in self._resource.expandable:
                raise GraphError(
                    400,
                    "Request_BadRequest",
                    f"Could not find a property named '{expansion.name}' on type "
                    f"'microsoft.graph.{self._resource.type}' to expand.",
                )
            if not self._resource.directory:
                continue
            if advanced:
                raise GraphError(400, "Request_UnsupportedQuery", "$expand is not supported with advanced queries.")
            if expansion.levels is not None and not self._advanced:
                raise needs_advanced("$levels")
            if expansion.expand:
                raise GraphError(400, "Request_BadRequest", "$expand inside $expand is not supported.")
            if expansion.select and expansion.levels is None:
                raise GraphError(400, "Request_BadRequest", "$select inside $expand needs $levels.")
        return expansions


def _position(token: str | None) -> int:
    if token is None:
        return 0
    if not re.fullmatch(r"p\d{1,12}", token):
        raise GraphError(400, "Directory_ExpiredPageToken", "The specified page token value is not valid.")
    return int(token[1:])


def _expansion(text: str) -> Expansion:
    match = _EXPANSION.fullmatch(text)
    inside = match.group(2) or "" if match else ""
    options = [_OPTION.fullmatch(part.strip()) for part in inside.split(";")] if inside else []
    if match is None or None in options:
        raise GraphError(400, "BadRequest", f"Parsing OData Select and Expand failed: {text}")
    found = {option.group(1).lower(): option.group(2) for option in options if option}
    levels = found.get("levels")
    if levels is not None and levels != "max" and not (levels.isdecimal() and 1 <= int(levels[:6]) <= _MAX_LEVELS):
        raise GraphError(400, "BadRequest", "$levels must be a number from 1 to 1000 or 'max'.")
    return Expansion(
        match.group(1),
        None if levels is None else _MAX_LEVELS if levels == "max" else int(levels),
        tuple(name for name in found.get("select", "").split(",") if name),
        tuple(name for name in found.get("expand", "").split(",") if name),
    )


def _sortable(name: str, document: JsonObject) -> tuple[bool, str]:
    value = document.get(name)
    return value is not None, str(value).casefold()


def _invalid_size(size: str, most: int) -> GraphError:
    message = f"Invalid page size specified: '{size}'. Must be between 1 and {most} inclusive."
    return GraphError(400, "Request_UnsupportedQuery", message)
