"""A lifecycle workflow and its tasks, as git describes them and as the tenant has them.

Graph: https://learn.microsoft.com/graph/api/resources/identitygovernance-workflow
"""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from lcwsync.model.conditions import Conditions
from lcwsync.model.fields import Field
from lcwsync.model.references import Ref
from lcwsync.model.unknown import UnknownMember
from lcwsync.values.records import dataclass

MAX_TASKS = 25
"""Tasks in one workflow (service limit)."""

MAX_WORKFLOWS = 100
"""Workflows in one tenant (service limit, can be raised by support)."""

MAX_ADMINISTRATION_SCOPES = 5
"""Administrative units that can administer one workflow (service limit)."""


class Category(StrEnum):
    """The phase of a person's life at the company a workflow serves. It cannot be changed later."""

    JOINER = "joiner"
    MOVER = "mover"
    LEAVER = "leaver"


@dataclass(frozen=True, slots=True)
class AttributeUpdate:
    """One attribute the task "Update user attributes" sets; an empty value clears it."""

    attribute: str
    value: str


ArgumentValue = str | int | bool | Ref | tuple[Ref, ...] | tuple[AttributeUpdate, ...]
"""A task argument with its type: on the wire every one is a string, references are joined with commas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step of a workflow. Its place in `Workflow.tasks` is its place in the run.

    `arguments` uses the catalogue's spelling of names. In git, an argument that is left out is left as it is,
    except those that `expected_absent` of `plan/tasks.py` names. `id` is the tenant's and changes with each version.
    """

    definition_id: str
    display_name: str | None = None
    description: str | None = None
    is_enabled: bool | None = None
    continue_on_error: bool | None = None
    arguments: Mapping[str, ArgumentValue] = field(default_factory=dict)
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A workflow. `None` means "not set" (see the package docstring); an empty tuple means "none"."""

    display_name: str
    category: Category | None
    description: str | None = None
    is_enabled: bool | None = None
    is_scheduling_enabled: bool | None = None
    conditions: Conditions | None = None
    administration_scope_targets: tuple[Ref, ...] | None = None
    tasks: tuple[Task, ...] | None = None
    previous_names: tuple[str, ...] = ()
    """Git only: names under which the tenant may still have it."""
    protect: bool = False
    """Git only: the plan refuses to delete it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveWorkflow:
    """A workflow of the tenant: the value, and what the service adds to it."""

    id: str
    version: int
    workflow: Workflow
    last_modified: str | None = None
    """lastModifiedDateTime as read; compared as a token, never as a time."""
    last_modified_by: str | None = None
    created: str | None = None
    deleted: str | None = None
    quarantine: str | None = None
    """Why the service stopped its scheduled runs; runtime state, never drift."""
    execution_limits: str | None = None
    """settings.quarantineConfiguration as JSON text: read and shown, never written (v1.0 documents no write)."""
    unsupported: tuple[str, ...] = ()
    """What this version cannot express, one line each; such a workflow is never written."""
    unknown: tuple[UnknownMember, ...] = field(default=(), compare=False)
    """Members this version does not know. They are shown and never written."""


WORKFLOW_FIELDS = (
    Field("displayName", "display_name", str),
    Field("description", "description", str, unshown=""),
    Field("category", "category", Category),
    Field("isEnabled", "is_enabled", bool, unshown=True),
    Field("isSchedulingEnabled", "is_scheduling_enabled", bool, unshown=False),
)
"""A workflow's plain fields."""

TASK_FIELDS = (
    Field("displayName", "display_name", str),
    Field("description", "description", str, unshown=""),
    Field("isEnabled", "is_enabled", bool, unshown=True),
    Field("continueOnError", "continue_on_error", bool, unshown=False),
)
"""A task's plain fields."""
