"""Findings that the project rates otherwise than lcwsync does."""

from datetime import date
from typing import NamedTuple

from lcwsync.values.findings import Severity
from lcwsync.values.location import Location


class RatedOtherwise(NamedTuple):
    """One entry of `rules`."""

    code: str
    severity: Severity | None
    """None: not reported."""
    objects: tuple[str, ...] = ()
    """Names of the objects it is for; none: every object."""
    until: date | None = None
    """The last day on which it holds; None: for good."""
    place: Location = Location("")

    def ended(self, today: date) -> bool:
        """Whether its last day is past."""
        return self.until is not None and today > self.until
