"""What a change of git does to when an environment is applied: how many rings are applied before its own."""

from collections.abc import Iterator
from typing import NamedTuple

from lcwsync.plan.guard_passes import Change, Way


class Place(NamedTuple):
    """The ring of an environment among all rings; None where the project has no rings."""

    ring: str | None
    rollout: tuple[str, ...]


def rollout_changes(before: Place | None, after: Place | None) -> Iterator[Change]:
    """The change of an environment's ring; none for an environment that is new or not described any more."""
    if before is None or after is None or (before.ring == after.ring and _number(before) == _number(after)):
        return
    was, is_ = _number(before), _number(after)
    way = Way.UNKNOWN if was == is_ else Way.looser(is_ < was)
    earlier = "; fewer rings are applied before it" if is_ < was else ""
    yield Change(way, f"its ring {_words(before)} → {_words(after)}{earlier}")


def _number(place: Place) -> int:
    """Where the ring stands in the order; -1 where there is no order, and everything is applied at once."""
    return place.rollout.index(place.ring) if place.ring in place.rollout else -1


def _words(place: Place) -> str:
    return f"{place.ring} of {', '.join(place.rollout)}" if place.ring else "(no rings)"
