"""Carrying out the actions on workflows: guard, write, read back. Each function returns a note or None."""

from collections.abc import Callable
from dataclasses import replace

from lcwsync.apply.problems import Gone, Moved, NotWritable, gone, name_taken, not_stored
from lcwsync.apply.readback import notes, unknown_note
from lcwsync.apply.writer import ALREADY, Hand
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

Found = LiveWorkflow | None


def create_workflow(action: CreateWorkflow, hand: Hand) -> str | None:
    """POST. A namesake that appeared since is taken as ours when it is seen to equal git, and refused when not."""
    desired = _with_created(action.desired, hand)
    name = desired.display_name
    for other in hand.tenant.workflows_named(name):
        diff = diff_workflow(desired, other.workflow)
        if diff.empty and not diff.unverified:
            return ALREADY
        raise name_taken(_called(name))
    new_id = hand.create(
        _called(name), lambda: hand.tenant.create_workflow(desired), lambda: hand.tenant.workflows_named(name)
    ) or _id_of(name, hand)
    now = hand.settle(_reader(new_id, hand), lambda found: found is not None and _same(desired, found))
    return _unseen(desired, _stored(desired, now, hand))


def update_workflow(action: UpdateWorkflow, planned: PlannedAction, hand: Hand) -> str | None:
    """PATCH of the basic fields."""
    live, diff = _guarded(planned, action.live, action.desired, hand)
    if not diff.fields:
        return ALREADY
    fields = _sendable(action.fields)
    # The tasks' own PATCHes, if any, come after this one.
    wanted = replace(action.desired, tasks=None)
    now = hand.change(
        _called(live.workflow.display_name),
        lambda: hand.tenant.update_workflow(live.id, fields),
        _reader(live.id, hand),
        lambda found: found is not None and _same(wanted, found),
    )
    return unknown_note(live.unknown, _stored(wanted, now, hand).unknown)


def update_task(action: UpdateTask, planned: PlannedAction, hand: Hand) -> str | None:
    """PATCH of one task's name and description."""
    wanted = {change.field: str(change.after or "") for change in action.fields}
    what = _called(action.live.workflow.display_name)

    def stored(found: Found) -> bool:
        tasks = found.workflow.tasks or () if found else ()
        task = next((task for task in tasks if task.id == action.task_id), None)
        if task is None:
            return False
        shown = {"displayName": task.display_name, "description": task.description}
        return all((shown[name] or "") == text for name, text in wanted.items())

    live = _present(action.live, hand)
    if stored(live):
        return ALREADY
    hand.check_unmoved(planned, live.id, live, what)
    now = hand.change(
        what, lambda: hand.tenant.update_task(live.id, action.task_id, wanted), _reader(live.id, hand), stored
    )
    if now is None or not stored(now):
        raise not_stored(f"task {action.position} of {what}", wanted)
    hand.seen[live.id] = fingerprint(now)
    return unknown_note(live.unknown, now.unknown)


def new_version(action: NewVersion, planned: PlannedAction, hand: Hand) -> str | None:
    """createNewVersion with the whole workflow. The version number tells whether a lost answer was a success."""
    desired = _with_created(action.desired, hand)
    live, diff = _guarded(planned, action.live, desired, hand)
    if diff.empty:
        return ALREADY
    whole = complete(desired, live.workflow)
    now = hand.change(
        _called(live.workflow.display_name),
        lambda: hand.tenant.create_new_version(live.id, whole),
        _reader(live.id, hand),
        lambda found: found is not None and _same(whole, found),
        arrived=lambda found: found is not None and found.version > live.version,
    )
    stored = _stored(whole, now, hand)
    jumped = stored.version != live.version + 1
    return notes(
        f"the service counts {stored.version} as the new version" if jumped else _unseen(whole, stored),
        unknown_note(live.unknown, stored.unknown),
    )


