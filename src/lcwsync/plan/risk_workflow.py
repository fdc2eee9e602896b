"""The risks of a workflow that is created, restored, changed or deleted: what people gain by it, and what they lose."""

from collections.abc import Iterator

from lcwsync.model.catalogue import creates_pass
from lcwsync.model.conditions import (
    Conditions,
    OnDemandOnly,
    RuleScope,
    TimeBasedTrigger,
    TriggerAndScope,
)
from lcwsync.model.passes import has_pass_task
from lcwsync.model.rule import lint, widens
from lcwsync.model.workflow import Category, Task, Workflow
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChanged, TaskRemoved, task_title
from lcwsync.plan.merge import complete
from lcwsync.plan.policy import gained
from lcwsync.plan.risk_task import opens_passes, protects_from_leavers, task_added, task_field, task_lost
from lcwsync.plan.risk_values import Found, Powerful, names
from lcwsync.plan.tasks import match_tasks
from lcwsync.plan.workflow_actions import DeleteWorkflow, NewVersion, UpdateWorkflow
from lcwsync.values.codes.scope_rules import UNBOUNDED
from lcwsync.values.findings import Rating


def created(workflow: Workflow, groups: Powerful) -> Iterator[Found]:
    """The risks of a workflow that will run and does not run today: a new or a restored one, as a whole."""
    match workflow.conditions:
        case TriggerAndScope(scope=RuleScope(rule=rule)) if _unbounded(rule):
            rating = Rating.HIGH if has_pass_task(workflow) else Rating.MEDIUM
            yield "RISK-SCOPE", rating, "the rule includes every user that it does not exclude, now and in future"
    for position, task in enumerate(workflow.tasks or (), start=1):
        yield from task_added(position, task, groups)
    if workflow.is_scheduling_enabled:
        yield "RISK-SCHEDULE", Rating.MEDIUM, "scheduled from the start: it runs by itself for everybody in scope"


def deleted(action: DeleteWorkflow) -> Iterator[Found]:
    """The risk of a deletion."""
    workflow = action.live.workflow
    tap = " It mails no pass any more." if has_pass_task(workflow) else ""
    leavers = " Leavers keep what it took from them." if _guards_leavers(workflow) else ""
    rating = Rating.HIGH if tap or leavers else Rating.MEDIUM
    yield "RISK-DELETE", rating, f"deleted; it can be restored for 30 days.{tap}{leavers}"


def changed(action: NewVersion | UpdateWorkflow, groups: Powerful) -> Iterator[Found]:
    """The risks of a changed workflow."""
    before, after = action.live.workflow, complete(action.desired, action.live.workflow)
    for change in action.fields:
        yield from _field(change, after)
    stopped = {change.field for change in action.fields if change.after is False}
    yield from _stopped(after, stopped & {"isEnabled", "isSchedulingEnabled"})
    if any(change.field.partition(".")[0] == "trigger" for change in action.fields):
        yield from _trigger(before.conditions, after)
    if not isinstance(action, NewVersion):
        return
    for task_change in action.tasks:
        match task_change:
            case TaskAdded(position=position, task=task):
                yield from task_added(position, task, groups)
            case TaskChanged(task=task, fields=fields):
                yield from _task_changed(task, fields, after, groups)
            case TaskRemoved(task=task):
                yield from task_lost(task, before, groups, how="removed")
    yield from _order(after.tasks or (), before.tasks or (), groups)


def _task_changed(task: Task, fields: tuple[FieldChange, ...], workflow: Workflow, groups: Powerful) -> Iterator[Found]:
    for field in fields:
        yield from task_field(task, field, groups)
        if field.field == "isEnabled" and field.after is False:
            yield from task_lost(task, workflow, groups, how="disabled")
        if field.field == "continueOnError" and field.after is True and opens_passes(task, groups):
            title = f'task "{task_title(task)}"'
            what = "a pass is mailed although its group could not be given"
            yield "RISK-TAP-UNUSABLE", Rating.MEDIUM, f"{title}: {what} (continueOnError)"


def _field(change: FieldChange, workflow: Workflow) -> Iterator[Found]:
    tap = has_pass_task(workflow)
    match change.field:
        case "displayName":
            what = "the tenant has it, and this change renames it; from then on git manages it"
            yield "RISK-ADOPT", Rating.LOW, f'takes over "{change.before}": {what}'
        case "isSchedulingEnabled" if change.after is True:
            yield "RISK-SCHEDULE", Rating.MEDIUM, "scheduling enabled: it runs by itself for everybody in scope"
        case "isEnabled" if change.after is True and tap:
            yield "RISK-ENABLED", Rating.HIGH, "enabled: it creates passes and mails them from now on"
        case "isEnabled" if change.after is True:
            yield "RISK-ENABLED", Rating.LOW, "enabled"
        case "scope.rule":
            yield from _rule(change, workflow)
        case "scope.groups":
            if added := gained(change.before, change.after):
                rating = Rating.HIGH if tap else Rating.MEDIUM
                yield "RISK-SCOPE", rating, f"more people in scope: {names(added)} added"
            if lost := gained(change.after, change.before):
                yield "RISK-SCOPE-LOSS", _loss(workflow), f"fewer people in scope: {names(lost)} removed"
        case "administrationScopeTargets":
            yield "RISK-ADMINISTRATION", Rating.LOW, "other administrators may change and run it"
        case _:
            return


