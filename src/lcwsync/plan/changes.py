"""The changes inside one object, as data for every renderer."""

from lcwsync.model.references import Ref
from lcwsync.model.workflow import Task
from lcwsync.values.records import dataclass

Value = None | bool | int | str | Ref | tuple["Value", ...]
"""A value shown to people: None is "not set", references keep name and id, lists are tuples."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after. `field` is Graph's path inside the object: `trigger.offsetInDays`."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class TaskAdded:
    """A new task at `position`, counted from 1."""

    position: int
    task: Task


@dataclass(frozen=True, slots=True)
class TaskRemoved:
    """The task that stood at `position` goes."""

    position: int
    task: Task


@dataclass(frozen=True, slots=True)
class TaskChanged:
    """A task that stays: its fields change, or it moves relative to the others, or both."""

    before_position: int
    position: int
    task: Task
    """As it will be."""
    fields: tuple[FieldChange, ...]
    moved: bool


TaskChange = TaskAdded | TaskRemoved | TaskChanged


def task_title(task: Task) -> str:
    """The task's name for people: its own, else the catalogue's, else its definition id."""
    from lcwsync.model.catalogue import by_id

    if task.display_name:
        return task.display_name
    definition = by_id(task.definition_id)
    return definition.display_name if definition else task.definition_id
