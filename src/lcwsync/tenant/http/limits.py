"""How much of an answer is taken: what sits between here and Microsoft Graph could send without end."""

from collections.abc import AsyncIterator

import httpx

MAX_PLAIN_BYTES = 64_000_000
MAX_COMPRESSED_BYTES = 8_000_000
"""A page of a thousand users is about one megabyte, and a tenth of it compressed."""


class AnswerTooLarge(Exception):  # noqa: N818 - what happened; the door says it in words
    """An answer that did not end within its limit."""


async def bound(response: httpx.Response) -> None:
    """A hook of the client: from here on the answer's stream ends with AnswerTooLarge beyond the limit."""
    compressed = response.headers.get("content-encoding", "identity") != "identity"
    stream = response.stream
    if isinstance(stream, httpx.AsyncByteStream):
        response.stream = _Bounded(stream, MAX_COMPRESSED_BYTES if compressed else MAX_PLAIN_BYTES)


class _Bounded(httpx.AsyncByteStream):
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
