"""Changes in the directory since the engine's last run: snapshots of attributes and memberships, compared."""

import json
import re
from typing import cast

from lcwsync.sandbox.directory.objects import ids
from lcwsync.sandbox.documents import WORKFLOWS
from lcwsync.sandbox.doubts import answer
from lcwsync.sandbox.engine.conditions import (
    AttributeChangeTrigger,
    Conditions,
    MembershipChangeTrigger,
    read_conditions,
)
from lcwsync.sandbox.engine.rule import RuleError
from lcwsync.sandbox.store import JsonObject, Store

SNAPSHOTS = "engineSnapshots"
SUBJECTS = "engineSnapshotSubjects"
"""What each snapshot is of; apart from the snapshots, which are as large as the directory."""

JOINED = "engineJoined"
"""Who joined the groups of a workflow, kept where nobody is processed twice."""

_ATTRIBUTE = re.compile(r"\w+(?:/\w+)*")

_Values = dict[str, list[object]]
"""By user id: the values of the trigger's attributes, or the groups of the scope the user is in."""


def is_scheduled(workflow: JsonObject) -> bool:
    """Whether the engine runs the workflow by itself."""
    return workflow["isEnabled"] is True and workflow["isSchedulingEnabled"] is True


def watch(store: Store) -> None:
    """Take a first snapshot for every workflow that reacts to changes and has none, and drop what is not needed.

    Changes only count while the workflow and its schedule are enabled, so this belongs right after a workflow is
    written.
    """
    for workflow in store.all(WORKFLOWS):
        id_ = str(workflow["id"])
        try:
            conditions = read_conditions(workflow) if is_scheduled(workflow) else None
        except RuleError:
            conditions = None
        if conditions is None or not _reacts(conditions):
            store.remove(SNAPSHOTS, id_)
            store.remove(SUBJECTS, id_)
        elif _saved_subject(store, id_) != _subject(conditions):
            _save(store, id_, conditions, _values(store, conditions))


def changed(store: Store, workflow_id: str, conditions: Conditions) -> frozenset[str] | None:
    """The users a change trigger fires for since the last call, which this one replaces; None for another trigger.

    A user who was not there before has not changed.
    """
    if not _reacts(conditions):
        return None
    values = _values(store, conditions)
    comparable = _saved_subject(store, workflow_id) == _subject(conditions)
    before = cast("_Values", store.get(SNAPSHOTS, workflow_id)) if comparable else values
    _save(store, workflow_id, conditions, values)
    match conditions.trigger:
        case MembershipChangeTrigger(change="add"):
            joined = frozenset(user for user, groups in values.items() if set(groups) - set(before.get(user, ())))
            return joined - _seen(store, workflow_id, joined)
        case MembershipChangeTrigger():
            return frozenset(user for user, groups in before.items() if set(groups) - set(values.get(user, ())))
        case _:
            return frozenset(user for user, now in values.items() if user in before and before[user] != now)


def _seen(store: Store, workflow_id: str, joined: frozenset[str]) -> frozenset[str]:
    """Those who joined before, where nobody is processed twice."""
    if answer(store, "rejoining") == "again":
        return frozenset()
    before = frozenset(ids(store.get(JOINED, workflow_id) or {}, "users"))
    store.put(JOINED, workflow_id, {"users": sorted(before | joined)})
    return before


def _reacts(conditions: Conditions) -> bool:
    return isinstance(conditions.trigger, AttributeChangeTrigger | MembershipChangeTrigger)


def _subject(conditions: Conditions) -> str:
    """The subject of a snapshot: a snapshot of another subject cannot be compared."""
    match conditions.trigger:
        case AttributeChangeTrigger(attributes=names):
            return json.dumps(names)
        case _:
            return json.dumps(conditions.groups)


def _save(store: Store, workflow_id: str, conditions: Conditions, values: _Values) -> None:
    store.put(SUBJECTS, workflow_id, {"of": _subject(conditions)})
    store.put(SNAPSHOTS, workflow_id, {**values})


def _saved_subject(store: Store, workflow_id: str) -> object:
    return (store.get(SUBJECTS, workflow_id) or {}).get("of")


def _values(store: Store, conditions: Conditions) -> _Values:
    values: _Values = {}
    match conditions.trigger:
        case AttributeChangeTrigger(attributes=names):
            for name in names:
                if _ATTRIBUTE.fullmatch(name):
                    for user, value in store.column("users", name.replace("/", ".")):
                        values.setdefault(user, []).append(value)
        case _:
            for group in conditions.groups:
                document = store.get("groups", group) or {}
                unseen = ids(document, "_byPackage") if answer(store, "package-membership") == "ignored" else ()
                for member in ids(document, "_members"):
                    if member in unseen:
                        continue
                    values.setdefault(member, []).append(group)
    return values
