"""Workflows of the tenant that create passes: whether git lists them, and who else reads the mails."""

from collections.abc import Iterable, Mapping, Sequence

from lcwsync.audit.model import PassWorkflow
from lcwsync.model.passes import pass_tasks
from lcwsync.model.principal import Principal
from lcwsync.model.workflow import LiveWorkflow, Task, Workflow
from lcwsync.preview.recipients import copies, strange_arguments


def pass_workflows(
    live: Iterable[LiveWorkflow], desired: Iterable[Workflow], receivers: Mapping[str, Principal]
) -> tuple[PassWorkflow, ...]:
    """Those with a task that creates passes, enabled or not, by name. `receivers` has each of `copied_ids`."""
    listed = {name.casefold() for each in desired for name in (each.display_name, *each.previous_names)}
    found = (
        PassWorkflow(
            id=each.id,
            name=each.workflow.display_name,
            enabled=each.workflow.is_enabled is not False and any(task.is_enabled is not False for task in tasks),
            scheduled=each.workflow.is_scheduling_enabled is not False,
            in_git=each.workflow.display_name.casefold() in listed,
            copies=tuple(receivers[id_] for id_ in _copied(tasks)),
            other_recipients=any(strange_arguments(task) for task in tasks),
        )
        for each in live
        if (tasks := pass_tasks(each.workflow, enabled_only=False))
    )
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))


def copied_ids(live: Iterable[LiveWorkflow]) -> Sequence[str]:
    """Ids of the users who receive a copy of a pass from any workflow."""
    return sorted({id_ for each in live for id_ in _copied(pass_tasks(each.workflow, enabled_only=False))})


def _copied(tasks: Iterable[Task]) -> list[str]:
    return list(dict.fromkeys(ref.id.lower() for task in tasks for ref in copies(task) if ref.id))
