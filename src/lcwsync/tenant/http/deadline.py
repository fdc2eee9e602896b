"""The time that a whole command may take for its requests."""

import time
from collections.abc import Callable

from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment after which no request is sent."""

    text: str
    """What a message calls it."""
    _ends: float
    _clock: Callable[[], float]

    @classmethod
    def after(cls, minutes: float | None, *, clock: Callable[[], float] = time.monotonic) -> "Deadline":
        """A deadline in minutes from now; None never comes."""
        if minutes is None:
            return cls("no deadline", float("inf"), clock)
        return cls(f"the deadline of {minutes:g} minutes", clock() + minutes * 60, clock)

    def left(self) -> float:
        """Seconds that are left, negative ones when it is over."""
        return self._ends - self._clock()
