"""Problems of a scope rule that can be found without a tenant."""

import re
from collections.abc import Iterator

from lcwsync.model.rule.attributes import PLAN_STATES, Attribute, Holds, find, suggestion
from lcwsync.model.rule.parse import Parsed, read
from lcwsync.model.rule.population import population_problems
from lcwsync.model.rule.printer import print_literal
from lcwsync.model.rule.problem import RuleProblem, problem
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
    RuleSyntaxError,
    StartsWith,
    Test,
    literals,
)
from lcwsync.values.findings import Severity


def lint(rule_text: str) -> tuple[RuleProblem, ...]:
    """The problems of a rule, in the order of the text. What the rule means is judged once its words are right."""
    try:
        parsed = read(rule_text)
    except RuleSyntaxError as error:
        return (problem("RUL001", error.column, error.message, error.hint),)
    found = [*_spelling(parsed), *_words(parsed.rule)]
    if not any(each.severity is Severity.ERROR for each in found):
        found += population_problems(parsed.rule)
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.column, each.code)))


def _spelling(parsed: Parsed) -> Iterator[RuleProblem]:
    for odd in parsed.odd_spellings:
        yield problem(
            "RUL010", odd.column, f'"{odd.written}" is written "{odd.expected}" in OData', f"write {odd.expected}"
        )
    for column in parsed.mixed:
        hint = "put parentheses around what belongs together"
        yield problem("RUL005", column, "and binds tighter than or: a or b and c means a or (b and c)", hint)


def _words(rule: Rule) -> Iterator[RuleProblem]:
    """Problems of the single questions, wherever they stand."""
    match rule:
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                yield from _words(operand)
        case Not(operand=operand):
            yield from _words(operand)
        case AnyOf():
            yield from _collection(rule)
        case Compare() | In() | StartsWith():
            yield from _question(rule)


def _question(test: Test) -> Iterator[RuleProblem]:
    attribute = find(test.attribute)
    if attribute is None:
        yield _unknown(test.attribute, test.column)
        return
    published = isinstance(test, Compare) and test.operator is Operator.EQ and _PUBLISHED.fullmatch(test.attribute)
    if not published:
        yield from _name(attribute, test.attribute, _attribute_column(test))
    if attribute.is_collection:
        inner = "p:p" if not attribute.parts else f"p:p/{attribute.parts[0]}"
        hint = f"write for example: {attribute.name}/any({inner} eq 'x')"
        yield problem("RUL003", test.column, f"{attribute.name} is {attribute.holds} and needs any(...)", hint)
        return
    yield from _operator(attribute, attribute.name, test)
    for value in literals(test):
        yield from _value(attribute, attribute.name, value, test.column)


def _collection(rule: AnyOf) -> Iterator[RuleProblem]:
    attribute = find(rule.collection)
    if attribute is None:
        yield _unknown(rule.collection, rule.column)
        return
    yield from _name(attribute, rule.collection, rule.column)
    if not attribute.is_collection and attribute.holds is not Holds.OPEN:
        hint = f"compare it directly: {attribute.name} eq ..."
        yield problem("RUL003", rule.column, f"{attribute.name} is not a collection; any(...) does not apply", hint)
        return
    if isinstance(rule.inner, And | Or | Not):
        message = "any(...) is documented with a single question inside"
        yield problem(
            "RUL013",
            rule.column,
            message,
            "ask each question in an any(...) of its own, if that means the same",
        )
    for test in _tests(rule.inner):
        yield from _element(attribute, rule.variable, test)


def _element(attribute: Attribute, variable: str, test: Test) -> Iterator[RuleProblem]:
    part = test.attribute.partition("/")[2]
    if attribute.holds is not Holds.OPEN and part not in (attribute.parts or ("",)):
        near = suggestion(part, attribute.parts) if part else None
        choice = " or ".join(f"{variable}/{name}" for name in attribute.parts) or variable
        hint = f"did you mean {variable}/{near}?" if near else f"write {choice}"
        yield problem("RUL002", _attribute_column(test), f"{attribute.name} has no {test.attribute} to compare", hint)
        return
    name = f"{attribute.name}/{part}" if part else attribute.name
    yield from _operator(attribute, name, test)
    for value in literals(test):
        yield from _value(attribute, name, value, test.column)


