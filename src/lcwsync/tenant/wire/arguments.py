"""Task arguments: strings on the wire, typed values in the model. The catalogue has the type of each name.

Graph: https://learn.microsoft.com/graph/api/resources/identitygovernance-task (arguments: name and value, both text).
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import assert_never

from lcwsync.model.references import Ref, RefKind, is_guid
from lcwsync.model.task_definition import RECIPIENTS, ArgumentDefinition, ArgumentType, TaskDefinition
from lcwsync.model.workflow import ArgumentValue, AttributeUpdate
from lcwsync.tenant.wire.json import Node, reference_id
from lcwsync.values.json import JsonObject

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")


def read_arguments(
    arguments: Iterable[Node], definition: TaskDefinition | None, notes: list[str]
) -> Mapping[str, ArgumentValue]:
    """Arguments by the catalogue's spelling of their names.

    An empty value means the same as none. What the catalogue does not know, and what does not look like its type,
    stays text. A name given twice goes to `notes`: it cannot be expressed.
    """
    found: dict[str, ArgumentValue] = {}
    for node in arguments:
        name, value = node.required_text("name"), node.text("value")
        if not value:
            continue
        known = definition.argument(name) if definition else None
        spelling = known.name if known else name
        if any(spelling.casefold() == other.casefold() for other in found):
            notes.append(f'the task argument "{spelling}" twice')
            continue
        typed = _typed(value, known) if known else value
        if typed != ():
            found[spelling] = typed
    return found


def argument_bodies(arguments: Mapping[str, ArgumentValue]) -> list[JsonObject]:
    """Arguments as they are sent. Raises LcwError for an unresolved reference."""
    return [{"name": name, "value": argument_text(value)} for name, value in arguments.items()]


def argument_text(value: ArgumentValue) -> str:
    """One value as text. Raises LcwError for an unresolved reference."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return value
        case Ref():
            return reference_id(value)
        case tuple():
            updates = [item for item in value if isinstance(item, AttributeUpdate)]
            if not updates:
                return ",".join(reference_id(item) for item in value if isinstance(item, Ref))
            rows = [{"attribute": update.attribute, "value": update.value} for update in updates]
            return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        case _:
            assert_never(value)


def _typed(text: str, definition: ArgumentDefinition) -> ArgumentValue:
    stripped = text.strip()
    match definition.type:
        case ArgumentType.TEXT:
            return text
        case ArgumentType.INTEGER:
            return int(stripped) if _WHOLE_NUMBER.fullmatch(stripped) else text
        case ArgumentType.BOOLEAN:
            return {"true": True, "false": False}.get(stripped.lower(), text)
        case ArgumentType.REFERENCE:
            return Ref.of(_kind(definition), stripped) if is_guid(stripped) else text
        case ArgumentType.RECIPIENT if is_guid(stripped):
            return Ref.of(_kind(definition), stripped)
        case ArgumentType.RECIPIENT:
            return next((word for word in RECIPIENTS if word.casefold() == stripped.casefold()), text)
        case ArgumentType.REFERENCES:
            parts = [part.strip() for part in text.split(",") if part.strip()]
            if not all(is_guid(part) for part in parts):
                return text
            return tuple(dict.fromkeys(Ref.of(_kind(definition), part) for part in parts))
        case ArgumentType.ATTRIBUTE_UPDATES:
            return _updates(text)
        case _:
            assert_never(definition.type)


def _kind(definition: ArgumentDefinition) -> RefKind:
    assert definition.refers is not None, f"the catalogue does not define what {definition.name} refers to"
    return definition.refers


def _updates(text: str) -> ArgumentValue:
    """A JSON list of {attribute, value}; anything with more or less in it stays text, so that nothing is lost."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(rows, list):
        return text
    updates: list[AttributeUpdate] = []
    for row in rows:
        match row:
            case {"attribute": str(attribute), "value": str() | None as value} if len(row) == 2:
                updates.append(AttributeUpdate(attribute, value or ""))
            case _:
                return text
    return tuple(updates)
