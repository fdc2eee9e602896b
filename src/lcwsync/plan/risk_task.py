"""The risks of a task that is added, changed, disabled or removed."""

from collections.abc import Iterator
from typing import assert_never

from lcwsync.model.catalogue import by_id, creates_pass
from lcwsync.model.references import Ref
from lcwsync.model.task_definition import Effect
from lcwsync.model.task_effects import ENDS_SESSIONS, ON_ACCOUNTS, groups_added
from lcwsync.model.workflow import Category, Task, Workflow
from lcwsync.plan.changes import FieldChange, Value, task_title
from lcwsync.plan.policy import gained
from lcwsync.plan.risk_values import Found, Powerful, more, names, plain
from lcwsync.values.findings import Rating

UNUSABLE = "passes may be mailed to people whom the policy does not cover"
"""What follows where a workflow no longer puts its people into a group of the policy."""


def task_added(position: int, task: Task, workflow: Workflow, groups: Powerful) -> Iterator[Found]:
    """The risks of a task that will run and does not run today; `workflow` is the one that has it then."""
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
        case Effect.ENABLES_ACCOUNT if workflow.category is Category.LEAVER:
            yield "RISK-LEAVER", Rating.HIGH, f"{title} enables accounts: leavers keep their accounts"
        case Effect.ENABLES_ACCOUNT:
            yield "RISK-ACCESS", Rating.LOW, f"{title} enables accounts"
        case Effect.REMOVES_ACCESS | Effect.GRANTS_ACCESS:
            pass  # by its arguments
        case None:
            if definition is None:
                yield "RISK-UNKNOWN-TASK", Rating.MEDIUM, f"{title} is not in the catalogue: its effect is not known"
        case other:
            assert_never(other)
    for name, value in task.arguments.items():
        yield from task_field(task, FieldChange(f"arguments.{name}", None, plain(value)), groups)


def task_lost(task: Task, workflow: Workflow, groups: Powerful, *, how: str) -> Iterator[Found]:
    """The risks of a task that is removed or disabled: `how` says which. `workflow` is the one that it belonged to."""
    definition = by_id(task.definition_id)
    title = f'task "{task_title(task)}" {how}'
    effect = definition.effect if definition else None
    if creates_pass(task.definition_id):
        yield "RISK-TAP-TASK", Rating.MEDIUM, f"{title}: managers receive no pass"
    elif workflow.category is Category.LEAVER and protects_from_leavers(task):
        grave = effect is not Effect.REMOVES_ACCESS or (definition is not None and _sessions(definition.key))
        yield "RISK-LEAVER", Rating.HIGH if grave else Rating.MEDIUM, f"{title}: leavers keep {_kept(task)}"
    elif opens_passes(task, groups):
        yield "RISK-TAP-UNUSABLE", Rating.MEDIUM, f"{title}: {UNUSABLE}"
    elif effect in (Effect.GRANTS_ACCESS, Effect.ENABLES_ACCOUNT):
        yield "RISK-ACCESS", Rating.LOW, f"{title}: people get no access by it any more"


