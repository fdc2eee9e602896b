"""Carrying out the actions on workflows: guard, write, read back. Each function returns a note or None."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from lcwsync.apply.problems import Gone, Moved, NotWritable, gone, name_taken, not_stored
from lcwsync.apply.readback import notes, unknown_note
from lcwsync.apply.writer import ALREADY, Writer
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.traversal import ModelPath, map_refs
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.actions import PlannedAction
from lcwsync.plan.changes import FieldChange
from lcwsync.plan.diff import WorkflowDiff, diff_workflow
from lcwsync.plan.fingerprint import fingerprint
from lcwsync.plan.merge import complete
from lcwsync.plan.planner import workflow_actions
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)

Found = LiveWorkflow | None


def create_workflow(action: CreateWorkflow, writer: Writer) -> str | None:
    """POST. A namesake that appeared since is taken as ours when it is seen to equal git, and refused when not."""
    desired = _with_created(action.desired, writer)
    name = desired.display_name
    for other in writer.tenant.workflows_named(name):
        diff = diff_workflow(desired, other.workflow)
        if diff.empty and not diff.unverified:
            return ALREADY
        raise name_taken(_called(name))
    new_id = writer.create(
        _called(name), lambda: writer.tenant.create_workflow(desired), lambda: writer.tenant.workflows_named(name)
    ) or _id_of(name, writer)
    now = writer.read_until(_reader(new_id, writer), lambda found: found is not None and _same(desired, found))
    return _unseen(desired, _stored(desired, now, writer))


def update_workflow(action: UpdateWorkflow, planned: PlannedAction, writer: Writer) -> str | None:
    """PATCH of the basic fields."""
    live, diff = _guarded(planned, action.live, action.desired, writer)
    if not diff.fields:
        return ALREADY
    fields = _sendable(action.fields)
    # The tasks' own PATCHes, if any, come after this one.
    wanted = replace(action.desired, tasks=None)
    now = writer.change(
        _called(live.workflow.display_name),
        lambda: writer.tenant.update_workflow(live.id, fields),
        _reader(live.id, writer),
        lambda found: found is not None and _same(wanted, found),
    )
    return unknown_note(live.unknown, _stored(wanted, now, writer).unknown)


def update_task(action: UpdateTask, planned: PlannedAction, writer: Writer) -> str | None:
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

    live = _present(action.live, writer)
    if stored(live):
        return ALREADY
    writer.check_unmoved(planned, live.id, live, what)
    now = writer.change(
        what, lambda: writer.tenant.update_task(live.id, action.task_id, wanted), _reader(live.id, writer), stored
    )
    if now is None or not stored(now):
        raise not_stored(f"task {action.position} of {what}", wanted)
    writer.seen[live.id] = fingerprint(now)
    return unknown_note(live.unknown, now.unknown)


def new_version(action: NewVersion, planned: PlannedAction, writer: Writer) -> str | None:
    """createNewVersion with the whole workflow. The version number tells whether a lost answer was a success."""
    desired = _with_created(action.desired, writer)
    live, diff = _guarded(planned, action.live, desired, writer)
    if diff.empty:
        return ALREADY
    whole = complete(desired, live.workflow)
    now = writer.change(
        _called(live.workflow.display_name),
        lambda: writer.tenant.create_new_version(live.id, whole),
        _reader(live.id, writer),
        lambda found: found is not None and _same(whole, found),
        arrived=lambda found: found is not None and found.version > live.version,
    )
    stored = _stored(whole, now, writer)
    jumped = stored.version != live.version + 1
    return notes(
        f"the service counts {stored.version} as the new version" if jumped else _unseen(whole, stored),
        unknown_note(live.unknown, stored.unknown),
    )


def restore_workflow(action: RestoreWorkflow, writer: Writer) -> str | None:
    """Restore the workflow, read it, and change it to what git states."""
    desired, deleted_id = _with_created(action.desired, writer), action.deleted.id
    what = _called(desired.display_name)
    if (other := writer.tenant.workflow(deleted_id)) is not None:
        diff = diff_workflow(desired, other.workflow)
        if diff.empty and not diff.unverified:
            return ALREADY
        raise Moved(
            f"the {what} was restored by another admin since the tenant was read, and it differs from git",
            hint="plan again: the plan will show how it differs",
        )
    if writer.tenant.workflows_named(desired.display_name):
        raise name_taken(what)
    live = writer.change(
        what,
        lambda: writer.tenant.restore_workflow(deleted_id),
        _reader(deleted_id, writer),
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
                notes_of_changes.append(new_version(following, planned, writer))
            case UpdateWorkflow():
                notes_of_changes.append(update_workflow(following, planned, writer))
            case UpdateTask():
                notes_of_changes.append(update_task(following, planned, writer))
            case _:
                assert_never(following)
    return notes("restored with its id and history", *(note for note in notes_of_changes if note != ALREADY))


def delete_workflow(action: DeleteWorkflow, planned: PlannedAction, writer: Writer) -> str | None:
    """DELETE, a soft one. Gone already is what was wanted."""
    what = _called(action.live.workflow.display_name)
    live = writer.current(action.live.id, _reader(action.live.id, writer))
    if live is None:
        return "was already gone"
    writer.check_unmoved(planned, live.id, live, what)
    try:
        left = writer.change(
            what,
            lambda: writer.tenant.delete_workflow(live.id),
            _reader(live.id, writer),
            lambda found: found is None,
        )
    except Gone:
        return "was already gone"
    if left is not None:
        raise not_stored(f"deletion of {what}")
    return None


def _called(name: str) -> str:
    return f'workflow "{name}"'


def _reader(workflow_id: str, writer: Writer) -> Callable[[], Found]:
    return lambda: writer.tenant.workflow(workflow_id)


def _present(before: LiveWorkflow, writer: Writer) -> LiveWorkflow:
    live = writer.current(before.id, _reader(before.id, writer))
    if live is None:
        raise gone(_called(before.workflow.display_name))
    return live


def _guarded(
    planned: PlannedAction, before: LiveWorkflow, desired: Workflow, writer: Writer
) -> tuple[LiveWorkflow, WorkflowDiff]:
    """The workflow as it is now and what is left to change; Moved when somebody else changed it otherwise."""
    live = _present(before, writer)
    diff = diff_workflow(desired, live.workflow)
    if not diff.empty:
        writer.check_unmoved(planned, live.id, live, _called(before.workflow.display_name))
    return live, diff


def _same(wanted: Workflow, live: LiveWorkflow) -> bool:
    return diff_workflow(wanted, live.workflow).empty


def _stored(wanted: Workflow, now: Found, writer: Writer) -> LiveWorkflow:
    """The workflow as read back. Raises NotStored when it differs from what was sent."""
    if now is None:
        raise not_stored(_called(wanted.display_name))
    diff = diff_workflow(wanted, now.workflow)
    if not diff.empty:
        missing = [change.field for change in diff.fields] + (["tasks"] if diff.tasks else [])
        raise not_stored(_called(wanted.display_name), missing)
    writer.seen[now.id] = fingerprint(now)
    return now


def _unseen(wanted: Workflow, now: LiveWorkflow) -> str | None:
    """A note about values that were written and that the service does not show."""
    hidden = diff_workflow(wanted, now.workflow).unverified
    return f"not verified, since the service does not show it: {', '.join(hidden)}" if hidden else None


def _id_of(name: str, writer: Writer) -> str:
    found = writer.read_until(lambda: writer.tenant.workflows_named(name), bool)
    if not found:
        raise not_stored(_called(name))
    return found[0].id


def _sendable(fields: tuple[FieldChange, ...]) -> dict[str, str | bool]:
    return {
        change.field: change.after if isinstance(change.after, bool) else str(change.after or "") for change in fields
    }


def _with_created(workflow: Workflow, writer: Writer) -> Workflow:
    """References to extensions made in this apply, now with their ids."""

    def fill(ref: Ref, _path: ModelPath) -> Ref:
        if ref.kind is RefKind.CUSTOM_TASK_EXTENSION and ref.id is None and ref.name:
            return Ref(ref.kind, id=writer.created.get(ref.name.casefold()), name=ref.name)
        return ref

    return map_refs(workflow, fill)
