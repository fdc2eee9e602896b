"""JSON Schemas (draft-07, the newest the YAML language server reads) made from the same table the loader checks by.

One list has the catalogue's tasks, and the arguments follow from the task that is written, so that an editor
completes both. What the loader only warns about (arguments the catalogue does not know) is
accepted here as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import assert_never

from lcwsync.config.form.check import RESERVED
from lcwsync.config.form.shape import (
    Choice,
    Either,
    Fields,
    Flag,
    Listed,
    Named,
    Number,
    Shape,
    TaskFields,
    Text,
    VariableContent,
)
from lcwsync.config.kinds import ENVIRONMENTS, KINDS, PROJECT
from lcwsync.config.kinds.task import TASK, argument_shape
from lcwsync.model.catalogue import definitions
from lcwsync.model.conditions import ON_DEMAND_ONLY, GroupScope
from lcwsync.model.references import GUID_PATTERN, RefKind
from lcwsync.model.state import ObjectKind
from lcwsync.model.task_definition import ArgumentDefinition, ArgumentType, TaskDefinition
from lcwsync.model.task_words import ARGUMENT_WORDS, TASK_WORDS
from lcwsync.model.triggers import TRIGGERS
from lcwsync.values.json import JsonObject

FILES: Mapping[str, str] = {
    PROJECT: "project.schema.json",
    ENVIRONMENTS: "project-environments.schema.json",
    ObjectKind.WORKFLOW.value: "workflow.schema.json",
    ObjectKind.TAP_POLICY.value: "tap-policy.schema.json",
    ObjectKind.SETTINGS.value: "settings.schema.json",
    ObjectKind.EXTENSION.value: "custom-task-extension.schema.json",
    ObjectKind.GUARDRAILS.value: "tap-guardrails.schema.json",
    ObjectKind.PASS_REQUESTS.value: "pass-requests.schema.json",
}
"""The file of each kind's schema."""

ANY_KIND_FILE = "lcwsync.schema.json"

_DRAFT = "http://json-schema.org/draft-07/schema#"
_ID = "https://json.schemastore.org/lcwsync.json"
"""The name of the schema for any kind, where SchemaStore would serve it to editors. Nothing is fetched from there."""


Names = Mapping[str, Sequence[str]]
"""Names of a tenant by what they name (`name_kind`), which an editor offers; any other text fits as well."""

_NAMES = "names."
"""Begins the definition that holds the names of one kind."""


def name_kind(kind: RefKind) -> str:
    """The key of `Names` for the objects of a kind."""
    return kind.name.lower()


WORKFLOW_NAMES = "workflow"
"""The key of `Names` for workflows."""


def schemas(names: Names = MappingProxyType({})) -> dict[str, JsonObject]:
    """The schemas by file name: one a kind, and one for a document of any kind. `names` are offered where a text is the
    name of such an object."""
    single = {FILES[kind]: _document(kind, fields, names) for kind, fields in KINDS.items()}
    named = {kind: _root(kind, fields, names) for kind, fields in KINDS.items()}
    every: JsonObject = {
        "$schema": _DRAFT,
        "$id": _ID,
        "title": "A document of lcwsync",
        "oneOf": [{"$ref": f"#/definitions/{kind}"} for kind in named],
        "definitions": {**named, **_definitions(*KINDS.values(), names=names)},
    }
    return {**single, ANY_KIND_FILE: _with_names(every, names)}


def names_in(schema: object) -> Names:
    """The names that a schema of `schemas` was made with; none for anything else."""
    definitions = schema.get("definitions") if isinstance(schema, dict) else None
    found: dict[str, list[str]] = {}
    for key, value in definitions.items() if isinstance(definitions, dict) else ():
        listed = value.get("enum") if isinstance(value, dict) else None
        if key.startswith(_NAMES) and isinstance(listed, list):
            found[key.removeprefix(_NAMES)] = [str(name) for name in listed]
    return found


def _with_names(schema: JsonObject, names: Names) -> JsonObject:
    """The schema with the definitions of those names that it refers to."""
    text = str(schema)
    used: JsonObject = {_NAMES + kind: {"enum": list(of)} for kind, of in names.items() if f"/{_NAMES}{kind}'" in text}
    definitions = schema.get("definitions", {})
    assert isinstance(definitions, dict)
    return {**schema, "definitions": {**definitions, **used}} if used else schema


