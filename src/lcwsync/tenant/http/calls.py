"""Calls to Graph by path, for the modules of `tenant` that ask in the service's own terms.

Synchronous to their callers; inside, the parts of one read that do not depend on each other run side by side.
"""

import asyncio
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeVar

from lcwsync.tenant.http.batch import Batches
from lcwsync.tenant.http.client import GraphDoor
from lcwsync.tenant.http.requests import request_to, with_body
from lcwsync.tenant.signin.token import TokenContent, look_into
from lcwsync.values.json import Json

T = TypeVar("T")


class OnProgress(Protocol):
    """What is told how far reads are."""

    def __call__(self, what: str, done: int, total: int | None, /) -> None:
        """What is read, how many were read so far, and of how many (None: not known). 0 begins a read, equal numbers
        end it."""

    def waiting(self) -> AbstractContextManager[None]:
        """Entered while the tenant is being asked."""


class Untold:
    """For commands that nobody watches."""

    def __call__(self, what: str, done: int, total: int | None, /) -> None:
        """Nobody is told."""

    def waiting(self) -> AbstractContextManager[None]:
        return nullcontext()


class GraphCalls:
    """Calls over one door and one event loop. Every method but `close` raises GraphFailure."""

    def __init__(self, door: GraphDoor, batches: Batches, on_progress: OnProgress) -> None:
        self._door = door
        self._batches = batches
        self._on_progress = on_progress
        self._runner = asyncio.Runner()

    def close(self) -> None:
        """Close every connection and the event loop."""
        try:
            self.run(self._door.close())
        finally:
            self._runner.close()

    def run(self, work: Coroutine[object, object, T]) -> T:
        """The result of work that is written to run side by side with other work."""
        with self._on_progress.waiting():
            return self._runner.run(work)

    def token(self) -> TokenContent | None:
        """What the token contains; None for an opaque token."""
        return look_into(self._door.token())

    def read_json(self, path: str, *, query: Mapping[str, str] | None = None, advanced: bool = False) -> object:
        """One GET below `/v1.0`, all its pages: the list of `value`, or the object.

        `advanced` sends `ConsistencyLevel: eventual`.
        """
        return self.run(self._door.read(request_to("GET", path, query or {}, advanced=advanced)))

    def read_pages(
        self, path: str, *, what: str, query: Mapping[str, str] | None = None, advanced: bool = False
    ) -> Iterator[Sequence[Json]]:
        """One list below `/v1.0`, page by page, for lists too long to be held whole.

        `what` names its objects to the person who waits. The failure of a page is raised when that page is taken:
        the pages before it are then a part of the list.
        """
        pages = self._door.pages(request_to("GET", path, query or {}, advanced=advanced))

        async def following() -> Sequence[Json] | None:
            return await anext(pages, None)

        read = 0
        self._on_progress(what, read, None)
        while (page := self.run(following())) is not None:
            read += len(page)
            self._on_progress(what, read, None)
            yield page
        self._on_progress(what, read, read)

    def read_many(self, paths: Sequence[str], *, what: str = "objects", advanced: bool = False) -> Sequence[object]:
        """Many GETs by `$batch` of 20, answers in order. A missing object is None; any other failure is raised."""

        def answered(done: int) -> None:
            self._on_progress(what, done, len(paths))

        return self.run(self._batches.read(paths, advanced=advanced, on_answers=answered))

    def act(self, path: str, body: Json | None = None) -> object:
        """One POST below `/v1.0` that starts something; never sent twice."""
        return self.run(self._door.send(with_body(request_to("POST", path, {}), body), idempotent=False))

    def write(self, method: str, path: str, body: Json | None = None) -> object:
        """One write below `/v1.0`, with a JSON object or without a body; never sent twice by itself."""
        return self.run(self._door.send(with_body(request_to(method, path, {}), body), idempotent=False))
