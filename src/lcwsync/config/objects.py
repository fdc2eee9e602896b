"""From the checked values of a document to the object of the model it describes."""

from typing import NamedTuple, assert_never

from lcwsync.config.form.check import Checked, Checker
from lcwsync.config.kinds import KINDS
from lcwsync.config.kinds.extension import extension_of
from lcwsync.config.kinds.guardrails import guardrails_of
from lcwsync.config.kinds.pass_requests import pass_requests_of
from lcwsync.config.kinds.settings import settings_of
from lcwsync.config.kinds.tap_policy import tap_policy_of
from lcwsync.config.kinds.workflow import workflow_of
from lcwsync.config.yaml.nodes import Node, entry
from lcwsync.model.extension import CustomTaskExtension
from lcwsync.model.guardrails import TapGuardrails
from lcwsync.model.pass_requests import PassRequests
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import ObjectKind
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import Workflow

Value = Workflow | TapPolicy | LifecycleSettings | CustomTaskExtension | TapGuardrails | PassRequests


class ConfiguredObject(NamedTuple):
    """An object as a file describes it; what does not fit is left out of `value` and has been reported."""

    kind: ObjectKind
    value: Value
    file: str
    node: Node
    """The document, with variables replaced: every value's place is found in it."""


def object_of(kind: ObjectKind, node: Node, checker: Checker) -> ConfiguredObject | None:
    """The object a document describes; None when not even its name can be known."""
    checked = checker.fields(node, KINDS[kind.value], f"a {kind.value}", besides=("kind",))
    if checked is None:
        return None
    if isinstance(checked.get("trigger"), str) and (scope := entry(node, "scope")):
        checker.report("OBJ006", scope, "scope does not go with trigger: onDemandOnly", "remove one of the two")
    value = _value(kind, checked, checker)
    if value is None:
        return None
    return ConfiguredObject(kind=kind, value=value, file=checker.file, node=node)


def _value(kind: ObjectKind, checked: Checked, checker: Checker) -> Value | None:
    match kind:
        case ObjectKind.WORKFLOW:
            return workflow_of(checked, checker)
        case ObjectKind.TAP_POLICY:
            return tap_policy_of(checked)
        case ObjectKind.SETTINGS:
            return settings_of(checked)
        case ObjectKind.EXTENSION:
            return extension_of(checked)
        case ObjectKind.GUARDRAILS:
            return guardrails_of(checked)
        case ObjectKind.PASS_REQUESTS:
            return pass_requests_of(checked)
        case _:
            assert_never(kind)
