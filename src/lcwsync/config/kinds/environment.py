"""An environment of the project file: its form, its values, and what holds between several."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from lcwsync.config.form.check import Checked
from lcwsync.config.form.checked import text
from lcwsync.config.form.shape import Choice, Fields, Flag, Named, Number, Text, VariableContent
from lcwsync.config.kinds.common import GUID
from lcwsync.config.yaml.nodes import Document, Node, YamlEntry, entry
from lcwsync.model.environment import Cloud, Environment, Limits, SignIn, VariableValue
from lcwsync.model.references import GUID_PATTERN
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location
from lcwsync.values.nearest import nearest

NAME = "[A-Za-z0-9][A-Za-z0-9._-]*"
NAME_WORDS = "letters, digits, dot, dash and _"

ENVIRONMENT = Fields(
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
                SignIn.TOKEN.value: "The token in LCWSYNC_ACCESS_TOKEN.",
                SignIn.GITHUB.value: "GitHub Actions OIDC.",
                SignIn.WORKLOAD.value: "A workload identity's token file.",
                SignIn.ENVIRONMENT.value: "AZURE_CLIENT_ID and the like.",
                SignIn.CLI.value: "The account signed in to the Azure CLI.",
                SignIn.MANAGED.value: "A managed identity.",
                SignIn.INTERACTIVE.value: "A browser.",
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
            about="The tenant's Microsoft cloud (default: global).",
        ),
        "ring": Text(pattern=NAME, wanted=NAME_WORDS, about="Its ring, one of `rollout` (default: the last of them)."),
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


ENVIRONMENTS = Named(
    of=ENVIRONMENT,
    key=Text(pattern=NAME, wanted=NAME_WORDS),
    about="The tenants, by a name of your choice.",
)

ENVIRONMENTS_FILE = Fields(
    about="Environments in a file of their own, such as those of one customer; `include` of the project file names it.",
    keys={"environments": ENVIRONMENTS},
    required=("environments",),
)


class Written(NamedTuple):
    """The documents that declare environments: the project file first, then the files that it includes."""

    documents: tuple[Document, ...]

    def key(self, environment: str, *keys: str) -> Location | None:
        """The place of a key of an environment, or of its name."""
        found = self._entry(environment, *keys)
        return found[0].place(found[1]) if found else None

    def value(self, environment: str, *keys: str) -> Location | None:
        """The place of the value of a key of an environment."""
        found = self._entry(environment, *keys)
        return found[0].place(found[1].value) if found else None

    def _entry(self, environment: str, *keys: str) -> tuple[Document, YamlEntry] | None:
        for document in self.documents:
            if inside(document.root, "environments", environment):
                found = inside(document.root, "environments", environment, *keys)
                return (document, found) if found else None
        return None


def environment_of(name: str, checked: Checked) -> Environment:
    """The environment that checked values describe."""
    limits = cast("Mapping[str, int]", checked.get("limits", {}))
    standard = Limits()
    return Environment(
        name=name,
        sandbox=bool(checked.get("sandbox", False)),
        tenant_id=_lower(checked.get("tenantId")),
        client_id=_lower(checked.get("clientId")),
        plan_client_id=_lower(checked.get("planClientId")),
        auth=text(checked, "auth"),
        cloud=Cloud(str(checked.get("cloud", Cloud.GLOBAL.value))),
        variables=cast("Mapping[str, VariableValue]", checked.get("variables", {})),
        allow_delete=bool(checked.get("allowDelete", False)),
        established=bool(checked.get("established", False)),
        ring=text(checked, "ring"),
        limits=Limits(
            max_deletes=limits.get("maxDeletes", standard.max_deletes),
            max_changes=limits.get("maxChanges", standard.max_changes),
        ),
    )


def _lower(value: object) -> str | None:
    return value.lower() if isinstance(value, str) else None


def check_tenants(written: Written, environments: Mapping[str, Environment], findings: list[Finding]) -> None:
    """Report an environment without a tenant, and a tenant that two environments share."""
    seen: dict[str, tuple[str, Location]] = {}
    for name, environment in environments.items():
        place, tenant = written.key(name), written.key(name, "tenantId")
        if environment.sandbox and tenant is not None:
            message, hint = (
                f"the environment {name} is a sandbox and has a tenantId",
                "remove tenantId, or sandbox: true",
            )
            findings.append(finding("PRJ003", tenant, message, hint))
        elif not environment.sandbox and tenant is None and place is not None:
            hint = "set tenantId: GUID, or sandbox: true"
            findings.append(finding("PRJ002", place, f"the environment {name} has no tenantId", hint))
        if environment.tenant_id is not None and tenant is not None:
            first, where = seen.setdefault(environment.tenant_id, (name, tenant))
            if first != name:
                message = f"the environments {first} and {name} are the same tenant"
                findings.append(finding("PRJ004", tenant, message, related=(where,)))


def with_rings(
    written: Written, environments: Mapping[str, Environment], rollout: Sequence[str], findings: list[Finding]
) -> Mapping[str, Environment]:
    """The environments, each with its ring: the last one where none is stated, so that nothing forgotten goes first."""
    found: dict[str, Environment] = {}
    for name, environment in environments.items():
        place = written.value(name, "ring")
        if environment.ring is not None and environment.ring not in rollout and place is not None:
            near = nearest(environment.ring, rollout)
            hint = f"did you mean {near}?" if near else f"rings of rollout: {', '.join(rollout)}"
            hint = hint if rollout else "write rollout: [...] in the project file, with the rings in their order"
            findings.append(finding("PRJ008", place, f'rollout has no ring "{environment.ring[:60]}"', hint))
        ring = environment.ring if environment.ring in rollout else None
        found[name] = environment._replace(ring=ring or (rollout[-1] if rollout else None))
    return found


def inside(root: Node, *path: str) -> YamlEntry | None:
    """The entry that a path of keys leads to, None where there is none."""
    found: YamlEntry | None = None
    node = root
    for key in path:
        found = entry(node, key)
        if found is None:
            return None
        node = found.value
    return found
