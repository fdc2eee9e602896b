"""The published schemas and the structural check are made from one table: each accepts what the other accepts.

Documents are generated valid and then changed in one place. The short profile runs in the suite; the environment
variable LCWSYNC_DIFFERENTIAL sets another number of examples.
"""

import json
import os
import re
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from lcwsync.config.form.check import Checker
from lcwsync.config.form.json_schema import FILES
from lcwsync.config.kinds import KINDS, PROJECT
from lcwsync.config.objects import object_of
from lcwsync.config.yaml.nodes import Node, YamlEntry, YamlList, YamlMapping, YamlScalar
from lcwsync.model.catalogue import by_id, by_key
from lcwsync.model.document import document_of
from lcwsync.model.state import ObjectKind
from lcwsync.values.findings import Finding, Severity
from tests.commands import ROOT
from tests.mutations import mutated, places
from tests.strategies import (
    extensions,
    guardrails,
    pass_requests,
    settings_values,
    tap_policies,
    texts,
    workflows,
)

EXAMPLES = int(os.environ.get("LCWSYNC_DIFFERENTIAL", "60"))

COMMITTED = {
    kind: jsonschema.Draft7Validator(json.loads((ROOT / "schemas" / file).read_text(encoding="utf-8")))
    for kind, file in FILES.items()
}


def projects() -> st.SearchStrategy[dict[str, Any]]:
    """Project files as documents."""
    guid = st.uuids().map(str)
    environment = st.fixed_dictionaries(
        {},
        optional={
            "sandbox": st.booleans(),
            "tenantId": guid,
            "clientId": guid,
            "auth": st.sampled_from(["token", "github", "cli"]),
            "cloud": st.sampled_from(["global", "usgov"]),
            "variables": st.dictionaries(
                st.sampled_from(["a", "b_1"]),
                st.text(max_size=4) | st.integers(-9, 9) | st.booleans() | st.lists(texts(), max_size=2),
            ),
            "allowDelete": st.booleans(),
            "limits": st.fixed_dictionaries({}, optional={"maxDeletes": st.integers(0, 9)}),
        },
    )
    rating = st.fixed_dictionaries({"severity": st.sampled_from(["off", "note", "error"]), "reason": texts()})
    return st.fixed_dictionaries(
        {"kind": st.just(PROJECT), "environments": st.dictionaries(st.just("sandbox"), environment, min_size=1)},
        optional={
            "defaultEnvironment": texts(),
            "removed": st.lists(texts(), max_size=2),
            "prune": st.booleans(),
            "rules": st.dictionaries(st.sampled_from(["TAP007", "LCW001"]), rating, max_size=2),
            "schemas": st.lists(texts(), max_size=2),
        },
    )


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """Valid documents of every kind, as JSON."""
    every = workflows() | tap_policies() | settings_values() | extensions() | guardrails() | pass_requests()
    return every.map(lambda value: json.loads(json.dumps(document_of(value), default=list))) | projects()


def _examples(text: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(text.replace("${", "$ {")))


EXAMPLES_OF_THE_PAGE = [
    document
    for text in re.findall(
        r"```yaml\n(.*?)```", (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8"), re.DOTALL
    )
    for document in _examples(text)
]
TASKS: dict[str, Any] = {
    "kind": "Workflow",
    "displayName": "x",
    "trigger": {"membershipChange": "add"},
    "scope": {"groups": ["x"]},
    "tasks": [
        {
            "task": "generateTapAndEmailManager",
            "arguments": {"tapLifetimeMinutes": 60, "cc": ["a@b.c"], "locale": "en-us", "customSubject": "s"},
        },
        {"task": "runCustomTaskExtension", "arguments": {"customTaskExtensionID": "x"}},
        {"task": "aabb0000-0000-4000-8000-000000000000", "arguments": {"x": 1}},
    ],
}

_ID = "1b555e50-7f65-41d5-b514-5894a026d10d"
TELLING: list[Any] = [
    *(None, True, 0, 1, -1, 60, 480.0, 0.5, 10**9),
    *("", " ", "\u00a0", "\x1c", "\u200b", "x", "x\n", "480", "true", "yes", _ID, _ID.upper(), _ID + "\n"),
    *([], ["x"], ["x", "x"], [""], [1], [None], [{}], ["allUsers"], [{"group": "x"}]),
    *({}, {"a": 1}, {"": 1}, {"group": "x"}, {"rule": "x"}, {"groups": ["x"]}, {"rule": "x", "groups": ["y"]}),
    *("onDemandOnly", "none", "pop", {"bearer": {"resourceId": "x"}}, {"membershipChange": "remove"}),
    {"timeBasedAttribute": "createdDateTime", "offsetInDays": 1},
]
"""Values at which the two might part: each type, blanks, texts that look like something else, whole alternatives."""

KEYS = ["more", "", "Cc", "cc", "displayName", "rule", "kind", "arguments", "task"]
VALUES = st.recursive(
    st.sampled_from(TELLING) | texts(least=0),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | texts(least=0), inner, max_size=3)
    ),
    max_leaves=4,
)


