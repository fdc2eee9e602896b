"""References to directory objects: a name in git, a GUID on the wire."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_GUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


class RefKind(StrEnum):
    """What a reference points at. The values are the words used in messages."""

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

    @staticmethod
    def of(kind: RefKind, text: str) -> "Ref":
        """A reference as written: a GUID is an id, anything else is a name."""
        text = text.strip()
        return Ref(kind, id=text.lower()) if is_guid(text) else Ref(kind, name=text)

    def __str__(self) -> str:
        """`name (first 8 of the id)`, or whichever of the two is known."""
        if self.name and self.id:
            return f"{self.name} ({self.id[:8]})"
        return self.name or self.id or "?"


def is_guid(text: str) -> bool:
    """Whether the text is a GUID in its usual spelling."""
    return _GUID.fullmatch(text) is not None


def same(left: Ref, right: Ref) -> bool:
    """Whether both point at the same object: by id when both have one, otherwise by kind and exact name."""
    if left.id and right.id:
        return left.id == right.id
    return left.kind == right.kind and left.name is not None and left.name == right.name


def ref_key(ref: Ref) -> str:
    """The text by which references are compared and sorted: the id, or the name while it is unresolved."""
    return ref.id or f"name:{ref.name}"


def same_set(left: Iterable[Ref], right: Iterable[Ref]) -> bool:
    """Whether both hold the same references, order and repeats aside."""
    return {ref_key(ref) for ref in left} == {ref_key(ref) for ref in right}
