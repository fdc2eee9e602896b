"""Reads that the service may refuse: each refusal is noted once and never taken for "there is nothing"."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from lcwsync.model.person import UNREAD, NotRead
from lcwsync.model.refused import RefusedRead
from lcwsync.tenant.http.failure import FailureKind, GraphFailure

T = TypeVar("T")

_ENDS_THE_COMMAND = frozenset({FailureKind.UNREACHABLE, FailureKind.UNAUTHORISED})


class TolerantReader:
    """Makes reads and keeps a list of the refused ones.

    Every method raises GraphFailure only when the tenant is out of reach or the sign-in is not accepted.
    """

    def __init__(self) -> None:
        self.refused: list[RefusedRead] = []

    def read(self, what: str, read: Callable[[], T]) -> T | NotRead:
        """The answer; UNREAD when it was refused. `what` names the objects read to a person."""
        try:
            return read()
        except GraphFailure as failure:
            self._refuse(what, failure)
            return UNREAD

    def each(
        self, what: str, ids: Sequence[str], read: Callable[[Sequence[str]], Mapping[str, T]]
    ) -> Mapping[str, T | NotRead]:
        """The answers by id, UNREAD for a refused one.

        Read together; one by one when that fails for another reason than a missing right, so that one bad object
        hides no more than itself.
        """
        if not ids:
            return {}
        try:
            return read(ids)
        except GraphFailure as failure:
            if failure.kind is FailureKind.FORBIDDEN or len(ids) == 1 or failure.kind in _ENDS_THE_COMMAND:
                self._refuse(what, failure)
                return dict.fromkeys(ids, UNREAD)
        return {id_: answer for one in ids for id_, answer in self.each(what, [one], read).items()}

    def note(self, refused: RefusedRead) -> None:
        """Add to the list, once, what is unknown for another reason than a failed read."""
        if refused not in self.refused:
            self.refused.append(refused)

    def was_refused(self, what: str) -> bool:
        """Whether a read of these objects was refused before."""
        return any(refused.what == what for refused in self.refused)

    def _refuse(self, what: str, failure: GraphFailure) -> None:
        """Raises the failure when nothing can be read at all."""
        if failure.kind in _ENDS_THE_COMMAND:
            raise failure
        reason = f"{failure.status} {failure.code or ''}".strip() if failure.status else failure.kind.value
        self.note(RefusedRead(what, f"{reason}; {failure.hint}" if failure.hint else reason))


def allowed(read: Callable[[], T]) -> T | None:
    """The answer; None when a permission is missing. Raises GraphFailure for every other reason."""
    try:
        return read()
    except GraphFailure as failure:
        if failure.kind is not FailureKind.FORBIDDEN:
            raise
        return None


def known(answer: T | NotRead, otherwise: T) -> T:
    """The answer, or `otherwise` when it was refused."""
    return otherwise if answer is UNREAD else answer
