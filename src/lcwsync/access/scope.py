"""Who is in a workflow's scope now, read with as narrow a query as the rule allows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never, cast

from lcwsync.access.people import IDENTITY_PROPERTIES, Person, person
from lcwsync.model.conditions import (
    Conditions,
    GroupScope,
    OnDemandOnly,
    RuleScope,
    Scope,
    TimeAttribute,
    TimeBasedTrigger,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
)
from lcwsync.model.references import Ref
from lcwsync.model.rule import attributes_used, evaluate, parse, to_directory_filter
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import TenantError

JsonObject = Mapping[str, object]

_PAGE = "999"
"""The largest page of the directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InScope:
    """The people in scope, and what a reader must know about how they were found.

    `known` False: the service does not show whom the workflow is for, which is not the same as nobody.
    """

    people: tuple[Person, ...] = ()
    known: bool = True
    notes: tuple[str, ...] = ()


def people_in_scope(conditions: Conditions | None, tenant: Tenant) -> InScope:
    """Everybody in the scope of a workflow now; nobody when it only runs on demand.

    The references of a group scope carry ids. Raises RuleSyntaxError for a rule that cannot be read and TenantError
    when the directory refuses to answer.
    """
    match conditions:
        case OnDemandOnly():
            return InScope()
        case TriggerAndScope(trigger=trigger, scope=scope) if scope is not None:
            date = trigger.attribute if isinstance(trigger, TimeBasedTrigger) else None
            return _of_scope(scope, date, tenant)
        case None | TriggerAndScope() | UnknownConditions():
            return InScope(known=False, notes=("whom it is for is not shown: nobody can be listed",))
        case _:
            assert_never(conditions)


def _of_scope(scope: Scope, date: TimeAttribute | None, tenant: Tenant) -> InScope:
    match scope:
        case RuleScope(rule=rule):
            return _matching(rule, date, tenant)
        case GroupScope(groups=groups) if groups is not None:
            members = [member for group in groups for member in _members(group, date, tenant)]
            return InScope(people=_once(members))
        case GroupScope():
            return InScope(known=False, notes=("the service does not show its groups: nobody can be listed",))
        case UnknownScope(type_name=name):
            return InScope(known=False, notes=(f"its scope is of an unknown kind ({name}): nobody can be listed",))
        case _:
            assert_never(scope)


def _matching(text: str, date: TimeAttribute | None, tenant: Tenant) -> InScope:
    """The directory narrows without regard to case; the rule then decides with it."""
    rule = parse(text)
    query = {"$select": _select(date, attributes_used(rule)), "$top": _PAGE}
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


def _members(group: Ref, date: TimeAttribute | None, tenant: Tenant) -> Iterable[Person]:
    path = f"/groups/{group.id}/members"
    found = _objects(tenant.read_json(path, query={"$select": _select(date, ()), "$top": _PAGE}), path)
    return [person(member) for member in found if str(member.get("@odata.type", "")).endswith(".user")]


def _select(date: TimeAttribute | None, attributes: Iterable[str]) -> str:
    """What to ask for and no more: reading employeeLeaveDateTime takes a permission of its own."""
    used = sorted({attribute.partition("/")[0] for attribute in attributes})
    return ",".join(dict.fromkeys((*IDENTITY_PROPERTIES, *([date.value] if date else []), *used)))


def _objects(answer: object, path: str) -> Sequence[JsonObject]:
    if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
        raise TenantError(f"GET {path} got an answer that cannot be read: a list of objects was expected")
    return cast("Sequence[JsonObject]", answer)


def _once(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple({found.id: found for found in people}.values())