def _document(kind: str, fields: Fields, names: Names) -> JsonObject:
    definitions_used = _definitions(fields, names=names)
    schema = {"$schema": _DRAFT, "title": kind, **_root(kind, fields, names)}
    return _with_names({**schema, "definitions": definitions_used} if definitions_used else schema, names)


def _root(kind: str, fields: Fields, names: Names) -> JsonObject:
    # Variables are declared in these files and cannot be used there.
    schema = _Writer(variables=kind not in (PROJECT, ENVIRONMENTS), names=names).fields(fields)
    properties = schema["properties"]
    assert isinstance(properties, dict)
    schema["properties"] = {"kind": {"const": kind, "description": "What the document describes."}, **properties}
    schema["required"] = ["kind", *fields.required]
    schema["patternProperties"] = {f"^{RESERVED}": {"description": "Holds values for aliases; describes nothing."}}
    if kind == ObjectKind.WORKFLOW.value:
        schema["allOf"] = [*_pairs(), *_rules()]
    return schema


def _pairs() -> Iterator[JsonObject]:
    """The scope that goes with each trigger, which `validate` reports with LCW003 and OBJ006."""
    for kind in TRIGGERS:
        wrong, right = ("rule", "groups") if kind.scope is GroupScope else ("groups", "rule")
        trigger: JsonObject = {"type": "object", "required": [kind.keys[0]]}
        message = f"{kind.keys[0]} goes with scope.{right}, not with scope.{wrong}"
        scope: JsonObject = {"properties": {wrong: False}, "errorMessage": message}
        yield {
            "if": {"type": "object", "properties": {"trigger": trigger}, "required": ["trigger"]},
            "then": {"properties": {"scope": scope}},
        }
    on_demand: JsonObject = {"properties": {"trigger": {"const": ON_DEMAND_ONLY}}, "required": ["trigger"]}
    yield {
        "if": {"type": "object", **on_demand},
        "then": {"properties": {"scope": False}, "errorMessage": "a workflow on demand has no scope: remove it"},
    }


def _rules() -> Iterator[JsonObject]:
    """The mistakes of other rule languages, outside quotes; the grammar itself is the loader's."""
    pattern = (
        r"^(?:'(?:[^']|'')*'|(?!==|[\u201c\u201d\u2018\u2019\"]|\buser\.| -(?:eq|ne|in|and|or|not)\b)[^'])*(?:'[^']*)?$"
    )
    message = "write (department eq 'Sales'): straight quotes, eq and not == or -eq, the attribute without user."
    rule: JsonObject = {"pattern": pattern, "patternErrorMessage": message}
    scope: JsonObject = {"if": {"type": "object"}, "then": {"properties": {"rule": rule}}}
    yield {"properties": {"scope": scope}}


def _definitions(*fields: Fields, names: Names) -> JsonObject:
    used: JsonObject = {}
    if any(each not in (KINDS[PROJECT], KINDS[ENVIRONMENTS]) for each in fields):
        used["variable"] = {
            "type": "string",
            "pattern": r"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$",
            "description": "A variable of the environment, as ${name}.",
        }
    if any(each is KINDS[ObjectKind.WORKFLOW.value] for each in fields):
        used.update(_task_definitions(TASK, names))
    return used


