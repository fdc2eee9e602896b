"""Shapes of values (Text, Number, Fields, ...): the loader checks documents by them, JSON Schemas are made of them."""

from collections.abc import Mapping
from typing import NamedTuple

from lcwsync.model.references import RefKind


class Text(NamedTuple):
    """A text that is not empty unless `may_be_empty`."""

    about: str = ""
    examples: tuple[str, ...] = ()
    pattern: str | None = None
    wanted: str = "a text"
    """What `pattern` stands for, in words."""
    words: tuple[str, ...] = ()
    """Words with a meaning of their own among the texts that `pattern` takes."""
    may_be_empty: bool = False
    refers: RefKind | None = None
    """It is the name or the id of such an object."""
    names: str = ""
    """What it names where it is no reference: `workflow`."""


class Choice(NamedTuple):
    """One of a few words, each with its meaning."""

    values: Mapping[str, str]
    about: str = ""


class Number(NamedTuple):
    """A whole number in a range."""

    allowed: range
    unit: str = ""
    about: str = ""
    examples: tuple[int, ...] = ()


class Flag(NamedTuple):
    """true or false."""

    about: str = ""


class Listed(NamedTuple):
    """A list of such items."""

    of: "Shape"
    least: int = 0
    most: int | None = None
    unique: bool = True
    about: str = ""


class Fields(NamedTuple):
    """A mapping with known keys.

    Exactly one of `alternatives` must be there, with all its keys; keys in none of them are optional.
    """

    keys: Mapping[str, "Shape"]
    required: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
    about: str = ""
    below: str = ""
    """A key that is read elsewhere and has keys of its own."""


class Named(NamedTuple):
    """A mapping whose keys are freely chosen names."""

    of: "Shape"
    key: Text = Text()
    about: str = ""


class Either(NamedTuple):
    """A single word or text, or something with more to it."""

    word: Choice | Text
    other: "Shape"
    about: str = ""


class VariableContent(NamedTuple):
    """What a variable can hold: a text, a whole number, true or false, or a list of texts."""

    about: str = ""


class TaskFields(NamedTuple):
    """One task of a workflow: `fields`, and the arguments the catalogue lists for it."""

    fields: Fields
    about: str = ""


Shape = Text | Choice | Number | Flag | Listed | Fields | Named | Either | VariableContent | TaskFields
