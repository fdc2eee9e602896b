"""What a request and its answer are to the door, whatever carries them: a network, or the sandbox in this process."""

from collections.abc import AsyncIterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it is sent: a whole URL, percent-encoded."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The start of an answer, with its body still to come. The headers' names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: AsyncIterable[bytes]


class Connection(Protocol):
    """The way to a service."""

    def exchange(self, sent: Sent) -> AbstractAsyncContextManager[Answer]:
        """Send a request; its answer can be read inside the block. Raises ExchangeFailed, also while it is read."""
        ...

    async def close(self) -> None: ...


class ExchangeFailed(Exception):  # noqa: N818 - the door turns it into a GraphFailure
    """The exchange broke off. Whether the request arrived is not known."""


class NotConnected(ExchangeFailed):
    """No connection was made, so nothing was sent."""


class RefusedByProxy(NotConnected):
    """The proxy in between made no connection."""


class NotSendable(ExchangeFailed):
    """The request itself cannot be sent. The reason may quote a header, and with it the token: it is not shown."""
