"""Ways to a service that answer by a function: what goes wrong between here and there."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import httpx

from lcwsync.tenant.http.connection import Answer, Connection, ExchangeFailed, Sent


class Answered:
    """A connection whose answers a function makes, in the words of httpx; what it raises of httpx breaks the
    exchange."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self._answer = answer

    @asynccontextmanager
    async def exchange(self, sent: Sent) -> AsyncIterator[Answer]:
        request = httpx.Request(sent.method, sent.url, headers=dict(sent.headers), content=sent.content)
        try:
            response = self._answer(request)
        except httpx.HTTPError as error:
            raise ExchangeFailed(str(error)) from error
        assert isinstance(response.stream, httpx.AsyncByteStream)
        headers = {name.lower(): value for name, value in response.headers.items()}
        yield Answer(response.status_code, headers, response.stream)

    async def close(self) -> None:
        pass


class Between:
    """A connection that changes what another one answers: the request, the status and the body in, status and body
    out."""

    def __init__(self, inner: Connection, change: Callable[[Sent, int, bytes], tuple[int, bytes]]) -> None:
        self._inner, self._change = inner, change

    @asynccontextmanager
    async def exchange(self, sent: Sent) -> AsyncIterator[Answer]:
        async with self._inner.exchange(sent) as answer:
            status, content = self._change(sent, answer.status, b"".join([part async for part in answer.body]))
            yield answer_of(status, content, answer.headers)

    async def close(self) -> None:
        await self._inner.close()


def answer_of(status: int, content: bytes, headers: Mapping[str, str]) -> Answer:
    """An answer with its whole body."""

    async def body() -> AsyncIterator[bytes]:
        yield content

    return Answer(status, headers, body())
