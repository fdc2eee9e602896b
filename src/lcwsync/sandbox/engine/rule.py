"""Scope rules as the workflow engine evaluates them: a text becomes a test of a user.

The language is a part of OData's `$filter`
(https://learn.microsoft.com/graph/api/resources/identitygovernance-rulebasedsubjectset). Texts are compared with
regard to case (https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions). What `ne` and
`not` make of an attribute that is not set is not documented: they match, as in the directory's own `$filter`. An empty
`in ()` is not documented either: it matches no user.
"""

import re
from collections.abc import Callable, Iterator, Mapping

Rule = Callable[[Mapping[str, object]], bool]
"""Whether a user, as the directory stores it, is in the scope."""

_DEPTH = 100
"""Levels of parentheses, `not` and `any`: far above any rule, below Python's own limit."""

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<guid>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b)"
    r"|(?P<name>[^\W\d]\w*(?:/\w+)*)|(?P<sign>[(),:]))"
)
_KEYWORDS = frozenset({"and", "or", "not", "eq", "ne", "in", "true", "false", "null", "any", "all", "startswith"})
_CONSTANTS = {"true": True, "false": False, "null": None}


class RuleError(Exception):
    """The text is not a rule; the service does not process such a workflow."""


def read_rule(text: str) -> Rule:
    """The test of a rule. Raises RuleError."""
    return _read(text)[0]


def comparisons_of(text: str) -> list[tuple[str, str]]:
    """Each attribute a rule compares, and how: `eq`, `ne`, `in` or `startsWith`. Raises RuleError.

    An element of a collection is `otherMails/*`, its parts are `assignedPlans/*/service`.
    """
    return _read(text)[1]


def _read(text: str) -> tuple[Rule, list[tuple[str, str]]]:
    reader = _Reader(list(_tokens(text)))
    rule = reader.any_of()
    if reader.left:
        raise RuleError(f"'{reader.left[0][1]}' was not expected.")
    return rule, reader.comparisons


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise RuleError(f"'{text[position : position + 10]}' is not understood.")
        position = match.end()
        kind = str(match.lastgroup)
        yield kind, match[kind]


