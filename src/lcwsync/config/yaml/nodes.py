"""The values of a YAML file, each with its line and column.

Named tuples, since a configuration has tens of thousands of them. Lines and columns count from 1.
"""

import re
from typing import NamedTuple

from lcwsync.values.location import Location

ScalarValue = str | int | float | bool | None


class YamlScalar(NamedTuple):
    """A single value. `value` has the type YAML gives it; `text` is what was written, without quotes."""

    value: ScalarValue
    text: str
    quoted: bool
    line: int
    column: int
    span: int = 0
    """Columns it takes in the file, quotes included; 0 when it goes over several lines."""
    variable: str | None = None
    """The variable the value was taken from, as a whole or in part."""


class YamlList(NamedTuple):
    """A list."""

    items: tuple["Node", ...]
    line: int
    column: int
    varies: bool = False
    """Whether `${` stands somewhere in it."""


class YamlEntry(NamedTuple):
    """A value and the place of its key."""

    value: "Node"
    line: int
    column: int


class YamlMapping(NamedTuple):
    """Keys and values, in the order of the file."""

    entries: dict[str, YamlEntry]
    line: int
    column: int
    varies: bool = False
    """Whether `${` stands somewhere in it."""


Node = YamlScalar | YamlList | YamlMapping
"""One value of a YAML document."""


class Document(NamedTuple):
    """One YAML document of a file."""

    file: str
    root: Node
    varying: tuple[str, ...] = ()
    """The texts that hold `${`."""

    def place(self, node: Node | YamlEntry) -> Location:
        """The place of a value or a key of this document."""
        return Location(self.file, node.line, node.column)


def entry(node: Node, key: str) -> YamlEntry | None:
    """The entry of that name, if the node is a mapping that has it."""
    return node.entries.get(key) if isinstance(node, YamlMapping) else None


def column_inside(node: YamlScalar, column: int) -> int:
    """The column in the file of a column (from 1) in the value; the value's own where the two do not run in step."""
    if node.variable is not None or not node.span:
        return node.column
    if not node.quoted:
        return node.column + column - 1 if node.span == len(node.text) else node.column
    escapes = node.span - len(node.text) - 2
    if not escapes:
        return node.column + column
    if escapes == node.text.count("'") and '"' not in node.text and "\\" not in node.text:
        # In single quotes, each single quote is written twice.
        return node.column + column + node.text.count("'", 0, column - 1)
    return node.column


def scalar_value(text: str) -> ScalarValue:
    """The value of an unquoted scalar: null, true, false, decimal numbers; everything else is text.

    YAML 1.1 has more booleans (yes, on) and numbers (017, 1:30, 1_000). Readers disagree about them, so they stay
    text here and `ambiguous` tells them apart.
    """
    if not text or text[0] in _FIRST_OF_SPECIAL:
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
    return text


def ambiguous(text: str) -> bool:
    """Whether some YAML readers take this unquoted text for something else than text."""
    return _OTHER_READERS.fullmatch(text) is not None


_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_FIRST_OF_SPECIAL = frozenset("~nNtTfF+-.0123456789")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?([0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18})")
_OTHER_READERS = re.compile(
    r"yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF"
    r"|[-+]?0[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?0b[01_]+|[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+|[-+]?[1-9][0-9]*_[0-9_]*"
)
