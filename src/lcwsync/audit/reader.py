"""Reads that may be refused: each refusal is listed and never taken for "nobody"."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from lcwsync.audit.model import Refused
from lcwsync.tenant.answers import Json, all_items
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.port import Tenant

T = TypeVar("T")

_ENDS_THE_COMMAND = frozenset({FailureKind.UNREACHABLE, FailureKind.UNAUTHORISED})


class Reader:
    """Reads of a tenant. Raises GraphFailure only when the tenant is out of reach or the sign-in is not accepted."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self.refused: list[Refused] = []

    def now(self) -> datetime:
        """The service's time."""
        return self._tenant.now()

    def list(self, what: str, path: str, query: Mapping[str, str] | None = None) -> list[Json]:
        """A list that every tenant has; empty when it was refused."""
        return self.tried(what, lambda: all_items(self._tenant.read_json(path, query=query), self._tenant)) or []

    def many(self, what: str, paths: Sequence[str]) -> Sequence[Json | None]:
        """Objects by batch; None for one that is gone or was refused."""
        return [answer if isinstance(answer, Mapping) else None for answer in self._answers(what, paths)]

    def many_lists(self, what: str, paths: Sequence[str]) -> Sequence[Sequence[Json] | None]:
        """Lists by batch, with all their pages."""
        answers = self._answers(what, paths)
        return [None if each is None else self.tried(what, _pages(each, self._tenant)) for each in answers]

    def tried(self, what: str, read: Callable[[], T]) -> T | None:
        """The answer; None when it was refused, which is noted."""
        try:
            return read()
        except GraphFailure as failure:
            self._refused(what, failure)
            return None

    def refuse(self, what: str, why: str) -> None:
        """Note once that something is not known."""
        if (refused := Refused(what, why)) not in self.refused:
            self.refused.append(refused)

    def _answers(self, what: str, paths: Sequence[str]) -> Sequence[object]:
        """By batch; one by one when the batch fails for another reason than a missing right, so that one bad object
        hides no more than itself."""
        try:
            return self._tenant.read_many(paths) if paths else ()
        except GraphFailure as failure:
            if failure.kind is FailureKind.FORBIDDEN or len(paths) == 1:
                self._refused(what, failure)
                return [None] * len(paths)
            if failure.kind in _ENDS_THE_COMMAND:
                raise
        return [answer for path in paths for answer in self._answers(what, [path])]

    def _refused(self, what: str, failure: GraphFailure) -> None:
        """Raises the failure when nothing can be read at all."""
        if failure.kind in _ENDS_THE_COMMAND:
            raise failure
        said = f"{failure.status} {failure.code or ''}".strip() if failure.status else failure.kind.value
        self.refuse(what, f"{said}; {failure.hint}" if failure.hint else said)


def _pages(answer: object, tenant: Tenant) -> Callable[[], list[Json]]:
    return lambda: all_items(answer, tenant)
