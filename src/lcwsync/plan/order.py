"""The order of a plan's actions, their dependencies, and their places in git.

Policy and extensions come before the workflows that use them; a policy is loosened before the task that needs it and
tightened after; deletes go last.
"""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import assert_never

from lcwsync.model.passes import has_pass_task
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.workflow import Task, Workflow
from lcwsync.plan.action_facts import Direction, Verb
from lcwsync.plan.actions import (
    Action,
    CreateExtension,
    DeleteExtension,
    PlannedAction,
    UpdateExtension,
    UpdateSettings,
    UpdateTapPolicy,
    subject,
)
from lcwsync.plan.fingerprint import fingerprint
from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, PassAction, RemovePassPart, RevokeRole, needed_by
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.values.location import Location
from lcwsync.values.places import Places
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Arranged:
    """Actions in the order they are applied. `cycle` names actions that wait for one another (swapped names)."""

    actions: tuple[PlannedAction, ...]
    cycle: tuple[str, ...] = ()


def arrange(actions: Iterable[Action], places: Places) -> Arranged:
    """Give every action its key, dependencies, place and fingerprint, and sort them."""
    listed = sorted(actions, key=lambda action: action.phase)
    keys = {id(action): action.key for action in listed}
    needs = {keys[id(a)]: tuple(sorted({keys[id(b)] for b in _needs(a, listed)})) for a in listed}
    planned = {
        keys[id(action)]: PlannedAction(
            key=keys[id(action)],
            action=action,
            depends_on=needs[keys[id(action)]],
            location=_location(action, places),
            fingerprint=fingerprint(action.before) if action.before is not None else None,
        )
        for action in listed
    }
    rank = {key: i for i, key in enumerate(planned)}
    try:
        return Arranged(tuple(planned[key] for key in _sorted_keys(needs, rank)))
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return Arranged(tuple(planned.values()), tuple(dict.fromkeys(reversed(cycle))))


def limit(arranged: Arranged, targets: Iterable[str]) -> Arranged:
    """Only the actions on objects of these names (without case), and what they depend on."""
    wanted = {name.casefold() for name in targets}
    by_key = {planned.key: planned for planned in arranged.actions}
    kept: set[str] = set()
    waiting = [p.key for p in arranged.actions if subject(p.action).name.casefold() in wanted]
    while waiting:
        key = waiting.pop()
        if key not in kept:
            kept.add(key)
            waiting.extend(by_key[key].depends_on)
    return Arranged(tuple(p for p in arranged.actions if p.key in kept), arranged.cycle)


def _sorted_keys(needs: dict[str, tuple[str, ...]], rank: dict[str, int]) -> Iterator[str]:
    sorter = TopologicalSorter(needs)
    sorter.prepare()
    waiting: list[str] = []
    while sorter.is_active():
        waiting.extend(sorter.get_ready())
        waiting.sort(key=rank.__getitem__)
        key = waiting.pop(0)
        sorter.done(key)
        yield key


def _needs(action: Action, others: list[Action]) -> Iterator[Action]:
    """The actions that must have been applied before this one."""
    match action:
        case CreateWorkflow(desired=workflow) | NewVersion(desired=workflow) | RestoreWorkflow(desired=workflow):
            for other in others:
                match other:
                    case UpdateTapPolicy(direction=Direction.LOOSEN) if has_pass_task(workflow):
                        yield other
                    case CreateExtension(desired=extension) | UpdateExtension(desired=extension):
                        if _uses(workflow, extension.display_name, _extension_id(other)):
                            yield other
        case UpdateTapPolicy(direction=Direction.TIGHTEN):
            for other in others:
                match other:
                    case CreateWorkflow(desired=w) | NewVersion(desired=w) | RestoreWorkflow(desired=w):
                        if has_pass_task(w):
                            yield other
                    case UpdateTapPolicy(direction=Direction.LOOSEN):
                        yield other
        case UpdateTapPolicy():
            pass
        case DeleteExtension():
            yield from (o for o in others if isinstance(o, DeleteWorkflow | NewVersion))
        case UpdateTask():
            # Task ids live as long as the version: the task's PATCH follows the workflow's own.
            yield from (o for o in others if isinstance(o, UpdateWorkflow) and o.live.id == action.live.id)
        case UpdateWorkflow() | UpdateSettings() | CreateExtension() | UpdateExtension() | DeleteWorkflow():
            pass
        case AddPassPart() | ChangePassPart() | RevokeRole() | RemovePassPart():
            yield from needed_by(action, [other for other in others if isinstance(other, PassAction)])
            yield from _starts(action, others)
        case _:
            assert_never(action)
    yield from _name_givers(action, others)


def _starts(action: PassAction, others: list[Action]) -> Iterator[Action]:
    """The actions on the workflow that a request starts: nobody can ask before it is as git wants it."""
    if isinstance(action, RemovePassPart) or action.desired.workflow is None:
        return
    wanted = action.desired.workflow.casefold()
    for other in others:
        match other:
            case CreateWorkflow(desired=workflow) | NewVersion(desired=workflow) | RestoreWorkflow(desired=workflow):
                if workflow.display_name.casefold() == wanted:
                    yield other
            case UpdateWorkflow(desired=workflow) if workflow.display_name.casefold() == wanted:
                yield other
            case _:
                pass


def _name_givers(action: Action, others: list[Action]) -> Iterator[Action]:
    """Actions that rename away the object whose name this one takes."""
    takes = _takes(action)
    if takes is None:
        return
    for other in others:
        match other:
            case UpdateWorkflow(live=live, desired=workflow) | NewVersion(live=live, desired=workflow):
                old, new = live.workflow.display_name.casefold(), workflow.display_name.casefold()
                if other is not action and old != new and old == takes:
                    yield other


def _takes(action: Action) -> str | None:
    match action:
        case CreateWorkflow(desired=workflow) | RestoreWorkflow(desired=workflow):
            return workflow.display_name.casefold()
        case UpdateWorkflow(live=live, desired=workflow) | NewVersion(live=live, desired=workflow):
            new = workflow.display_name.casefold()
            return new if new != live.workflow.display_name.casefold() else None
        case UpdateTask() | DeleteWorkflow() | UpdateTapPolicy() | UpdateSettings():
            return None
        case CreateExtension() | UpdateExtension() | DeleteExtension():
            return None
        case AddPassPart() | ChangePassPart() | RevokeRole() | RemovePassPart():
            return None
        case _:
            assert_never(action)


def _extension_id(action: Action) -> str | None:
    return action.live.id if isinstance(action, UpdateExtension) else None


def _uses(workflow: Workflow, name: str, extension_id: str | None) -> bool:
    return any(
        ref.kind is RefKind.CUSTOM_TASK_EXTENSION
        and ((ref.id is not None and ref.id == extension_id) or (ref.name or "").casefold() == name.casefold())
        for task in workflow.tasks or ()
        for ref in _refs(task)
    )


def _refs(task: Task) -> Iterator[Ref]:
    for value in task.arguments.values():
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Ref):
                yield item


def _location(action: Action, places: Places) -> Location:
    name = subject(action)
    if isinstance(action, UpdateTask):
        return places.at(name.kind, name.name, "tasks", action.position - 1)
    if isinstance(action, RemovePassPart):
        return places.at("Project", "removedPassRequests", name.name)
    if action.verb is Verb.DELETE:
        return places.at("Project", "removed", name.name)
    return places.at(name.kind, name.name)
