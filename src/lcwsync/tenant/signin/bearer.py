"""The token on a request, and only on one to the configured host."""

import asyncio
from base64 import b64decode
from collections.abc import Callable
from typing import Any, Protocol

from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.request_information import RequestInformation


class TakeToken(Protocol):
    """Gives a bearer token for a scope; `claims`, as JSON, answers a challenge of the service."""

    def __call__(self, scope: str, *, claims: str | None = None) -> str: ...


class Bearer(AuthenticationProvider):
    """Kiota's hook. `ours` tells which URLs get the token: a foreign nextLink or redirect never does."""

    def __init__(self, ours: Callable[[str], bool], scope: str, take: TakeToken) -> None:
        self._ours = ours
        self._scope = scope
        self._take = take

    async def authenticate_request(
        self,
        request: RequestInformation,
        additional_authentication_context: dict[str, Any] = {},  # noqa: B006 - the base class's signature
    ) -> None:
        if not self._ours(request.url):
            return
        claims = _readable(additional_authentication_context.get("claims"))
        # A credential may go to the network; the reads under way must not wait for it.
        token = await asyncio.to_thread(self._take, self._scope, claims=claims)
        request.headers.remove("Authorization")
        request.headers.add("Authorization", f"Bearer {token}")


def _readable(challenge: object) -> str | None:
    """The claims of a challenge, which come in base64; None when there is none, or none that can be read."""
    try:
        return b64decode(challenge + "=" * (-len(challenge) % 4)).decode() if isinstance(challenge, str) else None
    except ValueError:
        return None
