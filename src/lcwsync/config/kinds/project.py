"""The form of the project file."""

from lcwsync.config.form.shape import Choice, Fields, Flag, Listed, Named, Number, Text, VariableContent
from lcwsync.config.kinds.common import GUID
from lcwsync.model.environment import Cloud
from lcwsync.model.references import GUID_PATTERN

_ENVIRONMENT = Fields(
    about="One tenant, and how far a plan may go in it.",
    keys={
        "sandbox": Flag(about="true: the embedded tenant, for trying things out."),
        "tenantId": Text(
            pattern=GUID_PATTERN, wanted=GUID, about="The tenant; anything else at the other end stops the run."
        ),
        "clientId": Text(pattern=GUID_PATTERN, wanted=GUID, about="The application that applies."),
        "planClientId": Text(
            pattern=GUID_PATTERN, wanted=GUID, about="The application that plans and only reads (default: clientId)."
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

PROJECT_FILE = Fields(
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
        "schemas": Listed(
            of=Text(examples=("naming.schema.json",)),
            about="The organisation's own rules: files of JSON Schema inside the configuration directory.",
        ),
    },
    required=("environments",),
)
