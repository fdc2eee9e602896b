"""Requests to Graph as the SDK's adapter sends them, and many of them side by side."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

if TYPE_CHECKING:
    from kiota_abstractions.base_request_builder import BaseRequestBuilder
    from kiota_abstractions.request_information import RequestInformation

CONCURRENT_READS = 8
"""Reads under way at one time: twice as many save little and ask for throttling."""

T = TypeVar("T")
S = TypeVar("S")


def request_for(
    method: str, builder: "BaseRequestBuilder", query: Mapping[str, str] | None = None
) -> "RequestInformation":
    """A request whose path is the SDK's; `query` has the names of Graph's options, such as `$expand`."""
    from kiota_abstractions.method import Method
    from kiota_abstractions.request_information import RequestInformation

    request = RequestInformation(Method(method), builder.url_template, dict(builder.path_parameters))
    for name, value in (query or {}).items():
        request.query_parameters[_variable(name)] = value
    request.headers.try_add("Accept", "application/json")
    return request


def request_to(
    method: str, path: str, query: Mapping[str, str] | None = None, *, advanced: bool = False
) -> "RequestInformation":
    """A request to a path of our own below `/v1.0`, which may bring a query string of its own, encoded or not.

    `advanced` sends `ConsistencyLevel: eventual`.
    """
    from kiota_abstractions.method import Method
    from kiota_abstractions.request_information import RequestInformation

    path, _, own = path.partition("?")
    options = {_variable(name): value for name, value in (query or {}).items()}
    template = "{+baseurl}{+path}" + ("?{+own}" if own else "")
    if options:
        template += ("{&" if own else "{?") + ",".join(options) + "}"
    request = RequestInformation(Method(method), template)
    request.path_parameters = {"path": "/" + quote(path.strip("/"), safe="/$()'=,@:%"), "own": own}
    request.query_parameters = dict(options)
    request.headers.try_add("Accept", "application/json")
    if advanced:
        request.headers.try_add("ConsistencyLevel", "eventual")
    return request


def path_of(builder: "BaseRequestBuilder") -> str:
    """The path below `/v1.0` of what a request builder of the SDK stands for."""
    request = request_for("GET", builder)
    request.path_parameters["baseurl"] = ""
    return request.url


def with_body(request: "RequestInformation", body: Mapping[str, object] | None) -> "RequestInformation":
    """The request with a JSON body, unless there is none."""
    if body is not None:
        request.set_stream_content(json.dumps(body, ensure_ascii=False).encode(), "application/json")
    return request


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


def _variable(option: str) -> str:
    """The name of an option in a URL template."""
    return option.replace("$", "%24")
