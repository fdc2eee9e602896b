"""Carrying out the actions on workflows: guard, write, read back. Each function returns a note or None."""

from dataclasses import replace
from typing import assert_never

from lcwsync.apply.creation import WORKFLOWS, create_once, is_settled, until_settled
from lcwsync.apply.earlier import EarlierWrite
from lcwsync.apply.problems import Gone, Moved, NotSeen, NotWritable, gone, name_taken, not_stored
from lcwsync.apply.readback import notes, unknown_note
from lcwsync.apply.two_hands import check_nothing_between
from lcwsync.apply.writer import ALREADY, Writer, version_of
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import ObjectKind
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
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.looks import Listed, Look, of_name, workflow_by_id, workflows_filtered

Found = LiveWorkflow | None


def create_workflow(action: CreateWorkflow, writer: Writer) -> str | None:
    """POST. A namesake that appeared since is taken as ours when it is seen to equal git, and refused when not."""
    desired = _with_created(action.desired, writer)

    def adoptable(live: LiveWorkflow) -> bool:
        diff = diff_workflow(desired, live.workflow)
        return diff.empty and not diff.unverified

    created = create_once(
        WORKFLOWS,
        desired.display_name,
        writer,
        send=lambda: writer.tenant.create_workflow(desired),
        stored=lambda live: _same(desired, live),
        adoptable=adoptable,
    )
    return created.note or _unseen(desired, _stored(desired, created.live, writer))


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
        workflow_by_id(live.id),
        lambda found: found is not None and _same(wanted, found),
        before=live,
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
        what,
        lambda: writer.tenant.update_task(live.id, action.task_id, wanted),
        workflow_by_id(live.id),
        stored,
        before=live,
    )
    if now is None or not stored(now):
        raise not_stored(f"task {action.position} of {what}", wanted)
    writer.seen[live.id] = fingerprint(now)
    return unknown_note(live.unknown, now.unknown)


def new_version(action: NewVersion, planned: PlannedAction, writer: Writer) -> str | None:
    """createNewVersion with the whole workflow. The number in the answer tells what to wait for."""
    desired = _with_created(action.desired, writer)
    live, diff = _guarded(planned, action.live, desired, writer)
    if diff.empty:
        return ALREADY
    whole, what = complete(desired, live.workflow), _called(live.workflow.display_name)
    number = _send_version(live, whole, what, writer)
    look = workflow_by_id(live.id)
    expected = number or live.version + 1
    now = writer.patience.until(
        f"version {expected} of the {what}",
        lambda: writer.look(look)[look],
        lambda found: found is not None and found.version >= expected and _same(whole, found),
    )
    if now is None or now.version < expected:
        raise _version_unseen(what, live.id, expected, writer)
    number = number or now.version
    writer.is_answered(live.id, number)
    stored = _stored(whole, now, writer)
    jumped = number != live.version + 1
    if jumped:
        check_nothing_between(live, stored, number, writer)
    return notes(
        f"the service counts {number} as the new version" if jumped else _unseen(whole, stored),
        unknown_note(live.unknown, stored.unknown),
    )


def _send_version(live: LiveWorkflow, whole: Workflow, what: str, writer: Writer) -> int | None:
    """Send the new version, once. Returns its number, None when the answer was lost or does not tell it."""
    try:
        number = writer.once(version_of(live, writer.clock()), lambda: writer.tenant.create_new_version(live.id, whole))
    except GraphFailure as failure:
        if failure.kind is FailureKind.NOT_FOUND and writer.tenant.workflow(live.id) is None:
            raise gone(what) from None
        if not failure.doubtful:
            raise
        return None
    if number is not None:
        writer.is_answered(live.id, number)
    return number


def _version_unseen(what: str, workflow_id: str, expected: int, writer: Writer) -> NotSeen:
    answered = writer.sent is not None and writer.sent.version is not None
    how = "was created" if answered else "was sent, its answer was lost"
    return NotSeen(
        f"version {expected} of the {what} (id {workflow_id}) {how}, and the service did not show it within "
        f"{writer.patience.budget:.0f} seconds; it was not sent again",
        hint="run `lcwsync apply` again later: it looks for this version before it sends another",
    )


