"""Workflows of the tenant that create passes: whether they are what git describes, and who else reads the mails."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from lcwsync.audit.model import GitState, PassWorkflow
from lcwsync.model.mails import MANAGER, copies, recipient, strange_arguments
from lcwsync.model.passes import pass_tasks
from lcwsync.model.person import UNREAD, NotRead
from lcwsync.model.principal import Principal
from lcwsync.model.workflow import LiveWorkflow, Task, Workflow
from lcwsync.plan.diff import diff_workflow


def pass_workflows(
    live: Iterable[LiveWorkflow], desired: Mapping[str, Workflow | NotRead | None], receivers: Mapping[str, Principal]
) -> tuple[PassWorkflow, ...]:
    """Those with a task that creates passes, enabled or not, by name.

    `desired` has, by the workflow's id, what git describes under its name, UNREAD when that could not be compared.
    `receivers` has each of `copied_ids`.
    """
    every = tuple(live)
    named = Counter(each.workflow.display_name.casefold() for each in every)
    found = (
        PassWorkflow(
            id=each.id,
            name=each.workflow.display_name,
            enabled=each.workflow.is_enabled is not False and any(task.is_enabled is not False for task in tasks),
            scheduled=each.workflow.is_scheduling_enabled is not False,
            git=_git_state(each, desired.get(each.id), several=named[each.workflow.display_name.casefold()] > 1),
            copies=tuple(receivers[id_] for id_ in _copied(tasks)),
            other_recipients=any(strange_arguments(task) or recipient(task) not in (MANAGER, None) for task in tasks),
        )
        for each in every
        if (tasks := pass_tasks(each.workflow, enabled_only=False))
    )
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))


def _git_state(live: LiveWorkflow, desired: Workflow | NotRead | None, *, several: bool) -> GitState:
    if desired is None:
        return GitState.NOT_LISTED
    if several:
        return GitState.SEVERAL
    if desired is UNREAD:
        return GitState.UNKNOWN
    diff = diff_workflow(desired, live.workflow)
    if not diff.empty or live.unsupported:
        return GitState.DIFFERS
    hidden = set(diff.unverified)
    if hidden - {"scope.groups"}:
        return GitState.UNKNOWN
    return GitState.GROUPS_NOT_SHOWN if hidden else GitState.SAME


def copied_ids(live: Iterable[LiveWorkflow]) -> Sequence[str]:
    """Ids of the users who receive a copy of a pass from any workflow."""
    return sorted({id_ for each in live for id_ in _copied(pass_tasks(each.workflow, enabled_only=False))})


def _copied(tasks: Iterable[Task]) -> list[str]:
    return list(dict.fromkeys(ref.id.lower() for task in tasks for ref in copies(task) if ref.id))
