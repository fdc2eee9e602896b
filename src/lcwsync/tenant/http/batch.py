"""Many GETs in few requests: `$batch` (https://learn.microsoft.com/graph/json-batching).

The batch may succeed while its items fail, each with a status, a body and a Retry-After of its own: items that were
throttled or broken are asked for again, alone. What never comes fails the read; only 404 means "not there".
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

from lcwsync.tenant.http.answer import ABOUT_ANOTHER, answered_with
from lcwsync.tenant.http.client import PREFER, GraphDoor
from lcwsync.tenant.http.failure import GraphFailure, bad_answer
from lcwsync.tenant.http.requests import GraphRequest, together, with_body
from lcwsync.tenant.http.segments import is_about

BATCH_SIZE = 20
"""Requests in one $batch."""

CONCURRENT_BATCHES = 4
"""Batches under way at one time. The service carries the items of each out side by side, and nobody has published how
many of Lifecycle Workflows it stands: a tenant of a hundred workflows is read in two rounds."""


class Batches:
    """Reads by `$batch` over one door; all of them share the limit on how many are under way."""

    def __init__(self, door: GraphDoor) -> None:
        self._door = door
        self._gate = asyncio.Semaphore(CONCURRENT_BATCHES)

    async def read(
        self, paths: Sequence[str], *, advanced: bool = False, on_answers: Callable[[int], None] = lambda _done: None
    ) -> list[object]:
        """The answers to GETs of paths below `/v1.0`, in order; None for 404. Any other failure fails all of them.

        `advanced` sends `ConsistencyLevel: eventual`; `on_answers` is told how many have been answered. Raises
        GraphFailure.
        """
        chunks = [paths[start : start + BATCH_SIZE] for start in range(0, len(paths), BATCH_SIZE)]
        done = 0

        async def read(chunk: Sequence[str]) -> list[object]:
            nonlocal done
            answers = await self._chunk(chunk, advanced=advanced)
            done += len(chunk)
            on_answers(done)
            return answers

        on_answers(done)
        async with together() as group:
            reads = [group.create_task(read(chunk)) for chunk in chunks]
        return [answer for read in reads for answer in read.result()]

    async def _chunk(self, paths: Sequence[str], *, advanced: bool) -> list[object]:
        answers: dict[int, object] = {}
        waiting: Sequence[int] = range(len(paths))
        began, attempt = time.monotonic(), 0
        while waiting:
            attempt += 1
            async with self._gate:
                answer = await self._door.send(self._request(paths, waiting, advanced=advanced), idempotent=True)
            failures: dict[int, GraphFailure] = {}
            try:
                items = _by_id(answer)
            except GraphFailure as failure:  # an empty answer, or one of another shape: all of it is asked for again
                items, failures = {}, dict.fromkeys(waiting, failure)
            for position in waiting if not failures else ():
                try:
                    answers[position] = _answer(paths[position], items.get(str(position)))
                except GraphFailure as failure:
                    failures[position] = failure
            if failures:
                await self._door.pause(list(failures.values()), attempt=attempt, began=began, idempotent=True)
            waiting = list(failures)
        return [answers[position] for position in range(len(paths))]

    def _request(self, paths: Sequence[str], positions: Sequence[int], *, advanced: bool) -> GraphRequest:
        headers = {"Prefer": PREFER} | ({"ConsistencyLevel": "eventual"} if advanced else {})
        items = [{"id": str(i), "method": "GET", "url": paths[i], "headers": headers} for i in positions]
        return with_body(GraphRequest("POST", "/$batch"), {"requests": items})


def _by_id(answer: Mapping[str, object] | None) -> dict[str, Mapping[str, object]]:
    listed = (answer or {}).get("responses")
    if not isinstance(listed, list):
        raise bad_answer("POST", "/$batch", "it has no list of responses")
    return {str(item.get("id")): item for item in listed if isinstance(item, dict)}


def _answer(path: str, item: Mapping[str, object] | None) -> Mapping[str, object] | None:
    """The object an item holds, None for 404 and 204. Raises GraphFailure for anything else, a missing item too."""
    path = path.partition("?")[0]
    if item is None:
        raise bad_answer("GET", path, "the batch left it out")
    status, body, headers = item.get("status"), item.get("body"), item.get("headers")
    if status in (204, 404):
        return None
    if not isinstance(status, int) or not 200 <= status < 300:
        lowered = {str(k).lower(): str(v) for k, v in headers.items()} if isinstance(headers, dict) else {}
        raise answered_with("GET", path, status if isinstance(status, int) else 500, body, lowered)
    if not isinstance(body, dict):
        raise bad_answer("GET", path, "it is empty" if body is None else "an object was expected")
    if not is_about(path, body):
        raise bad_answer("GET", path, ABOUT_ANOTHER)
    return body
