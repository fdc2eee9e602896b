"""What is left of a configuration with errors for commands that only look: drift and preview do not wait for it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from lcwsync.config.exceptions import name_of
from lcwsync.config.load import Resolved
from lcwsync.config.objects import ConfiguredObject
from lcwsync.config.yaml.nodes import Document, YamlScalar, entry
from lcwsync.model.extension import CustomTaskExtension
from lcwsync.model.pass_requests import PassRequests
from lcwsync.model.state import SINGLETON_NAMES, Desired, ObjectKind, ObjectName
from lcwsync.model.unread import Unread
from lcwsync.model.workflow import Workflow
from lcwsync.values.codes.scope_rules import SCOPE_RULE_CODES
from lcwsync.values.codes.syntax import SYNTAX_CODES
from lcwsync.values.findings import Finding, Severity
from lcwsync.values.location import Location

_LEAVES_VALUES_OUT = frozenset(SYNTAX_CODES) | frozenset(SCOPE_RULE_CODES)
"""Errors of judgement, such as a forbidden cc, leave every value readable."""
_WHOLE_FILE = frozenset({"LOAD001", "LOAD002", "LOAD003", "LOAD004", "LOAD007"})
"""After these the rest of a file is not read: what it describes is not known."""

_Named = TypeVar("_Named", Workflow, CustomTaskExtension, PassRequests)


def readable(resolved: Resolved) -> Resolved:
    """The environment without the objects that have errors, which `unread` lists; its findings are no errors."""
    found = [each for each in resolved.findings if each.code in _LEAVES_VALUES_OUT]
    kept = tuple(each for each in resolved.findings if each.severity is not Severity.ERROR)
    return without(resolved, found)._replace(findings=kept)


def without(resolved: Resolved, findings: Iterable[Finding]) -> Resolved:
    """The environment without the objects that these errors are about; `unread` lists them.

    Names of such objects are not removed from the tenant, and nothing is pruned: git may well describe it.
    """
    found: dict[ObjectName | Location, Unread] = {each.object or each.place: each for each in resolved.unread}
    for each in findings:
        if each.severity is Severity.ERROR:
            for part in _unread(each, resolved):
                found.setdefault(part.object or part.place, part)
    unread = tuple(found.values())
    return resolved._replace(desired=_rest(resolved.desired, unread), unread=unread) if unread else resolved


def _unread(error: Finding, resolved: Resolved) -> Iterator[Unread]:
    for place in (error.location, *error.related):
        document = None if error.code in _WHOLE_FILE else _document(place, resolved.documents)
        if document is None:
            yield Unread(None, place, error.message)
            continue
        item = next((o for o in resolved.objects if o.file == place.file and o.node.line == document.root.line), None)
        if item is None:
            yield Unread(_written_name(document), place, error.message)
        else:
            yield Unread(ObjectName(item.kind, name_of(item)), place, error.message, _previous_names(item))


def _document(place: Location, documents: Iterable[Document]) -> Document | None:
    """The document in which a place is."""
    before = [each for each in documents if each.file == place.file and each.root.line <= max(place.line, 1)]
    return max(before, key=lambda each: each.root.line) if before else None


def _written_name(document: Document) -> ObjectName | None:
    """The object as the document names it; None where it does not, or by a variable."""
    kind, title = (_text(document, key) for key in ("kind", "displayName"))
    if kind not in tuple(ObjectKind):
        return None
    if kind in SINGLETON_NAMES:
        return ObjectName(ObjectKind(kind), SINGLETON_NAMES[ObjectKind(kind)])
    return ObjectName(ObjectKind(kind), title) if title and "${" not in title else None


def _text(document: Document, key: str) -> str | None:
    said = entry(document.root, key)
    value = said.value.value if said and isinstance(said.value, YamlScalar) else None
    return value if isinstance(value, str) else None


def _previous_names(item: ConfiguredObject) -> tuple[str, ...]:
    match item.value:
        case Workflow() | CustomTaskExtension() | PassRequests():
            return item.value.previous_names
        case _:
            return ()


def _rest(desired: Desired, unread: Sequence[Unread]) -> Desired:
    """The objects of git without those that could not be read."""
    names = {(each.object.kind, name) for each in unread if each.object for name in each.names}
    kinds = {each.object.kind for each in unread if each.object}
    gone = {name for _, name in names}

    def read(kind: ObjectKind, objects: tuple[_Named, ...]) -> tuple[_Named, ...]:
        return tuple(each for each in objects if (kind, each.display_name.casefold()) not in names)

    return replace(
        desired,
        tap_policy=None if ObjectKind.TAP_POLICY in kinds else desired.tap_policy,
        settings=None if ObjectKind.SETTINGS in kinds else desired.settings,
        guardrails=None if ObjectKind.GUARDRAILS in kinds else desired.guardrails,
        extensions=read(ObjectKind.EXTENSION, desired.extensions),
        workflows=read(ObjectKind.WORKFLOW, desired.workflows),
        pass_requests=read(ObjectKind.PASS_REQUESTS, desired.pass_requests),
        removed=tuple(name for name in desired.removed if name.casefold() not in gone),
        removed_pass_requests=tuple(n for n in desired.removed_pass_requests if n.casefold() not in gone),
        prune=False,
    )
