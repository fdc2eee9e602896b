"""Tasks that create a pass, checked against the policy, the guardrails, and the recipients of the mail.

Facts: https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks (the TAP task) and
https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass.
"""

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from lcwsync.config.rules.tap_policy import groups_of
from lcwsync.config.rules.view import TaskView, View, WorkflowView
from lcwsync.model.conditions import (
    GroupScope,
    MembershipChange,
    MembershipChangeTrigger,
    OnDemandOnly,
    TimeAttribute,
    TriggerAndScope,
)
from lcwsync.model.mails import MANAGER, recipient
from lcwsync.model.pass_requests import InGroups
from lcwsync.model.passes import PolicyConflict, policy_conflicts
from lcwsync.model.references import Ref, ref_key
from lcwsync.model.rule import Compare, In, Operator, RuleSyntaxError, parse
from lcwsync.model.rule.attributes import spelled
from lcwsync.model.rule.syntax import walk
from lcwsync.model.settings import DEFAULT_SCHEDULE_INTERVAL_HOURS
from lcwsync.model.state import Desired
from lcwsync.model.tap_policy import AllUsers, TapPolicy
from lcwsync.model.task_effects import groups_added
from lcwsync.model.triggers import rule_of
from lcwsync.model.workflow import AttributeUpdate, Workflow
from lcwsync.values.findings import Finding
from lcwsync.values.places import Places

POLICY_CODES = frozenset({"TAP001", "TAP002", "TAP003", "TAP005", "TAP006"})
"""What is found by a policy, git's or the tenant's."""

LIFETIME, ONE_TIME = "tapLifetimeMinutes", "tapIsUsableOnce"
DAY_MINUTES = 24 * 60


def tap_task_findings(view: View) -> Iterator[Finding]:
    """Findings about passes that could not be created, would not work, or would reach other people."""
    policy = view.desired.tap_policy
    passes = view.passes
    if passes and policy is None:
        message = "a workflow creates passes, and git does not describe the TAP policy that has to allow them"
        hint = "add a document of kind TemporaryAccessPassPolicy"
        yield passes[0].find("TAP004", message=message, hint=hint)
    for task in passes:
        if policy is not None:
            yield from _against_policy(task, policy, view)
            yield from _population(task, policy, view)
        yield from _readers(task)
        yield from _lifetime(task, view)
        yield from _repeated_use(task, view)
        yield from _moment(task)
        yield from _company(task)


def policy_findings(desired: Desired, places: Places) -> Iterator[Finding]:
    """The tasks that create a pass, held against the policy of `desired` alone."""
    view = View(desired, places)
    for task in view.passes:
        if desired.tap_policy is not None:
            yield from _against_policy(task, desired.tap_policy, view)
            yield from _population(task, desired.tap_policy, view)


def _against_policy(task: TaskView, policy: TapPolicy, view: View) -> Iterator[Finding]:
    lowest, highest = policy.minimum_lifetime_in_minutes, policy.maximum_lifetime_in_minutes
    minutes = task.number(LIFETIME)
    for conflict in policy_conflicts(task.task, policy):
        match conflict:
            case PolicyConflict.DISABLED:
                if task.is_active:
                    message, hint = (
                        "the TAP policy is disabled: no pass can be made",
                        "set state: enabled in the policy",
                    )
                    yield task.find("TAP003", message=message, hint=hint, related=view.policy("state"))
            case PolicyConflict.TOO_LONG:
                message = f"the pass is to live {minutes} minutes; the policy allows at most {highest}"
                related = view.policy("maximumLifetimeInMinutes")
                hint = f"write {highest} at most, or raise the policy's maximum"
                yield task.find("TAP001", "arguments", LIFETIME, message=message, hint=hint, related=related)
            case PolicyConflict.TOO_SHORT:
                message = f"the pass is to live {minutes} minutes; the policy asks for at least {lowest}"
                related = view.policy("minimumLifetimeInMinutes")
                hint = f"write {lowest} at least, or lower the policy's minimum"
                yield task.find("TAP001", "arguments", LIFETIME, message=message, hint=hint, related=related)
            case PolicyConflict.ONE_TIME_ONLY:
                message, hint = "the policy allows one-time passes only", "set tapIsUsableOnce: true"
                related = view.policy("isUsableOnce")
                yield task.find("TAP002", "arguments", ONE_TIME, message=message, hint=hint, related=related)
            case PolicyConflict.NO_LIFETIME:
                pass  # the form of the argument says so
            case _:
                assert_never(conflict)


