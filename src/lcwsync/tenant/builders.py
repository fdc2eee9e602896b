"""The SDK's request builders for writes; they know the paths. Reads know theirs by `tenant.paths`: see there."""

import importlib.util
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from kiota_abstractions.base_request_builder import BaseRequestBuilder
    from msgraph.generated.identity_governance.lifecycle_workflows.lifecycle_workflows_request_builder import (
        LifecycleWorkflowsRequestBuilder,
    )


class Builders:
    """Request builders, imported one by one when they are first asked for."""

    @cached_property
    def lifecycle(self) -> "LifecycleWorkflowsRequestBuilder":
        """Lifecycle Workflows."""
        _without_its_client("msgraph")
        from msgraph.generated.identity_governance.lifecycle_workflows.lifecycle_workflows_request_builder import (
            LifecycleWorkflowsRequestBuilder,
        )

        nobody: Any = object()  # a builder needs an adapter only to send, which the door does
        return LifecycleWorkflowsRequestBuilder(nobody, {"baseurl": ""})


def path_of(builder: "BaseRequestBuilder") -> str:
    """The path below `/v1.0` of what a request builder of the SDK stands for: its template with the ids in it."""
    path, _, _ = builder.url_template.removeprefix("{+baseurl}").partition("{?")
    for name, value in builder.path_parameters.items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    return path


def _without_its_client(package: str) -> None:
    """Enter a package without running its `__init__`: that of msgraph loads a client, its middleware and azure.core,
    which take longer than everything else that a plan loads."""
    if package not in sys.modules and (spec := importlib.util.find_spec(package)) is not None:
        sys.modules[package] = importlib.util.module_from_spec(spec)
