"""Carrying out the actions on workflows: guard, write, read back. Each function returns a note or None."""

from dataclasses import dataclass, field

from lcwsync.apply.certainty import Sleep, settle, write_once
from lcwsync.apply.problems import Moved, NotStored
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.traversal import ModelPath, map_refs
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    PlannedAction,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.plan.changes import FieldChange
from lcwsync.plan.diff import WorkflowDiff, diff_workflow
from lcwsync.plan.fingerprint import fingerprint
from lcwsync.plan.merge import complete
from lcwsync.plan.planner import workflow_actions
from lcwsync.tenant.port import Tenant

ALREADY = "was already so"


@dataclass(slots=True)
class Hand:
    """What carrying out needs, and what it learns on the way."""

    tenant: Tenant
    sleep: Sleep
    seen: dict[str, str] = field(default_factory=dict)
    """Newest fingerprint by object id: what this very apply wrote is not somebody else's change."""
    created: dict[str, str] = field(default_factory=dict)
    """Ids of extensions made in this apply, by case-folded name."""

    def expected(self, planned: PlannedAction, object_id: str) -> str | None:
        """The fingerprint the object must still have."""
        return self.seen.get(object_id, planned.fingerprint)


def create_workflow(action: CreateWorkflow, hand: Hand) -> str | None:
    """POST. A namesake that appeared since is taken as ours when it equals git, and refused when not."""
    desired = _with_created(action.desired, hand)
    for other in hand.tenant.workflows_named(desired.display_name):
        if diff_workflow(desired, other.workflow).empty:
            return ALREADY
        raise _name_taken(desired)
    new_id = write_once(
        lambda: hand.tenant.create_workflow(desired),
        lambda: bool(hand.tenant.workflows_named(desired.display_name)),
        hand.sleep,
    ) or _id_of(desired.display_name, hand)
    _read_back(new_id, desired, hand)
    return None


def update_workflow(action: UpdateWorkflow, planned: PlannedAction, hand: Hand) -> str | None:
    """PATCH of the basic fields."""
    live, diff = _guarded(planned, action.live, action.desired, hand)
    if not diff.fields:
        return ALREADY
    fields = _sendable(action.fields)
    write_once(
        lambda: hand.tenant.update_workflow(live.id, fields),
        lambda: not diff_workflow(action.desired, _present_again(live, hand).workflow).fields,
        hand.sleep,
    )
    _read_back(live.id, action.desired, hand, only_fields=True)
    return None


def update_task(action: UpdateTask, planned: PlannedAction, hand: Hand) -> str | None:
    """PATCH of one task's name and description."""
    live = _guard(planned, action.live, hand)
    wanted = {change.field: change.after for change in action.fields}

    def stored(now: LiveWorkflow) -> bool:
        task = next((t for t in now.workflow.tasks or () if t.id == action.task_id), None)
        shown = {"displayName": task.display_name, "description": task.description} if task else {}
        return all((shown.get(name) or "") == (value or "") for name, value in wanted.items())

    if stored(live):
        return ALREADY
    write_once(
        lambda: hand.tenant.update_task(live.id, action.task_id, {n: str(v or "") for n, v in wanted.items()}),
        lambda: stored(_present_again(live, hand)),
        hand.sleep,
    )
    now = settle(lambda: _present_again(live, hand), stored, hand.sleep)
    if not stored(now):
        raise _not_stored(f'task {action.position} of workflow "{live.workflow.display_name}"', tuple(wanted))
    hand.seen[live.id] = fingerprint(now)
    return None


def new_version(action: NewVersion, planned: PlannedAction, hand: Hand) -> str | None:
    """createNewVersion with the whole workflow. The version number tells whether a lost answer was a success."""
    desired = _with_created(action.desired, hand)
    live, diff = _guarded(planned, action.live, desired, hand)
    if diff.empty:
        return ALREADY
    whole = complete(desired, live.workflow)
    write_once(
        lambda: hand.tenant.create_new_version(live.id, whole),
        lambda: _present_again(live, hand).version > live.version,
        hand.sleep,
    )
    now = _read_back(live.id, whole, hand)
    return None if now.version == live.version + 1 else f"the service counts {now.version} as the new version"


def restore_workflow(action: RestoreWorkflow, hand: Hand) -> str | None:
    """Restore, look at what came back, and bring it to what git says."""
    desired, deleted_id = _with_created(action.desired, hand), action.deleted.id
    if hand.tenant.workflow(deleted_id) is None:
        write_once(
            lambda: hand.tenant.restore_workflow(deleted_id),
            lambda: hand.tenant.workflow(deleted_id) is not None,
            hand.sleep,
        )
    live = settle(lambda: hand.tenant.workflow(deleted_id), lambda found: found is not None, hand.sleep)
    if live is None:
        raise NotStored(f'workflow "{desired.display_name}" was restored and is not there', hint=_AGAIN)
    diff = diff_workflow(desired, live.workflow)
    for position, following in enumerate(workflow_actions(desired, live, diff)):
        planned = PlannedAction(key=f"after restore {position}", action=following, fingerprint=fingerprint(live))
        match following:
            case NewVersion():
                new_version(following, planned, hand)
            case UpdateWorkflow():
                update_workflow(following, planned, hand)
            case UpdateTask():
                update_task(following, planned, hand)
            case _:
                raise AssertionError("a workflow's own changes are versions and patches")
    return "restored with its id and history"


