"""The JSON Schemas: fresh, valid, and of one mind with the loader."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings

from lcwsync.config.form.json_schema import ANY_KIND_FILE, FILES, schemas
from lcwsync.model.catalogue import definitions
from lcwsync.model.rule import Rule, print_rule
from lcwsync.model.state import Desired
from lcwsync.values.codes.register import CODES
from tests.config import test_load
from tests.config.files import PROJECT, sandbox
from tests.documents import documents_of
from tests.model.rule.strategies import rules
from tests.strategies import desired_values

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "workflows").glob("*.yaml"))
ANY_KIND = jsonschema.Draft7Validator(schemas()[ANY_KIND_FILE])


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_committed_schemas_are_fresh_and_valid(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(schemas()[name])
    text = json.dumps(schemas()[name], indent=2, ensure_ascii=False) + "\n"
    hint = "run `lcwsync schema --write schemas`"
    assert (ROOT / "schemas" / name).read_text(encoding="utf-8") == text, hint


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_file_names_and_satisfies_the_schema_of_its_kind(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    modeline = f"# yaml-language-server: $schema=../schemas/{FILES[content['kind']]}\n"
    assert text.startswith(modeline)
    jsonschema.Draft7Validator(schemas()[FILES[content["kind"]]]).validate(content)
    ANY_KIND.validate(content)


@settings(max_examples=40, deadline=None)
@given(desired_values())
def test_every_document_that_git_can_hold_satisfies_the_schema(desired: Desired) -> None:
    for document in documents_of(desired):
        # A random text is no rule, and a random pair of trigger and scope no pair; both have tests of their own below.
        trigger = document.get("trigger")
        if "scope" in document:
            by_group = isinstance(trigger, dict) and "membershipChange" in trigger
            document["scope"] = {"groups": ["x"]} if by_group else {"rule": "(department eq 'Sales')"}
        ANY_KIND.validate(document)


STRUCTURAL = ("SCH", "LOAD")


def structurally_right(tmp_path: Path, document: str) -> bool:
    findings = sandbox(tmp_path, document).findings
    return not any(f.code.startswith(STRUCTURAL) and CODES[f.code].severity == "error" for f in findings)


BROKEN_LINES = [
    test_load.HEAD + line + test_load.TASKS
    for line, _ in test_load.FAULTS
    if not line.endswith((": yes\n", ": off\n"))  # the YAML reader used here takes them for booleans
]
WHOLE = [
    "kind: Workflow\ndisplayName: x\ntrigger: {}\n",
    "kind: Workflow\ndisplayName: x\ntrigger: sometimes\n",
    "kind: Workflow\ndisplayName: x\ntrigger: {timeBasedAttribute: createdDateTime}\n",
    "kind: Workflow\ndisplayName: x\ntrigger: {attributeChange: [department], membershipChange: add}\n",
    "kind: Workflow\ndisplayName: x\nscope: {rule: x, groups: [y]}\n",
    "kind: Workflow\ndisplayName: x\ntasks: []\n",
    "kind: Workflow\ndisplayName: x\ntasks: [{task: addUserToGroups}]\n",
    "kind: Workflow\ndisplayName: x\ntasks: [{task: addUserToGroups, arguments: {groupID: []}}]\n",
    "kind: Workflow\ndisplayName: x\ntasks: [{task: addUserToGroups, arguments: {groupID: x}}]\n",
    "kind: Workflow\ndisplayName: x\ntasks: [{task: sendWelcomeEmail, arguments: {cc: [], custom: 5}}]\n",
    "kind: Workflow\ndisplayName: x\ntasks: [{task: aabb0000-0000-4000-8000-000000000000, arguments: {x: 1}}]\n",
    "kind: Workflow\ndisplayName: x\ntasks: [{task: nothing}]\n",
    "kind: Workflow\n",
    "kind: Nothing\n",
    "displayName: x\n",
    "kind: TemporaryAccessPassPolicy\nincludeTargets: [allUsers, {group: x}]\n",
    "kind: TemporaryAccessPassPolicy\nincludeTargets: [everybody]\n",
    "kind: TemporaryAccessPassPolicy\nincludeTargets: [{group: x, user: y}]\n",
    "kind: TemporaryAccessPassPolicy\ndefaultLength: 49\n",
    "kind: LifecycleWorkflowSettings\nemailSettings: {senderDomain: no domain}\n",
    "kind: CustomTaskExtension\ndisplayName: x\ncallback: none\n",
    "kind: CustomTaskExtension\ndisplayName: x\ncallback: {timeoutInMinutes: 181}\n",
    "kind: CustomTaskExtension\ndisplayName: x\nauthentication: {bearer: {}}\n",
    "kind: TapGuardrails\nexpected: [{principal: x, tiers: [], reason: y}]\n",
    "kind: TapGuardrails\nrequesters: {octocat: ana@contoso.com}\n",  # gone with the request workflow
]


@pytest.mark.parametrize("document", [*BROKEN_LINES, *WHOLE])
def test_the_schema_accepts_what_the_loader_accepts_and_nothing_else(document: str, tmp_path: Path) -> None:
    assert ANY_KIND.is_valid(yaml.safe_load(document)) == structurally_right(tmp_path, document)


def test_the_project_schema_refuses_a_rating_without_a_reason() -> None:
    project = yaml.safe_load(PROJECT)
    assert ANY_KIND.is_valid(project)
    assert not ANY_KIND.is_valid({**project, "rules": {"TAP007": {"severity": "off"}}})


def test_a_variable_can_stand_for_any_value() -> None:
    document = {
        "kind": "Workflow",
        "displayName": "Hire ${where}",
        "isEnabled": "${on}",
        "category": "${category}",
        "trigger": {"timeBasedAttribute": "employeeHireDate", "offsetInDays": "${days}"},
        "administrationScopeTargets": "${units}",
    }
    ANY_KIND.validate(document)
    assert not ANY_KIND.is_valid({**document, "isEnabled": "${on} or off"})


def test_each_task_of_the_catalogue_completes_its_own_arguments() -> None:
    task = schemas()["workflow.schema.json"]["definitions"]["task"]  # type: ignore[index]
    keys = [definition.key for definition in definitions()]
    assert task["properties"]["task"]["anyOf"][0]["enum"] == keys
    assert [snippet["body"]["task"] for snippet in task["defaultSnippets"]] == keys
    by_key = {each["if"]["properties"]["task"]["enum"][0]: each["then"] for each in task["allOf"][:-1]}
    assert list(by_key) == keys
    for definition in definitions():
        arguments = by_key[definition.key]["properties"]["arguments"]
        assert list(arguments["properties"]) == [argument.name for argument in definition.arguments]
        assert arguments.get("then", {}).get("required", []) == [a.name for a in definition.arguments if a.required]


@given(rules())
def test_the_pattern_of_rules_accepts_every_rule_that_the_loader_accepts(rule: Rule) -> None:
    ANY_KIND.validate({"kind": "Workflow", "displayName": "x", "scope": {"rule": print_rule(rule)}})


@pytest.mark.parametrize(
    ("rule", "right"),
    [
        ("(department eq 'a==b')", True),
        ("(department eq 'user.x -eq \u2018y\u2019')", True),
        ("(department eq 'O''Brien')", True),
        ("(user.department -eq 'Sales')", False),
        ("(department == 'Sales')", False),
        ("(department -eq 'Sales')", False),
        ("(department eq \u2018Sales\u2019)", False),
        ('(department eq "Sales")', False),
    ],
)
def test_the_mistakes_of_other_rule_languages_are_seen_in_the_editor(rule: str, right: bool) -> None:
    assert ANY_KIND.is_valid({"kind": "Workflow", "displayName": "x", "scope": {"rule": rule}}) is right


@pytest.mark.parametrize(
    ("trigger", "scope", "right"),
    [
        ("onDemandOnly", None, True),
        ("onDemandOnly", {"rule": "x"}, False),
        ({"membershipChange": "add"}, {"groups": ["x"]}, True),
        ({"membershipChange": "add"}, {"rule": "x"}, False),
        ({"timeBasedAttribute": "createdDateTime", "offsetInDays": 1}, {"groups": ["x"]}, False),
        ({"attributeChange": ["department"]}, {"groups": ["x"]}, False),
        ({"attributeChange": ["department"]}, {"rule": "x"}, True),
    ],
)
def test_a_scope_goes_with_its_trigger_in_the_editor(trigger: object, scope: object, right: bool) -> None:
    document = {"kind": "Workflow", "displayName": "x", "trigger": trigger, **({"scope": scope} if scope else {})}
    assert ANY_KIND.is_valid(document) is right
