"""JSON objects in memory: their two types, and members that are text or a date."""

from collections.abc import Mapping
from datetime import UTC, datetime

Json = Mapping[str, object]
"""A JSON object to read."""

JsonObject = dict[str, object]
"""A JSON object to build."""


def text(item: Json, name: str) -> str:
    """The member of that name; empty when it is missing or is not a string."""
    value = item.get(name)
    return value if isinstance(value, str) else ""


def text_or_none(item: Json, name: str) -> str | None:
    """The member of that name; None when it is missing, empty or not a string."""
    return text(item, name) or None


def moment_of(value: object) -> datetime | None:
    """A date in ISO 8601 as a moment in UTC; None for anything that is not one."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
