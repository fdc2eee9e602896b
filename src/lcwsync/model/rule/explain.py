"""A rule taken apart for one user: each test with what was read, and whether it holds; None where it cannot be told."""

from collections.abc import Collection
from typing import assert_never

from lcwsync.model.rule.evaluate import Look, holds
from lcwsync.model.rule.printer import print_rule
from lcwsync.model.rule.syntax import And, AnyOf, Compare, In, Not, Or, Rule, StartsWith
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Explained:
    """A part of a rule. `attribute` and `value` are of a test; `parts` of what joins several."""

    text: str
    holds: bool | None
    attribute: str | None = None
    value: object = None
    parts: "tuple[Explained, ...]" = ()


def explain(rule: Rule, look: Look, unread: Collection[str] = ()) -> Explained:
    """The rule with what was read at each test. `unread` are attributes that the directory did not show.

    What decides is `evaluate.holds`; what was not read makes a part uncertain unless the others decide it.
    """
    text = print_rule(rule)[1:-1]
    match rule:
        case And(operands=operands):
            parts = tuple(explain(operand, look, unread) for operand in operands)
            return Explained("all of", _all([part.holds for part in parts]), parts=parts)
        case Or(operands=operands):
            parts = tuple(explain(operand, look, unread) for operand in operands)
            negated = _all([None if part.holds is None else not part.holds for part in parts])
            return Explained("one of", None if negated is None else not negated, parts=parts)
        case Not(operand=operand):
            part = explain(operand, look, unread)
            return Explained("not", None if part.holds is None else not part.holds, parts=(part,))
        case Compare(attribute=attribute) | In(attribute=attribute) | StartsWith(attribute=attribute):
            return _test(rule, text, attribute, look, unread)
        case AnyOf(collection=collection):
            return _test(rule, text, collection, look, unread)
        case _:
            assert_never(rule)


def _test(rule: Rule, text: str, attribute: str, look: Look, unread: Collection[str]) -> Explained:
    if attribute.partition("/")[0].casefold() in {name.casefold() for name in unread}:
        return Explained(text, None, attribute)
    return Explained(text, holds(rule, look), attribute, look(attribute))


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True
