"""Reads of the facts about people that decide about tasks: manager, groups, methods, sign-ins, roles, sponsors.

What is refused stays unread, and the verdict is then "cannot check": no refusal ends the command, and none is taken
for "there is nothing".
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from lcwsync.model.person import UNREAD, NotRead, PassFacts, Person
from lcwsync.model.task_facts import PersonFact
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import TolerantReader

T = TypeVar("T")

OF_A_PASS = frozenset(
    {PersonFact.MANAGER, PersonFact.GROUPS, PersonFact.METHODS, PersonFact.SIGN_INS, PersonFact.ROLES}
)
"""What decides about a pass, whatever the policy names."""

Wanted = Mapping[str, Collection[PersonFact]]
"""What is asked about people, by their ids."""


def read_processed(
    workflow_id: str, tenant: Tenant, *, since: datetime | None = None
) -> tuple[Mapping[str, datetime] | NotRead, str]:
    """When the workflow last took each person up by schedule, by id; and a note when that was refused, else empty.

    `since`: earlier runs do not matter, and need not be among them.
    """
    reader = FactReader(tenant)
    found = reader.tried("earlier runs", lambda: tenant.runs.last_scheduled(workflow_id, since=since))
    if found is UNREAD:
        return UNREAD, f"{reader.notes[0]}: people whose moment has passed may have been processed already"
    return found, ""


class FactReader:
    """Reads the checks of many people, some at a time: a request for twenty people and kind of fact, and one for all
    roles.

    A read that was refused is not tried again for the people who follow; `notes` tells each refusal once.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._people = tenant.people
        self._reader = TolerantReader()
        self.notes: list[str] = []

    def read(self, people: Sequence[Person]) -> Mapping[str, PassFacts]:
        """What decides about a pass, by person id; see `read_wanted`."""
        return self.read_wanted({person.id: OF_A_PASS for person in people})

    def read_wanted(self, wanted: Wanted) -> Mapping[str, PassFacts]:
        """The facts that are asked about each person, by id; the others stay unread, and cost no request.

        Raises GraphFailure only when the tenant is out of reach or the sign-in is not accepted.
        """

        def asked(fact: PersonFact) -> list[str]:
            return [id_ for id_, facts in wanted.items() if fact in facts]

        managers = self._each("managers", asked(PersonFact.MANAGER), self._people.managers)
        groups = self._each("group memberships", asked(PersonFact.GROUPS), self._people.groups)
        sign_ins = self._each("sign-ins", asked(PersonFact.SIGN_INS), self._people.have_signed_in)
        with_methods = asked(PersonFact.METHODS)
        methods = self._each("authentication methods", with_methods, self._people.methods)
        if with_methods and not methods:
            methods = self._reported_methods
        sponsors = self._each("sponsors", asked(PersonFact.SPONSORS), self._people.sponsors_with_mail)
        return {
            id_: PassFacts(
                manager=managers.get(id_, UNREAD),
                groups=groups.get(id_, UNREAD),
                methods=methods.get(id_, UNREAD),
                has_signed_in=sign_ins.get(id_, UNREAD),
                holds_role=self._holds_role(id_, groups.get(id_, UNREAD)) if PersonFact.ROLES in facts else UNREAD,
                sponsors_with_mail=sponsors.get(id_, UNREAD),
            )
            for id_, facts in wanted.items()
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
    def _members_with_role(self) -> frozenset[str] | NotRead:
        """Everybody in a group that holds a role: read once, where groups are not read for each person."""
        holders = self._role_holders
        if holders is UNREAD:
            return UNREAD
        return self.tried("members of groups that hold roles", lambda: self._people.members_with_role(holders))

    def _holds_role(self, id_: str, groups: frozenset[str] | NotRead) -> bool | NotRead:
        holders = self._role_holders
        if holders is UNREAD or not holders or id_ in holders:
            return UNREAD if holders is UNREAD else id_ in holders
        if groups is not UNREAD:
            return not groups.isdisjoint(holders)
        members = self._members_with_role
        return UNREAD if members is UNREAD else id_ in members

    @cached_property
    def _reported_methods(self) -> Mapping[str, tuple[str, ...] | NotRead]:
        report = self.tried("the registration report", self._people.registered_methods)
        if report is UNREAD:
            return {}
        self.notes.append("authentication methods are from the registration report, which lags behind")
        return report

    def _each(self, what: str, ids: Sequence[str], read: Callable[[Sequence[str]], Mapping[str, T]]) -> Mapping[str, T]:
        """The answers by person; empty when the read is or was refused."""
        if not ids or self._reader.was_refused(what):
            return {}
        found = self.tried(what, lambda: read(ids))
        return {} if found is UNREAD else found
