"""A run of a workflow for one person: each enabled task in turn, on the person as the tasks before have left them.

https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks
"""

from collections.abc import Callable, Iterator, Mapping

from lcwsync.judge import access_packages, accounts, attributes, extensions, groups, licences, mails, pass_task
from lcwsync.judge.outcome import CannotTell, Done, Failed, Outcome, Skipped, TaskForecast
from lcwsync.judge.state import Joins, Judged, State
from lcwsync.judge.timing import When
from lcwsync.model.catalogue import by_id, creates_pass
from lcwsync.model.person import UNREAD
from lcwsync.model.task_facts import CHANGES_THE_PERSON, RunFacts
from lcwsync.model.workflow import Task, Workflow

_RULES: Mapping[str, Callable[[State, Task], Judged]] = {
    "generateTapAndEmailManager": pass_task.judge,
    "addUserToGroups": groups.add,
    "addUserToTeams": groups.add,
    "removeUserFromGroups": groups.remove,
    "removeUserFromTeams": groups.remove,
    "removeUserFromAllGroups": groups.remove_all,
    "removeUserFromAllTeams": groups.remove_all,
    "enableUserAccount": accounts.enable,
    "disableUserAccount": accounts.disable,
    "deleteUser": accounts.delete,
    "revokeRefreshTokens": accounts.revoke,
    "transferAgentSponsorships": accounts.transfer,
    "updateUserAttributes": attributes.update,
    "assignLicenses": licences.assign,
    "removeLicenses": licences.remove,
    "removeAllLicenses": licences.remove_all,
    "requestAccessPackage": access_packages.request,
    "removeAccessPackage": access_packages.end,
    "removeAllAccessPackages": access_packages.end_all,
    "cancelPendingAccessPackageRequests": access_packages.end,
    "runCustomTaskExtension": extensions.run,
    "sendWelcomeEmail": mails.send,
    "sendOnboardingReminderEmail": mails.send,
    "notifyManagerOfMove": mails.send,
    "emailManagerAboutSponsorship": mails.send,
    "emailCosponsorsAboutSponsorship": mails.send,
    "emailBeforeLastDay": mails.send,
    "emailOnLastDay": mails.send,
    "emailAfterLastDay": mails.send,
    "emailAboutInactivity": mails.send,
    "emailAboutUnsponsoredGuest": mails.send,
}
"""One row for each task of the catalogue."""


def judge(workflow: Workflow, facts: RunFacts, when: When) -> tuple[TaskForecast, ...]:
    """What each enabled task does when the workflow takes the person up at `when`.

    `workflow` has ids in its references. A task whose end cannot be told makes those after it uncertain, too: it may
    stop the workflow, or leave the person otherwise than was read.
    """
    return tuple(forecast for forecast, _ in steps(workflow, facts, when))


def steps(
    workflow: Workflow, facts: RunFacts, when: When, earlier: Joins | None = None
) -> Iterator[tuple[TaskForecast, State]]:
    """The same, each task with the person before it. `earlier` are groups that other workflows put the person into."""
    state = State.at_start(facts, when, earlier)
    stopped: int | None = None
    doubt = ""
    for position, task in enumerate(workflow.tasks or (), start=1):
        if task.is_enabled is False:
            continue
        outcome: Outcome
        before = state
        if stopped is not None:
            outcome = Skipped(stopped)
        elif doubt:
            outcome = CannotTell(doubt)
        else:
            outcome, state = _judged(state, task)
        yield TaskForecast(position, task, outcome), before
        match outcome:
            case Failed() if task.continue_on_error is not True:
                stopped = position
            case CannotTell(missing=missing):
                doubt = doubt or f"how task {position} ends, because of {missing}"
            case Failed() | Done() | Skipped():
                pass


def _judged(state: State, task: Task) -> Judged:
    if state.deleted:
        return Failed("the account was deleted by an earlier task"), state
    definition = by_id(task.definition_id)
    if definition is None:
        return CannotTell("what the task does: it is not in the catalogue"), state
    if definition.key in CHANGES_THE_PERSON and not creates_pass(task.definition_id):
        unit = state.restricted_in
        if unit is UNREAD:
            return CannotTell("restricted management administrative units"), state
        if unit is not None:
            return Failed(f"is in the restricted management administrative unit {unit}"), state
    return _RULES[definition.key](state, task)
