"""Consequences a reviewer must not miss, rated. Derived from the plan's own changes; nothing is computed twice."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from lcwsync.model.catalogue import by_id, creates_pass
from lcwsync.model.conditions import RuleScope, TriggerAndScope
from lcwsync.model.passes import has_pass_task
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.rule import lint, widens
from lcwsync.model.task_definition import Effect
from lcwsync.model.workflow import Task, Workflow
from lcwsync.plan.actions import (
    Action,
    CreateExtension,
    DeleteExtension,
    PlannedAction,
    UpdateExtension,
    UpdateSettings,
    UpdateTapPolicy,
    subject,
    task_changes,
)
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChanged, TaskRemoved, Value, task_title
from lcwsync.plan.fields import ALL_USERS_SHOWN
from lcwsync.plan.plan import Risk
from lcwsync.plan.policy import gained
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.values.codes.scope_rules import UNBOUNDED
from lcwsync.values.findings import Rating

_Found = tuple[str, Rating, str]


def risks(actions: tuple[PlannedAction, ...]) -> tuple[Risk, ...]:
    """The risks of a plan, the gravest first, then in the order of the actions."""
    found = [
        Risk(code=code, rating=rating, object=subject(planned.action), message=message, action=planned.key)
        for planned in actions
        for code, rating, message in _risks_of(planned.action)
    ]
    return by_rating(found)


def by_rating(found: Iterable[Risk]) -> tuple[Risk, ...]:
    """The gravest first; among equals the order stays."""
    return tuple(sorted(found, key=lambda risk: risk.rating.rank))


def _risks_of(action: Action) -> Iterator[_Found]:
    match action:
        case UpdateTapPolicy(fields=fields):
            for change in fields:
                yield from _policy(change)
        case CreateWorkflow(desired=workflow):
            yield from _created(workflow)
        case RestoreWorkflow() | NewVersion() | UpdateWorkflow():
            yield from _changed(action)
        case DeleteWorkflow(live=live):
            tap = " It mails no pass any more." if has_pass_task(live.workflow) else ""
            yield "RISK-DELETE", Rating.MEDIUM, f"deleted; it can be restored for 30 days.{tap}"
        case DeleteExtension():
            yield "RISK-DELETE", Rating.HIGH, "deleted for good: the service cannot restore an extension"
        case CreateExtension():
            yield "RISK-CODE", Rating.MEDIUM, "workflows can call a Logic App, which runs code outside this review"
        case UpdateExtension(fields=fields):
            if any(
                change.field.startswith(("endpoint", "authentication", "callback.authorizedApps")) for change in fields
            ):
                yield (
                    "RISK-CODE",
                    Rating.HIGH,
                    "workflows will call another Logic App, or take answers from other apps",
                )
        case UpdateTask() | UpdateSettings():
            pass
        case _:
            assert_never(action)


def _policy(change: FieldChange) -> Iterator[_Found]:
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
        case "maximumLifetimeInMinutes" if _more(before, after):
            yield (
                "RISK-TAP-LIFETIME",
                Rating.HIGH,
                f"a pass can be valid longer: {before} → {after} minutes at most",
            )
        case "defaultLifetimeInMinutes" if _more(before, after):
            yield (
                "RISK-TAP-LIFETIME",
                Rating.MEDIUM,
                f"a pass is valid longer by default: {before} → {after} minutes",
            )
        case "defaultLength" if _more(after, before):
            yield "RISK-TAP-LENGTH", Rating.LOW, f"passes are shorter: {before} → {after} characters"
        case "includeTargets" if added := gained(before, after):
            rating = Rating.HIGH if ALL_USERS_SHOWN in added else Rating.MEDIUM
            yield "RISK-TAP-TARGETS", rating, f"more people can use a pass: {_names(added)} added to the policy"
        case "excludeTargets" if dropped := _alive(gained(after, before)):
            yield "RISK-TAP-TARGETS", Rating.HIGH, f"no longer excluded from passes: {_names(dropped)}"
        case _:
            return


def _created(workflow: Workflow) -> Iterator[_Found]:
    match workflow.conditions:
        case TriggerAndScope(scope=RuleScope(rule=rule)) if _unbounded(rule):
            rating = Rating.HIGH if has_pass_task(workflow) else Rating.MEDIUM
            yield "RISK-SCOPE", rating, "the rule includes every user that it does not exclude, now and in future"
    for position, task in enumerate(workflow.tasks or (), start=1):
        yield from _task_added(position, task)
    if workflow.is_scheduling_enabled:
        yield "RISK-SCHEDULE", Rating.MEDIUM, "scheduled from the start: it runs by itself for everybody in scope"


def _changed(action: RestoreWorkflow | NewVersion | UpdateWorkflow) -> Iterator[_Found]:
    live = action.deleted if isinstance(action, RestoreWorkflow) else action.live
    # When git leaves the tasks alone they are the tenant's.
    tap = has_pass_task(live.workflow if action.desired.tasks is None else action.desired)
    for change in action.fields:
        yield from _field(change, tap=tap)
    for task_change in task_changes(action):
        match task_change:
            case TaskAdded(position=position, task=task):
                yield from _task_added(position, task)
            case TaskChanged(task=task, fields=fields):
                for field in fields:
                    yield from _task_field(task, field)
            case TaskRemoved(task=task) if creates_pass(task.definition_id):
                yield "RISK-TAP-TASK", Rating.MEDIUM, f'task "{task_title(task)}" removed: managers receive no pass'
            case TaskRemoved():
                pass


def _field(change: FieldChange, *, tap: bool) -> Iterator[_Found]:
    match change.field:
        case "isSchedulingEnabled" if change.after is True:
            yield "RISK-SCHEDULE", Rating.MEDIUM, "scheduling enabled: it runs by itself for everybody in scope"
        case "isEnabled" if change.after is True:
            yield "RISK-ENABLED", Rating.LOW, "enabled"
        case "isEnabled" | "isSchedulingEnabled":
            yield "RISK-STOPPED", Rating.LOW, "stopped: no user is processed by schedule any more"
        case "scope.rule":
            yield from _rule(change, tap=tap)
        case "scope.groups" if added := gained(change.before, change.after):
            yield "RISK-SCOPE", Rating.MEDIUM, f"more people in scope: {_names(added)} added"
        case "administrationScopeTargets":
            yield "RISK-ADMINISTRATION", Rating.LOW, "other administrators may change and run it"
        case "trigger.timeBasedAttribute" | "trigger.offsetInDays" | "trigger" if change.after is not None:
            yield (
                "RISK-TIMING",
                Rating.LOW,
                "runs at another time; people whose date passed more than 3 days ago are skipped",
            )
        case _:
            return


def _rule(change: FieldChange, *, tap: bool) -> Iterator[_Found]:
    if not isinstance(change.after, str):
        return
    answer = widens(change.before, change.after) if isinstance(change.before, str) else True
    who = "receive a pass" if tap else "be processed"
    if answer:
        yield (
            "RISK-SCOPE",
            Rating.HIGH if tap else Rating.MEDIUM,
            f"wider rule: more people than before can {who}",
        )
    elif answer is None:
        yield "RISK-SCOPE", Rating.MEDIUM if tap else Rating.LOW, f"changed rule: other people than before can {who}"


def _unbounded(rule: str) -> bool:
    return any(problem.code in UNBOUNDED for problem in lint(rule))


def _task_added(position: int, task: Task) -> Iterator[_Found]:
    definition = by_id(task.definition_id)
    title = f'task {position} "{task_title(task)}"'
    match definition.effect if definition else None:
        case Effect.CREATES_PASS:
            yield "RISK-TAP-TASK", Rating.HIGH, f"{title} creates a Temporary Access Pass and mails it to the manager"
        case Effect.DELETES_ACCOUNT:
            yield "RISK-ACCOUNT", Rating.HIGH, f"{title} deletes accounts"
        case Effect.DISABLES_ACCOUNT:
            yield "RISK-ACCOUNT", Rating.MEDIUM, f"{title} disables accounts"
        case Effect.RUNS_CODE:
            yield "RISK-CODE", Rating.MEDIUM, f"{title} calls a Logic App"
        case Effect.WRITES_ATTRIBUTES:
            yield "RISK-ATTRIBUTES", Rating.LOW, f"{title} changes people's attributes"
        case Effect.ENABLES_ACCOUNT | Effect.REMOVES_ACCESS | Effect.GRANTS_ACCESS:
            pass
        case None:
            if definition is None:
                yield "RISK-UNKNOWN-TASK", Rating.MEDIUM, f"{title} is not in the catalogue: its effect is not known"
        case other:
            assert_never(other)
    for name, value in task.arguments.items():
        yield from _task_field(task, FieldChange(f"arguments.{name}", None, _plain(value)))


def _task_field(task: Task, change: FieldChange) -> Iterator[_Found]:
    tap = creates_pass(task.definition_id)
    title = f'task "{task_title(task)}"'
    match change.field:
        case "arguments.cc" if added := gained(change.before, change.after):
            rating = Rating.HIGH if tap else Rating.LOW
            what = "a copy of the mail, and with it the pass, goes to" if tap else "a copy of the mail goes to"
            yield "RISK-CC", rating, f"{title}: {what} {_names(added)}"
        case "arguments.to":
            yield from _recipient(task, change, title)
        case "arguments.tapLifetimeMinutes" if tap and change.before is not None and _more(change.before, change.after):
            yield (
                "RISK-TAP-LIFETIME",
                Rating.HIGH,
                f"{title}: passes are valid longer, {change.before} → {change.after} minutes",
            )
        case "arguments.tapIsUsableOnce" if tap and change.after is False:
            yield "RISK-TAP-REUSABLE", Rating.HIGH, f"{title}: a pass may be used more than once until it expires"
        case "arguments.customSubject" | "arguments.customBody" | "arguments.locale" if tap:
            yield "RISK-MAIL-TEXT", Rating.MEDIUM, f"{title}: the mail with the pass has another text"
        case "arguments.attributeUpdates":
            yield "RISK-ATTRIBUTES", Rating.MEDIUM, f"{title}: other attributes or values are written"
        case "isEnabled" if change.after is True:
            yield from _task_added_again(task)
        case field if tap and field.startswith("arguments.") and _unknown(task, field):
            if change.after is not None:
                what = "is not in the catalogue and may send the pass elsewhere"
                yield "RISK-RECIPIENT", Rating.HIGH, f"{title}: {field} {what}"
            else:
                what = "may have sent the pass elsewhere until now"
                yield "RISK-RECIPIENT", Rating.MEDIUM, f"{title}: {field}, which the plan removes, {what}"
        case _:
            return


def _recipient(task: Task, change: FieldChange, title: str) -> Iterator[_Found]:
    """Any recipient of a pass but the person's own manager is HIGH; a default written out is no change at all."""
    definition = by_id(task.definition_id)
    default = definition.default_recipient if definition else None
    if change.after in (None, "", default):
        if creates_pass(task.definition_id) and change.before not in (None, default):
            who = _names((change.before,))
            yield "RISK-RECIPIENT", Rating.MEDIUM, f"{title}: until now the pass went to {who}: find out why"
        return
    who = _names((change.after,))
    if creates_pass(task.definition_id):
        yield "RISK-RECIPIENT", Rating.HIGH, f"{title}: the pass goes to {who}, and not to the person's manager"
    else:
        yield "RISK-RECIPIENT", Rating.LOW, f"{title}: the mail goes to {who}"


