"""Limits on the size of an answer, in bytes as sent and in bytes as decoded.

A proxy between here and Microsoft Graph could send without end, or a small answer that decodes to a huge one.
"""

import zlib
from collections.abc import AsyncIterator, Iterator

import httpx

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


async def bound(response: httpx.Response) -> None:
    """A response hook of the client: the stream raises AnswerTooLarge beyond the limits, and arrives decoded.

    Raises httpx.DecodingError for an encoding that was not asked for.
    """
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    stream = response.stream
    if not isinstance(stream, httpx.AsyncByteStream):
        return
    if encoding == "identity":
        response.stream = _Bounded(stream, MAX_PLAIN_BYTES)
    elif encoding in ("gzip", "x-gzip", "deflate"):
        del response.headers["content-encoding"]  # httpx would decode once more, without a limit
        response.stream = _Decoded(_Bounded(stream, MAX_COMPRESSED_BYTES), MAX_PLAIN_BYTES)
    else:
        raise httpx.DecodingError("the answer has an encoding that was not asked for", request=response.request)


class _Bounded(httpx.AsyncByteStream):
    """A stream of at most `most` bytes."""

    def __init__(self, stream: httpx.AsyncByteStream, most: int) -> None:
        self._stream = stream
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                raise AnswerTooLarge
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Decoded(httpx.AsyncByteStream):
    """A gzip or deflate stream, decoded in steps to at most `most` bytes."""

    def __init__(self, stream: httpx.AsyncByteStream, most: int) -> None:
        self._stream = stream
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        held = b""
        decoder = None
        async for chunk in self._stream:
            held += chunk
            if decoder is None:
                if len(held) < _HEADER:
                    continue
                decoder = zlib.decompressobj(_window(held))
            for part in _parts(decoder, held):
                self._left -= len(part)
                if self._left < 0:
                    raise AnswerTooLarge
                yield part
            held = b""

    async def aclose(self) -> None:
        await self._stream.aclose()


_HEADER = 2
"""Bytes that tell the encodings apart."""


def _window(start: bytes) -> int:
    """The zlib parameter for a body: gzip, zlib, or deflate without a header, as some servers send it."""
    is_zlib = start[0] & 0x0F == zlib.DEFLATED and int.from_bytes(start[:2]) % 31 == 0
    return zlib.MAX_WBITS | 32 if is_zlib or start[:2] == b"\x1f\x8b" else -zlib.MAX_WBITS


def _parts(decoder: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    while chunk:
        try:
            yield decoder.decompress(chunk, _STEP)
        except zlib.error as error:
            raise httpx.DecodingError(str(error)) from None
        chunk = decoder.unconsumed_tail
