"""The changes of an action as rows: fields with before and after, tasks with theirs. Texts are unescaped."""

from collections.abc import Iterator
from typing import assert_never

from lcwsync.model.workflow import Task
from lcwsync.plan.actions import Action, CreateExtension, task_changes
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChange, TaskChanged, TaskRemoved, task_title
from lcwsync.plan.fields import argument_value, task_fields, workflow_fields
from lcwsync.plan.merge import complete
from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, Part, RemovePassPart, RevokeRole
from lcwsync.plan.workflow_actions import CreateWorkflow, RestoreWorkflow, UpdateTask
from lcwsync.render.formats.diff_lines import DiffLine, diff_lines
from lcwsync.render.formats.terminal import Sign
from lcwsync.render.formats.values import is_long, value_text
from lcwsync.render.plan.timeline import task_kind
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field. `before` is None for an object that does not exist yet; `lines` is set for long values."""

    field: str
    before: str | None
    after: str
    lines: tuple[DiffLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One task of a plan; `moved_from` is its former position when it moves."""

    sign: Sign
    position: int
    title: str
    kind: str | None
    """The catalogue's name of the task, when the title is another one."""
    moved_from: int | None = None
    fields: tuple[FieldRow, ...] = ()


def field_rows(action: Action, *, show_people: bool) -> tuple[FieldRow, ...]:
    """The fields of the object itself that an action changes."""
    if isinstance(action, UpdateTask):
        return ()
    if isinstance(action, RestoreWorkflow):
        return tuple(_restored(action, show_people=show_people))
    new = isinstance(action, CreateWorkflow | CreateExtension | AddPassPart)
    return tuple(_row(change, new=new, show_people=show_people) for change in action.fields)


def task_rows(action: Action, *, show_people: bool) -> tuple[TaskRow, ...]:
    """The tasks an action changes, in the order of the run."""
    return tuple(_task_row(change, show_people=show_people) for change in all_task_changes(action))


def all_task_changes(action: Action) -> tuple[TaskChange, ...]:
    """The tasks an action changes, those of a new workflow and of a PATCHed task among them."""
    if isinstance(action, CreateWorkflow):
        return tuple(TaskAdded(position, task) for position, task in enumerate(action.desired.tasks or (), 1))
    if isinstance(action, RestoreWorkflow):
        # None of its tasks runs today: a reader sees all that will, and what of the deleted one goes.
        tasks = complete(action.desired, action.deleted.workflow).tasks or ()
        added = tuple(TaskAdded(position, task) for position, task in enumerate(tasks, 1))
        return (*added, *(change for change in action.tasks if isinstance(change, TaskRemoved)))
    if isinstance(action, UpdateTask):
        return (TaskChanged(action.position, action.position, action.task, action.fields, moved=False),)
    return task_changes(action)


def _restored(action: RestoreWorkflow, *, show_people: bool) -> Iterator[FieldRow]:
    """Everything that a restored workflow will be; beside what differs stands what the deleted one had."""
    differing = {change.field: change for change in action.fields}
    whole = workflow_fields(complete(action.desired, action.deleted.workflow))
    for field, value in whole.items():
        if field in differing:
            yield _row(differing[field], new=False, show_people=show_people)
        else:
            yield FieldRow(field=field, before=None, after=value_text(value, show_people=show_people))
    yield from (_row(c, new=False, show_people=show_people) for name, c in differing.items() if name not in whole)


def said(task: Task) -> Iterator[FieldChange]:
    """The stated values of a new task, as changes from nothing; its title is not repeated."""
    for field, value in task_fields(task).items():
        if not (field == "displayName" and value == task_title(task)):
            yield FieldChange(field, None, value)
    for name, argument in task.arguments.items():
        yield FieldChange(f"arguments.{name}", None, argument_value(argument))


_WORKFLOW_DEFAULTS = {
    "description": "description (none)",
    "isEnabled": "isEnabled (true)",
    "isSchedulingEnabled": "isSchedulingEnabled (false)",
    "administrationScopeTargets": "administrationScopeTargets (the whole tenant)",
}
"""What Graph does on create with what is not sent
(https://learn.microsoft.com/graph/api/identitygovernance-lifecycleworkflowscontainer-post-workflows)."""

_EXTENSION_DEFAULTS = {"description": "description", "client": "client (retries, time-out)", "callback": "callback"}


def left_to_default(action: Action) -> tuple[str, ...]:
    """The fields that git omits on create, with the service's default where it is documented."""
    if not isinstance(action, CreateWorkflow | CreateExtension):
        return ()
    defaults = _WORKFLOW_DEFAULTS if isinstance(action, CreateWorkflow) else _EXTENSION_DEFAULTS
    stated = {change.field.partition(".")[0] for change in action.fields}
    return tuple(text for field, text in defaults.items() if field not in stated)


def _task_row(change: TaskChange, *, show_people: bool) -> TaskRow:
    match change:
        case TaskAdded(position=position, task=task):
            rows = tuple(_row(field, new=True, show_people=show_people) for field in said(task))
            return _row_of(Sign.CREATE, position, task, rows)
        case TaskRemoved(position=position, task=task):
            return _row_of(Sign.DELETE, position, task, ())
        case TaskChanged(before_position=before, position=position, task=task, fields=fields):
            rows = tuple(_row(field, new=False, show_people=show_people) for field in fields)
            return _row_of(Sign.CHANGE, position, task, rows, moved_from=before if change.moved else None)
        case _:
            assert_never(change)


def _row_of(
    sign: Sign, position: int, task: Task, fields: tuple[FieldRow, ...], *, moved_from: int | None = None
) -> TaskRow:
    return TaskRow(
        sign=sign,
        position=position,
        title=task_title(task),
        kind=task_kind(task),
        moved_from=moved_from,
        fields=fields,
    )


def _row(change: FieldChange, *, new: bool, show_people: bool) -> FieldRow:
    lines: tuple[DiffLine, ...] = ()
    if is_long(change.before) or is_long(change.after):
        lines = diff_lines(change.before, change.after, show_people=show_people)
    return FieldRow(
        field=change.field.removeprefix("arguments."),
        before=None if new else value_text(change.before, show_people=show_people),
        after=value_text(change.after, show_people=show_people),
        lines=lines,
    )


_TOLD = (
    "a manager waits for hours, not minutes: delivery takes up to a day, and the workflow runs at its interval",
    "the pass goes to the direct manager, no matter who asks",
    "it starts at a hire date that lies ahead, and at once after it",
    "it serves people who have never signed in: not those who lost a phone",
    "not verified on a tenant: that such a membership starts the workflow; try it with one person first",
)


def front_door_note(action: AddPassPart | ChangePassPart | RevokeRole | RemovePassPart) -> str:
    """What a manager can expect, where a policy is made or changed; what a removal takes away."""
    match action:
        case AddPassPart(part=Part.POLICY) | ChangePassPart(part=Part.POLICY):
            return "; ".join(_TOLD)
        case RemovePassPart(part=Part.PACKAGE):
            return "listed under removedPassRequests; the catalog and the group in it are left alone"
        case _:
            return ""
