"""The form of every kind of document: the one table behind the loader and the JSON Schemas.

Ranges are the model's; the texts are what an editor shows at the key.
"""

from collections.abc import Mapping
from types import MappingProxyType

from lcwsync.config.shape import Choice, Either, Fields, Flag, Listed, Named, Number, TaskFields, Text, VariableContent
from lcwsync.model.conditions import OFFSET_DAYS, MembershipChange, TimeAttribute
from lcwsync.model.document import ALL_USERS, NO_CALLBACK, ON_DEMAND_ONLY, PROOF_OF_POSSESSION
from lcwsync.model.environment import Cloud
from lcwsync.model.extension import CALLBACK_TIMEOUT_MINUTES
from lcwsync.model.guardrails import Tier
from lcwsync.model.references import RefKind
from lcwsync.model.settings import SCHEDULE_INTERVAL_HOURS
from lcwsync.model.state import ObjectKind
from lcwsync.model.tap_policy import LIFETIME_MINUTES, PASS_LENGTH, PolicyState
from lcwsync.model.workflow import MAX_ADMINISTRATION_SCOPES, MAX_TASKS, Category

PROJECT = "Project"

GUID_PATTERN = "[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_GUID = "a GUID such as 11111111-2222-3333-4444-555555555555"
_DOMAIN_PATTERN = r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"

_DISPLAY_NAME = Text(
    about="The name in the portal, and what identifies the object: a changed name is another object, "
    "unless the old one is listed in previousNames.",
    examples=("Onboard pre-hire employee",),
)
_PREVIOUS_NAMES = Listed(
    of=Text(),
    about="Names under which the tenant may still have the object. It is then renamed, and keeps its id and history.",
    least=1,
)
_PROTECT = Flag(about="true: a plan that would delete the object is refused.")
_DESCRIPTION = Text(about="What it is for, shown in the portal.", may_be_empty=True)

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

_TASK = TaskFields(
    fields=Fields(
        keys={
            "task": Text(about="What to do: a task of the catalogue by its key, or a taskDefinitionId."),
            "displayName": Text(about="The task's name in the portal (default: the task definition's)."),
            "description": _DESCRIPTION,
            "isEnabled": Flag(about="false: the task is kept but skipped."),
            "continueOnError": Flag(about="true: the workflow goes on when this task fails."),
        },
        required=("task",),
    ),
)

_WORKFLOW = Fields(
    about="A lifecycle workflow. A key that is left out is left as the tenant has it.",
    keys={
        "displayName": _DISPLAY_NAME,
        "previousNames": _PREVIOUS_NAMES,
        "description": _DESCRIPTION,
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
        "protect": _PROTECT,
        "tasks": Listed(of=_TASK, least=1, most=MAX_TASKS, unique=False, about="What is done, in this order."),
    },
    required=("displayName",),
)

_TARGET = Fields(
    keys={
        "group": Text(refers=RefKind.GROUP, about="The members of this group."),
        "user": Text(refers=RefKind.USER, about="A single user; the service documents groups only."),
    },
    alternatives=(("group",), ("user",)),
)
_TARGETS = Listed(
    of=Either(word=Choice(values={ALL_USERS: "Everybody in the tenant."}), other=_TARGET),
    unique=False,
)

_TAP_POLICY = Fields(
    about="The Temporary Access Pass policy of the tenant. A key that is left out is left as the tenant has it.",
    keys={
        "state": Choice(
            values={
                PolicyState.ENABLED.value: "Passes can be created and used.",
                PolicyState.DISABLED.value: "No pass can be created or used.",
            }
        ),
        "isUsableOnce": Flag(about="true: every pass works once. Passes made for repeated use stop working."),
        "minimumLifetimeInMinutes": Number(
            allowed=LIFETIME_MINUTES, unit="minutes", about="The shortest lifetime anybody can give a pass."
        ),
        "defaultLifetimeInMinutes": Number(
            allowed=LIFETIME_MINUTES, unit="minutes", about="The lifetime of a pass when its maker says none."
        ),
        "maximumLifetimeInMinutes": Number(
            allowed=LIFETIME_MINUTES, unit="minutes", about="The longest lifetime anybody can give a pass."
        ),
        "defaultLength": Number(allowed=PASS_LENGTH, unit="characters", about="The length of a pass."),
        "includeTargets": Listed(
            of=_TARGETS.of, unique=False, about="Who can sign in with a pass: [allUsers], or groups."
        ),
        "excludeTargets": Listed(
            of=_TARGETS.of, unique=False, about="Groups whose members cannot use a pass; this wins over includeTargets."
        ),
    },
)

