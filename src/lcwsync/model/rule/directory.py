"""A directory query that returns everybody a rule can match, so that a preview need not read all users.

The directory compares without case and rules compare with it, so the query returns too many; `evaluate` then decides.
For the same reason `ne` and `not` must be left out of the query: what the directory excludes, a rule may include.
https://learn.microsoft.com/graph/aad-advanced-queries
"""

from typing import NamedTuple, assert_never

from lcwsync.model.references import is_guid
from lcwsync.model.rule.attributes import Attribute, Holds, Lookup, find
from lcwsync.model.rule.printer import print_literal
from lcwsync.model.rule.syntax import (
    And,
    AnyOf,
    Compare,
    Guid,
    In,
    Literal,
    Not,
    Operator,
    Or,
    Rule,
    StartsWith,
)

MAX_ALTERNATIVES = 15
"""Clauses joined by `or`, and values of an `in`, that the directory accepts."""


class DirectoryFilter(NamedTuple):
    """The `$filter` of a `/users` request, not URL-encoded."""

    text: str
    advanced: bool
    """It needs `ConsistencyLevel: eventual` and `$count=true`; users changed a moment ago may be missing then."""


class _Clause(NamedTuple):
    text: str
    advanced: bool
    alternatives: int = 1
    compound: bool = False

    def grouped(self) -> str:
        return f"({self.text})" if self.compound else self.text


def to_directory_filter(rule: Rule) -> DirectoryFilter | None:
    """A query for a superset of the people the rule matches; None when only reading all users can tell."""
    clause = _clause(rule, wanted=True)
    return DirectoryFilter(clause.text, clause.advanced) if clause else None


def _clause(rule: Rule, *, wanted: bool) -> _Clause | None:
    """A query for the users who may match the rule (or not match it, by `wanted`); None when any user may."""
    match rule:
        case Not(operand=operand):
            return _clause(operand, wanted=not wanted)
        case And(operands=operands) | Or(operands=operands):
            clauses = [_clause(operand, wanted=wanted) for operand in operands]
            return _all(clauses) if isinstance(rule, And) is wanted else _one(clauses)
        case AnyOf():
            return _any_of(rule) if wanted else None
        case Compare(attribute=name, operator=operator, value=value):
            positive = (operator is Operator.EQ) is wanted
            return _equals(find(name), value if positive else _opposite(find(name), value))
        case In(attribute=name, values=values):
            return _one([_equals(find(name), value) for value in values]) if wanted and values else None
        case StartsWith(attribute=name, prefix=prefix):
            return _starts_with(find(name), prefix) if wanted else None
        case _:
            assert_never(rule)


def _all(clauses: list[_Clause | None]) -> _Clause | None:
    """The conjunction of the clauses that a query can express; `evaluate` decides the rest."""
    known = [clause for clause in clauses if clause]
    if len(known) < 2:
        return known[0] if known else None
    text = " and ".join(clause.grouped() for clause in known)
    return _Clause(text, any(c.advanced for c in known), max(c.alternatives for c in known), compound=True)


def _one(clauses: list[_Clause | None]) -> _Clause | None:
    """Useless as soon as one alternative cannot be asked."""
    known = [clause for clause in clauses if clause]
    alternatives = sum(clause.alternatives for clause in known)
    if len(known) < len(clauses) or alternatives > MAX_ALTERNATIVES:
        return None
    if len(known) == 1:
        return known[0]
    text = " or ".join(clause.grouped() for clause in known)
    return _Clause(text, any(c.advanced for c in known), alternatives, compound=True)


def _equals(known: Attribute | None, value: Literal) -> _Clause | None:
    if known is None or known.lookup is Lookup.NONE or known.is_collection:
        return None
    match value:
        case bool() if known.holds in (Holds.BOOLEAN, Holds.OPEN):
            pass
        case str() if value and known.holds in (Holds.TEXT, Holds.OPEN):
            pass
        case _:
            # The directory refuses '' and mostly null, and a value of the wrong type.
            return None
    return _Clause(f"{known.name} eq {print_literal(value)}", known.lookup is Lookup.ADVANCED)


def _opposite(known: Attribute | None, value: Literal) -> Literal:
    """The only other value there is; None when there are several or it may be unset."""
    if isinstance(value, bool) and known and known.holds is Holds.BOOLEAN and known.always_set:
        return not value
    return None


def _starts_with(known: Attribute | None, prefix: str) -> _Clause | None:
    if known is None or not known.starts_with or known.holds is not Holds.TEXT or not prefix:
        return None
    return _Clause(f"startsWith({known.name},{print_literal(prefix)})", known.lookup is Lookup.ADVANCED)


def _any_of(rule: AnyOf) -> _Clause | None:
    known = find(rule.collection)
    if known is None or not known.is_collection:
        return None
    advanced = known.lookup is Lookup.ADVANCED
    match rule.inner:
        case In(attribute=attribute, values=values) if values:
            tests: list[Rule] = [Compare(attribute, Operator.EQ, value) for value in values]
            return _one([_any_of(AnyOf(rule.collection, rule.variable, test)) for test in tests])
        case And(operands=operands):
            # Only what may be asked of one and the same element can be joined inside any(...).
            inner = [text for text in (_element(known, operand) for operand in operands) if text]
        case test:
            inner = [text for text in (_element(known, test),) if text]
    if not inner:
        return None
    return _Clause(f"{known.name}/any(x:{' and '.join(inner)})", advanced)


def _element(known: Attribute, test: Rule) -> str | None:
    match test:
        case Compare(attribute=attribute, operator=Operator.EQ, value=str() | Guid() as value):
            part = attribute.partition("/")[2]
            if (part and part not in known.parts) or (known.parts and not part) or value == "":
                return None
            if part == "servicePlanId":
                # The directory holds it as a GUID and takes it without quotes only.
                plan = value.text if isinstance(value, Guid) else value
                return f"x/{part} eq {plan}" if is_guid(plan) else None
            return f"x{'/' if part else ''}{part} eq {print_literal(value)}" if isinstance(value, str) else None
        case StartsWith(attribute=attribute, prefix=prefix) if prefix and not known.parts and "/" not in attribute:
            return f"startsWith(x,{print_literal(prefix)})"
        case Compare() | In() | StartsWith() | AnyOf() | Not() | And() | Or():
            return None
        case _:
            assert_never(test)
