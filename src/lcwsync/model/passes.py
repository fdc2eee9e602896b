"""The tasks of a workflow that create a Temporary Access Pass."""

from dataclasses import dataclass
from datetime import datetime

from lcwsync.model.catalogue import creates_pass
from lcwsync.model.workflow import Task, Workflow


@dataclass(frozen=True, slots=True)
class EarlierPass:
    """A pass that a person has and that a new one would replace: unused, as far as the service knows.

    `end` is in UTC; None when the service does not tell it.
    """

    end: datetime | None


def pass_tasks(workflow: Workflow, *, enabled_only: bool) -> tuple[Task, ...]:
    """The tasks that create a pass, in the order of the run; with `enabled_only` those that are not disabled."""
    return tuple(
        task
        for task in workflow.tasks or ()
        if creates_pass(task.definition_id) and not (enabled_only and task.is_enabled is False)
    )


def has_pass_task(workflow: Workflow) -> bool:
    """Whether a task creates a pass, disabled ones included: a single word would enable them."""
    return bool(pass_tasks(workflow, enabled_only=False))
