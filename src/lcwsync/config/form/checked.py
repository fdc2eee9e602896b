"""Checked values of a mapping, with the types the shapes guarantee. None: absent."""

from collections.abc import Mapping
from typing import cast

from lcwsync.config.form.check import Checked
from lcwsync.model.references import Ref, RefKind


def text(checked: Checked, key: str) -> str | None:
    """A text."""
    return cast("str | None", checked.get(key))


def flag(checked: Checked, key: str) -> bool | None:
    """true or false."""
    return cast("bool | None", checked.get(key))


def number(checked: Checked, key: str) -> int | None:
    """A whole number."""
    return cast("int | None", checked.get(key))


def texts(checked: Checked, key: str) -> tuple[str, ...]:
    """A list of texts; empty when absent."""
    return cast("tuple[str, ...]", checked.get(key, ()))


def part(checked: Checked, key: str) -> Checked | None:
    """A mapping."""
    return cast("Checked | None", checked.get(key))


def parts(checked: Checked, key: str) -> tuple[Checked, ...]:
    """A list of mappings; empty when absent."""
    return cast("tuple[Checked, ...]", checked.get(key, ()))


def named(checked: Checked, key: str) -> Mapping[str, Checked]:
    """A mapping of chosen names to mappings; empty when absent."""
    return cast("Mapping[str, Checked]", checked.get(key, {}))


def refs(checked: Checked, key: str, kind: RefKind) -> tuple[Ref, ...] | None:
    """A list of references."""
    names = cast("tuple[str, ...] | None", checked.get(key))
    return None if names is None else tuple(Ref.of(kind, name) for name in names)
