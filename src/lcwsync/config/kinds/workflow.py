"""The form of a workflow: trigger, scope, tasks."""

from lcwsync.config.form.shape import Choice, Either, Fields, Flag, Listed, Number, TaskFields, Text
from lcwsync.config.kinds.common import DESCRIPTION, DISPLAY_NAME, PREVIOUS_NAMES, PROTECT
from lcwsync.model.conditions import OFFSET_DAYS, MembershipChange, TimeAttribute
from lcwsync.model.document import ON_DEMAND_ONLY
from lcwsync.model.references import RefKind
from lcwsync.model.workflow import MAX_ADMINISTRATION_SCOPES, MAX_TASKS, Category

_TRIGGER = Either(
    about="When the workflow runs: exactly one kind of trigger, or the word onDemandOnly.",
    word=Choice(values={ON_DEMAND_ONLY: "Runs only when somebody starts it, for the users they name; no scope."}),
    other=Fields(
        keys={
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
                about="Days after the date; negative is before it. A user whose moment passed more than three days "
                "ago is skipped.",
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
            "userInactivity": Fields(
                keys={
                    # The portal offers 30 to 730, the API page names no range.
                    "inactivityPeriodInDays": Number(
                        allowed=range(1, 3651), unit="days", about="Days without a sign-in.", examples=(90,)
                    ),
                },
                required=("inactivityPeriodInDays",),
                about="Runs for users who have not signed in for so long.",
            ),
            "guestSponsor": Fields(
                keys={
                    "minimumRequiredSponsors": Number(
                        allowed=range(1, 1001), about="Runs for guests with fewer sponsors.", examples=(1,)
                    )
                },
                required=("minimumRequiredSponsors",),
                about="Runs for guests with too few sponsors.",
            ),
        },
        alternatives=(
            ("timeBasedAttribute", "offsetInDays"),
            ("attributeChange",),
            ("membershipChange",),
            ("userInactivity",),
            ("guestSponsor",),
        ),
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
            "displayName": Text(about="The task's name in the portal (default: the task definition's)."),
            "description": DESCRIPTION,
            "isEnabled": Flag(about="false: the task is kept but skipped."),
            "continueOnError": Flag(about="true: the workflow goes on when this task fails."),
        },
        required=("task",),
    ),
)

WORKFLOW = Fields(
    about="A lifecycle workflow. A key that is left out is left as the tenant has it.",
    keys={
        "displayName": DISPLAY_NAME,
        "previousNames": PREVIOUS_NAMES,
        "description": DESCRIPTION,
        "category": Choice(
            values={
                Category.JOINER.value: "People who start.",
                Category.MOVER.value: "People who change position.",
                Category.LEAVER.value: "People who leave.",
            },
            about="The phase the workflow serves; it decides which tasks can be used and cannot be changed later.",
        ),
        "isEnabled": Flag(about="false: the workflow does not run at all."),
        "isSchedulingEnabled": Flag(about="true: the engine runs it by itself; false: only on demand."),
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
