"""The door: one client, one credential, every call to Graph.

Requests are built by the SDK's request builders, sent through its adapter and middleware, and answered as bytes:
typed models of msgraph-sdk load a thousand modules and lose enum members they do not know.
"""

import asyncio
import json
import random
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from lcwsync.tenant.failure import GraphFailure, answered, bad_answer, broken, unreachable
from lcwsync.tenant.retry import RetryPolicy, http_date, wait_before_retry

if TYPE_CHECKING:
    import httpx
    from kiota_abstractions.request_information import RequestInformation
    from kiota_http.httpx_request_adapter import HttpxRequestAdapter
    from msgraph.graph_service_client import GraphServiceClient

__all__ = ["Endpoint", "GraphDoor", "GraphFailure", "TokenSource"]

JsonObject = dict[str, object]

BATCH_SIZE = 20
"""Requests in one $batch (https://learn.microsoft.com/graph/json-batching)."""

MAX_PAGES = 10_000
_CONNECT_SECONDS = 30.0
_ANSWER_SECONDS = 100.0

_PREFER = "include-unknown-enum-members"
"""Without it members such as `mover` read as `unknownFutureValue`."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A Graph host: `https://graph.microsoft.com`, or `http://127.0.0.1:PORT`. The scope is what tokens are for."""

    url: str
    scope: str = "https://graph.microsoft.com/.default"

    def covers(self, url: str) -> bool:
        """Whether a URL is on this host, by the same scheme and port: only there does the token go."""
        try:
            ours, theirs = urlsplit(self.url), urlsplit(url)
        except ValueError:
            return False
        return (ours.scheme, ours.netloc.lower()) == (theirs.scheme, theirs.netloc.lower())


class TokenSource(Protocol):
    """Where the bearer token comes from; called once per request, so it must keep what it has."""

    def token(self, scope: str, *, claims: str | None = None) -> str: ...

    def close(self) -> None: ...


