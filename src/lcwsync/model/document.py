"""A model value as the plain YAML document a person would write: `config` reads it back."""

from collections.abc import Mapping
from typing import assert_never

from lcwsync.model.conditions import UnknownConditions, UnknownScope, UnknownTrigger
from lcwsync.model.described import Describable, Part, described
from lcwsync.model.extension import CustomTaskExtension, UnknownAuthentication
from lcwsync.model.guardrails import TapGuardrails
from lcwsync.model.pass_requests import PassRequests
from lcwsync.model.references import Ref
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import ObjectKind
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import Workflow

Document = dict[str, object]

_KINDS: dict[type[Describable], ObjectKind] = {
    Workflow: ObjectKind.WORKFLOW,
    TapPolicy: ObjectKind.TAP_POLICY,
    LifecycleSettings: ObjectKind.SETTINGS,
    CustomTaskExtension: ObjectKind.EXTENSION,
    TapGuardrails: ObjectKind.GUARDRAILS,
    PassRequests: ObjectKind.PASS_REQUESTS,
}


def document_of(value: Describable) -> Document:
    """The value with its `kind`; the caller prints it as YAML or JSON.

    References are names where the name is known. Values this version does not know are left out, and so are groups
    the service did not show. `${` is escaped, so that it is not taken for a variable.
    """
    return {"kind": _KINDS[type(value)].value, **_mapping(described(value))}


def _mapping(parts: "Mapping[str, Part]") -> Document:
    printed = {name: _printed(part) for name, part in parts.items()}
    return {name: value for name, value in printed.items() if value is not None}


def _printed(part: Part) -> object:
    """Plain data; None for what this version does not know."""
    match part:
        case str():
            return part.replace("${", "$${")
        case int():
            return part
        case Ref():
            return (part.name or part.id or "").replace("${", "$${")
        case UnknownTrigger() | UnknownScope() | UnknownConditions() | UnknownAuthentication():
            return None
        case tuple():
            return [_printed(item) for item in part]
        case Mapping():
            return _mapping(part)
        case _:
            assert_never(part)
