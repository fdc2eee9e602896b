"""What a check of a plan could not read: a finding that says what the plan cannot tell, never silence."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from lcwsync.model.person import UNREAD, NotRead
from lcwsync.tenant.tolerant import TolerantReader
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location

T = TypeVar("T")

_LISTED = 5


def asked(what: str, read: Callable[[], T], unread: list[Finding], *, unknown: str, place: Location) -> T | NotRead:
    """The answer; UNREAD when the read failed, which `unread` then tells at `place`.

    `what` names the objects read, `unknown` what is not known without them ("whether ..."). Raises GraphFailure only
    when the tenant is out of reach or the sign-in is not accepted.
    """
    reader = TolerantReader()
    answer = reader.read(what, read)
    if answer is UNREAD:
        unread.append(cannot_tell(unknown, f"{what} could not be read", reader.refused[0].why, place))
    return answer


def cannot_tell(unknown: str, missing: str, hint: str, place: Location) -> Finding:
    """The finding: what is not known, and what is missing for it."""
    return finding("REF010", place, f"cannot tell {unknown}: {missing}", hint)


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more
