"""A read that the service refused: what depends on it is unknown, and never taken for "there is nothing"."""

from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class RefusedRead:
    """A read that the service did not answer: what could be hidden there is unknown."""

    what: str
    why: str
