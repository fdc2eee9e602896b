"""References to directory objects: a name in git, a GUID on the wire."""

import re
from dataclasses import field
from enum import StrEnum

from lcwsync.values.records import dataclass

GUID_PATTERN = "[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
"""A GUID in its usual spelling, as a regular expression that JSON Schema takes too."""

DELETED = " (deleted in the tenant)"
"""What is shown behind a reference whose object is gone."""

_GUID = re.compile(GUID_PATTERN)


class RefKind(StrEnum):
    """The kinds of objects that a reference names. The values are the words used in messages."""

    GROUP = "group"
    USER = "user"
    ADMINISTRATIVE_UNIT = "administrative unit"
    APPLICATION = "application"
    TEAM = "team"
    ACCESS_PACKAGE = "access package"
    ASSIGNMENT_POLICY = "assignment policy"
    LICENCE = "licence"
    CUSTOM_TASK_EXTENSION = "custom task extension"


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference by name, by id, or by both once it is resolved. Ids are lower-case GUIDs."""

    kind: RefKind
    id: str | None = None
    name: str | None = None
    deleted: bool = field(default=False, compare=False)
    """Whether the tenant was asked for the id and has no such object any more."""

    @staticmethod
    def of(kind: RefKind, text: str) -> "Ref":
        """A reference as written: a GUID is an id, anything else is a name."""
        text = text.strip()
        return Ref(kind, id=text.lower()) if is_guid(text) else Ref(kind, name=text)

    def __str__(self) -> str:
        """`name (first 8 of the id)`, or whichever of the two is known."""
        if self.name and self.id:
            return f"{self.name} ({self.id[:8]})"
        return f"{self.name or self.id or '?'}{DELETED if self.deleted else ''}"


def is_guid(text: str) -> bool:
    """Whether the text is a GUID in its usual spelling."""
    return _GUID.fullmatch(text) is not None


def ref_key(ref: Ref) -> str:
    """The text by which references are compared and sorted: the id, or while it is unresolved the name, without case as
    the directory looks names up."""
    return ref.id or f"name:{(ref.name or '').casefold()}"


def may_be_same(one: Ref, other: Ref) -> bool:
    """Whether two references mean one object, or may: a name and an id cannot be compared before they are resolved."""
    return ref_key(one) == ref_key(other) or (one.id is None) != (other.id is None)
