"""The schema files of the project, read and judged: what is wrong with one is a finding at its place.

A schema states its kind as `properties: {kind: {const: Workflow}}`; one that states none holds for every document.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, cast

import jsonschema
from jsonschema.protocols import Validator
from referencing import Registry, Specification
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT4, DRAFT6, DRAFT7, DRAFT201909, DRAFT202012, Schema

from lcwsync.config.form.wording import short
from lcwsync.config.kinds import KINDS
from lcwsync.config.organisation.patterns import problem_of
from lcwsync.config.yaml.files import shown
from lcwsync.config.yaml.nodes import Node, YamlEntry, YamlList, YamlMapping
from lcwsync.config.yaml.parse import Budget, parse
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location
from lcwsync.values.nearest import nearest
from lcwsync.values.places import PlacePath

MAX_SCHEMAS = 20
MAX_SCHEMA_BYTES = 100_000


class Draft(NamedTuple):
    """A version of JSON Schema: what checks by it, and what knows where its schemas hold further schemas."""

    validator: type[Validator]
    specification: Specification[Schema]


_NEWEST = Draft(jsonschema.Draft202012Validator, DRAFT202012)

DRAFTS: Mapping[str, Draft] = {
    "http://json-schema.org/draft-04/schema": Draft(jsonschema.Draft4Validator, DRAFT4),
    "http://json-schema.org/draft-06/schema": Draft(jsonschema.Draft6Validator, DRAFT6),
    "http://json-schema.org/draft-07/schema": Draft(jsonschema.Draft7Validator, DRAFT7),
    "https://json-schema.org/draft/2019-09/schema": Draft(jsonschema.Draft201909Validator, DRAFT201909),
    "https://json-schema.org/draft/2020-12/schema": _NEWEST,
}
"""The versions a schema may be written in, by `$schema` without its `#`."""

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")

_ANNOTATIONS = frozenset(
    {
        *("$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$comment", "$defs"),
        *("definitions", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"),
        *("contentEncoding", "contentMediaType", "contentSchema", "format", "then", "else", "minContains"),
        *("maxContains", "additionalItems", "exclusiveMinimum", "exclusiveMaximum"),
        *("enumDescriptions", "markdownDescription", "errorMessage", "defaultSnippets", "deprecationMessage"),
    }
)
"""Keywords that check nothing by themselves; the last line is read by editors."""


class OrganisationSchema(NamedTuple):
    """A schema that can be held against documents."""

    file: str
    content: object
    validator: Validator
    kinds: tuple[str, ...] | None
    """The kinds it holds for; None: every kind."""
    root: Node | None
    """The file as nodes, for places; None where it could not be read as such."""

    def place(self, path: Sequence[str | int]) -> Location:
        """The line of the schema's keyword at `path`, or of the nearest one around it."""
        return _place(self.file, self.root, path)


def read_schemas(
    directory: Path, listed: Sequence[tuple[str, Location]], findings: list[Finding]
) -> tuple[OrganisationSchema, ...]:
    """The usable schemas of `listed` (path relative to the directory, and its place in the project file).

    What is wrong with the others goes to `findings`.
    """
    if len(listed) > MAX_SCHEMAS:
        message = f"{len(listed)} schemas; at most {MAX_SCHEMAS} are read"
        findings.append(finding("ORG002", listed[MAX_SCHEMAS][1], message, "join some of them"))
    schemas: list[OrganisationSchema] = []
    for path, place in listed[:MAX_SCHEMAS]:
        text = _text(directory, path, place, findings)
        if text is not None and (schema := _schema(shown(directory / path), text, findings)) is not None:
            schemas.append(schema)
    return tuple(schemas)


