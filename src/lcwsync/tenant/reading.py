"""What the tenant holds, read: lists with their objects, single objects, and both without an expansion that is refused.

Reads that do not depend on each other run side by side.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from lcwsync.model.extension import LiveExtension
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Existing, TenantIdentity
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.tenant.http.batch import BATCH_SIZE, Batches
from lcwsync.tenant.http.calls import OnProgress
from lcwsync.tenant.http.client import GraphDoor
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.http.requests import path_of, request_for, request_to, together
from lcwsync.tenant.wire.extension import live_extension
from lcwsync.tenant.wire.json import Node
from lcwsync.tenant.wire.policy import settings, tap_policy
from lcwsync.tenant.wire.workflow import live_workflow

if TYPE_CHECKING:
    import asyncio

    from kiota_abstractions.base_request_builder import BaseRequestBuilder
    from msgraph.generated.identity_governance.lifecycle_workflows.lifecycle_workflows_request_builder import (
        LifecycleWorkflowsRequestBuilder,
    )

_SCOPES = {"$expand": "administrationScopeTargets"}

# A navigation property of a derived type: the cast in the path is OData's, the service documents no example.
_APPS = {
    "$expand": "callbackConfiguration/microsoft.graph.identityGovernance.customTaskExtensionCallbackConfiguration"
    "/authorizedApps"
}

_TAP = "temporaryAccessPass"

T = TypeVar("T")
S = TypeVar("S")


class Reads:
    """The reads of one tenant over one door. Every method raises GraphFailure."""

    def __init__(
        self, door: GraphDoor, batches: Batches, *, sandbox: bool, claimed_id: str | None, on_progress: OnProgress
    ) -> None:
        self._door = door
        self._batches = batches
        self._sandbox = sandbox
        self._claimed_id = claimed_id
        self._on_progress = on_progress
        self._identity: TenantIdentity | None = None
        self._refused: set[str] = set()

    @property
    def lifecycle(self) -> "LifecycleWorkflowsRequestBuilder":
        """The SDK's builders of Lifecycle Workflows."""
        return self._door.client.identity_governance.lifecycle_workflows

    @property
    def policy(self) -> "BaseRequestBuilder":
        """The SDK's builder of the TAP policy."""
        configurations = self._door.client.policies.authentication_methods_policy.authentication_method_configurations
        return configurations.by_authentication_method_configuration_id(_TAP)

    async def identity(self) -> TenantIdentity:
        """The tenant's own id and name, read once. Where the organisation may not be read, the token's word counts."""
        if self._identity is None:
            try:
                listed = await self._door.read(request_to("GET", "/organization", {"$select": "id,displayName"}))
            except GraphFailure as failure:
                if failure.kind is not FailureKind.FORBIDDEN or self._claimed_id is None:
                    raise
                listed = [{"id": self._claimed_id}]
            organisations = Node({"organization": listed}, "answer").objects("organization") or (
                Node({}, "organization"),
            )
            self._identity = TenantIdentity(
                id=organisations[0].required_text("id").lower(),
                name=organisations[0].text("displayName") or "",
                sandbox=self._sandbox,
            )
        return self._identity

    async def existing(self, *, tap_policy: bool, settings: bool, extensions: bool) -> Existing:
        """All workflows and what else is asked for."""
        async with together() as group:
            workflows = group.create_task(self.workflows())
            group.create_task(self.identity())
            read_policy = group.create_task(self.tap_policy()) if tap_policy else None
            read_settings = group.create_task(self.settings()) if settings else None
            read_extensions = group.create_task(self.extensions()) if extensions else None
        return Existing(
            workflows=workflows.result(),
            tap_policy=read_policy.result() if read_policy else None,
            settings=read_settings.result() if read_settings else None,
            extensions=read_extensions.result() if read_extensions else (),
        )

    async def workflows(self, *, keep: Callable[[Node], bool] = lambda _: True) -> tuple[LiveWorkflow, ...]:
        """All workflows that `keep` wants, by what the list shows of them."""
        return await self._each(self.lifecycle.workflows, expand=_SCOPES, keep=keep)

    async def deleted_workflows(self) -> tuple[LiveWorkflow, ...]:
        """Soft-deleted workflows, in the order of the service."""
        return await self._each(self.lifecycle.deleted_items.workflows)

    async def tap_policy(self) -> TapPolicy:
        """The TAP policy."""
        return tap_policy(await self._door.send(request_for("GET", self.policy), idempotent=True))

    async def settings(self) -> LifecycleSettings:
        """The tenant-wide settings."""
        return settings(await self._door.send(request_for("GET", self.lifecycle.settings), idempotent=True))

    async def extensions(self) -> tuple[LiveExtension, ...]:
        """All custom task extensions."""
        builder = self.lifecycle.custom_task_extensions
        items = await self._expanded(_APPS, lambda query: self._door.collection(request_for("GET", builder, query)))
        return tuple(live_extension(item) for item in items)

    async def _each(
        self,
        builder: "BaseRequestBuilder",
        *,
        expand: Mapping[str, str] | None = None,
        keep: Callable[[Node], bool] = lambda _: True,
    ) -> tuple[LiveWorkflow, ...]:
        """The workflows of a list, each read whole as soon as a page has named it. One that disappears in between is
        not there."""
        paths: list[str] = []
        listed: int | None = None
        done = 0

        async def read(paths: Sequence[str]) -> list[LiveWorkflow]:
            nonlocal done
            found = await self._batch(paths, expand)
            done += len(paths)
            self._on_progress("workflows", done, listed)
            return found

        self._on_progress("workflows", done, listed)
        async with together() as group:
            reads: list[asyncio.Task[list[LiveWorkflow]]] = []
            async for page in self._door.pages(request_for("GET", builder)):
                nodes = [Node.of(item, "list") for item in page]
                ids = [quote(node.required_text("id"), safe="") for node in nodes if keep(node)]
                paths += [f"{path_of(builder)}/{id_}" for id_ in ids]
                while len(paths) >= BATCH_SIZE:
                    reads.append(group.create_task(read(paths[:BATCH_SIZE])))
                    del paths[:BATCH_SIZE]
            listed = len(reads) * BATCH_SIZE + len(paths)
            if paths:
                reads.append(group.create_task(read(paths)))
        self._on_progress("workflows", done, done)
        return tuple(live for read in reads for live in read.result())

    async def _batch(self, paths: Sequence[str], expand: Mapping[str, str] | None) -> list[LiveWorkflow]:
        def get(query: Mapping[str, str]) -> Awaitable[list[object]]:
            options = "".join(f"?{name}={value}" for name, value in query.items())
            return self._batches.read([path + options for path in paths])

        answers = await (self._expanded(expand, get) if expand else get({}))
        return [live_workflow(answer) for answer in answers if answer is not None]

    async def workflow(self, workflow_id: str) -> LiveWorkflow | None:
        """One workflow; None only when the service says it does not exist."""
        builder = self.lifecycle.workflows.by_workflow_id(workflow_id)
        return await self._found(builder, live_workflow, expand=_SCOPES)

    async def extension(self, extension_id: str) -> LiveExtension | None:
        """One extension; None only when the service says it does not exist."""
        builder = self.lifecycle.custom_task_extensions.by_custom_task_extension_id(extension_id)
        return await self._found(builder, live_extension, expand=_APPS)

    async def _found(
        self,
        builder: "BaseRequestBuilder",
        read: Callable[[object], T],
        *,
        expand: Mapping[str, str] | None = None,
    ) -> T | None:
        """One object, or None when the service says it does not exist."""

        def get(query: Mapping[str, str]) -> Awaitable[object]:
            return self._door.send(request_for("GET", builder, query), idempotent=True)

        try:
            return read(await (self._expanded(expand, get) if expand else get({})))
        except GraphFailure as failure:
            if failure.kind is FailureKind.NOT_FOUND:
                return None
            raise

    async def _expanded(self, query: Mapping[str, str], get: Callable[[Mapping[str, str]], Awaitable[S]]) -> S:
        """A read with `$expand`. A service that refuses the expansion is asked without it from then on: what it would
        have shown is then unknown, which is not the same as empty."""
        expansion = query["$expand"]
        if expansion not in self._refused:
            try:
                return await get(query)
            except GraphFailure as failure:
                if failure.status not in (400, 501):
                    raise
            answer = await get({})
            self._refused.add(expansion)
            return answer
        return await get({})