def task_field(task: Task, change: FieldChange, groups: Powerful) -> Iterator[Found]:
    """The risks of one changed field of a task."""
    tap = creates_pass(task.definition_id)
    title = f'task "{task_title(task)}"'
    match change.field:
        case "arguments.cc" if added := gained(_listed(change.before), _listed(change.after)):
            rating = Rating.HIGH if tap else Rating.LOW
            what = "a copy of the mail, and with it the pass, goes to" if tap else "a copy of the mail goes to"
            yield "RISK-CC", rating, f"{title}: {what} {names(added)}"
        case "arguments.cc" if tap and (lost := gained(_listed(change.after), _listed(change.before))):
            what = f"until now a copy of the pass went to {names(lost)}: find out why"
            yield "RISK-CC", Rating.MEDIUM, f"{title}: {what}"
        case "arguments.to":
            yield from _recipient(task, change, title)
        case "arguments.tapLifetimeMinutes" if tap and change.before is not None and more(change.before, change.after):
            yield (
                "RISK-TAP-LIFETIME",
                Rating.HIGH,
                f"{title}: passes are valid longer, {change.before} → {change.after} minutes",
            )
        case "arguments.tapIsUsableOnce" if tap and change.after is False:
            yield "RISK-TAP-REUSABLE", Rating.HIGH, f"{title}: a pass may be used more than once until it expires"
        case "arguments.customSubject" | "arguments.customBody" | "arguments.locale" if tap:
            yield "RISK-MAIL-TEXT", Rating.MEDIUM, f"{title}: the mail with the pass has another text"
        case field if change.after is True and field == f"arguments.{_on_premises(task)}":
            yield from _active_directory(task, title)
        case "arguments.attributeUpdates":
            yield "RISK-ATTRIBUTES", Rating.MEDIUM, f"{title}: other attributes or values are written"
        case "arguments.customTaskExtensionID" if change.before is not None and change.after is not None:
            what = f"{names((change.before,))} → {names((change.after,))}"
            yield "RISK-CODE", Rating.HIGH, f"{title} calls another extension, and with it other code: {what}"
        case "isEnabled" if change.after is True:
            yield from _enabled(task)
        case field if tap and field.startswith("arguments.") and _unknown(task, field):
            if change.after is not None:
                what = "is not in the catalogue and may send the pass elsewhere"
                yield "RISK-RECIPIENT", Rating.HIGH, f"{title}: {field} {what}"
            else:
                what = "may have sent the pass elsewhere until now"
                yield "RISK-RECIPIENT", Rating.MEDIUM, f"{title}: {field}, which the plan removes, {what}"
        case field if field.startswith("arguments."):
            yield from _access(task, change, title, groups)
        case _:
            return


def takes_less(task: Task, change: FieldChange) -> Iterator[Found]:
    """The risks of an argument by which a task takes less from people than it did, or takes it later."""
    definition = by_id(task.definition_id)
    title = f'task "{task_title(task)}"'
    name = change.field.removeprefix("arguments.")
    if definition is None or not protects_from_leavers(task):
        return
    if name == _on_premises(task) and change.before is True:
        yield "RISK-LEAVER", Rating.HIGH, f"{title}: people keep their accounts in Active Directory ({name})"
    if name == "daysUntilExpiration" and more(change.before or 0, change.after):
        what = f"{change.after} days instead of {change.before or 0}"
        yield "RISK-LEAVER", Rating.MEDIUM, f"{title}: people keep access packages for {what} ({name})"


def _listed(value: Value) -> Value:
    """The copies of a mail as a list; a text that is no list of ids is one that cannot be read."""
    return (value,) if isinstance(value, str) else value


def protects_from_leavers(task: Task) -> bool:
    """Whether a task takes accounts, sessions or access from people who leave."""
    definition = by_id(task.definition_id)
    return definition is not None and definition.effect in (
        Effect.DISABLES_ACCOUNT,
        Effect.DELETES_ACCOUNT,
        Effect.REMOVES_ACCESS,
    )


def opens_passes(task: Task, groups: Powerful) -> bool:
    """Whether a task puts people into a group whose members can use a pass."""
    return any(group.id in groups.included for group in groups_added(task))


def _kept(task: Task) -> str:
    definition = by_id(task.definition_id)
    if definition is not None and definition.effect is Effect.REMOVES_ACCESS:
        return "their sessions" if _sessions(definition.key) else "groups, licences or access packages"
    return "their accounts"


def _sessions(key: str) -> bool:
    return key in ENDS_SESSIONS


