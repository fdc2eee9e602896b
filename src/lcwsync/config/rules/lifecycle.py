"""Workflows that the service refuses, or that do something else than they seem to."""

import unicodedata
from collections.abc import Iterator

from lcwsync.config.rules.view import TaskView, View, WorkflowView
from lcwsync.model.conditions import (
    PORTAL_INACTIVITY_DAYS,
    AttributeChangeTrigger,
    GroupScope,
    MembershipChangeTrigger,
    OnDemandOnly,
    RuleScope,
    TimeAttribute,
    TimeBasedTrigger,
    Trigger,
    TriggerAndScope,
    UserInactivityTrigger,
)
from lcwsync.model.references import Ref, ref_key
from lcwsync.model.rule.attributes import find, suggestion
from lcwsync.model.task_effects import ENDS_SESSIONS, OPPOSITES, TAKES_EVERYTHING, never_written
from lcwsync.model.triggers import kind_of
from lcwsync.model.workflow import AttributeUpdate, Category
from lcwsync.values.findings import Finding


def lifecycle_findings(view: View) -> Iterator[Finding]:
    """Everything about single workflows but mails, passes and scope rules."""
    for workflow in view.workflows:
        yield from _spelled(workflow)
        yield from _category(workflow)
        yield from _conditions(workflow)
        yield from _switches(workflow)
        yield from _joining(workflow)
        yield from _leaving(workflow)
        yield from _repeated(workflow)
        yield from _written(workflow)


def _spelled(view: WorkflowView) -> Iterator[Finding]:
    """A name that looks like another one, and is not the same to the service."""
    name = view.workflow.display_name
    hidden = next((char for char in name if unicodedata.category(char) in ("Cf", "Cc", "Zl", "Zp")), None)
    if hidden is not None:
        message = f"the name has the invisible character U+{ord(hidden):04X}"
    elif name != name.strip():
        message = "the name begins or ends with a blank"
    elif name != unicodedata.normalize("NFC", name):
        message = "the name has accents written as characters of their own (not in Unicode form NFC)"
    else:
        return
    yield view.find("LCW026", "displayName", message=message, hint="type the name anew")


_DATES = {
    Category.JOINER: (TimeAttribute.HIRE_DATE, TimeAttribute.CREATED_DATE),
    Category.MOVER: (),
    Category.LEAVER: (TimeAttribute.LEAVE_DATE,),
}


def _category(view: WorkflowView) -> Iterator[Finding]:
    category = view.workflow.category
    if category is None:
        return
    for task in view.tasks:
        definition = task.definition
        if definition is not None and category not in definition.categories:
            disputed = definition.categories_disputed
            possible = ", ".join(sorted(each.value for each in definition.categories))
            yield task.find(
                "LCW002" if disputed else "LCW001",
                message=f"{definition.key} is a task for {possible} workflows, this is a {category.value} workflow",
                hint="check it against the tenant's task definitions"
                if disputed
                else "`lcwsync tasks` lists the tasks of each category",
                related=view.at("category"),
            )
    match view.trigger:
        case TimeBasedTrigger(attribute=attribute) if attribute not in _DATES[category]:
            dates = " or ".join(date.value for date in _DATES[category]) or "no date"
            yield view.find(
                "LCW004",
                "trigger",
                "timeBasedAttribute",
                message=f"a {category.value} workflow counts from {dates}, not from {attribute.value}",
                hint="write that date; where the other one is meant, accept it for this workflow under rules:",
                related=view.at("category"),
            )


def _conditions(view: WorkflowView) -> Iterator[Finding]:
    match view.workflow.conditions:
        case TriggerAndScope(trigger=MembershipChangeTrigger(), scope=RuleScope()):
            yield view.find(
                "LCW003",
                "scope",
                "rule",
                message="a membership change is watched in groups, not by a rule",
                hint="write scope: {groups: [NAME]}",
                related=view.at("trigger"),
            )
        case TriggerAndScope(trigger=MembershipChangeTrigger(), scope=GroupScope(groups=groups)):
            if groups and len(groups) > 1:
                yield view.find("LCW015", "scope", "groups", 1, message=f"{len(groups)} groups are watched at once")
        case TriggerAndScope(trigger=trigger, scope=GroupScope()) if trigger and _watches_users(trigger):
            yield view.find(
                "LCW003",
                "scope",
                "groups",
                message="groups go with trigger.membershipChange only",
                hint="write scope: {rule: ...}",
                related=view.at("trigger"),
            )
    match view.trigger:
        case AttributeChangeTrigger(attributes=attributes):
            for position, name in enumerate(attributes):
                if find(name) is None:
                    near = suggestion(name)
                    hint = f"did you mean {near}?" if near else "`lcwsync attributes` lists what is known"
                    message = f'users are not known to have an attribute "{name}"'
                    yield view.find("LCW027", "trigger", "attributeChange", position, message=message, hint=hint)
        case UserInactivityTrigger(period_in_days=days) if days not in PORTAL_INACTIVITY_DAYS:
            offered = PORTAL_INACTIVITY_DAYS
            place = ("trigger", "userInactivity", "inactivityPeriodInDays")
            yield view.find("LCW023", *place, message=f"{days} days; the portal offers {offered[0]} to {offered[-1]}")


def _watches_users(trigger: Trigger) -> bool:
    kind = kind_of(trigger)
    return kind is not None and kind.scope is RuleScope


