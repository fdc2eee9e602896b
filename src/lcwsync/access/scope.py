"""Who is in a workflow's scope now, read with as narrow a query as the rule allows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never, cast

from lcwsync.access.people import IDENTITY_PROPERTIES, Person, person
from lcwsync.model.conditions import (
    Conditions,
    GroupScope,
    OnDemandOnly,
    RuleScope,
    Scope,
    TimeBasedTrigger,
    Trigger,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
    UserInactivityTrigger,
)
from lcwsync.model.references import Ref
from lcwsync.model.rule import attributes_used, evaluate, parse, to_directory_filter
from lcwsync.tenant.failure import FailureKind, GraphFailure
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import TenantError

JsonObject = Mapping[str, object]

_SIGN_INS = "signInActivity"


@dataclass(frozen=True, slots=True, kw_only=True)
class InScope:
    """The people in scope, and what a reader must know about how they were found.

    `known` False: the service does not show whom the workflow is for, which is not the same as nobody.
    """

    people: tuple[Person, ...] = ()
    known: bool = True
    notes: tuple[str, ...] = ()


class Scopes:
    """The scopes of one run, each read once however many workflows share it."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._read: dict[object, InScope] = {}

    def of(self, conditions: Conditions | None) -> InScope:
        """As `people_in_scope`."""
        key: object = conditions
        if isinstance(conditions, TriggerAndScope):
            key = (_asked_by(conditions.trigger), conditions.scope)
        if key not in self._read:
            self._read[key] = people_in_scope(conditions, self._tenant)
        return self._read[key]


def people_in_scope(conditions: Conditions | None, tenant: Tenant) -> InScope:
    """Everybody in the scope of a workflow now; nobody when it only runs on demand.

    The references of a group scope carry ids. Raises RuleSyntaxError for a rule that cannot be read and TenantError
    when the directory refuses to answer.
    """
    match conditions:
        case OnDemandOnly():
            return InScope()
        case TriggerAndScope(trigger=trigger, scope=scope) if scope is not None:
            try:
                return _of_scope(scope, _asked_by(trigger), tenant)
            except GraphFailure as failure:
                if failure.kind is not FailureKind.FORBIDDEN or not isinstance(trigger, UserInactivityTrigger):
                    raise
            found = _of_scope(scope, (), tenant)
            note = "sign-ins could not be read: since when people are inactive is not known"
            return replace(found, notes=(*found.notes, note))
        case None | TriggerAndScope() | UnknownConditions():
            return InScope(known=False, notes=("whom it is for is not shown: nobody can be listed",))
        case _:
            assert_never(conditions)


def _of_scope(scope: Scope, dates: Sequence[str], tenant: Tenant) -> InScope:
    match scope:
        case RuleScope(rule=rule):
            return _matching(rule, dates, tenant)
        case GroupScope(groups=groups) if groups is not None:
            members = [member for group in groups for member in _members(group, dates, tenant)]
            return InScope(people=_once(members))
        case GroupScope():
            return InScope(known=False, notes=("the service does not show its groups: nobody can be listed",))
        case UnknownScope(type_name=name):
            return InScope(known=False, notes=(f"its scope is of an unknown kind ({name}): nobody can be listed",))
        case _:
            assert_never(scope)


def _matching(text: str, dates: Sequence[str], tenant: Tenant) -> InScope:
    """The directory narrows without regard to case; the rule then decides with it."""
    rule = parse(text)
    query = {"$select": _select(dates, attributes_used(rule)), "$top": _page(dates)}
    narrowed = to_directory_filter(rule)
    advanced = narrowed is not None and narrowed.advanced
    if narrowed is not None:
        query["$filter"] = narrowed.text
    if advanced:
        query["$count"] = "true"
    found = _objects(tenant.read_json("/users", query=query, advanced=advanced), "/users")
    matching = _once(person(user) for user in found if evaluate(rule, user))
    notes = () if narrowed else (f"the directory cannot be asked for this rule: all {len(found)} users were read",)
    return InScope(people=matching, notes=notes)


def _members(group: Ref, dates: Sequence[str], tenant: Tenant) -> Iterable[Person]:
    path = f"/groups/{group.id}/members"
    found = _objects(tenant.read_json(path, query={"$select": _select(dates, ()), "$top": _page(dates)}), path)
    return [person(member) for member in found if str(member.get("@odata.type", "")).endswith(".user")]


def _asked_by(trigger: Trigger | None) -> Sequence[str]:
    """What the trigger counts from. No more: employeeLeaveDateTime and sign-ins take permissions of their own."""
    match trigger:
        case TimeBasedTrigger(attribute=attribute):
            return () if attribute in IDENTITY_PROPERTIES else (attribute.value,)
        case UserInactivityTrigger():
            return ("createdDateTime", _SIGN_INS)
        case _:
            return ()


def _select(dates: Sequence[str], attributes: Iterable[str]) -> str:
    used = sorted({attribute.partition("/")[0] for attribute in attributes})
    return ",".join(dict.fromkeys((*IDENTITY_PROPERTIES, *dates, *used)))


def _page(dates: Sequence[str]) -> str:
    """The largest page of the directory, which is smaller with sign-ins
    (https://learn.microsoft.com/graph/api/user-list)."""
    return "120" if _SIGN_INS in dates else "999"


def _objects(answer: object, path: str) -> Sequence[JsonObject]:
    if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
        raise TenantError(f"GET {path} got an answer that cannot be read: a list of objects was expected")
    return cast("Sequence[JsonObject]", answer)


def _once(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple({found.id: found for found in people}.values())
