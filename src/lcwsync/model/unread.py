"""A part of git that could not be read: whatever rests on it cannot be told."""

from typing import NamedTuple

from lcwsync.model.state import ObjectName
from lcwsync.values.location import Location


class Unread(NamedTuple):
    """An object of git with errors, or a place whose object is not known.

    Nothing is said about the object: neither that the tenant differs, nor that it does not.
    """

    object: ObjectName | None
    """None: a file, or the rest of one, of which it is not known what it describes; or the project file."""
    place: Location
    message: str
    """What is wrong there, of several errors the first."""
    previous_names: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names under which the tenant may have the object, without case."""
        own = (self.object.name,) if self.object else ()
        return frozenset(name.casefold() for name in (*own, *self.previous_names))

    def __str__(self) -> str:
        """The object with its place, or the place alone."""
        return f"{self.object} ({self.place})" if self.object else str(self.place)
