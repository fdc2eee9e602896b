"""YAML text to nodes with places, by libyaml where it is there.

The part of YAML accepted is the part a reviewer reads without looking twice: no tags or merge keys, no key twice. An
alias stands for the value of its anchor, within one document; its place is where it is used. What is refused is a
finding, and the rest of the file is still read.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

import yaml

from lcwsync.config.yaml.nodes import Document, Node, YamlEntry, YamlList, YamlMapping, YamlScalar, scalar_value
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location
from lcwsync.values.nearest import nearest

MAX_DEPTH = 50
MAX_NODES = 200_000
MAX_DOCUMENTS = 1_000
"""Far above what a tenant's limits allow, far below what would make a reader wait."""

_MANY = f"more than {MAX_NODES} values in the configuration"
_DEPTH = f"more than {MAX_DEPTH} levels deep"

_LOADER = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader  # only its events are used: nothing is constructed


class _Mark(Protocol):
    """A position in a text, counted from 0."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class Budget:
    """The number of nodes and documents that may still be read, over all files."""

    def __init__(self, *, nodes: int = MAX_NODES, documents: int = MAX_DOCUMENTS) -> None:
        self.nodes = nodes
        self.documents = documents


def parse(text: str, file: str, budget: Budget, findings: list[Finding]) -> Iterator[Document]:
    """The documents of a file, empty ones left out. What is wrong goes to `findings`.

    After a syntax error or an exhausted limit the rest of the file is skipped.
    """
    builder = _Builder(file, budget, findings)
    event: yaml.Event | None = None
    try:
        events = _LOADER(text)
        while (event := events.get_event()) is not None:
            root = builder.take(event)
            if root is not None:
                budget.documents -= 1
                if budget.documents < 0:
                    raise _LimitError(f"more than {MAX_DOCUMENTS} documents", root.line, root.column)
                yield Document(file, root, tuple(builder.varying))
    except _LimitError as limit:
        place = Location(file, limit.line, limit.column)
        findings.append(finding("LOAD003", place, f"{limit}: the rest of the file is not read"))
    except yaml.YAMLError as error:
        deep = _too_deep(text, error, event, len(builder.open) - 1)
        if deep is None:
            findings.append(_syntax_error(error, text, file))
        else:
            at = Location(file, deep[0] + 1, deep[1] + 1)
            findings.append(finding("LOAD003", at, f"{_DEPTH}: the rest of the file is not read"))


def _too_deep(text: str, error: yaml.YAMLError, last: yaml.Event | None, depth: int) -> tuple[int, int] | None:
    """Line and column, counted from 0, where the part of the text that was scanned and not parsed exceeds MAX_DEPTH.

    A scanner runs ahead of the events, and may have a limit of its own: libyaml 0.2.6 stops at 1,000 levels, before
    the 51st level becomes an event. `last` is the last event that came, `depth` the levels open after it.
    """
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return None
    start = last.end_mark if last is not None else None
    first, line, column = (start.index, start.line, start.column) if start is not None else (0, 0, 0)
    ahead = text[first : error.problem_mark.index]
    try:
        for token in yaml.scan(ahead, yaml.Loader):
            match token:
                case yaml.FlowSequenceStartToken() | yaml.FlowMappingStartToken():
                    depth += 1
                case yaml.FlowSequenceEndToken() | yaml.FlowMappingEndToken():
                    depth -= 1
            if depth > MAX_DEPTH:
                mark = token.start_mark
                return line + mark.line, mark.column + (column if mark.line == 0 else 0)
    except yaml.YAMLError:
        pass  # an error of its own before the limit
    return None


class _LimitError(Exception):
    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class _Open:
    """A list or a mapping whose end has not been reached; keys and values of a mapping come in turn."""

    __slots__ = ("anchor", "column", "depth", "is_mapping", "items", "line", "size", "varies")

    def __init__(self, line: int, column: int, *, is_mapping: bool, anchor: str | None = None) -> None:
        self.line, self.column = line, column
        self.is_mapping = is_mapping
        self.items: list[Node] = []
        self.varies = False
        self.anchor = anchor
        self.size = 1
        """Values in it, itself included."""
        self.depth = 1
        """Levels that it has, itself included."""

    def take(self, node: Node, size: int, depth: int) -> None:
        """Add an item, with the values and levels that it has."""
        self.items.append(node)
        self.size += size
        self.depth = max(self.depth, depth + 1)


class _Anchored(NamedTuple):
    """A value that aliases can stand for."""

    node: Node
    size: int
    depth: int


class _Builder:
    """Nodes from events, with a stack of its own so that deep files cannot exhaust Python's."""

    def __init__(self, file: str, budget: Budget, findings: list[Finding]) -> None:
        self.file = file
        self.budget = budget
        self.findings = findings
        self.open = [_Open(0, 0, is_mapping=False)]
        self.varying: list[str] = []
        self.anchors: dict[str, _Anchored] = {}
        """Of the document that is read."""

    def take(self, event: yaml.Event) -> Node | None:
        """One event further; the root of a document when the event ends it."""
        match event:
            case yaml.ScalarEvent():
                self.open[-1].take(self._scalar(event), 1, 0)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._start(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                closed = self.open.pop()
                node = self._closed(closed)
                self.open[-1].take(node, closed.size, closed.depth)
                if closed.anchor is not None:
                    self.anchors[closed.anchor] = _Anchored(node, closed.size, closed.depth)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self.varying, self.anchors = [], {}
            case yaml.DocumentEndEvent():
                root = self.open[-1].items.pop()
                return None if isinstance(root, YamlScalar) and not root.text and not root.quoted else root
        return None

    def _alias(self, event: yaml.AliasEvent) -> None:
        """The value of the anchor, at the place of the alias. Many aliases of many values count as what they stand for,
        so that they cannot grow without a limit."""
        line, column = _position(event.start_mark)
        name = event.anchor or ""
        found = self.anchors.get(name)
        around = self.open[-1]
        nothing = YamlScalar("", "", quoted=True, line=line, column=column)
        if around.is_mapping and len(around.items) % 2 == 0:
            self._refuse(line, column, f"the alias *{_short(name)} as a key", "write the key out")
            around.take(nothing, 1, 0)
            return
        if found is None:
            inside = any(each.anchor == name for each in self.open)
            what = "contains itself" if inside else "has no anchor before it in this document"
            near = nearest(name, self.anchors)
            hint = f"did you mean *{near}?" if near else f"write &{_short(name)} before the value it stands for"
            place = Location(self.file, line, column)
            self.findings.append(finding("LOAD006", place, f"the alias *{_short(name)} {what}", hint))
            around.take(nothing, 1, 0)
            return
        if found.size > self.budget.nodes:
            raise _LimitError(_MANY, line, column)
        self.budget.nodes -= found.size
        if len(self.open) + found.depth > MAX_DEPTH + 1:
            raise _LimitError(_DEPTH, line, column)
        node = found.node._replace(line=line, column=column)
        around.take(node._replace(span=0) if isinstance(node, YamlScalar) else node, found.size, found.depth)
        if node.text.count("${") if isinstance(node, YamlScalar) else node.varies:
            for each in self.open:
                each.varies = True

    def _scalar(self, event: yaml.ScalarEvent) -> YamlScalar:
        start, end = event.start_mark, event.end_mark
        assert start is not None, "events that come from a text have marks"
        assert end is not None, "and at both ends"
        line, column = start.line + 1, start.column + 1
        self.budget.nodes -= 1
        if event.tag is not None or self.budget.nodes < 0:
            self._refused(event, line, column)
        text = event.value
        if "${" in text:
            self.varying.append(text)
            for around in self.open:
                around.varies = True
        span = end.column + 1 - column if end.line + 1 == line else 0
        quoted = not event.implicit[0] and event.tag is None
        scalar = YamlScalar(text if quoted else scalar_value(text), text, quoted, line, column, span)
        if event.anchor is not None:
            scalar = scalar._replace(span=0)  # its place is that of the anchor
            self.anchors[event.anchor] = _Anchored(scalar, 1, 0)
        return scalar

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        line, column = _position(event.start_mark)
        self.budget.nodes -= 1
        self._refused(event, line, column)
        if len(self.open) > MAX_DEPTH:
            raise _LimitError(_DEPTH, line, column)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.open.append(_Open(line, column, is_mapping=is_mapping, anchor=event.anchor))

    def _closed(self, closed: _Open) -> Node:
        items = closed.items
        if not closed.is_mapping:
            return YamlList(tuple(items), closed.line, closed.column, closed.varies)
        entries: dict[str, YamlEntry] = {}
        for key, value in zip(items[::2], items[1::2], strict=True):
            if isinstance(key, YamlScalar) and key.text not in entries and (key.text != "<<" or key.quoted):
                entries[key.text] = YamlEntry(value, key.line, key.column)
                if closed.varies and "${" in key.text:
                    self.varying.remove(key.text)  # nothing is replaced in keys
            else:
                self._refuse_key(key, entries)
        return YamlMapping(entries, closed.line, closed.column, closed.varies)

    def _refused(
        self, event: yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent, line: int, column: int
    ) -> None:
        if self.budget.nodes < 0:
            raise _LimitError(_MANY, line, column)
        if event.tag is not None:
            self._refuse(line, column, f"the tag {_short(event.tag)}", "write the value out")

    def _refuse(self, line: int, column: int, what: str, hint: str) -> None:
        self.findings.append(finding("LOAD006", Location(self.file, line, column), f"{what} is not used here", hint))

    def _refuse_key(self, key: Node, entries: dict[str, YamlEntry]) -> None:
        place = Location(self.file, key.line, key.column)
        if not isinstance(key, YamlScalar):
            self.findings.append(finding("LOAD009", place, "a key must be a single word, not a list or a mapping"))
        elif key.text == "<<" and not key.quoted:
            hint = "write the keys out where they apply"
            self.findings.append(finding("LOAD006", place, "merge keys (<<) are not used here", hint))
        else:
            first = entries[key.text]
            message = f'the key "{_short(key.text)}" is here twice, first in line {first.line}'
            related = (Location(self.file, first.line, first.column),)
            self.findings.append(finding("LOAD005", place, message, "remove one of the two", related=related))


def _position(mark: _Mark | None) -> tuple[int, int]:
    assert mark is not None, "events that come from a text have marks"
    return mark.line + 1, mark.column + 1


def _syntax_error(error: yaml.YAMLError, text: str, file: str) -> Finding:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        place = Location(file, error.problem_mark.line + 1, error.problem_mark.column + 1)
        problem = error.problem or "it cannot be read"
        context = f" {error.context}" if error.context else ""
        hint = next((hint for words, hint in _SYNTAX_HINTS.items() if words in problem), None)
        lines = text.split("\n")[error.problem_mark.line :][:1] if "expected ',' or" in problem else []
        line = "".join(lines)
        if found := re.search(r"(?<![\"'])\$\{\w+\}(?![\"'])", line):
            hint = f'inside {{ }} and [ ] a variable needs quotes: "{found[0]}"'
        related: tuple[Location, ...] = ()
        ends = not text[error.problem_mark.index :].strip()
        if error.context_mark is not None and (ends or error.context in _STARTS_WRONG):
            # The reader gives up far below: what is wrong is where the quote, the bracket or the key begins.
            place = Location(file, error.context_mark.line + 1, error.context_mark.column + 1)
            context = f" {error.context}" if error.context else ""
        elif error.context_mark is not None and error.context_mark.line != error.problem_mark.line:
            related = (Location(file, error.context_mark.line + 1, error.context_mark.column + 1),)
            context += f" that starts in line {error.context_mark.line + 1}"
        return finding("LOAD004", place, f"not valid YAML: {problem}{context}", hint, related=related)
    if isinstance(error, yaml.reader.ReaderError):
        before = text.encode()[: error.position] if yaml.__with_libyaml__ else text[: error.position].encode()
        place = Location(file, before.count(b"\n") + 1)
        return finding("LOAD002", place, "the line holds a character that YAML does not allow", "remove it")
    return finding("LOAD004", Location(file), "not valid YAML")


_STARTS_WRONG = ("while scanning a simple key", "while scanning a quoted scalar")

_SYNTAX_HINTS = {
    "did not find expected ',' or": "a bracket is not closed, or a comma is missing",
    "found a tab character": "indent with spaces, not tabs",
    "mapping values are not allowed": "put quotes around a value that holds a colon, and check the indentation",
    "cannot start any token": "indent with spaces, not tabs, and put quotes around a value that starts with @, ` or %",
    "did not find expected key": "check the indentation, and that quotes are closed",
    "unexpected end of stream": "a quote or bracket is not closed",
    "did not find expected node content": "a bracket is not closed",
    "could not find expected ':'": "a key needs a colon and a space after it",
}


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
