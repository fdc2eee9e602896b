"""Confirming writes: the service may lose an answer, and its reads may lag behind its writes."""

from collections.abc import Callable
from typing import TypeVar

from lcwsync.tenant.http.failure import GraphFailure

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
        if _looks_done(carried_out, failure, sleep):
            return None
    try:
        return send()
    except GraphFailure as failure:
        # Whatever the second answer says, the first one may have arrived late.
        if _looks_done(carried_out, failure, sleep):
            return None
        raise


def read_until(read: Callable[[], T], good: Callable[[T], bool], sleep: Sleep) -> T:
    """Read until the answer is `good` or the pauses are used up; returns the last answer. Raises GraphFailure."""
    answer = read()
    for seconds in WAITS_SECONDS:
        if good(answer):
            break
        sleep(seconds)
        answer = read()
    return answer


def _looks_done(carried_out: Callable[[], bool], failure: GraphFailure, sleep: Sleep) -> bool:
    """Whether the write was carried out. Raises the write's own failure when reading fails as well."""
    try:
        return read_until(carried_out, bool, sleep)
    except GraphFailure:
        raise failure from None
