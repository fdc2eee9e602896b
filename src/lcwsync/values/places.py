"""Where each value of the configuration was written."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from lcwsync.values.location import Location

PlacePath = tuple[str | int, ...]
"""Kind, name, then keys and list positions: `("Workflow", "Pre-hire", "tasks", 0, "arguments", "cc", 1)`."""


class Places(NamedTuple):
    """Locations by path. Names are compared without case, as the tenant compares them."""

    known: Mapping[PlacePath, Location] = MappingProxyType({})
    fallback: Location = Location("")
    """The project file, for what has no place of its own."""

    def at(self, *path: str | int) -> Location:
        """The place of the value at `path`, or of the nearest thing around it that has one."""
        wanted = place_path(*path)
        while wanted:
            if wanted in self.known:
                return self.known[wanted]
            wanted = wanted[:-1]
        return self.fallback


def place_path(*path: str | int) -> PlacePath:
    """The path as it is stored: the second part, an object's name, without case."""
    return tuple(part.casefold() if i == 1 and isinstance(part, str) else part for i, part in enumerate(path))
