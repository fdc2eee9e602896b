"""`$filter`, `$orderby` and `$select` on the lists of Lifecycle Workflows.

Which property takes which operator: https://learn.microsoft.com/graph/api/resources/identitygovernance-workflow
"""

import re
from collections.abc import Callable, Mapping, Sequence

from lcwsync.sandbox.clock import instant
from lcwsync.sandbox.documents import BAD_REQUEST
from lcwsync.sandbox.http.routing import GraphError, Request
from lcwsync.sandbox.store import JsonObject

EQUALITY = frozenset({"eq", "ne"})
ORDER = frozenset({"lt", "le", "gt", "ge"})
FLAGS = frozenset({"eq", "ne", "has"})

Filterable = Mapping[str, frozenset[str]]
"""The operators each property may be filtered with."""

_MOST_TOKENS = 200
"""A longer filter is refused: nesting is read by recursion."""

_Test = Callable[[JsonObject], bool]
_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|([()])|([^\s()']+))")


def listed(
    request: Request, items: Sequence[JsonObject], filterable: Filterable, *, searchable: Sequence[str] = ()
) -> list[JsonObject]:
    """The items that `$filter` and `$search` let through, in the order of `$orderby`.

    `searchable` are the texts that `$search` looks into. Raises GraphError 400 for an option that these lists do not
    support.
    """
    for option in ("$skip",) if searchable else ("$search", "$skip"):
        if option in request.query:
            raise _unsupported(f"The query option '{option}' is not supported.")
    words = request.query.get("$search", "").replace('"', " ").casefold().split()
    texts = ((item, " ".join(str(item.get(name) or "") for name in searchable).casefold()) for item in items)
    kept = [item for item, text in texts if all(word in text for word in words)]
    if text := request.query.get("$filter"):
        test = _Filter(text, filterable).parse()
        kept = [item for item in kept if test(item)]
    for order in reversed(request.names("$orderby")):
        name, _, direction = order.partition(" ")
        if name not in filterable or direction.strip().lower() not in ("", "asc", "desc"):
            raise _unsupported(f"The query option '$orderby={order}' is not supported.")
        kept.sort(key=lambda item, key=name: _sortable(item.get(key)), reverse=direction.strip().lower() == "desc")  # type: ignore[misc]
    return kept


def selected(request: Request, item: JsonObject) -> JsonObject:
    """The item reduced to `$select`, when given; annotations stay."""
    names = {name.lower() for name in request.names("$select")}
    if not names:
        return item
    return {key: value for key, value in item.items() if "@odata." in key or key.lower() in names}


class _Filter:
    """A recursive-descent parser that turns the text of a filter into a test."""

    def __init__(self, text: str, filterable: Filterable) -> None:
        self._text = text
        self._filterable = filterable
        self._tokens: list[str] = []
        at = 0
        stripped = text.rstrip()
        while at < len(stripped):
            if (match := _TOKEN.match(stripped, at)) is None:
                raise self._error()
            self._tokens.append(next(group for group in match.groups() if group is not None))
            at = match.end()
        if len(self._tokens) > _MOST_TOKENS:
            raise self._error()

    def parse(self) -> _Test:
        test = self._either()
        if self._tokens:
            raise self._error()
        return test

    def _either(self) -> _Test:
        tests = [self._both()]
        while self._take("or"):
            tests.append(self._both())
        return lambda item: any(test(item) for test in tests)

    def _both(self) -> _Test:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return lambda item: all(test(item) for test in tests)

    def _one(self) -> _Test:
        if self._take("not"):
            negated = self._one()
            return lambda item: not negated(item)
        if self._take("("):
            inner = self._either()
            if not self._take(")"):
                raise self._error()
            return inner
        if len(self._tokens) < 3:
            raise self._error()
        name, operator, literal = self._tokens.pop(0), self._tokens.pop(0).lower(), self._tokens.pop(0)
        if operator not in self._filterable.get(name, ()):
            raise _unsupported(f"The filter '{name} {operator}' is not supported.")
        return lambda item: _compare(_value(item, name), operator, literal)

    def _take(self, word: str) -> bool:
        if self._tokens and self._tokens[0].lower() == word:
            self._tokens.pop(0)
            return True
        return False

    def _error(self) -> GraphError:
        return _unsupported(f"Invalid filter clause: {self._text}")


def _value(item: JsonObject, path: str) -> object:
    value: object = item
    for name in path.split("/"):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _compare(value: object, operator: str, literal: str) -> bool:
    text = literal[1:-1].replace("''", "'") if literal.startswith("'") else literal
    match operator:
        case "eq":
            return _equal(value, text)
        case "ne":
            return not _equal(value, text)
        case "has":
            return text.lower() in str(value).lower().split(",")
        case _:
            if value is None:
                return False
            left, right = _ordered(value, text)
            return {"lt": left < right, "le": left <= right, "gt": left > right, "ge": left >= right}[operator]


def _equal(value: object, text: str) -> bool:
    if value is None:
        return text == "null"
    if isinstance(value, bool):
        return str(value).lower() == text.lower()
    return str(value).casefold() == text.casefold()


def _ordered(value: object, text: str) -> tuple[float, float]:
    try:
        if isinstance(value, int):
            return float(value), float(text)
        return instant(str(value)).timestamp(), instant(text).timestamp()
    except ValueError:
        raise _unsupported(f"'{text}' cannot be compared.") from None


def _sortable(value: object) -> tuple[bool, str]:
    number = isinstance(value, int) and not isinstance(value, bool)
    return value is not None, f"{value:012d}" if number else str(value).casefold()


def _unsupported(message: str) -> GraphError:
    return GraphError(400, BAD_REQUEST, message)
