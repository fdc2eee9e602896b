"""The members and words of every published JSON schema, as flat paths that two versions are compared by."""

from collections.abc import Iterator
from typing import Any


def members(schema: dict[str, Any]) -> Iterator[str]:
    """`environments[].verdict`, and `environments[].verdict = cannotTell` for each word of an enumeration."""
    yield from _members(schema, "", schema.get("definitions", {}), frozenset())


def _members(node: Any, path: str, definitions: dict[str, Any], above: frozenset[str]) -> Iterator[str]:
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name not in above:
            yield from _members(definitions[name], path, definitions, above | {name})
        return
    for key, value in node.get("properties", {}).items():
        inside = f"{path}.{key}" if path else key
        yield inside
        yield from _members(value, inside, definitions, above)
    yield from (f"{path} = {word}" for word in node.get("enum", ()))
    yield from _members(node.get("items"), f"{path}[]", definitions, above)
    for part in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        yield from _members(part, path, definitions, above)