class _Writer:
    """Shapes as schemas; `variables`: whether `${name}` can stand for any value; `names`: those of a tenant."""

    def __init__(self, *, variables: bool, names: Names) -> None:
        self.variables = variables
        self.names = names

    def schema(self, shape: Shape) -> JsonObject:
        """The schema of a shape."""
        match shape:
            case Text():
                return {**_about(shape.about), **self._text(shape)}
            case Choice(values=values, about=about):
                return {**_about(about), **self._or_variable(_words(values))}
            case Number():
                return {**_about(_with_unit(shape)), **self._or_variable(_number(shape)), **_examples(shape.examples)}
            case Flag(about=about):
                return {**_about(about), **self._or_variable({"type": "boolean"})}
            case Listed():
                return {**_about(shape.about), **self._or_variable(self._list(shape))}
            case Fields():
                return self.fields(shape)
            case Named():
                return self._named(shape)
            case Either(word=word, other=other, about=about):
                words = self._text(word) if isinstance(word, Text) else _words(word.values)
                choices = self._or_variable(words)
                alternatives = choices.get("anyOf", [choices])
                assert isinstance(alternatives, list)
                return {**_about(about), "anyOf": [*alternatives, self.schema(other)]}
            case VariableContent(about=about):
                texts = {"type": "array", "items": {"type": "string"}}
                return {**_about(about), "anyOf": [{"type": ["string", "integer", "boolean"]}, texts]}
            case TaskFields():
                return {"$ref": "#/definitions/task"}
            case _:
                assert_never(shape)

    def fields(self, shape: Fields) -> JsonObject:
        """The schema of a mapping."""
        schema: JsonObject = {
            **_about(shape.about),
            "type": "object",
            "properties": {key: self.schema(value) for key, value in shape.keys.items()},
            "additionalProperties": False,
        }
        if shape.required:
            schema["required"] = list(shape.required)
        if shape.alternatives:
            schema["oneOf"] = [_alternative(group, shape) for group in shape.alternatives]
        return schema

    def _text(self, shape: Text) -> JsonObject:
        schema: JsonObject = {"type": "string", **_examples(shape.examples)}
        if shape.pattern is not None:
            # A text with a variable in it is checked once the variable is replaced.
            either = f"^({shape.pattern})$|" + r"\$\{" if self.variables else f"^({shape.pattern})$"
            schema["pattern"] = either
        elif not shape.may_be_empty:
            schema["pattern"] = r"\S"
        kind = name_kind(shape.refers) if shape.refers else shape.names
        return {"anyOf": [{"$ref": f"#/definitions/{_NAMES}{kind}"}, schema]} if kind in self.names else schema

    def _list(self, shape: Listed) -> JsonObject:
        schema: JsonObject = {"type": "array", "items": self.schema(shape.of)}
        if shape.least:
            schema["minItems"] = shape.least
        if shape.most is not None:
            schema["maxItems"] = shape.most
        return schema

    def _named(self, shape: Named) -> JsonObject:
        return {
            **_about(shape.about),
            "type": "object",
            "propertyNames": {"pattern": f"^({shape.key.pattern})$" if shape.key.pattern else r"\S"},
            "additionalProperties": self.schema(shape.of),
        }

    def _or_variable(self, schema: JsonObject) -> JsonObject:
        return {"anyOf": [schema, {"$ref": "#/definitions/variable"}]} if self.variables else schema


def _task(shape: TaskFields, names: Names) -> JsonObject:
    """A task: one list of the catalogue's keys, and the arguments by the key that is written.

    One list, because an editor offers an alternative only where everything it requires is there already; no ids in
    it, because an id says nothing to a reader.
    """
    catalogue = definitions()
    keys: JsonObject = {
        "enum": [task.key for task in catalogue],
        "enumDescriptions": [f"{task.display_name}. {TASK_WORDS[task.key]}" for task in catalogue],
    }
    identifier: JsonObject = {"pattern": f"^({GUID_PATTERN})$"}
    name: JsonObject = {
        "type": "string",
        "anyOf": [keys, identifier, {"$ref": "#/definitions/variable"}],
        "description": "What to do: a task of the catalogue by its key, or a taskDefinitionId.",
    }
    common = {key: {"$ref": f"#/definitions/task.{key}"} for key in shape.fields.keys if key != "task"}
    arguments: JsonObject = {"type": "object", "description": "The task's arguments, by name."}
    return {
        "type": "object",
        "properties": {"task": name, "arguments": arguments, **common},
        "required": ["task"],
        "additionalProperties": False,
        "defaultSnippets": [_snippet(task) for task in catalogue],
        "allOf": [*(_known_task(task, names) for task in catalogue), _unknown_task(catalogue)],
    }


def _known_task(task: TaskDefinition, names: Names) -> JsonObject:
    """What `arguments` holds for one task."""
    writer = _Writer(variables=True, names=names)
    required = [argument.name for argument in task.arguments if argument.required]
    arguments: JsonObject = {
        "type": "object",
        "description": "The task's arguments: " + (", ".join(a.name for a in task.arguments) or "none") + ".",
        "properties": {argument.name: _argument(argument, writer) for argument in task.arguments},
        "additionalProperties": {"$ref": "#/definitions/argument"},
    }
    if task.arguments:
        arguments["patternProperties"] = {_other_case(a.name): _argument(a, writer) for a in task.arguments}
    then: JsonObject = {"properties": {"arguments": arguments}}
    if required:
        # Written as Graph does the editor says which one is missing, and completes it.
        arguments |= {
            "if": _none([_other_case(name) for name in required]),
            "then": {"required": required},
            "else": {"allOf": [{"if": _none([_other_case(name)]), "then": {"required": [name]}} for name in required]},
        }
        then["required"] = ["arguments"]
    return {"if": _is((task.key, task.id, *task.also_known_as)), "then": then}


