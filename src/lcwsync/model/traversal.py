"""Every reference inside a model value, whatever it is nested in: the one place that walks values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from lcwsync.model.references import Ref

V = TypeVar("V")

ModelPath = tuple[str | int, ...]
"""Attribute names, argument names and positions that lead to a value: `("tasks", 0, "arguments", "cc", 1)`."""


def map_refs(value: V, change: Callable[[Ref, ModelPath], Ref]) -> V:
    """The value with every reference replaced by what `change` makes of it; the same object when nothing changes."""
    return cast("V", _mapped(value, change, ()))


def refs_in(value: object) -> tuple[Ref, ...]:
    """Every reference inside the value, in the order of the model, with repeats."""
    found: list[Ref] = []

    def note(ref: Ref, _path: ModelPath) -> Ref:
        found.append(ref)
        return ref

    map_refs(value, note)
    return tuple(found)


def _mapped(value: object, change: Callable[[Ref, ModelPath], Ref], path: ModelPath) -> object:
    match value:
        case Ref():
            return change(value, path)
        case tuple():
            items = tuple(_mapped(item, change, (*path, i)) for i, item in enumerate(value))
            return value if _same(items, value) else items
        case Mapping():
            entries = {key: _mapped(item, change, (*path, key)) for key, item in value.items()}
            return value if _same(entries.values(), value.values()) else entries
        case _ if is_dataclass(value) and not isinstance(value, type):
            members = {field.name: getattr(value, field.name) for field in fields(value)}
            changed = {name: _mapped(member, change, (*path, name)) for name, member in members.items()}
            return value if _same(changed.values(), members.values()) else replace(value, **changed)
        case _:
            return value


def _same(left: Iterable[object], right: Iterable[object]) -> bool:
    return all(a is b for a, b in zip(left, right, strict=True))
