"""A task and its arguments, by the catalogue: its form, and the object of the model it becomes."""

from collections.abc import Mapping
from typing import cast

from lcwsync.config.form.check import Checked, CheckedTask, Checker
from lcwsync.config.form.checked import text
from lcwsync.config.form.shape import Fields, Flag, Listed, Number, Shape, TaskFields, Text
from lcwsync.config.form.wording import one_of, short
from lcwsync.config.kinds.common import DESCRIPTION, plain_shapes
from lcwsync.config.yaml.nodes import Node, YamlEntry, YamlList, YamlMapping, YamlScalar
from lcwsync.model.catalogue import by_id, by_key, definitions, described_by
from lcwsync.model.fields import attributes_from
from lcwsync.model.references import Ref, is_guid
from lcwsync.model.task_definition import RECIPIENTS, ArgumentDefinition, ArgumentType, TaskDefinition
from lcwsync.model.workflow import (
    TASK_FIELDS,
    ArgumentValue,
    AttributeUpdate,
    Task,
)
from lcwsync.values.nearest import nearest

TASK = TaskFields(
    fields=Fields(
        keys={
            "task": Text(about="What to do: a task of the catalogue by its key, or a taskDefinitionId."),
            **plain_shapes(
                TASK_FIELDS,
                {
                    "displayName": "The task's name in the portal (default: the task definition's).",
                    "description": DESCRIPTION,
                    "isEnabled": "false: the task is kept but skipped.",
                    "continueOnError": "true: the workflow goes on when this task fails.",
                },
            ),
        },
        required=("task",),
        below="arguments",
    ),
)


ANY_NUMBER = range(2**31)


def task_of(checked: CheckedTask, checker: Checker) -> Task:
    """The task of a checked item of `tasks:`.

    When it cannot be known which task is meant, that is reported and the task still takes its place in the order.
    """
    node, written = checked.node, text(checked.values, "task")
    definition_id = _definition_id(written, node.entries["task"].value, checker) if written is not None else ""
    return Task(
        definition_id=definition_id,
        **attributes_from(checked.values, TASK_FIELDS),
        arguments=_arguments(node, by_id(definition_id), checker),
    )


def argument_shape(argument: ArgumentDefinition) -> Shape:
    """The form in which an argument is written in git."""
    match argument.type:
        case ArgumentType.INTEGER:
            least = argument.minimum or 0
            most = argument.maximum if argument.maximum is not None else ANY_NUMBER[-1]
            return Number(allowed=range(least, most + 1), unit=argument.unit or "")
        case ArgumentType.BOOLEAN:
            return Flag()
        case ArgumentType.TEXT:
            return Text(pattern=argument.pattern, wanted=argument.wanted)
        case ArgumentType.REFERENCE:
            return Text(refers=argument.refers)
        case ArgumentType.RECIPIENT:
            return Text(
                pattern=argument.pattern,
                wanted=argument.wanted,
                refers=argument.refers,
                examples=RECIPIENTS,
                words=RECIPIENTS,
            )
        case ArgumentType.REFERENCES:
            return Listed(of=Text(refers=argument.refers), least=0 if argument.empty_when_omitted else 1)
        case ArgumentType.ATTRIBUTE_UPDATES:
            return Listed(of=_ATTRIBUTE_UPDATE, least=1, most=argument.maximum_items, unique=False)


_ATTRIBUTE_UPDATE = Fields(
    keys={
        "attribute": Text(about="The user attribute, as Graph spells it.", examples=("department",)),
        "value": Text(about='Its new value; "" clears it.', may_be_empty=True),
    },
    required=("attribute", "value"),
)


def _definition_id(written: str, node: Node, checker: Checker) -> str:
    definition = by_key(written)
    if definition:
        return definition.id
    if is_guid(written):
        known = by_id(written)
        if known is None:
            message = f"the catalogue has no task with the id {written}: its arguments are passed on as text"
            checker.report("SCH012", node, message, "check the id against the tenant's task definitions")
        return known.id if known else written.lower()
    names = {name: task.key for task in definitions() for name in (task.display_name, task.api_display_name, task.key)}
    near = nearest(written, names)
    like = [names[near]] if near else [task.key for task in described_by([written])][:3]
    hint = f"did you mean {one_of(like)}?" if like else "`lcwsync tasks` lists them all"
    checker.report("SCH011", node, f'there is no task "{written[:60]}"', hint)
    return ""