_SETTINGS = Fields(
    about="Tenant-wide settings of Lifecycle Workflows.",
    keys={
        "workflowScheduleIntervalInHours": Number(
            allowed=SCHEDULE_INTERVAL_HOURS, unit="hours", about="How often the engine looks for users to process."
        ),
        "emailSettings": Fields(
            keys={
                "senderDomain": Text(
                    pattern=_DOMAIN_PATTERN,
                    wanted="a domain name such as contoso.com",
                    about="The domain mails come from; a verified domain of the tenant.",
                ),
                "useCompanyBranding": Flag(about="true: mails show the tenant's banner logo."),
            },
            about="Who the workflows' mails come from.",
        ),
    },
)

_EXTENSION = Fields(
    about="A Logic App that a workflow calls.",
    keys={
        "displayName": _DISPLAY_NAME,
        "previousNames": _PREVIOUS_NAMES,
        "description": _DESCRIPTION,
        "endpoint": Fields(
            keys={
                "subscriptionId": Text(
                    pattern=GUID_PATTERN, wanted=_GUID, about="The Azure subscription of the Logic App."
                ),
                "resourceGroupName": Text(about="Its resource group."),
                "logicAppWorkflowName": Text(about="Its name."),
            },
            required=("subscriptionId", "resourceGroupName", "logicAppWorkflowName"),
            about="The Logic App.",
        ),
        "authentication": Either(
            word=Choice(values={PROOF_OF_POSSESSION: "Proof-of-possession token, the recommended one."}),
            other=Fields(
                keys={
                    "bearer": Fields(
                        keys={"resourceId": Text(about="The application id the token is for.")},
                        required=("resourceId",),
                        about="The older bearer token.",
                    )
                },
                required=("bearer",),
            ),
            about="How the service proves to the Logic App who it is.",
        ),
        "client": Fields(
            keys={
                "maximumRetries": Number(allowed=range(11), about="How often a failed call is repeated."),
                "timeoutInMilliseconds": Number(
                    allowed=range(1, 120_001), unit="milliseconds", about="How long a call may take."
                ),
            },
            about="How the service calls the Logic App.",
        ),
        "callback": Either(
            word=Choice(values={NO_CALLBACK: "The workflow goes on at once."}),
            other=Fields(
                keys={
                    "timeoutInMinutes": Number(
                        allowed=CALLBACK_TIMEOUT_MINUTES, unit="minutes", about="Without an answer the task then fails."
                    ),
                    "authorizedApps": Listed(
                        of=Text(refers=RefKind.APPLICATION), about="Applications that may send the answer."
                    ),
                },
                required=("timeoutInMinutes",),
            ),
            about="Whether the workflow waits for the Logic App's answer.",
        ),
        "protect": _PROTECT,
    },
    required=("displayName",),
)

_GUARDRAILS = Fields(
    about="Who is expected to be able to mint a Temporary Access Pass, and what git itself may say about passes.",
    keys={
        "maximumLifetimeInMinutes": Number(
            allowed=LIFETIME_MINUTES, unit="minutes", about="No task and no policy in git may give a pass longer."
        ),
        "requireOneTimeUse": Flag(about="true: no task and no policy in git may make a pass for repeated use."),
        "expected": Listed(
            of=Fields(
                keys={
                    "principal": Text(about="A UPN, a display name, an application id or an object id."),
                    "tiers": Listed(
                        of=Choice(
                            values={
                                Tier.DIRECT.value: "Can create a pass for somebody.",
                                Tier.WORKFLOWS.value: "Can make a workflow create one.",
                                Tier.POLICY.value: "Can change the TAP policy.",
                                Tier.ESCALATION.value: "Can grant themselves one of the above.",
                                Tier.RECIPIENT.value: "Can decide who receives a pass.",
                            }
                        ),
                        least=1,
                        about="What the principal is expected to be able to do.",
                    ),
                    "scope": Text(about="/ for the whole tenant, or the name or id of an administrative unit."),
                    "eligibleOnly": Flag(about="true: only a right that must be activated first is expected."),
                    "reason": Text(about="Why, for the next reviewer."),
                },
                required=("principal", "tiers", "reason"),
            ),
            unique=False,
            about="Everybody who may hold such a right; audit fails on anybody else.",
        ),
        "requesters": Named(
            of=Text(about="Their user principal name."),
            key=Text(about="A GitHub login."),
            about="GitHub logins of the managers who may ask for a run, and who they are in the tenant.",
        ),
    },
)

