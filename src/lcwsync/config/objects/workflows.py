"""Checked values to a workflow."""

from typing import cast

from lcwsync.config.form.check import Checked, Checker
from lcwsync.config.form.checked import flag, refs, text, texts
from lcwsync.config.objects.tasks import task_of
from lcwsync.model.conditions import (
    Conditions,
    GroupScope,
    OnDemandOnly,
    RuleScope,
    Scope,
    Trigger,
    TriggerAndScope,
)
from lcwsync.model.fields import attributes_from
from lcwsync.model.references import RefKind
from lcwsync.model.triggers import TRIGGERS
from lcwsync.model.workflow import Category, Workflow


def workflow_of(checked: Checked, checker: Checker) -> Workflow | None:
    """The workflow; None without a name."""
    name = text(checked, "displayName")
    if name is None:
        return None
    category = text(checked, "category")
    tasks = cast("tuple[Checked, ...] | None", checked.get("tasks"))
    return Workflow(
        display_name=name,
        category=Category(category) if category else None,
        description=text(checked, "description"),
        is_enabled=flag(checked, "isEnabled"),
        is_scheduling_enabled=flag(checked, "isSchedulingEnabled"),
        conditions=_conditions(checked),
        administration_scope_targets=refs(checked, "administrationScopeTargets", RefKind.ADMINISTRATIVE_UNIT),
        tasks=None if tasks is None else tuple(task_of(task, checker) for task in tasks),
        previous_names=texts(checked, "previousNames"),
        protect=flag(checked, "protect") or False,
    )


def _conditions(checked: Checked) -> Conditions | None:
    trigger, scope = checked.get("trigger"), checked.get("scope")
    if isinstance(trigger, str):
        return OnDemandOnly()
    built = _trigger(cast(Checked, trigger)) if trigger is not None else None
    population = _scope(cast(Checked, scope)) if scope is not None else None
    return TriggerAndScope(built, population) if built or population else None


def _trigger(checked: Checked) -> Trigger | None:
    for kind in TRIGGERS:
        values = cast("Checked", checked.get(kind.key, {})) if kind.key else checked
        if all(field.name in values for field in kind.fields):
            return cast("Trigger", kind.of(**attributes_from(values, kind.fields)))
    return None


def _scope(checked: Checked) -> Scope | None:
    match checked:
        case {"rule": str(rule)}:
            return RuleScope(rule)
        case {"groups": tuple()}:
            return GroupScope(refs(checked, "groups", RefKind.GROUP))
        case _:
            return None
