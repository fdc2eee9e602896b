"""A plan read the other way round: what the tenant has that git does not say, and who touched it last."""

from dataclasses import dataclass

from lcwsync.model.state import ObjectName
from lcwsync.plan.actions import (
    Action,
    CreateExtension,
    CreateWorkflow,
    DeleteExtension,
    DeleteWorkflow,
    NewVersion,
    PlannedAction,
    RestoreWorkflow,
    UpdateExtension,
    UpdateSettings,
    UpdateTapPolicy,
    UpdateTask,
    UpdateWorkflow,
    subject,
)
from lcwsync.plan.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Drifted:
    """One object that differs from git. `changed_at` and `changed_by` (an object id) as far as the service tells."""

    object: ObjectName
    what: str
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
    at, by = _last_change(actions[0].action)
    return Drifted(object=name, what=_what(actions[0].action), actions=actions, changed_at=at, changed_by=by)


def _what(action: Action) -> str:
    match action:
        case CreateWorkflow() | CreateExtension():
            return "git lists it and the tenant does not have it"
        case RestoreWorkflow():
            return "git lists it and it was deleted in the tenant"
        case DeleteWorkflow() | DeleteExtension():
            return "git wants it gone and the tenant still has it"
        case _:
            return "differs from git"


def _last_change(action: Action) -> tuple[str | None, str | None]:
    match action:
        case UpdateWorkflow() | UpdateTask() | NewVersion() | DeleteWorkflow():
            return action.live.last_modified, action.live.last_modified_by
        case RestoreWorkflow(deleted=deleted):
            return deleted.deleted, deleted.last_modified_by
        case UpdateExtension() | DeleteExtension():
            return action.live.last_modified, None
        case CreateWorkflow() | CreateExtension() | UpdateTapPolicy() | UpdateSettings():
            # The policy and the settings carry no author and no date on v1.0; the directory's audit log has both.
            return None, None
