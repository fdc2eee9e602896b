"""Custom security attributes, which take a permission of their own. Without it they may read as if they were not set.

https://learn.microsoft.com/entra/fundamentals/custom-security-attributes-manage
"""

from collections.abc import Iterable

from lcwsync.model.rule.attributes import is_custom_security
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.permissions import OPERATIONS

PROPERTY = "customSecurityAttributes"

_NEEDED = next(operation for operation in OPERATIONS if operation.name == "read custom security attributes")

UNREADABLE = f"custom security attributes cannot be read without {_NEEDED.least} (signed-in users: {_NEEDED.role})"


def hidden(attributes: Iterable[str], graph: GraphCalls) -> bool:
    """Whether some of these attributes are custom security attributes that the token is not allowed to read.

    An opaque token does not tell: the answer of the service then counts.
    """
    if not any(map(is_custom_security, attributes)):
        return False
    token = graph.token()
    return token is not None and not token.permissions & _NEEDED.accepted


def doubt_of_silence() -> str:
    """The note for an opaque token where nobody was found to have such an attribute."""
    return f"nobody has one of the rule's custom security attributes, or this identity lacks {_NEEDED.least}"
