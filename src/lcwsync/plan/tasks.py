"""Matching of tasks in git with tasks of the tenant. Task ids change with every version, so they do not help."""

from bisect import bisect_left
from collections.abc import Sequence

from lcwsync.model.catalogue import by_id
from lcwsync.model.task_definition import ArgumentType
from lcwsync.model.workflow import ArgumentValue, Task
from lcwsync.plan.compare import same_value

TaskPair = tuple[int, int | None]
"""Position in git and position in the tenant, both from 0; None for a task the tenant does not have."""


def match_tasks(desired: Sequence[Task], live: Sequence[Task]) -> tuple[TaskPair, ...]:
    """Pairs in git's order. A task keeps its definition; among several of one definition the one that is most alike
    is taken: same name and arguments, then same name, then same arguments, then the next in order.
    """
    free = list(range(len(live)))
    found: dict[int, int] = {}
    for alike in (_same_name_and_arguments, _same_name, _same_arguments, _same_definition):
        for i, wanted in enumerate(desired):
            if i in found:
                continue
            candidate = next((j for j in free if _same_definition(wanted, live[j]) and alike(wanted, live[j])), None)
            if candidate is not None:
                found[i] = candidate
                free.remove(candidate)
    return tuple((i, found.get(i)) for i in range(len(desired)))


def moved(pairs: Sequence[TaskPair]) -> frozenset[int]:
    """Positions in git of the fewest tasks that must have moved to explain the order.

    The longest run of matched tasks that kept their relative order stays; the others moved.
    """
    matched = [(i, j) for i, j in pairs if j is not None]
    tails: list[int] = []
    tail_at: list[int] = []
    previous: list[int] = []
    for index, (_, j) in enumerate(matched):
        length = bisect_left(tails, j)
        previous.append(tail_at[length - 1] if length else -1)
        tails[length : length + 1] = [j]
        tail_at[length : length + 1] = [index]
    kept: set[int] = set()
    cursor = tail_at[-1] if tail_at else -1
    while cursor >= 0:
        kept.add(matched[cursor][0])
        cursor = previous[cursor]
    return frozenset(i for i, _ in matched if i not in kept)


def definition_id(task: Task) -> str:
    """The task's definition id in one spelling: the catalogue's when it knows the id under another one."""
    known = by_id(task.definition_id)
    return known.id if known else task.definition_id.strip().lower()


def expected_absent(task: Task, name: str) -> bool:
    """Whether an argument of the tenant's task must go unless git sets it.

    So must what decides who reads a mail and what it says, and every argument that the catalogue does not know: it may
    do the same. Other arguments that git leaves out stay as they are.
    """
    definition = by_id(task.definition_id)
    argument = definition.argument(name) if definition else None
    return argument is None or argument.empty_when_omitted


def meant(task: Task, name: str, value: ArgumentValue | None) -> ArgumentValue | None:
    """An argument by what it means: the default recipient of a mail, written out, is no recipient at all."""
    definition = by_id(task.definition_id)
    argument = definition.argument(name) if definition else None
    if definition and argument and argument.type is ArgumentType.RECIPIENT and value == definition.default_recipient:
        return None
    return value


def _same_definition(desired: Task, live: Task) -> bool:
    return definition_id(desired) == definition_id(live)


def _same_name(desired: Task, live: Task) -> bool:
    return desired.display_name is not None and desired.display_name == live.display_name


def _same_arguments(desired: Task, live: Task) -> bool:
    return all(
        same_value(meant(desired, name, value), meant(desired, name, live.arguments.get(name)))
        for name, value in desired.arguments.items()
    )


def _same_name_and_arguments(desired: Task, live: Task) -> bool:
    return _same_name(desired, live) and _same_arguments(desired, live)
