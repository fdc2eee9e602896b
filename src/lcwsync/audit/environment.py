"""An audit of a tenant, for one environment of the project."""

from collections.abc import Iterator, Mapping, Sequence

from lcwsync.audit.evidence import AuditEvidence
from lcwsync.audit.paths import paths
from lcwsync.audit.verdict import Judgement, judge
from lcwsync.audit.workflows import pass_workflows
from lcwsync.config.load import Resolved
from lcwsync.model.guardrails import ExpectedPrincipal, Tier
from lcwsync.model.principal import Principal
from lcwsync.model.refused import RefusedRead
from lcwsync.model.state import ObjectKind, TenantIdentity
from lcwsync.values.location import Location
from lcwsync.values.places import Places
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The findings of an audit and their comparison with git."""

    environment: str
    tenant: TenantIdentity
    judgement: Judgement
    refused: tuple[RefusedRead, ...]
    own: Mapping[str, str]
    """What lcwsync signs in as, by application id or user name in lower case, and what for."""
    expected: tuple[ExpectedPrincipal, ...]
    places: Places

    def own_use(self, principal: Principal) -> str | None:
        """The role of a principal in lcwsync (applies, reads); None when lcwsync does not use it."""
        for name in (principal.application_id, principal.name, principal.id):
            if name is not None and (use := self.own.get(name.casefold())):
                return use
        return None

    def place(self, entry: ExpectedPrincipal | None = None) -> Location:
        """The place of an expectation in git, or of all of them; the project file when there is none."""
        path: tuple[str | int, ...] = (ObjectKind.GUARDRAILS.value, "", "expected")
        return self.places.at(*path, self.expected.index(entry)) if entry in self.expected else self.places.at(*path)


def audit(resolved: Resolved, evidence: AuditEvidence, *, signed_in: str | None) -> Audit:
    """Judge what was read of the tenant. `signed_in`: application id or user of the token, when it contains one."""
    guardrails = resolved.desired.guardrails
    written = guardrails.expected if guardrails else ()
    expected = (*written, *_front_doors(evidence, written))
    workflows = pass_workflows(evidence.workflows, evidence.desired, evidence.receivers)
    environment = resolved.environment
    uses = ((environment.client_id, "applies"), (environment.plan_client_id, "plans"), (signed_in, "made this audit"))
    own: dict[str, str] = {}
    for name, use in uses:
        if name:
            own[name.casefold()] = f"{own[name.casefold()]}, {use}" if name.casefold() in own else use
    return Audit(
        environment=environment.name,
        tenant=evidence.tenant,
        judgement=judge(paths(evidence.rights), workflows, evidence.refused, expected, evidence.units),
        refused=evidence.refused,
        own=own,
        expected=written,
        places=resolved.places,
    )


def _front_doors(evidence: AuditEvidence, written: Sequence[ExpectedPrincipal]) -> Iterator[ExpectedPrincipal]:
    """The front doors that git describes: they let people into the group that the workflow goes by, and into nothing
    else. Without any expectation in git the verdicts stay UNKNOWN."""
    leading = {way.id for each in evidence.rights.controllers.values() for way in each.joining}
    for id_, name in evidence.front_doors.items():
        if written and id_ in leading:
            yield ExpectedPrincipal(
                principal=id_, name=name, tiers=(Tier.RECIPIENT,), reason="git describes it under PassRequests"
            )
