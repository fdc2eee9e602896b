"""A workflow template of the service.

https://learn.microsoft.com/graph/api/resources/identitygovernance-workflowtemplate
"""

from lcwsync.model.workflow import Workflow
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Template:
    """A template and the workflow that it describes."""

    name: str
    category: str
    workflow: Workflow
