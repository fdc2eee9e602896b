"""The port: everything the rest of the program can do with a tenant. Imports no SDK.

Every method raises `values.errors.TenantError` (in fact `tenant.http.failure.GraphFailure`) when the service refuses or
cannot be reached; a read that was refused or cut short is never "empty" or "absent".
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from lcwsync.model.extension import CustomTaskExtension, LiveExtension
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Existing, TenantIdentity
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.tenant.permissions import Operation
from lcwsync.tenant.signin.token import TokenContent

if TYPE_CHECKING:
    from lcwsync.model.examination import Examination
    from lcwsync.model.template import Template
    from lcwsync.model.version import Version
    from lcwsync.tenant.definitions import OfferedTask
    from lcwsync.tenant.entitlement import Entitlement
    from lcwsync.tenant.looks import Look, Looked
    from lcwsync.tenant.people import People
    from lcwsync.tenant.rights.reads import Rights
    from lcwsync.tenant.runs import Runs


class Tenant(Protocol):
    """A tenant to read and to change. References inside values read are by id; see `names` for their names."""

    @property
    def people(self) -> "People":
        """The reads of people."""
        ...

    @property
    def rights(self) -> "Rights":
        """The reads of roles, permissions and their holders."""
        ...

    @property
    def entitlement(self) -> "Entitlement":
        """Catalogs, access packages, their policies and requests."""
        ...

    @property
    def runs(self) -> "Runs":
        """Starting workflows for people, and what their runs did."""
        ...

    def identity(self) -> TenantIdentity:
        """The tenant's own id and name."""
        ...

    def existing(self, *, tap_policy: bool, settings: bool, extensions: bool) -> Existing:
        """All workflows and whatever else is asked for, read side by side; deleted workflows are not among them."""
        ...

    def now(self) -> datetime:
        """The service's time in UTC: what it compares dates with. The sandbox has a clock of its own."""
        ...

    def workflows(self) -> tuple[LiveWorkflow, ...]:
        """All workflows with tasks and conditions: one list, and each workflow read by `$batch` of twenty."""
        ...

    def workflow(self, workflow_id: str) -> LiveWorkflow | None:
        """One workflow; None only when the service answers that it does not exist."""
        ...

    def workflows_named(self, display_name: str) -> tuple[LiveWorkflow, ...]:
        """Workflows of that name (compared without case)."""
        ...

    def look(self, looks: "Sequence[Look[Any]]") -> "Looked":
        """The answers to several looks (`tenant.looks`), in one request where their lists have one page."""
        ...

    def versions(self, live: LiveWorkflow) -> "tuple[Version, ...]":
        """All versions of a workflow with their tasks, newest first; the current one is among them."""
        ...

    def templates(self) -> "tuple[Template, ...]":
        """The service's own workflow templates."""
        ...

    def task_definitions(self) -> "tuple[OfferedTask, ...]":
        """The tasks that the tenant offers, with the categories of workflows that can hold them."""
        ...

    def deleted_workflows(self) -> tuple[LiveWorkflow, ...]:
        """Soft-deleted workflows, the latest deletion first."""
        ...

    def create_workflow(self, workflow: Workflow) -> str:
        """Create and return the new id."""
        ...

    def update_workflow(self, workflow_id: str, fields: Mapping[str, str | bool]) -> None:
        """PATCH of the four basic properties, by Graph's names."""
        ...

    def update_task(self, workflow_id: str, task_id: str, fields: Mapping[str, str]) -> None:
        """PATCH of a task's displayName and description."""
        ...

    def create_new_version(self, workflow_id: str, workflow: Workflow) -> int | None:
        """The whole workflow as the next version: nothing in it may be None except description. Returns the number of
        the version that was made, None when the answer does not tell."""
        ...

    def delete_workflow(self, workflow_id: str) -> None: ...

    def restore_workflow(self, workflow_id: str) -> None: ...

    def tap_policy(self) -> TapPolicy | None:
        """None where the cloud has no Temporary Access Pass."""
        ...

    def update_tap_policy(self, changed: TapPolicy) -> None:
        """PATCH of the members that are not None."""
        ...

    def settings(self) -> LifecycleSettings: ...

    def update_settings(self, complete: LifecycleSettings) -> None: ...

    def extensions(self) -> tuple[LiveExtension, ...]: ...

    def extension(self, extension_id: str) -> LiveExtension | None: ...

    def create_extension(self, extension: CustomTaskExtension) -> str: ...

    def update_extension(self, extension_id: str, changed: CustomTaskExtension) -> None:
        """PATCH of the members that are not None; displayName always."""
        ...

    def delete_extension(self, extension_id: str) -> None: ...

    def find(self, names: Mapping[RefKind, Sequence[str]]) -> Mapping[RefKind, Mapping[str, Sequence[Ref]]]:
        """Candidates for each name, in as few requests as possible: none, one, or several when ambiguous."""
        ...

    def names(self, refs: Iterable[Ref]) -> Mapping[str, str]:
        """Display names by id (users by user principal name); ids that do not exist are left out, and an id whose
        name is hidden from us stands for itself."""
        ...

    def alike(self, kind: RefKind, name: str) -> tuple[str, ...]:
        """Names of objects of a kind that a mistyped name may mean; not every one in a large tenant."""
        ...

    def listed(self, kind: RefKind, at_most: int) -> tuple[tuple[str, ...], bool]:
        """Names of the objects of a kind, sorted, and whether there are more than `at_most`."""
        ...

    def assignment_policies(self, package_ids: Iterable[str]) -> Mapping[str, tuple[Ref, ...]]:
        """The assignment policies of access packages, by the package's id; none for a package that does not exist."""
        ...

    def signed_in(self) -> TokenContent | None:
        """What the token tells about who is signed in; None when it is opaque."""
        ...

    @property
    def clock_skew(self) -> float | None:
        """Seconds our clock is ahead of the service's, by its newest answer; None when it gave no date."""
        ...

    def examination(self, operations: Iterable[Operation]) -> "Examination":
        """The service's answers to a harmless read for each operation that has one, and the tenant's subscriptions.
        Raises nothing: a failed read is an answer."""
        ...

    def drain_request_ids(self) -> tuple[str, ...]:
        """The service's ids of the writes answered since the last call, which are then forgotten; for the journal and
        for support."""
        ...

    def close(self) -> None: ...