_ENVIRONMENT = Fields(
    about="One tenant, and how far a plan may go in it.",
    keys={
        "sandbox": Flag(about="true: the embedded tenant, for trying things out."),
        "tenantId": Text(
            pattern=GUID_PATTERN, wanted=_GUID, about="The tenant; anything else at the other end stops the run."
        ),
        "clientId": Text(pattern=GUID_PATTERN, wanted=_GUID, about="The application that applies."),
        "planClientId": Text(
            pattern=GUID_PATTERN, wanted=_GUID, about="The application that plans and only reads (default: clientId)."
        ),
        "auth": Choice(
            values={
                "token": "The token in LCWSYNC_ACCESS_TOKEN.",
                "github": "GitHub Actions OIDC.",
                "workload": "A workload identity's token file.",
                "environment": "AZURE_CLIENT_ID and the like.",
                "cli": "Whoever is signed in to the Azure CLI.",
                "managed": "A managed identity.",
                "interactive": "A browser.",
            },
            about="How to sign in, when the surroundings should not decide.",
        ),
        "cloud": Choice(
            values={
                Cloud.GLOBAL.value: "The worldwide cloud.",
                Cloud.US_GOV.value: "US Government L4.",
                Cloud.US_GOV_DOD.value: "US Government L5 (DoD).",
                Cloud.CHINA.value: "China, run by 21Vianet.",
            },
            about="The Microsoft cloud the tenant lives in (default: global).",
        ),
        "variables": Named(
            of=VariableContent(),
            key=Text(pattern="[A-Za-z_][A-Za-z0-9_]*", wanted="letters, digits and _, not starting with a digit"),
            about="Values that differ between environments, used as ${name} in the other files.",
        ),
        "allowDelete": Flag(about="true: plans may delete, within the limits (default: false)."),
        "established": Flag(
            about="true: the tenant already has what git lists, so that a plan that would create most of it is refused."
        ),
        "limits": Fields(
            keys={
                "maxDeletes": Number(allowed=range(10_001), about="Deletions a plan may hold (default: 1)."),
                "maxChanges": Number(allowed=range(10_001), about="Changes a plan may hold (default: 20)."),
            },
            about="What a plan may hold at most.",
        ),
    },
)

_PROJECT = Fields(
    about="The project file, lcwsync.yaml.",
    keys={
        "defaultEnvironment": Text(about="The environment used when the command line names none."),
        "environments": Named(
            of=_ENVIRONMENT,
            key=Text(pattern="[A-Za-z0-9][A-Za-z0-9._-]*", wanted="letters, digits, dot, dash and _"),
            about="The tenants, by a name of your choice.",
        ),
        "removed": Listed(
            of=Text(),
            about="Names of workflows and extensions that are to be deleted: said here, so that a reviewer sees it.",
        ),
        "prune": Flag(about="true: whatever the tenant has and git has not is deleted, within the limits."),
        "rules": Named(
            of=Fields(
                keys={
                    "severity": Choice(
                        values={
                            "off": "Not reported.",
                            "note": "Reported, changes nothing.",
                            "warning": "Reported; stops validate --strict.",
                            "error": "Stops validate and plan.",
                        }
                    ),
                    "reason": Text(about="Why, for the next reviewer."),
                },
                required=("severity", "reason"),
            ),
            key=Text(pattern="[A-Z]{3,4}[0-9]{3}", wanted="a finding's code such as TAP007"),
            about="Findings rated differently than the tool does, each with a reason.",
        ),
    },
    required=("environments",),
)

KINDS: Mapping[str, Fields] = MappingProxyType(
    {
        PROJECT: _PROJECT,
        ObjectKind.TAP_POLICY.value: _TAP_POLICY,
        ObjectKind.WORKFLOW.value: _WORKFLOW,
        ObjectKind.SETTINGS.value: _SETTINGS,
        ObjectKind.EXTENSION.value: _EXTENSION,
        ObjectKind.GUARDRAILS.value: _GUARDRAILS,
    }
)
"""What may stand in a document besides `kind`, by kind."""

TASK = _TASK
