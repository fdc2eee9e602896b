"""The people in a workflow's scope now, read with as narrow a query as the rule allows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from lcwsync.model.conditions import (
    Conditions,
    GroupScope,
    OnDemandOnly,
    RuleScope,
    Scope,
    TimeAttribute,
    Trigger,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
)
from lcwsync.model.person import Person
from lcwsync.model.references import Ref
from lcwsync.model.rule import Rule, attributes_used, evaluate, parse, to_directory_filter
from lcwsync.model.triggers import moment_of
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.http.segments import id_segment
from lcwsync.tenant.permissions import OPERATIONS
from lcwsync.tenant.wire.person import IDENTITY_PROPERTIES, person

Pages = Iterator[Sequence[Person]]

_SIGN_INS = "signInActivity"
LICENCES = "assignedLicenses"
"""The property of a user with the licences they have."""
_NOT_FILTERED = 400
"""The answer to a filter that the directory does not take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InScope:
    """The people in scope, page by page, each once: a directory is never held whole.

    `known` False: the service does not return the scope, which is not the same as an empty scope. `notes` are for the
    person who reads the result; they are complete once the last page was taken.
    """

    pages: Iterator[Sequence[Person]] = field(default_factory=lambda: iter(()))
    known: bool = True
    notes: list[str] = field(default_factory=list)


def people_in_scope(conditions: Conditions | None, graph: GraphCalls, *, licences: bool = False) -> InScope:
    """Everybody in the scope of a workflow now; no people when it only runs on demand.

    With `licences` each person comes with theirs. The references of a group scope carry ids. Raises RuleSyntaxError for
    a rule that cannot be read; taking a page raises TenantError when the directory refuses to answer.
    """
    match conditions:
        case OnDemandOnly():
            return InScope()
        case TriggerAndScope(trigger=trigger, scope=scope) if scope is not None:
            return _of_scope(scope, trigger, graph, also=(LICENCES,) if licences else ())
        case None | TriggerAndScope() | UnknownConditions():
            return InScope(known=False, notes=["the service does not return the scope, so no people can be listed"])
        case _:
            assert_never(conditions)


def scope_key(conditions: Conditions | None) -> object:
    """Equal for workflows whose people are found by the same requests."""
    if isinstance(conditions, TriggerAndScope):
        return _asked_by(conditions.trigger), conditions.scope
    return conditions


def _of_scope(scope: Scope, trigger: Trigger | None, graph: GraphCalls, *, also: Sequence[str]) -> InScope:
    notes: list[str] = []
    match scope:
        case RuleScope(rule=text):
            rule = parse(text)
            pages = _readable_pages(lambda dates: _matching(rule, (*dates, *also), graph, notes), trigger, notes)
            pages = _with_leave_dates(pages, trigger, graph, notes)
            return InScope(pages=pages, notes=notes)
        case GroupScope(groups=groups) if groups is not None:
            pages = _readable_pages(lambda dates: _members(groups, (*dates, *also), graph), trigger, notes)
            pages = _with_leave_dates(pages, trigger, graph, notes)
            return InScope(pages=pages if len(groups) == 1 else _once(pages), notes=notes)
        case GroupScope():
            return InScope(known=False, notes=["the service does not return its groups, so no people can be listed"])
        case UnknownScope(type_name=name):
            return InScope(known=False, notes=[f"its scope is of an unknown kind ({name}), so no people can be listed"])
        case _:
            assert_never(scope)


def _readable_pages(read: Callable[[Sequence[str]], Pages], trigger: Trigger | None, notes: list[str]) -> Pages:
    """The pages with what the trigger counts from; where sign-ins are refused, which the first page tells, without."""
    pages = read(_asked_by(trigger))
    try:
        first = next(pages, None)
    except GraphFailure as failure:
        if failure.kind is not FailureKind.FORBIDDEN or _SIGN_INS not in _asked_by(trigger):
            raise
        notes.append("sign-ins could not be read, so inactivity cannot be calculated")
        yield from read(())
        return
    if first is not None:
        yield first
        yield from pages


