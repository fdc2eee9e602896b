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
from lcwsync.plan.risk_task import (
    UNUSABLE,
    opens_passes,
    protects_from_leavers,
    takes_less,
    task_added,
    task_field,
    task_lost,
)
from lcwsync.plan.risk_values import Found, Powerful, names
from lcwsync.plan.tasks import match_tasks
from lcwsync.plan.workflow_actions import DeleteWorkflow, NewVersion, UpdateWorkflow
from lcwsync.values.codes.scope_rules import UNBOUNDED
from lcwsync.values.findings import Rating

_SWITCHES = ("isEnabled", "isSchedulingEnabled")
"""A workflow that has one of them off runs for nobody by itself."""


def created(workflow: Workflow, groups: Powerful) -> Iterator[Found]:
    """The risks of a new or a restored workflow, as a whole."""
    match workflow.conditions:
        case TriggerAndScope(scope=RuleScope(rule=rule)) if _unbounded(rule):
            rating = Rating.HIGH if has_pass_task(workflow) else Rating.MEDIUM
            yield "RISK-SCOPE", rating, "the rule includes every user that it does not exclude, now and in future"
    yield from _tasks(workflow, groups)
    if workflow.is_scheduling_enabled:
        yield "RISK-SCHEDULE", Rating.MEDIUM, "scheduled from the start: it runs by itself for everybody in scope"


def _tasks(workflow: Workflow, groups: Powerful) -> Iterator[Found]:
    """The risks of everything that a workflow does, where it did nothing before."""
    for position, task in enumerate(workflow.tasks or (), start=1):
        yield from task_added(position, task, workflow, groups)


def deleted(action: DeleteWorkflow, groups: Powerful) -> Iterator[Found]:
    """The risk of a deletion."""
    workflow = action.live.workflow
    tap = " It mails no pass any more." if has_pass_task(workflow) else ""
    leavers = " Leavers keep what it took from them." if _guards_leavers(workflow) else ""
    opened = f" {UNUSABLE.capitalize()}." if _opens_passes(workflow, groups) else ""
    rating = Rating.HIGH if tap or leavers else Rating.MEDIUM
    yield "RISK-DELETE", rating, f"deleted; it can be restored for 30 days.{tap}{leavers}{opened}"


def changed(action: NewVersion | UpdateWorkflow, groups: Powerful) -> Iterator[Found]:
    """The risks of a changed workflow."""
    before, after = action.live.workflow, complete(action.desired, action.live.workflow)
    for change in action.fields:
        yield from _field(change, after, groups)
    switched = {change.field: change.after for change in action.fields if change.field in _SWITCHES}
    yield from _stopped(after, {field for field, on in switched.items() if on is False}, groups)
    if True in switched.values():
        yield from _tasks(after, groups)
    if any(change.field.partition(".")[0] == "trigger" for change in action.fields):
        yield from _trigger(before.conditions, after, groups)
    if not isinstance(action, NewVersion):
        return
    for task_change in action.tasks:
        match task_change:
            case TaskAdded(position=position, task=task):
                yield from task_added(position, task, after, groups)
            case TaskChanged():
                yield from _task_changed(task_change, after, groups)
            case TaskRemoved(task=task):
                yield from task_lost(task, before, groups, how="removed")
    yield from _order(after.tasks or (), before.tasks or (), groups)


def _task_changed(change: TaskChanged, workflow: Workflow, groups: Powerful) -> Iterator[Found]:
    tasks = workflow.tasks or ()
    task = tasks[change.position - 1] if change.position <= len(tasks) else change.task
    for field in change.fields:
        yield from task_field(task, field, groups)
        yield from takes_less(task, field)
        if field.field == "isEnabled" and field.after is True:
            yield from task_added(change.position, task, workflow, groups)
        if field.field == "isEnabled" and field.after is False:
            yield from task_lost(task, workflow, groups, how="disabled")
        if field.field == "continueOnError" and field.after is True and opens_passes(task, groups):
            title = f'task "{task_title(task)}"'
            what = "a pass is mailed although its group could not be given"
            yield "RISK-TAP-UNUSABLE", Rating.MEDIUM, f"{title}: {what} (continueOnError)"


def _field(change: FieldChange, workflow: Workflow, groups: Powerful) -> Iterator[Found]:
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
            yield from _rule(change, workflow, groups)
        case "scope.groups":
            if added := gained(change.before, change.after):
                rating = Rating.HIGH if tap else Rating.MEDIUM
                yield "RISK-SCOPE", rating, f"more people in scope: {names(added)} added"
            if lost := gained(change.after, change.before):
                yield _loss(workflow, groups, f"fewer people in scope: {names(lost)} removed")
        case "administrationScopeTargets":
            yield "RISK-ADMINISTRATION", Rating.LOW, "other administrators may change and run it"
        case _:
            return


