"""The SDK's request builders for what a plan compares; they know the paths."""

from typing import TYPE_CHECKING

from lcwsync.tenant.http.client import GraphDoor

if TYPE_CHECKING:
    from kiota_abstractions.base_request_builder import BaseRequestBuilder
    from msgraph.generated.identity_governance.lifecycle_workflows.lifecycle_workflows_request_builder import (
        LifecycleWorkflowsRequestBuilder,
    )

_TAP = "temporaryAccessPass"


class Builders:
    """Request builders over one door, made when they are first asked for: the SDK is slow to import."""

    def __init__(self, door: GraphDoor) -> None:
        self._door = door

    @property
    def lifecycle(self) -> "LifecycleWorkflowsRequestBuilder":
        """Lifecycle Workflows."""
        return self._door.client.identity_governance.lifecycle_workflows

    @property
    def tap_policy(self) -> "BaseRequestBuilder":
        """The Temporary Access Pass policy."""
        configurations = self._door.client.policies.authentication_methods_policy.authentication_method_configurations
        return configurations.by_authentication_method_configuration_id(_TAP)
