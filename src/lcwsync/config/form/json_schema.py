"""JSON Schemas (draft-07, the newest the YAML language server reads) made from the same table the loader checks by.

Each task of the catalogue is an alternative of its own with a constant `task:`, so that an editor completes the
arguments of the task that is written. What the loader only warns about (arguments the catalogue does not know) is
accepted here as well.
"""

from collections.abc import Mapping
from typing import assert_never

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
from lcwsync.config.kinds import KINDS, PROJECT
from lcwsync.config.kinds.task import TASK, argument_shape
from lcwsync.model.catalogue import definitions
from lcwsync.model.references import GUID_PATTERN, RefKind
from lcwsync.model.state import ObjectKind
from lcwsync.model.task_definition import ArgumentDefinition, TaskDefinition
from lcwsync.values.json import JsonObject

FILES: Mapping[str, str] = {
    PROJECT: "project.schema.json",
    ObjectKind.WORKFLOW.value: "workflow.schema.json",
    ObjectKind.TAP_POLICY.value: "tap-policy.schema.json",
    ObjectKind.SETTINGS.value: "settings.schema.json",
    ObjectKind.EXTENSION.value: "custom-task-extension.schema.json",
    ObjectKind.GUARDRAILS.value: "tap-guardrails.schema.json",
}
"""The file of each kind's schema."""

ANY_KIND_FILE = "lcwsync.schema.json"

_DRAFT = "http://json-schema.org/draft-07/schema#"


def schemas() -> dict[str, JsonObject]:
    """The schemas by file name: one a kind, and one for a document of any kind."""
    single = {FILES[kind]: _document(kind, fields) for kind, fields in KINDS.items()}
    named = {kind: _root(kind, fields) for kind, fields in KINDS.items()}
    every: JsonObject = {
        "$schema": _DRAFT,
        "title": "A document of lcwsync",
        "oneOf": [{"$ref": f"#/definitions/{kind}"} for kind in named],
        "definitions": {**named, **_definitions(*KINDS.values())},
    }
    return {**single, ANY_KIND_FILE: every}


def _document(kind: str, fields: Fields) -> JsonObject:
    definitions_used = _definitions(fields)
    schema = {"$schema": _DRAFT, "title": kind, **_root(kind, fields)}
    return {**schema, "definitions": definitions_used} if definitions_used else schema


def _root(kind: str, fields: Fields) -> JsonObject:
    # Variables are declared in the project file and cannot be used there.
    schema = _Writer(variables=kind != PROJECT).fields(fields)
    properties = schema["properties"]
    assert isinstance(properties, dict)
    schema["properties"] = {"kind": {"const": kind, "description": "What the document describes."}, **properties}
    schema["required"] = ["kind", *fields.required]
    return schema


def _definitions(*fields: Fields) -> JsonObject:
    used: JsonObject = {}
    if any(each is not KINDS[PROJECT] for each in fields):
        used["variable"] = {
            "type": "string",
            "pattern": r"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$",
            "description": "A variable of the environment, as ${name}.",
        }
    if any(each is KINDS[ObjectKind.WORKFLOW.value] for each in fields):
        used.update(_task_definitions(TASK))
    return used


class _Writer:
    """Shapes as schemas; `variables`: whether `${name}` can stand for any value."""

    def __init__(self, *, variables: bool) -> None:
        self.variables = variables

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
                choices = self._or_variable(_words(word.values))
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
        return schema

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


def _task(shape: TaskFields) -> JsonObject:
    """A task: one alternative for each task of the catalogue, and one for ids it does not know."""
    catalogue = definitions()
    ids = [each for task in catalogue for each in (task.id, *task.also_known_as)]
    name: JsonObject = {
        "type": "string",
        "anyOf": [{"pattern": f"^({GUID_PATTERN})$"}, {"$ref": "#/definitions/variable"}],
        "not": {"enum": ids},
        "description": "The taskDefinitionId of a task that the catalogue does not know.",
    }
    arguments: JsonObject = {
        "type": "object",
        "description": "Passed on as text.",
        "additionalProperties": {"$ref": "#/definitions/argument"},
    }
    other = {"title": "A task by its id", **_alternative_task(shape, name, arguments, required=("task",))}
    return {"type": "object", "oneOf": [*(_known_task(task, shape) for task in catalogue), other]}


def _known_task(task: TaskDefinition, shape: TaskFields) -> JsonObject:
    writer = _Writer(variables=True)
    required = [argument.name for argument in task.arguments if argument.required]
    categories = ", ".join(sorted(category.value for category in task.categories))
    about = f"{task.display_name} ({categories})"
    arguments: JsonObject = {
        "type": "object",
        "description": "The task's arguments: " + (", ".join(a.name for a in task.arguments) or "none") + ".",
        "properties": {argument.name: _argument(argument, writer) for argument in task.arguments},
        "additionalProperties": {"$ref": "#/definitions/argument"},
    }
    if required:
        arguments["required"] = required
    # The key comes first: it is what an editor offers.
    name: JsonObject = {"enum": [task.key, task.id, *task.also_known_as], "description": about}
    needed = ("task", "arguments") if required else ("task",)
    return {"title": task.display_name, **_alternative_task(shape, name, arguments, required=needed)}


def _alternative_task(
    shape: TaskFields, name: JsonObject, arguments: JsonObject, *, required: tuple[str, ...]
) -> JsonObject:
    common = {key: {"$ref": f"#/definitions/task.{key}"} for key in shape.fields.keys if key != "task"}
    return {
        "properties": {"task": name, **common, "arguments": arguments},
        "required": list(required),
        "additionalProperties": False,
    }


def _task_definitions(shape: TaskFields) -> JsonObject:
    """The schema definitions that all tasks share."""
    writer = _Writer(variables=True)
    single: JsonObject = {"type": ["string", "number", "boolean"]}
    return {
        "task": _task(shape),
        "argument": {"anyOf": [single, {"type": "array", "items": single}]},
        **{f"task.{key}": writer.schema(value) for key, value in shape.fields.keys.items() if key != "task"},
    }


_WRITTEN = {
    RefKind.USER: "User principal names or ids.",
    RefKind.LICENCE: "SKU part numbers such as SPE_E5, or ids.",
}


def _argument(argument: ArgumentDefinition, writer: _Writer) -> JsonObject:
    schema = writer.schema(argument_shape(argument))
    sentences = []
    if argument.refers is not None:
        sentences.append(_WRITTEN.get(argument.refers, f"Names or ids ({argument.refers.value})."))
    if argument.unit:
        sentences.append(f"In {argument.unit}.")
    if argument.placeholders:
        sentences.append("Placeholders such as {{user.displayName}} are filled in.")
    if argument.required:
        sentences.append("Required.")
    return {"description": " ".join(sentences), **schema} if sentences and "description" not in schema else schema


def _alternative(group: tuple[str, ...], shape: Fields) -> JsonObject:
    others = [key for other in shape.alternatives if other != group for key in other]
    return {"required": list(group), "not": {"anyOf": [{"required": [key]} for key in others]}}


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