def _unknown(name: str, column: int) -> RuleProblem:
    near = suggestion(name)
    hint = f"did you mean {near}?" if near else "see the table of supported attributes (--explain RUL002)"
    return problem("RUL002", column, f'"{name}" is not an attribute scope rules support', hint)


_PUBLISHED = re.compile(r"customSecurityAttributes/\w+/\w+")
"""The spelling of a custom security attribute that is published, with `eq`."""


def _name(attribute: Attribute, written: str, column: int) -> Iterator[RuleProblem]:
    if attribute.holds is Holds.OPEN:
        message = f"{written} is supported in rules, but not with this spelling or operator published"
        yield problem("RUL011", column, message, "check the workflow's scope in the portal after the apply")
    elif written != attribute.name:
        message = f'"{written}" is spelled "{attribute.name}" in Graph'
        yield problem("RUL010", column, message, f"write {attribute.name}")


def _operator(attribute: Attribute, name: str, test: Test) -> Iterator[RuleProblem]:
    if isinstance(test, StartsWith) and Operator.STARTS_WITH not in attribute.operators:
        hint = f"{name} supports {', '.join(attribute.operators)}"
        yield problem("RUL003", test.column, f"{name} does not support startsWith", hint)


def _value(attribute: Attribute, name: str, value: Literal, column: int) -> Iterator[RuleProblem]:
    if value is None:
        yield problem("RUL012", column, f"{name} is compared with null, which is not documented for rules")
    elif attribute.holds is Holds.BOOLEAN:
        if not isinstance(value, bool):
            yield problem(
                "RUL004",
                column,
                f"{name} is compared with {_shown(value)}",
                "write true or false without quotes",
            )
    elif attribute.holds is not Holds.OPEN and isinstance(value, bool):
        hint = f"put the value in single quotes: '{print_literal(value)}'"
        yield problem("RUL004", column, f"{name} holds texts and is compared with {_shown(value)}", hint)
    elif isinstance(value, Guid) and not name.endswith("/servicePlanId"):
        if attribute.holds is not Holds.OPEN:
            hint = f"put the value in single quotes: '{value.text}'"
            yield problem("RUL004", column, f"{name} holds texts and is compared with a GUID", hint)
    elif isinstance(value, str):
        yield from _suspect_text(attribute, name, value, column)


def _suspect_text(attribute: Attribute, name: str, text: str, column: int) -> Iterator[RuleProblem]:
    known = PLAN_STATES if name.endswith("/capabilityStatus") else attribute.known_values
    if known and text not in known:
        near = next((each for each in known if each.lower() == text.lower()), None)
        hint = f"did you mean '{near}'?" if near else f"its values are {', '.join(known)}"
        yield problem("RUL014", column, f"no user has {name} {_shown(text)}", hint)
    elif name == "usageLocation" and not (len(text) == 2 and text.isascii() and text.isupper()):
        hint = "it is a country code of two capital letters, as in 'DE'"
        yield problem("RUL014", column, f"no user has {name} {_shown(text)}", hint)
    elif text != text.strip():
        yield problem(
            "RUL014",
            column,
            f"{name} is compared with {_shown(text)}: spaces at the edge count",
            "remove them",
        )
    elif not text:
        yield problem(
            "RUL014", column, f"{name} is compared with an empty text; an attribute is set or it is not there"
        )


def _shown(value: Literal) -> str:
    text = " ".join(print_literal(value).split("\n"))
    return f"{text[:37]}...'" if len(text) > 40 else text


def _attribute_column(test: Test) -> int:
    return test.column + len("startsWith(") if isinstance(test, StartsWith) else test.column


def _tests(rule: Rule) -> Iterator[Test]:
    match rule:
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                yield from _tests(operand)
        case Not(operand=operand):
            yield from _tests(operand)
        case AnyOf(inner=inner):
            yield from _tests(inner)
        case Compare() | In() | StartsWith():
            yield rule
