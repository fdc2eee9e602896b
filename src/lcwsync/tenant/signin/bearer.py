"""The challenge of a service that wants another token: Continuous Access Evaluation
(https://learn.microsoft.com/entra/identity-platform/claims-challenge)."""

import re
from base64 import b64decode
from collections.abc import Mapping

_CLAIMS = re.compile(r'claims="([^"]+)"')


def challenge_of(status: int, headers: Mapping[str, str]) -> str | None:
    """The claims that a token must meet, as JSON; None when the answer is no challenge, or none that can be read."""
    header = headers.get("www-authenticate", "")
    if status != 401 or not header.lower().startswith("bearer") or not (found := _CLAIMS.search(header)):
        return None
    text = found[1]
    try:
        return b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return None