def _text(directory: Path, path: str, place: Location, findings: list[Finding]) -> str | None:
    def wrong(message: str, hint: str | None = None) -> None:
        findings.append(finding("ORG002", place, f'the schema "{short(path)}" {message}', hint))

    parts = PurePosixPath(path).parts
    if path.startswith("/") or ".." in parts or "\\" in path or ":" in path or "\0" in path:
        wrong("is not a path inside the configuration directory", "name a file of it, such as naming.schema.json")
        return None
    file = directory.joinpath(*parts)
    try:
        inside = Path(os.path.realpath(file)).is_relative_to(os.path.realpath(directory))
        if not inside:
            wrong("leads out of the configuration directory", "replace the link by the file itself")
            return None
        if not file.is_file():
            wrong("is not a file" if file.exists() else "does not exist", f"it is looked for as {shown(file)}")
            return None
        with file.open("rb") as opened:
            content = opened.read(MAX_SCHEMA_BYTES + 1)
    except OSError as error:
        wrong(f"cannot be read: {error.strerror or 'input/output error'}")
        return None
    if len(content) > MAX_SCHEMA_BYTES:
        wrong(f"is larger than {MAX_SCHEMA_BYTES // 1_000} kB")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        wrong("is not UTF-8 text", "save it as UTF-8")
        return None


class _NotJsonError(ValueError):
    """JSON that readers disagree about."""


def _schema(file: str, text: str, findings: list[Finding]) -> OrganisationSchema | None:
    try:
        content = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = f"this is not JSON: {error.msg}"
        findings.append(finding("ORG003", Location(file, error.lineno, error.colno), message))
        return None
    except (ValueError, RecursionError) as error:
        what = str(error) if isinstance(error, _NotJsonError) else "it is nested too deeply or holds a number too long"
        findings.append(finding("ORG003", Location(file), f"this is not JSON: {what}"))
        return None
    root = _nodes(file, text)
    if not isinstance(content, dict):
        findings.append(finding("ORG003", _place(file, root, ()), "a schema is a JSON object"))
        return None
    written = content.get("$schema")
    draft = DRAFTS.get(written.rstrip("#"), None) if isinstance(written, str) else _NEWEST if written is None else None
    if draft is None:
        message = f'there is no JSON Schema draft "{short(str(written))}"'
        hint = "one of " + ", ".join(DRAFTS)
        findings.append(finding("ORG003", _place(file, root, ("$schema",)), message, hint))
        return None
    found = [*_problems(file, root, content, draft)]
    findings += found
    if any(each.code != "ORG006" for each in found):
        return None
    kinds = _kinds(content)
    for schema in list(_subschemas(content, draft.specification)):
        _spell_out(schema)
    registry: Registry[Schema] = Registry()  # it retrieves nothing
    validator = draft.validator(content, registry=registry)
    return OrganisationSchema(file=file, content=content, validator=validator, kinds=kinds, root=root)


NEVER: dict[str, object] = {"not": {}}
"""`false` as a mapping: for a plain `false`, jsonschema does not tell the place in the document."""


def _spell_out(schema: dict[str, object]) -> None:
    for keyword in ("properties", "patternProperties"):
        if isinstance(inner := schema.get(keyword), dict):
            schema[keyword] = {key: NEVER if value is False else value for key, value in inner.items()}


def _problems(file: str, root: Node | None, content: dict[str, object], draft: Draft) -> Iterator[Finding]:
    try:
        error = jsonschema.exceptions.best_match(
            draft.validator(draft.validator.META_SCHEMA).iter_errors(cast(Any, content))
        )
    except RecursionError:
        yield finding("ORG003", Location(file), "the schema is nested too deeply")
        return
    if error is not None:
        place = _place(file, root, tuple(error.absolute_path))
        yield finding("ORG003", place, f"this is not a JSON Schema: {short(error.message)}")
        return
    yield from _keyword_problems(file, root, content, draft)
    yield from _kind_problems(file, root, content)


