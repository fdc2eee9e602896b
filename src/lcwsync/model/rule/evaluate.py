"""Whether a user is in a rule's scope, as the workflow engine decides it.

Texts are compared with regard to case
(https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions), unlike a directory `$filter`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import assert_never

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

Look = Callable[[str], object]
"""The value of an attribute by its name in the rule; None when it is not set."""


def evaluate(rule: Rule, user: Mapping[str, object]) -> bool:
    """Whether the rule matches a user given as Graph JSON, which must hold every attribute of `attributes_used`.

    An attribute that is missing from the JSON counts as not set.
    """
    return holds(rule, partial(value_of, user))


def holds(rule: Rule, look: Look) -> bool:
    """Whether the rule is true where `look` says the value of each attribute."""
    match rule:
        case And(operands=operands):
            return all(holds(operand, look) for operand in operands)
        case Or(operands=operands):
            return any(holds(operand, look) for operand in operands)
        case Not(operand=operand):
            return not holds(operand, look)
        case Compare(attribute=attribute, operator=operator, value=value):
            # What `ne` and `not` make of an attribute that is not set is undocumented for rules. The directory's own
            # `ne` returns such users, and for a preview it is safer to show too many people than too few. The same
            # reading makes `eq null` true of them.
            return _is(look(attribute), value) is (operator is Operator.EQ)
        case In(attribute=attribute, values=values):
            found = look(attribute)
            if isinstance(found, str) and found in values:
                return True
            return any(_is(found, value) for value in values if not isinstance(value, str) or isinstance(found, list))
        case StartsWith(attribute=attribute, prefix=prefix):
            return any(isinstance(text, str) and text.startswith(prefix) for text in _each(look(attribute)))
        case AnyOf(collection=collection, variable=variable, inner=inner):
            return any(holds(inner, partial(value_of, {variable: element})) for element in _each(look(collection)))
        case _:
            assert_never(rule)


def _is(found: object, wanted: Literal) -> bool:
    """Equality. Of a custom security attribute with several values, one suffices."""
    if wanted is None:
        return found is None or found == []
    if isinstance(wanted, Guid):
        return any(isinstance(value, str) and value.lower() == wanted.text.lower() for value in _each(found))
    return any(type(value) is type(wanted) and value == wanted for value in _each(found))


def _each(found: object) -> list[object]:
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def value_of(scope: Mapping[str, object], path: str) -> object:
    """The value of an attribute by its name in a rule; None when it is not set."""
    found: object = scope
    for part in path.split("/"):
        if not isinstance(found, Mapping):
            return None
        found = found[part] if part in found else _without_case(found, part)
    return found


def _without_case(found: Mapping[str, object], part: str) -> object:
    """Property names are taken without case, as the directory takes them; `lint` asks for Graph's own spelling."""
    lower = part.lower()
    return next((value for key, value in found.items() if key.lower() == lower), None)
