"""Imaginary people who between them show everything a rule can answer.

A rule distinguishes only finitely many values of an attribute: those it names, those that begin as it asks, any other,
and none. Trying one person for each combination therefore decides whether a rule can match at all, matches everybody,
or matches somebody whom another rule does not.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, combinations, product
from math import prod

from lcwsync.model.rule.attributes import Holds, find, spelled
from lcwsync.model.rule.evaluate import holds
from lcwsync.model.rule.syntax import And, AnyOf, Guid, Not, Or, Rule, StartsWith, Test, literals, walk

MAX_PEOPLE = 4096
"""Combinations tried; a rule that needs more is not judged. It takes a dozen attributes to get there."""

_MAX_LISTED = 5
"""Values of one tenant-defined attribute whose every combination is tried."""

Person = Mapping[str, object]
"""Values by attribute, as Graph spells it."""


def people(*rules: Rule) -> tuple[Person, ...] | None:
    """One person for each way to answer the rules; None when there are more than MAX_PEOPLE."""
    questions = _questions(rules)
    stranger = _unmentioned(rules)
    choices: list[Sequence[object]] = []
    for name, asked in questions.items():
        values = _values(name, asked, stranger)
        if values is None:
            return None
        choices.append(_one_of_each(asked, values))
    if prod(map(len, choices)) > MAX_PEOPLE:
        return None
    return tuple(dict(zip(questions, combination, strict=True)) for combination in product(*choices))


def strangers(rule: Rule) -> tuple[Person, ...]:
    """Users with values that the rule does not mention, for every attribute that could narrow it.

    The attributes that only divide all users into large classes take each of their values, so that there is one
    person for each class.
    """
    questions = _questions((rule,))
    stranger = _unmentioned((rule,))
    choices: list[Sequence[object]] = []
    for name, asked in questions.items():
        known = find(name)
        if known and known.divides_all:
            choices.append(_one_of_each(asked, _values(name, asked, stranger) or ()))
        elif isinstance(asked[0], AnyOf):
            parts = sorted({part for node in asked if isinstance(node, AnyOf) for part in _parts(node)})
            choices.append(([dict.fromkeys(parts, stranger) if parts else stranger],))
        else:
            choices.append((stranger,))
    return tuple(dict(zip(questions, combination, strict=True)) for combination in product(*choices))


def matches(rule: Rule, person: Person) -> bool:
    """Whether the rule matches one of these people."""
    return holds(rule, lambda name: person.get(spelled(name)))


_Question = Test | AnyOf


def _questions(rules: Sequence[Rule]) -> dict[str, list[_Question]]:
    """The values that the rules compare each attribute with."""
    found: dict[str, list[_Question]] = {}
    pending = list(reversed(rules))
    while pending:
        match pending.pop():
            case And(operands=operands) | Or(operands=operands):
                pending.extend(reversed(operands))
            case Not(operand=operand):
                pending.append(operand)
            case AnyOf(collection=collection) as question:
                found.setdefault(spelled(collection), []).append(question)
            case question:
                found.setdefault(spelled(question.attribute), []).append(question)
    return found


def _unmentioned(rules: Sequence[Rule]) -> str:
    """A character that occurs in no text of the rules."""
    used = set(chain.from_iterable(_texts(_tests(rules))))
    return next(chr(code) for code in range(0xE000, 0x110000) if chr(code) not in used)


def _values(name: str, asked: Sequence[_Question], stranger: str) -> Sequence[object] | None:
    """Values of one attribute that show everything that can be asked of it; None when there are too many."""
    known = find(name)
    if known and known.holds is Holds.BOOLEAN:
        return (True, False) if known.always_set else (True, False, None)
    collections = [question for question in asked if isinstance(question, AnyOf)]
    tests = [question for question in asked if not isinstance(question, AnyOf)]
    if collections:
        return None if tests else _lists(collections, stranger)
    single = _single_values(tests, stranger)
    several: list[object] = []
    if known and known.holds is Holds.OPEN:
        # It may have several values at once, of which one suffices to match.
        if len(single) > _MAX_LISTED:
            return None
        several = [list(some) for size in range(2, len(single) + 1) for some in combinations(single, size)]
    unset = [] if known and known.always_set else [None]
    return [*single, *several, *unset]


def _single_values(tests: Sequence[Test], stranger: str) -> list[object]:
    prefixes = tuple(test.prefix for test in tests if isinstance(test, StartsWith))
    named_by: dict[str, list[int]] = {}
    for number, test in enumerate(tests):
        for text in _texts((test,)):
            named_by.setdefault(text, []).append(number)
    named: Iterable[str] = named_by
    if not any(isinstance(value, Guid) for test in tests for value in literals(test)):
        # Of the values of a long `in (...)` one is as good as another, unless a different test tells them apart.
        named = {
            (tuple(numbers), tuple(text.startswith(prefix) for prefix in prefixes)): text
            for text, numbers in named_by.items()
        }.values()
    flags = [True, False] if any(isinstance(value, bool) for test in tests for value in literals(test)) else []
    return [*named, *(prefix + stranger for prefix in prefixes), stranger, *flags]


def _lists(questions: Sequence[AnyOf], stranger: str) -> Sequence[object] | None:
    """Contents of a collection: for each set of questions that some elements answer together, one list of elements."""
    elements = _elements(questions, stranger)
    if elements is None:
        return None
    answered: dict[tuple[bool, ...], list[object]] = {(False,) * len(questions): []}
    for element in elements:
        look = partial(_just, [element])
        answer = tuple(holds(question, look) for question in questions)
        for before, content in list(answered.items()):
            after = tuple(map(bool.__or__, before, answer))
            answered.setdefault(after, [*content, element])
        if len(answered) > MAX_PEOPLE:
            return None
    return list(answered.values())


def _elements(questions: Sequence[AnyOf], stranger: str) -> Iterator[object] | None:
    by_part: dict[str, list[Test]] = {}
    for question in questions:
        for part, tests in _parts(question).items():
            by_part.setdefault(part, []).extend(tests)
    # An element is itself a text or an object with parts; `any(p:p eq 'x' or p/part eq 'y')` asks about either.
    itself = [test for question in questions for test in _tests((question.inner,)) if "/" not in test.attribute]
    choices = [[*_single_values(tests, stranger), None] for tests in by_part.values()]
    if prod(map(len, choices)) > MAX_PEOPLE:
        return None
    objects = (dict(zip(by_part, combination, strict=True)) for combination in product(*choices) if by_part)
    return chain(_single_values(itself, stranger), objects)


def _parts(question: AnyOf) -> dict[str, list[Test]]:
    """The values that a test compares each part of an element with."""
    found: dict[str, list[Test]] = {}
    for test in _tests((question.inner,)):
        _, slash, part = test.attribute.partition("/")
        if slash:
            found.setdefault(part, []).append(test)
    return found


def _one_of_each(asked: Sequence[_Question], values: Sequence[object]) -> Sequence[object]:
    """The values without those that answer every question as an earlier one does."""
    distinct: dict[tuple[bool, ...], object] = {}
    for value in values:
        look: Callable[[str], object] = partial(_just, value)
        distinct.setdefault(tuple(holds(question, look) for question in asked), value)
    return tuple(distinct.values())


def _just(value: object, _name: str) -> object:
    return value


def _tests(rules: Sequence[Rule]) -> list[Test]:
    return [node for rule in rules for node in walk(rule) if isinstance(node, Test)]


def _texts(tests: Sequence[Test]) -> Iterator[str]:
    for test in tests:
        for value in literals(test):
            if isinstance(value, str):
                yield value
            elif isinstance(value, Guid):
                yield value.text
