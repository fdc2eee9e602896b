"""Each kind's plain fields are one table, so that a new one touches few files."""

import re
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from lcwsync.model.extension import (
    CLIENT_FIELDS,
    ENDPOINT_FIELDS,
    EXTENSION_FIELDS,
    ClientConfiguration,
    CustomTaskExtension,
    LogicApp,
)
from lcwsync.model.fields import Field, attributes_from, plain_values
from lcwsync.model.overlay import filled
from lcwsync.model.settings import EMAIL_FIELDS, SETTINGS_FIELDS, EmailSettings, LifecycleSettings
from lcwsync.model.tap_policy import TAP_POLICY_FIELDS, PolicyState, TapPolicy
from lcwsync.model.workflow import TASK_FIELDS, WORKFLOW_FIELDS, Task, Workflow

SOURCE = Path(__file__).parents[2] / "src" / "lcwsync"

CARRIERS = ("model", "config/kinds", "config/form", "config/yaml", "tenant", "apply", "adopt")
"""The rooms that carry values from files to the tenant and back."""

TABLES: list[tuple[type, tuple[Field, ...], set[str]]] = [
    (TapPolicy, TAP_POLICY_FIELDS, set()),
    (LifecycleSettings, SETTINGS_FIELDS, {"execution_limits"}),
    (EmailSettings, EMAIL_FIELDS, set()),
    (CustomTaskExtension, EXTENSION_FIELDS, {"protect"}),
    (LogicApp, ENDPOINT_FIELDS, {"url"}),
    (ClientConfiguration, CLIENT_FIELDS, set()),
    (Workflow, WORKFLOW_FIELDS, {"protect"}),
    (Task, TASK_FIELDS, {"definition_id", "id"}),
]
"""Class, table, and the plain attributes that are git's or the service's own."""


@pytest.mark.parametrize(("kind", "table", "besides"), TABLES, ids=lambda item: getattr(item, "__name__", ""))
def test_every_plain_attribute_has_a_row_with_its_type(kind: type, table: tuple[Field, ...], besides: set[str]) -> None:
    hints = get_type_hints(kind)
    plain = {
        field.name: inner
        for field in fields(kind)
        for inner in ((set(get_args(hints[field.name])) or {hints[field.name]}) - {type(None)},)
        if all(isinstance(part, type) and issubclass(part, str | int | StrEnum) for part in inner)
    }
    assert {row.attribute: {row.type} for row in table} == {n: t for n, t in plain.items() if n not in besides}


def test_values_and_attributes_are_each_others_opposite() -> None:
    policy = TapPolicy(state=PolicyState.ENABLED, is_usable_once=False, default_length=12)
    values = plain_values(policy, TAP_POLICY_FIELDS)
    assert values == {"state": "enabled", "isUsableOnce": False, "defaultLength": 12}
    assert TapPolicy(**attributes_from(values, TAP_POLICY_FIELDS)) == policy


def test_git_wins_where_it_sets_a_value_and_false_is_a_value() -> None:
    stated = TapPolicy(is_usable_once=False, exclude_targets=())
    live = TapPolicy(is_usable_once=True, default_length=8, include_targets=())
    assert filled(stated, live) == TapPolicy(
        is_usable_once=False, default_length=8, include_targets=(), exclude_targets=()
    )


SHARED = {"state", "maximumLifetimeInMinutes"}
"""Names that other kinds have too."""

JUDGES = {"model/passes.py"}
"""What holds a task against the policy, for rules, plan and preview alike."""


@pytest.mark.parametrize("field", [f for f in TAP_POLICY_FIELDS if f.name not in SHARED], ids=lambda f: f.name)
def test_only_the_model_and_the_form_of_the_policy_name_its_plain_fields(field: Field) -> None:
    """Beside what judges a field: rules, risks, the order of changes, the verdict on a pass."""
    named = re.compile(rf"\b({field.attribute}|{field.name})\b")
    paths = [path for room in CARRIERS for path in sorted((SOURCE / room).rglob("*.py"))]
    naming = [path.relative_to(SOURCE).as_posix() for path in paths if named.search(path.read_text(encoding="utf-8"))]
    assert [path for path in naming if path not in JUDGES] == ["model/tap_policy.py", "config/kinds/tap_policy.py"]