def _keyword_problems(file: str, root: Node | None, content: dict[str, object], draft: Draft) -> Iterator[Finding]:
    """References that lead out or nowhere, patterns that may take for ever, keywords that mean nothing."""
    paths = {id(value): path for path, value in _walk(content, ())}
    resolver = Registry().with_resource("", draft.specification.create_resource(content)).resolver()
    for schema in _subschemas(content, draft.specification):
        for keyword, value in schema.items():
            place = _place(file, root, (*paths.get(id(schema), ()), keyword))
            if keyword in _REFERENCES and isinstance(value, str):
                if not value.startswith("#"):
                    hint = "copy what it leads to into this file, and write #/..."
                    yield finding("ORG004", place, f'the reference "{short(value)}" leads out of this file', hint)
                elif keyword == "$ref" and not _resolves(value, resolver):
                    yield finding("ORG003", place, f'the reference "{short(value)}" leads nowhere')
            elif keyword not in draft.validator.VALIDATORS and keyword not in _ANNOTATIONS and keyword[:2] != "x-":
                near = nearest(keyword, draft.validator.VALIDATORS)
                hint = f"did you mean {near}?" if near else "start a keyword of your own with x-"
                yield finding("ORG006", place, f'the keyword "{short(keyword)}" means nothing here', hint)
            for pattern in _patterns(keyword, value):
                if problem := problem_of(pattern):
                    yield finding("ORG005", place, problem, "write it in another way")


def _resolves(reference: str, resolver: Any) -> bool:
    try:
        resolver.lookup(reference)
    except Unresolvable:
        return False
    return True


def _patterns(keyword: str, value: object) -> tuple[str, ...]:
    match keyword, value:
        case "pattern", str(pattern):
            return (pattern,)
        case "patternProperties", dict(properties):
            return tuple(str(pattern) for pattern in properties)
        case _:
            return ()


def _kinds(content: Mapping[str, object]) -> tuple[str, ...] | None:
    """The kinds that the schema states; None when it states none."""
    match content.get("properties"):
        case {"kind": {"const": str(kind)}}:
            return (kind,)
        case {"kind": {"enum": [*kinds]}}:
            return tuple(str(kind) for kind in kinds)
        case _:
            return None


def _kind_problems(file: str, root: Node | None, content: Mapping[str, object]) -> Iterator[Finding]:
    for kind in _kinds(content) or ():
        if kind not in KINDS:
            near = nearest(kind, KINDS)
            hint = f"did you mean {near}?" if near else "kinds: " + ", ".join(KINDS)
            place = _place(file, root, ("properties", "kind"))
            yield finding("ORG003", place, f'the schema is for the kind "{short(kind)}", which there is not', hint)


def _subschemas(content: object, specification: Specification[Schema]) -> Iterator[dict[str, object]]:
    waiting = [content]
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, dict):
            yield schema
            waiting += specification.subresources_of(cast(Schema, schema))


def _walk(value: object, path: PlacePath) -> Iterator[tuple[PlacePath, object]]:
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, (*path, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _walk(item, (*path, position))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _NotJsonError(f'the key "{short(next(key for key in keys if keys.count(key) > 1))}" is there twice')
    return content


def _no_constant(name: str) -> object:
    raise _NotJsonError(f"{name} is not a number of JSON")


def _nodes(file: str, text: str) -> Node | None:
    """JSON read as YAML, for the lines and columns; the rare JSON that is no YAML goes without."""
    documents = list(parse(text.replace("\r\n", "\n"), file, Budget(), []))
    return documents[0].root if len(documents) == 1 else None


def _place(file: str, root: Node | None, path: Sequence[str | int]) -> Location:
    if root is None:
        return Location(file)
    at: Node | YamlEntry = root
    node = root
    for part in path:
        if isinstance(node, YamlMapping) and isinstance(part, str) and part in node.entries:
            at = node.entries[part]
            node = at.value
        elif isinstance(node, YamlList) and isinstance(part, int) and part < len(node.items):
            at = node = node.items[part]
        else:
            break
    return Location(file, at.line, at.column)
