"""Custom task extensions: a Logic App that a workflow calls.

Graph: https://learn.microsoft.com/graph/api/resources/identitygovernance-customtaskextension
"""

from dataclasses import field

from lcwsync.model.fields import Field
from lcwsync.model.references import Ref
from lcwsync.model.unknown import UnknownMember
from lcwsync.values.records import dataclass

MAX_EXTENSIONS = 100
"""Custom task extensions in one tenant (service limit)."""

CALLBACK_TIMEOUT_MINUTES = range(5, 181)
"""How long a launch-and-wait extension may take, in minutes."""

LIMITED_CALLBACK_MINUTES = range(30, 181)
"""The same, on the page of service limits (https://learn.microsoft.com/entra/id-governance/governance-service-limits)."""

RETRIES = range(11)
"""How often a failed call of a Logic App can be repeated."""

CALL_TIMEOUT_MILLISECONDS = range(1, 120_001)
"""How long a call of a Logic App may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogicApp:
    """The address of the Logic App. The service sets the URL; it is only read."""

    subscription_id: str
    resource_group_name: str
    logic_app_workflow_name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PopToken:
    """Proof-of-possession token authentication, the recommended one."""


@dataclass(frozen=True, slots=True)
class BearerToken:
    """The older bearer token authentication for an application, by its resource id."""

    resource_id: str


@dataclass(frozen=True, slots=True)
class UnknownAuthentication:
    """An authentication this version does not know: kept and reported, never written."""

    type_name: str
    content: str


Authentication = PopToken | BearerToken | UnknownAuthentication

PROOF_OF_POSSESSION = "pop"
"""The word of `authentication:` for PopToken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfiguration:
    """How the service calls the Logic App: retries, and the time-out in milliseconds."""

    maximum_retries: int | None = None
    timeout_in_milliseconds: int | None = None


@dataclass(frozen=True, slots=True)
class LaunchAndContinue:
    """The workflow goes on at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchAndWait:
    """The workflow waits for the Logic App's answer, at most `timeout_minutes` minutes.

    `authorized_apps` may resume the task; None when the service did not show them.
    """

    timeout_minutes: int
    authorized_apps: tuple[Ref, ...] | None = None


Callback = LaunchAndContinue | LaunchAndWait

NO_CALLBACK = "none"
"""The word of `callback:` for LaunchAndContinue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomTaskExtension:
    """An extension; `None` means "not set". Its identity is `display_name`."""

    display_name: str
    description: str | None = None
    endpoint: LogicApp | None = None
    authentication: Authentication | None = None
    client: ClientConfiguration | None = None
    callback: Callback | None = None
    previous_names: tuple[str, ...] = ()
    protect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveExtension:
    """An extension of the tenant."""

    id: str
    extension: CustomTaskExtension
    last_modified: str | None = None
    unsupported: tuple[str, ...] = ()
    unknown: tuple[UnknownMember, ...] = field(default=(), compare=False)
    """Members this version does not know. They are shown and never written."""


EXTENSION_FIELDS = (
    Field("displayName", "display_name", str),
    Field("description", "description", str, unshown=""),
)
"""An extension's plain fields."""

ENDPOINT_FIELDS = (
    Field("subscriptionId", "subscription_id", str),
    Field("resourceGroupName", "resource_group_name", str),
    Field("logicAppWorkflowName", "logic_app_workflow_name", str),
)
"""Plain fields of `endpoint`; all of them are always set."""

CLIENT_FIELDS = (
    Field("maximumRetries", "maximum_retries", int, RETRIES),
    Field("timeoutInMilliseconds", "timeout_in_milliseconds", int, CALL_TIMEOUT_MILLISECONDS, "milliseconds"),
)
"""Plain fields of `client`."""
