"""The actions a plan can hold: one per object and Graph call, as data, each with the facts of its class.

A new action is a class in `Action`, the actions it depends on (`order`), its risks (`risk`), and a function in `apply`;
mypy names the places that are missing.
"""

from typing import ClassVar

from lcwsync.model.extension import CustomTaskExtension, LiveExtension
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.plan.action_facts import ActionFacts, DeleteReason, Direction, Phase, Verb
from lcwsync.plan.changes import FieldChange, TaskChange
from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, RemovePassPart, RevokeRole
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.values.location import Location
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTapPolicy(ActionFacts):
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
class UpdateSettings(ActionFacts):
    """PATCH of the tenant-wide settings; both required members are sent."""

    kind: ClassVar = ObjectKind.SETTINGS
    verb: ClassVar = Verb.UPDATE_SETTINGS
    phase: ClassVar = Phase.SETTINGS
    call: ClassVar = "PATCH"

    before: LifecycleSettings
    desired: LifecycleSettings
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateExtension(ActionFacts):
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
class UpdateExtension(ActionFacts):
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
class DeleteExtension(ActionFacts):
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
    | AddPassPart
    | ChangePassPart
    | RevokeRole
    | RemovePassPart
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


def task_changes(action: Action) -> tuple[TaskChange, ...]:
    """The tasks an action changes."""
    return action.tasks if isinstance(action, NewVersion | RestoreWorkflow) else ()