def _task_added_again(task: Task) -> Iterator[_Found]:
    definition = by_id(task.definition_id)
    if definition and definition.effect in (Effect.CREATES_PASS, Effect.DELETES_ACCOUNT, Effect.DISABLES_ACCOUNT):
        yield "RISK-ENABLED", Rating.HIGH, f'task "{task_title(task)}" enabled'


def _unknown(task: Task, field: str) -> bool:
    definition = by_id(task.definition_id)
    return definition is not None and definition.argument(field.removeprefix("arguments.")) is None


def _plain(value: object) -> Value:
    match value:
        case bool() | int() | str() | Ref():
            return value
        case tuple():
            return tuple(item for item in value if isinstance(item, Ref))
        case _:
            return None


def _more(before: Value, after: Value) -> bool:
    return isinstance(before, int) and isinstance(after, int) and after > before


def _alive(items: tuple[Value, ...]) -> tuple[Value, ...]:
    """Without what is deleted in the tenant: an exclusion of it excluded nobody."""
    return tuple(item for item in items if not (isinstance(item, Ref) and item.deleted))


def _names(items: tuple[Value, ...]) -> str:
    """Names of things; people are only counted, since a plan may be read in public."""
    people = sum(isinstance(item, Ref) and item.kind is RefKind.USER for item in items)
    things = [str(item) for item in items if not (isinstance(item, Ref) and item.kind is RefKind.USER)]
    return ", ".join([*things, *([f"{people} {'person' if people == 1 else 'people'}"] if people else [])])
