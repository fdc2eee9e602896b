"""The catalogue of built-in tasks: `tasks.yaml` as types, with look-ups by key, id and argument name.

The tenant's own task definitions win where they differ; the catalogue serves offline checks and friendly names
(https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks).
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

from lcwsync.model.references import RefKind
from lcwsync.model.workflow import Category


class ArgumentType(StrEnum):
    """How an argument is written in git. On the wire every value is a string."""

    INTEGER = "integer"
    BOOLEAN = "boolean"
    TEXT = "text"
    REFERENCE = "reference"
    REFERENCES = "references"
    ATTRIBUTE_UPDATES = "attributeUpdates"


class Effect(StrEnum):
    """What a task does that a reviewer should weigh."""

    MINTS_PASS = "mintsPass"  # noqa: S105 - a name, not a secret
    DELETES_ACCOUNT = "deletesAccount"
    DISABLES_ACCOUNT = "disablesAccount"
    ENABLES_ACCOUNT = "enablesAccount"
    REMOVES_ACCESS = "removesAccess"
    GRANTS_ACCESS = "grantsAccess"
    WRITES_ATTRIBUTES = "writesAttributes"
    RUNS_CODE = "runsCode"


class ArgumentDefinition(NamedTuple):
    """One argument a task takes."""

    name: str
    type: ArgumentType
    refers: RefKind | None = None
    required: bool = False
    minimum: int | None = None
    maximum: int | None = None
    unit: str | None = None
    maximum_items: int | None = None
    placeholders: bool = False
    advised_length: int | None = None
    """The service publishes no limit; longer text is a warning."""
    pattern: str | None = None
    empty_when_omitted: bool = False


class TaskDefinition(NamedTuple):
    """One built-in task."""

    key: str
    id: str
    display_name: str
    api_display_name: str
    categories: frozenset[Category]
    categories_disputed: bool
    also_known_as: tuple[str, ...]
    effect: Effect | None
    mails: str | None
    """Who receives its mail by default; None when it sends none."""
    account_state: bool
    preview: bool
    arguments: tuple[ArgumentDefinition, ...]

    def argument(self, name: str) -> ArgumentDefinition | None:
        """The argument of that name, compared without case."""
        wanted = name.casefold()
        return next((a for a in self.arguments if a.name.casefold() == wanted), None)


class Placeholders(NamedTuple):
    """Names usable between double braces in a mail."""

    flat: frozenset[str]
    graph: frozenset[str]
    graph_prefixes: tuple[str, ...]
    minting_only: frozenset[str]


def definitions() -> tuple[TaskDefinition, ...]:
    """All built-in tasks, in the order of the file."""
    return _load().tasks


def by_key(key: str) -> TaskDefinition | None:
    """The task with that friendly key, compared exactly."""
    return _load().by_key.get(key)


def by_id(definition_id: str) -> TaskDefinition | None:
    """The task with that taskDefinitionId, compared without case and surrounding blanks."""
    return _load().by_id.get(definition_id.strip().lower())


def placeholders() -> Placeholders:
    """The names a mail's subject and body may use."""
    return _load().placeholders


TAP_TASK_KEY = "generateTapAndEmailManager"


def mints_pass(definition_id: str) -> bool:
    """Whether the task creates a Temporary Access Pass."""
    definition = by_id(definition_id)
    return definition is not None and definition.effect is Effect.MINTS_PASS


_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")


def placeholders_in(text: str) -> tuple[str, ...]:
    """The names between double braces in a text, in order."""
    return tuple(name.strip() for name in _PLACEHOLDER.findall(text))


class _Catalogue(NamedTuple):
    tasks: tuple[TaskDefinition, ...]
    by_key: Mapping[str, TaskDefinition]
    by_id: Mapping[str, TaskDefinition]
    placeholders: Placeholders


@cache
def _load() -> _Catalogue:
    import yaml

    text = Path(__file__).with_name("tasks.yaml").read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    email = tuple(_argument(row) for row in loaded["emailArguments"])
    tasks = tuple(_task(row, email) for row in loaded["tasks"])
    names = loaded["placeholders"]
    return _Catalogue(
        tasks=tasks,
        by_key={task.key: task for task in tasks},
        by_id={key.lower(): task for task in tasks for key in (task.id, *task.also_known_as)},
        placeholders=Placeholders(
            flat=frozenset(names["flat"]),
            graph=frozenset(names["graph"]),
            graph_prefixes=tuple(names["graphPrefixes"]),
            minting_only=frozenset(names["mintingOnly"]),
        ),
    )


def _task(row: dict[str, object], email: tuple[ArgumentDefinition, ...]) -> TaskDefinition:
    mails = cast("str | None", row.get("mails"))
    own = tuple(_argument(a) for a in cast("list[dict[str, object]]", row.get("arguments", [])))
    effect = row.get("effect")
    return TaskDefinition(
        key=str(row["key"]),
        id=str(row["id"]).lower(),
        display_name=str(row["displayName"]),
        api_display_name=str(row.get("apiDisplayName", row["displayName"])),
        categories=frozenset(Category(c) for c in cast("list[str]", row["categories"])),
        categories_disputed=bool(row.get("categoriesDisputed", False)),
        also_known_as=tuple(cast("list[str]", row.get("alsoKnownAs", []))),
        effect=Effect(str(effect)) if effect else None,
        mails=mails,
        account_state=bool(row.get("accountState", False)),
        preview=bool(row.get("preview", False)),
        arguments=own + email if mails else own,
    )


def _argument(row: dict[str, object]) -> ArgumentDefinition:
    refers = row.get("refers")
    return ArgumentDefinition(
        name=str(row["name"]),
        type=ArgumentType(str(row["type"])),
        refers=RefKind(str(refers)) if refers else None,
        required=bool(row.get("required", False)),
        minimum=cast("int | None", row.get("minimum")),
        maximum=cast("int | None", row.get("maximum")),
        unit=cast("str | None", row.get("unit")),
        maximum_items=cast("int | None", row.get("maximumItems")),
        placeholders=bool(row.get("placeholders", False)),
        advised_length=cast("int | None", row.get("advisedLength")),
        pattern=cast("str | None", row.get("pattern")),
        empty_when_omitted=row.get("whenOmitted") == "empty",
    )
