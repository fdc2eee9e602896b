"""What an audit finds: principals, the rights they hold, and the workflows that make passes."""

from dataclasses import dataclass
from enum import StrEnum

from lcwsync.model.guardrails import Tier


class Kind(StrEnum):
    """What a principal is."""

    USER = "user"
    GROUP = "group"
    APPLICATION = "application"
    CREDENTIAL = "federated credential"
    """Somebody outside the tenant whom an application trusts to sign in as it, such as a GitHub environment."""
    OTHER = "object"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody or something that can hold a right."""

    id: str
    """In lower case; of a federated credential, its application's id and its own name."""
    kind: Kind
    name: str
    """User principal name of a user, subject of a federated credential, display name of the rest."""
    display_name: str
    application_id: str | None = None
    enabled: bool | None = None
    """None: not read, or not a thing that can be disabled."""
    signs_in_with: str | None = None
    """An application's secrets and certificates, counted, in words."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a right holds: `path` as the service writes it, `name` for people."""

    path: str
    name: str
    people: int | None = None
    """Members of an administrative unit; None when not read."""
    named: bool = True
    """False: the name could not be read, and `name` is the path."""

    @property
    def whole_tenant(self) -> bool:
        return self.path == "/"


WHOLE_TENANT = Scope("/", "whole tenant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One right of one principal. `path` leads from the principal to what gives the right."""

    principal: Principal
    tiers: tuple[Tier, ...]
    path: tuple[str, ...]
    scope: Scope
    eligible: bool
    """It must be activated first, somewhere on the path."""
    activated: bool = False
    """It is eligible, and activated at the moment."""
    through: tuple[Principal, ...] = ()
    """Groups whose membership gives it; whoever expects the group expects its members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassWorkflow:
    """A workflow of the tenant with a task that makes passes."""

    id: str
    name: str
    enabled: bool
    scheduled: bool
    in_git: bool
    copies: tuple[Principal, ...]
    """Who gets a copy of each pass."""
    other_recipients: bool
    """The mail goes to an address that is not the manager's."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A read that the service did not answer: what could be hidden there is unknown."""

    what: str
    why: str
