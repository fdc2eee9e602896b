"""The catalogue of built-in tasks: look-ups by key and id.

The tenant's own task definitions win where they differ; the catalogue serves offline checks and friendly names
(https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks).
"""

import re
from collections.abc import Iterable

from lcwsync.model.builtin_tasks import BUILT_IN_TASKS, PLACEHOLDERS
from lcwsync.model.task_definition import Effect, Placeholders, TaskDefinition
from lcwsync.model.task_words import TASK_WORDS

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


def described_by(words: Iterable[str]) -> tuple[TaskDefinition, ...]:
    """The tasks with most of these words in their key, their name or their description, the best first."""
    wanted = [_stem(word) for text in words for word in _WORDS.findall(text)]

    def fit(task: TaskDefinition) -> int:
        text = f"{task.key} {task.display_name} {' '.join(task.categories)} {TASK_WORDS[task.key]}".lower()
        return sum(word in text for word in wanted)

    best = max((fit(task) for task in BUILT_IN_TASKS), default=0)
    return tuple(task for task in BUILT_IN_TASKS if fit(task) == best) if best * 2 > len(wanted) else ()


_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_ENDINGS = ("ing", "es", "s")


def _stem(word: str) -> str:
    """`groups` and `group` are one word; so are `licence` and the portal's `license`."""
    lower = word.lower().replace("licence", "licens").replace("license", "licens")
    lower = {"offboarding": "leaver", "onboarding": "onboard"}.get(lower, lower)
    return next((lower.removesuffix(end) for end in _ENDINGS if lower.endswith(end) and len(lower) > 5), lower)


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
