"""The actions a plan can hold: one per object and Graph call, as data, each with the facts of its class.

A new action is a class in `Action`, the actions it depends on (`order`), its risks (`risk`), and a function in `apply`;
mypy names the places that are missing.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar

from lcwsync.model.extension import CustomTaskExtension, LiveExtension
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import SINGLETON_NAMES, ObjectKind, ObjectName
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow, Task, Workflow
from lcwsync.plan.changes import FieldChange, TaskChange, task_title
from lcwsync.values.location import Location


class Verb(StrEnum):
    """The verbs of actions. One action can have several."""

    CREATE = "create"
    UPDATE = "update"
    NEW_VERSION = "newVersion"
    RENAME = "rename"
    ENABLE = "enable"
    DISABLE = "disable"
    SCHEDULE_ON = "scheduleOn"
    SCHEDULE_OFF = "scheduleOff"
    RESTORE = "restore"
    DELETE = "delete"
    UPDATE_POLICY = "updatePolicy"
    UPDATE_SETTINGS = "updateSettings"

    @property
    def in_words(self) -> str:
        """`new version` for `newVersion`."""
        return "".join(f" {c.lower()}" if c.isupper() else c for c in self.value)


class Phase(IntEnum):
    """The order of actions. Policy and extensions come before the workflows that use them, deletes last."""

    LOOSEN_POLICY = 0
    SETTINGS = 1
    EXTENSIONS = 2
    WORKFLOWS = 3
    TIGHTEN_POLICY = 4
    DELETE_WORKFLOWS = 5
    DELETE_EXTENSIONS = 6


class _Facts:
    """Facts that most actions share. `kind`, `verb` and `phase` belong to the class of an action."""

    __slots__ = ()

    kind: ClassVar[ObjectKind]
    verb: ClassVar[Verb]

    @property
    def name(self) -> str:
        """The object's name: git's, and the tenant's for a delete."""
        return SINGLETON_NAMES[self.kind]

    @property
    def verbs(self) -> tuple[Verb, ...]:
        """Everything the action does, the verb of its Graph call first."""
        return (self.verb,)

    @property
    def key(self) -> str:
        """Unique in a plan and stable between runs."""
        return f"{self.verb.value} {ObjectName(self.kind, self.name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWorkflow(_Facts):
    """POST of a workflow the tenant does not have. `fields` lists git's values; Graph's defaults fill the rest."""

    kind: ClassVar = ObjectKind.WORKFLOW
    verb: ClassVar = Verb.CREATE
    phase: ClassVar = Phase.WORKFLOWS
    call: ClassVar = "POST"
    before: ClassVar[None] = None

    desired: Workflow
    fields: tuple[FieldChange, ...]

    @property
    def name(self) -> str:
        return self.desired.display_name


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateWorkflow(_Facts):
    """PATCH of displayName, description, isEnabled, isSchedulingEnabled: no new version."""

    kind: ClassVar = ObjectKind.WORKFLOW
    verb: ClassVar = Verb.UPDATE
    phase: ClassVar = Phase.WORKFLOWS
    call: ClassVar = "PATCH"

    live: LiveWorkflow
    desired: Workflow
    fields: tuple[FieldChange, ...]

    @property
    def before(self) -> LiveWorkflow:
        return self.live

    @property
    def name(self) -> str:
        return self.desired.display_name

    @property
    def verbs(self) -> tuple[Verb, ...]:
        effects = _effects(self.fields)
        plain = any(change.field == "description" for change in self.fields)
        return (self.verb, *effects) if plain or not effects else effects


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTask(_Facts):
    """PATCH of one task's displayName and description: no new version."""

    kind: ClassVar = ObjectKind.WORKFLOW
    verb: ClassVar = Verb.UPDATE
    phase: ClassVar = Phase.WORKFLOWS

    live: LiveWorkflow
    task_id: str
    position: int
    task: Task
    """As it will be."""
    fields: tuple[FieldChange, ...]

    @property
    def before(self) -> LiveWorkflow:
        return self.live

    @property
    def name(self) -> str:
        return self.live.workflow.display_name

    @property
    def call(self) -> str:
        return f"PATCH of task {self.position} ({task_title(self.task)})"

    @property
    def key(self) -> str:
        return f"update task {self.position} of {ObjectName(self.kind, self.name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion(_Facts):
    """createNewVersion with the whole workflow: `desired` completed from `live`."""

    kind: ClassVar = ObjectKind.WORKFLOW
    verb: ClassVar = Verb.NEW_VERSION
    phase: ClassVar = Phase.WORKFLOWS

    live: LiveWorkflow
    desired: Workflow
    fields: tuple[FieldChange, ...]
    tasks: tuple[TaskChange, ...]

    @property
    def before(self) -> LiveWorkflow:
        return self.live

    @property
    def name(self) -> str:
        return self.desired.display_name

    @property
    def call(self) -> str:
        return f"new version {self.live.version} → {self.live.version + 1}"

    @property
    def verbs(self) -> tuple[Verb, ...]:
        return (self.verb, *_effects(self.fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreWorkflow(_Facts):
    """Restore of a soft-deleted namesake, then whatever brings it to the desired state, re-read after the restore.

    `fields` and `tasks` compare with the deleted workflow as the service shows it, which may hide its tasks.
    """

    kind: ClassVar = ObjectKind.WORKFLOW
    verb: ClassVar = Verb.RESTORE
    phase: ClassVar = Phase.WORKFLOWS
    call: ClassVar = "restore"

    deleted: LiveWorkflow
    desired: Workflow
    fields: tuple[FieldChange, ...]
    tasks: tuple[TaskChange, ...]

    @property
    def before(self) -> LiveWorkflow:
        return self.deleted

    @property
    def name(self) -> str:
        return self.desired.display_name

    @property
    def verbs(self) -> tuple[Verb, ...]:
        return (self.verb, *_effects(self.fields))


class DeleteReason(StrEnum):
    """The reasons for a deletion."""

    REMOVED = "removed"
    PRUNED = "pruned"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteWorkflow(_Facts):
    """Soft delete: restorable for 30 days."""

    kind: ClassVar = ObjectKind.WORKFLOW
    verb: ClassVar = Verb.DELETE
    phase: ClassVar = Phase.DELETE_WORKFLOWS
    call: ClassVar = "DELETE (restorable for 30 days)"
    fields: ClassVar[tuple[FieldChange, ...]] = ()

    live: LiveWorkflow
    reason: DeleteReason

    @property
    def before(self) -> LiveWorkflow:
        return self.live

    @property
    def name(self) -> str:
        return self.live.workflow.display_name


class Direction(StrEnum):
    """The direction of a policy change: loosening comes before the workflows that need it, tightening after."""

    LOOSEN = "loosen"
    TIGHTEN = "tighten"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTapPolicy(_Facts):
    """PATCH of the TAP policy with the changed fields only."""

    kind: ClassVar = ObjectKind.TAP_POLICY
    verb: ClassVar = Verb.UPDATE_POLICY
    call: ClassVar = "PATCH"

    before: TapPolicy
    after: TapPolicy
    """Only what this action sends is set."""
    fields: tuple[FieldChange, ...]
    direction: Direction

    @property
    def phase(self) -> Phase:
        return Phase.LOOSEN_POLICY if self.direction is Direction.LOOSEN else Phase.TIGHTEN_POLICY

    @property
    def key(self) -> str:
        return f"{self.direction.value} {ObjectName(self.kind, self.name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateSettings(_Facts):
    """PATCH of the tenant-wide settings; both required members are sent."""

    kind: ClassVar = ObjectKind.SETTINGS
    verb: ClassVar = Verb.UPDATE_SETTINGS
    phase: ClassVar = Phase.SETTINGS
    call: ClassVar = "PATCH"

    before: LifecycleSettings
    desired: LifecycleSettings
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateExtension(_Facts):
    """POST of a custom task extension."""

    kind: ClassVar = ObjectKind.EXTENSION
    verb: ClassVar = Verb.CREATE
    phase: ClassVar = Phase.EXTENSIONS
    call: ClassVar = "POST"
    before: ClassVar[None] = None

    desired: CustomTaskExtension
    fields: tuple[FieldChange, ...]

    @property
    def name(self) -> str:
        return self.desired.display_name


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateExtension(_Facts):
    """PATCH of a custom task extension with the changed fields."""

    kind: ClassVar = ObjectKind.EXTENSION
    verb: ClassVar = Verb.UPDATE
    phase: ClassVar = Phase.EXTENSIONS
    call: ClassVar = "PATCH"

    live: LiveExtension
    desired: CustomTaskExtension
    fields: tuple[FieldChange, ...]

    @property
    def before(self) -> LiveExtension:
        return self.live

    @property
    def name(self) -> str:
        return self.desired.display_name


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteExtension(_Facts):
    """DELETE of a custom task extension: not restorable, and only after no workflow uses it."""

    kind: ClassVar = ObjectKind.EXTENSION
    verb: ClassVar = Verb.DELETE
    phase: ClassVar = Phase.DELETE_EXTENSIONS
    call: ClassVar = "DELETE (final)"
    fields: ClassVar[tuple[FieldChange, ...]] = ()

    live: LiveExtension
    reason: DeleteReason

    @property
    def before(self) -> LiveExtension:
        return self.live

    @property
    def name(self) -> str:
        return self.live.extension.display_name


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
    """Unique in the plan and stable between runs: `newVersion workflow "Pre-hire"`."""
    action: Action
    depends_on: tuple[str, ...] = ()
    """Keys of actions that must have been applied before."""
    location: Location | None = None
    """Where git says so."""
    fingerprint: str | None = None
    """Of the live object as it was read; None for what does not exist yet."""


def subject(action: Action) -> ObjectName:
    """The object an action is about, by the name git gives it (the tenant's name for deletes)."""
    return ObjectName(action.kind, action.name)


def verbs(action: Action) -> tuple[Verb, ...]:
    """Everything an action does, the verb of its Graph call first."""
    return action.verbs


def call(action: Action) -> str:
    """The Graph call an action makes, in a reviewer's words."""
    return action.call


def field_changes(action: Action) -> tuple[FieldChange, ...]:
    """The fields an action changes, tasks aside."""
    return action.fields


def task_changes(action: Action) -> tuple[TaskChange, ...]:
    """The tasks an action changes."""
    return action.tasks if isinstance(action, NewVersion | RestoreWorkflow) else ()


_SWITCHES = {
    ("isEnabled", True): Verb.ENABLE,
    ("isEnabled", False): Verb.DISABLE,
    ("isSchedulingEnabled", True): Verb.SCHEDULE_ON,
    ("isSchedulingEnabled", False): Verb.SCHEDULE_OFF,
}


def _effects(fields: tuple[FieldChange, ...]) -> tuple[Verb, ...]:
    effects: list[Verb] = []
    for change in fields:
        if change.field == "displayName":
            effects.append(Verb.RENAME)
        elif isinstance(change.after, bool) and (change.field, change.after) in _SWITCHES:
            effects.append(_SWITCHES[change.field, change.after])
    return tuple(effects)
