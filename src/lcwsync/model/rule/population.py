"""Problems of a rule as a whole: it matches no user, every user, or more users than intended."""

from collections.abc import Iterator
from typing import assert_never

from lcwsync.model.rule.attributes import attributes_used, find
from lcwsync.model.rule.printer import print_rule
from lcwsync.model.rule.problem import RuleProblem, problem
from lcwsync.model.rule.syntax import And, AnyOf, Compare, In, Not, Operator, Or, Rule, StartsWith, walk
from lcwsync.model.rule.witnesses import matches, people, strangers


def population_problems(rule: Rule) -> Iterator[RuleProblem]:
    """Problems of meaning in a rule whose words are right; none when the rule is too large to judge."""
    everybody = people(rule)
    if everybody is None:
        return
    matched = [matches(rule, person) for person in everybody]
    if not any(matched):
        culprit = _impossible_part(rule)
        yield problem("RUL007", culprit.column, f"no user can match {_quoted(culprit)}", _way_out(culprit))
    elif all(matched):
        yield problem("RUL008", rule.column, "every user matches this rule", "add a condition that selects people")
    else:
        yield from _dead_parts(rule)
        yield from _reach(rule)


def _reach(rule: Rule) -> Iterator[RuleProblem]:
    """Whether users match that no clause mentions."""
    if not any(matches(rule, person) for person in strangers(rule)):
        return
    negative = next((node for node in walk(rule) if _excludes(node)), None)
    if negative is not None:
        hint = "add a clause that names who is meant, as in: department eq 'Sales' and ..."
        yield problem("RUL006", negative.column, "everybody who is not excluded matches this rule", hint)
    else:
        names = ", ".join(sorted(name for name in attributes_used(rule) if _divides(name)))
        what = f"{names} alone decides" if names and "," not in names else f"{names} alone decide"
        message = f"a whole class of users matches: {what}" if names else "a whole class of users matches"
        yield problem("RUL009", rule.column, message, "add a clause that narrows it, as in: and department eq 'Sales'")


def _excludes(node: Rule) -> bool:
    """Whether it leaves people out by an attribute that could also name them."""
    match node:
        case Compare(attribute=name, operator=operator):
            return operator is Operator.NE and not _divides(name)
        case Not(operand=operand):
            return not all(_divides(name) for name in attributes_used(operand))
        case In() | StartsWith() | AnyOf() | And() | Or():
            return False
        case _:
            assert_never(node)


def _divides(name: str) -> bool:
    known = find(name)
    return known is not None and known.divides_all


def _impossible_part(rule: Rule) -> Rule:
    """The smallest part that suffices to make the whole impossible."""
    match rule:
        case And(operands=operands):
            return next((_impossible_part(operand) for operand in operands if _is_impossible(operand)), rule)
        case Or(operands=operands):
            return _impossible_part(operands[0])
        case Compare() | In() | StartsWith() | AnyOf() | Not():
            return rule
        case _:
            assert_never(rule)


def _dead_parts(rule: Rule) -> Iterator[RuleProblem]:
    """Alternatives that no user can match, in a rule that some users can."""
    match rule:
        case Or(operands=operands):
            for operand in operands:
                if _is_impossible(operand):
                    culprit = _impossible_part(operand)
                    yield problem("RUL015", culprit.column, f"no user can match {_quoted(culprit)}", _way_out(culprit))
                else:
                    yield from _dead_parts(operand)
        case And(operands=operands):
            for operand in operands:
                yield from _dead_parts(operand)
        case Compare() | In() | StartsWith() | AnyOf() | Not():
            pass
        case _:
            assert_never(rule)


def _is_impossible(rule: Rule) -> bool:
    everybody = people(rule)
    return everybody is not None and not any(matches(rule, person) for person in everybody)


def _quoted(rule: Rule) -> str:
    text = " ".join(print_rule(rule)[1:-1].split())
    return f"{text[:77]}..." if len(text) > 80 else text


def _way_out(rule: Rule) -> str | None:
    if isinstance(rule, In) and not rule.values:
        return "list the values in the parentheses"
    if isinstance(rule, And) and not any(isinstance(operand, AnyOf) for operand in rule.operands):
        return "an attribute has one value; for several possible values use or, or in ('A', 'B')"
    return None
