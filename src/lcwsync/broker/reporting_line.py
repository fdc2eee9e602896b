"""The line of managers above a person, read once and walked with bounds.

https://learn.microsoft.com/graph/api/user-list-manager
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from lcwsync.preview.people import MANAGER_PROPERTIES, Manager, manager
from lcwsync.tenant.http.failure import bad_answer
from lcwsync.tenant.port import Tenant

MAX_LEVELS = 50
"""A line longer than this is a mistake in the directory; nobody beyond it counts."""

LINE_PROPERTIES = ("userPrincipalName", *MANAGER_PROPERTIES)


@dataclass(frozen=True, slots=True)
class ReportingLine:
    """Managers from the direct one upwards. `whole` False: a circle or the bound ended the walk."""

    managers: tuple[Manager, ...]
    whole: bool = True

    def level_of(self, person_id: str) -> int | None:
        """1 for the direct manager, 2 for the manager's manager, and so on; None when not above."""
        ids = [link.id for link in self.managers]
        return ids.index(person_id) + 1 if person_id in ids else None


def read_line(person_id: str, tenant: Tenant) -> ReportingLine:
    """The managers above a person. Raises TenantError when the directory does not answer."""
    properties = ",".join(dict.fromkeys(LINE_PROPERTIES))
    answer = tenant.read_json(
        f"/users/{quote(person_id)}",
        query={"$select": "id", "$expand": f"manager($levels=max;$select={properties})", "$count": "true"},
        advanced=True,
    )
    if not isinstance(answer, Mapping):
        raise bad_answer("GET", "/users", "a user was expected")
    return line_of(answer)


def line_of(user: Mapping[str, object]) -> ReportingLine:
    """The line in a user whose managers are nested, as `$expand=manager($levels=max)` answers."""
    found: list[Manager] = []
    seen = {str(user.get("id", "")).lower()}
    for above in _above(user):
        link = manager(above)
        if link.id in seen or len(found) == MAX_LEVELS:
            return ReportingLine(tuple(found), whole=False)
        seen.add(link.id)
        found.append(link)
    return ReportingLine(tuple(found))


def _above(user: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    above = user.get("manager")
    while isinstance(above, Mapping):
        yield above
        above = above.get("manager")