class _Reader:
    """Recursive descent over the tokens; `not` binds tighter than `and`, and `and` tighter than `or`."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.left = tokens
        self.comparisons: list[tuple[str, str]] = []
        self._depth = 0
        self._variable: str | None = None
        self._collection = ""

    def any_of(self) -> Rule:
        parts = [self._all_of()]
        while self._word("or"):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else lambda user: any(part(user) for part in parts)

    def _all_of(self) -> Rule:
        parts = [self._part()]
        while self._word("and"):
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else lambda user: all(part(user) for part in parts)

    def _part(self) -> Rule:
        self._depth += 1
        if self._depth > _DEPTH + 1:  # the test inside the innermost level counts too
            raise RuleError("The rule is nested too deep.")
        try:
            if self._word("not"):
                if self._peek() not in ("(", "not") and not self._is_function():
                    raise RuleError("'not' needs parentheses.")
                inner = self._part()
                return lambda user: not inner(user)
            if self._sign("("):
                inner = self.any_of()
                self._need(")")
                return inner
            return self._test()
        finally:
            self._depth -= 1

    def _is_function(self) -> bool:
        return len(self.left) > 1 and self.left[1][1] == "(" and self.left[0][0] == "name"

    def _test(self) -> Rule:
        name = self._name()
        function = name.rpartition("/")[2].lower()
        if self._peek() == "(" and name.lower() == "startswith":
            return self._starts_with()
        if self._peek() == "(" and function == "any" and "/" in name:
            return self._some(name.rpartition("/")[0])
        look = self._attribute(name, self._peek())
        if self._word("eq"):
            value = self._literal()
            return lambda user: _equal(look(user), value)
        if self._word("ne"):
            value = self._literal()
            return lambda user: not _equal(look(user), value)
        if self._word("in"):
            values = self._literals()
            return lambda user: any(_equal(look(user), value) for value in values)
        raise RuleError(f"'{name}' is not compared with anything.")

    def _starts_with(self) -> Rule:
        self._need("(")
        look = self._attribute(self._name(), "startsWith")
        self._need(",")
        kind, prefix = self._take()
        if kind != "text":
            raise RuleError("startsWith takes a quoted text.")
        self._need(")")
        start = _unquoted(prefix)
        return lambda user: any(isinstance(item, str) and item.startswith(start) for item in _each(look(user)))

    def _some(self, collection: str) -> Rule:
        if self._variable is not None:
            raise RuleError("'any' inside 'any' is not supported.")
        self._need("(")
        variable = self._name()
        if "/" in variable or variable.lower() in _KEYWORDS:
            raise RuleError(f"'{variable}' cannot be a variable.")
        self._need(":")
        self._variable, self._collection = variable, collection
        inner = self.any_of()
        self._variable = None
        self._need(")")
        look = _lookup(collection)
        return lambda user: any(inner({variable: item}) for item in _each(look(user)))

    def _attribute(self, name: str, operator: str) -> Callable[[Mapping[str, object]], object]:
        head, *parts = name.split("/")
        if name.lower() in _KEYWORDS:
            raise RuleError(f"'{name}' is not an attribute.")
        if self._variable is not None and (head != self._variable or len(parts) > 1):
            raise RuleError(f"Inside 'any' only '{self._variable}' can be compared.")
        path = name if self._variable is None else "/".join((self._collection, "*", *parts))
        self.comparisons.append((path, operator))
        return _lookup(name)

    def _literals(self) -> list[object]:
        self._need("(")
        values: list[object] = []
        while not self._sign(")"):
            if values:
                self._need(",")
            values.append(self._literal())
        return values

    def _literal(self) -> object:
        kind, text = self._take()
        if kind == "text":
            return _unquoted(text)
        if kind == "guid":
            return _Guid(text.lower())
        if kind == "name" and text.lower() in _CONSTANTS:
            return _CONSTANTS[text.lower()]
        raise RuleError(f"'{text}' is not a value.")

    def _take(self) -> tuple[str, str]:
        if not self.left:
            raise RuleError("The rule ends too early.")
        return self.left.pop(0)

    def _name(self) -> str:
        kind, text = self._take()
        if kind != "name":
            raise RuleError(f"'{text}' is not an attribute.")
        return text

    def _peek(self) -> str:
        return self.left[0][1].lower() if self.left else ""

    def _word(self, word: str) -> bool:
        found = bool(self.left) and self.left[0][0] == "name" and self._peek() == word
        if found:
            self.left.pop(0)
        return found

    def _sign(self, sign: str) -> bool:
        found = bool(self.left) and self.left[0] == ("sign", sign)
        if found:
            self.left.pop(0)
        return found

    def _need(self, sign: str) -> None:
        if not self._sign(sign):
            raise RuleError(f"'{sign}' was expected.")


class _Guid(str):
    """A GUID without quotes, in lower case: compared without case."""

    __slots__ = ()


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'")


def _lookup(path: str) -> Callable[[Mapping[str, object]], object]:
    parts = [part.lower() for part in path.split("/")]

    def look(user: Mapping[str, object]) -> object:
        value: object = user
        for part in parts:
            if not isinstance(value, Mapping):
                return None
            value = next((member for name, member in value.items() if name.lower() == part), None)
        return value

    return look


def _equal(value: object, wanted: object) -> bool:
    """Equality by type; of several values one suffices (custom security attributes)."""
    if wanted is None:
        return value is None or value == []
    if isinstance(wanted, _Guid):
        return any(isinstance(item, str) and item.lower() == wanted for item in _each(value))
    return any(type(item) is type(wanted) and item == wanted for item in _each(value))


def _each(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