class GraphDoor:
    """Sends requests, one client and one credential for all of them. Every method raises GraphFailure."""

    def __init__(
        self,
        endpoint: Endpoint,
        tokens: TokenSource,
        *,
        transport: "httpx.AsyncBaseTransport | None" = None,
        policy: RetryPolicy | None = None,
        on_wait: Callable[[float, GraphFailure], None] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._tokens = tokens
        self._transport = transport
        self._policy = policy or RetryPolicy()
        self._on_wait = on_wait or (lambda _seconds, _failure: None)
        self._sleep = sleep
        self.last_date: str | None = None
        """The `Date` of the newest answer: the service's clock, as an HTTP date."""
        self.write_ids: list[str] = []
        """The service's request ids of answered writes, oldest first."""
        self.clock_skew: float | None = None
        """Seconds our clock is ahead of the service's, by the Date header of its newest answer."""

    @cached_property
    def client(self) -> "GraphServiceClient":
        """The SDK's client, for its request builders."""
        from msgraph.graph_service_client import GraphServiceClient

        return GraphServiceClient(request_adapter=self._adapter)  # type: ignore[arg-type]

    def token(self) -> str:
        """The bearer token that requests carry. For looking into it; never to be shown or stored."""
        return self._tokens.token(self._endpoint.scope)

    async def send(self, request: "RequestInformation", *, idempotent: bool) -> JsonObject | None:
        """Send one request and return its JSON object; None for an answer without a body.

        `idempotent` calls are repeated after passing faults; others only when they surely were not carried out.
        """
        content = await self._repeated(request, idempotent=idempotent)
        if content is not None and not isinstance(content, dict):
            raise bad_answer(*self._name(request), "an object was expected")
        return content

    async def read(self, request: "RequestInformation") -> object:
        """One GET: the whole list when the answer is a collection, else the object."""
        first = await self.send(request, idempotent=True)
        if first is None or "value" not in first or not isinstance(first["value"], list):
            return first
        return await self._rest(request, first)

    async def pages(self, request: "RequestInformation") -> list[JsonObject]:
        """A whole list. A page that fails, or lacks its `value`, fails the read: never a part of a list."""
        first = await self.send(request, idempotent=True)
        if first is None:
            raise bad_answer(*self._name(request), "a list was expected")
        return await self._rest(request, first)

    async def batch(self, paths: Sequence[str], *, advanced: bool = False) -> list[object]:
        """Many GETs by `$batch` of 20, answers in order; None for 404. Throttled items are asked again."""
        chunks = [paths[start : start + BATCH_SIZE] for start in range(0, len(paths), BATCH_SIZE)]
        answers: list[object] = []
        for chunk in chunks:
            answers.extend(await self._chunk(chunk, advanced=advanced))
        return answers

    async def close(self) -> None:
        """Close the connections, the identity provider's too."""
        self._tokens.close()
        if "_http" in self.__dict__:
            await self._http.aclose()

    async def _rest(self, request: "RequestInformation", first: JsonObject) -> list[JsonObject]:
        items: list[JsonObject] = []
        page: JsonObject | None = first
        seen: set[str] = set()
        while page is not None:
            value = page.get("value")
            if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
                raise bad_answer(*self._name(request), "a page has no `value` list of objects")
            items.extend(value)
            link = page.get("@odata.nextLink")
            if link is None:
                break
            if not isinstance(link, str) or link in seen or len(seen) > MAX_PAGES:
                raise bad_answer(*self._name(request), "its pages lead in a circle")
            if not self._endpoint.covers(link):
                raise bad_answer(*self._name(request), "its next page is on another host")
            seen.add(link)
            page = await self.send(self._follow(request, link), idempotent=True)
        return items

    def _follow(self, request: "RequestInformation", link: str) -> "RequestInformation":
        from kiota_abstractions.method import Method
        from kiota_abstractions.request_information import RequestInformation

        following = RequestInformation(Method.GET)
        following.url = link
        for name, values in request.headers.get_all().items():
            for value in values:
                following.headers.try_add(name, value)
        return following

    async def _chunk(self, paths: Sequence[str], *, advanced: bool) -> list[object]:
        answers: dict[int, object] = {}
        waiting = list(range(len(paths)))
        began, attempt = time.monotonic(), 0
        while waiting:
            attempt += 1
            done = _by_id(await self.send(self._batch_request(paths, waiting, advanced=advanced), idempotent=True))
            again: list[int] = []
            waits: list[tuple[float, GraphFailure]] = []
            for position in waiting:
                path = paths[position]
                item = done.get(str(position))
                if item is None:
                    raise bad_answer("GET", path, "the batch left it out")
                status, body = item.get("status"), item.get("body")
                if status in (204, 404):
                    answers[position] = None
                elif isinstance(status, int) and status < 300:
                    if body is None:
                        raise bad_answer("GET", path, "it is empty")
                    answers[position] = body
                else:
                    failure = _item_failure(path, item)
                    seconds = self._wait(failure, attempt, began, idempotent=True)
                    if seconds is None:
                        raise failure
                    again.append(position)
                    waits.append((seconds, failure))
            if waits:
                await self._pause(*max(waits, key=lambda wait: wait[0]))
            waiting = again
        return [answers[position] for position in range(len(paths))]

    def _batch_request(self, paths: Sequence[str], positions: Sequence[int], *, advanced: bool) -> "RequestInformation":
        from kiota_abstractions.method import Method
        from kiota_abstractions.request_information import RequestInformation

        headers = {"Prefer": _PREFER} | ({"ConsistencyLevel": "eventual"} if advanced else {})
        items = [{"id": str(i), "method": "GET", "url": paths[i], "headers": headers} for i in positions]
        request = RequestInformation(Method.POST, "{+baseurl}/$batch", {"baseurl": f"{self._endpoint.url}/v1.0"})
        request.headers.try_add("Accept", "application/json")
        request.set_stream_content(json.dumps({"requests": items}).encode(), "application/json")
        return request

    async def _repeated(self, request: "RequestInformation", *, idempotent: bool) -> object:
        began, attempt = time.monotonic(), 0
        while True:
            attempt += 1
            try:
                return await self._once(request, writes=not idempotent)
            except GraphFailure as failure:
                seconds = self._wait(failure, attempt, began, idempotent=idempotent)
                if seconds is None:
                    raise
                await self._pause(seconds, failure)

    def _wait(self, failure: GraphFailure, attempt: int, began: float, *, idempotent: bool) -> float | None:
        return wait_before_retry(
            failure,
            attempt=attempt,
            elapsed=time.monotonic() - began,
            idempotent=idempotent,
            policy=self._policy,
            now=datetime.now(UTC),
            chance=random.random,
        )

    async def _pause(self, seconds: float, failure: GraphFailure) -> None:
        self._on_wait(seconds, failure)
        await self._sleep(seconds)

    async def _once(self, request: "RequestInformation", *, writes: bool) -> object:
        import httpx

        method, path = self._name(request)
        # Of the attempt, not of the call: the header keeps all the values it is given.
        request.headers.remove("client-request-id")
        request.headers.add("client-request-id", str(uuid.uuid4()))
        if method == "GET":
            request.headers.add("Prefer", _PREFER)
        try:
            response = await self._adapter.get_http_response_message(
                request, self._adapter.start_tracing_span(request, "send")
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise unreachable(method, path, self._endpoint.url, _reason(error)) from None
        except httpx.LocalProtocolError:
            # Its own words may quote a header, and with it the token.
            raise broken(method, path, "the request could not be sent as it is") from None
        except httpx.HTTPError as error:
            raise broken(method, path, _reason(error)) from None
        except httpx.InvalidURL:
            raise bad_answer(method, path, "it leads to an address that is none") from None
        self.last_date = response.headers.get("date")
        self.clock_skew = _skew(self.last_date)
        request_id = response.headers.get("request-id")
        if writes and request_id:
            self.write_ids.append(request_id)
        body = _parsed(response.content)
        if response.status_code >= 400:
            raise _answered(method, path, response.status_code, body, response.headers)
        if response.status_code >= 300:
            raise bad_answer(method, path, "it is a redirection", request_id=request_id)
        if response.status_code == 204:
            return None
        if body is _UNREADABLE:
            raise bad_answer(method, path, "it is not JSON", request_id=request_id)
        if body is None and method == "GET":
            # Nothing there is said with 404 or 204.
            raise bad_answer(method, path, "it is empty", request_id=request_id)
        return body

    def _name(self, request: "RequestInformation") -> tuple[str, str]:
        method = request.http_method
        # Kiota resolves the URL from the base URL it is given with the first request.
        request.path_parameters.setdefault("baseurl", f"{self._endpoint.url}/v1.0")
        path = urlsplit(request.url).path
        return (method.value if method else "GET"), path.removeprefix("/v1.0") or "/"

    @cached_property
    def _adapter(self) -> "HttpxRequestAdapter":
        from kiota_http.httpx_request_adapter import HttpxRequestAdapter

        from lcwsync.tenant.bearer import Bearer

        adapter = HttpxRequestAdapter(
            Bearer(self._endpoint.covers, self._endpoint.scope, self._tokens.token), http_client=self._http
        )
        adapter.base_url = f"{self._endpoint.url}/v1.0"
        return adapter

    @cached_property
    def _http(self) -> "httpx.AsyncClient":
        import httpx
        from kiota_http.kiota_client_factory import KiotaClientFactory
        from kiota_http.middleware.parameters_name_decoding_handler import ParametersNameDecodingHandler

        # One middleware of the SDK's: its retry handler re-sends POSTs, and a redirect could carry the token away.
        client = httpx.AsyncClient(
            timeout=httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
            http2=self._endpoint.url.startswith("https://"),
            transport=self._transport,
            trust_env=self._transport is None and not _is_loopback(self._endpoint.url),
        )
        return KiotaClientFactory.create_with_custom_middleware([ParametersNameDecodingHandler()], client)


_UNREADABLE = object()


def _skew(date: str | None) -> float | None:
    there = http_date(date)
    return None if there is None else (datetime.now(UTC) - there).total_seconds()


def _parsed(content: bytes) -> object:
    try:
        parsed: object = json.loads(content) if content else None
    except (ValueError, RecursionError):
        return _UNREADABLE
    return parsed


def _answered(method: str, path: str, status: int, body: object, headers: Mapping[str, str]) -> GraphFailure:
    error = body.get("error") if isinstance(body, dict) else None
    said: Mapping[str, object] = error if isinstance(error, dict) else {}
    code, message = said.get("code"), said.get("message")
    return answered(
        method,
        path,
        status=status,
        code=code if isinstance(code, str) else None,
        message=message if isinstance(message, str) else None,
        request_id=headers.get("request-id"),
        retry_after=headers.get("retry-after"),
    )


def _item_failure(path: str, item: Mapping[str, object]) -> GraphFailure:
    status, headers = item.get("status"), item.get("headers")
    lowered = {str(k).lower(): str(v) for k, v in headers.items()} if isinstance(headers, dict) else {}
    return _answered("GET", path, status if isinstance(status, int) else 500, item.get("body"), lowered)


def _by_id(answer: JsonObject | None) -> dict[str, Mapping[str, object]]:
    listed = (answer or {}).get("responses")
    if not isinstance(listed, list):
        raise bad_answer("POST", "/$batch", "it has no list of responses")
    return {str(item.get("id")): item for item in listed if isinstance(item, dict)}


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
