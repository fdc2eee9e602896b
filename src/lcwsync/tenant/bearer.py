"""The token on a request, and only on one to the configured host."""

import asyncio
from typing import Any, Protocol
from urllib.parse import urlsplit

from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.request_information import RequestInformation


class TakeToken(Protocol):
    """Gives a bearer token for a scope; `claims` answers a challenge of the service."""

    def __call__(self, scope: str, *, claims: str | None = None) -> str: ...


class Bearer(AuthenticationProvider):
    """Kiota's hook. A foreign nextLink or redirect never receives the token."""

    def __init__(self, host: str, scope: str, take: TakeToken) -> None:
        self._host = host
        self._scope = scope
        self._take = take

    async def authenticate_request(
        self,
        request: RequestInformation,
        additional_authentication_context: dict[str, Any] = {},  # noqa: B006 - the base class's signature
    ) -> None:
        if urlsplit(request.url).netloc.lower() != self._host:
            return
        claims = additional_authentication_context.get("claims")
        # A credential may go to the network; the reads under way must not wait for it.
        token = await asyncio.to_thread(self._take, self._scope, claims=claims)
        request.headers.remove("Authorization")
        request.headers.add("Authorization", f"Bearer {token}")
