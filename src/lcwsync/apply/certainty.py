"""Writing to a service that may lose an answer, and reading from one that may lag behind its own writes."""

from collections.abc import Callable
from typing import TypeVar

from lcwsync.tenant.failure import GraphFailure

T = TypeVar("T")

Sleep = Callable[[float], None]

WAITS_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Pauses between looks at what was written: a directory is read from replicas."""


def write_once(send: Callable[[], T], carried_out: Callable[[], bool], sleep: Sleep) -> T | None:
    """Send a write whose answer may get lost; None when the answer was lost and the write carried out all the same.

    After a doubtful answer `carried_out` looks. Only when every look says no is the write sent again, and only once.
    Raises GraphFailure.
    """
    try:
        return send()
    except GraphFailure as failure:
        if not failure.doubtful:
            raise
    return None if settle(carried_out, bool, sleep) else send()


def settle(read: Callable[[], T], good: Callable[[T], bool], sleep: Sleep) -> T:
    """Read until the answer is `good` or patience ends; the last answer either way. Raises GraphFailure."""
    answer = read()
    for seconds in WAITS_SECONDS:
        if good(answer):
            break
        sleep(seconds)
        answer = read()
    return answer
