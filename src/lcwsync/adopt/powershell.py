"""The resources of a PowerShell DSC configuration as plain values: nothing is run, only literals are understood.

https://learn.microsoft.com/powershell/dsc/configurations/configurations
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_DEPTH = 50
"""Blocks and lists inside one another."""


class Variable(NamedTuple):
    """A value that only PowerShell knows, such as `$TenantId`."""

    name: str


class Resource(NamedTuple):
    """One resource of a configuration."""

    type: str
    title: str
    values: dict[str, object]
    """Texts, whole numbers, true, false, None, lists, mappings and Variables, by name as written."""
    line: int


class NotPowerShell(ValueError):  # noqa: N818 - what it is
    """The text is not what is understood of PowerShell; `line` and `column` count from 1."""

    def __init__(self, problem: str, line: int, column: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line
        self.column = column


class _Token(NamedTuple):
    kind: str
    text: str
    line: int
    column: int


_TOKENS = re.compile(
    r"""(?P<space>[ \t\r\ufeff]+|`\r?\n)
    |(?P<comment><\#.*?\#>|\#[^\n]*)
    |(?P<here>@'[ \t]*\r?\n.*?\r?\n'@|@"[ \t]*\r?\n.*?\r?\n"@)
    |(?P<single>'(?:[^']|'')*')
    |(?P<double>"(?:[^"`]|`.|"")*")
    |(?P<type>\[[A-Za-z_][\w.\[\]]*\])
    |(?P<variable>\$[\w:.]+|\$\{[^}]*\}|\$\([^)]*\))
    |(?P<number>-?[0-9]+(?![\w.]))
    |(?P<open>@\(|@\{|[({])
    |(?P<close>[)}])
    |(?P<line>[\n;,])
    |(?P<equals>=)
    |(?P<word>[^\s'"(){};,=\#]+)""",
    re.VERBOSE | re.DOTALL,
)


def resources(text: str) -> tuple[Resource, ...]:
    """Every resource of the configuration, in order. Raises NotPowerShell with the place of what is not understood."""
    reader = _Reader(tuple(_tokens(text)))
    return tuple(reader.resources())


def _tokens(text: str) -> Iterator[_Token]:
    at, line, start = 0, 1, 0
    while at < len(text):
        found = _TOKENS.match(text, at)
        if found is None:
            raise NotPowerShell("a quote is not closed", line, at - start + 1)
        kind = found.lastgroup or ""
        if kind not in ("space", "comment"):
            yield _Token(kind, found[0], line, at - start + 1)
        if breaks := found[0].count("\n"):
            line += breaks
            start = at + found[0].rfind("\n") + 1
        at = found.end()
    yield _Token("end", "", line, at - start + 1)


class _Reader:
    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self._tokens = tokens
        self._at = 0

    def resources(self) -> Iterator[Resource]:
        """A resource is a word, a title, and a block; everything around it is PowerShell's own business."""
        while (token := self._next()).kind != "end":
            if token.kind == "word" and self._tokens[self._at].kind in ("single", "double"):
                title = self._next()
                self._skip_lines()
                if self._tokens[self._at].text == "{":
                    self._next()
                    yield Resource(token.text, _unquoted(title), self._block("}", 1), token.line)

    def _block(self, end: str, depth: int) -> dict[str, object]:
        """`name = value` up to the end of the block."""
        values: dict[str, object] = {}
        while True:
            self._skip_lines()
            token = self._next()
            if token.text == end and token.kind == "close":
                return values
            if token.kind not in ("word", "single", "double"):
                raise _unexpected(token, "a property")
            name = _unquoted(token) if token.kind != "word" else token.text
            if self._tokens[self._at].kind != "equals":
                raise _unexpected(self._tokens[self._at], f"= after {name[:60]}")
            self._next()
            self._skip_lines()
            values[name] = self._value(depth)

    def _value(self, depth: int) -> object:
        token = self._next()
        if depth > MAX_DEPTH:
            raise NotPowerShell(f"more than {MAX_DEPTH} levels deep", token.line, token.column)
        match token.kind:
            case "type":
                return self._value(depth + 1)
            case "single" | "double" | "here":
                return _unquoted(token)
            case "number":
                return int(token.text)
            case "variable":
                known = {"$true": True, "$false": False, "$null": None}
                name = token.text.lower()
                return known[name] if name in known else Variable(token.text)
            case "open" if token.text in ("@(", "("):
                return self._list(depth + 1)
            case "open" if token.text == "@{":
                return self._block("}", depth + 1)
            case "word":
                self._skip_lines()
                if self._tokens[self._at].text == "{":
                    self._next()
                    return self._block("}", depth + 1)
        raise _unexpected(token, "a value: a text in quotes, a number, $true, $false, @( ) or a block")

    def _list(self, depth: int) -> list[object]:
        items: list[object] = []
        while True:
            self._skip_lines()
            if self._tokens[self._at].text == ")":
                self._next()
                return items
            items.append(self._value(depth))

    def _next(self) -> _Token:
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def _skip_lines(self) -> None:
        while self._tokens[self._at].kind == "line":
            self._at += 1


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def _unquoted(token: _Token) -> str:
    if token.kind == "here":
        body = token.text[2:-2].split("\n", 1)[1]
        return body.rsplit("\n", 1)[0].removesuffix("\r").replace("\r\n", "\n")
    inner = token.text[1:-1]
    if token.kind == "single":
        return inner.replace("''", "'")
    return re.sub(r"`(.)|\"\"", lambda found: _ESCAPES.get(found[1], found[1]) if found[1] else '"', inner)


def _unexpected(token: _Token, wanted: str) -> NotPowerShell:
    found = "the end of the file" if token.kind == "end" else token.text.strip()[:40] or "the end of the line"
    return NotPowerShell(f"expected {wanted}, found {found}", token.line, token.column)
