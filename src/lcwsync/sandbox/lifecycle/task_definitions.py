"""The built-in task definitions, read from `task_definitions.json`.

The file holds them as Graph answers them
(https://learn.microsoft.com/graph/api/resources/identitygovernance-taskdefinition). Members that begin with an
underscore are what the pages on the tasks say besides and Graph does not show: `_task` names the task in the engine,
`_mails` who receives its mail, `_required` the arguments without which it is refused, `_alsoKnownAs` other ids.
"""

import json
from functools import cache
from importlib.resources import files
from typing import cast

from lcwsync.sandbox.store import JsonObject


@cache
def task_definitions() -> tuple[JsonObject, ...]:
    """All definitions, private members included, in the order of the documentation."""
    text = files("lcwsync.sandbox.lifecycle").joinpath("task_definitions.json").read_text(encoding="utf-8")
    return tuple(cast("list[JsonObject]", json.loads(text)))


def definition_of(task_definition_id: object) -> JsonObject | None:
    """The definition with that id, compared without case and surrounding blanks; None for an unknown one."""
    return _by_id().get(str(task_definition_id).strip().lower())


def task_name(task_definition_id: object) -> str:
    """The name of a task in the engine; empty for an unknown one."""
    definition = definition_of(task_definition_id)
    return str(definition["_task"]) if definition else ""


def definition_named(task: str) -> JsonObject:
    """The definition of a task by its name in the engine. Raises KeyError."""
    return _by_name()[task]


def shown(definition: JsonObject) -> JsonObject:
    """A definition as Graph answers it."""
    return {name: value for name, value in definition.items() if not name.startswith("_")}


@cache
def _by_id() -> dict[str, JsonObject]:
    found: dict[str, JsonObject] = {}
    for definition in task_definitions():
        for id_ in (definition["id"], *cast("list[str]", definition["_alsoKnownAs"])):
            found[str(id_)] = definition
    return found


@cache
def _by_name() -> dict[str, JsonObject]:
    return {str(definition["_task"]): definition for definition in task_definitions()}
