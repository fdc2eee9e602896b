"""Whether an identity sees more of users and groups than their names. The rest would read as if nobody had it.

https://learn.microsoft.com/graph/permissions-reference#userreadbasicall
"""

from collections.abc import Mapping
from typing import TypeVar

from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.permissions import OPERATIONS, Operation

T = TypeVar("T")

_USERS, _GROUPS = (next(o for o in OPERATIONS if o.name == name) for name in ("read users", "read groups"))

WITNESS = {"/users": _USERS.witness or "", "/groups": _GROUPS.witness or ""}
"""Properties that every user or group has, so that null proves that they are hidden; read along with the others."""


def shown_user(answer: T) -> T:
    """The user of an answer, who was read with the witness. Raises GraphFailure when only the names are shown."""
    return _shown(answer, "/users", _USERS)


def shown_group(answer: T) -> T:
    """The group of an answer, which was read with the witness. Raises GraphFailure when only the name is shown."""
    return _shown(answer, "/groups", _GROUPS)


def _shown(answer: T, path: str, needed: Operation) -> T:
    if isinstance(answer, Mapping) and WITNESS[path] in answer and answer[WITNESS[path]] is None:
        raise GraphFailure(
            f"GET {path} shows names only",
            kind=FailureKind.FORBIDDEN,
            method="GET",
            path=path,
            hint=f"grant {needed.least} with admin consent: this identity sees names only",
        )
    return answer
