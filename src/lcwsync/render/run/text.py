"""Starts and runs of workflows as plain lines."""

from collections.abc import Iterator, Sequence

from lcwsync.judge.passes import Pass
from lcwsync.model.catalogue import by_id
from lcwsync.model.mails import copies
from lcwsync.model.person import Person
from lcwsync.model.run import PersonResult
from lcwsync.model.workflow import LiveWorkflow, Task
from lcwsync.plan.changes import task_title
from lcwsync.render.formats import escape
from lcwsync.values.moments import moment_text

_EFFECTS = {
    "createsPass": "creates a Temporary Access Pass and mails it to the person's manager",
    "deletesAccount": "DELETES the account",
    "disablesAccount": "disables the account",
    "enablesAccount": "enables the account",
    "removesAccess": "takes access away",
    "grantsAccess": "gives access",
    "writesAttributes": "changes attributes",
    "runsCode": "calls a Logic App",
}


def effect_text(live: LiveWorkflow, people: Sequence[Person]) -> str:
    """The effect of starting the workflow, shown before the start."""
    names = ", ".join(f"{person.name} ({person.user_principal_name})" for person in people)
    lines = [
        f'Workflow "{live.workflow.display_name}", version {live.version}, will run at once for {names},',
        "regardless of its trigger and scope:",
        *(
            f"  {position}. {task_title(task)}{_effect(task)}"
            for position, task in enumerate(live.workflow.tasks or (), 1)
        ),
    ]
    return "\n".join(escape.terminal(line) for line in lines) + "\n"


def results_text(results: Sequence[PersonResult], people: Sequence[Person]) -> str:
    """The result for each person, with the tasks that failed."""
    names = {person.id: person.user_principal_name for person in people}
    lines = [line for result in results for line in _result(result, names.get(result.person_id, result.person_id))]
    missing = [person for person in people if person.id not in {result.person_id for result in results}]
    lines += [f"{person.user_principal_name}: no result yet" for person in missing]
    return "\n".join(escape.terminal(line) for line in lines) + "\n"


def validity(tap: Pass | None) -> str:
    """From when to when the pass of a request is valid, or will be."""
    if tap is None or tap.start is None or tap.end is None:
        return "when the pass is valid is not known"
    return f"the pass is valid from {moment_text(tap.start)} to {moment_text(tap.end)}"


def _effect(task: Task) -> str:
    if task.is_enabled is False:
        return "  (disabled)"
    definition = by_id(task.definition_id)
    effect = _EFFECTS.get(definition.effect.value) if definition and definition.effect else None
    copied = f", with a copy to {len(copies(task))} more" if copies(task) else ""
    return f": {effect}{copied}" if effect else copied


def _result(result: PersonResult, name: str) -> Iterator[str]:
    yield f"{name}: {result.status}"
    for task in result.tasks:
        if task.status != "completed" or task.reason:
            yield f"    {task.title}: {task.status}" + (f" ({task.reason})" if task.reason else "")
