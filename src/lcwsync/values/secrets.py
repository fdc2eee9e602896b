"""The one filter for what is printed or stored: no token, and nothing that looks like one."""

import re

MASK = "[secret removed]"

_LIKE_A_TOKEN = re.compile(
    r"(?P<kept>\bBearer (?=\S{8})|[?&;](?:sig|code)=|\b(?:client_secret|client_assertion|access_token)=)"
    r"[^\s&\"']{4,}"  # an Authorization header, the signature in a URL, a sign-in request
    r"|\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*"  # a JWT, signed or not, whole or cut
)

_SHORTEST = 8
"""Tokens below this length are not searched for: a test's token "x" would blank every x of a text."""

_in_use: set[str] = set()


def remember(token: str) -> None:
    """Keep a token of this process out of every text from now on. Call it with each token that a request carries."""
    if len(token) >= _SHORTEST:
        _in_use.add(token)


def without_secrets(text: str) -> str:
    """The text with the tokens of this process, and whatever looks like a token, replaced by MASK."""
    return _LIKE_A_TOKEN.sub(lambda match: (match["kept"] or "") + MASK, without_own_tokens(text))


def without_own_tokens(text: str) -> str:
    """The text with the tokens of this process replaced by MASK: for results, in which a text that only looks like a
    token may be what somebody wants to see."""
    for token in _in_use:
        if token in text:
            text = text.replace(token, MASK)
    return text
