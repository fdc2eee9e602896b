"""Limits on the size of an answer, in bytes as sent and in bytes as decoded.

A proxy between here and Microsoft Graph could send without end, or a small answer that decodes to a huge one.
"""

import zlib
from collections.abc import AsyncIterable, AsyncIterator, Iterator

from lcwsync.tenant.http.connection import Answer, ExchangeFailed

MAX_PLAIN_BYTES = 64_000_000
"""Decoded bytes of one answer: a page of a thousand users has about one million."""

MAX_COMPRESSED_BYTES = 8_000_000
"""Bytes of a compressed answer as sent: about a tenth of what they decode to."""

ENCODINGS = "gzip, deflate"
"""The encodings that are asked for and decoded here, in steps, so that decoding stops at the limit."""

_STEP = 1 << 18
"""Decoded bytes that are held at one time."""


class AnswerTooLarge(Exception):  # noqa: N818 - the client turns it into a GraphFailure
    """An answer that exceeds its limit."""


async def content_of(answer: Answer) -> bytes:
    """The whole body, decoded.

    Raises AnswerTooLarge beyond the limits, and ExchangeFailed for what cannot be decoded or was not asked for.
    """
    return b"".join([part async for part in _decoded(answer)])


def _decoded(answer: Answer) -> AsyncIterator[bytes]:
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        return _bounded(answer.body, MAX_PLAIN_BYTES)
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _bounded(_inflated(_bounded(answer.body, MAX_COMPRESSED_BYTES)), MAX_PLAIN_BYTES)
    raise ExchangeFailed("the answer has an encoding that was not asked for")


async def _bounded(parts: AsyncIterable[bytes], most: int) -> AsyncIterator[bytes]:
    left = most
    async for part in parts:
        left -= len(part)
        if left < 0:
            raise AnswerTooLarge
        yield part


async def _inflated(parts: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """A gzip or deflate body, decoded in steps."""
    held = b""
    decoder = None
    async for part in parts:
        held += part
        if decoder is None:
            if len(held) < _HEADER:
                continue
            decoder = zlib.decompressobj(_window(held))
        for step in _steps(decoder, held):
            yield step
        held = b""


_HEADER = 2
"""Bytes that tell the encodings apart."""


def _window(start: bytes) -> int:
    """The zlib parameter for a body: gzip, zlib, or deflate without a header, as some servers send it."""
    is_zlib = start[0] & 0x0F == zlib.DEFLATED and int.from_bytes(start[:2]) % 31 == 0
    return zlib.MAX_WBITS | 32 if is_zlib or start[:2] == b"\x1f\x8b" else -zlib.MAX_WBITS


def _steps(decoder: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    while chunk:
        try:
            yield decoder.decompress(chunk, _STEP)
        except zlib.error as error:
            raise ExchangeFailed(str(error)) from None
        chunk = decoder.unconsumed_tail
