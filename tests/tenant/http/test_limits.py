"""Answers that do not end: the call fails within bounds of size and time, and says so."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest

from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http import client as door
from lcwsync.tenant.http import limits as bounds
from lcwsync.tenant.http.client import Endpoint, GraphDoor
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.http.retry import RetryPolicy
from lcwsync.tenant.signin.credentials import Token


class Endless(httpx.AsyncByteStream):
    def __init__(self, chunk: bytes, seconds: float = 0) -> None:
        self.chunk, self.seconds, self.sent = chunk, seconds, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(self.seconds)
            self.sent += len(self.chunk)
            yield self.chunk


@pytest.fixture
def tenant_with() -> Iterator[Callable[[httpx.AsyncByteStream, dict[str, str]], GraphTenant]]:
    opened: list[GraphTenant] = []

    def make(stream: httpx.AsyncByteStream, headers: dict[str, str]) -> GraphTenant:
        transport = httpx.MockTransport(lambda _request: httpx.Response(200, headers=headers, stream=stream))
        once = GraphDoor(
            Endpoint("http://sandbox.invalid"), Token("x"), transport=transport, policy=RetryPolicy(attempts=1)
        )
        opened.append(GraphTenant(once, sandbox=True))
        return opened[-1]

    yield make
    for tenant in opened:
        tenant.close()


@pytest.mark.parametrize(
    ("headers", "most"),
    [({}, bounds.MAX_PLAIN_BYTES), ({"content-encoding": "deflate"}, bounds.MAX_COMPRESSED_BYTES)],
)
def test_an_answer_without_end_is_dropped_at_the_limit(
    tenant_with: Callable[[httpx.AsyncByteStream, dict[str, str]], GraphTenant], headers: dict[str, str], most: int
) -> None:
    # Stored blocks: what a decoder takes without an end.
    endless = Endless(b"\x00\xff\xff\x00\x00" + bytes(65_535) if headers else b" " * 65_536)
    with pytest.raises(GraphFailure, match="larger than any of Microsoft Graph's"):
        tenant_with(endless, headers).workflows()
    assert most <= endless.sent <= most + 2 * 65_540


def test_an_answer_that_drips_is_given_up_in_time(
    tenant_with: Callable[[httpx.AsyncByteStream, dict[str, str]], GraphTenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_WHOLE_SECONDS", 0.2)
    with pytest.raises(GraphFailure, match="had not ended after"):
        tenant_with(Endless(b" ", 0.01), {}).workflows()
