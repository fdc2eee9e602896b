"""Everything that decides about one person's workflows, as far as the directory shows it.

A refused property leaves a gap that is named; it never hides the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lcwsync.model.conditions import TimeAttribute
from lcwsync.model.person import UNREAD, Person
from lcwsync.model.rule.attributes import is_custom_security
from lcwsync.tenant import custom_security
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.failure import FailureKind, GraphFailure, bad_answer
from lcwsync.tenant.http.segments import user_segment
from lcwsync.tenant.leave_dates import LeaveDates, unread_leave_date
from lcwsync.tenant.names_only import shown_user
from lcwsync.tenant.wire.person import IDENTITY_PROPERTIES, person
from lcwsync.values.json import Json, text
from lcwsync.values.records import dataclass

_SIGN_INS = "signInActivity"
_REFUSED = (FailureKind.FORBIDDEN, FailureKind.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePerson:
    """A user with the values that rules name. `unread` are properties that the directory did not show."""

    person: Person
    values: Json
    unread: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def read_one_person(
    name: str, attributes: Iterable[str], *, leave_date: bool, sign_ins: bool, graph: GraphCalls
) -> OnePerson | None:
    """One user by user principal name or id; None when there is none. `attributes` are names in rules.

    Raises GraphFailure when not even the identity can be read.
    """
    wanted = {attribute.partition("/")[0] for attribute in attributes} - {*IDENTITY_PROPERTIES}
    secured = {name for name in wanted if is_custom_security(name)} if custom_security.hidden(wanted, graph) else set()
    wanted -= secured
    try:
        user = _user(name, [*IDENTITY_PROPERTIES, "createdDateTime"], graph)
    except GraphFailure as failure:
        if failure.kind is FailureKind.NOT_FOUND:
            return None
        raise
    id_ = text(user, "id")
    values, unread = dict(user), set(secured)
    notes = [custom_security.UNREADABLE] if secured else []
    leave = TimeAttribute.LEAVE_DATE.value
    dates = LeaveDates(graph) if leave_date else None
    if dates and dates.wanted:
        wanted |= {leave}
    if sign_ins:
        wanted |= {_SIGN_INS}
    for property_, value in _values(id_, sorted(wanted), graph).items():
        if value is UNREAD:
            unread.add(property_)
            notes.append(f"{property_} could not be read (refused)")
        else:
            values |= {property_: value}
    found = person(values)
    if leave in unread:
        found = unread_leave_date(found)
    elif dates:
        (found,) = dates.checked([found])
        if found.unread_dates:
            unread.add(leave)
            notes.append(dates.note)
    if _SIGN_INS in unread or not sign_ins:
        found = replace(found, last_seen=None)
    return OnePerson(person=found, values=values, unread=frozenset(unread), notes=tuple(notes))


def _values(id_: str, properties: Sequence[str], graph: GraphCalls) -> Mapping[str, object]:
    """The values, UNREAD for what is refused: read together, one by one when that is refused."""
    if not properties:
        return {}
    try:
        found = _user(id_, properties, graph)
    except GraphFailure as failure:
        if failure.kind not in _REFUSED:
            raise
        if len(properties) == 1:
            return {properties[0]: UNREAD}
        return {key: value for each in properties for key, value in _values(id_, [each], graph).items()}
    return {name: found.get(name) for name in properties}


def _user(name: str, properties: Iterable[str], graph: GraphCalls) -> Json:
    select = ",".join(dict.fromkeys(("id", *properties)))
    answer = graph.read_json(f"/users/{user_segment(name)}", query={"$select": select})
    if not isinstance(answer, Mapping):
        raise bad_answer("GET", "/users", "a user was expected")
    shown_user(answer)
    return answer
