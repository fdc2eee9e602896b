"""A request in My Access, as the service keeps it for some months.

https://learn.microsoft.com/graph/api/resources/accesspackageassignmentrequest
"""

from typing import NamedTuple


class AccessRequest(NamedTuple):
    """Who asked for whom, and what became of it. None: the service did not show it."""

    created: str | None
    """When it was made, as Graph writes it."""
    requestor: str
    """The user principal name, or the object id."""
    person: str
    """The user principal name of the person asked for, or the object id."""
    person_id: str
    state: str | None
    """Of the request: `pendingApproval`, `delivered`, `denied`, ..."""
    assignment: str | None = None
    """Of the assignment: `delivered`, `expired`, ...; None while there is none."""
    ended: str | None = None
    """When the assignment ended."""
    requestor_id: str = ""
    """The object id of who asked."""