def _access(task: Task, change: FieldChange, title: str, groups: Powerful) -> Iterator[Found]:
    """Access that an argument gives or no longer gives, by what it refers to."""
    definition = by_id(task.definition_id)
    effect = definition.effect if definition else None
    came, went = _refs(_new(change.before, change.after)), _refs(_new(change.after, change.before))
    if effect is Effect.GRANTS_ACCESS and came:
        grave = [(str(item), why) for item in came if (why := _power(item, groups))]
        rating = Rating.HIGH if grave else Rating.MEDIUM
        reasons = f" ({'; '.join(' '.join(each) for each in grave)})" if grave else ""
        reasons = f", which {grave[0][1]}" if grave and len(came) == 1 else reasons
        yield "RISK-ACCESS", rating, f"{title} gives people access: {names(came)}{reasons}"
    if effect is Effect.GRANTS_ACCESS and went and any(item.id in groups.included for item in went):
        yield "RISK-TAP-UNUSABLE", Rating.MEDIUM, f"{title}: {names(went)} is no longer given, so that {UNUSABLE}"
    if effect is Effect.REMOVES_ACCESS and (opened := [item for item in came if item.id in groups.excluded]):
        what = "which the policy excludes from passes"
        yield "RISK-ACCESS", Rating.HIGH, f"{title} takes people out of {names(tuple(opened))}, {what}"
    if effect is Effect.REMOVES_ACCESS and went:
        yield "RISK-LEAVER", Rating.MEDIUM, f"{title}: people keep {names(went)}"


def _power(item: Ref, groups: Powerful) -> str:
    if item.id in groups.with_roles:
        return "can carry directory roles"
    if item.id in groups.included:
        return "is in the policy: its members can use a pass"
    return "is excluded from passes by the policy" if item.id in groups.excluded else ""


def _new(before: Value, after: Value) -> Value:
    old, new = _refs(before), _refs(after)
    return tuple(item for item in new if all((item.id or item.name) != (each.id or each.name) for each in old))


def _refs(value: Value) -> tuple[Ref, ...]:
    items = value if isinstance(value, tuple) else (value,)
    return tuple(item for item in items if isinstance(item, Ref))


def _recipient(task: Task, change: FieldChange, title: str) -> Iterator[Found]:
    """Any recipient of a pass but the person's own manager is HIGH; a default written out is no change at all."""
    definition = by_id(task.definition_id)
    default = definition.default_recipient if definition else None
    if change.after in (None, "", default):
        if creates_pass(task.definition_id) and change.before not in (None, default):
            who = names((change.before,))
            yield "RISK-RECIPIENT", Rating.MEDIUM, f"{title}: until now the pass went to {who}: find out why"
        return
    who = names((change.after,))
    if creates_pass(task.definition_id):
        yield "RISK-RECIPIENT", Rating.HIGH, f"{title}: the pass goes to {who}, and not to the person's manager"
    else:
        yield "RISK-RECIPIENT", Rating.LOW, f"{title}: the mail goes to {who}"


def _enabled(task: Task) -> Iterator[Found]:
    definition = by_id(task.definition_id)
    if definition and definition.effect in (Effect.CREATES_PASS, Effect.DELETES_ACCOUNT, Effect.DISABLES_ACCOUNT):
        yield "RISK-ENABLED", Rating.HIGH, f'task "{task_title(task)}" enabled'


def _on_premises(task: Task) -> str:
    definition = by_id(task.definition_id)
    return ON_ACCOUNTS.get(definition.key, "") if definition else ""


def _active_directory(task: Task, title: str) -> Iterator[Found]:
    definition = by_id(task.definition_id)
    match definition.effect if definition else None:
        case Effect.DELETES_ACCOUNT:
            yield "RISK-ACCOUNT", Rating.HIGH, f"{title} deletes accounts in Active Directory, too"
        case Effect.DISABLES_ACCOUNT:
            yield "RISK-ACCOUNT", Rating.MEDIUM, f"{title} disables accounts in Active Directory, too"
        case _:
            yield "RISK-ACCESS", Rating.LOW, f"{title} enables accounts in Active Directory, too"


def _unknown(task: Task, field: str) -> bool:
    definition = by_id(task.definition_id)
    return definition is not None and definition.argument(field.removeprefix("arguments.")) is None
