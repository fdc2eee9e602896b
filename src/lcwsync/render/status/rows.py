"""The words of a status that its formats share. Texts are unescaped."""

import re
from collections.abc import Iterator

from lcwsync.inspect.status import Status, WorkflowStatus
from lcwsync.model.pause import pause_of
from lcwsync.model.run import GOING_ON, PersonResult, Run
from lcwsync.render.formats.masks import masked_user
from lcwsync.render.formats.values import counted
from lcwsync.values.moments import moment_text


def verdict(status: Status) -> str:
    """One line: how many failed, in how many workflows, who has not ended, what stands still, the requests."""
    workflows = sum(bool(item.failed) for item in status.workflows)
    quarantined = sum(bool(item.live.quarantine) for item in status.workflows)
    since = f" since {moment_text(status.since)}" if status.since else ""
    still = f"; {counted(quarantined, 'workflow')} quarantined" if quarantined else ""
    if status.going_on:
        still += f"; {counted(status.going_on, 'person', 'people')} queued or in progress"
    if status.failed_requests:
        still += f"; {counted(status.failed_requests, 'request')} in My Access failed"
    if status.unread_requests:
        still += "; cannot tell of all requests in My Access"
    if not status.failed:
        return f"No failures in {counted(len(status.workflows) + status.left_out, 'workflow')}{since}{still}."
    failures = counted(status.failed, "failure")
    return f"{failures} in {counted(workflows, 'workflow')}{since}{still}."


def title(item: WorkflowStatus) -> str:
    """`Onboard sales  (version 2, enabled, scheduled)`."""
    workflow = item.live.workflow
    state = "enabled" if workflow.is_enabled else "disabled"
    schedule = "scheduled" if workflow.is_scheduling_enabled else "not scheduled"
    return f"{workflow.display_name}  (version {item.live.version}, {state}, {schedule})"


def stands_still(item: WorkflowStatus, *, show_people: bool) -> Iterator[str]:
    """Why it does not run, if an incident stopped it."""
    if pause := pause_of(item.live):
        by = f" by {pause.by}" if show_people else ""
        yield f"paused{by} since {moment_text(pause.since)}: {pause.reason}"
    if item.live.quarantine:
        yield f"quarantined: {item.live.quarantine}; no scheduled run until an administrator clears it"


def run_text(run: Run) -> str:
    """One run, with its id while it can be cancelled. The service counts failures when a run has ended."""
    when = moment_text(run.started) if run.started else "not started"
    people = counted(run.people, "person", "people")
    id_ = f"  (run {run.id})" if run.can_be_cancelled else ""
    failed = "not ended" if run.status in GOING_ON else f"{run.failed_people} failed"
    return f"{when}  {run.execution}  {run.status}  {people}, {failed}{id_}"


def result_text(result: PersonResult, name: str) -> str:
    """One person's result."""
    when = f" at {moment_text(result.started)}" if result.started else ""
    return f"{name}: {result.status}{when}"


_ADDRESS = re.compile(r"[^\s<>(),;:'\"]+@[^\s<>(),;:'\"]+[^\s<>(),;:'\".]")
"""A mail address or a user principal name in the service's words."""


def reasons(result: PersonResult, *, show_people: bool = True) -> Iterator[tuple[str, str]]:
    """The tasks of a result that did not complete, with the reason as far as the service tells it. Without
    `show_people` addresses in the reason are masked."""
    for task in result.tasks:
        if task.reason and task.status != "completed":
            reason = task.reason
            yield task.title, reason if show_people else _ADDRESS.sub(lambda found: masked_user(found[0]), reason)