@st.composite
def candidates(draw: st.DrawFn) -> Any:
    """A valid document, or one that was changed in one place."""
    document = draw(documents() if draw(st.booleans()) else st.sampled_from([*EXAMPLES_OF_THE_PAGE, TASKS]))
    return document if draw(st.integers(0, 4)) == 0 else draw(mutated(document, VALUES))


def node_of(value: Any) -> Node:
    """A document as the YAML reader would give it; texts stand in quotes."""
    match value:
        case dict():
            return YamlMapping({str(key): YamlEntry(node_of(item), 1, 1) for key, item in value.items()}, 1, 1)
        case list():
            return YamlList(tuple(node_of(item) for item in value), 1, 1)
        case _:
            return YamlScalar(
                value, json.dumps(value) if not isinstance(value, str) else value, isinstance(value, str), 1, 1
            )


def structural(document: dict[str, Any]) -> list[Finding]:
    """The errors of form that the loader finds."""
    found: list[Finding] = []
    checker = Checker("x.yaml", found)
    kind = document["kind"]
    if kind == PROJECT:
        checker.fields(node_of(document), KINDS[PROJECT], "the project", besides=("kind",))
    else:
        object_of(ObjectKind(kind), node_of(document), checker)
    return [each for each in found if each.code.startswith("SCH") and each.severity is Severity.ERROR]


def known_difference(document: dict[str, Any]) -> str | None:
    """The reason why the two may differ about a document, for each difference that stays."""
    every = [at(document, path) for path in places(document)]
    if any(isinstance(value, float) and value.is_integer() for value in every):
        return "JSON Schema takes 480.0 for a whole number; the loader wants 480, as the service does"
    if any(isinstance(value, str) and value.endswith("\n") for value in every):
        return "in Python, $ also fits before a last line break; in the editors that read the schemas it does not"
    if "${" in json.dumps(document):
        return "the schema takes a variable for any value; the loader checks what the variable holds"
    if document.get("kind") == ObjectKind.WORKFLOW.value and (reason := _across_keys(document)):
        return reason
    tasks = document.get("tasks")
    for task in tasks if isinstance(tasks, list) else ():
        written = task.get("task") if isinstance(task, dict) else None
        definition = (by_key(written) or by_id(written)) if isinstance(written, str) else None
        if definition is None:
            continue
        if written not in (definition.key, definition.id, *definition.also_known_as):
            return "the loader compares task ids without case; draft-07 cannot"
    return None


def _across_keys(document: dict[str, Any]) -> str | None:
    trigger, scope = document.get("trigger"), document.get("scope")
    if trigger == "onDemandOnly" and "scope" in document:
        return "a scope without a trigger that uses it is an error of form in the schema, and OBJ006 in the loader"
    if not isinstance(scope, dict):
        return None
    if isinstance(trigger, dict) and ("groups" if "membershipChange" in trigger else "rule") not in scope:
        return "the scope of another trigger is an error of form in the schema, and LCW003 in the loader"
    rule = scope.get("rule")
    if isinstance(rule, str) and re.search(r'==|["\u201c\u201d\u2018\u2019]|user\.| -', rule):
        return "a mistake in a rule is an error of form in the schema, and RUL001 in the loader"
    return None


def at(document: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        document = document[part]
    return document


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(candidates())
def test_schema_and_loader_accept_the_same_documents(document: Any) -> None:
    assume(isinstance(document, dict) and isinstance(document.get("kind"), str) and document["kind"] in KINDS)
    reason = known_difference(document)
    assume(reason is None)
    refused = structural(document)
    event("refused" if refused else "accepted")
    error = next(iter(COMMITTED[document["kind"]].iter_errors(document)), None)
    assert bool(refused) == (error is not None), f"{refused} / {error and error.message}\n{json.dumps(document)}"


@pytest.mark.parametrize(
    ("document", "loader", "schema"),
    [
        ({"kind": "TemporaryAccessPassPolicy", "defaultLength": 12.0}, False, True),
        ({"kind": "Workflow", "displayName": "x", "tasks": [{"task": _ID.upper()}]}, False, True),
        ({"kind": "Workflow", "displayName": "x", "trigger": "onDemandOnly", "scope": {"rule": "x"}}, True, False),
        (
            {"kind": "Workflow", "displayName": "x", "trigger": {"membershipChange": "add"}, "scope": {"rule": "x"}},
            True,
            False,
        ),
        ({"kind": "Workflow", "displayName": "x", "scope": {"rule": "a == 'b'"}}, True, False),
        ({"kind": "LifecycleWorkflowSettings", "workflowScheduleIntervalInHours": "${hours}"}, False, True),
    ],
)
def test_the_differences_that_stay_are_the_listed_ones(document: dict[str, Any], loader: bool, schema: bool) -> None:
    """Each is still one, so that none stays listed when it is gone."""
    assert known_difference(document)
    assert (not structural(document), COMMITTED[document["kind"]].is_valid(document)) == (loader, schema)
