"""Everything an audit reads of a tenant, in few requests: rights, workflows and who receives copies.

A refused read is listed and never taken for "there is nothing".
"""

from collections.abc import Iterable, Mapping
from functools import partial

from lcwsync.audit.holders import read_rights
from lcwsync.audit.model import RightsEvidence
from lcwsync.audit.principals import unknown_user
from lcwsync.audit.scopes import Bearers, names_of
from lcwsync.audit.workflows import copied_ids
from lcwsync.config.load import Resolved
from lcwsync.model.conditions import GroupScope
from lcwsync.model.pass_requests import LivePassRequests, PassRequests
from lcwsync.model.passes import has_pass_task
from lcwsync.model.person import UNREAD, NotRead
from lcwsync.model.principal import Principal
from lcwsync.model.references import RefKind
from lcwsync.model.refused import RefusedRead
from lcwsync.model.state import Desired, Existing, TenantIdentity
from lcwsync.model.tap_policy import GroupTarget, TapPolicy
from lcwsync.model.triggers import scope_of
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.pass_requests import diff_pass_requests
from lcwsync.planning.pass_requests import read_front_doors
from lcwsync.planning.reviewed import reviewed
from lcwsync.tenant.names import resolve
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import TolerantReader, known
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvidence:
    """Everything that was read for one audit."""

    tenant: TenantIdentity
    rights: RightsEvidence
    workflows: tuple[LiveWorkflow, ...]
    desired: Mapping[str, Workflow | NotRead | None]
    """What git describes under the name of each workflow that creates passes, by its id."""
    receivers: Mapping[str, Principal]
    """Users who receive copies of passes, by id."""
    front_doors: Mapping[str, str]
    """Access packages that are what git says under PassRequests, by id, with their names."""
    units: Bearers
    """Ids of the administrative units of each name that git gives as a scope."""
    refused: tuple[RefusedRead, ...]


def read_evidence(resolved: Resolved, tenant: Tenant) -> AuditEvidence:
    """All rights of the table, who controls their holders, and the workflows that create passes beside git's.

    Raises GraphFailure only when the tenant is out of reach or the sign-in is not accepted.
    """
    identity = tenant.identity()
    reader = TolerantReader()
    workflows = known(reader.read("workflows", tenant.workflows), ())
    creating = [live for live in workflows if has_pass_task(live.workflow)]
    for part in resolved.unread:
        reader.note(RefusedRead(f"git: {part}", "it has errors; `lcwsync validate` shows them"))
    desired = {live.id: _described(resolved, live, tenant, reader) for live in creating}
    policy = known(reader.read("the TAP policy", tenant.tap_policy), None)
    deciding, hidden = deciding_groups(policy, creating, desired)
    for name in hidden:
        reader.note(RefusedRead(f"the groups of the workflow {name}", "the service does not show them"))
    rights = read_rights(tenant, deciding, activation=True)
    ids = copied_ids(workflows)
    receivers = reader.each("receivers of copies", ids, tenant.rights.principals.users)
    return AuditEvidence(
        tenant=identity,
        rights=rights,
        workflows=workflows,
        desired=desired,
        receivers={id_: known(receivers[id_], None) or unknown_user(id_) for id_ in ids},
        units=known(reader.read("administrative units by name", partial(_units, resolved, tenant)), {}),
        front_doors=known(reader.read("access packages", partial(_front_doors, resolved, tenant)), {}),
        refused=(*rights.refused, *reader.refused),
    )


def _described(
    resolved: Resolved, live: LiveWorkflow, tenant: Tenant, reader: TolerantReader
) -> Workflow | NotRead | None:
    """What git describes under the workflow's name; UNREAD where a part of git with errors may describe it."""
    described = reader.read("names that git uses", partial(reviewed, resolved, live, tenant))
    name = live.workflow.display_name.casefold()
    maybe = any(part.object is None or name in part.names for part in resolved.unread)
    return UNREAD if described is None and maybe else described


def _units(resolved: Resolved, tenant: Tenant) -> Bearers:
    """Raises GraphFailure."""
    guardrails = resolved.desired.guardrails
    names = names_of(guardrails.expected if guardrails else ())
    found = tenant.find({RefKind.ADMINISTRATIVE_UNIT: names})[RefKind.ADMINISTRATIVE_UNIT] if names else {}
    return {name: tuple(ref.id for ref in refs if ref.id) for name, refs in found.items()}


def _front_doors(resolved: Resolved, tenant: Tenant) -> Mapping[str, str]:
    """The access packages that git describes and that are what it says. Raises GraphFailure."""
    wanted = resolved.desired.pass_requests
    if not wanted:
        return {}
    desired = resolve(Desired(pass_requests=wanted), tenant, Existing(), resolved.places).desired
    live = {each.display_name.casefold(): each for each in read_front_doors(desired, tenant, resolved.places).live}
    return {
        found.id: found.display_name
        for requests in desired.pass_requests
        if (found := live.get(requests.display_name.casefold())) and _is_git(requests, found)
    }


def _is_git(requests: PassRequests, live: LivePassRequests) -> bool:
    changes = diff_pass_requests(requests, live)
    whole = live.group is not None and live.policy is not None and not live.unsupported
    return whole and not (changes.package or changes.group or changes.policy)


def deciding_groups(
    policy: TapPolicy | None,
    creating: Iterable[LiveWorkflow],
    desired: Mapping[str, Workflow | NotRead | None],
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Groups whose membership decides who gets a pass, by id, with the reason; and workflows whose groups are unknown.

    The service may not show the groups of a workflow; git's are then taken, which the workflow was made from.
    """
    found: dict[str, str] = {}
    hidden = []
    for live in creating:
        scope, name = scope_of(live.workflow.conditions), live.workflow.display_name
        wanted = desired.get(live.id)
        if isinstance(scope, GroupScope) and scope.groups is None and isinstance(wanted, Workflow):
            scope = scope_of(wanted.conditions)
        groups = scope.groups if isinstance(scope, GroupScope) else ()
        if groups is None:
            hidden.append(name)
        for ref in groups or ():
            if ref.id:
                found[ref.id.lower()] = f"its members get passes from the workflow {name}"
    for target in (*(policy.include_targets or ()), *(policy.exclude_targets or ())) if policy else ():
        if isinstance(target, GroupTarget) and target.group.id:
            found.setdefault(target.group.id.lower(), "the TAP policy names it")
    return found, tuple(hidden)
