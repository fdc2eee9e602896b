"""The actions a plan can hold: one per object and Graph call, as data. Renderers and the executor match on them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from lcwsync.model.extension import CustomTaskExtension, LiveExtension
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import SINGLETON_NAMES, ObjectKind, ObjectName
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow, Task, Workflow
from lcwsync.plan.changes import FieldChange, TaskChange, task_title
from lcwsync.values.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWorkflow:
    """POST of a workflow the tenant does not have. `fields` lists what git says; the rest is Graph's default."""

    desired: Workflow
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateWorkflow:
    """PATCH of displayName, description, isEnabled, isSchedulingEnabled: no new version."""

    live: LiveWorkflow
    desired: Workflow
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTask:
    """PATCH of one task's displayName and description: no new version."""

    live: LiveWorkflow
    task_id: str
    position: int
    task: Task
    """As it will be."""
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """createNewVersion with the whole workflow: `desired` completed from `live`."""

    live: LiveWorkflow
    desired: Workflow
    fields: tuple[FieldChange, ...]
    tasks: tuple[TaskChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreWorkflow:
    """Restore of a soft-deleted namesake, then whatever brings it to the desired state, re-read after the restore.

    `fields` and `tasks` compare with the deleted workflow as the service shows it, which may hide its tasks.
    """

    deleted: LiveWorkflow
    desired: Workflow
    fields: tuple[FieldChange, ...]
    tasks: tuple[TaskChange, ...]


class DeleteReason(StrEnum):
    """Why something is deleted."""

    REMOVED = "listed under removed"
    PRUNED = "not in git, and prune is on"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteWorkflow:
    """Soft delete: restorable for 30 days."""

    live: LiveWorkflow
    reason: DeleteReason


class Direction(StrEnum):
    """Which way a policy change goes: loosening comes before the workflows that need it, tightening after."""

    LOOSEN = "loosen"
    TIGHTEN = "tighten"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTapPolicy:
    """PATCH of the TAP policy with the changed fields only."""

    before: TapPolicy
    after: TapPolicy
    """Only what this action sends is set."""
    fields: tuple[FieldChange, ...]
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateSettings:
    """PATCH of the tenant-wide settings; both required members are sent."""

    before: LifecycleSettings
    desired: LifecycleSettings
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateExtension:
    """POST of a custom task extension."""

    desired: CustomTaskExtension
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateExtension:
    """PATCH of a custom task extension with the changed fields."""

    live: LiveExtension
    desired: CustomTaskExtension
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteExtension:
    """DELETE of a custom task extension: not restorable, and only after no workflow uses it."""

    live: LiveExtension
    reason: DeleteReason


Action = (
    CreateWorkflow
    | UpdateWorkflow
    | UpdateTask
    | NewVersion
    | RestoreWorkflow
    | DeleteWorkflow
    | UpdateTapPolicy
    | UpdateSettings
    | CreateExtension
    | UpdateExtension
    | DeleteExtension
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAction:
    """An action with its place in the plan."""

    key: str
    """Unique in the plan and stable between runs: `new-version workflow "Pre-hire"`."""
    action: Action
    depends_on: tuple[str, ...] = ()
    """Keys of actions that must have been applied before."""
    location: Location | None = None
    """Where git says so."""
    fingerprint: str | None = None
    """Of the live object as it was read; None for what does not exist yet."""


class Verb(StrEnum):
    """What an action does, in the words of plans. One action can do several things."""

    CREATE = "create"
    UPDATE = "update"
    NEW_VERSION = "new version"
    RENAME = "rename"
    ENABLE = "enable"
    DISABLE = "disable"
    SCHEDULE_ON = "schedule on"
    SCHEDULE_OFF = "schedule off"
    RESTORE = "restore"
    DELETE = "delete"
    UPDATE_POLICY = "update policy"
    UPDATE_SETTINGS = "update settings"


def subject(action: Action) -> ObjectName:
    """The object an action is about, by the name git gives it (the tenant's name for deletes)."""
    match action:
        case CreateWorkflow(desired=workflow) | UpdateWorkflow(desired=workflow) | NewVersion(desired=workflow):
            return ObjectName(ObjectKind.WORKFLOW, workflow.display_name)
        case RestoreWorkflow(desired=workflow):
            return ObjectName(ObjectKind.WORKFLOW, workflow.display_name)
        case DeleteWorkflow(live=live) | UpdateTask(live=live):
            return ObjectName(ObjectKind.WORKFLOW, live.workflow.display_name)
        case CreateExtension(desired=extension) | UpdateExtension(desired=extension):
            return ObjectName(ObjectKind.EXTENSION, extension.display_name)
        case DeleteExtension(live=live_extension):
            return ObjectName(ObjectKind.EXTENSION, live_extension.extension.display_name)
        case UpdateTapPolicy():
            return ObjectName(ObjectKind.TAP_POLICY, SINGLETON_NAMES[ObjectKind.TAP_POLICY])
        case UpdateSettings():
            return ObjectName(ObjectKind.SETTINGS, SINGLETON_NAMES[ObjectKind.SETTINGS])
        case _:
            assert_never(action)


def field_changes(action: Action) -> tuple[FieldChange, ...]:
    """The fields an action changes, tasks aside."""
    match action:
        case DeleteWorkflow() | DeleteExtension():
            return ()
        case _:
            return action.fields


def task_changes(action: Action) -> tuple[TaskChange, ...]:
    """The tasks an action changes."""
    match action:
        case NewVersion(tasks=tasks) | RestoreWorkflow(tasks=tasks):
            return tasks
        case _:
            return ()


def call(action: Action) -> str:
    """The Graph call an action makes, in a reviewer's words."""
    match action:
        case CreateWorkflow() | CreateExtension():
            return "POST"
        case UpdateWorkflow() | UpdateTapPolicy() | UpdateSettings() | UpdateExtension():
            return "PATCH"
        case UpdateTask(position=position, task=task):
            return f"PATCH of task {position} ({task_title(task)})"
        case NewVersion(live=live):
            return f"new version {live.version} → {live.version + 1}"
        case RestoreWorkflow():
            return "restore"
        case DeleteWorkflow():
            return "DELETE (restorable for 30 days)"
        case DeleteExtension():
            return "DELETE (final)"
        case _:
            assert_never(action)


_SWITCHES = {
    ("isEnabled", True): Verb.ENABLE,
    ("isEnabled", False): Verb.DISABLE,
    ("isSchedulingEnabled", True): Verb.SCHEDULE_ON,
    ("isSchedulingEnabled", False): Verb.SCHEDULE_OFF,
}


def verbs(action: Action) -> tuple[Verb, ...]:
    """Everything an action does, the Graph call's own verb first."""
    match action:
        case CreateWorkflow() | CreateExtension():
            return (Verb.CREATE,)
        case DeleteWorkflow() | DeleteExtension():
            return (Verb.DELETE,)
        case UpdateTapPolicy():
            return (Verb.UPDATE_POLICY,)
        case UpdateSettings():
            return (Verb.UPDATE_SETTINGS,)
        case UpdateTask() | UpdateExtension():
            return (Verb.UPDATE,)
        case NewVersion():
            return (Verb.NEW_VERSION, *_effects(action.fields))
        case RestoreWorkflow():
            return (Verb.RESTORE, *_effects(action.fields))
        case UpdateWorkflow():
            effects = _effects(action.fields)
            plain = any(change.field == "description" for change in action.fields)
            return (Verb.UPDATE, *effects) if plain or not effects else effects
        case _:
            assert_never(action)


def _effects(fields: tuple[FieldChange, ...]) -> tuple[Verb, ...]:
    found: list[Verb] = []
    for change in fields:
        if change.field == "displayName":
            found.append(Verb.RENAME)
        elif isinstance(change.after, bool) and (change.field, change.after) in _SWITCHES:
            found.append(_SWITCHES[change.field, change.after])
    return tuple(found)
