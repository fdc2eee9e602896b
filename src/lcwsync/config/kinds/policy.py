"""The form of what a tenant has once: the TAP policy, the settings, and git's own guardrails."""

from lcwsync.config.form.shape import Choice, Either, Fields, Flag, Listed, Named, Number, Text
from lcwsync.config.kinds.common import plain_shapes
from lcwsync.model.guardrails import Tier
from lcwsync.model.references import RefKind
from lcwsync.model.settings import EMAIL_FIELDS, SETTINGS_FIELDS
from lcwsync.model.tap_policy import ALL_USERS, LIFETIME_MINUTES, TAP_POLICY_FIELDS, PolicyState

_DOMAIN_PATTERN = r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"

_GROUP_OR_USER = Fields(
    keys={
        "group": Text(refers=RefKind.GROUP, about="The members of this group."),
        "user": Text(refers=RefKind.USER, about="A single user; the service documents groups only."),
    },
    alternatives=(("group",), ("user",)),
)

_TARGET = Either(word=Choice(values={ALL_USERS: "Everybody in the tenant."}), other=_GROUP_OR_USER)

TAP_POLICY = Fields(
    about="The Temporary Access Pass policy of the tenant. A key that is left out is left as the tenant has it.",
    keys={
        **plain_shapes(
            TAP_POLICY_FIELDS,
            {
                "state": Choice(
                    values={
                        PolicyState.ENABLED.value: "Passes can be created and used.",
                        PolicyState.DISABLED.value: "No pass can be created or used.",
                    }
                ),
                "isUsableOnce": "true: every pass works once. Passes made for repeated use stop working.",
                "minimumLifetimeInMinutes": "The shortest lifetime anybody can give a pass.",
                "defaultLifetimeInMinutes": "The lifetime of a pass when its maker says none.",
                "maximumLifetimeInMinutes": "The longest lifetime anybody can give a pass.",
                "defaultLength": "The length of a pass.",
            },
        ),
        "includeTargets": Listed(of=_TARGET, unique=False, about="Who can sign in with a pass: [allUsers], or groups."),
        "excludeTargets": Listed(
            of=_TARGET, unique=False, about="Groups whose members cannot use a pass; this wins over includeTargets."
        ),
    },
)

SETTINGS = Fields(
    about="Tenant-wide settings of Lifecycle Workflows.",
    keys={
        **plain_shapes(
            SETTINGS_FIELDS, {"workflowScheduleIntervalInHours": "How often the engine looks for users to process."}
        ),
        "emailSettings": Fields(
            keys=plain_shapes(
                EMAIL_FIELDS,
                {
                    "senderDomain": Text(
                        pattern=_DOMAIN_PATTERN,
                        wanted="a domain name such as contoso.com",
                        about="The domain mails come from; a verified domain of the tenant.",
                    ),
                    "useCompanyBranding": "true: mails show the tenant's banner logo.",
                },
            ),
            about="Who the workflows' mails come from.",
        ),
    },
)

GUARDRAILS = Fields(
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
