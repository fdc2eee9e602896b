"""Requests to Graph as values, and many of them side by side."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import field, replace
from typing import TypeVar
from urllib.parse import quote

from lcwsync.values.records import dataclass

CONCURRENT_READS = 8
"""Reads under way at one time: twice as many save little and ask for throttling."""

_IN_PATH = "/$()'=,@:%"
_IN_QUERY = "!$&'()*+,/:;=?@[]%"

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class GraphRequest:
    """One request: its address is a path below `/v1.0` with a query, or the whole URL of a next page."""

    method: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None

    @property
    def path(self) -> str:
        """The path without its query."""
        return self.address.partition("?")[0]


def request_to(
    method: str, path: str, query: Mapping[str, str] | None = None, *, advanced: bool = False
) -> GraphRequest:
    """A request to a path below `/v1.0`, which may bring a query string of its own, encoded or not.

    `query` has the names of Graph's options, such as `$expand`; `advanced` sends `ConsistencyLevel: eventual`.
    """
    path, _, own = path.partition("?")
    options = [quote(own, safe=_IN_QUERY)] if own else []
    options += [f"{name}={quote(value, safe='')}" for name, value in (query or {}).items()]
    address = "/" + quote(path.strip("/"), safe=_IN_PATH) + ("?" + "&".join(options) if options else "")
    return GraphRequest(method, address, {"ConsistencyLevel": "eventual"} if advanced else {})


def with_body(request: GraphRequest, body: Mapping[str, object] | None) -> GraphRequest:
    """The request with a JSON body, unless there is none."""
    if body is None:
        return request
    content = json.dumps(body, ensure_ascii=False).encode()
    return replace(request, content=content, headers={**request.headers, "Content-Type": "application/json"})


async def side_by_side(read: Callable[[S], Awaitable[T]], keys: Sequence[S]) -> list[T]:
    """The answers in the order of the keys. The first failure ends all: a part is never taken for the whole."""
    gate = asyncio.Semaphore(CONCURRENT_READS)

    async def one(key: S) -> T:
        async with gate:
            return await read(key)

    async with together() as group:
        tasks = [group.create_task(one(key)) for key in keys]
    return [task.result() for task in tasks]


@asynccontextmanager
async def together() -> AsyncIterator[asyncio.TaskGroup]:
    """A group for reads of different kinds; its first failure ends all and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
