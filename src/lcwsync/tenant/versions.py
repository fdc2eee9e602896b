"""The versions of a workflow, and the service's templates.

https://learn.microsoft.com/graph/api/identitygovernance-workflow-list-versions,
https://learn.microsoft.com/graph/api/identitygovernance-lifecycleworkflowscontainer-list-workflowtemplates
"""

from collections.abc import Mapping

from lcwsync.model.template import Template
from lcwsync.model.version import Version
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.tenant.answers import objects
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.segments import id_segment
from lcwsync.tenant.wire.unknown import ANSWER, unknown_members
from lcwsync.tenant.wire.workflow import live_workflow
from lcwsync.values.json import Json, text, text_or_none

_LIFECYCLE = "/identityGovernance/lifecycleWorkflows"


def versions_of(live: LiveWorkflow, graph: GraphCalls) -> tuple[Version, ...]:
    """All versions with their tasks, newest first; the current one is among them. Raises GraphFailure."""
    path = f"{_LIFECYCLE}/workflows/{id_segment(live.id)}/versions"
    listed = objects(graph.read_json(path))
    numbers = sorted((n for item in listed if isinstance(n := item.get("versionNumber"), int)), reverse=True)
    answers = graph.read_many([f"{path}/{number}?$expand=tasks" for number in numbers])
    return tuple(
        _version(number, live.id, answer)
        for number, answer in zip(numbers, answers, strict=True)
        if isinstance(answer, Mapping)
    )


def templates(graph: GraphCalls) -> tuple[Template, ...]:
    """The service's templates, in its order. Raises GraphFailure, and BadAnswer for what cannot be understood."""
    return tuple(
        Template(
            name=text(item, "displayName"),
            category=text(item, "category"),
            workflow=live_workflow({**item, "version": 1}).workflow,
        )
        for item in objects(graph.read_json(f"{_LIFECYCLE}/workflowTemplates"))
    )


def _version(number: int, workflow_id: str, answer: Json) -> Version:
    """A version has no id of its own and calls its number otherwise; in all else it is a workflow."""
    live = live_workflow({**answer, "id": workflow_id, "version": number})
    return Version(number, text_or_none(answer, "createdDateTime"), live, unknown_members(answer, ANSWER))