def _rule(change: FieldChange, workflow: Workflow) -> Iterator[Found]:
    if not isinstance(change.after, str):
        return
    tap = has_pass_task(workflow)
    answer = widens(change.before, change.after) if isinstance(change.before, str) else True
    who = "receive a pass" if tap else "be processed"
    if answer:
        rating = Rating.HIGH if tap else Rating.MEDIUM
        yield "RISK-SCOPE", rating, f"wider rule: more people than before can {who}"
    elif answer is None:
        rating = Rating.MEDIUM if tap or workflow.category is Category.LEAVER else Rating.LOW
        yield "RISK-SCOPE", rating, f"changed rule: other people than before can {who}"
    else:
        lost = "receive no pass" if tap else "are not processed"
        yield "RISK-SCOPE-LOSS", _loss(workflow), f"narrower rule: people who were in scope {lost} any more"


def _loss(workflow: Workflow) -> Rating:
    if _guards_leavers(workflow):
        return Rating.HIGH
    return Rating.MEDIUM if has_pass_task(workflow) else Rating.LOW


def _stopped(workflow: Workflow, fields: set[str]) -> Iterator[Found]:
    if not fields:
        return
    how = "disabled: nobody is processed any more"
    if "isEnabled" not in fields:
        how = "not scheduled any more: it runs only when somebody starts it"
    if _guards_leavers(workflow):
        yield "RISK-STOPPED", Rating.HIGH, f"{how}; leavers keep what it takes from them"
    elif has_pass_task(workflow):
        yield "RISK-STOPPED", Rating.MEDIUM, f"{how}; no pass is mailed"
    else:
        yield "RISK-STOPPED", Rating.LOW, how


def _trigger(before: Conditions | None, workflow: Workflow) -> Iterator[Found]:
    tap, leavers = has_pass_task(workflow), _guards_leavers(workflow)
    grave = Rating.HIGH if tap or leavers else Rating.MEDIUM
    after = workflow.conditions
    if isinstance(after, OnDemandOnly):
        what = "; everybody who may start it can have a pass created for anybody" if tap else ""
        rating = grave if tap or leavers else Rating.LOW
        yield "RISK-TIMING", rating, f"runs only when somebody starts it{what}"
        return
    was = before.trigger if isinstance(before, TriggerAndScope) else None
    now = after.trigger if isinstance(after, TriggerAndScope) else None
    late = "people whose date passed more than 3 days ago are skipped"
    match was, now:
        case TimeBasedTrigger(attribute=old, offset_in_days=earlier), TimeBasedTrigger(
            attribute=new, offset_in_days=later
        ) if old is new:
            shift = abs(later - earlier)
            days = f"{shift} day{'' if shift == 1 else 's'} {'later' if later > earlier else 'earlier'}"
            if leavers and later > earlier:
                yield "RISK-TIMING", Rating.HIGH, f"runs {days}: leavers keep access for longer; {late}"
            elif tap and later > max(earlier, 0):
                what = "people who have been working for a while receive a pass"
                yield "RISK-TIMING", Rating.HIGH, f"runs {days}: {what}; {late}"
            else:
                rating = Rating.MEDIUM if tap or leavers else Rating.LOW
                yield "RISK-TIMING", rating, f"runs {days}; {late}"
        case _:
            who = "other people receive a pass" if tap else "other people are processed"
            yield "RISK-TIMING", grave, f"another trigger: {who}, at another moment"


def _order(now: tuple[Task, ...], was: tuple[Task, ...], groups: Powerful) -> Iterator[Found]:
    """Tasks that come to stand behind one that can stop them, and a pass that comes to stand before its group."""
    earlier = dict(match_tasks(now, was))
    for position, task in enumerate(now):
        before = earlier[position]
        if before is None:
            continue
        passed = [k for k in range(position) if (j := earlier[k]) is not None and j > before]
        title = f'task "{task_title(task)}"'
        stopping = [f'"{task_title(now[k])}"' for k in passed if now[k].continue_on_error is not True]
        if stopping and (creates_pass(task.definition_id) or protects_from_leavers(task)):
            what = f"runs after {', '.join(stopping)} now, and not at all when that fails"
            yield "RISK-ORDER", Rating.MEDIUM, f"{title} {what}"
        if opens_passes(task, groups) and any(creates_pass(now[k].definition_id) for k in passed):
            what = "runs after the pass is mailed: until then the policy does not cover its owner"
            yield "RISK-TAP-UNUSABLE", Rating.MEDIUM, f"{title} {what}"


def _guards_leavers(workflow: Workflow) -> bool:
    return workflow.category is Category.LEAVER and any(map(protects_from_leavers, workflow.tasks or ()))


def _unbounded(rule: str) -> bool:
    return any(problem.code in UNBOUNDED for problem in lint(rule))
