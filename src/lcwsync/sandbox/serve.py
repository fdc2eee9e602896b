"""The sandbox on a loopback port."""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from lcwsync.sandbox.app import Receive, SandboxApp, Send
from lcwsync.sandbox.errors import SandboxError, SandboxUsageError
from lcwsync.sandbox.faults.faults import ConnectionDropped, ConnectionRefused_, Faults
from lcwsync.sandbox.store import Store

if TYPE_CHECKING:
    import uvicorn

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""The only hosts it listens on: the sandbox asks nobody for a password."""


def serve(
    store: Store,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    faults: Faults | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then return; prints nothing.

    Port 0 takes any free one. `on_ready` gets the URL to put into LCWSYNC_GRAPH_URL. Raises SandboxUsageError for a
    host that is not loopback and SandboxError when the port is taken.
    """
    listener = _listen(host, port)
    server = _server(SandboxApp(store, faults=faults))
    if on_ready is not None:
        on_ready(_url(listener))
    with _signals_end_quietly():
        server.run(sockets=[listener])


@contextmanager
def serving(app: SandboxApp) -> Iterator[str]:
    """Serve on a free port in a thread of its own while the block runs; gives the URL."""
    listener = _listen("127.0.0.1", 0)
    server = _server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield _url(listener)
    finally:
        server.should_exit = True
        thread.join()


def _listen(host: str, port: int) -> socket.socket:
    if host not in LOOPBACK:
        raise SandboxUsageError(f"the sandbox does not listen on {host}", hint=f"use one of {', '.join(LOOPBACK)}")
    # asyncio sends at once only on sockets that say they are TCP; others wait 40 ms for each second part of an answer.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, _sole_user(), 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise SandboxError(
            f"cannot listen on {host}:{port}: {error.strerror}", hint="choose another port; 0 takes any free one"
        ) from None
    return listener


def _sole_user() -> int:
    """The option with which nobody else can take the port. SO_REUSEADDR lets a port be taken again at once; on Windows
    it would let another program take it while it is served
    (https://learn.microsoft.com/windows/win32/winsock/using-so-reuseaddr-and-so-exclusiveaddruse)."""
    return int(getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR))


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _server(app: SandboxApp) -> "uvicorn.Server":
    import uvicorn
    from uvicorn.protocols.http.h11_impl import H11Protocol

    connections: dict[object, asyncio.Transport] = {}

    class Protocol(H11Protocol):
        """Remembers the connections, so that a fault can break one."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            connections[transport.get_extra_info("peername")[:2]] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            connections.pop(self.transport.get_extra_info("peername")[:2], None)
            super().connection_lost(exc)

    async def breaking(scope: MutableMapping[str, object], receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except (ConnectionDropped, ConnectionRefused_):
            connections[scope["client"]].abort()
            while (await receive())["type"] != "http.disconnect":
                pass

    return uvicorn.Server(
        uvicorn.Config(
            cast("uvicorn._types.ASGIApplication", breaking),
            http=Protocol,
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            date_header=False,  # the sandbox has a clock of its own
            timeout_graceful_shutdown=2,
        )
    )


@contextmanager
def _signals_end_quietly() -> Iterator[None]:
    """uvicorn ends in good order on a signal and then raises it again: by then nobody needs it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