def _population(task: TaskView, policy: TapPolicy, view: View) -> Iterator[Finding]:
    """The groups that the workflow's people are known to be in when the pass is created, offline."""
    before = {ref_key(group) for group in _groups_before(task, view)}
    certain = before | {ref_key(group) for group in _groups_joined(task)}
    for position, target in enumerate(policy.exclude_targets or ()):
        for group in groups_of((target,)):
            if ref_key(group) in certain:
                message = f"the policy excludes the group {group}, in which the workflow's people are"
                related = view.policy("excludeTargets", position)
                yield task.find("TAP006", message=message, related=related)
    targets = policy.include_targets
    if targets is None or any(isinstance(target, AllUsers) for target in targets):
        return
    wanted = groups_of(targets)
    if not any(ref_key(group) in before for group in wanted):
        names = " or ".join(group.name or group.id or "?" for group in wanted) or "a group of the policy"
        joined = any(ref_key(group) in certain for group in wanted)
        why = "only this run puts people into it, moments before" if joined else "nothing here puts people into it"
        yield task.find(
            "TAP005",
            message=f"the policy covers {names} only; {why}",
            hint="put them into one of these groups before this workflow runs: a dynamic group, or an earlier workflow",
            related=view.policy("includeTargets"),
        )


def _groups_before(task: TaskView, view: View) -> Iterator[Ref]:
    """The group whose new members the workflow is for, and those that an earlier workflow puts the same people into."""
    for requests in view.desired.pass_requests:
        match requests.for_:
            # Whoever joins by a request is in one of these groups: where it is a single one, that is certain.
            case InGroups(groups=(group,)) if (requests.workflow or "").casefold() == _folded(task.of):
                yield group
            case _:
                pass
    offset = task.of.offset_from(TimeAttribute.HIRE_DATE)
    for earlier in view.workflows:
        days, workflow = earlier.offset_from(TimeAttribute.HIRE_DATE), earlier.workflow
        runs = workflow.is_enabled is not False and workflow.is_scheduling_enabled is True
        if (
            days is not None
            and offset is not None
            and days < offset
            and runs
            and _same_scope(workflow, task.of.workflow)
        ):
            yield from _groups_added(earlier.active())
    match task.of.workflow.conditions:
        case TriggerAndScope(
            trigger=MembershipChangeTrigger(change=MembershipChange.ADD), scope=GroupScope(groups=groups)
        ) if groups and len(groups) == 1:
            yield from groups


def _groups_joined(task: TaskView) -> Iterator[Ref]:
    """The groups that earlier tasks of the same run add people to."""
    yield from _groups_added(t for t in task.of.active() if t.position < task.position)


def _groups_added(tasks: Iterable[TaskView]) -> Iterator[Ref]:
    for task in tasks:
        yield from groups_added(task.task)


def _same_scope(one: Workflow, other: Workflow) -> bool:
    scopes = [each.conditions.scope if isinstance(each.conditions, TriggerAndScope) else None for each in (one, other)]
    return scopes[0] is not None and scopes[0] == scopes[1]


def _folded(workflow: WorkflowView) -> str:
    return workflow.workflow.display_name.casefold()


_RECIPIENT = re.compile(r"recipient|bcc|(^|send|mail)to$|address|forward|copyto|carboncopy", re.IGNORECASE)


def _readers(task: TaskView) -> Iterator[Finding]:
    copied = task.argument("cc")
    if copied not in (None, ()):
        message = "everybody in cc receives the pass and can sign in as the new hire"
        yield task.find("TAP007", "arguments", "cc", message=message, hint="remove cc from this task")
    if recipient(task.task) not in (MANAGER, None):
        message = "the pass is mailed to somebody other than the person's manager"
        yield task.find("TAP028", "arguments", "to", message=message, hint="remove to from this task")
    for name in task.task.arguments:
        known = task.definition.argument(name) if task.definition else None
        if known is None and _RECIPIENT.search(name):
            message = f'the argument "{name[:60]}" may send the pass to other people'
            yield task.find("TAP008", "arguments", name, message=message, hint="remove it")


