"""The scope rule as a tree (https://learn.microsoft.com/graph/api/resources/identitygovernance-rulebasedsubjectset).

Two trees are equal when they say the same with the same grouping; where the parts stood in the text does not count.
"""

from collections.abc import Iterator
from dataclasses import field
from enum import StrEnum
from typing import assert_never

from lcwsync.values.errors import LcwError
from lcwsync.values.records import dataclass


class RuleSyntaxError(LcwError):
    """The text is not a rule. `column` counts characters of the rule from 1."""

    def __init__(self, message: str, *, column: int, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.column = column


class Operator(StrEnum):
    """The operators of a rule, as they are written."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    STARTS_WITH = "startsWith"


@dataclass(frozen=True, slots=True)
class Guid:
    """A GUID written without quotes, as typed; its case carries no meaning when it is compared with a user."""

    text: str


Literal = str | bool | None | Guid


@dataclass(frozen=True, slots=True)
class Compare:
    """`department eq 'Sales'`. The operator is EQ or NE."""

    attribute: str
    operator: Operator
    value: Literal
    column: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class In:
    """`department in ('Sales', 'Marketing')`."""

    attribute: str
    values: tuple[Literal, ...]
    column: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class StartsWith:
    """`startsWith(department, 'Sal')`."""

    attribute: str
    prefix: str
    column: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`otherMails/any(p:p eq 'x')`: some element fits. Inside, attributes are `variable` or `variable/part`."""

    collection: str
    variable: str
    inner: "Rule"
    column: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Not:
    """`not (department eq 'Sales')`."""

    operand: "Rule"
    column: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more operands; a parenthesised `and` inside an `and` stays an operand of its own."""

    operands: tuple["Rule", ...]
    column: int = field(default=0, compare=False, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        assert len(self.operands) > 1


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of two or more operands; grouping is kept as in `And`."""

    operands: tuple["Rule", ...]
    column: int = field(default=0, compare=False, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        assert len(self.operands) > 1


Test = Compare | In | StartsWith
"""A question about one attribute."""

Rule = Test | AnyOf | Not | And | Or


def walk(rule: Rule) -> Iterator[Rule]:
    """The rule and all its parts, in the order of the text."""
    pending = [rule]
    while pending:
        node = pending.pop()
        yield node
        match node:
            case And(operands=operands) | Or(operands=operands):
                pending.extend(reversed(operands))
            case Not(operand=inner) | AnyOf(inner=inner):
                pending.append(inner)
            case Compare() | In() | StartsWith():
                pass
            case _:
                assert_never(node)


def literals(test: Test) -> tuple[Literal, ...]:
    """The values a test compares with."""
    match test:
        case Compare(value=value):
            return (value,)
        case In(values=values):
            return values
        case StartsWith(prefix=prefix):
            return (prefix,)
