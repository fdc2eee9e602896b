"""Answers that do not end: the call fails within bounds of size and time, and says so."""

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest

from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http import client as door
from lcwsync.tenant.http import limits as bounds
from lcwsync.tenant.http.client import Endpoint, GraphDoor
from lcwsync.tenant.http.failure import GraphFailure
from lcwsync.tenant.http.retry import RetryPolicy
from lcwsync.tenant.signin.credentials import FixedToken
from tests.connections import Answered


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
        connection = Answered(lambda _request: httpx.Response(200, headers=headers, stream=stream))
        once = GraphDoor(
            Endpoint("http://sandbox.invalid"), FixedToken("x"), connection=connection, policy=RetryPolicy(attempts=1)
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


class Parts(httpx.AsyncByteStream):
    """A body in chunks of a size, which counts what was taken of it."""

    def __init__(self, body: bytes, size: int) -> None:
        self.body, self.size = body, size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.body), self.size):
            yield self.body[start : start + self.size]


def _raw_deflate(content: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()


ENCODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate raw": _raw_deflate,
}


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_compressed_answer_is_decoded(
    tenant_with: Callable[[httpx.AsyncByteStream, dict[str, str]], GraphTenant], encoding: str, size: int
) -> None:
    body = ENCODED[encoding](json.dumps({"value": []}).encode())
    assert tenant_with(Parts(body, size), {"content-encoding": encoding.split(maxsplit=1)[0]}).workflows() == ()


@pytest.mark.parametrize("encoding", ENCODED)
def test_a_small_answer_that_decodes_to_a_huge_one_is_dropped_while_it_is_decoded(
    tenant_with: Callable[[httpx.AsyncByteStream, dict[str, str]], GraphTenant],
    encoding: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = ENCODED[encoding](b" " * 30_000_000)
    monkeypatch.setattr(bounds, "MAX_PLAIN_BYTES", 1_000_000)
    tracemalloc.start()
    with pytest.raises(GraphFailure, match="larger than any of Microsoft Graph's"):
        tenant_with(Parts(body, 65_536), {"content-encoding": encoding.split(maxsplit=1)[0]}).workflows()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12_000_000


@pytest.mark.parametrize(("body", "encoding"), [(b"not gzip at all", "gzip"), (b"\x1f\x8b", "gzip"), (b"x", "br")])
def test_an_answer_that_cannot_be_decoded_is_a_failure(
    tenant_with: Callable[[httpx.AsyncByteStream, dict[str, str]], GraphTenant], body: bytes, encoding: str
) -> None:
    with pytest.raises(GraphFailure):
        tenant_with(Parts(body, 5), {"content-encoding": encoding}).workflows()


def test_an_answer_that_drips_is_given_up_in_time(
    tenant_with: Callable[[httpx.AsyncByteStream, dict[str, str]], GraphTenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_WHOLE_SECONDS", 0.2)
    with pytest.raises(GraphFailure, match="had not ended after"):
        tenant_with(Endless(b" ", 0.01), {}).workflows()
