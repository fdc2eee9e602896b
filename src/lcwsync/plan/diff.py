"""The one comparator: two objects -> what differs. Plan, apply's read-back, verify and drift all use it.

Only what git sets is compared: a `None` on the desired side is not managed. A `None` on the existing side was not
shown by the service: the field is reported as unverified, which is neither "no change" nor "drift".
"""

from collections.abc import Callable, Collection, Mapping
from typing import assert_never

from lcwsync.model.conditions import Conditions, GroupScope, OnDemandOnly, TriggerAndScope, UnknownConditions
from lcwsync.model.extension import CustomTaskExtension, LaunchAndWait
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import ArgumentValue, Task, Workflow
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChange, TaskChanged, TaskRemoved, Value
from lcwsync.plan.compare import same_rule, same_value
from lcwsync.plan.fields import (
    BASIC_FIELDS,
    BASIC_TASK_FIELDS,
    Fields,
    argument_value,
    extension_fields,
    settings_fields,
    tap_policy_fields,
    task_fields,
    workflow_fields,
)
from lcwsync.plan.tasks import expected_absent, match_tasks, meant, moved
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class WorkflowDiff:
    """The differences between git's workflow and the tenant's."""

    fields: tuple[FieldChange, ...]
    tasks: tuple[TaskChange, ...]
    unverified: tuple[str, ...]
    """Fields git states and the service did not show."""

    @property
    def empty(self) -> bool:
        """Whether nothing is known to differ."""
        return not self.fields and not self.tasks

    @property
    def needs_version(self) -> bool:
        """Whether PATCH cannot express it: it takes a new version of the whole workflow."""
        return any(change.field not in BASIC_FIELDS for change in self.fields) or any(
            not basic_task_change(change) for change in self.tasks
        )


def diff_workflow(desired: Workflow, live: Workflow) -> WorkflowDiff:
    """The changes that make `live` equal to `desired`."""
    wanted, shown = workflow_fields(desired), dict(workflow_fields(live))
    unverified = list(_conditions_hidden(desired.conditions, live.conditions))
    wanted = {
        name: value for name, value in wanted.items() if not {name, name.partition(".")[0]}.intersection(unverified)
    }
    if desired.administration_scope_targets is not None and live.administration_scope_targets is None:
        wanted = {name: value for name, value in wanted.items() if name != "administrationScopeTargets"}
        unverified.append("administrationScopeTargets")
    managed = set(wanted) | _replaced(desired.conditions, shown)
    fields = _changes(wanted, shown, managed)
    if desired.tasks is None:
        return WorkflowDiff(fields, (), tuple(unverified))
    if live.tasks is None:
        return WorkflowDiff(fields, (), (*unverified, "tasks"))
    return WorkflowDiff(fields, diff_tasks(desired.tasks, live.tasks), tuple(unverified))


def diff_tasks(desired: tuple[Task, ...], live: tuple[Task, ...]) -> tuple[TaskChange, ...]:
    """Tasks added, removed, moved and changed argument by argument: kept ones in git's order, removed ones last."""
    pairs = match_tasks(desired, live)
    shifted = moved(pairs)
    changes: list[TaskChange] = []
    for i, j in pairs:
        if j is None:
            changes.append(TaskAdded(i + 1, desired[i]))
            continue
        fields = diff_task(desired[i], live[j])
        if fields or i in shifted:
            changes.append(TaskChanged(j + 1, i + 1, desired[i], fields, moved=i in shifted))
    kept = {j for _, j in pairs}
    changes.extend(TaskRemoved(j + 1, task) for j, task in enumerate(live) if j not in kept)
    return tuple(changes)


def diff_task(desired: Task, live: Task) -> tuple[FieldChange, ...]:
    """The changes between two tasks of one definition; arguments as `arguments.NAME`."""
    own = _changes(task_fields(desired), task_fields(live), set(task_fields(desired)))
    present = {name.casefold(): value for name, value in live.arguments.items()}
    stated = {name.casefold() for name in desired.arguments}
    absent = [name for name in live.arguments if name.casefold() not in stated and expected_absent(live, name)]
    wanted: dict[str, ArgumentValue] = {**dict.fromkeys(absent, ""), **desired.arguments}
    arguments = tuple(
        FieldChange(f"arguments.{name}", _shown(present.get(name.casefold())), _shown(value))
        for name, value in sorted(wanted.items())
        if not same_value(meant(desired, name, value), meant(desired, name, present.get(name.casefold())))
    )
    return own + arguments


