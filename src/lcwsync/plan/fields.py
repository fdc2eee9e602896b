"""Objects as flat lists of fields: the view that diffs, creations and risks share. Paths are Graph's own names."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from lcwsync.model.conditions import UnknownConditions, UnknownScope, UnknownTrigger
from lcwsync.model.described import Describable, Leaf, Part, described
from lcwsync.model.extension import (
    Authentication,
    BearerToken,
    Callback,
    CustomTaskExtension,
    LaunchAndContinue,
    LaunchAndWait,
    PopToken,
    UnknownAuthentication,
)
from lcwsync.model.fields import plain_values
from lcwsync.model.references import Ref
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.tap_policy import ALL_USERS, TapPolicy
from lcwsync.model.workflow import TASK_FIELDS, ArgumentValue, AttributeUpdate, Task, Workflow
from lcwsync.plan.changes import Value

Fields = Mapping[str, Value]

BASIC_FIELDS = ("displayName", "description", "isEnabled", "isSchedulingEnabled")
"""What PATCH of a workflow takes; everything else is a new version
(https://learn.microsoft.com/graph/api/identitygovernance-workflow-update)."""

BASIC_TASK_FIELDS = ("displayName", "description")
"""What PATCH of a task takes (https://learn.microsoft.com/graph/api/identitygovernance-task-update)."""

ALL_USERS_SHOWN = "all users"
"""How a plan shows a target of the whole tenant."""

_GIT_ONLY = frozenset({"previousNames", "protect", "tasks"})
"""Keys of documents that are no fields: git's own, and the tasks, which are compared one by one."""


def workflow_fields(workflow: Workflow) -> Fields:
    """Everything a workflow sets but its tasks."""
    return _fields(workflow)


def tap_policy_fields(policy: TapPolicy) -> Fields:
    """Everything the TAP policy sets."""
    return _fields(policy)


def settings_fields(settings: LifecycleSettings) -> Fields:
    """Everything the tenant-wide settings set."""
    return _fields(settings)


def extension_fields(extension: CustomTaskExtension) -> Fields:
    """Everything a custom task extension sets; authentication and callback in words."""
    fields = {name: value for name, value in _fields(extension).items() if not name.startswith("authentication")}
    if extension.authentication is not None:
        fields["authentication"] = _authentication(extension.authentication)
    if extension.callback is not None:
        fields["callback"] = _callback(extension.callback)
    return fields


def task_fields(task: Task) -> Fields:
    """Everything a task sets but its arguments."""
    return plain_values(task, TASK_FIELDS)


def argument_value(value: ArgumentValue) -> Value:
    """An argument as it is shown."""
    if isinstance(value, tuple):
        return tuple(
            f"{item.attribute} = {item.value}" if isinstance(item, AttributeUpdate) else item for item in value
        )
    return value


def _fields(value: Describable) -> dict[str, Value]:
    parts = {name: part for name, part in described(value).items() if name not in _GIT_ONLY}
    return dict(_flat(parts, ""))


def _flat(parts: Mapping[str, Part], prefix: str) -> Iterator[tuple[str, Value]]:
    for name, part in parts.items():
        if isinstance(part, Mapping):
            yield from _flat(part, f"{prefix}{name}.")
        else:
            yield prefix + name, _shown(part)


def _shown(part: Leaf | tuple[Part, ...]) -> Value:
    match part:
        case str() | int() | Ref():
            return part
        case UnknownTrigger() | UnknownScope() | UnknownConditions() | UnknownAuthentication():
            return f"{part.type_name} {part.content}"
        case tuple():
            items = tuple(_item(item) for item in part)
            # Lists of texts have no order of their own, and the service promises none.
            texts = [item for item in items if isinstance(item, str)]
            return tuple(sorted(texts)) if len(texts) == len(items) else items
        case _:
            assert_never(part)


def _item(part: Part) -> Value:
    """An item of a list: a target is shown by the object it names."""
    if isinstance(part, Mapping):
        (named,) = part.values()
        assert isinstance(named, Ref)
        return named
    return ALL_USERS_SHOWN if part == ALL_USERS else _shown(part)


def _authentication(authentication: Authentication) -> str:
    match authentication:
        case PopToken():
            return "proof of possession"
        case BearerToken(resource_id=resource):
            return f"bearer token for {resource}"
        case UnknownAuthentication(type_name=name, content=content):
            return f"{name} {content}"
        case _:
            assert_never(authentication)


def _callback(callback: Callback) -> str:
    match callback:
        case LaunchAndContinue():
            return "launch and continue"
        case LaunchAndWait():
            return "launch and wait"
        case _:
            assert_never(callback)
