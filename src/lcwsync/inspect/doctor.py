"""Can this identity do what a command needs? Judged from its token and from asking the service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.permissions import Operation, needed
from lcwsync.tenant.port import Tenant

GOVERNANCE_PLAN = "Entra_Identity_Governance"
"""The service plan that both licences carry: Entra ID Governance and Entra Suite."""

SERVED_BY = {"plan": ("plan", "drift", "verify", "export"), "apply": ("apply",)}
"""The commands that each of the two applications is for."""

SERVED_ALSO = {"plan": ("preview", "audit", "status", "history"), "apply": ("run",)}
"""Commands that the application can be given as well; what they need besides is missed by nobody else."""


class State(StrEnum):
    """What is known of one check."""

    OK = "ok"
    MISSING = "missing"
    UNKNOWN = "cannot tell"
    EXCESS = "too much"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the examination."""

    name: str
    state: State
    said: str
    grant: Operation | None = None
    """What to grant when it is missing."""
    optional: bool = False
    """Only commands that the identity need not serve call it."""


_PROBES = {
    "read workflows": "/identityGovernance/lifecycleWorkflows/workflows?$select=id",
    "read settings, task definitions and templates": "/identityGovernance/lifecycleWorkflows/settings",
    "read custom task extensions": "/identityGovernance/lifecycleWorkflows/customTaskExtensions",
    "read the TAP policy": "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/"
    "temporaryAccessPass",
    "read groups": "/groups?$top=1&$select=id",
    "read users": "/users?$top=1&$select=id",
    "read administrative units": "/directory/administrativeUnits?$top=1&$select=id",
}
"""Reads that change nothing and answer whether the right is there; one page each."""


def examine(tenant: Tenant, *, purpose: str, held: frozenset[str] | None) -> tuple[Check, ...]:
    """Every check for the identity of `plan` or `apply`. `held`: the permissions in its token, None when it is opaque.

    A refused read is a missing right; a failed one is "cannot tell".
    """
    required = {o.name: o for command in SERVED_BY[purpose] for o in needed(command)}
    operations = required | {o.name: o for command in SERVED_ALSO[purpose] for o in needed(command)}
    probed = {name: _probe(tenant, path) for name, path in _PROBES.items() if name in operations}
    rights = tuple(
        replace(_right(operation, held, probed.get(name)), optional=name not in required)
        for name, operation in operations.items()
    )
    return (*rights, _licence(tenant), *_excess(held or frozenset(), purpose))


def commands_ready(checks: Sequence[Check], purpose: str) -> Mapping[str, bool]:
    """For each command of the identity whether nothing it needs is missing."""
    missing = {check.name for check in checks if check.state is State.MISSING}
    commands = (*SERVED_BY[purpose], *SERVED_ALSO[purpose])
    return {command: not missing & {operation.name for operation in needed(command)} for command in commands}


def _right(operation: Operation, held: frozenset[str] | None, probe: Check | None) -> Check:
    if probe is not None and probe.state is not State.UNKNOWN:
        said = "asked the service" if probe.state is State.OK else probe.said
        return Check(name=operation.name, state=probe.state, said=said, grant=operation)
    if held is None:
        return Check(name=operation.name, state=State.UNKNOWN, said="the token does not say", grant=operation)
    if having := sorted(held & operation.accepted):
        return Check(name=operation.name, state=State.OK, said=f"holds {having[0]}")
    return Check(name=operation.name, state=State.MISSING, said=f"needs {operation.least}", grant=operation)


def _probe(tenant: Tenant, path: str) -> Check:
    try:
        tenant.read_many([path])
    except GraphFailure as failure:
        refused = failure.kind in (FailureKind.FORBIDDEN, FailureKind.UNAUTHORISED)
        state = State.MISSING if refused else State.UNKNOWN
        return Check(name=path, state=state, said=f"the service answered {failure.status} {failure.code or ''}".strip())
    return Check(name=path, state=State.OK, said="")


def _licence(tenant: Tenant) -> Check:
    name = "licence Microsoft Entra ID Governance or Suite"
    try:
        answer = tenant.read_json("/subscribedSkus")
    except GraphFailure as failure:
        return Check(name=name, state=State.UNKNOWN, said=f"the licences cannot be read ({failure.status})")
    skus = answer if isinstance(answer, list) else []
    found = [sku for sku in skus if isinstance(sku, dict) and _governs(sku)]
    if any(sku.get("capabilityStatus") == "Enabled" for sku in found):
        return Check(name=name, state=State.OK, said=str(found[0].get("skuPartNumber", "")))
    if found:
        return Check(name=name, state=State.OK, said=f"in grace or suspended: {found[0].get('capabilityStatus')}")
    return Check(name=name, state=State.MISSING, said="no subscription carries the service plan")


def _governs(sku: Mapping[str, object]) -> bool:
    plans = sku.get("servicePlans")
    return isinstance(plans, list) and any(
        isinstance(plan, dict) and plan.get("servicePlanName") == GOVERNANCE_PLAN for plan in plans
    )


_DANGEROUS = (
    "UserAuthMethod-TAP",
    "UserAuthenticationMethod.ReadWrite",
    "RoleManagement.ReadWrite",
    "AppRoleAssignment",
)


def _excess(held: frozenset[str], purpose: str) -> tuple[Check, ...]:
    """Rights that this identity should not have: what mints passes or grants rights, and writing for a reader."""
    extra = sorted(p for p in held if p.startswith(_DANGEROUS) or (purpose == "plan" and "ReadWrite" in p))
    return tuple(Check(name=f"holds {p}", state=State.EXCESS, said="not needed: remove it") for p in extra)
