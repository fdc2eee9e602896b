"""Checked values of a mapping, with the types the shapes guarantee. None: not said."""

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
    """A list of texts; empty when not said."""
    return cast("tuple[str, ...]", checked.get(key, ()))


def refs(checked: Checked, key: str, kind: RefKind) -> tuple[Ref, ...] | None:
    """A list of references."""
    names = cast("tuple[str, ...] | None", checked.get(key))
    return None if names is None else tuple(Ref.of(kind, name) for name in names)