def _rule(change: FieldChange, workflow: Workflow, groups: Powerful) -> Iterator[Found]:
    before, after = change.before, change.after
    if not isinstance(after, str):
        if isinstance(workflow.conditions, TriggerAndScope):
            yield _loss(
                workflow, groups, "another scope in place of the rule: people whom the rule selects may be left out"
            )
        return
    enter, leave = (widens(before, after), widens(after, before)) if isinstance(before, str) else (True, False)
    tap = has_pass_task(workflow)
    who = "receive a pass" if tap else "be processed"
    lost = "receive no pass" if tap else "are not processed"
    if enter is None:
        rating = Rating.MEDIUM if tap or workflow.category is Category.LEAVER else Rating.LOW
        yield "RISK-SCOPE", rating, f"changed rule: other people than before can {who}"
    if enter is None and _guards_leavers(workflow):
        yield _loss(workflow, groups, "changed rule: it cannot be told whether people who were in scope are left out")
    if enter:
        rating = Rating.HIGH if tap else Rating.MEDIUM
        how = "another rule: people who were not in scope" if leave else "wider rule: more people than before"
        yield "RISK-SCOPE", rating, f"{how} can {who}"
    if leave:
        how = "another" if enter else "narrower"
        yield _loss(workflow, groups, f"{how} rule: people who were in scope {lost} any more")


def _loss(workflow: Workflow, groups: Powerful, what: str) -> Found:
    if _guards_leavers(workflow):
        return "RISK-SCOPE-LOSS", Rating.HIGH, what
    if _opens_passes(workflow, groups):
        return "RISK-SCOPE-LOSS", Rating.MEDIUM, f"{what}; {UNUSABLE}"
    return "RISK-SCOPE-LOSS", Rating.MEDIUM if has_pass_task(workflow) else Rating.LOW, what


def _stopped(workflow: Workflow, fields: set[str], groups: Powerful) -> Iterator[Found]:
    if not fields:
        return
    how = "disabled: nobody is processed any more"
    if "isEnabled" not in fields:
        how = "not scheduled any more: it runs only when somebody starts it"
    if _guards_leavers(workflow):
        yield "RISK-STOPPED", Rating.HIGH, f"{how}; leavers keep what it takes from them"
    elif has_pass_task(workflow):
        yield "RISK-STOPPED", Rating.MEDIUM, f"{how}; no pass is mailed"
    elif _opens_passes(workflow, groups):
        yield "RISK-STOPPED", Rating.MEDIUM, f"{how}; {UNUSABLE}"
    else:
        yield "RISK-STOPPED", Rating.LOW, how


def _trigger(before: Conditions | None, workflow: Workflow, groups: Powerful) -> Iterator[Found]:
    tap, leavers, opens = has_pass_task(workflow), _guards_leavers(workflow), _opens_passes(workflow, groups)
    grave = Rating.HIGH if tap or leavers else Rating.MEDIUM
    small = Rating.MEDIUM if tap or leavers or opens else Rating.LOW
    after = workflow.conditions
    if isinstance(after, OnDemandOnly):
        what = "; everybody who may start it can have a pass created for anybody" if tap else ""
        what = f"; {UNUSABLE}" if opens and not tap else what
        rating = grave if tap or leavers else small
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
            elif opens and later > earlier:
                yield "RISK-TIMING", Rating.MEDIUM, f"runs {days}: {UNUSABLE}; {late}"
            else:
                yield "RISK-TIMING", small, f"runs {days}; {late}"
        case _:
            who = "other people receive a pass" if tap else "other people are processed"
            yield "RISK-TIMING", grave, f"another trigger: {who}, at another moment"


def _order(now: tuple[Task, ...], was: tuple[Task, ...], groups: Powerful) -> Iterator[Found]:
    """Tasks that come to stand behind one that can stop them: it moved there, is new, or does so from now on. And a
    task that comes to stand behind the pass that needs it."""
    earlier = dict(match_tasks(now, was))
    behind: dict[str, list[str]] = {}
    for position, task in enumerate(now):
        before = earlier[position]
        if before is None:
            continue
        title = f'task "{task_title(task)}"'
        stopping = [k for k in _stopping(now, position) if earlier[k] not in _stopping(was, before)]
        if stopping and (creates_pass(task.definition_id) or protects_from_leavers(task)):
            behind.setdefault(", ".join(f'"{task_title(now[k])}"' for k in stopping), []).append(title)
        passed = [k for k in range(position) if (j := earlier[k]) is not None and j > before]
        if opens_passes(task, groups) and any(creates_pass(now[k].definition_id) for k in passed):
            what = "runs after the pass is mailed: until then the policy does not cover its owner"
            yield "RISK-TAP-UNUSABLE", Rating.MEDIUM, f"{title} {what}"
    for those, titles in behind.items():
        runs = "runs" if len(titles) == 1 else "run"
        what = f"{runs} after {those}, and from now on not at all when that fails"
        yield "RISK-ORDER", Rating.MEDIUM, f"{', '.join(titles)} {what}"


def _stopping(tasks: tuple[Task, ...], position: int) -> list[int]:
    """The tasks before a position that end the run when they fail."""
    before = enumerate(tasks[:position])
    return [k for k, task in before if task.is_enabled is not False and task.continue_on_error is not True]


def _opens_passes(workflow: Workflow, groups: Powerful) -> bool:
    """Whether a workflow puts its people into a group whose members can use a pass."""
    return any(opens_passes(task, groups) for task in workflow.tasks or () if task.is_enabled is not False)


def _guards_leavers(workflow: Workflow) -> bool:
    return workflow.category is Category.LEAVER and any(map(protects_from_leavers, workflow.tasks or ()))


def _unbounded(rule: str) -> bool:
    return any(problem.code in UNBOUNDED for problem in lint(rule))
