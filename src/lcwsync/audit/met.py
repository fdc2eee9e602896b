"""Principals that an audit has met, and the reads about them, each of which may be refused."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from lcwsync.audit.principals import unknown_principal
from lcwsync.model.person import UNREAD, NotRead
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.model.refused import RefusedRead
from lcwsync.tenant.tolerant import TolerantReader

T = TypeVar("T")

NOT_ANSWERED = "the directory does not answer with it"
"""Why something is unknown that a read did not find, although something else in the directory names it."""


class Met:
    """All principals that were met, by id, and what could not be read of them.

    Every method that reads raises GraphFailure only when the tenant is out of reach or the sign-in is not accepted.
    """

    def __init__(self) -> None:
        self.reader = TolerantReader()
        self.principals: dict[str, Principal] = {}

    def meet(self, principals: Iterable[Principal | None]) -> None:
        """Remember principals; the first answer about one stands."""
        for each in principals:
            if each is not None:
                self.principals.setdefault(each.id, each)

    def lose(self, id_: str) -> None:
        """The directory does not answer with a principal of whom only the id was known."""
        self.principals[id_] = unknown_principal(id_)

    def of_kind(self, ids: Iterable[str], kind: PrincipalKind) -> list[str]:
        """Those of the ids whose principal is of this kind."""
        return [id_ for id_ in ids if id_ in self.principals and self.principals[id_].kind is kind]

    def name(self, id_: str) -> str:
        """The name of a principal; the id of a person, whom a public report does not name, and of one not met."""
        met = self.principals.get(id_)
        return id_ if met is None or met.kind is PrincipalKind.USER else met.name

    def note(self, refused: Iterable[RefusedRead]) -> None:
        """Add to what is unknown."""
        for each in refused:
            self.reader.note(each)

    def each(
        self, what: str, ids: Sequence[str], read: Callable[[Sequence[str]], Mapping[str, T | None]]
    ) -> Mapping[str, T]:
        """The answers by id, without those that are gone or were refused."""
        return known_of(self.reader.each(what, ids, read))

    def all_of(
        self, what: str, ids: Sequence[str], read: Callable[[Sequence[str]], Mapping[str, T | None]]
    ) -> Mapping[str, T]:
        """The answers by id about objects that are known to exist: one that is not answered with is noted, too."""
        answers = self.reader.each(what, ids, read)
        self.note(RefusedRead(f"{what}: {self.name(id_)}", NOT_ANSWERED) for id_ in ids if answers[id_] is None)
        return known_of(answers)


def known_of(answers: Mapping[str, T | NotRead | None]) -> dict[str, T]:
    """The answers by id, without those that are gone or were refused."""
    return {id_: answer for id_, answer in answers.items() if answer is not None and answer is not UNREAD}
