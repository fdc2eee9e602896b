"""Confirming writes: the service may lose an answer, and its reads may lag behind its writes."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from lcwsync.tenant.http.failure import GraphFailure

T = TypeVar("T")

Sleep = Callable[[float], None]

BUDGET_SECONDS = 60.0
"""How long one write is waited for to be shown, unless the command line says otherwise."""

BEFORE_SENDING_AGAIN_SECONDS = 8.0
"""How long a lost write is looked for that does no harm when it arrives twice."""

_FIRST_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)
_PAUSE = 5.0
_SILENT = 1.0
"""Seconds of waiting that nobody is told about."""


class Patience:
    """Looks again and again until something shows, for at most `budget` seconds at a time.

    `sleep` takes seconds, `note` a line for the person who waits, `stopped` whether a signal asked to stop: then no
    more time is spent.
    """

    def __init__(
        self,
        sleep: Sleep,
        *,
        budget: float = BUDGET_SECONDS,
        note: Callable[[str], None] = lambda _line: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.budget = budget
        self._sleep = sleep
        self._note = note
        self._stopped = stopped
        self.satisfied = False
        """Whether the last answer was a good one."""

    def until(self, what: str, read: Callable[[], T], good: Callable[[T], bool], *, seconds: float | None = None) -> T:
        """Read until the answer is `good` or the time (the budget, or less) is used up; the last answer.

        Raises GraphFailure.
        """
        patience = self.budget if seconds is None else min(seconds, self.budget)
        answer = read()
        waited, told = 0.0, False
        for pause in _pauses(patience):
            self.satisfied = good(answer)
            if self.satisfied or self._stopped():
                break
            if waited + pause > _SILENT and not told:
                self._note(f"waiting up to {patience:.0f} s until the service shows {what} ...")
                told = True
            self._sleep(pause)
            waited += pause
            answer = read()
        else:
            self.satisfied = good(answer)
        return answer


def send_again_if_lost(send: Callable[[], object], carried_out: Callable[[], bool]) -> None:
    """Send a write that does no harm when it arrives twice, such as a PATCH by id.

    After a doubtful answer `carried_out` looks, with patience of its own. When it says no, the write is sent once
    more, and never a third time. Raises GraphFailure.
    """
    try:
        send()
        return
    except GraphFailure as failure:
        if not failure.doubtful:
            raise
        if _looks_done(carried_out, failure):
            return
    try:
        send()
    except GraphFailure as failure:
        # Whatever the second answer says, the first one may have arrived late.
        if not _looks_done(carried_out, failure):
            raise


def _looks_done(carried_out: Callable[[], bool], failure: GraphFailure) -> bool:
    """Whether the write was carried out. Raises the write's own failure when reading fails as well."""
    try:
        return carried_out()
    except GraphFailure:
        raise failure from None


def _pauses(patience: float) -> Iterator[float]:
    left = patience
    pauses = iter(_FIRST_PAUSES)
    while left > 0:
        pause = min(next(pauses, _PAUSE), left)
        yield pause
        left -= pause
