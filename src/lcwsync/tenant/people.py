"""Reads of people and of the facts that decide about their passes.

https://learn.microsoft.com/graph/api/user-get, https://learn.microsoft.com/graph/api/user-list-manager
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from sys import intern
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from lcwsync.model.conditions import Conditions
from lcwsync.model.licence import Subscription
from lcwsync.model.passes import EarlierPass
from lcwsync.model.person import UNREAD, Colleague, Manager, NotRead, Person, ReportingLine
from lcwsync.model.rule import Compare, Operator, to_directory_filter
from lcwsync.model.rule.evaluate import value_of
from lcwsync.tenant.answers import all_items, items_of, object_id, objects
from lcwsync.tenant.custom_security import hidden
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.failure import FailureKind, GraphFailure, bad_answer
from lcwsync.tenant.http.segments import id_segment, user_segment
from lcwsync.tenant.leave_dates import LeaveDates
from lcwsync.tenant.names_only import WITNESS, shown_group, shown_user
from lcwsync.tenant.scope import InScope, people_in_scope
from lcwsync.tenant.wire.group import GROUP_PROPERTIES
from lcwsync.tenant.wire.person import (
    IDENTITY_PROPERTIES,
    MANAGER_PROPERTIES,
    colleague,
    earlier_pass,
    line_of,
    manager,
    person,
    sign_ins,
)
from lcwsync.tenant.wire.subscription import SUBSCRIPTIONS, subscription
from lcwsync.values.json import Json, text

if TYPE_CHECKING:
    from lcwsync.tenant.one_person import OnePerson

T = TypeVar("T")

_WITNESS = WITNESS["/users"]

_LINE_PROPERTIES = ("userPrincipalName", *MANAGER_PROPERTIES)

_NO_OTHER_METHODS = ("passwordAuthenticationMethod", "temporaryAccessPassAuthenticationMethod")
"""Whether a password counts as another method is not documented; every cloud account has one, so it cannot. An older
pass is replaced by the new one."""

_NEVER = datetime.max.replace(tzinfo=UTC)

_TOLD = frozenset({"62e90394-69f5-4237-9190-012177145e10", "59d46f88-662b-457b-bceb-5c3809e5908f"})
"""Global Administrator and Lifecycle Workflows Administrator, by roleTemplateId."""


class People:
    """Reads of people. Every method raises GraphFailure; `name` is a user principal name or an id, `ids` are ids."""

    def __init__(self, graph: GraphCalls) -> None:
        self._graph = graph

    def person(self, name: str) -> Person | None:
        """One user; None when the directory has none of that name."""
        user = self._user(name, IDENTITY_PROPERTIES)
        return None if user is None else person(user)

    def hides(self, attributes: Iterable[str]) -> bool:
        """Whether the token does not allow reading some of these attributes: they may then look as if not set."""
        return hidden(attributes, self._graph)

    def person_with(self, name: str, attributes: Iterable[str]) -> tuple[Person, Json] | None:
        """One user with the values of these attributes by their names in rules; None when there is no such user."""
        wanted = (attribute.partition("/")[0] for attribute in attributes)
        user = self._user(name, (*IDENTITY_PROPERTIES, *wanted))
        return None if user is None else (person(user), user)

    def one(self, name: str, attributes: Iterable[str], *, leave_date: bool, sign_ins: bool) -> "OnePerson | None":
        """One user with everything that decides about their workflows; what is refused leaves a gap."""
        from lcwsync.tenant.one_person import read_one_person

        return read_one_person(name, attributes, leave_date=leave_date, sign_ins=sign_ins, graph=self._graph)

    def members(self, group_ids: Sequence[str]) -> frozenset[str]:
        """Ids of all members of groups, through other groups too; applications and devices among them."""
        answers = self._each(
            "members of groups", group_ids, "/groups/{}/transitiveMembers?$select=id&$top=999", self._all_ids
        )
        return frozenset(id_ for ids in answers.values() for id_ in ids)

    def values(self, ids: Sequence[str], attributes: Iterable[str]) -> Mapping[str, Json | None]:
        """Each user with the values of these attributes by their names in rules; None for one that is gone."""
        select = ",".join(sorted({"id", _WITNESS, *(attribute.partition("/")[0] for attribute in attributes)}))
        path = f"/users/{{}}?$select={select}"
        return self._each("users", ids, path, lambda answer: _object(shown_user(answer)))

    def having(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """For each attribute and value: the values of the users whom the directory finds by it, some of them.

        The directory compares without case. A pair for which it cannot be asked is left out.
        """
        paths: dict[tuple[str, str], str] = {}
        for attribute, value in pairs:
            asked = to_directory_filter(Compare(attribute, Operator.EQ, value))
            if asked is not None:
                select = f"$select=id,{_WITNESS},{attribute.partition('/')[0]}&$top=20&$count=true"
                paths[attribute, value] = f"/users?$filter={quote(asked.text, safe='')}&{select}"
        answers = self._graph.read_many(list(paths.values()), what="values of rules", advanced=True)
        return {
            pair: tuple(dict.fromkeys(str(value_of(item, pair[0])) for item in items_of(answer) if shown_user(item)))
            for pair, answer in zip(paths, answers, strict=True)
        }

    def values_of(self, attribute: str) -> frozenset[str]:
        """The values of an attribute that the first thousand users have."""
        query = {"$select": f"id,{_WITNESS},{attribute.partition('/')[0]}", "$top": "999"}
        page = next(self._graph.read_pages("/users", what="values of users", query=query), ())
        shown = (user for user in page if shown_user(user))
        return frozenset(value for user in shown if isinstance(value := value_of(user, attribute), str))

    def account(self, name: str) -> Manager | None:
        """One user with the properties of a manager; None when there is no such user."""
        user = self._user(name, MANAGER_PROPERTIES)
        return None if user is None else manager(user)

    def line(self, person_id: str) -> ReportingLine:
        """The managers above a person."""
        properties = ",".join(dict.fromkeys(_LINE_PROPERTIES))
        answer = self._graph.read_json(
            f"/users/{id_segment(person_id)}",
            query={"$select": "id", "$expand": f"manager($levels=max;$select={properties})", "$count": "true"},
            advanced=True,
        )
        if not isinstance(answer, Mapping):
            raise bad_answer("GET", "/users", "a user was expected")
        return line_of(answer)

    def reports(self, person_id: str) -> tuple[Person, ...]:
        """The users who report to a person directly (https://learn.microsoft.com/graph/api/user-list-directreports)."""
        query = {"$select": ",".join(IDENTITY_PROPERTIES), "$top": "999"}
        answer = self._graph.read_json(f"/users/{id_segment(person_id)}/directReports", query=query)
        return tuple(person(item) for item in all_items(answer, self._graph) if text(item, "userPrincipalName"))

    def colleagues(self) -> tuple[Colleague, ...]:
        """Everybody with the id of their manager (https://learn.microsoft.com/graph/api/user-list)."""
        query = {"$select": ",".join((*MANAGER_PROPERTIES, "employeeHireDate")), "$expand": "manager"}
        pages = self._graph.read_pages("/users", what="people and their managers", query={**query, "$top": "999"})
        return tuple(colleague(user) for user in chain.from_iterable(pages) if shown_user(user))

    def in_scope(self, conditions: Conditions | None, *, licences: bool = False) -> InScope:
        """Everybody in the scope of a workflow now, as `tenant.scope.people_in_scope`."""
        return people_in_scope(conditions, self._graph, lambda: self._leave_dates, licences=licences)

    @cached_property
    def _leave_dates(self) -> LeaveDates:
        return LeaveDates(self._graph)

    def managers(self, ids: Sequence[str]) -> Mapping[str, Manager | None]:
        """The direct manager of each person, read by `$batch`: the directory does not promise `$expand` together with
        advanced queries."""
        path = f"/users/{{}}/manager?$select={','.join(MANAGER_PROPERTIES)}"
        return self._each(
            "managers", ids, path, lambda answer: manager(answer) if isinstance(answer, Mapping) else None
        )

    def groups(self, ids: Sequence[str]) -> Mapping[str, frozenset[str] | NotRead]:
        """Ids of all groups each person is in, through other groups too; UNREAD for a person who is gone."""

        def ids_in(answer: object) -> frozenset[str] | NotRead:
            return UNREAD if answer is None else frozenset(map(object_id, all_items(answer, self._graph)))

        return self._each("group memberships", ids, "/users/{}/transitiveMemberOf?$select=id&$top=999", ids_in)

    def have_signed_in(self, ids: Sequence[str]) -> Mapping[str, bool | NotRead]:
        """Whether each person ever signed in; UNREAD for a person who is gone."""
        return self._each("sign-ins", ids, "/users/{}?$select=id,signInActivity", _has_signed_in)

    def methods(self, ids: Sequence[str]) -> Mapping[str, tuple[str, ...] | NotRead]:
        """The authentication methods of each person besides the password and an older pass; UNREAD for a person who
        is gone."""
        return self._each("authentication methods", ids, "/users/{}/authentication/methods", _methods)

    def registered_methods(self) -> Mapping[str, tuple[str, ...]]:
        """The authentication methods of everybody besides the password and a pass, by id, from the registration report,
        which needs another permission than `methods`."""
        path = "/reports/authenticationMethods/userRegistrationDetails"
        found: dict[str, tuple[str, ...]] = {}
        for item in chain.from_iterable(self._graph.read_pages(path, what="the registration report")):
            registered = item.get("methodsRegistered")
            if isinstance(registered, list):
                kinds = (str(kind) for kind in registered if kind not in ("password", "temporaryAccessPass"))
                found[object_id(item)] = tuple(map(intern, kinds))
        return found

    def earlier_pass(self, person_id: str) -> EarlierPass | None:
        """The pass that a new one of the person would replace, the one that ends last; None when there is none, or it
        can no longer be used.

        Read from the list of all methods: nothing in lcwsync knows the address of passes.
        https://learn.microsoft.com/graph/api/authentication-list-methods
        """
        path = f"/users/{id_segment(person_id)}/authentication/methods"
        found = chain.from_iterable(self._graph.read_pages(path, what="authentication methods"))
        passes = [earlier for item in found if (earlier := earlier_pass(item))]
        endless = next((each for each in passes if each.end is None), None)
        return endless or max(passes, key=lambda each: each.end or _NEVER, default=None)

    def verified_domains(self) -> frozenset[str]:
        """The verified domains of the tenant, in lower case."""
        answer = self._graph.read_json("/organization", query={"$select": "id,verifiedDomains"})
        listed = (domain for item in items_of(answer) for domain in objects(item.get("verifiedDomains")))
        return frozenset(text(domain, "name").lower() for domain in listed)

    def role_holders(self) -> frozenset[str]:
        """Ids of all users, groups and applications that hold a directory role now."""
        pages = self._graph.read_pages("/roleManagement/directory/roleAssignments", what="role assignments")
        return frozenset(text(item, "principalId").lower() for item in chain.from_iterable(pages))

    def restricted_members(self) -> Mapping[str, str]:
        """Everybody in a restricted management administrative unit, by id, with the unit's name.

        https://learn.microsoft.com/graph/api/resources/administrativeunit
        """
        query = {"$select": "id,displayName,isMemberManagementRestricted"}
        pages = self._graph.read_pages("/directory/administrativeUnits", query=query, what="administrative units")
        listed = chain.from_iterable(pages)
        units = {object_id(u): text(u, "displayName") for u in listed if u.get("isMemberManagementRestricted") is True}
        path = "/directory/administrativeUnits/{}/members?$select=id&$top=999"
        members = self._each("members of administrative units", list(units), path, items_of)
        return {object_id(each): units[unit] for unit, found in members.items() for each in found}

    def groups_of_tasks(self, ids: Sequence[str]) -> Mapping[str, Json | None]:
        """Groups with what decides whether a task can change their members; None for one that does not exist."""
        path = f"/groups/{{}}?$select={','.join(GROUP_PROPERTIES)}"
        return self._each("groups", ids, path, lambda answer: _object(shown_group(answer)))

    def have_mail(self, ids: Sequence[str]) -> Mapping[str, bool]:
        """Whether each user exists and has a mail address."""
        path = "/users/{}?$select=id,mail"
        return self._each("recipients", ids, path, lambda answer: _manager_mail(answer) is not None)

    def subscriptions(self) -> tuple[Subscription, ...]:
        """The subscriptions of the tenant."""
        pages = self._graph.read_pages(SUBSCRIPTIONS, what="licences")
        return tuple(map(subscription, chain.from_iterable(pages)))

    def free_licences(self) -> Mapping[str, int]:
        """Free units of each licence of the tenant, by skuId."""
        found: dict[str, int] = {}
        for item in chain.from_iterable(self._graph.read_pages(SUBSCRIPTIONS, what="licences")):
            units, used = item.get("prepaidUnits"), item.get("consumedUnits")
            enabled = units.get("enabled") if isinstance(units, Mapping) else None
            if isinstance(enabled, int) and isinstance(used, int):
                found[text(item, "skuId").lower()] = enabled - used
        return found

    def role_groups(self) -> frozenset[str]:
        """Ids of the groups that can be assigned to roles, of their members and of everybody who owns one."""
        groups = self._groups_for_roles()
        owners = self._each("owners of groups", groups, "/groups/{}/owners?$select=id", items_of)
        owning = {object_id(owner) for each in owners.values() for owner in each}
        return frozenset(groups) | owning | self.members(groups)

    def members_with_role(self, holders: frozenset[str]) -> frozenset[str]:
        """Ids of the members of the groups among those that hold a role: only groups made for it can hold one
        (https://learn.microsoft.com/entra/identity/role-based-access-control/groups-concept)."""
        return self.members([id_ for id_ in self._groups_for_roles() if id_ in holders])

    def sponsors_with_mail(self, ids: Sequence[str]) -> Mapping[str, int | NotRead]:
        """How many sponsors of each person have a mail address; UNREAD for a person who is gone.

        https://learn.microsoft.com/graph/api/user-list-sponsors
        """
        path = "/users/{}/sponsors?$select=id,mail"

        def with_mail(answer: object) -> int | NotRead:
            return UNREAD if answer is None else sum(_manager_mail(each) is not None for each in items_of(answer))

        return self._each("sponsors", ids, path, with_mail)

    def administrators_with_mail(self) -> int:
        """How many Global and Lifecycle Workflows Administrators have a mail address, through groups too: they are told
        about guests without sponsors
        (https://learn.microsoft.com/entra/id-governance/how-to-lifecycle-workflow-unsponsored-guest-removal)."""
        pages = self._graph.read_pages("/roleManagement/directory/roleAssignments", what="role assignments")
        held = [item for item in chain.from_iterable(pages) if text(item, "roleDefinitionId").lower() in _TOLD]
        holders = frozenset(text(item, "principalId").lower() for item in held)
        everybody = holders | self.members_with_role(holders) if holders else holders
        return sum(self.have_mail(sorted(everybody)).values())

    def _groups_for_roles(self) -> list[str]:
        query = {"$filter": "isAssignableToRole eq true", "$select": "id"}
        pages = self._graph.read_pages("/groups", query=query, what="groups that can be assigned to roles")
        return [object_id(item) for item in chain.from_iterable(pages)]

    def _user(self, name: str, properties: Iterable[str]) -> Json | None:
        select = ",".join(dict.fromkeys(("id", "userPrincipalName", *properties, _WITNESS)))
        try:
            answer = self._graph.read_json(f"/users/{user_segment(name)}", query={"$select": select})
        except GraphFailure as failure:
            if failure.kind is FailureKind.NOT_FOUND:
                return None
            raise
        if not isinstance(answer, Mapping):
            return None
        shown_user(answer)
        return answer

    def _all_ids(self, answer: object) -> list[str]:
        return [] if answer is None else [object_id(item) for item in all_items(answer, self._graph)]

    def _each(self, what: str, ids: Sequence[str], path: str, understand: Callable[[object], T]) -> Mapping[str, T]:
        """The answers by person, `{}` in the path standing for the id."""
        answers = self._graph.read_many([path.format(id_segment(id_)) for id_ in ids], what=what)
        return {id_: understand(answer) for id_, answer in zip(ids, answers, strict=True)}


def _object(answer: object) -> Json | None:
    return answer if isinstance(answer, Mapping) else None


def _manager(answer: object) -> Manager | None:
    return manager(answer) if isinstance(answer, Mapping) else None


def _manager_mail(answer: object) -> str | None:
    return (text(answer, "mail").strip() or None) if isinstance(answer, Mapping) else None


def _has_signed_in(answer: object) -> bool | NotRead:
    return bool(sign_ins(answer)) if isinstance(answer, Mapping) else UNREAD


def _methods(answer: object) -> tuple[str, ...] | NotRead:
    if answer is None:
        return UNREAD
    kinds = [text(item, "@odata.type").rpartition(".")[2] for item in items_of(answer)]
    return tuple(kind for kind in kinds if kind not in _NO_OTHER_METHODS)