def diff_tap_policy(desired: TapPolicy, live: TapPolicy) -> tuple[FieldChange, ...]:
    """The changes of the TAP policy."""
    wanted = tap_policy_fields(desired)
    return _changes(wanted, tap_policy_fields(live), set(wanted))


def diff_settings(desired: LifecycleSettings, live: LifecycleSettings) -> tuple[FieldChange, ...]:
    """The changes of the tenant-wide settings."""
    wanted = settings_fields(desired)
    return _changes(wanted, settings_fields(live), set(wanted))


def diff_extension(desired: CustomTaskExtension, live: CustomTaskExtension) -> tuple[FieldChange, ...]:
    """The changes of a custom task extension. Authorised apps that the service does not show are not compared."""
    wanted, shown = dict(extension_fields(desired)), extension_fields(live)
    if shown.get("callback") == wanted.get("callback") and shown.get("callback.authorizedApps") is None:
        wanted.pop("callback.authorizedApps", None)
    replaced = {"callback.timeoutInMinutes", "callback.authorizedApps"} & set(shown) if "callback" in wanted else set()
    return _changes(wanted, shown, set(wanted) | (replaced - {"callback.authorizedApps"}))


def unverified_extension(desired: CustomTaskExtension, live: CustomTaskExtension) -> tuple[str, ...]:
    """Fields of an extension that git states and the service did not show."""
    match desired.callback, live.callback:
        case LaunchAndWait(authorized_apps=wanted), LaunchAndWait(authorized_apps=None) if wanted is not None:
            return ("callback.authorizedApps",)
        case _:
            return ()


def basic_task_change(change: TaskChange) -> bool:
    """Whether PATCH of the task is enough: only its name or description differ and it stays in place."""
    if not isinstance(change, TaskChanged) or change.moved:
        return False
    return all(field.field in BASIC_TASK_FIELDS for field in change.fields)


def _changes(wanted: Fields, shown: Mapping[str, Value], managed: Collection[str]) -> tuple[FieldChange, ...]:
    order = [*wanted, *(name for name in shown if name not in wanted)]
    return tuple(
        FieldChange(name, shown.get(name), wanted.get(name))
        for name in order
        if name in managed and not _equal(name)(wanted.get(name), shown.get(name))
    )


def _equal(field: str) -> Callable[[Value, Value], bool]:
    if field != "scope.rule":
        return same_value
    return lambda left, right: isinstance(left, str) and isinstance(right, str) and same_rule(left, right)


def _replaced(desired: Conditions | None, shown: Mapping[str, Value]) -> set[str]:
    """Fields of the tenant's conditions that go because git states other ones."""
    halves = _halves(desired)
    return {name for name in shown if name.partition(".")[0] in halves}


def _halves(desired: Conditions | None) -> tuple[str, ...]:
    """Which of trigger and scope git states: on demand only says that there is neither."""
    match desired:
        case None:
            return ()
        case OnDemandOnly() | UnknownConditions():
            return ("trigger", "scope")
        case TriggerAndScope(trigger=trigger, scope=scope):
            return (*(["trigger"] if trigger else []), *(["scope"] if scope else []))
        case _:
            assert_never(desired)


def _conditions_hidden(desired: Conditions | None, live: Conditions | None) -> tuple[str, ...]:
    """The trigger, the scope or its groups, where git states them and the service did not show them."""
    if live is None:
        return _halves(desired)
    if not (isinstance(desired, TriggerAndScope) and isinstance(live, TriggerAndScope)):
        return ()
    shown = {"trigger": live.trigger, "scope": live.scope}
    hidden = [half for half in _halves(desired) if shown[half] is None]
    if isinstance(desired.scope, GroupScope) and live.scope == GroupScope(None) and desired.scope.groups is not None:
        hidden.append("scope.groups")
    return tuple(hidden)


def _shown(value: ArgumentValue | None) -> Value:
    return None if value is None or value == "" else argument_value(value)
