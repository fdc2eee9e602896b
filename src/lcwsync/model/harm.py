"""What a workflow does to people that is hard to undo, in words."""

from lcwsync.model.catalogue import by_id
from lcwsync.model.task_definition import Effect
from lcwsync.model.workflow import Workflow

_TAKES = {
    Effect.DELETES_ACCOUNT: "deletes accounts",
    Effect.DISABLES_ACCOUNT: "disables accounts",
    Effect.REMOVES_ACCESS: "takes access away",
}

_HARM = {**_TAKES, Effect.CREATES_PASS: "creates passes"}


def dangerous(workflow: Workflow) -> str:
    """What the workflow does that the guardrails keep from some people; empty for nothing."""
    return _words(workflow, _HARM)


def taking(workflow: Workflow) -> str:
    """What the workflow takes from people: accounts or access; empty for nothing."""
    return _words(workflow, _TAKES)


def _words(workflow: Workflow, words: dict[Effect, str]) -> str:
    definitions = (by_id(task.definition_id) for task in workflow.tasks or () if task.is_enabled is not False)
    found = (words.get(definition.effect) for definition in definitions if definition and definition.effect)
    return " and ".join(dict.fromkeys(word for word in found if word))