def _lifetime(task: TaskView, view: View) -> Iterator[Finding]:
    minutes = task.number(LIFETIME)
    if minutes is None:
        return
    guardrails, settings = view.desired.guardrails, view.desired.settings
    limit = guardrails.maximum_lifetime_in_minutes if guardrails else None
    if limit is not None and minutes > limit:
        message = f"the pass is to live {minutes} minutes; the guardrail allows {limit}"
        related = view.guardrails("maximumLifetimeInMinutes")
        yield task.find("TAP021", "arguments", LIFETIME, message=message, related=related)
    elif minutes > DAY_MINUTES:
        message = f"the pass is valid for {minutes} minutes, more than a day"
        yield task.find("TAP014", "arguments", LIFETIME, message=message, hint="480 minutes are a working day")
    said = settings.workflow_schedule_interval_in_hours if settings else None
    hours = said or DEFAULT_SCHEDULE_INTERVAL_HOURS
    offset = task.of.offset_from(TimeAttribute.HIRE_DATE)
    # Before the hire date the pass waits for its hour; from then on it starts whenever the engine comes by.
    if minutes < hours * 60 and not (offset is not None and offset < 0) and task.of.trigger is not None:
        message = f"the pass is valid for {minutes} minutes, but workflows run every {hours} hours"
        yield task.find("TAP012", "arguments", LIFETIME, message=message, hint=f"allow at least {hours * 60} minutes")


def _repeated_use(task: TaskView, view: View) -> Iterator[Finding]:
    if task.argument(ONE_TIME) is not False:
        return
    guardrails, policy = view.desired.guardrails, view.desired.tap_policy
    if guardrails is not None and guardrails.require_one_time_use:
        message = "the pass can be used repeatedly; the guardrail asks for one-time passes"
        related = view.guardrails("requireOneTimeUse")
        yield task.find("TAP022", "arguments", ONE_TIME, message=message, related=related)
    elif policy is None or not policy.is_usable_once:
        message, hint = "the pass can be used repeatedly until it ends", "set tapIsUsableOnce: true"
        yield task.find("TAP013", "arguments", ONE_TIME, message=message, hint=hint)


def _moment(task: TaskView) -> Iterator[Finding]:
    workflow = task.of
    offset = workflow.offset_from(TimeAttribute.HIRE_DATE)
    if offset is not None and offset >= 0:
        place = ("trigger", "offsetInDays")
        message = "the pass is made on the first day, hours after the new hire may want it"
        message = message if offset == 0 else f"the pass is made {offset} days after the first day"
        hint = "use a negative offset: the pass is valid from the hire date on"
        yield workflow.find("TAP020", *place, message=message, hint=hint, related=task.at())
    if isinstance(workflow.workflow.conditions, OnDemandOnly):
        message = "everybody who may start this workflow can get a pass created for any user"
        yield workflow.find("TAP024", "trigger", message=message, related=task.at())


_STEERING = frozenset({"manager", "mail", "othermails", "employeehiredate", "proxyaddresses"})


def _company(task: TaskView) -> Iterator[Finding]:
    """Findings about the other tasks of the same workflow."""
    workflow = task.of
    for other in workflow.active("updateUserAttributes"):
        updates = other.argument("attributeUpdates")
        for position, update in enumerate(updates if isinstance(updates, tuple) else ()):
            if isinstance(update, AttributeUpdate) and update.attribute.casefold() in _STEERING:
                message = f"this workflow sets {update.attribute}, which decides who gets the pass and when"
                place = ("arguments", "attributeUpdates", position, "attribute")
                yield other.find("TAP023", *place, message=message, related=task.at())
    earlier = [other for other in workflow.active() if other.creates_pass and other.position < task.position]
    if earlier and task.is_active:
        message = "a second pass replaces the first one, which has been mailed"
        yield task.find("TAP025", message=message, hint="remove one of the two", related=earlier[0].at())
    if _asks_for_guests(workflow):
        message = "the scope includes guests, for whom no pass can be created"
        yield workflow.find("TAP027", "scope", "rule", message=message, related=task.at())


def _asks_for_guests(workflow: WorkflowView) -> bool:
    rule = rule_of(workflow.workflow.conditions)
    if rule is None:
        return False
    try:
        parts = tuple(walk(parse(rule)))
    except RuleSyntaxError:
        return False
    return any(
        spelled(name) == "userType" and "Guest" in values
        for part in parts
        for name, values in (
            [(part.attribute, (part.value,))]
            if isinstance(part, Compare) and part.operator is Operator.EQ
            else [(part.attribute, part.values)]
            if isinstance(part, In)
            else []
        )
    )
