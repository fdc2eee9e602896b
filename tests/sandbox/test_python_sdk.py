"""Microsoft's typed Python SDK works against a served sandbox: other clients than this one find their way."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.identity_governance.lifecycle_workflows.workflows.item.microsoft_graph_identity_governance_create_new_version.create_new_version_post_request_body import (  # noqa: E501
    CreateNewVersionPostRequestBody,
)
from msgraph.generated.models.identity_governance.lifecycle_workflow_category import LifecycleWorkflowCategory
from msgraph.generated.models.identity_governance.on_demand_execution_only import OnDemandExecutionOnly
from msgraph.generated.models.identity_governance.task import Task
from msgraph.generated.models.identity_governance.workflow import Workflow
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.serve import serving
from lcwsync.sandbox.store import Store

WELCOME = "70b29d51-b59a-4773-9280-8841dfd3f2ea"


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    with serving(SandboxApp(store)) as served:
        yield f"{served}/v1.0"


class _Token(AuthenticationProvider):
    """Any token does for the sandbox; the SDK's own providers send none over http."""

    async def authenticate_request(
        self, request: RequestInformation, additional_authentication_context: dict[str, object] | None = None
    ) -> None:
        request.headers.add("Authorization", "Bearer sandbox")


@asynccontextmanager
async def _client(url: str) -> AsyncIterator[GraphServiceClient]:
    """The SDK as it comes, with its middleware."""
    http = GraphClientFactory.create_with_default_middleware()
    adapter = GraphRequestAdapter(_Token(), client=http)
    adapter.base_url = url
    try:
        yield GraphServiceClient(request_adapter=adapter)
    finally:
        await http._transport.transport.aclose()  # closing the client leaves what its middleware wraps open


def _workflow(name: str) -> Workflow:
    task = Task(display_name="Welcome", task_definition_id=WELCOME, arguments=[], is_enabled=True)
    return Workflow(
        display_name=name,
        category=LifecycleWorkflowCategory.Joiner,
        is_enabled=True,
        is_scheduling_enabled=False,
        execution_conditions=OnDemandExecutionOnly(
            odata_type="#microsoft.graph.identityGovernance.onDemandExecutionOnly"
        ),
        tasks=[task],
    )


def test_a_workflow_is_created_read_changed_versioned_deleted_and_restored(url: str) -> None:
    async def errand() -> None:
        async with _client(url) as graph:
            lifecycle = graph.identity_governance.lifecycle_workflows
            made = await lifecycle.workflows.post(_workflow("By the SDK"))
            assert made
            assert made.id
            one = lifecycle.workflows.by_workflow_id(made.id)
            await one.patch(Workflow(description="Changed"))
            new = CreateNewVersionPostRequestBody(workflow=_workflow("By the SDK"))
            await one.microsoft_graph_identity_governance_create_new_version.post(new)
            read = await one.get()
            assert read
            assert (read.version, read.display_name) == (2, "By the SDK")
            assert read.tasks
            listed = await lifecycle.workflows.get()
            assert listed
            assert [each.display_name for each in listed.value or ()] == ["By the SDK"]
            await one.delete()
            await lifecycle.deleted_items.workflows.by_workflow_id(
                made.id
            ).microsoft_graph_identity_governance_restore.post()
            again = await one.get()
            assert again
            assert again.deleted_date_time is None

    asyncio.run(errand())


def test_definitions_settings_and_templates_are_read(url: str) -> None:
    async def errand() -> None:
        async with _client(url) as graph:
            lifecycle = graph.identity_governance.lifecycle_workflows
            definitions, settings = await lifecycle.task_definitions.get(), await lifecycle.settings.get()
            templates = await lifecycle.workflow_templates.get()
            assert definitions
            assert settings
            assert templates
            assert definitions.value
            assert settings.workflow_schedule_interval_in_hours == 3
            assert templates.value

    asyncio.run(errand())


def test_a_refusal_arrives_as_an_error_with_its_code_and_request_id(url: str) -> None:
    async def errand() -> None:
        async with _client(url) as graph:
            with pytest.raises(ODataError) as caught:
                await graph.identity_governance.lifecycle_workflows.workflows.by_workflow_id("nobody").get()
            error = caught.value
            assert error.response_status_code == 404
            assert error.error
            assert error.error.code == "ResourceNotFound"
            assert error.error.inner_error
            assert error.error.inner_error.request_id

    asyncio.run(errand())
