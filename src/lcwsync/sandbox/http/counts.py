"""`/$count` of a list: how many objects `$filter` and `$search` let through, as text."""

import sys
from collections.abc import Collection, Iterable
from dataclasses import replace

from lcwsync.sandbox.http.routing import Handler, Request, Response, Route
from lcwsync.sandbox.store import Store

_NARROWING = ("$filter", "$search")


def with_counts(routes: Iterable[Route], lists: Collection[str]) -> tuple[Route, ...]:
    """The routes, and a count of each of the lists at these paths, which takes the permissions of its list."""
    given = tuple(routes)
    counts = (
        Route("GET", f"{route.path}/$count", _count(route.handler), route.permissions)
        for route in given
        if route.method == "GET" and route.path in lists
    )
    return (*given, *counts)


def _count(handler: Handler) -> Handler:
    def count(request: Request, store: Store) -> Response:
        query = {name: value for name, value in request.query.items() if name in _NARROWING}
        body = handler(replace(request, query=query, page_size=sys.maxsize), store).body
        items = body.get("value") if isinstance(body, dict) else None
        assert isinstance(items, list)
        return Response(200, str(len(items)))

    return count
