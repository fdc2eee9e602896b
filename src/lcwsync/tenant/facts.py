"""Reads of the facts that decide about a pass: manager, groups, methods, sign-ins, roles.

What is refused stays unread, and the verdict is then "cannot check": no refusal ends the command, and none is taken
for "there is nothing".
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from lcwsync.model.person import UNREAD, NotRead, PassFacts, Person
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import TolerantReader

T = TypeVar("T")


def read_processed(workflow_id: str, tenant: Tenant) -> tuple[Mapping[str, datetime] | NotRead, str]:
    """When the workflow last took each person up by schedule, by id; and a note when that was refused, else empty."""
    reader = FactReader(tenant)
    found = reader.tried("earlier runs", lambda: tenant.runs.last_scheduled(workflow_id))
    if found is UNREAD:
        return UNREAD, f"{reader.notes[0]}: people whose moment has passed may have been processed already"
    return found, ""


class FactReader:
    """Reads the checks of many people, some at a time: four requests for twenty of them, and one for all roles.

    A read that was refused is not tried again for the people who follow; `notes` tells each refusal once.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._people = tenant.people
        self._reader = TolerantReader()
        self.notes: list[str] = []

    def read(self, people: Sequence[Person]) -> Mapping[str, PassFacts]:
        """The checks by person id.

        Raises GraphFailure only when the tenant is out of reach or the sign-in is not accepted.
        """
        if not people:
            return {}
        ids = [person.id for person in people]
        managers = self._each("managers", ids, self._people.managers)
        groups = self._each("group memberships", ids, self._people.groups)
        sign_ins = self._each("sign-ins", ids, self._people.have_signed_in)
        methods = self._each("authentication methods", ids, self._people.methods)
        if not methods:
            methods = self._reported_methods
        return {
            id_: PassFacts(
                manager=managers.get(id_, UNREAD),
                groups=groups.get(id_, UNREAD),
                methods=methods.get(id_, UNREAD),
                has_signed_in=sign_ins.get(id_, UNREAD),
                holds_role=_holds_role(id_, groups.get(id_, UNREAD), self._role_holders),
            )
            for id_ in ids
        }

    def tried(self, what: str, read: Callable[[], T]) -> T | NotRead:
        """The answer; UNREAD when it was refused, which is noted."""
        found = self._reader.read(what, read)
        if found is UNREAD:
            refused = self._reader.refused[-1]
            self.notes.append(f"{refused.what} could not be read ({refused.why})")
        return found

    @cached_property
    def _role_holders(self) -> frozenset[str] | NotRead:
        return self.tried("role assignments", self._people.role_holders)

    @cached_property
    def _reported_methods(self) -> Mapping[str, tuple[str, ...] | NotRead]:
        report = self.tried("the registration report", self._people.registered_methods)
        if report is UNREAD:
            return {}
        self.notes.append("authentication methods are from the registration report, which lags behind")
        return report

    def _each(self, what: str, ids: Sequence[str], read: Callable[[Sequence[str]], Mapping[str, T]]) -> Mapping[str, T]:
        """The answers by person; empty when the read is or was refused."""
        if self._reader.was_refused(what):
            return {}
        found = self.tried(what, lambda: read(ids))
        return {} if found is UNREAD else found


def _holds_role(
    id_: str,
    groups: frozenset[str] | NotRead,
    holders: frozenset[str] | NotRead,
) -> bool | NotRead:
    """Directly or through a group."""
    if holders is UNREAD:
        return UNREAD
    if id_ in holders:
        return True
    return UNREAD if groups is UNREAD else bool(groups & holders)