def _arguments(node: YamlMapping, definition: TaskDefinition | None, checker: Checker) -> dict[str, ArgumentValue]:
    written_arguments = node.entries.get("arguments")
    entries: dict[str, YamlEntry] = {}
    if written_arguments is not None:
        if isinstance(written_arguments.value, YamlMapping):
            entries = written_arguments.value.entries
        else:
            wanted = _rewritten(written_arguments.value) or "write name: value, or remove the key"
            checker.report("SCH004", written_arguments.value, "arguments must be a mapping of names and values", wanted)
            return {}
    values: dict[str, ArgumentValue] = {}
    spelled: dict[str, YamlEntry] = {}
    for written, entry in entries.items():
        known = definition.argument(written) if definition else None
        name = known.name if known else written
        if name.casefold() in spelled:
            message = f"the argument {name} is here twice (names are compared without case)"
            checker.report("LOAD005", entry, message, "remove one of the two", related=spelled[name.casefold()])
            continue
        spelled[name.casefold()] = entry
        if definition and known is None and (meant := _mistyped(written, definition, entries)):
            message = f'the task {definition.key} needs the argument {meant}; "{short(written)}" is not one of its own'
            checker.report("SCH013", entry, message, f"did you mean {meant}?")
            spelled[meant.casefold()] = entry
            continue
        value = _known(entry, known, checker) if known else _unknown(written, entry, definition, checker)
        if value is not None:
            values[name] = value
    for argument in definition.arguments if definition else ():
        # One that stands beside `arguments:` has been reported there.
        if argument.required and argument.name.casefold() not in spelled and argument.name not in node.entries:
            assert definition is not None
            place = written_arguments or node.entries["task"]
            message = f"the task {definition.key} needs the argument {argument.name}"
            checker.report("SCH013", place, message, f"`lcwsync tasks {definition.key}` shows how it is written")
    return values


def _mistyped(written: str, definition: TaskDefinition, entries: Mapping[str, YamlEntry]) -> str | None:
    """The required argument that is missing and that an unknown one is probably meant for."""
    there = {name.casefold() for name in entries}
    missing = [each.name for each in definition.arguments if each.required and each.name.casefold() not in there]
    return nearest(written, missing)


def _rewritten(node: Node) -> str | None:
    """Arguments as Graph has them, a list of name and value, as git writes them."""
    pairs = []
    for item in node.items if isinstance(node, YamlList) else ():
        entries = item.entries if isinstance(item, YamlMapping) else {}
        name, value = (entries[key].value if key in entries else None for key in ("name", "value"))
        if not isinstance(name, YamlScalar) or not isinstance(value, YamlScalar):
            return None
        pairs.append(f"{short(name.text)}: {short(value.text)}")
    return "write arguments: {" + ", ".join(pairs) + "}" if pairs else None


def _known(entry: YamlEntry, argument: ArgumentDefinition, checker: Checker) -> ArgumentValue | None:
    value = checker.value(entry.value, argument_shape(argument), argument.name)
    match argument.type, value:
        case _, None:
            return None
        case ArgumentType.REFERENCE, str(name) if argument.refers:
            return Ref.of(argument.refers, name)
        case ArgumentType.RECIPIENT, str(name) if argument.refers and name not in RECIPIENTS:
            return Ref.of(argument.refers, name)
        case ArgumentType.REFERENCES, tuple(names) if argument.refers:
            return tuple(Ref.of(argument.refers, str(name)) for name in names)
        case ArgumentType.ATTRIBUTE_UPDATES, tuple(rows):
            return tuple(
                AttributeUpdate(str(row["attribute"]), str(row["value"]))
                for row in cast("tuple[Checked, ...]", rows)
                if {"attribute", "value"} <= row.keys()
            )
        case _:
            return cast("str | int | bool", value)


def _unknown(name: str, entry: YamlEntry, definition: TaskDefinition | None, checker: Checker) -> ArgumentValue | None:
    """An argument the catalogue does not know: passed on as the text the service takes."""
    if definition is not None:
        known = [argument.name for argument in definition.arguments]
        near = nearest(name, known)
        hint = f"did you mean {near}?" if near else "its arguments: " + (", ".join(known) or "none")
        message = f'the task {definition.key} has no known argument "{name[:60]}": it is passed on as text'
        checker.report("SCH012", entry, message, hint)
    value = _as_text(entry.value)
    if value is None:
        checker.report("SCH004", entry.value, f"{name[:60]} must be a single value or a list of such")
    return value


def _as_text(node: Node) -> str | None:
    match node:
        case YamlScalar(value=bool(value)):
            return "true" if value else "false"
        case YamlScalar(value=None):
            return None
        case YamlScalar(value=str(value)):
            return value
        case YamlScalar(text=text):
            return text
        case YamlList(items=items):
            texts = [_as_text(item) for item in items if isinstance(item, YamlScalar)]
            whole = [text for text in texts if text is not None]
            return ",".join(whole) if len(whole) == len(items) else None
        case _:
            return None
