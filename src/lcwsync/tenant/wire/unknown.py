"""Members of an answer that the readers of this package do not look at: found by one table, never dropped.

A reader that learns a member gets it into the table here; a test holds that the table knows what the sandbox shows.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lcwsync.model.extension import CLIENT_FIELDS, ENDPOINT_FIELDS, EXTENSION_FIELDS
from lcwsync.model.fields import SET_BY_SERVICE, Field
from lcwsync.model.tap_policy import TAP_POLICY_FIELDS, TARGET_LISTS
from lcwsync.model.task_paths import task_paths
from lcwsync.model.unknown import UnknownMember
from lcwsync.model.workflow import TASK_FIELDS, WORKFLOW_FIELDS
from lcwsync.values.json import Json

Known = Mapping[str, Any]
"""By name of a member: what is known inside it, or None when the reader takes it as it is."""


def _fields(fields: Iterable[Field]) -> Known:
    return {field.wire_name: None for field in fields}


_TASK: Known = {
    **_fields(TASK_FIELDS),
    "id": None,
    "taskDefinitionId": None,
    "executionSequence": None,
    "category": None,  # that of its definition
    "arguments": {"name": None, "value": None},
}

WORKFLOW: Known = {
    **_fields(WORKFLOW_FIELDS),
    "id": None,
    "targetSubjectType": None,
    "quarantineDetails": None,
    "settings": {"quarantineConfiguration": None},
    "administrationScopeTargets": None,  # whole directory objects, of which the ids count
    "executionConditions": {
        "trigger": {
            "timeBasedAttribute": None,
            "offsetInDays": None,
            "triggerAttributes": {"name": None},
            "changeType": None,
            "inactivityPeriodInDays": None,
            "minimumRequiredSponsors": None,
        },
        "scope": {"rule": None, "groups": None},
    },
    "tasks": _TASK,
}
"""https://learn.microsoft.com/graph/api/resources/identitygovernance-workflow"""

EXTENSION: Known = {
    **_fields(EXTENSION_FIELDS),
    "id": None,
    "replyMode": None,
    "endpointConfiguration": {**_fields(ENDPOINT_FIELDS), "url": None},
    "authenticationConfiguration": {"resourceId": None},
    "clientConfiguration": _fields(CLIENT_FIELDS),
    "callbackConfiguration": {"timeoutDuration": None, "authorizedApps": None},
}
"""https://learn.microsoft.com/graph/api/resources/identitygovernance-customtaskextension"""

_TARGET: Known = {"id": None, "targetType": None, "isRegistrationRequired": None}  # the last has no effect on passes

TAP_POLICY: Known = {"id": None, **_fields(TAP_POLICY_FIELDS), **dict.fromkeys(TARGET_LISTS, _TARGET)}
"""https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration"""


ANSWER: Known = {"id": None, "tasks": {"id": None}}
"""Knows nothing of a workflow but ids, for comparing answers that the model cannot express."""


def unknown_members(answer: Json, known: Known) -> tuple[UnknownMember, ...]:
    """The members of an answer that the table does not list, sorted by path; a null is no member."""
    found = _members(answer, known, "")
    return tuple(sorted(UnknownMember(path, _text(value)) for path, value in found))


def _members(answer: Json, known: Known, path: str) -> Iterator[tuple[str, object]]:
    for name, value in answer.items():
        if value is None or name in SET_BY_SERVICE or "@" in name:
            continue
        at = f"{path}.{name}" if path else name
        if name not in known:
            yield at, value
        elif (inside := known[name]) is not None:
            yield from _inside(value, inside, at)


def _inside(value: object, known: Known, path: str) -> Iterator[tuple[str, object]]:
    match value:
        case dict():
            yield from _members(value, known, path)
        case list():
            items = [item for item in value if isinstance(item, dict)]  # the reader itself refuses another type
            if path == "tasks":
                paths = task_paths((_name(item), str(item.get("taskDefinitionId"))) for item in items)
            else:
                paths = tuple(f"{path}[{position}]" for position in range(len(items)))
            for item, at in zip(items, paths, strict=True):
                yield from _members(item, known, at)
        case _:
            pass


def _name(task: Json) -> str | None:
    name = task.get("displayName")
    return name if isinstance(name, str) else None


def _text(value: object) -> str:
    return json.dumps(_stable(value), sort_keys=True, ensure_ascii=False)


def _stable(value: object) -> object:
    match value:
        case dict():
            return {name: _stable(item) for name, item in value.items() if name not in SET_BY_SERVICE}
        case list():
            return [_stable(item) for item in value]
        case _:
            return value
