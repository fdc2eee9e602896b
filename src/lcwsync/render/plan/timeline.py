"""A workflow as a sequence: trigger, scope, and tasks in order. Markdown and HTML draw it."""

from typing import assert_never

from lcwsync.model.catalogue import by_id
from lcwsync.model.conditions import (
    Conditions,
    GroupScope,
    OnDemandOnly,
    RuleScope,
    Scope,
    TimeAttribute,
    TimeBasedTrigger,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
    overlaid_conditions,
)
from lcwsync.model.triggers import trigger_of, trigger_words
from lcwsync.model.workflow import Task, Workflow
from lcwsync.plan.changes import TaskAdded, TaskChange, TaskChanged, TaskRemoved, task_title
from lcwsync.render.formats.values import ref_text
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One task of the run. `sign` is `+`, `~` or empty for what the plan does to it."""

    position: int
    title: str
    kind: str | None
    """The catalogue's name of the task, when the title is another one."""
    sign: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The trigger, scope and tasks of a workflow in words. Texts are unescaped."""

    name: str
    category: str
    anchor: TimeAttribute | None
    offset_in_days: int | None
    """Days after `anchor`, negative before; None when it does not run by date."""
    when: str
    whom: str
    scheduled: bool | None
    steps: tuple[Step, ...]


def timeline(workflow: Workflow, live: Workflow | None = None, tasks: tuple[TaskChange, ...] = ()) -> Timeline:
    """The workflow after the change. What `workflow` omits is taken from `live`."""
    conditions = overlaid_conditions(workflow.conditions, live.conditions if live else None)
    trigger = trigger_of(conditions)
    dated = trigger if isinstance(trigger, TimeBasedTrigger) else None
    said = workflow.tasks if workflow.tasks is not None else (live.tasks if live else None)
    category = workflow.category or (live.category if live else None)
    scheduled = workflow.is_scheduling_enabled
    if scheduled is None and live is not None:
        scheduled = live.is_scheduling_enabled
    signs = _signs(tasks)
    return Timeline(
        name=workflow.display_name,
        category=category.value if category else "",
        anchor=dated.attribute if dated else None,
        offset_in_days=dated.offset_in_days if dated else None,
        when=when_text(conditions),
        whom=whom_text(conditions),
        scheduled=scheduled,
        steps=tuple(_step(position, task, signs.get(position, "")) for position, task in enumerate(said or (), 1)),
    )


def when_text(conditions: Conditions | None) -> str:
    """The trigger of a workflow in words: `7 days before the hire date`."""
    match conditions:
        case None:
            return "trigger not shown"
        case OnDemandOnly():
            return "only when an administrator starts it"
        case UnknownConditions(type_name=name):
            return f"conditions of an unknown kind ({name})"
        case TriggerAndScope(trigger=trigger):
            return "trigger not shown" if trigger is None else trigger_words(trigger)
        case _:
            assert_never(conditions)


def whom_text(conditions: Conditions | None) -> str:
    """The scope of a workflow in words."""
    match conditions:
        case None:
            return "scope not shown"
        case OnDemandOnly():
            return "the users it is started for"
        case UnknownConditions():
            return "an unknown scope"
        case TriggerAndScope(scope=scope):
            return "scope not shown" if scope is None else _scope_text(scope)
        case _:
            assert_never(conditions)


def task_kind(task: Task) -> str | None:
    """The name of the task's definition, when the task's own name differs: the name is free text."""
    definition = by_id(task.definition_id)
    kind = definition.display_name if definition else task.definition_id
    return kind if kind != task_title(task) else None


def _scope_text(scope: Scope) -> str:
    match scope:
        case RuleScope(rule=rule):
            return f"users matching {rule}"
        case GroupScope(groups=None):
            return "groups the service did not show"
        case GroupScope(groups=groups):
            return f"groups {', '.join(ref_text(group, show_people=True) for group in groups or ())}"
        case UnknownScope(type_name=name):
            return f"a scope of an unknown kind ({name})"
        case _:
            assert_never(scope)


def _signs(tasks: tuple[TaskChange, ...]) -> dict[int, str]:
    signs: dict[int, str] = {}
    for change in tasks:
        match change:
            case TaskAdded(position=position):
                signs[position] = "+"
            case TaskChanged(position=position):
                signs[position] = "~"
            case TaskRemoved():
                pass
            case _:
                assert_never(change)
    return signs


def _step(position: int, task: Task, sign: str) -> Step:
    return Step(
        position=position,
        title=task_title(task),
        kind=task_kind(task),
        sign=sign,
        enabled=task.is_enabled is not False,
    )
