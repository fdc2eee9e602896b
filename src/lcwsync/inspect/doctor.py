"""Checks whether an identity can do what a command needs, from its token and the service's answers. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from lcwsync.model.examination import Examination, Probe
from lcwsync.model.licence import GOVERNANCE, governance
from lcwsync.tenant.permissions import OPERATIONS, Operation, checking, needed_for
from lcwsync.values.commands import CHECKED, Command, commands_of
from lcwsync.values.records import dataclass


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


OF_PASSES = frozenset({"read the TAP policy", "write the TAP policy"})
"""Operations that a cloud without the Temporary Access Pass does not have."""


def asked(purpose: str, named: Collection[str], *, passes: bool = True) -> tuple[Operation, ...]:
    """Everything the identity of `plan` or `apply` may be needed for, each operation once.

    `named`: what the configuration names, by the keys of `values.commands.WHEN_NAMED`. `passes`: whether the cloud
    has the Temporary Access Pass.
    """
    found = {
        o.name: o for command in _commands(purpose) for o in (*needed_for(command.name, named), *checking(command.name))
    }
    return tuple(operation for name, operation in found.items() if passes or name not in OF_PASSES)


def examine(
    examination: Examination,
    *,
    purpose: str,
    named: Collection[str],
    held: frozenset[str] | None,
    sandbox: bool,
    passes: bool = True,
    delegated: bool = False,
) -> tuple[Check, ...]:
    """Every check for the identity of `plan` or `apply`, from the service's answers about `asked(purpose, named)`.

    `held`: the permissions in its token, None when it is opaque. A refused read is a missing right; a failed one is
    "cannot tell". `sandbox`: the tenant is the embedded one, which asks for no permission. `passes`: as for `asked`.
    `delegated`: a person is signed in, who needs directory roles besides.
    """
    wanted = {o.name for o in asked(purpose, named, passes=passes)}
    required = {o.name for command in commands_of(purpose, optional=False) for o in needed_for(command.name, named)}
    rights = tuple(
        replace(
            _or_by_role(
                _right(operation, held, examination.probes.get(operation.name), sandbox=sandbox, delegated=delegated),
                held,
                wanted,
            ),
            optional=operation.name not in required,
        )
        for operation in asked(purpose, named, passes=passes)
    )
    if not passes:
        rights = (*rights, *(Check(name=name, state=State.OK, said=_NO_PASSES) for name in sorted(OF_PASSES)))
    return (*rights, _licence(examination), *_excess(held or frozenset(), purpose))


def commands_ready(checks: Sequence[Check], purpose: str, named: Collection[str]) -> Mapping[str, State]:
    """For each command of the identity whether everything it needs is there: OK, MISSING or UNKNOWN."""
    states = {check.name: check.state for check in checks}
    licensed = State.MISSING if states.get(_LICENCE) is State.MISSING else State.OK
    return {
        command.name: _worst(
            state
            for o in needed_for(command.name, named)
            for state in (states.get(o.name, State.UNKNOWN), licensed if o.licensed else State.OK)
        )
        for command in _commands(purpose)
    }


def left_open(checks: Sequence[Check], command: str) -> Sequence[tuple[str, Operation]]:
    """What a command that is ready cannot tell, in words, each with the operation it needs for it."""
    states = {check.name: check.state for check in checks}
    return [(CHECKED[o.name], o) for o in checking(command) if states.get(o.name, State.UNKNOWN) is not State.OK]


def _worst(states: Iterable[State]) -> State:
    found = set(states)
    return next((state for state in (State.MISSING, State.UNKNOWN) if state in found), State.OK)


def _commands(purpose: str) -> tuple[Command, ...]:
    return (*commands_of(purpose, optional=False), *commands_of(purpose, optional=True))


def _right(
    operation: Operation, held: frozenset[str] | None, probe: Probe | None, *, sandbox: bool, delegated: bool
) -> Check:
    """A right is there when the token has the permission and the service does not refuse what it is for.

    An opaque token leaves the answer of the service alone. A permission in the token is not enough for a person, who
    needs a role besides.
    """
    name, grant = operation.name, operation
    if probe is not None and probe.allowed is False:
        if operation.doubt is not None and held is not None and operation.least in held:
            # The permission is there and does not suffice, which is what the doubt is about.
            grant = replace(operation, least=operation.also[0], also=operation.also[1:], doubt=None)
        return Check(name=name, state=State.MISSING, said=f"the service answered {probe.answer}", grant=grant)
    if held is None and sandbox:
        return Check(name=name, state=State.OK, said="the sandbox asks for no permission")
    answered = probe is not None and probe.allowed is True
    if held is None:
        if answered:
            return Check(name=name, state=State.OK, said="asked the service")
        return Check(name=name, state=State.UNKNOWN, said="the token is opaque", grant=grant)
    if probe is not None and probe.allowed is None:
        return Check(name=name, state=State.UNKNOWN, said=f"the service answered {probe.answer}", grant=grant)
    if having := sorted(held & operation.accepted):
        if delegated and not answered:
            role = f"the role {operation.role}" if operation.role else "a role, perhaps,"
            said = f"holds {having[0]}, and a person needs {role} besides: the token does not tell"
            return Check(name=name, state=State.UNKNOWN, said=said)
        return Check(name=name, state=State.OK, said=f"holds {having[0]}")
    if answered:
        said = f"the service answers, and the token has no {operation.least}"
        return Check(name=name, state=State.UNKNOWN, said=said, grant=grant)
    return Check(name=name, state=State.MISSING, said=f"needs {operation.least}", grant=grant)


def _or_by_role(check: Check, held: frozenset[str] | None, wanted: Collection[str]) -> Check:
    """A right that is missing and that a role on a catalog may give: the token does not tell of such roles. The role
    creates no catalog and puts no group into one; what it lets its holder read is not looked at here."""
    grant = check.grant
    if check.state is not State.MISSING or grant is None or grant.instead is None or held is None:
        return check
    reads = "read access packages"
    if PUTS_GROUPS in wanted or not any(o.name == reads and held & o.accepted for o in OPERATIONS):
        return check
    said = f"no {grant.least}; a page lets the role {grant.instead} do instead: no token tells it, nobody has shown it"
    return replace(check, state=State.UNKNOWN, said=said)


PUTS_GROUPS = "put groups into catalogs"
"""The operation without which git touches no catalog."""

_NO_PASSES = "not needed: this cloud has no Temporary Access Pass"


_LICENCE = f"licence {GOVERNANCE}"


def _licence(examination: Examination) -> Check:
    name = _LICENCE
    if (status := examination.subscriptions_status) is not None:
        return Check(name=name, state=State.UNKNOWN, said=f"the licences cannot be read ({status})")
    licence = governance(examination.subscriptions)
    return Check(name=name, state=State.OK if licence.held else State.MISSING, said=licence.said)


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
