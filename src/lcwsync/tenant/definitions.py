"""The task definitions that the tenant offers.

https://learn.microsoft.com/graph/api/identitygovernance-lifecycleworkflowscontainer-list-taskdefinitions
"""

from typing import NamedTuple

from lcwsync.tenant.answers import objects
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.values.json import text


class OfferedTask(NamedTuple):
    """A task by its definition's id, and the categories of workflows that can hold it."""

    id: str
    name: str
    categories: frozenset[str]


def task_definitions(graph: GraphCalls) -> tuple[OfferedTask, ...]:
    """Every definition, in the service's order. Raises GraphFailure."""
    path = "/identityGovernance/lifecycleWorkflows/taskDefinitions"
    return tuple(
        OfferedTask(
            text(item, "id").lower(),
            text(item, "displayName"),
            frozenset(part.strip() for part in text(item, "category").split(",") if part.strip()),
        )
        for item in objects(graph.read_json(path))
    )
