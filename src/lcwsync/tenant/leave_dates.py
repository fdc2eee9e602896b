"""Whether the service shows leave dates to this identity. Without the permission it answers as if nobody had one.

https://learn.microsoft.com/graph/api/resources/user names the permission, and the role that somebody who is signed in
needs besides.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto

from lcwsync.model.conditions import TimeAttribute
from lcwsync.model.person import Person
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.permissions import OPERATIONS

_LEAVE = TimeAttribute.LEAVE_DATE
_PROBE = {"$select": f"id,{_LEAVE.value}", "$top": "999"}
_NEEDED = next(operation for operation in OPERATIONS if operation.name == "read leave dates")

HIDDEN = f"leave dates cannot be read: the service hides them without {_NEEDED.least}"
REFUSED = f"leave dates cannot be read: the service refuses them without {_NEEDED.least}"
UNSURE = (
    f"leave dates cannot be told: the service shows none, and hides them without {_NEEDED.least}, which this identity "
    "is not known to hold"
)
"""Notes; each names the permission."""


class _Shown(Enum):
    YES = auto()
    NO = auto()
    NOT_SEEN = auto()
    """No answer had one so far, which is what hidden dates look like."""


class LeaveDates:
    """What is known about the leave dates of the answers of one tenant. `note` says why one cannot be told."""

    def __init__(self, graph: GraphCalls) -> None:
        """Asks for one page of users where the token does not tell whether it has the permission and the role.

        Raises GraphFailure when users cannot be read at all.
        """
        self._shown, self.note = _asked(graph)

    @property
    def wanted(self) -> bool:
        """Whether it makes sense to ask for them: a refusal would take the whole answer along."""
        return self._shown is not _Shown.NO

    def checked(self, people: Sequence[Person]) -> Sequence[Person]:
        """The people of an answer; who has no leave date is marked as not read, unless it is known that there is none.

        A date that is seen proves that the others have none.
        """
        if self._shown is _Shown.NOT_SEEN and any(_LEAVE in person.dates for person in people):
            self._shown = _Shown.YES
        if self._shown is _Shown.YES:
            return people
        return [unread_leave_date(person) for person in people]


def unread_leave_date(person: Person) -> Person:
    """The person, whose leave date the service did not show."""
    return replace(person, unread_dates=person.unread_dates | {_LEAVE})


def _asked(graph: GraphCalls) -> tuple[_Shown, str]:
    token = graph.token()
    if token is not None and not token.permissions & _NEEDED.accepted:
        return _Shown.NO, HIDDEN
    if token is not None and not token.delegated:
        return _Shown.YES, ""
    try:
        page = next(graph.read_pages("/users", what="leave dates", query=_PROBE), ())
    except GraphFailure as failure:
        if failure.kind is not FailureKind.FORBIDDEN:
            raise
        return _Shown.NO, REFUSED
    return (_Shown.YES, "") if any(user.get(_LEAVE.value) for user in page) else (_Shown.NOT_SEEN, UNSURE)
