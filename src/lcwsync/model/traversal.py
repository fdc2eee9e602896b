"""Every reference inside a model value, whatever it is nested in: the one place that walks values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast

from lcwsync.model.references import Ref

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

V = TypeVar("V")

ModelPath = tuple[str | int, ...]
"""Attribute names, argument names and positions that lead to a value: `("tasks", 0, "arguments", "cc", 1)`."""


def map_refs(value: V, change: Callable[[Ref, ModelPath], Ref]) -> V:
    """The value with every reference replaced by what `change` makes of it; the same object when nothing changes."""
    return cast("V", _mapped(value, change, ()))


def refs_in(value: object) -> tuple[Ref, ...]:
    """Every reference inside the value, in the order of the model, with repeats."""
    found: list[Ref] = []
    _collect(value, found)
    return tuple(found)


_LEAVES = frozenset({str, int, bool, type(None)})
"""Most values are one of these, and hold nothing: a tenant of a hundred workflows has ten thousand."""


def _collect(value: object, found: list[Ref]) -> None:
    if isinstance(value, Ref):
        found.append(value)
        return
    for _, part in _parts(value):
        if type(part) not in _LEAVES:
            _collect(part, found)


def _mapped(value: object, change: Callable[[Ref, ModelPath], Ref], path: ModelPath) -> object:
    match value:
        case Ref():
            return change(value, path)
        case tuple():
            items = _changed(value, change, path)
            return tuple(items.get(i, item) for i, item in enumerate(value)) if items else value
        case Mapping():
            entries = _changed(value, change, path)
            return {**value, **entries} if entries else value
        case _:
            members = {str(name): member for name, member in _changed(value, change, path).items()}
            return replace(cast("DataclassInstance", value), **members) if members else value


def _changed(value: object, change: Callable[[Ref, ModelPath], Ref], path: ModelPath) -> dict[str | int, object]:
    changed: dict[str | int, object] = {}
    for key, part in _parts(value):
        if type(part) not in _LEAVES:
            mapped = _mapped(part, change, (*path, key))
            if mapped is not part:
                changed[key] = mapped
    return changed


def _parts(value: object) -> Iterable[tuple[str | int, object]]:
    """The parts of a value, each with its step of a path."""
    match value:
        case tuple():
            return enumerate(value)
        case Mapping():
            return value.items()
        case _:
            return ((name, getattr(value, name)) for name in _members(type(value)))


_MEMBERS: dict[type, tuple[str, ...]] = {}


def _members(kind: type) -> tuple[str, ...]:
    if kind not in _MEMBERS:
        _MEMBERS[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return _MEMBERS[kind]
