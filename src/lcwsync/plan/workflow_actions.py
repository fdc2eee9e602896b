"""The actions on workflows: one class per Graph call, with its facts."""

from typing import ClassVar

from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.model.workflow import LiveWorkflow, Task, Workflow
from lcwsync.plan.action_facts import ActionFacts, DeleteReason, Phase, Verb, effects
from lcwsync.plan.changes import FieldChange, TaskChange, task_title
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWorkflow(ActionFacts):
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
class UpdateWorkflow(ActionFacts):
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
        changed = effects(self.fields)
        plain = any(change.field == "description" for change in self.fields)
        return (self.verb, *changed) if plain or not changed else changed


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTask(ActionFacts):
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
class NewVersion(ActionFacts):
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
        return (self.verb, *effects(self.fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreWorkflow(ActionFacts):
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
        return (self.verb, *effects(self.fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteWorkflow(ActionFacts):
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
