"""The whole workflow a new version must carry: what git sets, completed from what the tenant has."""

from dataclasses import replace

from lcwsync.model.conditions import overlaid_conditions
from lcwsync.model.overlay import filled
from lcwsync.model.workflow import ArgumentValue, Task, Workflow
from lcwsync.plan.tasks import expected_absent, match_tasks


def complete(desired: Workflow, live: Workflow) -> Workflow:
    """`desired` with every None filled from `live`.

    createNewVersion is not a merge: what is left out may fall to a default
    (https://learn.microsoft.com/graph/api/identitygovernance-workflow-createnewversion).
    """
    return replace(
        filled(desired, live),
        conditions=overlaid_conditions(desired.conditions, live.conditions),
        tasks=live.tasks if desired.tasks is None else _tasks(desired.tasks, live.tasks or ()),
    )


def _tasks(desired: tuple[Task, ...], live: tuple[Task, ...]) -> tuple[Task, ...]:
    return tuple(
        _task(desired[i], live[j]) if j is not None else replace(desired[i], arguments=_without_empty(desired[i]))
        for i, j in match_tasks(desired, live)
    )


def _task(desired: Task, live: Task) -> Task:
    stated = {name.casefold() for name in desired.arguments}
    kept = {
        name: value
        for name, value in live.arguments.items()
        if name.casefold() not in stated and not expected_absent(live, name)
    }
    return replace(
        filled(desired, live),
        id=desired.id,
        # One task may have two ids, and the tenant's need not be git's: it stays.
        definition_id=live.definition_id,
        arguments={**_without_empty(desired), **kept},
    )


def _without_empty(task: Task) -> dict[str, ArgumentValue]:
    """An argument that git sets to nothing is not sent at all."""
    return {name: value for name, value in task.arguments.items() if value not in ("", ())}
