"""Checks whether an identity can do what a command needs, from its token and the service's answers. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lcwsync.model.examination import Examination, Probe
from lcwsync.tenant.permissions import Operation, needed
from lcwsync.values.commands import Command, commands_of

GOVERNANCE_PLAN = "Entra_Identity_Governance"
"""The service plan that both licences carry: Entra ID Governance and Entra Suite."""


class State(StrEnum):
    """The result of one check."""

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
    """The operation whose permission is to be granted when it is missing."""
    optional: bool = False
    """Only commands that the identity need not serve call it."""


def asked(purpose: str) -> tuple[Operation, ...]:
    """Everything the identity of `plan` or `apply` may be needed for, each operation once."""
    return tuple({o.name: o for command in _commands(purpose) for o in needed(command.name)}.values())


def examine(examination: Examination, *, purpose: str, held: frozenset[str] | None) -> tuple[Check, ...]:
    """Every check for the identity of `plan` or `apply`, from the service's answers about `asked(purpose)`.

    `held`: the permissions in its token, None when it is opaque. A refused read is a missing right; a failed one is
    "cannot tell".
    """
    required = {name for command in commands_of(purpose, optional=False) for name in command.operations}
    rights = tuple(
        replace(
            _right(operation, held, examination.probes.get(operation.name)), optional=operation.name not in required
        )
        for operation in asked(purpose)
    )
    return (*rights, _licence(examination), *_excess(held or frozenset(), purpose))


def commands_ready(checks: Sequence[Check], purpose: str) -> Mapping[str, bool]:
    """For each command of the identity whether nothing it needs is missing."""
    missing = {check.name for check in checks if check.state is State.MISSING}
    return {command.name: missing.isdisjoint(command.operations) for command in _commands(purpose)}


def _commands(purpose: str) -> tuple[Command, ...]:
    return (*commands_of(purpose, optional=False), *commands_of(purpose, optional=True))


def _right(operation: Operation, held: frozenset[str] | None, probe: Probe | None) -> Check:
    if probe is not None and probe.allowed is not None:
        said = "asked the service" if probe.allowed else f"the service answered {probe.answer}"
        state = State.OK if probe.allowed else State.MISSING
        return Check(name=operation.name, state=state, said=said, grant=operation)
    if held is None:
        return Check(name=operation.name, state=State.UNKNOWN, said="the token is opaque", grant=operation)
    if having := sorted(held & operation.accepted):
        return Check(name=operation.name, state=State.OK, said=f"holds {having[0]}")
    return Check(name=operation.name, state=State.MISSING, said=f"needs {operation.least}", grant=operation)


def _licence(examination: Examination) -> Check:
    name = "licence Microsoft Entra ID Governance or Suite"
    if (status := examination.subscriptions_status) is not None:
        return Check(name=name, state=State.UNKNOWN, said=f"the licences cannot be read ({status})")
    found = [each for each in examination.subscriptions if GOVERNANCE_PLAN in each.service_plans]
    if any(each.status == "Enabled" for each in found):
        return Check(name=name, state=State.OK, said=found[0].name)
    if found:
        return Check(name=name, state=State.OK, said=f"in grace or suspended: {found[0].status}")
    return Check(name=name, state=State.MISSING, said="no subscription carries the service plan")


_DANGEROUS = (
    "UserAuthMethod-TAP",
    "UserAuthenticationMethod.ReadWrite",
    "RoleManagement.ReadWrite",
    "AppRoleAssignment",
)


def _excess(held: frozenset[str], purpose: str) -> tuple[Check, ...]:
    """Permissions that the identity should not have: to create passes, to grant rights, and for `plan` to write."""
    extra = sorted(p for p in held if p.startswith(_DANGEROUS) or (purpose == "plan" and "ReadWrite" in p))
    return tuple(Check(name=f"holds {p}", state=State.EXCESS, said="not needed: remove it") for p in extra)
