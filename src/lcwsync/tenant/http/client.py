"""The door: one client, one credential, every call to Graph.

Answers are taken as bytes and parsed as JSON: typed models of msgraph-sdk load a thousand modules and lose enum members
they do not know. Nothing of the SDK is loaded to read: its client alone takes as long as a whole plan.
"""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import quote, urlsplit

from lcwsync.tenant.http.answer import read_answer
from lcwsync.tenant.http.connection import (
    Answer,
    Connection,
    ExchangeFailed,
    NotConnected,
    NotSendable,
    RefusedByProxy,
    Sent,
)
from lcwsync.tenant.http.deadline import Deadline
from lcwsync.tenant.http.failure import GraphFailure, bad_answer, broken, out_of_time, unreachable
from lcwsync.tenant.http.limits import ENCODINGS, AnswerTooLarge, content_of
from lcwsync.tenant.http.pages import pages_of
from lcwsync.tenant.http.requests import GraphRequest
from lcwsync.tenant.http.retry import RetryPolicy, http_date, wait_before_retry
from lcwsync.tenant.signin.bearer import challenge_of
from lcwsync.values.json import JsonObject
from lcwsync.values.records import dataclass
from lcwsync.values.secrets import remember, without_secrets

__all__ = ["Endpoint", "GraphDoor", "GraphFailure", "TokenSource"]

_WHOLE_SECONDS = 300.0
"""For one answer, from the request to its last byte."""
_IN_URL = "!$%&'()*+,/:;=?@[]~"
"""What stays as it is: a next page's address is encoded already, and is encoded only where it is not."""

PREFER = "include-unknown-enum-members"
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
    """A source of bearer tokens; it is called once per request, so it keeps its token while that is valid."""

    def token(self, scope: str, *, claims: str | None = None) -> str: ...

    def held(self, scope: str) -> str | None:
        """The token that `token` would give without asking anybody; None when it has to ask."""
        ...

    def close(self) -> None: ...


