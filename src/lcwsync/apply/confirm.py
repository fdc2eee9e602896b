"""Writing to a service that may lose an answer, and reading from one that may lag behind its own writes."""

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


def settle(read: Callable[[], T], good: Callable[[T], bool], sleep: Sleep) -> T:
    """Read until the answer is `good` or patience ends; the last answer either way. Raises GraphFailure."""
    answer = read()
    for seconds in WAITS_SECONDS:
        if good(answer):
            break
        sleep(seconds)
        answer = read()
    return answer


def _looks_done(carried_out: Callable[[], bool], failure: GraphFailure, sleep: Sleep) -> bool:
    """When it cannot even be looked at, what is to be told is the write and that its fate is unknown."""
    try:
        return settle(carried_out, bool, sleep)
    except GraphFailure:
        raise failure from None
