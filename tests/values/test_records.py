"""A record behaves as the standard library's frozen dataclass of the same fields."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcwsync.values import records
from lcwsync.values.records import dataclass

FIELDS: Mapping[str, Callable[[], object]] = {
    "required": field,
    "default": lambda: 5,
    "default, not compared": lambda: field(default=6, compare=False),
    "default, not shown": lambda: field(default="x", repr=False),
    "made": lambda: field(default_factory=list),
    "by name": lambda: field(kw_only=True),
    "by name with a default": lambda: field(default=None, kw_only=True),
}
"""Every form of field that lcwsync uses."""

shapes = st.lists(st.sampled_from(sorted(FIELDS)), max_size=5)


def pair(shape: list[str], *, kw_only: bool = False) -> tuple[Any, Any]:
    """A record, and the standard library's class of the same fields; a required one after a default is given one."""
    made: list[Any] = []
    for decorate in (dataclass, dataclasses.dataclass):
        members: dict[str, object] = {"__doc__": "A class.", "__annotations__": {}}
        optional = False
        for number, form in enumerate(shape):
            name = f"f{number}"
            members["__annotations__"][name] = "object"  # type: ignore[index]
            optional = optional or form.startswith(("default", "made"))
            members[name] = field(default=0) if form == "required" and optional else FIELDS[form]()
        made.append(decorate(frozen=True, slots=True, kw_only=kw_only)(type("Kind", (), members)))
    return made[0], made[1]


def outcome(call: Callable[[], object]) -> object:
    """What a call gives, or the error in words."""
    try:
        return call()
    except (TypeError, FrozenInstanceError) as error:
        return str(error).removeprefix("Kind.")


@given(
    shape=shapes,
    kw_only=st.booleans(),
    values=st.lists(st.sampled_from([0, 5, 6, "x", None]), max_size=6),
    named=st.dictionaries(st.sampled_from([f"f{n}" for n in range(6)]), st.sampled_from([0, 7, None]), max_size=4),
)
def test_an_object_is_made_shown_compared_and_hashed_alike(
    shape: list[str], values: list[object], named: dict[str, object], *, kw_only: bool
) -> None:
    ours, theirs = pair(shape, kw_only=kw_only)
    assert [each.name for each in fields(ours)] == [each.name for each in fields(theirs)]
    assert ours.__match_args__ == theirs.__match_args__
    one, other = outcome(lambda: ours(*values, **named)), outcome(lambda: theirs(*values, **named))
    if isinstance(other, str):
        assert one == other
        return
    assert repr(one) == repr(other)
    for name in [each.name for each in fields(theirs)]:
        assert getattr(one, name) == getattr(other, name)
        for change in (8, "y"):
            changed, expected = replace(one, **{name: change}), replace(other, **{name: change})  # type: ignore[type-var]
            assert repr(changed) == repr(expected)
            assert (changed == one) is (expected == other)
    assert type(outcome(lambda: hash(one))) is type(outcome(lambda: hash(other)))
    assert one == ours(*values, **named)
    assert one != other
    assert copy.deepcopy(one) == one


@given(shape=shapes, kw_only=st.booleans())
def test_the_parameters_are_the_same(shape: list[str], *, kw_only: bool) -> None:
    ours, theirs = pair(shape, kw_only=kw_only)
    outcome(ours)
    made, expected = inspect.signature(ours.__init__), inspect.signature(theirs.__init__)
    assert [(p.name, p.kind) for p in made.parameters.values()] == [
        (p.name, p.kind) for p in expected.parameters.values()
    ]


@dataclass(frozen=True, slots=True)
class Held:
    """A class that can be found by its name."""

    name: str
    rest: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("a name is needed")


@dataclass(frozen=True, slots=True)
class More(Held):
    """A class with one field more."""

    last: int = 1


def test_nothing_can_be_changed_added_or_deleted() -> None:
    held = Held("a")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        held.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'other'"):
        held.other = "b"  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del held.name
    assert held == Held("a")
    assert not hasattr(held, "__dict__")


def test_what_a_class_checks_at_its_making_is_checked_each_time() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="a name is needed"):
            Held("")
        with pytest.raises(ValueError, match="a name is needed"):
            More("", last=3)


def test_a_class_has_the_fields_of_the_one_it_extends() -> None:
    assert More("a", (1,), 2) == More(name="a", rest=(1,), last=2)
    assert More("a") != Held("a")
    match More("a", (1,), 5):
        case More(name, _, last):
            assert (name, last) == ("a", 5)


def test_it_is_found_in_sets_and_survives_copies_and_pickling() -> None:
    assert len({Held("a"), Held("a"), Held("a", (1,))}) == 2
    assert pickle.loads(pickle.dumps(Held("a", (1,)))) == Held("a", (1,))
    assert copy.copy(Held("a", (1,))) == Held("a", (1,))


def test_only_frozen_classes_with_slots_are_records() -> None:
    with pytest.raises(ValueError, match="records are frozen and have slots"):
        records.dataclass(frozen=False, slots=True)
