"""Changes of members and arguments that the model does not know.

There is no earlier state of them in git, so that drift shows them as they are, and two readings are compared raw.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

from lcwsync.model.state import SINGLETON_NAMES, Desired, Existing, ObjectKind, ObjectName
from lcwsync.model.task_paths import task_paths
from lcwsync.model.unknown import UnknownMember, cut
from lcwsync.model.workflow import Workflow
from lcwsync.plan.tasks import expected_absent, match_tasks

_MAX_COMPARED = 20_000
"""Characters of a value that is compared member by member; a larger one is compared as a whole."""


class UnknownPart(NamedTuple):
    """A member or an argument that the model does not know, of an object that git lists."""

    object: ObjectName
    member: UnknownMember


class MemberChange(NamedTuple):
    """A difference in what the model does not know. The values are JSON text; None: it is not there."""

    path: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        return f"{self.path}  {cut(self.before or '(not there)')} → {cut(self.after or '(not there)')}"


def member_changes(before: tuple[UnknownMember, ...], after: tuple[UnknownMember, ...]) -> tuple[MemberChange, ...]:
    """Every path at which two readings of an object differ, sorted."""
    old, new = dict(before), dict(after)
    paths = sorted(path for path in {**old, **new} if old.get(path) != new.get(path))
    return tuple(change for path in paths for change in _changes(path, old.get(path), new.get(path)))


def unknown_parts(desired: Desired, existing: Existing) -> tuple[UnknownPart, ...]:
    """Unknown members of the objects that git lists. An unknown argument is a change: git expects it absent."""
    found: list[UnknownPart] = []
    if desired.tap_policy is not None and existing.tap_policy is not None:
        name = ObjectName(ObjectKind.TAP_POLICY, SINGLETON_NAMES[ObjectKind.TAP_POLICY])
        found += [UnknownPart(name, member) for member in existing.tap_policy.unknown]
    extensions = {name.casefold() for e in desired.extensions for name in (e.display_name, *e.previous_names)}
    for extension in existing.extensions:
        title = extension.extension.display_name
        if title.casefold() in extensions:
            found += [UnknownPart(ObjectName(ObjectKind.EXTENSION, title), member) for member in extension.unknown]
    workflows = {name.casefold() for w in desired.workflows for name in (*w.previous_names, w.display_name)}
    for live in existing.workflows:
        title = live.workflow.display_name
        if title.casefold() in workflows:
            found += [UnknownPart(ObjectName(ObjectKind.WORKFLOW, title), member) for member in live.unknown]
    return tuple(found)


def omitted_arguments(wanted: Workflow, live: Workflow) -> tuple[UnknownMember, ...]:
    """Arguments of `live` that `wanted` leaves out and the comparator leaves alone, in matched tasks."""
    tasks = live.tasks or ()
    paths = task_paths((task.display_name, task.definition_id) for task in tasks)
    pairs = match_tasks(wanted.tasks, tasks) if wanted.tasks is not None else ()
    stated = {j: wanted.tasks[i].arguments for i, j in pairs if j is not None} if wanted.tasks is not None else {}
    return tuple(
        UnknownMember(f"{paths[j]}.arguments.{name}", _argument_text(value))
        for j, arguments in sorted(stated.items())
        for name, value in tasks[j].arguments.items()
        if name.casefold() not in {other.casefold() for other in arguments} and not expected_absent(tasks[j], name)
    )


def _argument_text(value: object) -> str:
    return json.dumps(value if isinstance(value, str | int) else str(value), ensure_ascii=False)


def _changes(path: str, before: str | None, after: str | None) -> Iterator[MemberChange]:
    if before is None or after is None or len(before) + len(after) > _MAX_COMPARED:
        yield MemberChange(path, before, after)
        return
    from deepdiff import DeepDiff

    found: list[MemberChange] = []
    tree = DeepDiff(_encoded(json.loads(before)), _encoded(json.loads(after)), view="tree", verbose_level=2)
    for levels in tree.values():
        for level in levels:
            parts = level.path(output_format="list")
            where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
            found.append(MemberChange(path + where, _shown(level.t1), _shown(level.t2)))
    yield from sorted(found, key=lambda change: change.path)


def _encoded(value: object) -> object:
    """The value with each leaf as its JSON text: to Python, and so to DeepDiff, true is 1."""
    match value:
        case dict():
            return {name: _encoded(item) for name, item in value.items()}
        case list():
            return [_encoded(item) for item in value]
        case _:
            return json.dumps(value, ensure_ascii=False)


def _shown(value: object) -> str | None:
    """The JSON text of an encoded value; None for what is not there."""
    match value:
        case str():
            return value
        case dict():
            members = (f"{json.dumps(name, ensure_ascii=False)}: {_shown(item)}" for name, item in value.items())
            return "{" + ", ".join(members) + "}"
        case list():
            return "[" + ", ".join(str(_shown(item)) for item in value) + "]"
        case _:
            return None
