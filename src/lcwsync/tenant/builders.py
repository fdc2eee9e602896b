"""The SDK's request builders for writes; they know the paths. Reads know theirs by `tenant.paths`: see there."""

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiota_abstractions.base_request_builder import BaseRequestBuilder
    from msgraph.generated.identity_governance.lifecycle_workflows.lifecycle_workflows_request_builder import (
        LifecycleWorkflowsRequestBuilder,
    )


class Builders:
    """Request builders, imported one by one when they are first asked for."""

    @property
    def lifecycle(self) -> "LifecycleWorkflowsRequestBuilder":
        """Lifecycle Workflows."""
        _without_its_client("msgraph")
        from msgraph.generated.identity_governance.lifecycle_workflows.lifecycle_workflows_request_builder import (
            LifecycleWorkflowsRequestBuilder,
        )

        nobody: Any = object()  # a builder needs an adapter only to send, which the door does
        return LifecycleWorkflowsRequestBuilder(nobody, {"baseurl": ""})


def path_of(builder: "BaseRequestBuilder") -> str:
    """The path below `/v1.0` of what a request builder of the SDK stands for."""
    from kiota_abstractions.method import Method
    from kiota_abstractions.request_information import RequestInformation

    return RequestInformation(Method.GET, builder.url_template, dict(builder.path_parameters)).url


def _without_its_client(package: str) -> None:
    """Enter a package without running its `__init__`: that of msgraph loads a client, its middleware and azure.core,
    which take longer than everything else that a plan loads."""
    if package not in sys.modules and (spec := importlib.util.find_spec(package)) is not None:
        sys.modules[package] = importlib.util.module_from_spec(spec)
