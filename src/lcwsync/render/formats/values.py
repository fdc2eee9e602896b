"""Values as text for people, the same in every format; the formats escape it."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, assert_never

from lcwsync.model.references import DELETED, Ref, RefKind
from lcwsync.model.state import ObjectName

if TYPE_CHECKING:
    from lcwsync.plan.changes import Value

_PLAIN_NAME = re.compile(r"[^\W_](?:[\w .@&'’/+-]*[\w.])?")
_SHORT_LINE = 80


def value_text(value: "Value", *, show_people: bool) -> str:
    """A value on one line. Texts are quoted, so that `"true"` is not `true` and a list's end is seen."""
    match value:
        case None:
            return "(not set)"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return quoted(value)
        case Ref():
            return ref_text(value, show_people=show_people)
        case tuple():
            return "[" + ", ".join(value_text(item, show_people=show_people) for item in value) + "]"
        case _:
            assert_never(value)


def ref_text(ref: Ref, *, show_people: bool) -> str:
    """`name (first 8 of the id)`; a name that could be read as more than a name is quoted.

    Without `show_people` a user is shown by id alone: a pull request may be read by anybody.
    """
    gone = DELETED if ref.deleted else ""
    if ref.kind is RefKind.USER and not show_people:
        return f"user {ref.id[:8]}{gone}" if ref.id else "a user"
    if ref.name is None:
        return f"{ref.id or '?'}{gone}"
    name = ref.name if _PLAIN_NAME.fullmatch(ref.name) else quoted(ref.name)
    return f"{name} ({ref.id[:8]})" if ref.id else name


def object_text(name: ObjectName) -> str:
    """An object as a person names it: `workflow "Pre-hire"`."""
    return str(ObjectName(name.kind, quoted(name.name)[1:-1]))


def quoted(text: str) -> str:
    """The text between double quotes, with quotes, backslashes and line ends written out."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def is_long(value: "Value") -> bool:
    """Whether a value reads better line by line than on one line."""
    if isinstance(value, str) and "\n" in value:
        return True
    return isinstance(value, tuple | str) and len(value_text(value, show_people=True)) > _SHORT_LINE


def value_lines(value: "Value", *, show_people: bool) -> tuple[str, ...]:
    """A long value line by line: the lines of a text, the items of a list."""
    match value:
        case None:
            return ()
        case str():
            return tuple(value.split("\n"))
        case tuple():
            return tuple(value_text(item, show_people=show_people) for item in value)
        case _:
            return (value_text(value, show_people=show_people),)


def actor_text(actor_id: str, names: Mapping[str, str]) -> str:
    """Who changed something, as a reader knows them. `names` are of users, by id: the service notes who called, and an
    application is no user."""
    return names.get(actor_id) or f"an application or a former user ({actor_id[:8]})"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """`1 workflow`, `2 workflows`."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"
