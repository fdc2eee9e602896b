"""What a rule looks at: everything git wants of one environment, with the place of each value."""

from collections.abc import Iterator
from dataclasses import dataclass

from lcwsync.config.codes import finding
from lcwsync.model.catalogue import TaskDefinition, by_id, mints_pass
from lcwsync.model.conditions import TimeAttribute, TimeBasedTrigger, Trigger, TriggerAndScope
from lcwsync.model.state import Desired, ObjectKind
from lcwsync.model.workflow import ArgumentValue, Task, Workflow
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location
from lcwsync.values.places import Places


@dataclass(frozen=True, slots=True)
class View:
    """One environment's configuration."""

    desired: Desired
    places: Places

    def workflows(self) -> Iterator["WorkflowView"]:
        """Every workflow."""
        for workflow in self.desired.workflows:
            yield WorkflowView(self.places, workflow)

    def passes(self) -> Iterator["TaskView"]:
        """Every task that makes a pass, those switched off included: one word would switch them on."""
        for workflow in self.workflows():
            yield from (task for task in workflow.tasks() if task.mints_pass)

    def policy(self, *path: str | int) -> Location:
        """A place in the TAP policy."""
        return self.places.at(ObjectKind.TAP_POLICY.value, "", *path)

    def guardrails(self, *path: str | int) -> Location:
        """A place in the guardrails."""
        return self.places.at(ObjectKind.GUARDRAILS.value, "", *path)


@dataclass(frozen=True, slots=True)
class WorkflowView:
    """One workflow."""

    places: Places
    workflow: Workflow

    def at(self, *path: str | int) -> Location:
        """A place in the workflow's document; its name's when nothing nearer is written."""
        return self.places.at(ObjectKind.WORKFLOW.value, self.workflow.display_name, *path)

    def tasks(self) -> Iterator["TaskView"]:
        """Every task, those switched off included."""
        for position, task in enumerate(self.workflow.tasks or ()):
            yield TaskView(self, position, task)

    def active(self, *keys: str) -> tuple["TaskView", ...]:
        """The tasks that are not switched off; only those with one of these keys, if any are given."""
        return tuple(task for task in self.tasks() if task.is_active and (not keys or task.key in keys))

    @property
    def trigger(self) -> Trigger | None:
        """The trigger, if one is said."""
        match self.workflow.conditions:
            case TriggerAndScope(trigger=trigger):
                return trigger
            case _:
                return None

    def offset_from(self, attribute: TimeAttribute) -> int | None:
        """Days from this date to the run; None when the trigger counts from something else."""
        match self.trigger:
            case TimeBasedTrigger(attribute=counted, offset_in_days=days) if counted is attribute:
                return days
            case _:
                return None

    def find(
        self, code: str, *path: str | int, message: str, hint: str | None = None, related: Location | None = None
    ) -> Finding:
        """A finding at a place of this workflow."""
        return finding(code, self.at(*path), message, hint, related=(related,) if related else ())


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task of a workflow."""

    of: WorkflowView
    position: int
    task: Task

    @property
    def definition(self) -> TaskDefinition | None:
        """What the catalogue says about it."""
        return by_id(self.task.definition_id)

    @property
    def key(self) -> str:
        """Its friendly key, or its id where it has none."""
        return self.definition.key if self.definition else self.task.definition_id

    @property
    def is_active(self) -> bool:
        """Whether it is not switched off."""
        return self.task.is_enabled is not False

    @property
    def mints_pass(self) -> bool:
        """Whether it makes a Temporary Access Pass."""
        return mints_pass(self.task.definition_id)

    def argument(self, name: str) -> ArgumentValue | None:
        """An argument, by the catalogue's spelling."""
        return self.task.arguments.get(name)

    def number(self, name: str) -> int | None:
        """An argument that is a number."""
        value = self.argument(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def text(self, name: str) -> str | None:
        """An argument that is a text."""
        value = self.argument(name)
        return value if isinstance(value, str) else None

    def at(self, *path: str | int) -> Location:
        """A place in the task; that of `task:` when nothing is asked for."""
        return self.of.at("tasks", self.position, *(path or ("task",)))

    def find(
        self, code: str, *path: str | int, message: str, hint: str | None = None, related: Location | None = None
    ) -> Finding:
        """A finding at a place of this task."""
        return finding(code, self.at(*path), message, hint, related=(related,) if related else ())
