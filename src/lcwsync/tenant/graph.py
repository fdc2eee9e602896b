"""A real or embedded tenant behind the port: Graph requests built by the SDK, answers read as JSON.

Synchronous to its callers; inside, reads that do not depend on each other run side by side.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from lcwsync.model.extension import CustomTaskExtension, LiveExtension
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Existing, TenantIdentity
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.tenant.http.batch import Batches
from lcwsync.tenant.http.calls import GraphCalls, OnProgress
from lcwsync.tenant.http.client import GraphDoor
from lcwsync.tenant.http.failure import bad_answer
from lcwsync.tenant.http.requests import request_for, with_body
from lcwsync.tenant.http.retry import http_date
from lcwsync.tenant.lookup import LookUps
from lcwsync.tenant.people import People
from lcwsync.tenant.reading import Reads
from lcwsync.tenant.runs import Runs
from lcwsync.tenant.signin.token import TokenContent, look_into
from lcwsync.tenant.wire.extension import extension_body
from lcwsync.tenant.wire.policy import settings_body, tap_policy_body
from lcwsync.tenant.wire.workflow import create_body, new_version_body
from lcwsync.values.json import JsonObject

if TYPE_CHECKING:
    from kiota_abstractions.base_request_builder import BaseRequestBuilder

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
        self._on_close = on_close or (lambda: None)
        told = on_progress or (lambda _what, _done, _total: None)
        batches = Batches(door)
        self._calls = GraphCalls(door, batches, told)
        self._reads = Reads(door, batches, sandbox=sandbox, claimed_id=claimed_id, on_progress=told)
        self._look_ups = LookUps(door, batches)
        self.people = People(self._calls)
        self.runs = Runs(self._calls)

    def close(self) -> None:
        """Close every connection."""
        try:
            self._calls.close()
        finally:
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
        return self._run(self._reads.identity())

    def now(self) -> datetime:
        """The service's time, by its newest answer; ours where it does not tell."""
        if self._door.last_date is None:
            self.identity()
        return http_date(self._door.last_date) or datetime.now(UTC)

    def existing(self, *, tap_policy: bool, settings: bool, extensions: bool) -> Existing:
        """All workflows and what else is asked for, read side by side."""
        return self._run(self._reads.existing(tap_policy=tap_policy, settings=settings, extensions=extensions))

    def workflows(self) -> tuple[LiveWorkflow, ...]:
        """All workflows: the list shows neither tasks nor conditions, so each is read as well, twenty in a batch."""
        return self._run(self._reads.workflows())

    def workflow(self, workflow_id: str) -> LiveWorkflow | None:
        """One workflow; None only when the service says it does not exist."""
        return self._run(self._reads.workflow(workflow_id))

    def workflows_named(self, display_name: str) -> tuple[LiveWorkflow, ...]:
        """Workflows of that name without case. `$filter` would leave the comparison to the service, so the list is
        compared here."""
        wanted = display_name.casefold()
        return self._run(self._reads.workflows(keep=lambda node: (node.text("displayName") or "").casefold() == wanted))

    def deleted_workflows(self) -> tuple[LiveWorkflow, ...]:
        """Soft-deleted workflows, the latest deletion first."""
        found = self._run(self._reads.deleted_workflows())
        return tuple(sorted(found, key=lambda live: live.deleted or "", reverse=True))

    def create_workflow(self, workflow: Workflow) -> str:
        """Create and return the new id."""
        return self._create(self._reads.lifecycle.workflows, create_body(workflow))

    def update_workflow(self, workflow_id: str, fields: Mapping[str, str | bool]) -> None:
        """PATCH of the four basic properties."""
        self._write("PATCH", self._reads.lifecycle.workflows.by_workflow_id(workflow_id), dict(fields))

    def update_task(self, workflow_id: str, task_id: str, fields: Mapping[str, str]) -> None:
        """PATCH of a task's displayName and description."""
        workflow = self._reads.lifecycle.workflows.by_workflow_id(workflow_id)
        self._write("PATCH", workflow.tasks.by_task_id(task_id), dict(fields))

    def create_new_version(self, workflow_id: str, workflow: Workflow) -> None:
        """The whole workflow as the next version."""
        builder = self._reads.lifecycle.workflows.by_workflow_id(workflow_id)
        action = builder.microsoft_graph_identity_governance_create_new_version
        self._write("POST", action, new_version_body(workflow))

    def delete_workflow(self, workflow_id: str) -> None:
        """Soft delete."""
        self._write("DELETE", self._reads.lifecycle.workflows.by_workflow_id(workflow_id))

    def restore_workflow(self, workflow_id: str) -> None:
        """Undo a soft delete."""
        deleted = self._reads.lifecycle.deleted_items.workflows.by_workflow_id(workflow_id)
        self._write("POST", deleted.microsoft_graph_identity_governance_restore)

    def tap_policy(self) -> TapPolicy:
        """The TAP policy."""
        return self._run(self._reads.tap_policy())

    def update_tap_policy(self, changed: TapPolicy) -> None:
        """PATCH of the members that are not None."""
        self._write("PATCH", self._reads.policy, tap_policy_body(changed))

    def settings(self) -> LifecycleSettings:
        """The tenant-wide settings."""
        return self._run(self._reads.settings())

    def update_settings(self, complete: LifecycleSettings) -> None:
        """PATCH of both members."""
        self._write("PATCH", self._reads.lifecycle.settings, settings_body(complete))

    def extensions(self) -> tuple[LiveExtension, ...]:
        """All custom task extensions, with the apps that may resume a task where the service shows them."""
        return self._run(self._reads.extensions())

    def extension(self, extension_id: str) -> LiveExtension | None:
        """One extension; None only when the service says it does not exist."""
        return self._run(self._reads.extension(extension_id))

    def create_extension(self, extension: CustomTaskExtension) -> str:
        """Create and return the new id."""
        return self._create(self._reads.lifecycle.custom_task_extensions, extension_body(extension))

    def update_extension(self, extension_id: str, changed: CustomTaskExtension) -> None:
        """PATCH of the members that are not None."""
        builder = self._reads.lifecycle.custom_task_extensions.by_custom_task_extension_id(extension_id)
        self._write("PATCH", builder, extension_body(changed))

    def delete_extension(self, extension_id: str) -> None:
        """Delete for good."""
        builder = self._reads.lifecycle.custom_task_extensions.by_custom_task_extension_id(extension_id)
        self._write("DELETE", builder)

    def find(self, names: Mapping[RefKind, Sequence[str]]) -> Mapping[RefKind, Mapping[str, Sequence[Ref]]]:
        """Candidates for each name, compared without case: one request for fifteen names, kinds side by side."""
        return self._run(self._look_ups.find(names))

    def names(self, refs: Iterable[Ref]) -> Mapping[str, str]:
        """Names by id; ids nobody can name are left out. Directory objects are asked for a thousand at a time."""
        return self._run(self._look_ups.names(refs))

    def read_json(self, path: str, *, query: Mapping[str, str] | None = None, advanced: bool = False) -> object:
        """One GET below `/v1.0`, all its pages: the list of `value`, or the object."""
        return self._calls.read_json(path, query=query, advanced=advanced)

    def read_many(self, paths: Sequence[str], *, what: str = "objects", advanced: bool = False) -> Sequence[object]:
        """Many GETs by `$batch`, answers in order. A missing object is None."""
        return self._calls.read_many(paths, what=what, advanced=advanced)

    def _run(self, work: Coroutine[object, object, T]) -> T:
        return self._calls.run(work)

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
