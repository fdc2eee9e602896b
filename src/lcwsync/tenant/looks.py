"""What an apply looks at around a write, as values: several looks travel in one `$batch`.

A name is looked up in the plain list and by `$filter` as well: the two are answered by different indexes, and either
may lag. Names are compared here, without case.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field
from typing import Any, Generic, NamedTuple, TypeVar, cast
from urllib.parse import quote

from lcwsync.model.extension import LiveExtension
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.tenant.http.segments import id_segment
from lcwsync.tenant.paths import DELETED, EXTENSIONS, SETTINGS, TAP_POLICY, WORKFLOWS
from lcwsync.tenant.wire.extension import live_extension
from lcwsync.tenant.wire.json import Node
from lcwsync.tenant.wire.policy import settings, tap_policy
from lcwsync.tenant.wire.workflow import live_workflow
from lcwsync.values.records import dataclass

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

FILTER = "$filter"
"""Stands for every filter: a service that refuses one refuses them all."""

SCOPES = "administrationScopeTargets"
"""What a workflow is read with."""

# A navigation property of a derived type: the cast in the path is OData's, the service documents no example.
APPS = (
    "callbackConfiguration/microsoft.graph.identityGovernance.customTaskExtensionCallbackConfiguration/authorizedApps"
)
"""What an extension is read with."""


class Listed(NamedTuple):
    """An object as a list shows it."""

    id: str
    name: str
    created: str | None = None


@dataclass(frozen=True, slots=True)
class Look(Generic[T_co]):
    """One read: a path below `/v1.0`, and what its answer becomes. `listed`: the answer is a list with pages."""

    path: str
    read: Callable[[object], T_co] = field(compare=False)
    expand: str | None = None
    filter: str | None = None
    listed: bool = False


class Looked:
    """The answers to looks."""

    def __init__(self, answers: Mapping[Look[Any], object]) -> None:
        self._answers = answers

    def __getitem__(self, look: Look[T]) -> T:
        return cast("T", self._answers[look])


def workflow_by_id(id_: str) -> Look[LiveWorkflow | None]:
    """A workflow; None when the service answers that it does not exist."""
    return Look(f"{WORKFLOWS}/{id_segment(id_)}", _if_there(live_workflow), expand=SCOPES)


def extension_by_id(id_: str) -> Look[LiveExtension | None]:
    """A custom task extension; None when the service answers that it does not exist."""
    return Look(f"{EXTENSIONS}/{id_segment(id_)}", _if_there(live_extension), expand=APPS)


def the_tap_policy() -> Look[TapPolicy]:
    """The Temporary Access Pass policy."""
    return Look(TAP_POLICY, tap_policy)


def the_settings() -> Look[LifecycleSettings]:
    """The tenant-wide settings."""
    return Look(SETTINGS, settings)


def workflows_listed() -> Look[tuple[Listed, ...]]:
    """The plain list of workflows."""
    return Look(WORKFLOWS, _listed, listed=True)


def workflows_filtered(name: str) -> Look[tuple[Listed, ...]]:
    """The list of workflows by `$filter`: those of the name, and any others that the service shows."""
    return Look(WORKFLOWS, _listed, filter=_named(name), listed=True)


def deleted_filtered(name: str) -> Look[tuple[Listed, ...]]:
    """Soft-deleted workflows of the name, and any others that the service shows."""
    return Look(DELETED, _listed, filter=_named(name), listed=True)


def extensions_listed() -> Look[tuple[Listed, ...]]:
    """The plain list of custom task extensions."""
    return Look(EXTENSIONS, _listed, listed=True)


def extensions_filtered(name: str) -> Look[tuple[Listed, ...]]:
    """The list of custom task extensions by `$filter`."""
    return Look(EXTENSIONS, _listed, filter=_named(name), listed=True)


def address(look: Look[Any], refused: Collection[str]) -> str:
    """The path of a look with its query, without what the service refused: expansions, or `FILTER` altogether."""
    options: dict[str, str] = {}
    if look.expand and look.expand not in refused:
        options["$expand"] = look.expand
    if look.filter and FILTER not in refused:
        options["$filter"] = look.filter
    parts = [f"{option}={quote(value, safe='')}" for option, value in options.items()]
    return look.path + ("?" + "&".join(parts) if parts else "")


def of_name(listed: Sequence[Listed], name: str) -> tuple[Listed, ...]:
    """Those of the name, compared without case."""
    wanted = name.casefold()
    return tuple(item for item in listed if item.name.casefold() == wanted)


def _if_there(read: Callable[[object], T]) -> Callable[[object], T | None]:
    return lambda answer: None if answer is None else read(answer)


def _named(name: str) -> str:
    return "displayName eq '" + name.replace("'", "''") + "'"


def _listed(answer: object) -> tuple[Listed, ...]:
    nodes = [Node.of(item, "list") for item in answer] if isinstance(answer, list) else []
    return tuple(
        Listed(node.required_text("id").lower(), node.text("displayName") or "", node.text("createdDateTime"))
        for node in nodes
    )
