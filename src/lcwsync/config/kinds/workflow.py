"""The form of a workflow: trigger, scope, tasks."""

from collections.abc import Mapping
from typing import Any

from lcwsync.config.form.shape import Choice, Either, Fields, Listed, Number, Shape, TaskFields, Text
from lcwsync.config.kinds.common import DESCRIPTION, DISPLAY_NAME, PREVIOUS_NAMES, PROTECT, plain_shapes
from lcwsync.model.conditions import (
    INACTIVITY_DAYS,
    OFFSET_DAYS,
    ON_DEMAND_ONLY,
    REQUIRED_SPONSORS,
    MembershipChange,
    TimeAttribute,
)
from lcwsync.model.references import RefKind
from lcwsync.model.triggers import TRIGGERS, TriggerKind
from lcwsync.model.workflow import (
    MAX_ADMINISTRATION_SCOPES,
    MAX_TASKS,
    TASK_FIELDS,
    WORKFLOW_FIELDS,
    Category,
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
        of=Text(examples=("department",)),
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
    about="When the workflow runs: exactly one kind of trigger, or the word onDemandOnly.",
    word=Choice(values={ON_DEMAND_ONLY: "Runs only when somebody starts it, for the users they name; no scope."}),
    other=Fields(
        keys={key: shape for kind in TRIGGERS for key, shape in _trigger_keys(kind).items()},
        alternatives=tuple(kind.keys for kind in TRIGGERS),
    ),
)

_SCOPE = Fields(
    about="For whom the workflow runs: exactly one of rule and groups.",
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

TASK = TaskFields(
    fields=Fields(
        keys={
            "task": Text(about="What to do: a task of the catalogue by its key, or a taskDefinitionId."),
            **plain_shapes(
                TASK_FIELDS,
                {
                    "displayName": "The task's name in the portal (default: the task definition's).",
                    "description": DESCRIPTION,
                    "isEnabled": "false: the task is kept but skipped.",
                    "continueOnError": "true: the workflow goes on when this task fails.",
                },
            ),
        },
        required=("task",),
    ),
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
