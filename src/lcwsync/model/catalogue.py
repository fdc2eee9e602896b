"""The catalogue of built-in tasks: look-ups by key and id.

The tenant's own task definitions win where they differ; the catalogue serves offline checks and friendly names
(https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks).
"""

import re

from lcwsync.model.builtin_tasks import BUILT_IN_TASKS, PLACEHOLDERS
from lcwsync.model.task_definition import Effect, Placeholders, TaskDefinition

_BY_KEY = {task.key: task for task in BUILT_IN_TASKS}
_BY_ID = {key: task for task in BUILT_IN_TASKS for key in (task.id, *task.also_known_as)}


def definitions() -> tuple[TaskDefinition, ...]:
    """All built-in tasks, in the order of the documentation."""
    return BUILT_IN_TASKS


def by_key(key: str) -> TaskDefinition | None:
    """The task with that friendly key, compared exactly."""
    return _BY_KEY.get(key)


def by_id(definition_id: str) -> TaskDefinition | None:
    """The task with that taskDefinitionId, compared without case and surrounding blanks."""
    return _BY_ID.get(definition_id.strip().lower())


def placeholders() -> Placeholders:
    """The names a mail's subject and body may use."""
    return PLACEHOLDERS


def creates_pass(definition_id: str) -> bool:
    """Whether the task creates a Temporary Access Pass."""
    definition = by_id(definition_id)
    return definition is not None and definition.effect is Effect.CREATES_PASS


_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")


def placeholders_in(text: str) -> tuple[str, ...]:
    """The names between double braces in a text, in order."""
    return tuple(name.strip() for name in _PLACEHOLDER.findall(text))
