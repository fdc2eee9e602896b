"""Drift: a plan read from the tenant's side, with who changed each object last."""

from enum import StrEnum
from typing import assert_never

from lcwsync.model.extension import LiveExtension
from lcwsync.model.pass_requests import LivePassRequests
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import ObjectName
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.plan.action_facts import Verb
from lcwsync.plan.actions import PlannedAction, subject
from lcwsync.plan.fingerprint import Live
from lcwsync.plan.plan import Plan
from lcwsync.values.records import dataclass


class DriftKind(StrEnum):
    """The kinds of difference between an object of the tenant and git."""

    CHANGED = "changed"
    MISSING = "missing"
    """Git lists it and the tenant does not have it."""
    DELETED = "deleted"
    """Git lists it and it was deleted in the tenant."""
    NOT_REMOVED = "notRemoved"
    """Git removes it and the tenant still has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drifted:
    """One object that differs from git. `changed_at` and `changed_by` (an object id) as far as the service tells."""

    object: ObjectName
    difference: DriftKind
    actions: tuple[PlannedAction, ...]
    changed_at: str | None = None
    changed_by: str | None = None


def drift(plan: Plan) -> tuple[Drifted, ...]:
    """The objects that differ, in the plan's order. There is no state file: a change in git that was never applied
    looks the same as one made in the tenant, so run it on what was applied last."""
    by_object: dict[ObjectName, list[PlannedAction]] = {}
    for planned in plan.actions:
        by_object.setdefault(subject(planned.action), []).append(planned)
    return tuple(_drifted(name, tuple(actions)) for name, actions in by_object.items())


def _drifted(name: ObjectName, actions: tuple[PlannedAction, ...]) -> Drifted:
    before = actions[0].action.before
    at, by = _last_change(before)
    verb = actions[0].action.verb
    incomplete = verb is Verb.CREATE and before is not None
    return Drifted(
        object=name,
        difference=DriftKind.CHANGED if incomplete else _DIFFERENCES.get(verb, DriftKind.CHANGED),
        actions=actions,
        changed_at=at,
        changed_by=by,
    )


_DIFFERENCES = {
    Verb.CREATE: DriftKind.MISSING,
    Verb.RESTORE: DriftKind.DELETED,
    Verb.DELETE: DriftKind.NOT_REMOVED,
}


def _last_change(before: Live | None) -> tuple[str | None, str | None]:
    match before:
        case LiveWorkflow():
            return before.deleted or before.last_modified, before.last_modified_by
        case LiveExtension():
            return before.last_modified, None
        case TapPolicy() | LifecycleSettings() | LivePassRequests() | None:
            # The policy and the settings carry no author and no date on v1.0; the directory's audit log has both.
            return None, None
        case _:
            assert_never(before)
