"""Plain fields: members of an object that hold one value. Each kind has one table of them beside its class.

The table is read by the YAML form, the loader, the document that export writes, the fields of a plan, and the JSON
of Graph in both directions: a new plain field is one attribute, one row and the text an editor shows.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

Plain = str | int | bool | tuple[str, ...]
"""What a plain field can hold, an enumeration by its value."""


SET_BY_SERVICE = frozenset(
    {
        *("createdDateTime", "createdBy", "lastModifiedDateTime", "lastModifiedBy", "deletedDateTime"),
        *("version", "versionNumber", "nextScheduleRunDateTime"),
    }
)
"""Members that the service changes by itself. They are no content, at whatever depth they stand."""


class Field(NamedTuple):
    """One plain field."""

    name: str
    """Its key in YAML and in a plan: Graph's name, where Graph has one."""
    attribute: str
    """The attribute of the model that holds it."""
    type: type
    """str, int, bool, an enumeration of texts, or tuple for a list of texts."""
    allowed: range = range(0)
    """The values of a whole number."""
    unit: str = ""
    unshown: str | bool | None = None
    """The value when the service does not show it (its documented default); None: not known then."""
    sent_as: str | None = None
    """Graph's name, where `name` is another one."""

    @property
    def wire_name(self) -> str:
        """The name of the member in Graph's JSON."""
        return self.sent_as or self.name


def plain_values(value: object, fields: Iterable[Field]) -> dict[str, Plain]:
    """The fields that `value` sets, by name; None is left out."""
    held = ((field.name, getattr(value, field.attribute)) for field in fields)
    return {name: item.value if isinstance(item, StrEnum) else item for name, item in held if item is not None}


def attributes_from(values: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """The other way: attributes of the model with their types, from values by field name. Absent ones are left out.

    Raises ValueError for a text that the field's enumeration does not have.
    """
    return {
        field.attribute: field.type(value) if issubclass(field.type, StrEnum | tuple) else value
        for field in fields
        if (value := values.get(field.name)) is not None
    }
