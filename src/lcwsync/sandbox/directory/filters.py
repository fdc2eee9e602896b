"""`$filter` as the directory reads it: text compared without case, and negation only as an advanced query.

Not the language of scope rules, which looks alike and compares with case
(https://learn.microsoft.com/graph/filter-query-parameter, https://learn.microsoft.com/graph/aad-advanced-queries).
"""

from collections.abc import Callable
from dataclasses import dataclass

from lcwsync.sandbox.directory.filter_values import Token, comparable, compared, literal_of, tokenized
from lcwsync.sandbox.directory.resources import Filtering, Kind, Property, Resource
from lcwsync.sandbox.http.routing import GraphError
from lcwsync.sandbox.store import JsonObject

MAX_ALTERNATIVES = 15
"""Values of an `in`, and clauses joined by one `or`."""

_MOST_NESTED = 20
"""Brackets and negations within each other: they are read by recursion."""

_FUNCTIONS = ("startswith", "endswith", "contains")
_EQUALITY = ("eq", "ne")
_ORDER = ("ge", "le", "gt", "lt")

_Test = Callable[[JsonObject], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """`test` decides about a document; `advanced` names what in the filter only an advanced query may use."""

    test: _Test
    advanced: str | None


def read_filter(text: str, resource: Resource) -> Filter:
    """The filter of a text. Raises GraphError 400 for one that the resource does not support."""
    parser = _Parser(text, resource)
    test = parser.parse()
    return Filter(test, parser.advanced)


def needs_advanced(what: str) -> GraphError:
    """The answer to a query that lacks the advanced query parameters."""
    return GraphError(
        400,
        "Request_UnsupportedQuery",
        f"{what} is not supported because the required parameters might be missing. Try adding $count=true query "
        "parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for more "
        "information",
    )


class _Parser:
    """A recursive-descent parser that turns the text of a filter into a test."""

    def __init__(self, text: str, resource: Resource) -> None:
        self._text = text
        self._resource = resource
        self._variable: tuple[str, Property] | None = None
        self._depth = 0
        self._at = 0
        tokens = tokenized(text)
        if tokens is None:
            raise self._invalid()
        self._tokens = tokens
        self.advanced: str | None = None

    def parse(self) -> _Test:
        test = self._either()
        if self._at < len(self._tokens):
            raise self._invalid()
        return test

    def _either(self) -> _Test:
        tests = [self._both()]
        while self._take("or"):
            tests.append(self._both())
        if len(tests) > MAX_ALTERNATIVES and self._resource.directory:
            raise _too_many("search filter expression containing 'OR' operators", len(tests))
        return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)

    def _both(self) -> _Test:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda item: all(test(item) for test in tests)

    def _one(self) -> _Test:
        self._depth += 1
        if self._depth > _MOST_NESTED:
            raise self._invalid()
        try:
            return self._negated() if self._take("not") else self._grouped() if self._take("(") else self._clause()
        finally:
            self._depth -= 1

    def _negated(self) -> _Test:
        self._demand("Operator 'not'")
        test = self._one()
        return lambda item: not test(item)

    def _grouped(self) -> _Test:
        test = self._either()
        self._expect(")")
        return test

    def _clause(self) -> _Test:
        name = self._next("word").text
        if name.lower() in _FUNCTIONS and self._take("("):
            return self._function(name.lower())
        if name.lower().endswith("/any") and self._take("("):
            return self._any(name[: -len("/any")])
        operator = self._next("word").word
        if operator == "in":
            return self._membership(name)
        if operator not in (*_EQUALITY, *_ORDER):
            raise self._invalid()
        return self._comparison(name, operator)

    def _function(self, function: str) -> _Test:
        name = self._next("word").text
        self._expect(",")
        literal = self._next("text")
        self._expect(")")
        subject = self._property(name)
        if function == "contains" or not (subject.starts_with if function == "startswith" else subject.ends_with):
            raise _unsupported(name, self._resource)
        if function == "endswith":
            self._demand("Operator 'endsWith'")
        part = literal_of(subject, literal)
        read = self._reader(name)
        assert isinstance(part, str)
        if function == "startswith":
            return lambda item: isinstance(value := read(item), str) and value.casefold().startswith(part)
        return lambda item: isinstance(value := read(item), str) and value.casefold().endswith(part)

    def _any(self, name: str) -> _Test:
        subject = self._property(name)
        if self._variable or subject.kind not in (Kind.TEXTS, Kind.OBJECTS):
            raise _unsupported(name, self._resource)
        variable = self._next("word").text
        self._expect(":")
        self._variable = (variable, subject)
        inner = self._either()
        self._variable = None
        self._expect(")")
        read = self._reader(name)
        return lambda item: isinstance(value := read(item), list) and any(inner({variable: each}) for each in value)

    def _membership(self, name: str) -> _Test:
        subject = self._property(name)
        if not self._resource.takes_in:
            raise _unsupported(name, self._resource)
        self._expect("(")
        wanted = [literal_of(subject, self._value())]
        while self._take(","):
            wanted.append(literal_of(subject, self._value()))
        self._expect(")")
        if len(wanted) > MAX_ALTERNATIVES and self._resource.directory:
            raise _too_many("filter clause 'in'", len(wanted))
        read = self._reader(name)
        return lambda item: comparable(read(item), subject.kind) in wanted

    def _comparison(self, name: str, operator: str) -> _Test:
        token = self._value()
        counted = name.lower().endswith("/$count")
        subject = self._property(name[: -len("/$count")] if counted else name)
        if counted:
            self._demand("$count in a filter")
            subject = Property(subject.name, kind=Kind.NUMBER, filtering=subject.filtering)
        elif subject.kind in (Kind.TEXTS, Kind.OBJECTS, Kind.OBJECT):
            raise _unsupported(name, self._resource)
        if operator == "ne":
            if self._variable and self._resource.directory:
                raise _unsupported(name, self._resource)  # documented: use `not` around any(...)
            self._demand("Operator 'ne'")
        literal = literal_of(subject, token)
        if literal is None and operator in _EQUALITY:
            self._demand(f"Filtering '{name}' by null")
        if operator in _ORDER and (subject.kind not in (Kind.DATE, Kind.NUMBER) or literal is None):
            raise _unsupported(name, self._resource)
        read = self._reader(name)
        return compared(read, operator, literal, Kind.NUMBER if counted else subject.kind)

    def _property(self, name: str) -> Property:
        """The property of a name. Raises GraphError for one that cannot be filtered by."""
        if self._variable:
            variable, collection = self._variable
            head, _, part = name.partition("/")
            element = collection.element(part) if head == variable else None
            if element is None:
                raise _unsupported(name, self._resource)
            return element
        found = self._resource.property(name)
        if found is None:
            raise GraphError(
                400,
                "Request_UnsupportedQuery",
                f"Property '{name}' does not exist as a declared property or extension property.",
            )
        if found.filtering is Filtering.NONE:
            raise _unsupported(name, self._resource)
        if found.filtering is Filtering.ADVANCED:
            self._demand(f"Filtering by '{name}'")
        return found

    def _reader(self, name: str) -> Callable[[JsonObject], object]:
        path = name.split("/")
        if len(path) == 1:
            return lambda item: item.get(name)

        def read(item: JsonObject) -> object:
            value: object = item
            for part in path:
                if part == "$count":
                    return len(value) if isinstance(value, list) else 0
                value = value.get(part) if isinstance(value, dict) else None
            return value

        return read

    def _demand(self, what: str) -> None:
        if self._resource.directory and self.advanced is None:
            self.advanced = what

    def _value(self) -> Token:
        token = self._peek()
        if token is None or token.kind == "mark":
            raise self._invalid()
        self._at += 1
        return token

    def _next(self, kind: str) -> Token:
        token = self._peek()
        if token is None or token.kind != kind:
            raise self._invalid()
        self._at += 1
        return token

    def _take(self, word: str) -> bool:
        token = self._peek()
        if token is None or token.word != word:
            return False
        self._at += 1
        return True

    def _expect(self, mark: str) -> None:
        if not self._take(mark):
            raise self._invalid()

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _invalid(self) -> GraphError:
        return GraphError(400, "BadRequest", f"Invalid filter clause: {self._text}")


def _unsupported(name: str, resource: Resource) -> GraphError:
    return GraphError(
        400,
        "Request_UnsupportedQuery",
        f"Unsupported or invalid query filter clause specified for property '{name}' of resource "
        f"'{resource.type[:1].upper()}{resource.type[1:]}'.",
    )


def _too_many(where: str, count: int) -> GraphError:
    return GraphError(
        400,
        "Request_UnsupportedQuery",
        f"Too many child clauses specified in {where}: {count}. Max allowed: {MAX_ALTERNATIVES}.",
    )
