"""The people in a workflow's scope now, read with as narrow a query as the rule allows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from itertools import chain
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
from lcwsync.model.rule.attributes import is_custom_security
from lcwsync.model.triggers import moment_of
from lcwsync.tenant.custom_security import PROPERTY, UNREADABLE, doubt_of_silence, hidden
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.http.segments import id_segment
from lcwsync.tenant.leave_dates import LeaveDates
from lcwsync.tenant.names_only import shown_user
from lcwsync.tenant.wire.person import IDENTITY_PROPERTIES, person
from lcwsync.values.records import dataclass

Pages = Iterator[Sequence[Person]]
AskedOnce = Callable[[], LeaveDates]

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


def people_in_scope(
    conditions: Conditions | None, graph: GraphCalls, leave_dates: AskedOnce, *, licences: bool = False
) -> InScope:
    """Everybody in the scope of a workflow now; no people when it only runs on demand.

    `leave_dates` is called where the trigger counts from them. With `licences` each person comes with theirs.

    The references of a group scope carry ids. Raises RuleSyntaxError for a rule that cannot be read; taking a page
    raises TenantError when the directory refuses to answer.
    """
    match conditions:
        case OnDemandOnly():
            return InScope()
        case TriggerAndScope(trigger=trigger, scope=scope) if scope is not None:
            return _of_scope(scope, trigger, graph, leave_dates, also=(LICENCES,) if licences else ())
        case None | TriggerAndScope() | UnknownConditions():
            return InScope(known=False, notes=["the service does not return the scope, so no people can be listed"])
        case _:
            assert_never(conditions)


def scope_key(conditions: Conditions | None) -> object:
    """Equal for workflows whose people are found by the same requests."""
    if isinstance(conditions, TriggerAndScope):
        return _asked_by(conditions.trigger), conditions.scope
    return conditions


def _of_scope(
    scope: Scope, trigger: Trigger | None, graph: GraphCalls, leave_dates: AskedOnce, *, also: Sequence[str]
) -> InScope:
    notes: list[str] = []
    match scope:
        case RuleScope(rule=text):
            rule = parse(text)
            secured = any(map(is_custom_security, attributes_used(rule)))
            if hidden(attributes_used(rule), graph):
                return InScope(known=False, notes=[f"who is in scope cannot be told: {UNREADABLE}"])
            pages = _readable_pages(
                lambda dates: _matching(rule, (*dates, *also), graph, notes), trigger, leave_dates, notes
            )
            return _secured(pages, notes) if secured else InScope(pages=pages, notes=notes)
        case GroupScope(groups=groups) if groups is not None:
            pages = _readable_pages(lambda dates: _members(groups, (*dates, *also), graph), trigger, leave_dates, notes)
            return InScope(pages=pages if len(groups) == 1 else _once(pages), notes=notes)
        case GroupScope():
            return InScope(known=False, notes=["the service does not return its groups, so no people can be listed"])
        case UnknownScope(type_name=name):
            return InScope(known=False, notes=[f"its scope is of an unknown kind ({name}), so no people can be listed"])
        case _:
            assert_never(scope)


def _secured(pages: Pages, notes: list[str]) -> InScope:
    """The people of a rule with custom security attributes: the first page tells whether they are refused."""
    try:
        first = next(pages, None)
    except GraphFailure as failure:
        if failure.kind is not FailureKind.FORBIDDEN:
            raise
        return InScope(known=False, notes=[f"who is in scope cannot be told: {UNREADABLE}"])
    return InScope(pages=iter(()) if first is None else chain([first], pages), notes=notes)


def _readable_pages(
    read: Callable[[Sequence[str]], Pages], trigger: Trigger | None, leave_dates: AskedOnce, notes: list[str]
) -> Pages:
    """The pages with what the trigger counts from; where that is hidden or refused, without, and a note tells so."""
    asked = _asked_by(trigger)
    if TimeAttribute.LEAVE_DATE.value in asked:
        yield from _with_leave_dates(read, asked, leave_dates, notes)
        return
    pages = read(asked)
    try:
        first = next(pages, None)
    except GraphFailure as failure:
        if failure.kind is not FailureKind.FORBIDDEN or _SIGN_INS not in asked:
            raise
        notes.append("sign-ins could not be read, so inactivity cannot be calculated")
        yield from read(())
        return
    if first is not None:
        yield first
        yield from pages


def _with_leave_dates(
    read: Callable[[Sequence[str]], Pages], asked: Sequence[str], leave_dates: AskedOnce, notes: list[str]
) -> Pages:
    dates = leave_dates()
    unread = False
    for page in read(asked if dates.wanted else ()):
        checked = dates.checked(page)
        unread = unread or any(found.unread_dates for found in checked)
        yield checked
    if unread:
        notes.append(dates.note)


def _matching(rule: Rule, dates: Sequence[str], graph: GraphCalls, notes: list[str]) -> Pages:
    """The directory narrows without regard to case; the rule then decides with it."""
    query = {"$select": _select(dates, attributes_used(rule)), "$top": _page(dates)}
    narrowed = to_directory_filter(rule)
    advanced = narrowed is not None and narrowed.advanced
    if narrowed is not None:
        query["$filter"] = narrowed.text
    if advanced:
        query["$count"] = "true"
    secured = any(map(is_custom_security, attributes_used(rule)))
    read = seen = 0
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
        seen += sum(bool(user.get(PROPERTY)) for user in first) if secured else 0
        yield [person(user) for user in first if shown_user(user) and evaluate(rule, user)]
        first = next(pages, None)
    if secured and not seen and graph.token() is None:
        notes.append(doubt_of_silence())
    if narrowed is None:
        notes.append(f"the directory cannot be asked for this rule: all {read} users were read")


def _members(groups: Iterable[Ref], dates: Sequence[str], graph: GraphCalls) -> Pages:
    query = {"$select": _select(dates, ()), "$top": _page(dates)}
    for group in groups:
        for page in graph.read_pages(f"/groups/{id_segment(group.id or '')}/members", what="people", query=query):
            users = [member for member in page if str(member.get("@odata.type", "")).endswith(".user")]
            yield [person(user) for user in users if shown_user(user)]


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
    return "500" if _SIGN_INS in dates else "999"