def _switches(view: WorkflowView) -> Iterator[Finding]:
    workflow = view.workflow
    on_demand = isinstance(workflow.conditions, OnDemandOnly)
    if workflow.is_scheduling_enabled and workflow.is_enabled is False:
        message, hint = "the workflow is scheduled but disabled", "set isSchedulingEnabled: false"
        yield view.find("LCW005", "isSchedulingEnabled", message=message, hint=hint, related=view.at("isEnabled"))
    elif workflow.is_scheduling_enabled and on_demand:
        message, hint = "the workflow runs on demand only but is scheduled", "set isSchedulingEnabled: false"
        yield view.find("LCW007", "isSchedulingEnabled", message=message, hint=hint, related=view.at("trigger"))
    elif workflow.is_enabled and workflow.is_scheduling_enabled is False and view.trigger is not None:
        message = "the workflow is enabled, but without a schedule it runs only on demand"
        yield view.find("LCW006", "isSchedulingEnabled", message=message, related=view.at("isEnabled"))
    if view.tasks and not view.active():
        yield view.find("LCW014", "tasks", message="every task is disabled")


def _joining(view: WorkflowView) -> Iterator[Finding]:
    offset = view.offset_from(TimeAttribute.HIRE_DATE)
    if offset is not None and offset < 0:
        for task in view.active("enableUserAccount"):
            message = f"the account is enabled {-offset} days before the hire date"
            yield task.find("LCW020", message=message, related=view.at("trigger", "offsetInDays"))


_LAST_DAY_MAILS = {
    "emailBeforeLastDay": ("before the last day", range(-180, 0)),
    "emailOnLastDay": ("on the last day", range(1)),
    "emailAfterLastDay": ("after the last day", range(1, 181)),
}


def _leaving(view: WorkflowView) -> Iterator[Finding]:
    offset = view.offset_from(TimeAttribute.LEAVE_DATE)
    yield from _deleting(view, offset)
    if offset is not None and offset < 0:
        for task in view.active(*TAKES_EVERYTHING):
            message = f"{task.key} runs {-offset} days before the leave date"
            yield task.find("LCW009", message=message, related=view.at("trigger", "offsetInDays"))
    if offset is not None:
        for task in view.active(*_LAST_DAY_MAILS):
            when, days = _LAST_DAY_MAILS[task.key]
            if offset not in days:
                message = f"{task.key} is meant for {when}; the workflow runs with an offset of {offset} days"
                yield task.find("LCW010", message=message, related=view.at("trigger", "offsetInDays"))
    disabling = view.active("disableUserAccount")
    if disabling and not view.active(*ENDS_SESSIONS):
        message = "the account is disabled, but its sessions are not ended"
        yield disabling[0].find("LCW021", message=message, hint="add the task revokeRefreshTokens")


def _deleting(view: WorkflowView, offset: int | None) -> Iterator[Finding]:
    deleting = view.active("deleteUser")
    if not deleting:
        return
    task = deleting[0]
    at_once = isinstance(view.workflow.conditions, OnDemandOnly) or isinstance(
        view.trigger, AttributeChangeTrigger | MembershipChangeTrigger
    )
    if at_once or (offset is not None and offset <= 0):
        message = "the account is deleted without delay"
        hint = "delete in a workflow of its own, some weeks after the leave date"
        yield task.find("LCW008", message=message, hint=hint, related=view.at("trigger"))
    later = [other for other in view.active() if other.position > task.position]
    if later:
        message = f"{later[0].key} runs after the account is deleted"
        yield later[0].find("LCW011", message=message, hint="delete last", related=task.at())


def _repeated(view: WorkflowView) -> Iterator[Finding]:
    active = view.active()
    for position, task in enumerate(active):
        for other in active[:position]:
            # Two passes have a rule of their own.
            same = other.task.definition_id == task.task.definition_id and not task.creates_pass
            if same and other.task.arguments == task.task.arguments:
                message = f"{task.key} is there twice with the same arguments"
                yield task.find("LCW013", message=message, hint="remove one", related=other.at())
                break
    for forth, back, argument in OPPOSITES:
        for task in view.active(forth):
            for other in view.active(back):
                shared = _shared(task, other, argument) if argument else ""
                if shared is not None:
                    message = f"{forth} and {back} in one workflow{shared}"
                    yield other.find("LCW012", message=message, related=task.at())


def _shared(task: TaskView, other: TaskView, argument: str) -> str | None:
    """The groups, teams or licences that both tasks name, in words; None when they share none."""
    theirs = {ref_key(ref) for ref in _refs(other, argument)}
    common = [str(ref) for ref in _refs(task, argument) if ref_key(ref) in theirs]
    return f": {', '.join(common)}" if common else None


def _refs(task: TaskView, argument: str) -> tuple[Ref, ...]:
    value = task.argument(argument)
    return tuple(item for item in value if isinstance(item, Ref)) if isinstance(value, tuple) else ()


def _written(view: WorkflowView) -> Iterator[Finding]:
    for task in view.active("updateUserAttributes"):
        updates = task.argument("attributeUpdates")
        for position, update in enumerate(updates if isinstance(updates, tuple) else ()):
            if isinstance(update, AttributeUpdate) and never_written(update.attribute):
                message = f"{update.attribute} cannot be written by a workflow: the task fails for everybody"
                place = ("arguments", "attributeUpdates", position, "attribute")
                yield task.find("LCW040", *place, message=message, hint="remove it from the task")
