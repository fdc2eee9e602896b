"""The whole workflow a new version must carry: what git says, completed from what the tenant has."""

from dataclasses import replace

from lcwsync.model.catalogue import by_id
from lcwsync.model.conditions import Conditions, TriggerAndScope
from lcwsync.model.workflow import ArgumentValue, Task, Workflow
from lcwsync.plan.tasks import match_tasks


def complete(desired: Workflow, live: Workflow) -> Workflow:
    """`desired` with every "not said" filled from `live`.

    createNewVersion is not a merge: what is left out may fall to a default
    (https://learn.microsoft.com/graph/api/identitygovernance-workflow-createnewversion).
    """
    return replace(
        desired,
        category=desired.category or live.category,
        description=live.description if desired.description is None else desired.description,
        is_enabled=live.is_enabled if desired.is_enabled is None else desired.is_enabled,
        is_scheduling_enabled=(
            live.is_scheduling_enabled if desired.is_scheduling_enabled is None else desired.is_scheduling_enabled
        ),
        conditions=_conditions(desired.conditions, live.conditions),
        administration_scope_targets=(
            live.administration_scope_targets
            if desired.administration_scope_targets is None
            else desired.administration_scope_targets
        ),
        tasks=live.tasks if desired.tasks is None else _tasks(desired.tasks, live.tasks or ()),
    )


def _conditions(desired: Conditions | None, live: Conditions | None) -> Conditions | None:
    match desired, live:
        case None, _:
            return live
        case TriggerAndScope(trigger=trigger, scope=scope), TriggerAndScope():
            return TriggerAndScope(trigger or live.trigger, scope or live.scope)
        case _:
            return desired


def _tasks(desired: tuple[Task, ...], live: tuple[Task, ...]) -> tuple[Task, ...]:
    return tuple(
        _task(desired[i], live[j]) if j is not None else replace(desired[i], arguments=_without_empty(desired[i]))
        for i, j in match_tasks(desired, live)
    )


def _task(desired: Task, live: Task) -> Task:
    definition = by_id(desired.definition_id)
    emptied = {a.name.casefold() for a in definition.arguments if a.empty_when_omitted} if definition else set()
    said = {name.casefold() for name in desired.arguments}
    kept = {name: value for name, value in live.arguments.items() if name.casefold() not in said | emptied}
    return replace(
        desired,
        display_name=live.display_name if desired.display_name is None else desired.display_name,
        description=live.description if desired.description is None else desired.description,
        is_enabled=live.is_enabled if desired.is_enabled is None else desired.is_enabled,
        continue_on_error=live.continue_on_error if desired.continue_on_error is None else desired.continue_on_error,
        arguments={**_without_empty(desired), **kept},
    )


def _without_empty(task: Task) -> dict[str, ArgumentValue]:
    """An argument that git sets to nothing is not sent at all."""
    return {name: value for name, value in task.arguments.items() if value not in ("", ())}
