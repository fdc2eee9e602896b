"""Consequences a reviewer must not miss, rated. Derived from the plan's own changes; nothing is computed twice."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from lcwsync.model.tap_policy import PolicyState
from lcwsync.plan.actions import (
    Action,
    CreateExtension,
    DeleteExtension,
    PlannedAction,
    UpdateExtension,
    UpdateSettings,
    UpdateTapPolicy,
    subject,
)
from lcwsync.plan.changes import FieldChange
from lcwsync.plan.fields import ALL_USERS_SHOWN
from lcwsync.plan.merge import complete
from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, RemovePassPart, RevokeRole
from lcwsync.plan.pass_risks import front_door_risks
from lcwsync.plan.plan import Risk
from lcwsync.plan.policy import gained
from lcwsync.plan.risk_values import Found, Powerful, alive, more, names
from lcwsync.plan.risk_workflow import changed, created, deleted
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.values.findings import Rating


def risks(actions: tuple[PlannedAction, ...], groups: Powerful) -> tuple[Risk, ...]:
    """The risks of a plan's actions, the gravest first, then in the order of the actions; none is said twice.

    `groups` are those whose members can do more.
    """
    found = [
        Risk(code=code, rating=rating, object=subject(planned.action), message=message, action=planned.key)
        for planned in actions
        for code, rating, message in _risks_of(planned.action, groups)
    ]
    return by_rating(dict.fromkeys(found))


def by_rating(found: Iterable[Risk]) -> tuple[Risk, ...]:
    """The gravest first; among equals the order stays."""
    return tuple(sorted(found, key=lambda risk: risk.rating.rank))


def _risks_of(action: Action, groups: Powerful) -> Iterator[Found]:
    match action:
        case UpdateTapPolicy(fields=fields, before=before):
            for change in fields:
                yield from _policy(change)
                if change.field == "includeTargets" and before.state is PolicyState.ENABLED:
                    yield from _left_out(change)
        case CreateWorkflow(desired=workflow):
            yield from created(workflow, groups)
        case RestoreWorkflow(desired=workflow, deleted=gone):
            yield from created(complete(workflow, gone.workflow), groups)
        case NewVersion() | UpdateWorkflow():
            yield from changed(action, groups)
        case DeleteWorkflow():
            yield from deleted(action, groups)
        case DeleteExtension():
            yield "RISK-DELETE", Rating.HIGH, "deleted for good: the service cannot restore an extension"
        case CreateExtension():
            yield "RISK-CODE", Rating.MEDIUM, "workflows can call a Logic App, which runs code outside this review"
        case UpdateExtension(fields=fields):
            yield from _extension(fields)
        case UpdateSettings(fields=fields):
            for change in fields:
                yield from _settings(change)
        case AddPassPart() | ChangePassPart() | RevokeRole() | RemovePassPart():
            yield from front_door_risks(action)
        case UpdateTask():
            pass
        case _:
            assert_never(action)


def _extension(fields: tuple[FieldChange, ...]) -> Iterator[Found]:
    changed_parts = {change.field.partition(".")[0] for change in fields}
    if "endpoint" in changed_parts:
        yield "RISK-CODE", Rating.HIGH, "workflows will call another Logic App"
    if "authentication" in changed_parts:
        yield "RISK-CODE", Rating.HIGH, "the Logic App will be called with another authentication"
    if any(change.field.startswith("callback.authorizedApps") for change in fields):
        yield "RISK-CODE", Rating.HIGH, "other apps may answer for the Logic App"


def _settings(change: FieldChange) -> Iterator[Found]:
    match change.field:
        case "workflowScheduleIntervalInHours" if more(change.before, change.after):
            what = f"workflows run every {change.after} hours, not every {change.before}"
            yield "RISK-INTERVAL", Rating.MEDIUM, f"{what}: passes come later, and leavers keep access for longer"
        case field if field.startswith("emailSettings") or field in ("senderDomain", "useCompanyBranding"):
            what = "mails, those with passes among them, come from another sender or look otherwise"
            yield "RISK-SENDER", Rating.MEDIUM, f"{what} ({field})"
        case _:
            return


def _policy(change: FieldChange) -> Iterator[Found]:
    before, after = change.before, change.after
    match change.field:
        case "state" if after == "enabled":
            yield "RISK-TAP-ENABLED", Rating.MEDIUM, "Temporary Access Passes can be created and used from now on"
        case "state":
            yield (
                "RISK-TAP-DISABLED",
                Rating.MEDIUM,
                "no pass can be created or used; passes already mailed stop working",
            )
        case "isUsableOnce" if after is False:
            yield "RISK-TAP-REUSABLE", Rating.HIGH, "a pass may be used more than once until it expires"
        case "isUsableOnce":
            yield "RISK-TAP-INVALIDATED", Rating.MEDIUM, "multi-use passes already mailed are refused from now on"
        case "maximumLifetimeInMinutes" if more(before, after):
            yield (
                "RISK-TAP-LIFETIME",
                Rating.HIGH,
                f"a pass can be valid longer: {before} → {after} minutes at most",
            )
        case "defaultLifetimeInMinutes" if more(before, after):
            yield (
                "RISK-TAP-LIFETIME",
                Rating.MEDIUM,
                f"a pass is valid longer by default: {before} → {after} minutes",
            )
        case "defaultLength" if more(after, before):
            yield "RISK-TAP-LENGTH", Rating.LOW, f"passes are shorter: {before} → {after} characters"
        case "includeTargets" if added := gained(before, after):
            rating = Rating.HIGH if ALL_USERS_SHOWN in added else Rating.MEDIUM
            yield "RISK-TAP-TARGETS", rating, f"more people can use a pass: {names(added)} added to the policy"
        case "excludeTargets" if dropped := alive(gained(after, before)):
            yield "RISK-TAP-TARGETS", Rating.HIGH, f"no longer excluded from passes: {names(dropped)}"
        case _:
            return


def _left_out(change: FieldChange) -> Iterator[Found]:
    if lost := alive(gained(change.after, change.before)):
        what = "removed from the policy, and nobody in it can use a pass any more unless another target covers them"
        yield "RISK-TAP-TARGETS", Rating.MEDIUM, f"fewer people can use a pass: {names(lost)} {what}"
