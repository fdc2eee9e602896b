"""A place in a file. Every value read from YAML keeps one until it becomes part of a message."""

from typing import NamedTuple


class Location(NamedTuple):
    """A file with a line and a column, both counted from 1; 0 means the whole file or the whole line."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`path:line:column`, as editors and GitHub understand it."""
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"

    def shifted(self, columns: int) -> "Location":
        """The place `columns` further right on the same line; used to point inside a YAML string."""
        return Location(self.file, self.line, self.column + columns)
