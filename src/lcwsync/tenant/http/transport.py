"""The way to the embedded tenant: in this process, with the sandbox's faults as a network would show them."""

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from lcwsync.sandbox.app import SandboxApp

SANDBOX_URL = "http://sandbox.invalid"
"""A name that no resolver answers (RFC 2606): a call that missed the transport would go nowhere."""


def sandbox_transport(app: "SandboxApp") -> httpx.AsyncBaseTransport:
    """Requests to the sandbox app without a network. Raises httpx errors for refused and dropped connections."""
    return _SandboxTransport(app)


class _SandboxTransport(httpx.AsyncBaseTransport):
    def __init__(self, app: "SandboxApp") -> None:
        self._inner = httpx.ASGITransport(app=app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        from lcwsync.sandbox.faults import ConnectionDropped, ConnectionRefused_

        try:
            return await self._inner.handle_async_request(request)
        except ConnectionRefused_ as error:
            raise httpx.ConnectError("connection refused", request=request) from error
        except ConnectionDropped as error:
            raise httpx.RemoteProtocolError("the server closed the connection", request=request) from error
