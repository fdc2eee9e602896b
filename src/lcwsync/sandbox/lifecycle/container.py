"""The container of Lifecycle Workflows, and which of its lists can be counted.

https://learn.microsoft.com/graph/api/resources/identitygovernance-lifecycleworkflowscontainer
"""

from lcwsync.sandbox.documents import refuse
from lcwsync.sandbox.http.permissions import READ_LIFECYCLE
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.lifecycle.workflows import LIFECYCLE
from lcwsync.sandbox.store import Store

_ONE = f"{LIFECYCLE}/workflows/{{id}}"

COUNTED = frozenset(
    {
        f"{LIFECYCLE}/workflows",
        f"{LIFECYCLE}/deletedItems/workflows",
        f"{LIFECYCLE}/customTaskExtensions",
        f"{LIFECYCLE}/workflowTemplates",
        f"{_ONE}/tasks",
        f"{_ONE}/versions",
        f"{_ONE}/versions/{{number}}/tasks",
        f"{_ONE}/administrationScopeTargets",
        f"{_ONE}/executionScope",
        f"{_ONE}/runs",
        f"{_ONE}/userProcessingResults",
        f"{_ONE}/subjectProcessingResults",
        f"{_ONE}/taskReports",
    }
)
"""Lists that answer `/$count`; the metadata calls task definitions not countable
(https://github.com/microsoftgraph/msgraph-metadata)."""


def _get(request: Request, _: Store) -> Response:
    """An entity without members of its own; nothing is published about its id."""
    context = request.context("identityGovernance/lifecycleWorkflows/$entity")
    return Response(200, {"@odata.context": context, "id": "lifecycleWorkflows"})


def _no_count(_: Request, __: Store) -> Response:
    raise refuse("The query specified in the URI is not valid. Task definitions cannot be counted.")


ROUTES = (
    Route("GET", LIFECYCLE, _get, READ_LIFECYCLE),
    Route("GET", f"{LIFECYCLE}/taskDefinitions/$count", _no_count, READ_LIFECYCLE),
)