def _with_leave_dates(pages: Pages, trigger: Trigger | None, graph: GraphCalls, notes: list[str]) -> Pages:
    """The pages, with leave dates marked as not read where the service hides them: it answers as if there were none.

    https://learn.microsoft.com/graph/api/resources/user says which permission shows them.
    """
    leave = TimeAttribute.LEAVE_DATE
    if leave.value not in _asked_by(trigger):
        yield from pages
        return
    needed = next(operation for operation in OPERATIONS if operation.name == "read leave dates")
    held = graph.permissions()
    if held is not None and not held & needed.accepted:
        notes.append(f"leave dates cannot be read: the service hides them without {needed.least}")
        for page in pages:
            yield [replace(found, dates={}, unread_dates=frozenset({leave})) for found in page]
        return
    people = dated = 0
    for page in pages:
        people += len(page)
        dated += sum(leave in found.dates for found in page)
        yield page
    if people and not dated and held is None:
        notes.append(f"nobody has a leave date, or this identity lacks {needed.least}: the service answers alike")


def _matching(rule: Rule, dates: Sequence[str], graph: GraphCalls, notes: list[str]) -> Pages:
    """The directory narrows without regard to case; the rule then decides with it."""
    query = {"$select": _select(dates, attributes_used(rule)), "$top": _page(dates)}
    narrowed = to_directory_filter(rule)
    advanced = narrowed is not None and narrowed.advanced
    if narrowed is not None:
        query["$filter"] = narrowed.text
    if advanced:
        query["$count"] = "true"
    read = 0
    pages = graph.read_pages("/users", what="people", query=query, advanced=advanced)
    try:
        first = next(pages, None)
    except GraphFailure as failure:
        if narrowed is None or failure.status != _NOT_FILTERED:
            raise
        # The filter only narrows, and the rule decides: a directory that does not take it is read whole.
        narrowed = None
        query = {"$select": query["$select"], "$top": query["$top"]}
        pages = graph.read_pages("/users", what="people", query=query)
        first = next(pages, None)
    while first is not None:
        read += len(first)
        yield [person(user) for user in first if evaluate(rule, user)]
        first = next(pages, None)
    if narrowed is None:
        notes.append(f"the directory cannot be asked for this rule: all {read} users were read")


def _members(groups: Iterable[Ref], dates: Sequence[str], graph: GraphCalls) -> Pages:
    query = {"$select": _select(dates, ()), "$top": _page(dates)}
    for group in groups:
        for page in graph.read_pages(f"/groups/{id_segment(group.id or '')}/members", what="people", query=query):
            yield [person(member) for member in page if str(member.get("@odata.type", "")).endswith(".user")]


def _once(pages: Pages) -> Pages:
    """Each person once, though several groups have them. One list names each once, and need not be remembered."""
    seen: set[str] = set()
    for page in pages:
        new = {found.id: found for found in page if found.id not in seen}
        seen.update(new)
        yield tuple(new.values())


def _asked_by(trigger: Trigger | None) -> Sequence[str]:
    """The properties that the trigger counts from, no more: employeeLeaveDateTime and sign-ins need permissions."""
    due = moment_of(trigger)
    return tuple(name for name in due.properties if name not in IDENTITY_PROPERTIES) if due else ()


def _select(dates: Sequence[str], attributes: Iterable[str]) -> str:
    used = sorted({attribute.partition("/")[0] for attribute in attributes})
    return ",".join(dict.fromkeys((*IDENTITY_PROPERTIES, *dates, *used)))


def _page(dates: Sequence[str]) -> str:
    """The largest page of the directory, which is smaller with sign-ins
    (https://learn.microsoft.com/graph/api/user-list)."""
    return "120" if _SIGN_INS in dates else "999"