class GraphDoor:
    """Sends requests, one client and one credential for all of them. Every method raises GraphFailure."""

    def __init__(
        self,
        endpoint: Endpoint,
        tokens: TokenSource,
        *,
        connection: Connection | None = None,
        policy: RetryPolicy | None = None,
        on_wait: Callable[[float, GraphFailure], None] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        deadline: Deadline | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._tokens = tokens
        self._connection = connection
        self._policy = policy or RetryPolicy()
        self._on_wait = on_wait or (lambda _seconds, _failure: None)
        self._sleep = sleep
        self._deadline = deadline or Deadline.after(None)
        self.last_date: str | None = None
        """The `Date` of the newest answer: the service's clock, as an HTTP date."""
        self.write_ids: list[str] = []
        """The service's request ids of answered writes, oldest first."""
        self.clock_skew: float | None = None
        """Seconds our clock is ahead of the service's, by the Date header of its newest answer."""

    def token(self) -> str:
        """The bearer token that requests carry, to read its claims; never to be shown or stored."""
        return self._take(self._endpoint.scope)

    def _take(self, scope: str, *, claims: str | None = None) -> str:
        return _remembered(self._tokens.token(scope, claims=claims))

    async def send(self, request: GraphRequest, *, idempotent: bool) -> JsonObject | None:
        """Send one request and return its JSON object; None for an answer without a body.

        `idempotent` calls are repeated after passing faults; others only when they surely were not carried out.
        """
        content = await self._repeated(request, idempotent=idempotent)
        if content is not None and not isinstance(content, dict):
            raise bad_answer(*self._name(request), "an object was expected")
        return content

    async def read(self, request: GraphRequest) -> object:
        """One GET: the whole list when the answer is a collection, else the object."""
        first = await self.send(request, idempotent=True)
        if first is None or "value" not in first or not isinstance(first["value"], list):
            return first
        return [item async for page in self._pages(request, first) for item in page]

    async def collection(self, request: GraphRequest) -> list[JsonObject]:
        """A whole list: never a part of one, as with `pages`."""
        return [item async for page in self.pages(request) for item in page]

    async def pages(self, request: GraphRequest) -> AsyncIterator[list[JsonObject]]:
        """A list page by page. A page that fails, or lacks its `value`, raises: what came before is a part only."""
        first = await self.send(request, idempotent=True)
        if first is None:
            raise bad_answer(*self._name(request), "a list was expected")
        async for page in self._pages(request, first):
            yield page

    async def further(self, request: GraphRequest, first: JsonObject) -> AsyncIterator[list[JsonObject]]:
        """The pages of a list whose first one came by another way, the first one included."""
        async for page in self._pages(request, first):
            yield page

    async def pause(self, failures: Sequence[GraphFailure], *, attempt: int, began: float, idempotent: bool) -> None:
        """Wait until what failed may be sent again: as long as the most patient failure asks.

        `attempt` counts from 1, `began` is the monotonic time of the first. Raises the first failure that must not be
        repeated, or not any more.
        """
        waits: list[tuple[float, GraphFailure]] = []
        for failure in failures:
            seconds = wait_before_retry(
                failure,
                attempt=attempt,
                elapsed=time.monotonic() - began,
                idempotent=idempotent,
                policy=self._policy,
                now=datetime.now(UTC),
                chance=random.random,
            )
            if seconds is None:
                raise failure
            waits.append((seconds, failure))
        seconds, failure = max(waits, key=lambda wait: wait[0])
        if seconds > self._deadline.left():
            raise failure
        self._on_wait(seconds, failure)
        await self._sleep(seconds)

    async def close(self) -> None:
        """Close the connections, the identity provider's too."""
        self._tokens.close()
        if self._connection is not None:
            await self._connection.close()

    def _pages(self, request: GraphRequest, first: JsonObject) -> AsyncIterator[list[JsonObject]]:
        async def following(link: str) -> JsonObject | None:
            return await self.send(GraphRequest("GET", link, request.headers), idempotent=True)

        return pages_of(first, following, name=self._name(request), covers=self._endpoint.covers)

    async def _repeated(self, request: GraphRequest, *, idempotent: bool) -> object:
        began, attempt = time.monotonic(), 0
        while True:
            attempt += 1
            try:
                return await self._once(request, writes=not idempotent)
            except GraphFailure as failure:
                await self.pause([failure], attempt=attempt, began=began, idempotent=idempotent)

    async def _once(self, request: GraphRequest, *, writes: bool) -> object:
        method, path = self._name(request)
        if self._deadline.left() <= 0:
            raise out_of_time(method, path, self._deadline.text)
        try:
            async with asyncio.timeout(min(_WHOLE_SECONDS, self._deadline.left())):
                answer, content = await self._exchanged(await self._signed(request, claims=None))
                if claims := challenge_of(answer.status, answer.headers):
                    # The service asks for a token that meets a policy of today; whoever signs in may have one.
                    answer, content = await self._exchanged(await self._signed(request, claims=claims))
        except RefusedByProxy as error:
            raise unreachable(method, path, self._endpoint.url, f"the proxy answered {error}", _OF_A_PROXY) from None
        except NotConnected as error:
            from lcwsync.tenant.http.network import not_verified, why_not_trusted

            hint = why_not_trusted(str(error))
            lasting = hint is not None or not_verified(error)
            raise unreachable(method, path, self._endpoint.url, str(error), hint, lasting=lasting) from None
        except TimeoutError:
            if self._deadline.left() <= 0:
                raise broken(method, path, f"{self._deadline.text} was over") from None
            raise broken(method, path, f"it had not ended after {_WHOLE_SECONDS:.0f} seconds") from None
        except AnswerTooLarge:
            raise bad_answer(method, path, "it is larger than any of Microsoft Graph's") from None
        except NotSendable:
            # Its own words may quote a header, and with it the token.
            raise broken(method, path, "the request could not be sent as it is") from None
        except ExchangeFailed as error:
            raise broken(method, path, str(error)) from None
        return self._read(method, path, answer, content, writes=writes)

    async def _exchanged(self, sent: Sent) -> tuple[Answer, bytes]:
        if self._connection is None:
            self._connection = _network(self._endpoint.url)
        async with self._connection.exchange(sent) as answer:
            return answer, await content_of(answer)

    def _read(self, method: str, path: str, answer: Answer, content: bytes, *, writes: bool) -> object:
        self.last_date = answer.headers.get("date")
        self.clock_skew = _skew(self.last_date)
        request_id = answer.headers.get("request-id")
        if writes and request_id:
            self.write_ids.append(without_secrets(request_id))
        return read_answer(method, path, answer, content)

    async def _signed(self, request: GraphRequest, *, claims: str | None) -> Sent:
        """The request with the token, on the configured host alone, and an id of this attempt."""
        url = request.address
        if url.startswith("/"):
            url = f"{self._endpoint.url}/v1.0{url}"
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": ENCODINGS,
            "User-Agent": "lcwsync",
            "client-request-id": _identifier(),
            **request.headers,
        }
        if request.method == "GET":
            headers["Prefer"] = PREFER
        if self._endpoint.covers(url):
            held = self._tokens.held(self._endpoint.scope) if claims is None else None
            # A credential may go to the network; the reads under way must not wait for it.
            token = (
                _remembered(held) if held else await asyncio.to_thread(self._take, self._endpoint.scope, claims=claims)
            )
            headers["Authorization"] = f"Bearer {token}"
        return Sent(request.method, quote(url.partition("#")[0], safe=_IN_URL), headers, request.content)

    def _name(self, request: GraphRequest) -> tuple[str, str]:
        if request.address.startswith("/"):
            return request.method, request.path
        return request.method, urlsplit(request.address).path.removeprefix("/v1.0") or "/"


def _network(url: str) -> Connection:
    """The way to a service. Raises TenantError for a proxy or for certificates that cannot be used."""
    from lcwsync.tenant.http.network_connection import NetworkConnection

    if not url.startswith("https://"):
        return NetworkConnection(trust=None)  # loopback alone is spoken to in plain text, and by no proxy
    from lcwsync.tenant.http.network import network_to, trusted

    return NetworkConnection(trust=trusted(os.environ), proxy=network_to(url, os.environ).through)


def _identifier() -> str:
    """A random GUID (version 4). The standard library's module for them reads what platform this is, in 2 ms."""
    digits = os.urandom(16).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def _remembered(token: str) -> str:
    remember(token)
    return token


_OF_A_PROXY = (
    "407 asks for a name and a password: HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT; else tell those who run it"
)


def _skew(date: str | None) -> float | None:
    there = http_date(date)
    return None if there is None else (datetime.now(UTC) - there).total_seconds()
