"""Frozen dataclasses whose methods are made at their first use.

`dataclasses.dataclass` compiles six functions for a frozen class when its module loads. That was a fifth of a short
command, and a plan makes objects of one class in three. So here the fields are collected when the class is made,
`__init__` is compiled for the first object, and nothing is compiled to compare, to hash or to print. In everything else
these are the standard library's dataclasses: `fields`, `replace`, `match` and the type checker see no difference.
"""

import dataclasses
from collections.abc import Callable, Mapping
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Never, TypeVar, cast

__all__ = ["dataclass"]

T = TypeVar("T")


def _record(*, frozen: bool, slots: bool, kw_only: bool = False) -> Callable[[type[T]], type[T]]:
    """As `dataclasses.dataclass`. Raises ValueError for a class that is not frozen or has no slots."""
    if not (frozen and slots):
        raise ValueError("records are frozen and have slots: others are made by dataclasses.dataclass")

    def made(kind: type[T]) -> type[T]:
        kind.__doc__ = kind.__doc__ or kind.__name__  # the standard library would write its signature, which takes long
        record = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(kind)
        for name, method in _METHODS.items():
            if name not in kind.__dict__:
                setattr(record, name, method)
        setattr(record, "__init__", _made_late(record))  # noqa: B010 the type checker has no names for it
        return record

    return made


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _record


def _made_late(record: type) -> Callable[..., None]:
    """An `__init__` that is replaced by the compiled one when it is called."""

    def init(self: object, *args: object, **given: object) -> None:
        compiled = _compiled(record)
        setattr(record, "__init__", compiled)  # noqa: B010
        compiled(self, *args, **given)

    return init


def _compiled(record: type) -> Callable[..., None]:
    """What `dataclasses.dataclass` would compile as `__init__`, in one function instead of six."""
    names: dict[str, object] = {"set_": object.__setattr__, "missing_": dataclasses.MISSING}
    by_place: list[str] = []
    by_name: list[str] = []
    lines: list[str] = []
    for each in dataclasses.fields(record):
        parameter = value = each.name
        if each.default_factory is not dataclasses.MISSING:
            names[f"make_{each.name}"] = each.default_factory
            parameter += "=missing_"
            value = f"make_{each.name}() if {each.name} is missing_ else {each.name}"
        elif each.default is not dataclasses.MISSING:
            names[f"default_{each.name}"] = each.default
            parameter += f"=default_{each.name}"
        (by_name if each.kw_only else by_place).append(parameter)
        lines.append(f"set_(self, {each.name!r}, {value})")
    if hasattr(record, "__post_init__"):
        lines.append("self.__post_init__()")
    parameters = ", ".join(["self", *by_place, *(["*", *by_name] if by_name else [])])
    exec(f"def __init__({parameters}):\n " + "\n ".join(lines or ["pass"]), names)  # noqa: S102 of the fields' names
    init = cast("Callable[..., None]", names["__init__"])
    init.__qualname__ = f"{record.__qualname__}.__init__"
    return init


def _equal(self: object, other: object) -> Any:
    _compare_by_fields(self.__class__)
    return self == other


def _hash(self: object) -> int:
    _compare_by_fields(self.__class__)
    return hash(self)


def _compare_by_fields(record: type) -> None:
    """Give a class the comparison and the hash of its fields."""
    names = [each.name for each in dataclasses.fields(record) if each.compare]
    values = attrgetter(*names) if names else lambda _: ()

    def equal(self: object, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    for name, method, late in (("__eq__", equal, _equal), ("__hash__", hashed, _hash)):
        if getattr(record, name) is late:
            setattr(record, name, method)


@recursive_repr()
def _shown(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _keep(_self: object, name: str, _value: object) -> Never:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _keep_all(_self: object, name: str) -> Never:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, each.name) for each in dataclasses.fields(self)]


def _set_state(self: Any, state: list[object]) -> None:
    for each, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_METHODS: Mapping[str, Callable[..., object]] = {
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _shown,
    "__setattr__": _keep,
    "__delattr__": _keep_all,
    "__getstate__": _state,
    "__setstate__": _set_state,
}