def delete_workflow(action: DeleteWorkflow, planned: PlannedAction, hand: Hand) -> str | None:
    """DELETE, a soft one. Gone already is what was wanted."""
    live = hand.tenant.workflow(action.live.id)
    if live is None:
        return "was already gone"
    _check_unmoved(planned, live, hand)
    write_once(
        lambda: hand.tenant.delete_workflow(live.id),
        lambda: hand.tenant.workflow(live.id) is None,
        hand.sleep,
    )
    if settle(lambda: hand.tenant.workflow(live.id), lambda found: found is None, hand.sleep) is not None:
        raise _not_stored(f'deletion of workflow "{live.workflow.display_name}"', ())
    return None


_AGAIN = "plan again; if it stays so, look at the workflow in the portal"


def _guarded(
    planned: PlannedAction, before: LiveWorkflow, desired: Workflow, hand: Hand
) -> tuple[LiveWorkflow, WorkflowDiff]:
    """The workflow as it is now and what is left to change; Moved when somebody else changed it otherwise."""
    live = _present(before.id, before.workflow.display_name, hand)
    diff = diff_workflow(desired, live.workflow)
    if not diff.empty:
        _check_unmoved(planned, live, hand)
    return live, diff


def _guard(planned: PlannedAction, before: LiveWorkflow, hand: Hand) -> LiveWorkflow:
    live = _present(before.id, before.workflow.display_name, hand)
    _check_unmoved(planned, live, hand)
    return live


def _check_unmoved(planned: PlannedAction, live: LiveWorkflow, hand: Hand) -> None:
    if hand.expected(planned, live.id) != fingerprint(live):
        who = f" at {live.last_modified}" if live.last_modified else ""
        raise Moved(
            f'workflow "{live.workflow.display_name}" was changed by somebody else since it was read{who}',
            hint="nothing was written to it; plan again and review what it is now",
        )


def _present(workflow_id: str, name: str, hand: Hand) -> LiveWorkflow:
    live = hand.tenant.workflow(workflow_id)
    if live is None:
        raise Moved(
            f'workflow "{name}" was deleted by somebody else since it was read',
            hint="plan again: it would be restored",
        )
    return live


def _read_back(workflow_id: str, desired: Workflow, hand: Hand, *, only_fields: bool = False) -> LiveWorkflow:
    def missing(now: LiveWorkflow) -> tuple[str, ...]:
        diff = diff_workflow(desired, now.workflow)
        return tuple(change.field for change in diff.fields) + (("tasks",) if diff.tasks and not only_fields else ())

    now = settle(
        lambda: _present(workflow_id, desired.display_name, hand), lambda found: not missing(found), hand.sleep
    )
    if missing(now):
        raise _not_stored(f'workflow "{desired.display_name}"', missing(now))
    hand.seen[workflow_id] = fingerprint(now)
    return now


def _present_again(live: LiveWorkflow, hand: Hand) -> LiveWorkflow:
    return _present(live.id, live.workflow.display_name, hand)


def _id_of(name: str, hand: Hand) -> str:
    found = settle(lambda: hand.tenant.workflows_named(name), bool, hand.sleep)
    if not found:
        raise _not_stored(f'workflow "{name}"', ())
    return found[0].id


def _sendable(fields: tuple[FieldChange, ...]) -> dict[str, str | bool]:
    return {
        change.field: change.after if isinstance(change.after, bool) else str(change.after or "") for change in fields
    }


def _name_taken(desired: Workflow) -> Moved:
    return Moved(
        f'somebody else made a workflow "{desired.display_name}" since the tenant was read, and it differs from git',
        hint="plan again: the plan will show how it differs",
    )


def _not_stored(what: str, fields: tuple[str, ...]) -> NotStored:
    listed = f" ({', '.join(fields)})" if fields else ""
    return NotStored(f"{what}: the service accepted the change and does not show it{listed}", hint=_AGAIN)


def _with_created(workflow: Workflow, hand: Hand) -> Workflow:
    """References to extensions made in this apply, now with their ids."""

    def fill(ref: Ref, _path: ModelPath) -> Ref:
        if ref.kind is RefKind.CUSTOM_TASK_EXTENSION and ref.id is None and ref.name:
            return Ref(ref.kind, id=hand.created.get(ref.name.casefold()), name=ref.name)
        return ref

    return map_refs(workflow, fill)
