"""Git's value where git sets one, the tenant's elsewhere."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

V = TypeVar("V", bound="DataclassInstance")


def filled(stated: V, live: V) -> V:
    """`stated` with each attribute that is None taken from `live`. Parts are taken whole, not filled themselves."""
    missing = {f.name: getattr(live, f.name) for f in fields(stated) if getattr(stated, f.name) is None}
    return replace(stated, **missing) if missing else stated
