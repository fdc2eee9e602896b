"""What a file must say so that git agrees with the tenant, or with an old version, stating no more than it did.

What git leaves out stays unmanaged, unless it is what brings the difference.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from lcwsync.model.conditions import GroupScope, TriggerAndScope
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.traversal import ModelPath, map_refs, refs_in
from lcwsync.model.workflow import WORKFLOW_FIELDS, Task, Workflow
from lcwsync.plan.diff import diff_workflow
from lcwsync.plan.tasks import expected_absent, match_tasks

V = TypeVar("V")


def accepted(desired: Workflow, live: Workflow, *, beside: Workflow | None = None) -> Workflow:
    """Git's workflow with the values of the tenant's `live` (or of a version). References on both sides carry ids.

    With `beside`, the tenant's workflow as it is now, what differs between it and `live` is stated, too: a version is
    brought back with everything that has changed since. What the service does not show stays as git has it.
    """
    names = [field.attribute for field in WORKFLOW_FIELDS]
    values = {
        name: getattr(live, name)
        for name in (*names, "administration_scope_targets")
        if getattr(live, name) is not None
        and (getattr(desired, name) is not None or (beside and getattr(live, name) != getattr(beside, name)))
    }
    conditions = desired.conditions
    changed = {change.field.partition(".")[0] for change in diff_workflow(desired, live).fields}
    if changed & {"trigger", "scope"} or (conditions is None and beside and live.conditions != beside.conditions):
        conditions = live.conditions if _shown(live) else conditions
    tasks = desired.tasks
    if (tasks is not None or (beside and live.tasks != beside.tasks)) and live.tasks is not None:
        tasks = _tasks(desired.tasks or (), live.tasks, everything=beside is not None)
    return replace(desired, **values, conditions=conditions, tasks=tasks)


def accepted_document(desired: Mapping[str, object], live: Mapping[str, object]) -> dict[str, object]:
    """Git's document with the tenant's values at the keys that git states."""
    return {
        key: accepted_document(value, found)
        if isinstance(value, Mapping) and isinstance(found := live.get(key), Mapping)
        else live.get(key, value)
        for key, value in desired.items()
    }


def spelt_as(live: V, desired: V) -> V:
    """The tenant's object with the names that git uses for the same objects."""
    known: dict[tuple[RefKind, str], Ref] = {(ref.kind, ref.id): ref for ref in refs_in(desired) if ref.id}

    def spelt(ref: Ref, _path: ModelPath) -> Ref:
        return known.get((ref.kind, ref.id), ref) if ref.id else ref

    return map_refs(live, spelt)


def _shown(live: Workflow) -> bool:
    conditions = live.conditions
    hidden = isinstance(conditions, TriggerAndScope) and conditions.scope == GroupScope(groups=None)
    return conditions is not None and not hidden


def _tasks(desired: tuple[Task, ...], live: tuple[Task, ...], *, everything: bool) -> tuple[Task, ...]:
    stated = {j: desired[i] for i, j in match_tasks(desired, live) if j is not None}
    return tuple(
        _task(stated[j], task, everything=everything) if j in stated else _plain(task) for j, task in enumerate(live)
    )


def _task(stated: Task, live: Task, *, everything: bool) -> Task:
    spelt = {name.casefold(): name for name in stated.arguments}
    arguments = {
        spelt.get(name.casefold(), name): value
        for name, value in live.arguments.items()
        if name.casefold() in spelt or everything or expected_absent(live, name)
    }
    plain = _plain(live)
    return replace(
        stated,
        display_name=plain.display_name if stated.display_name is not None else stated.display_name,
        description=plain.description if stated.description is not None else stated.description,
        is_enabled=live.is_enabled if stated.is_enabled is not None else plain.is_enabled if everything else None,
        continue_on_error=live.continue_on_error
        if stated.continue_on_error is not None or (everything and live.continue_on_error)
        else None,
        arguments=arguments,
    )


def _plain(task: Task) -> Task:
    """A task of the tenant without what only the tenant needs, and without what is usual."""
    return replace(
        task,
        id=None,
        description=task.description or None,
        is_enabled=None if task.is_enabled is True else task.is_enabled,
    )
