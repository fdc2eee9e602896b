"""The two sides of a plan: what git wants and what the tenant has."""

from enum import StrEnum
from typing import NamedTuple

from lcwsync.model.extension import CustomTaskExtension, LiveExtension
from lcwsync.model.guardrails import TapGuardrails
from lcwsync.model.pass_requests import LiveCatalog, LivePassRequests, PassRequests
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.values.records import dataclass


class ObjectKind(StrEnum):
    """The kinds of object; the values are the `kind:` of a YAML document."""

    TAP_POLICY = "TemporaryAccessPassPolicy"
    SETTINGS = "LifecycleWorkflowSettings"
    EXTENSION = "CustomTaskExtension"
    WORKFLOW = "Workflow"
    GUARDRAILS = "TapGuardrails"
    PASS_REQUESTS = "PassRequests"  # noqa: S105 - a kind, not a secret


SINGLETON_NAMES = {
    ObjectKind.TAP_POLICY: "Temporary Access Pass policy",
    ObjectKind.SETTINGS: "Lifecycle Workflows settings",
    ObjectKind.GUARDRAILS: "TAP guardrails",
}
"""How objects without a name are called in plans and messages."""


class ObjectName(NamedTuple):
    """An object as a person names it."""

    kind: ObjectKind
    name: str

    def __str__(self) -> str:
        return self.name if self.kind in SINGLETON_NAMES else f'{_WORDS[self.kind]} "{self.name}"'


_WORDS = {
    ObjectKind.WORKFLOW: "workflow",
    ObjectKind.EXTENSION: "custom task extension",
    ObjectKind.PASS_REQUESTS: "pass requests",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """Everything git describes for one environment. `None`: git does not describe it."""

    tap_policy: TapPolicy | None = None
    settings: LifecycleSettings | None = None
    extensions: tuple[CustomTaskExtension, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    guardrails: TapGuardrails | None = None
    pass_requests: tuple[PassRequests, ...] = ()
    removed: tuple[str, ...] = ()
    """Names git wants gone."""
    removed_pass_requests: tuple[str, ...] = ()
    """Names of access packages of PassRequests that git wants gone."""
    prune: bool = False
    """Whatever the tenant has and git does not list is to be deleted, within the limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """The tenant's objects. `None`: not read, because git does not describe it."""

    tap_policy: TapPolicy | None = None
    settings: LifecycleSettings | None = None
    extensions: tuple[LiveExtension, ...] = ()
    workflows: tuple[LiveWorkflow, ...] = ()
    deleted_workflows: tuple[LiveWorkflow, ...] = ()
    pass_requests: tuple[LivePassRequests, ...] = ()
    """Access packages that git names."""
    catalogs: tuple[LiveCatalog, ...] = ()
    """Catalogs that git names."""


class TenantIdentity(NamedTuple):
    """The identity of the tenant."""

    id: str
    name: str
    sandbox: bool
