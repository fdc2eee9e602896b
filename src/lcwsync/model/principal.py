"""Holders of rights: users, groups, applications, and outside identities that an application trusts."""

from enum import StrEnum

from lcwsync.values.records import dataclass


class PrincipalKind(StrEnum):
    """The kinds of principals."""

    USER = "user"
    GROUP = "group"
    APPLICATION = "application"
    CREDENTIAL = "federatedCredential"
    """An identity outside the tenant that an application trusts to sign in as it, such as a GitHub environment."""
    OTHER = "object"
    ANYBODY = "anybody"
    """Not one principal: everybody who joins without asking, such as by a public group."""
    UNKNOWN = "unknown"
    """Holds a right, and the directory does not answer with it: deleted, of a partner, or hidden from us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A user, a group, an application or a federated credential."""

    id: str
    """In lower case; of a federated credential, its application's id and its own name."""
    kind: PrincipalKind
    name: str
    """User principal name of a user, subject of a federated credential, display name of the rest."""
    display_name: str
    application_id: str | None = None
    enabled: bool | None = None
    """None: not read, or not a thing that can be disabled."""
    signs_in_with: str | None = None
    """An application's secrets and certificates, counted, in words."""
