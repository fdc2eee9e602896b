"""TapGuardrails: limits git holds itself to, who is expected to be able to create a pass, and who may ask for one."""

from enum import StrEnum

from lcwsync.model.references import Ref
from lcwsync.values.records import dataclass


class Tier(StrEnum):
    """The ways to create a pass, most direct first."""

    DIRECT = "direct"
    WORKFLOWS = "workflows"
    POLICY = "policy"
    ESCALATION = "escalation"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPrincipal:
    """A principal that may hold a right: by object id, application id or UPN."""

    principal: str
    """A group stands for its members; of a federated credential it is the subject. A display name proves nothing."""
    name: str | None = None
    """For the reader: nothing is found by it."""
    tiers: tuple[Tier, ...]
    scope: str = "/"
    """`/` for the whole tenant, or the id or name of an administrative unit. A name that several bear covers none."""
    eligible_only: bool = False
    """Only a right that must be activated first is expected, not a standing one."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRules:
    """Rules for managers' requests. A limit that is None does not apply; a day is the last 24 hours."""

    per_person_per_day: int | None = None
    per_requester_per_day: int | None = None
    allow_guests: bool = False
    """Whether an account of the tenant with userType Guest may request."""
    mail_domains: tuple[str, ...] = ()
    """Domains, in lower case, that mail may go to besides the tenant's verified ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverInScope:
    """People whom no workflow may disable, delete, take access from or give a pass: emergency accounts, accounts of
    services, directory synchronisation. A group stands for its members."""

    users: tuple[Ref, ...] = ()
    groups: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TapGuardrails:
    """The committed expectation, and limits on passes in git itself."""

    expected: tuple[ExpectedPrincipal, ...] = ()
    maximum_lifetime_in_minutes: int | None = None
    require_one_time_use: bool = False
    requests: RequestRules = RequestRules()
    never_in_scope: NeverInScope | None = None