def restore_workflow(action: RestoreWorkflow, writer: Writer) -> str | None:
    """Restore the workflow, read it, and change it to what git states."""
    desired, deleted_id = _with_created(action.desired, writer), action.deleted.id
    what = _called(desired.display_name)
    by_id, filtered = restore_looks(action)
    answers = writer.look(by_id, filtered)
    if (other := answers[by_id]) is not None:
        diff = diff_workflow(desired, other.workflow)
        if diff.empty and not diff.unverified:
            return ALREADY
        raise Moved(
            f"the {what} was restored by another admin since the tenant was read, and it differs from git",
            hint="plan again: the plan will show how it differs",
        )
    if of_name(answers[filtered], desired.display_name):
        raise name_taken(what)
    live = writer.change(
        what,
        lambda: writer.tenant.restore_workflow(deleted_id),
        workflow_by_id(deleted_id),
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
    live = writer.current(action.live.id, what, workflow_by_id(action.live.id))
    if live is None:
        return "was already gone"
    writer.check_unmoved(planned, live.id, live, what)
    try:
        left = writer.change(
            what,
            lambda: writer.tenant.delete_workflow(live.id),
            workflow_by_id(live.id),
            lambda found: found is None,
            before=live,
        )
    except Gone:
        return "was already gone"
    if left is not None:
        raise not_stored(f"deletion of {what}")
    return None


def _called(name: str) -> str:
    return f'workflow "{name}"'


def restore_looks(action: RestoreWorkflow) -> tuple[Look[Found], Look[tuple[Listed, ...]]]:
    """What is looked at before a restore: the workflow itself, and its name."""
    return workflow_by_id(action.deleted.id), workflows_filtered(action.desired.display_name)


def _present(before: LiveWorkflow, writer: Writer) -> LiveWorkflow:
    what = _called(before.workflow.display_name)
    live = writer.current(before.id, what, workflow_by_id(before.id))
    if live is None:
        raise gone(what)
    return live


def _guarded(
    planned: PlannedAction, before: LiveWorkflow, desired: Workflow, writer: Writer
) -> tuple[LiveWorkflow, WorkflowDiff]:
    """The workflow as it is now and what is left to change; Moved when somebody else changed it otherwise, NotSeen
    while a version that an earlier run sent may still appear."""
    live = _with_sent_version(_present(before, writer), writer)
    diff = diff_workflow(desired, live.workflow)
    if not diff.empty:
        writer.check_unmoved(planned, live.id, live, _called(before.workflow.display_name))
    return live, diff


def _with_sent_version(live: LiveWorkflow, writer: Writer) -> LiveWorkflow:
    """The workflow once it shows the version that an earlier run sent."""
    write = writer.earlier.version(ObjectKind.WORKFLOW, live.id)
    if write is None or live.id in writer.seen or write.confirmed or live.version >= _number(write, live):
        return live
    what, look, expected = _called(live.workflow.display_name), workflow_by_id(live.id), _number(write, live)
    now = writer.patience.until(
        f"version {expected} of the {what}, which an earlier run sent",
        lambda: writer.tenant.look((look,))[look],
        lambda found: found is not None and found.version >= expected,
        seconds=until_settled(write, writer),
    )
    if now is None:
        raise gone(what)
    if now.version < expected and not is_settled(write, writer):
        raise NotSeen(
            f"version {expected} of the {what} (id {live.id}) was sent at {write.sent.at:%Y-%m-%d %H:%M:%S} UTC, and "
            f"the service shows version {now.version}; nothing was sent again",
            hint="run `lcwsync apply` again later: it looks for this version before it sends another; "
            f'`lcwsync resolve "{live.workflow.display_name}"` shows what the tenant has',
        )
    return now


def _number(write: EarlierWrite, live: LiveWorkflow) -> int:
    """The version to wait for; one whose number is not known is the next one, unless it has long arrived."""
    return write.sent.version or (write.sent.before or live.version) + 1


def _same(wanted: Workflow, live: LiveWorkflow) -> bool:
    return diff_workflow(wanted, live.workflow).empty


def _stored(wanted: Workflow, now: Found, writer: Writer) -> LiveWorkflow:
    """The workflow as read back. Raises NotStored when it differs from what was sent."""
    if now is None:
        raise not_stored(_called(wanted.display_name))
    if not writer.patience.satisfied:
        diff = diff_workflow(wanted, now.workflow)
        missing = [change.field for change in diff.fields] + (["tasks"] if diff.tasks else [])
        raise not_stored(_called(wanted.display_name), missing)
    writer.seen[now.id] = fingerprint(now)
    return now


def _unseen(wanted: Workflow, now: LiveWorkflow) -> str | None:
    """A note about values that were written and that the service does not show."""
    hidden = diff_workflow(wanted, now.workflow).unverified
    return f"not verified, since the service does not show it: {', '.join(hidden)}" if hidden else None


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
