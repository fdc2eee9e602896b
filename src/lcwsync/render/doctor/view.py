"""What every format of an examination shows."""

from collections.abc import Mapping
from typing import NamedTuple

from lcwsync.inspect.doctor import Check, State, left_open
from lcwsync.model.state import TenantIdentity
from lcwsync.values.records import dataclass


class LeftOpen(NamedTuple):
    """What commands that are ready cannot tell, in words, and the permission that they lack for it."""

    what: str
    permission: str
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """An identity of an environment, and what was found."""

    environment: str
    tenant: TenantIdentity
    purpose: str
    """`plan` or `apply`: which of the two identities."""
    user: str | None
    application_id: str | None
    """That of the token, else of the project file."""
    opaque: bool
    """Whether the token tells nothing: only reads of the service show then what it may do."""
    checks: tuple[Check, ...]
    commands: Mapping[str, State]
    """For each command of the identity whether everything it needs is there."""
    clock_skew: float | None
    """Seconds our clock is ahead of the service's; None when it gave no date."""
    network: tuple[str, ...] = ()
    """How the service is reached, in lines."""

    @property
    def to_grant(self) -> tuple[str, ...]:
        """The permissions that are missing and that the identity must have, each once."""
        return self._missing(optional=False)

    @property
    def to_offer(self) -> tuple[str, ...]:
        """The permissions that are missing and that only some commands need, each once."""
        return self._missing(optional=True)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that a person who is signed in needs besides `to_grant`, each once."""
        missing = (check for check in self.checks if check.state is State.MISSING and not check.optional)
        return tuple(dict.fromkeys(check.grant.role for check in missing if check.grant and check.grant.role))

    @property
    def left_open(self) -> tuple[LeftOpen, ...]:
        """The checks that commands which are ready cannot make: they say so each time."""
        found: dict[tuple[str, str], list[str]] = {}
        for command, state in self.commands.items():
            for what, operation in left_open(self.checks, command) if state is State.OK else ():
                found.setdefault((what, operation.least), []).append(command)
        return tuple(LeftOpen(what, permission, tuple(names)) for (what, permission), names in found.items())

    def _missing(self, *, optional: bool) -> tuple[str, ...]:
        missing = (c for c in self.checks if c.state is State.MISSING and c.optional is optional)
        return tuple(dict.fromkeys(check.grant.least for check in missing if check.grant))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedRepository:
    """A GitHub repository, and what it enforces."""

    repository: str
    branch: str
    checks: tuple[Check, ...]
