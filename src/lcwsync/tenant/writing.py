"""The writes to a tenant: one request each, never sent twice."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from lcwsync.model.extension import CustomTaskExtension
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import Workflow
from lcwsync.tenant.builders import Builders, path_of
from lcwsync.tenant.http.client import GraphDoor
from lcwsync.tenant.http.failure import bad_answer
from lcwsync.tenant.http.requests import request_to, with_body
from lcwsync.tenant.paths import TAP_POLICY
from lcwsync.tenant.wire.extension import extension_body
from lcwsync.tenant.wire.policy import settings_body, tap_policy_body
from lcwsync.tenant.wire.workflow import create_body, new_version_body
from lcwsync.values.json import JsonObject

if TYPE_CHECKING:
    from kiota_abstractions.base_request_builder import BaseRequestBuilder


class Writes:
    """The writes of `tenant.port.Tenant`. `before` is called before each. Every method raises GraphFailure."""

    def __init__(self, door: GraphDoor, builders: Builders, *, before: Callable[[], None]) -> None:
        self._door = door
        self._builders = builders
        self._before = before

    async def create_workflow(self, workflow: Workflow) -> str:
        return await self._create(path_of(self._builders.lifecycle.workflows), create_body(workflow))

    async def update_workflow(self, workflow_id: str, fields: Mapping[str, str | bool]) -> None:
        await self._write("PATCH", self._builders.lifecycle.workflows.by_workflow_id(workflow_id), dict(fields))

    async def update_task(self, workflow_id: str, task_id: str, fields: Mapping[str, str]) -> None:
        workflow = self._builders.lifecycle.workflows.by_workflow_id(workflow_id)
        await self._write("PATCH", workflow.tasks.by_task_id(task_id), dict(fields))

    async def create_new_version(self, workflow_id: str, workflow: Workflow) -> int | None:
        builder = self._builders.lifecycle.workflows.by_workflow_id(workflow_id)
        action = builder.microsoft_graph_identity_governance_create_new_version
        answer = await self._write("POST", action, new_version_body(workflow))
        version = answer.get("version") if isinstance(answer, dict) else None
        return version if isinstance(version, int) else None

    async def delete_workflow(self, workflow_id: str) -> None:
        await self._write("DELETE", self._builders.lifecycle.workflows.by_workflow_id(workflow_id))

    async def restore_workflow(self, workflow_id: str) -> None:
        deleted = self._builders.lifecycle.deleted_items.workflows.by_workflow_id(workflow_id)
        await self._write("POST", deleted.microsoft_graph_identity_governance_restore)

    async def update_tap_policy(self, changed: TapPolicy) -> None:
        await self._write("PATCH", TAP_POLICY, tap_policy_body(changed))

    async def update_settings(self, complete: LifecycleSettings) -> None:
        await self._write("PATCH", self._builders.lifecycle.settings, settings_body(complete))

    async def create_extension(self, extension: CustomTaskExtension) -> str:
        return await self._create(path_of(self._builders.lifecycle.custom_task_extensions), extension_body(extension))

    async def update_extension(self, extension_id: str, changed: CustomTaskExtension) -> None:
        builder = self._builders.lifecycle.custom_task_extensions.by_custom_task_extension_id(extension_id)
        await self._write("PATCH", builder, extension_body(changed))

    async def delete_extension(self, extension_id: str) -> None:
        builder = self._builders.lifecycle.custom_task_extensions.by_custom_task_extension_id(extension_id)
        await self._write("DELETE", builder)

    async def _create(self, path: str, body: JsonObject) -> str:
        answer = await self._write("POST", path, body)
        created = answer.get("id") if isinstance(answer, dict) else None
        if not isinstance(created, str) or not created:
            # The object may well exist: the failure must report that, or it is created twice.
            raise bad_answer("POST", path, "no id")
        return created.lower()

    async def _write(self, method: str, target: "BaseRequestBuilder | str", body: JsonObject | None = None) -> object:
        self._before()
        path = target if isinstance(target, str) else path_of(target)
        return await self._door.send(with_body(request_to(method, path), body), idempotent=False)
