"""A real or embedded tenant behind the port: Graph requests built by the SDK, answers read as JSON.

Synchronous to its callers; inside, reads that do not depend on each other run side by side.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from lcwsync.model.extension import CustomTaskExtension, LiveExtension
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Existing, TenantIdentity
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.tenant.batch import BATCH_SIZE, Batches
from lcwsync.tenant.door import GraphDoor
from lcwsync.tenant.failure import FailureKind, GraphFailure, bad_answer
from lcwsync.tenant.lookup import LookUps
from lcwsync.tenant.port import OnProgress
from lcwsync.tenant.requests import path_of, request_for, request_to, together, with_body
from lcwsync.tenant.retry import http_date
from lcwsync.tenant.token import TokenContent, look_into
from lcwsync.tenant.wire_extension import extension_body, live_extension
from lcwsync.tenant.wire_json import JsonObject, Node
from lcwsync.tenant.wire_policy import settings, settings_body, tap_policy, tap_policy_body
from lcwsync.tenant.wire_workflow import create_body, live_workflow, new_version_body

if TYPE_CHECKING:
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


class GraphTenant:
    """The `Tenant` of `tenant.port` over one `GraphDoor`.

    `claimed_id` is the tenant the token is for, where it says so; `on_close` is called after the last request.
    `on_progress` is told how far long reads are.
    """

    def __init__(
        self,
        door: GraphDoor,
        *,
        sandbox: bool,
        claimed_id: str | None = None,
        on_close: Callable[[], None] | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        self._door = door
        self._sandbox = sandbox
        self._claimed_id = claimed_id
        self._on_close = on_close or (lambda: None)
        self._on_progress = on_progress or (lambda _what, _done, _total: None)
        self._runner = asyncio.Runner()
        self._identity: TenantIdentity | None = None
        self._refused: set[str] = set()
        self._batches = Batches(door)
        self._look_ups = LookUps(door, self._batches)

    def close(self) -> None:
        """Close every connection."""
        try:
            self._run(self._door.close())
        finally:
            self._runner.close()
            self._on_close()

    def signed_in(self) -> TokenContent | None:
        """What the token says of who is signed in; None when it is opaque. Raises TenantError."""
        return look_into(self._door.token())

    @property
    def clock_skew(self) -> float | None:
        """Seconds our clock is ahead of the service's, by its newest answer; None when it gave no date."""
        return self._door.clock_skew

    def taken_request_ids(self) -> tuple[str, ...]:
        """Request ids of the writes since the last time this was asked."""
        taken = tuple(self._door.write_ids)
        self._door.write_ids.clear()
        return taken

    def identity(self) -> TenantIdentity:
        """The tenant's own id and name, read once. Where the organisation may not be read, the token's word counts."""
        return self._identity or self._run(self._identified())

    async def _identified(self) -> TenantIdentity:
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

    def now(self) -> datetime:
        """The service's time, by its newest answer; ours where it does not tell."""
        if self._door.last_date is None:
            self.identity()
        return http_date(self._door.last_date) or datetime.now(UTC)

    def existing(self, *, tap_policy: bool, settings: bool, extensions: bool) -> Existing:
        """All workflows and what else is asked for, read side by side."""
        return self._run(self._existing(tap_policy=tap_policy, settings=settings, extensions=extensions))

    def workflows(self) -> tuple[LiveWorkflow, ...]:
        """All workflows: the list shows neither tasks nor conditions, so each is read as well, twenty in a batch."""
        return self._run(self._workflows())

    def workflow(self, workflow_id: str) -> LiveWorkflow | None:
        """One workflow; None only when the service says it does not exist."""
        return self._run(self._workflow(workflow_id))

    def workflows_named(self, display_name: str) -> tuple[LiveWorkflow, ...]:
        """Workflows of that name without case. `$filter` would leave the comparison to the service, so the list is
        compared here."""
        wanted = display_name.casefold()
        return self._run(self._workflows(keep=lambda node: (node.text("displayName") or "").casefold() == wanted))

    def deleted_workflows(self) -> tuple[LiveWorkflow, ...]:
        """Soft-deleted workflows, the latest deletion first."""
        found = self._run(self._each(self._lifecycle.deleted_items.workflows))
        return tuple(sorted(found, key=lambda live: live.deleted or "", reverse=True))

    def create_workflow(self, workflow: Workflow) -> str:
        """Create and return the new id."""
        return self._create(self._lifecycle.workflows, create_body(workflow))

    def update_workflow(self, workflow_id: str, fields: Mapping[str, str | bool]) -> None:
        """PATCH of the four basic properties."""
        self._write("PATCH", self._lifecycle.workflows.by_workflow_id(workflow_id), dict(fields))

    def update_task(self, workflow_id: str, task_id: str, fields: Mapping[str, str]) -> None:
        """PATCH of a task's displayName and description."""
        workflow = self._lifecycle.workflows.by_workflow_id(workflow_id)
        self._write("PATCH", workflow.tasks.by_task_id(task_id), dict(fields))

    def create_new_version(self, workflow_id: str, workflow: Workflow) -> None:
        """The whole workflow as the next version."""
        builder = self._lifecycle.workflows.by_workflow_id(workflow_id)
        action = builder.microsoft_graph_identity_governance_create_new_version
        self._write("POST", action, new_version_body(workflow))

    def delete_workflow(self, workflow_id: str) -> None:
        """Soft delete."""
        self._write("DELETE", self._lifecycle.workflows.by_workflow_id(workflow_id))

    def restore_workflow(self, workflow_id: str) -> None:
        """Undo a soft delete."""
        deleted = self._lifecycle.deleted_items.workflows.by_workflow_id(workflow_id)
        self._write("POST", deleted.microsoft_graph_identity_governance_restore)

    def tap_policy(self) -> TapPolicy:
        """The TAP policy."""
        return self._run(self._read_policy())

    def update_tap_policy(self, changed: TapPolicy) -> None:
        """PATCH of the members that are not None."""
        self._write("PATCH", self._tap_policy, tap_policy_body(changed))

    def settings(self) -> LifecycleSettings:
        """The tenant-wide settings."""
        return self._run(self._read_settings())

    def update_settings(self, complete: LifecycleSettings) -> None:
        """PATCH of both members."""
        self._write("PATCH", self._lifecycle.settings, settings_body(complete))

    def extensions(self) -> tuple[LiveExtension, ...]:
        """All custom task extensions, with the apps that may resume a task where the service shows them."""
        return self._run(self._extensions())

    def extension(self, extension_id: str) -> LiveExtension | None:
        """One extension; None only when the service says it does not exist."""
        builder = self._lifecycle.custom_task_extensions.by_custom_task_extension_id(extension_id)
        return self._run(self._found(builder, live_extension, expand=_APPS))

    def create_extension(self, extension: CustomTaskExtension) -> str:
        """Create and return the new id."""
        return self._create(self._lifecycle.custom_task_extensions, extension_body(extension))

    def update_extension(self, extension_id: str, changed: CustomTaskExtension) -> None:
        """PATCH of the members that are not None."""
        builder = self._lifecycle.custom_task_extensions.by_custom_task_extension_id(extension_id)
        self._write("PATCH", builder, extension_body(changed))

    def delete_extension(self, extension_id: str) -> None:
        """Delete for good."""
        builder = self._lifecycle.custom_task_extensions.by_custom_task_extension_id(extension_id)
        self._write("DELETE", builder)

    def find(self, names: Mapping[RefKind, Sequence[str]]) -> Mapping[RefKind, Mapping[str, Sequence[Ref]]]:
        """Candidates for each name, compared without case: one request for fifteen names, kinds side by side."""
        return self._run(self._look_ups.find(names))

    def names(self, refs: Iterable[Ref]) -> Mapping[str, str]:
        """Names by id; ids nobody can name are left out. Directory objects are asked for a thousand at a time."""
        return self._run(self._look_ups.names(refs))

    def read_json(self, path: str, *, query: Mapping[str, str] | None = None, advanced: bool = False) -> object:
        """One GET below `/v1.0`, all its pages: the list of `value`, or the object."""
        request = request_to("GET", path, query or {}, advanced=advanced)
        return self._run(self._door.read(request))

    def read_pages(
        self, path: str, *, what: str, query: Mapping[str, str] | None = None, advanced: bool = False
    ) -> Iterator[Sequence[JsonObject]]:
        """One list below `/v1.0`, page by page."""
        pages = self._door.pages(request_to("GET", path, query or {}, advanced=advanced))

        async def following() -> Sequence[JsonObject] | None:
            return await anext(pages, None)

        read = 0
        self._on_progress(what, read, None)
        while (page := self._run(following())) is not None:
            read += len(page)
            self._on_progress(what, read, None)
            yield page
        self._on_progress(what, read, read)

    def read_many(self, paths: Sequence[str], *, what: str = "objects", advanced: bool = False) -> Sequence[object]:
        """Many GETs by `$batch`, answers in order. A missing object is None."""

        def answered(done: int) -> None:
            self._on_progress(what, done, len(paths))

        return self._run(self._batches.read(paths, advanced=advanced, on_answers=answered))

    def act(self, path: str, body: Mapping[str, object] | None = None) -> object:
        """One POST below `/v1.0` that starts something; never sent twice."""
        request = with_body(request_to("POST", path, {}), body)
        return self._run(self._door.send(request, idempotent=False))

    @property
    def _lifecycle(self) -> "LifecycleWorkflowsRequestBuilder":
        return self._door.client.identity_governance.lifecycle_workflows

    @property
    def _tap_policy(self) -> "BaseRequestBuilder":
        configurations = self._door.client.policies.authentication_methods_policy.authentication_method_configurations
        return configurations.by_authentication_method_configuration_id(_TAP)

    def _run(self, work: Coroutine[object, object, T]) -> T:
        return self._runner.run(work)

    async def _existing(self, *, tap_policy: bool, settings: bool, extensions: bool) -> Existing:
        async with together() as group:
            workflows = group.create_task(self._workflows())
            group.create_task(self._identified())
            read_policy = group.create_task(self._read_policy()) if tap_policy else None
            read_settings = group.create_task(self._read_settings()) if settings else None
            read_extensions = group.create_task(self._extensions()) if extensions else None
        return Existing(
            workflows=workflows.result(),
            tap_policy=read_policy.result() if read_policy else None,
            settings=read_settings.result() if read_settings else None,
            extensions=read_extensions.result() if read_extensions else (),
        )

    async def _workflows(self, *, keep: Callable[[Node], bool] = lambda _: True) -> tuple[LiveWorkflow, ...]:
        return await self._each(self._lifecycle.workflows, expand=_SCOPES, keep=keep)

    async def _read_policy(self) -> TapPolicy:
        return tap_policy(await self._door.send(request_for("GET", self._tap_policy), idempotent=True))

    async def _read_settings(self) -> LifecycleSettings:
        return settings(await self._door.send(request_for("GET", self._lifecycle.settings), idempotent=True))

    async def _extensions(self) -> tuple[LiveExtension, ...]:
        builder = self._lifecycle.custom_task_extensions
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

    async def _workflow(self, workflow_id: str) -> LiveWorkflow | None:
        builder = self._lifecycle.workflows.by_workflow_id(workflow_id)
        return await self._found(builder, live_workflow, expand=_SCOPES)

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

    def _create(self, builder: "BaseRequestBuilder", body: JsonObject) -> str:
        answer = self._write("POST", builder, body)
        created = answer.get("id") if isinstance(answer, dict) else None
        if not isinstance(created, str) or not created:
            # It may well exist: the failure must say so, or somebody creates it twice.
            raise bad_answer("POST", str(builder.url_template).removeprefix("{+baseurl}").partition("{")[0], "no id")
        return created.lower()

    def _write(self, method: str, builder: "BaseRequestBuilder", body: JsonObject | None = None) -> object:
        """One write. Whatever list was remembered may have changed by it."""
        self._look_ups.forget()
        return self._run(self._door.send(with_body(request_for(method, builder), body), idempotent=False))
