"""JSON answers read with care: every member is asked for by name and type, and a wrong one is named by its path."""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from lcwsync.model.fields import Field, plain_values
from lcwsync.model.references import Ref
from lcwsync.values.errors import LcwError, TenantError
from lcwsync.values.json import JsonObject
from lcwsync.values.records import dataclass

T = TypeVar("T", str, bool, int)


class BadAnswer(TenantError):  # noqa: N818 - what it is, as the other errors
    """The service answered something that cannot be understood; `path` is the member that is wrong."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(
            f"the tenant's answer cannot be understood: {path} {problem}",
            hint="run the command again; if it stays so, Microsoft Graph has changed: look for a newer lcwsync",
        )
        self.path = path
        self.problem = problem


class NotUnderstood(BadAnswer):
    """A text is none of the members of an enumeration that this version of lcwsync knows."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(path, f"is {text}, which this version of lcwsync does not know")


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON object of an answer with its path. Missing members and null are both None; a wrong type is BadAnswer."""

    content: Mapping[str, object]
    path: str

    @staticmethod
    def of(value: object, path: str) -> "Node":
        """The value as an object."""
        if not isinstance(value, Mapping):
            raise BadAnswer(path, f"is {_words(value)} instead of an object")
        return Node(value, path)

    @property
    def type_name(self) -> str:
        """The `@odata.type` without its leading `#`, which samples write or leave out; empty when there is none."""
        return (self.text("@odata.type") or "").removeprefix("#")

    def text(self, name: str) -> str | None:
        """A string."""
        return self._value(name, str, "a text")

    def boolean(self, name: str) -> bool | None:
        """true or false."""
        return self._value(name, bool, "true or false")

    def integer(self, name: str) -> int | None:
        """A whole number."""
        return self._value(name, int, "a whole number")

    def plain(self, fields: Iterable[Field]) -> dict[str, Any]:
        """The plain fields of a kind, by attribute; None, or the service's default, for what is not shown.

        Raises BadAnswer, for an unknown member of an enumeration UnknownMember.
        """
        return {field.attribute: self._plain(field) for field in fields}

    def _plain(self, field: Field) -> object:
        name = field.wire_name
        value: object
        if field.type is bool:
            value = self.boolean(name)
        elif field.type is int:
            value = self.integer(name)
        elif field.type is tuple:
            # A list of texts is a list of objects with a name.
            texts = tuple(item.text("name") for item in self.objects(name) or ())
            value = texts if texts and all(texts) else None
        else:
            value = self.text(name)
            if value is not None and issubclass(field.type, StrEnum):
                if value not in tuple(field.type):
                    raise NotUnderstood(f"{self.path}.{name}", str(value))
                value = field.type(value)
        return field.unshown if value is None else value

    def required_text(self, name: str) -> str:
        """A string that must be there and not be empty."""
        value = self.text(name)
        if not value:
            raise BadAnswer(f"{self.path}.{name}", "is missing")
        return value

    def required_integer(self, name: str) -> int:
        """A whole number that must be there."""
        value = self.integer(name)
        if value is None:
            raise BadAnswer(f"{self.path}.{name}", "is missing")
        return value

    def object(self, name: str) -> "Node | None":
        """An object."""
        value = self.content.get(name)
        return None if value is None else Node.of(value, f"{self.path}.{name}")

    def objects(self, name: str) -> "tuple[Node, ...] | None":
        """A list of objects."""
        value = self.content.get(name)
        if value is None:
            return None
        if not isinstance(value, list):
            raise BadAnswer(f"{self.path}.{name}", f"is {_words(value)} instead of a list")
        return tuple(Node.of(item, f"{self.path}.{name}[{i}]") for i, item in enumerate(value))

    def as_text(self) -> str:
        """The object as JSON text that does not depend on the order of its members."""
        return json.dumps(self.content, sort_keys=True, ensure_ascii=False)

    def _value(self, name: str, kind: type[T], words: str) -> T | None:
        value = self.content.get(name)
        if value is None:
            return None
        # In Python true is a whole number too; in JSON it is not.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise BadAnswer(f"{self.path}.{name}", f"is {_words(value)} instead of {words}")
        return value


def plain_body(value: object, fields: Iterable[Field]) -> JsonObject:
    """The plain fields that `value` sets, as they are sent."""
    fields = tuple(fields)
    values = plain_values(value, fields)
    return {
        field.wire_name: [{"name": text} for text in item] if isinstance(item, tuple) else item
        for field in fields
        if (item := values.get(field.name)) is not None
    }


def reference_id(ref: Ref) -> str:
    """The id to send. Raises LcwError for a name that was not resolved: a body never holds a name."""
    if ref.id is None:
        raise LcwError(
            f'the {ref.kind} "{ref.name}" is not known in the tenant, so it cannot be sent',
            hint="create it first, or correct the name",
        )
    return ref.id


def not_writable(what: str) -> LcwError:
    """The refusal to send a value that was read but is not understood."""
    return LcwError(
        f"{what} is not understood by this version of lcwsync and is never sent",
        hint="change it in the portal, or describe it with what lcwsync knows",
    )


def _words(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case None:
            return "null"
        case _:
            return "an object"
