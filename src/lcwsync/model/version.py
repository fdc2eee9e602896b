"""A version of a workflow.

https://learn.microsoft.com/graph/api/resources/identitygovernance-workflowversion
"""

from lcwsync.model.unknown import UnknownMember
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """One version, as the model has it and as the service describes it."""

    number: int
    created: str | None
    live: LiveWorkflow
    content: tuple[UnknownMember, ...]
    """Every member of the answer, for what the model cannot express."""