def _other_case(name: str) -> str:
    """A pattern of a name in any case but its own: arguments are compared without case."""
    any_case = "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in name)
    return f"^(?!{name}$){any_case}$"


def _none(patterns: Sequence[str]) -> JsonObject:
    """No property has a name like these."""
    return {"patternProperties": dict.fromkeys(patterns, False)}


def _unknown_task(catalogue: tuple[TaskDefinition, ...]) -> JsonObject:
    known = [name for task in catalogue for name in (task.key, task.id, *task.also_known_as)]
    arguments: JsonObject = {
        "type": "object",
        "description": "Passed on as text.",
        "additionalProperties": {"$ref": "#/definitions/argument"},
    }
    other = {"type": "object", "properties": {"task": {"not": {"enum": known}}}, "required": ["task"]}
    return {"if": other, "then": {"properties": {"arguments": arguments}}}


def _is(names: Sequence[str]) -> JsonObject:
    return {"type": "object", "properties": {"task": {"enum": list(names)}}, "required": ["task"]}


def _snippet(task: TaskDefinition) -> JsonObject:
    """A task with the arguments it needs, to be filled in."""
    needed = [argument for argument in task.arguments if argument.required]
    body: JsonObject = {"task": task.key}
    if needed:
        body["arguments"] = {a.name: _to_fill_in(a, at) for at, a in enumerate(needed, 1)}
    return {"label": task.display_name, "description": TASK_WORDS[task.key], "body": body}


def _to_fill_in(argument: ArgumentDefinition, at: int) -> object:
    match argument.type:
        case ArgumentType.INTEGER:
            return f"^${{{at}:{min(480, argument.maximum or 480)}}}"
        case ArgumentType.BOOLEAN:
            return f"^${{{at}:true}}"
        case ArgumentType.TEXT | ArgumentType.REFERENCE:
            return f"${{{at}:name}}"
        case ArgumentType.RECIPIENT:
            return f"${{{at}:Managers}}"
        case ArgumentType.REFERENCES:
            return [f"${{{at}:name}}"]
        case ArgumentType.ATTRIBUTE_UPDATES:
            return [{"attribute": f"${{{at}:department}}", "value": f"${{{at + 1}:Sales}}"}]


def _task_definitions(shape: TaskFields, names: Names) -> JsonObject:
    """The schema definitions that all tasks share."""
    writer = _Writer(variables=True, names=names)
    # Not a list of types: an editor would offer true and false as the value of every argument.
    single: JsonObject = {"not": {"type": ["object", "array", "null"]}}
    return {
        "task": _task(shape, names),
        "argument": {"not": {"type": ["object", "null"]}, "items": single},
        **{f"task.{key}": writer.schema(value) for key, value in shape.fields.keys.items() if key != "task"},
    }


def _argument(argument: ArgumentDefinition, writer: _Writer) -> JsonObject:
    schema = writer.schema(argument_shape(argument))
    sentences = [ARGUMENT_WORDS[argument.name], *(str(reach) for reach in (schema.get("description"),) if reach)]
    if argument.placeholders:
        sentences.append("Placeholders such as {{user.displayName}} are filled in.")
    if argument.required:
        sentences.append("Required.")
    return {**schema, "description": " ".join(sentences)}


def _alternative(group: tuple[str, ...], shape: Fields) -> JsonObject:
    others = [key for other in shape.alternatives if other != group for key in other]
    without: JsonObject = dict.fromkeys(others, False)
    return {"required": list(group), "properties": without, "errorMessage": f"write only one of {_either(shape)}"}


def _either(shape: Fields) -> str:
    return ", ".join(group[0] for group in shape.alternatives)


def _words(values: Mapping[str, str]) -> JsonObject:
    schema: JsonObject = {"type": "string", "enum": list(values)}
    return {**schema, "enumDescriptions": list(values.values())}


def _number(shape: Number) -> JsonObject:
    return {"type": "integer", "minimum": shape.allowed[0], "maximum": shape.allowed[-1]}


def _with_unit(shape: Number) -> str:
    unit = f" {shape.unit}" if shape.unit else ""
    reach = f"From {shape.allowed[0]} to {shape.allowed[-1]}{unit}."
    return f"{shape.about} {reach}" if shape.about else reach


def _about(text: str) -> JsonObject:
    return {"description": text} if text else {}


def _examples(examples: tuple[str, ...] | tuple[int, ...]) -> JsonObject:
    return {"examples": list(examples)} if examples else {}
