"""A workflow: its form (trigger, scope, tasks), and the object of the model it becomes."""

from collections.abc import Mapping
from typing import Any, cast

from lcwsync.config.form.check import Checked, CheckedTask, Checker
from lcwsync.config.form.checked import flag, refs, text, texts
from lcwsync.config.form.shape import Choice, Either, Fields, Listed, Number, Shape, Text
from lcwsync.config.kinds.common import DESCRIPTION, DISPLAY_NAME, PREVIOUS_NAMES, PROTECT, plain_shapes
from lcwsync.config.kinds.task import TASK, task_of
from lcwsync.model.conditions import (
    INACTIVITY_DAYS,
    OFFSET_DAYS,
    ON_DEMAND_ONLY,
    REQUIRED_SPONSORS,
    Conditions,
    GroupScope,
    MembershipChange,
    OnDemandOnly,
    RuleScope,
    Scope,
    TimeAttribute,
    Trigger,
    TriggerAndScope,
)
from lcwsync.model.fields import attributes_from
from lcwsync.model.references import RefKind
from lcwsync.model.rule.attributes import ATTRIBUTES
from lcwsync.model.triggers import TRIGGERS, TriggerKind
from lcwsync.model.workflow import (
    MAX_ADMINISTRATION_SCOPES,
    MAX_TASKS,
    WORKFLOW_FIELDS,
    Category,
    Workflow,
)

_TRIGGER_TEXTS: Mapping[str, str | Shape] = {
    "timeBasedAttribute": Choice(
        values={
            TimeAttribute.HIRE_DATE.value: "The user's hire date (joiner).",
            TimeAttribute.LEAVE_DATE.value: "The user's leave date (leaver).",
            TimeAttribute.CREATED_DATE.value: "When the account was made (joiner).",
        },
        about="The date the trigger counts from; goes with offsetInDays.",
    ),
    "offsetInDays": Number(
        allowed=OFFSET_DAYS,
        unit="days",
        about="Days after the date; negative is before it. A user whose moment passed more than three days ago is "
        "skipped.",
        examples=(-7, 0, 7),
    ),
    "attributeChange": Listed(
        of=Text(examples=tuple(ATTRIBUTES)),
        least=1,
        about="Runs when one of these attributes changes. The wanted new value goes into scope.rule.",
    ),
    "membershipChange": Choice(
        values={
            MembershipChange.ADD.value: "Runs for users who join a group of the scope.",
            MembershipChange.REMOVE.value: "Runs for users who leave a group of the scope.",
        },
        about="Runs when membership of the scope's groups changes; needs scope.groups.",
    ),
    "userInactivity": "Runs for users who have not signed in for so long.",
    "inactivityPeriodInDays": Number(
        allowed=INACTIVITY_DAYS, unit="days", about="Days without a sign-in.", examples=(90,)
    ),
    "guestSponsor": "Runs for guests with too few sponsors.",
    "minimumRequiredSponsors": Number(
        allowed=REQUIRED_SPONSORS, about="Runs for guests with fewer sponsors.", examples=(1,)
    ),
}
"""What an editor shows at each key of a trigger."""


def _trigger_keys(kind: TriggerKind[Any]) -> Mapping[str, Shape]:
    keys = plain_shapes(kind.fields, _TRIGGER_TEXTS)
    if kind.key is None:
        return keys
    return {kind.key: Fields(keys=keys, required=tuple(keys), about=str(_TRIGGER_TEXTS[kind.key]))}


_TRIGGER = Either(
    about="The trigger of the workflow: exactly one kind, or the word onDemandOnly.",
    word=Choice(values={ON_DEMAND_ONLY: "Runs only when an administrator starts it, for named users; no scope."}),
    other=Fields(
        keys={key: shape for kind in TRIGGERS for key, shape in _trigger_keys(kind).items()},
        alternatives=tuple(kind.keys for kind in TRIGGERS),
    ),
)

_SCOPE = Fields(
    about="The users for whom the workflow runs: exactly one of rule and groups.",
    keys={
        "rule": Text(
            about="A rule over user attributes; texts are compared with regard to case.",
            examples=("(department eq 'Sales')", "(department in ('Sales', 'Marketing') and country eq 'NL')"),
        ),
        "groups": Listed(
            of=Text(refers=RefKind.GROUP),
            least=1,
            about="Groups whose membership changes; goes with trigger.membershipChange.",
        ),
    },
    alternatives=(("rule",), ("groups",)),
)


WORKFLOW = Fields(
    about="A lifecycle workflow. A key that is left out is left as the tenant has it.",
    keys={
        "displayName": DISPLAY_NAME,
        "previousNames": PREVIOUS_NAMES,
        **plain_shapes(
            WORKFLOW_FIELDS,
            {
                "displayName": DISPLAY_NAME,
                "description": DESCRIPTION,
                "category": Choice(
                    values={
                        Category.JOINER.value: "People who start.",
                        Category.MOVER.value: "People who change position.",
                        Category.LEAVER.value: "People who leave.",
                    },
                    about="The phase the workflow serves; it decides which tasks can be used and cannot be changed "
                    "later.",
                ),
                "isEnabled": "false: the workflow does not run at all.",
                "isSchedulingEnabled": "true: the engine runs it by itself; false: only on demand.",
            },
        ),
        "trigger": _TRIGGER,
        "scope": _SCOPE,
        "administrationScopeTargets": Listed(
            of=Text(refers=RefKind.ADMINISTRATIVE_UNIT),
            most=MAX_ADMINISTRATION_SCOPES,
            about="Administrative units whose administrators may manage the workflow.",
        ),
        "protect": PROTECT,
        "tasks": Listed(of=TASK, least=1, most=MAX_TASKS, unique=False, about="What is done, in this order."),
    },
    required=("displayName",),
)


def workflow_of(checked: Checked, checker: Checker) -> Workflow | None:
    """The workflow; None without a name."""
    if text(checked, "displayName") is None:
        return None
    tasks = cast("tuple[CheckedTask, ...] | None", checked.get("tasks"))
    return Workflow(
        **{"category": None, **attributes_from(checked, WORKFLOW_FIELDS)},
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
