"""A version of a workflow.

https://learn.microsoft.com/graph/api/resources/identitygovernance-workflowversion
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lcwsync.model.workflow import LiveWorkflow


@dataclass(frozen=True, slots=True)
class Version:
    """One version, as the model has it and as the service describes it."""

    number: int
    created: str | None
    live: LiveWorkflow
    content: Mapping[str, object]
    """The service's members that can differ between two versions, for what the model does not know."""
