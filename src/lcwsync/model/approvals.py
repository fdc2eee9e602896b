"""Who must approve a plan, by its gravest rating: `approvals` of the project file."""

from collections.abc import Mapping
from typing import NamedTuple

from lcwsync.values.findings import Rating


class Approval(NamedTuple):
    """The approvals that a pull request needs."""

    number: int
    team: str | None = None
    """`organisation/team` whose members count; None: everybody who may approve."""


Approvals = Mapping[Rating, Approval]
"""By rating. What holds for a rating holds for every graver one as well."""


def needed(approvals: Approvals, gravest: Rating | None) -> Approval | None:
    """The approvals for a plan of this gravest rating; None: none is asked for.

    `gravest` None: a plan without risks.
    """
    found = [each for rating, each in approvals.items() if gravest is not None and rating.rank >= gravest.rank]
    if not found:
        return None
    most = max(each.number for each in found)
    named = [approvals[rating].team for rating in Rating if rating in approvals and approvals[rating] in found]
    return Approval(most, next((team for team in named if team), None))


def stricter(after: Approval | None, before: Approval | None) -> Approval | None:
    """What asks for more: a change can neither lower what it needs itself, nor choose who approves it."""
    if after is None or before is None:
        return after or before
    return Approval(max(after.number, before.number), before.team or after.team)
