"""The input of the rules: the desired state of one environment, with the place of each value."""

from lcwsync.model.catalogue import by_id, creates_pass
from lcwsync.model.conditions import TimeAttribute, Trigger
from lcwsync.model.state import Desired, ObjectKind
from lcwsync.model.triggers import moment_of, trigger_of
from lcwsync.model.workflow import ArgumentValue, Task, Workflow
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location
from lcwsync.values.places import Places


class View:
    """One environment's configuration."""

    def __init__(self, desired: Desired, places: Places) -> None:
        self.desired = desired
        self.places = places
        self.workflows = tuple(WorkflowView(places, workflow) for workflow in desired.workflows)
        self.passes = tuple(task for workflow in self.workflows for task in workflow.tasks if task.creates_pass)
        """Every task that creates a pass, disabled ones included: one word in git would enable them."""

    def policy(self, *path: str | int) -> Location:
        """A place in the TAP policy."""
        return self.places.at(ObjectKind.TAP_POLICY.value, "", *path)

    def guardrails(self, *path: str | int) -> Location:
        """A place in the guardrails."""
        return self.places.at(ObjectKind.GUARDRAILS.value, "", *path)


class WorkflowView:
    """One workflow."""

    def __init__(self, places: Places, workflow: Workflow) -> None:
        self.places = places
        self.workflow = workflow
        self.tasks = tuple(TaskView(self, position, task) for position, task in enumerate(workflow.tasks or ()))
        """Every task, disabled ones included."""
        self._active = tuple(task for task in self.tasks if task.is_active)

    def at(self, *path: str | int) -> Location:
        """A place in the workflow's document; its name's when nothing nearer is written."""
        return self.places.at(ObjectKind.WORKFLOW.value, self.workflow.display_name, *path)

    def active(self, *keys: str) -> tuple["TaskView", ...]:
        """The enabled tasks; only those with one of these keys, if any are given."""
        return tuple(task for task in self._active if task.key in keys) if keys else self._active

    @property
    def trigger(self) -> Trigger | None:
        """The trigger, if git states one."""
        return trigger_of(self.workflow.conditions)

    def offset_from(self, attribute: TimeAttribute) -> int | None:
        """Days from this date to the run; None when the trigger counts from something else."""
        due = moment_of(self.trigger)
        return due.days if due and due.date is attribute else None

    def find(
        self, code: str, *path: str | int, message: str, hint: str | None = None, related: Location | None = None
    ) -> Finding:
        """A finding at a place of this workflow."""
        return finding(code, self.at(*path), message, hint, related=(related,) if related else ())


class TaskView:
    """One task of a workflow."""

    def __init__(self, of: WorkflowView, position: int, task: Task) -> None:
        self.of = of
        self.position = position
        self.task = task
        self.definition = by_id(task.definition_id)
        """What the catalogue says about it."""
        self.key = self.definition.key if self.definition else task.definition_id
        """Its friendly key, or its id where it has none."""
        self.is_active = task.is_enabled is not False
        """Whether it is not disabled."""
        self.creates_pass = creates_pass(task.definition_id)
        """Whether it creates a Temporary Access Pass."""

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
