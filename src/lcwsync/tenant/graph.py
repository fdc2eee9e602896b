"""A real or embedded tenant behind the port: Graph requests built by the SDK, answers read as JSON.

`tenant.port` describes each method, one class a subject carries it out, and `GraphTenant` only puts them together.
"""

from collections.abc import Callable, Coroutine, Iterable
from datetime import UTC, datetime
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from lcwsync.model.workflow import LiveWorkflow
from lcwsync.tenant.builders import Builders
from lcwsync.tenant.http.batch import Batches
from lcwsync.tenant.http.calls import GraphCalls, OnProgress, Untold
from lcwsync.tenant.http.client import GraphDoor
from lcwsync.tenant.http.retry import http_date
from lcwsync.tenant.lookup import LookUps
from lcwsync.tenant.permissions import Operation
from lcwsync.tenant.reading import Reads
from lcwsync.tenant.signin.token import TokenContent, look_into
from lcwsync.tenant.writing import Writes

if TYPE_CHECKING:
    from lcwsync.model.examination import Examination
    from lcwsync.model.template import Template
    from lcwsync.model.version import Version
    from lcwsync.tenant.definitions import OfferedTask
    from lcwsync.tenant.entitlement import Entitlement
    from lcwsync.tenant.people import People
    from lcwsync.tenant.rights.reads import Rights
    from lcwsync.tenant.runs import Runs

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")


def _waited_for(
    subject: Callable[["GraphTenant"], S], method: Callable[Concatenate[S, P], Coroutine[object, object, T]]
) -> Callable[Concatenate["GraphTenant", P], T]:
    """A subject's method as one of the tenant that returns when the work is done."""

    @wraps(method)
    def call(tenant: "GraphTenant", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return tenant.calls.run(method(subject(tenant), *args, **kwargs))

    return call


def _reads(tenant: "GraphTenant") -> Reads:
    return tenant.reads


def _writes(tenant: "GraphTenant") -> Writes:
    return tenant.writes


def _look_ups(tenant: "GraphTenant") -> LookUps:
    return tenant.look_ups


class GraphTenant:
    """The `Tenant` of `tenant.port` over one `GraphDoor`.

    `passes`: whether the cloud has them. `claimed_id` is the tenant the token is for, where it says so; `on_close` is
    called after the last request. `on_progress` is told how far long reads are, `on_note` receives lines for the person
    who reads stderr.
    """

    def __init__(
        self,
        door: GraphDoor,
        *,
        sandbox: bool,
        passes: bool = True,
        claimed_id: str | None = None,
        on_close: Callable[[], None] | None = None,
        on_progress: OnProgress | None = None,
        on_note: Callable[[str], None] = lambda _line: None,
    ) -> None:
        told = on_progress or Untold()
        batches = Batches(door)
        self._door = door
        self._on_close = on_close or (lambda: None)
        self.calls = GraphCalls(door, batches, told)
        self.reads = Reads(
            door, batches, sandbox=sandbox, passes=passes, claimed_id=claimed_id, on_progress=told, on_note=on_note
        )
        self.look_ups = LookUps(door, batches, on_note)
        # Whatever list was remembered may have changed by a write.
        self.writes = Writes(door, Builders(), before=self.look_ups.forget)

    # A plan needs none of these: they are imported by the commands that do.
    @cached_property
    def people(self) -> "People":
        from lcwsync.tenant.people import People

        return People(self.calls)

    @cached_property
    def rights(self) -> "Rights":
        from lcwsync.tenant.rights.reads import Rights

        return Rights(self.calls)

    @cached_property
    def entitlement(self) -> "Entitlement":
        from lcwsync.tenant.entitlement import Entitlement

        return Entitlement(self.calls)

    @cached_property
    def runs(self) -> "Runs":
        from lcwsync.tenant.runs import Runs

        return Runs(self.calls)

    def close(self) -> None:
        try:
            self.calls.close()
        finally:
            self._on_close()

    def signed_in(self) -> TokenContent | None:
        return look_into(self._door.token())

    @property
    def clock_skew(self) -> float | None:
        return self._door.clock_skew

    def drain_request_ids(self) -> tuple[str, ...]:
        drained = tuple(self._door.write_ids)
        self._door.write_ids.clear()
        return drained

    def now(self) -> datetime:
        if self._door.last_date is None:
            self.identity()
        return http_date(self._door.last_date) or datetime.now(UTC)

    identity = _waited_for(_reads, Reads.identity)
    existing = _waited_for(_reads, Reads.existing)
    workflows = _waited_for(_reads, Reads.workflows)
    workflow = _waited_for(_reads, Reads.workflow)
    workflows_named = _waited_for(_reads, Reads.workflows_named)
    deleted_workflows = _waited_for(_reads, Reads.deleted_workflows)
    tap_policy = _waited_for(_reads, Reads.tap_policy)
    settings = _waited_for(_reads, Reads.settings)
    extensions = _waited_for(_reads, Reads.extensions)
    extension = _waited_for(_reads, Reads.extension)
    look = _waited_for(_reads, Reads.look)

    create_workflow = _waited_for(_writes, Writes.create_workflow)
    update_workflow = _waited_for(_writes, Writes.update_workflow)
    update_task = _waited_for(_writes, Writes.update_task)
    create_new_version = _waited_for(_writes, Writes.create_new_version)
    delete_workflow = _waited_for(_writes, Writes.delete_workflow)
    restore_workflow = _waited_for(_writes, Writes.restore_workflow)
    update_tap_policy = _waited_for(_writes, Writes.update_tap_policy)
    update_settings = _waited_for(_writes, Writes.update_settings)
    create_extension = _waited_for(_writes, Writes.create_extension)
    update_extension = _waited_for(_writes, Writes.update_extension)
    delete_extension = _waited_for(_writes, Writes.delete_extension)

    find = _waited_for(_look_ups, LookUps.find)
    names = _waited_for(_look_ups, LookUps.names)
    listed = _waited_for(_look_ups, LookUps.listed)
    alike = _waited_for(_look_ups, LookUps.alike)
    assignment_policies = _waited_for(_look_ups, LookUps.assignment_policies)

    def versions(self, live: LiveWorkflow) -> "tuple[Version, ...]":
        from lcwsync.tenant.versions import versions_of

        return versions_of(live, self.calls)

    def templates(self) -> "tuple[Template, ...]":
        from lcwsync.tenant.versions import templates

        return templates(self.calls)

    def task_definitions(self) -> "tuple[OfferedTask, ...]":
        from lcwsync.tenant.definitions import task_definitions

        return task_definitions(self.calls)

    def examination(self, operations: Iterable[Operation]) -> "Examination":
        from lcwsync.tenant.examination import examined

        return examined(operations, self.calls)
