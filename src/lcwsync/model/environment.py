"""One environment of the project: its tenant, its identities and its limits."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

VariableValue = str | int | bool | tuple[str, ...]
"""What a variable can hold; `${name}` alone as a value keeps the type, inside a text it becomes text."""


class Cloud(StrEnum):
    """The Microsoft cloud a tenant lives in."""

    GLOBAL = "global"
    US_GOV = "usgov"
    US_GOV_DOD = "usgovdod"
    CHINA = "china"

    @property
    def has_passes(self) -> bool:
        """Whether the cloud has the Temporary Access Pass: the metadata of China's has neither policy nor method
        (https://github.com/microsoftgraph/msgraph-metadata)."""
        return self is not Cloud.CHINA


class SignIn(StrEnum):
    """The ways to sign in: the values of `auth:`."""

    TOKEN = "token"  # noqa: S105 - a name, not a secret
    GITHUB = "github"
    WORKLOAD = "workload"
    ENVIRONMENT = "environment"
    MANAGED = "managed"
    CLI = "cli"
    INTERACTIVE = "interactive"


class Limits(NamedTuple):
    """Absolute numbers, since percentages leave small tenants unprotected."""

    max_deletes: int = 1
    max_changes: int = 20


class Environment(NamedTuple):
    """An environment as `workflows/lcwsync.yaml` declares it."""

    name: str
    sandbox: bool = False
    """The embedded tenant instead of a real one."""
    tenant_id: str | None = None
    client_id: str | None = None
    """The application that applies."""
    plan_client_id: str | None = None
    """The application that only reads; `client_id` when absent."""
    auth: str | None = None
    """A value of SignIn; None: what the surroundings offer decides."""
    cloud: Cloud = Cloud.GLOBAL
    variables: Mapping[str, VariableValue] = MappingProxyType({})
    allow_delete: bool = False
    established: bool = False
    """The tenant already has what git lists: a plan that would create most of it is refused."""
    limits: Limits = Limits()
    ring: str | None = None
    """Its ring of the rollout; None: the project has no rings."""
