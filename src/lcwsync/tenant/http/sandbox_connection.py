"""The way to the embedded tenant: in this process, with the sandbox's faults as a network would show them."""

from collections.abc import AsyncIterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from lcwsync.tenant.http.connection import Answer, ExchangeFailed, NotConnected, Sent

if TYPE_CHECKING:
    from lcwsync.sandbox.app import SandboxApp

SANDBOX_URL = "http://sandbox.invalid"
"""A name that no resolver answers (RFC 2606): a call that missed this connection would go nowhere."""


class SandboxConnection:
    """Asks the sandbox as a web server would ask it (https://asgi.readthedocs.io/en/latest/specs/www.html)."""

    def __init__(self, app: "SandboxApp") -> None:
        self._app = app

    @asynccontextmanager
    async def exchange(self, sent: Sent) -> AsyncIterator[Answer]:
        """Raises ExchangeFailed for connections that the sandbox refuses or drops."""
        from lcwsync.sandbox.faults import ConnectionDropped, ConnectionRefused_

        said: list[MutableMapping[str, object]] = []

        async def receive() -> MutableMapping[str, object]:
            return {"type": "http.request", "body": sent.content or b"", "more_body": False}

        async def send(message: MutableMapping[str, object]) -> None:
            said.append(message)

        try:
            await self._app(_scope(sent), receive, send)
        except ConnectionRefused_ as error:
            raise NotConnected("connection refused") from error
        except ConnectionDropped as error:
            raise ExchangeFailed("the server closed the connection") from error
        start, *parts = said
        pairs = cast("list[tuple[bytes, bytes]]", start["headers"])
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}
        yield Answer(cast("int", start["status"]), headers, _body(parts))

    async def close(self) -> None:
        """Nothing is held."""


def _scope(sent: Sent) -> MutableMapping[str, object]:
    parts = urlsplit(sent.url)
    headers: Mapping[str, str] = {"host": parts.netloc, **sent.headers}
    return {
        "type": "http",
        "method": sent.method,
        "scheme": parts.scheme,
        "path": unquote(parts.path),
        "query_string": parts.query.encode("ascii"),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
    }


async def _body(parts: list[MutableMapping[str, object]]) -> AsyncIterator[bytes]:
    for part in parts:
        yield cast("bytes", part.get("body", b""))
