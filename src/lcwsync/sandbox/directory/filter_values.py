"""The smallest parts of a `$filter`: its words, its literals, and how values compare."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from lcwsync.sandbox.clock import instant
from lcwsync.sandbox.directory.resources import Kind, Property
from lcwsync.sandbox.http.routing import GraphError
from lcwsync.sandbox.store import JsonObject

_MOST_TOKENS = 400
"""A longer filter is refused."""

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^']|'')*')
      | (?P<date>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?(?![\w-]))
      | (?P<guid>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?!\w))
      | (?P<number>-?\d+(?![\w.]))
      | (?P<word>[A-Za-z_@][\w./$-]*)
      | (?P<mark>[(),:])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a filter: `kind` is one of the names in the pattern above."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """For comparison with keywords, which are read without case."""
        return self.text.lower() if self.kind in ("word", "mark") else ""


def tokenized(text: str) -> list[Token] | None:
    """The pieces of a filter; None when it has a piece that none begins with, or too many."""
    tokens: list[Token] = []
    at, stripped = 0, text.rstrip()
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if match is None or len(tokens) == _MOST_TOKENS:
            return None
        assert match.lastgroup is not None
        tokens.append(Token(match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return tokens


def literal_of(subject: Property, token: Token) -> str | int | float | bool | None:
    """A literal in the form that is compared. Raises GraphError 400 when it is not of the property's type."""
    if token.word == "null":
        return None
    text = token.text[1:-1].replace("''", "'")
    match subject.kind, token.kind:
        case (Kind.TEXT | Kind.TEXTS, "text") if text:
            return text.casefold()
        case Kind.GUID, "guid":
            return token.text.casefold()
        case Kind.BOOLEAN, "word" if token.word in ("true", "false"):
            return token.word == "true"
        case Kind.NUMBER, "number":
            return int(token.text)
        case Kind.DATE, "date":
            return _moment(token.text)
        case _:
            raise GraphError(
                400, "Request_BadRequest", f"Invalid value '{token.text}' for the property '{subject.name}'."
            )


def compared(
    read: Callable[[JsonObject], object], operator: str, literal: str | float | None, kind: Kind
) -> Callable[[JsonObject], bool]:
    """The test that a comparison makes of what `read` finds in a document."""
    match operator:
        case "eq":
            return lambda item: comparable(read(item), kind) == literal
        case "ne":
            return lambda item: comparable(read(item), kind) != literal
        case _:
            assert isinstance(literal, int | float)

            def ordered(item: JsonObject) -> bool:
                value = comparable(read(item), kind)
                if not isinstance(value, int | float):
                    return False
                match operator:
                    case "ge":
                        return value >= literal
                    case "le":
                        return value <= literal
                    case "gt":
                        return value > literal
                    case _:
                        return value < literal

            return ordered


def comparable(value: object, kind: Kind) -> object:
    """A stored value in the form that is compared: text without case, dates as seconds."""
    if isinstance(value, str):
        return _moment(value) if kind is Kind.DATE else value.casefold()
    return value


def _moment(text: str) -> float:
    try:
        if "T" not in text:
            text = date.fromisoformat(text).isoformat() + "T00:00:00Z"
        return instant(text).timestamp()
    except (ValueError, OverflowError):
        raise GraphError(400, "Request_BadRequest", f"Invalid date: {text}") from None