def restore_workflow(action: RestoreWorkflow, hand: Hand) -> str | None:
    """Restore, look at what came back, and bring it to what git says."""
    desired, deleted_id = _with_created(action.desired, hand), action.deleted.id
    what = _called(desired.display_name)
    if (other := hand.tenant.workflow(deleted_id)) is not None:
        diff = diff_workflow(desired, other.workflow)
        if diff.empty and not diff.unverified:
            return ALREADY
        raise Moved(
            f"the {what} was restored by somebody else since the tenant was read, and it is not as git wants it",
            hint="plan again: the plan will show how it differs",
        )
    if hand.tenant.workflows_named(desired.display_name):
        raise name_taken(what)
    live = hand.change(
        what,
        lambda: hand.tenant.restore_workflow(deleted_id),
        _reader(deleted_id, hand),
        lambda found: found is not None,
    )
    if live is None:
        raise not_stored(f"restored {what}")
    diff = diff_workflow(desired, live.workflow)
    if diff.needs_version and live.unsupported:
        raise NotWritable(
            f"the {what} was restored as it was, and holds what this version of lcwsync cannot express "
            f"({'; '.join(live.unsupported)}): a new version would lose it",
            hint="change it in the portal, or remove that part there first",
        )
    notes_of_changes: list[str | None] = []
    for position, following in enumerate(workflow_actions(desired, live, diff)):
        planned = PlannedAction(key=f"after restore {position}", action=following, fingerprint=fingerprint(live))
        match following:
            case NewVersion():
                notes_of_changes.append(new_version(following, planned, hand))
            case UpdateWorkflow():
                notes_of_changes.append(update_workflow(following, planned, hand))
            case UpdateTask():
                notes_of_changes.append(update_task(following, planned, hand))
            case _:
                raise AssertionError("a workflow's own changes are versions and patches")
    return notes("restored with its id and history", *(note for note in notes_of_changes if note != ALREADY))


def delete_workflow(action: DeleteWorkflow, planned: PlannedAction, hand: Hand) -> str | None:
    """DELETE, a soft one. Gone already is what was wanted."""
    what = _called(action.live.workflow.display_name)
    live = hand.current(action.live.id, _reader(action.live.id, hand))
    if live is None:
        return "was already gone"
    hand.check_unmoved(planned, live.id, live, what)
    try:
        left = hand.change(
            what,
            lambda: hand.tenant.delete_workflow(live.id),
            _reader(live.id, hand),
            lambda found: found is None,
        )
    except Gone:
        return "was already gone"
    if left is not None:
        raise not_stored(f"deletion of {what}")
    return None


def _called(name: str) -> str:
    return f'workflow "{name}"'


def _reader(workflow_id: str, hand: Hand) -> Callable[[], Found]:
    return lambda: hand.tenant.workflow(workflow_id)


def _present(before: LiveWorkflow, hand: Hand) -> LiveWorkflow:
    live = hand.current(before.id, _reader(before.id, hand))
    if live is None:
        raise gone(_called(before.workflow.display_name))
    return live


def _guarded(
    planned: PlannedAction, before: LiveWorkflow, desired: Workflow, hand: Hand
) -> tuple[LiveWorkflow, WorkflowDiff]:
    """The workflow as it is now and what is left to change; Moved when somebody else changed it otherwise."""
    live = _present(before, hand)
    diff = diff_workflow(desired, live.workflow)
    if not diff.empty:
        hand.check_unmoved(planned, live.id, live, _called(before.workflow.display_name))
    return live, diff


def _same(wanted: Workflow, live: LiveWorkflow) -> bool:
    return diff_workflow(wanted, live.workflow).empty


def _stored(wanted: Workflow, now: Found, hand: Hand) -> LiveWorkflow:
    """What was read back, now the newest known; NotStored when it is not as wanted."""
    if now is None:
        raise not_stored(_called(wanted.display_name))
    diff = diff_workflow(wanted, now.workflow)
    if not diff.empty:
        missing = [change.field for change in diff.fields] + (["tasks"] if diff.tasks else [])
        raise not_stored(_called(wanted.display_name), missing)
    hand.seen[now.id] = fingerprint(now)
    return now


def _unseen(wanted: Workflow, now: LiveWorkflow) -> str | None:
    """What was written and cannot be confirmed."""
    hidden = diff_workflow(wanted, now.workflow).unverified
    return f"not verified, since the service does not show it: {', '.join(hidden)}" if hidden else None


def _id_of(name: str, hand: Hand) -> str:
    found = hand.settle(lambda: hand.tenant.workflows_named(name), bool)
    if not found:
        raise not_stored(_called(name))
    return found[0].id


def _sendable(fields: tuple[FieldChange, ...]) -> dict[str, str | bool]:
    return {
        change.field: change.after if isinstance(change.after, bool) else str(change.after or "") for change in fields
    }


def _with_created(workflow: Workflow, hand: Hand) -> Workflow:
    """References to extensions made in this apply, now with their ids."""

    def fill(ref: Ref, _path: ModelPath) -> Ref:
        if ref.kind is RefKind.CUSTOM_TASK_EXTENSION and ref.id is None and ref.name:
            return Ref(ref.kind, id=hand.created.get(ref.name.casefold()), name=ref.name)
        return ref

    return map_refs(workflow, fill)
