"""Tree to text, in the manner of Microsoft's samples: `(department eq 'Marketing')`."""

from typing import assert_never

from lcwsync.model.rule.syntax import And, AnyOf, Compare, Guid, In, Literal, Not, Or, Rule, StartsWith


def print_rule(rule: Rule) -> str:
    """The rule in one pair of parentheses; every `and`, `or` and `not` inside another has a pair of its own.

    `parse(print_rule(rule)) == rule` for every rule with well-formed names whose parentheses `parse` has room for.
    """
    return f"({_text(rule)})"


def print_literal(value: Literal) -> str:
    """A value as a rule writes it: texts in single quotes, quotes inside doubled."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Guid(text=text):
            return text
        case str():
            return "'" + value.replace("'", "''") + "'"


def _text(rule: Rule) -> str:
    match rule:
        case Compare(attribute=attribute, operator=operator, value=value):
            return f"{attribute} {operator} {print_literal(value)}"
        case In(attribute=attribute, values=values):
            return f"{attribute} in ({', '.join(print_literal(value) for value in values)})"
        case StartsWith(attribute=attribute, prefix=prefix):
            return f"startsWith({attribute}, {print_literal(prefix)})"
        case AnyOf(collection=collection, variable=variable, inner=inner):
            return f"{collection}/any({variable}:{_text(inner)})"
        case Not(operand=operand):
            return f"not ({_text(operand)})"
        case And(operands=operands):
            return " and ".join(map(_grouped, operands))
        case Or(operands=operands):
            return " or ".join(map(_grouped, operands))
        case _:
            assert_never(rule)


def _grouped(operand: Rule) -> str:
    return f"({_text(operand)})" if isinstance(operand, And | Or | Not) else _text(operand)
