"""Colour, symbols and typography of text for a terminal."""

from enum import StrEnum
from typing import NamedTuple

from lcwsync.render.formats import escape
from lcwsync.values.findings import Severity


class Sign(StrEnum):
    """The symbols that carry the meaning without colour."""

    CREATE = "+"
    CHANGE = "~"
    DELETE = "-"
    WARN = "!"


_COLOURS = {
    Sign.CREATE: "32",
    Sign.CHANGE: "33",
    Sign.DELETE: "31",
    Sign.WARN: "35",
    Severity.ERROR: "31",
    Severity.WARNING: "33",
    Severity.NOTE: "36",
}

_ASCII = str.maketrans({"→": "->", "…": "...", "’": "'"})


class Pen(NamedTuple):
    """The style of terminal text: with or without colour, in Unicode or plain ASCII."""

    colour: bool
    unicode: bool

    def value(self, text: str) -> str:
        """A name or a value, unchanged."""
        return escape.terminal(text, unicode=self.unicode)

    def prose(self, text: str) -> str:
        """A sentence of ours, names inside it included; its typography has an ASCII form."""
        return self.value(text if self.unicode else text.translate(_ASCII))

    def paint(self, meaning: Sign | Severity, text: str) -> str:
        return f"\x1b[{_COLOURS[meaning]}m{text}\x1b[0m" if self.colour else text

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    @property
    def arrow(self) -> str:
        return "→" if self.unicode else "->"
