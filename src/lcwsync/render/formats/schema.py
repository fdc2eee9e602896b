"""Building blocks of the JSON Schemas (draft-07) of all documents."""

from collections.abc import Iterable

from lcwsync.model.state import ObjectKind
from lcwsync.render.formats.json import FAILED, FORMAT_VERSION
from lcwsync.values.json import JsonObject

TEXT: JsonObject = {"type": "string"}
TEXT_OR_NULL: JsonObject = {"type": ["string", "null"]}
COUNT: JsonObject = {"type": "integer", "minimum": 0}
POSITION: JsonObject = {"type": ["integer", "null"], "minimum": 1}
FLAG: JsonObject = {"type": "boolean"}
MOMENT: JsonObject = {
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
    "description": "a moment in UTC",
}
MOMENT_OR_NULL: JsonObject = {**MOMENT, "type": ["string", "null"]}


def document(title: str, properties: JsonObject, definitions: JsonObject) -> JsonObject:
    """The schema of a document with the common head. Of `definitions` it holds those that it refers to."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        **closed({"formatVersion": {"const": FORMAT_VERSION}, "toolVersion": TEXT, **properties}),
        "definitions": {name: definitions[name] for name in sorted(_used(properties, definitions))},
    }


def environments(report: JsonObject) -> JsonObject:
    """The properties of a document with a report for each environment; `report` holds those of one report."""
    return {
        "environments": array({**closed({**ABOUT, **report}), "description": "one report for each environment"}),
        "failures": {
            **array(closed({"environment": TEXT, "verdict": one_of(FAILED), "message": TEXT, "hint": TEXT_OR_NULL})),
            "description": "the environments that have no report, and why",
        },
    }


def closed(properties: JsonObject) -> JsonObject:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def array(items: JsonObject) -> JsonObject:
    """A list of such items."""
    return {"type": "array", "items": items}


def one_of(values: Iterable[str | int | None]) -> JsonObject:
    """One of a few values."""
    return {"enum": list(values)}


def ref(name: str) -> JsonObject:
    """A definition by its name."""
    return {"$ref": f"#/definitions/{name}"}


def or_null(schema: JsonObject) -> JsonObject:
    """The value or null."""
    return {"oneOf": [schema, {"type": "null"}]}


ABOUT: JsonObject = {"environment": TEXT, "tenant": ref("tenant")}
"""The environment and tenant of a report."""

COMMON: JsonObject = {
    "tenant": closed({"id": TEXT, "name": TEXT, "sandbox": FLAG}),
    "object": closed({"kind": one_of(kind.value for kind in ObjectKind), "name": TEXT}),
    "location": closed({"file": TEXT, "line": POSITION, "column": POSITION}),
}
"""Definitions that several documents refer to."""


def _used(schema: object, definitions: JsonObject) -> frozenset[str]:
    """The definitions a schema refers to, directly or through others."""
    used: set[str] = set()
    waiting = [schema]
    while waiting:
        match waiting.pop():
            case {"$ref": str(target)}:
                name = target.rpartition("/")[2]
                if name not in used:
                    used.add(name)
                    waiting.append(definitions[name])
            case dict() as mapping:
                waiting += mapping.values()
            case list() as items:
                waiting += items
    return frozenset(used)
