"""Documents against the schemas of the organisation."""

import re
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, cast

from jsonschema.exceptions import ValidationError
from referencing.exceptions import Unresolvable

from lcwsync.config.form.wording import short
from lcwsync.config.organisation.schemas import NEVER, OrganisationSchema, read_schemas
from lcwsync.config.yaml.nodes import Node, YamlEntry, YamlList, YamlMapping, YamlScalar
from lcwsync.model.catalogue import by_id, by_key
from lcwsync.model.state import ObjectKind
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location

LIMIT_SECONDS = 10.0
"""How long the schemas may take over all documents of a command."""

MOST_FINDINGS = 100
"""Findings of one schema about one document; the first ones are enough to begin with."""


class OrganisationRules:
    """The schemas of a project. What was found of a document that no variable changes is remembered."""

    def __init__(self, directory: Path, listed: Sequence[tuple[str, Location]], findings: list[Finding]) -> None:
        self._schemas = read_schemas(directory, listed, findings)
        self._left = LIMIT_SECONDS
        self._known: dict[int, tuple[Node, tuple[Finding, ...]]] = {}

    def findings(self, kind: str, file: str, node: Node) -> tuple[Finding, ...]:
        """Everything the schemas refuse in a document of this kind, with its variables replaced."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = node, tuple(self._found(kind, file, node))
        return known[1]

    def _found(self, kind: str, file: str, node: Node) -> Iterator[Finding]:
        content = _content(node, kind)
        for schema in self._schemas:
            if schema.kinds is None or kind in schema.kinds:
                yield from self._held_against(schema, content, file, node)

    def _held_against(self, schema: OrganisationSchema, content: object, file: str, node: Node) -> list[Finding]:
        began = time.monotonic()
        problem: Finding | None = None
        errors: list[ValidationError] = []
        try:
            with _within(self._left):
                for error in schema.validator.iter_errors(cast(Any, content)):
                    errors.append(error)
                    if len(errors) == MOST_FINDINGS:
                        break
        except TimeoutError:
            message = f"the schemas take longer than {LIMIT_SECONDS:g} seconds; the rest is not checked"
            problem = finding("ORG005", schema.place(()), message, "write its patterns in another way")
        except RecursionError:
            problem = finding("ORG005", schema.place(()), "the schema refers to itself without end")
        except Unresolvable as error:
            problem = finding("ORG003", schema.place(()), f'the reference "{short(error.ref)}" leads nowhere')
        self._left -= time.monotonic() - began
        found = [_finding(error, schema, file, node) for error in errors]
        return [*found, problem] if problem else found


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """TimeoutError after so many seconds. A regular expression can be interrupted by a signal only, which Windows and
    other threads do not have; there only the time before counts."""
    if seconds <= 0:
        raise TimeoutError
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
    else:
        before = signal.signal(signal.SIGALRM, _expired)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def _expired(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def _content(node: Node, kind: str) -> object:
    """The document as JSON. Tasks have the catalogue's keys and arguments its spelling, as the loader compares them:
    no rule is avoided by writing `CC` or a task's id."""
    content = _plain(node)
    if kind == ObjectKind.WORKFLOW.value and isinstance(content, dict):
        tasks = content.get("tasks")
        for task in tasks if isinstance(tasks, list) else ():
            if isinstance(task, dict):
                _respell(task)
    return content


def _respell(task: dict[str, object]) -> None:
    written = task.get("task")
    definition = (by_key(written) or by_id(written)) if isinstance(written, str) else None
    arguments = task.get("arguments")
    if definition is None:
        return
    task["task"] = definition.key
    if isinstance(arguments, dict):
        known = {name: definition.argument(name) for name in arguments}
        task["arguments"] = {(k.name if (k := known[name]) else name): value for name, value in arguments.items()}


def _plain(node: Node) -> object:
    match node:
        case YamlScalar(value=value):
            return value
        case YamlList(items=items):
            return [_plain(item) for item in items]
        case YamlMapping(entries=entries):
            return {key: _plain(item.value) for key, item in entries.items()}


def _finding(error: ValidationError, schema: OrganisationSchema, file: str, node: Node) -> Finding:
    path = tuple(error.absolute_path)
    key = _offending_key(error)
    place = _place(file, node, path if key is None else (*path, key), key=key is not None or error.schema == NEVER)
    own = _words(error, schema.content)
    technical = "this may not be there" if error.schema == NEVER else short(error.message)
    rule = schema.place([part for part in error.absolute_schema_path if isinstance(part, str | int)])
    return finding("ORG001", place, own or technical, technical if own else None, related=(rule,))


def _offending_key(error: ValidationError) -> str | None:
    """The key that should not be there, where the schema lists the keys that may."""
    rule = error.schema
    if error.validator not in ("additionalProperties", "unevaluatedProperties") or not isinstance(rule, Mapping):
        return None
    if not isinstance(error.instance, Mapping):
        return None
    known, patterns = rule.get("properties", {}), rule.get("patternProperties", {})
    others = (key for key in error.instance if key not in known and not any(re.search(p, key) for p in patterns))
    return next(others, None)


def _words(error: ValidationError, content: object) -> str | None:
    """Title and description of the nearest schema around the keyword that has any."""
    around = [error.schema]
    above = error.parent
    while above is not None:
        around.append(above.schema)
        above = above.parent
    outer: list[Any] = [content]
    for part in error.absolute_schema_path:
        try:
            outer.append(outer[-1][part])
        except (KeyError, IndexError, TypeError):  # a reference: what it leads to is in `around`
            break
    for each in (*around, *reversed(outer)):
        if isinstance(each, Mapping):
            texts = [text for name in ("title", "description") if isinstance(text := each.get(name), str) and text]
            if texts:
                return ": ".join(" ".join(text.split())[:500] for text in texts)
    return None


def _place(file: str, node: Node, path: Sequence[str | int], *, key: bool) -> Location:
    """A single value's own place, otherwise that of its key; `key`: always that of the key."""
    at: Node | YamlEntry = node
    for part in path:
        match node, part:
            case YamlMapping(entries=entries), str():
                found = entries.get(part) or _folded(entries, part)
                if found is None:
                    break
                node = found.value
                at = node if isinstance(node, YamlScalar) and not key else found
            case YamlList(items=items), int() if part < len(items):
                at = node = items[part]
            case _:
                break
    return Location(file, at.line, at.column)


def _folded(entries: Mapping[str, YamlEntry], name: str) -> YamlEntry | None:
    folded = name.casefold()
    return next((item for key, item in entries.items() if key.casefold() == folded), None)
