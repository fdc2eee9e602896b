"""The way to a service over the network: httpcore, with a pool of connections."""

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from lcwsync.tenant.http.connection import Answer, ExchangeFailed, NotConnected, NotSendable, RefusedByProxy, Sent

if TYPE_CHECKING:
    import ssl

    from lcwsync.tenant.http.network import Proxy

_CONNECT_SECONDS = 30.0
_ANSWER_SECONDS = 100.0
"""Between two parts of an answer; the whole of it has longer."""
_CONNECTIONS = 100
_IDLE_CONNECTIONS = 20
_IDLE_SECONDS = 5.0


class NetworkConnection:
    """Connections to one service, as many as there are requests at a time. No redirection is followed: it could carry
    the token away.

    `trust` is what certificates are held against, None for a service that is spoken to in plain text.
    """

    def __init__(self, *, trust: "ssl.SSLContext | None", proxy: "Proxy | None" = None) -> None:
        _load(http2=trust is not None)
        import httpcore

        through = proxy and httpcore.Proxy(proxy.url, auth=proxy.account, ssl_context=trust if proxy.over_tls else None)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust,
            proxy=through or None,
            http2=trust is not None,
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_IDLE_CONNECTIONS,
            keepalive_expiry=_IDLE_SECONDS,
        )

    @asynccontextmanager
    async def exchange(self, sent: Sent) -> AsyncIterator[Answer]:
        """Raises ExchangeFailed in the words of the network."""
        with _failures():
            url = urlsplit(sent.url)
            headers = [(b"Host", url.netloc.encode("ascii"))]
            headers += [(name.encode("ascii"), value.encode("latin-1")) for name, value in sent.headers.items()]
            waits = {
                "connect": _CONNECT_SECONDS,
                "read": _ANSWER_SECONDS,
                "write": _ANSWER_SECONDS,
                "pool": _ANSWER_SECONDS,
            }
            async with self._pool.stream(
                sent.method, sent.url, headers=headers, content=sent.content, extensions={"timeout": waits}
            ) as answer:
                yield Answer(answer.status, _joined(answer.headers), answer.aiter_stream())

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()


def _joined(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in pairs:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


@contextmanager
def _failures() -> Iterator[None]:
    """What httpcore raises, as what it means for the request."""
    import httpcore

    try:
        yield
    except httpcore.ProxyError as error:
        raise RefusedByProxy(_reason(error)) from error
    except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout) as error:
        raise NotConnected(_reason(error)) from error
    except (httpcore.LocalProtocolError, UnicodeEncodeError) as error:
        raise NotSendable("the request could not be sent as it is") from error
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise ExchangeFailed(_reason(error)) from error


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _load(*, http2: bool) -> None:
    """httpcore without what a connection does not use: half of the start of a plan is libraries. HTTP/2, which needs
    TLS, is left for the first connection that speaks it."""
    modules = cast("dict[str, object]", sys.modules)
    # httpcore tries to import it for every lock of every request, and looks through all directories each time: a
    # twentieth of a plan. Where it is installed it is used.
    if "sniffio" not in modules and find_spec("sniffio") is None:
        modules["sniffio"] = None
    if not http2 and "httpcore" not in modules and "h2" not in modules:
        modules["h2"] = None
        try:
            import httpcore  # noqa: F401
        finally:
            del modules["h2"]  # httpcore imports it again for a connection that speaks it
