"""The organisation's own rules: JSON Schemas that the project file lists, held against every document of their kind."""

import json
import time
from pathlib import Path
from textwrap import dedent

import pytest

from lcwsync.config.load import Configuration
from lcwsync.values.findings import Finding, Severity
from tests.config.files import configured, told

PROJECT = """
kind: Project
defaultEnvironment: sandbox
environments:
  sandbox: {sandbox: true, variables: {prefix: JML}}
  test: {sandbox: true, variables: {prefix: TMP}}
schemas: [naming.schema.json]
"""

WORKFLOW = """
kind: Workflow
displayName: ${prefix}-Onboard
category: joiner
trigger: {timeBasedAttribute: employeeHireDate, offsetInDays: -7}
scope: {rule: "(department eq 'Sales')"}
tasks:
  - task: generateTapAndEmailManager
    arguments:
      tapLifetimeMinutes: 480
      CC: [maria@example.com]
"""

NAMING = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Naming",
    "properties": {
        "kind": {"const": "Workflow"},
        "displayName": {"pattern": "^JML-", "description": "A workflow is called JML-something."},
        "tasks": {
            "items": {
                "properties": {
                    "arguments": {
                        "properties": {
                            "tapLifetimeMinutes": {"maximum": 240, "title": "Passes", "description": "Four hours."},
                            "cc": {"maxItems": 0, "description": "No copies."},
                        }
                    }
                }
            }
        },
    },
}


def project(directory: Path, schema: object, *documents: str, project: str = PROJECT) -> Configuration:
    directory.mkdir(exist_ok=True)
    text = schema if isinstance(schema, str) else json.dumps(schema, indent=2)
    (directory / "naming.schema.json").write_text(text, encoding="utf-8")
    return configured(directory, *documents, project=project)


def found(configuration: Configuration) -> list[Finding]:
    every = configuration.findings_in(configuration.environments)
    return [finding for finding in every if finding.code.startswith("ORG")]


def test_a_document_is_held_against_the_schema_of_its_kind(tmp_path: Path) -> None:
    findings = found(project(tmp_path, NAMING, WORKFLOW))
    assert told(findings) == ["object-1.yaml:2:14 ORG001", "object-1.yaml:9:27 ORG001", "object-1.yaml:10:7 ORG001"]
    name, lifetime, copy = findings
    assert name.message == "A workflow is called JML-something."
    assert lifetime.message == "Passes: Four hours."
    assert copy.message == "No copies."
    assert lifetime.hint == "480 is greater than the maximum of 240"
    assert [Path(place.file).name for place in lifetime.related] == ["naming.schema.json"]
    assert '"maximum"' in (tmp_path / "naming.schema.json").read_text().splitlines()[lifetime.related[0].line - 1]


def test_variables_are_replaced_first_so_that_a_finding_names_its_environment(tmp_path: Path) -> None:
    name, lifetime, _ = found(project(tmp_path, NAMING, WORKFLOW))
    assert name.environment == "test"
    assert lifetime.environment is None


def test_a_task_id_and_another_spelling_of_an_argument_avoid_no_rule(tmp_path: Path) -> None:
    by_id = WORKFLOW.replace("generateTapAndEmailManager", "1b555e50-7f65-41d5-b514-5894a026d10d")
    rule = {"properties": {"kind": {"const": "Workflow"}, "tasks": {"not": {"contains": {
        "properties": {"task": {"const": "generateTapAndEmailManager"}}, "required": ["task"]}}}}}  # fmt: skip
    assert told(found(project(tmp_path, rule, by_id))) == ["object-1.yaml:6:1 ORG001"]


def test_a_schema_without_a_kind_holds_for_every_document(tmp_path: Path) -> None:
    rule = {"required": ["description"], "title": "Describe it"}
    policy = "kind: TemporaryAccessPassPolicy\nstate: enabled\n"
    findings = found(project(tmp_path, rule, WORKFLOW, policy))
    assert told(findings) == ["lcwsync.yaml:1:1 ORG001", "object-1.yaml:1:1 ORG001", "object-2.yaml:1:1 ORG001"]
    assert {finding.message for finding in findings} == {"Describe it"}


def test_a_key_that_may_not_be_there_is_pointed_at(tmp_path: Path) -> None:
    allowed = {"properties": {"kind": {"const": "Workflow"}, "protect": False, "category": {}}}
    document = WORKFLOW + "protect: true\n"
    assert told(found(project(tmp_path, allowed, document))) == ["object-1.yaml:11:1 ORG001"]
    names = dict.fromkeys(("displayName", "category", "trigger", "scope", "tasks"), True)
    closed = {"properties": {"kind": {"const": "Workflow"}, **names}, "additionalProperties": False}
    assert told(found(project(tmp_path, closed, document))) == ["object-1.yaml:11:1 ORG001"]


def test_the_organisation_rates_its_rules_like_others(tmp_path: Path) -> None:
    rated = PROJECT + "rules: {ORG001: {severity: warning, reason: until the rename is through}}\n"
    assert {f.severity for f in found(project(tmp_path, NAMING, WORKFLOW, project=rated))} == {Severity.WARNING}
    unread = PROJECT + "rules: {ORG002: {severity: warning, reason: why}}\n"
    configuration = project(tmp_path, NAMING, project=unread)
    assert "PRJ005" in {f.code for f in configuration.findings}


def test_without_words_of_its_own_a_rule_shows_what_does_not_fit(tmp_path: Path) -> None:
    rule = {"properties": {"kind": {"const": "Workflow"}, "category": {"enum": ["mover"]}}}
    (only,) = found(project(tmp_path, rule, WORKFLOW))
    assert only.message == "'joiner' is not one of ['mover']"
    assert only.hint is None


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ('{\n "title": ,\n}', "naming.schema.json:2:11 ORG003"),
        ('{"a": 1, "a": 2}', "naming.schema.json:0:0 ORG003"),
        ('{"minimum": NaN}', "naming.schema.json:0:0 ORG003"),
        ("[]", "naming.schema.json:1:1 ORG003"),
        ("true", "naming.schema.json:1:1 ORG003"),
        ("[" * 100_000, "naming.schema.json:0:0 ORG003"),
        ("1" * 5_000, "naming.schema.json:0:0 ORG003"),
        ('{"$schema": "http://json-schema.org/draft-99/schema#"}', "naming.schema.json:1:2 ORG003"),
        ('{"$schema": 7}', "naming.schema.json:1:2 ORG003"),
        ('{\n "properties": {\n  "tasks": {"type": "lots"}\n }\n}', "naming.schema.json:3:13 ORG003"),
        ('{"properties": {"kind": {"const": "Workflw"}}}', "naming.schema.json:1:17 ORG003"),
        ('{"$ref": "#/definitions/none"}', "naming.schema.json:1:2 ORG003"),
        ('{"items":\n {"$ref": "https://example.com/x.json"}}', "naming.schema.json:2:3 ORG004"),
        ('{"$ref": "file:///etc/passwd"}', "naming.schema.json:1:2 ORG004"),
        ('{"$ref": "other.schema.json#/x"}', "naming.schema.json:1:2 ORG004"),
        ('{"$ref": "//example.com/x"}', "naming.schema.json:1:2 ORG004"),
        ('{"pattern": "^(a+)+$"}', "naming.schema.json:1:2 ORG005"),
        ('{"pattern": "((a*)b*)*"}', "naming.schema.json:1:2 ORG005"),
        ('{"pattern": "(a"}', "naming.schema.json:1:2 ORG005"),
        ('{"patternProperties": {"(x+x+)+y": {}}}', "naming.schema.json:1:2 ORG005"),
        ('{"properties": {"displayName": {"patern": "^X"}}}', "naming.schema.json:1:33 ORG006"),
    ],
)
def test_a_broken_schema_is_a_finding_with_its_place(schema: str, expected: str, tmp_path: Path) -> None:
    assert told(found(project(tmp_path, schema)))[:1] == [expected]


@pytest.mark.parametrize("pattern", ["^JML-[A-Z]+(-[A-Z]+)*$", r"^[a-z]+(\.[a-z]+)+$", "^(TAP|JML)-", "(ab)+", "[(+]+"])
def test_patterns_for_names_are_taken(pattern: str, tmp_path: Path) -> None:
    assert found(project(tmp_path, {"properties": {"kind": {"const": "Workflow"}}, "pattern": pattern}, WORKFLOW)) == []


@pytest.mark.parametrize(
    "listed",
    ["missing.json", "../outside.json", "/etc/passwd", "folder", "link.json", "linked/outside.json", "big.json", "C:x"],
)
def test_a_schema_is_a_small_file_inside_the_directory(listed: str, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    for path in (tmp_path / "outside.json", outside / "outside.json"):
        path.write_text("{}", encoding="utf-8")
    directory = tmp_path / "workflows"
    (directory / "folder").mkdir(parents=True)
    (directory / "link.json").symlink_to(tmp_path / "outside.json")
    (directory / "linked").symlink_to(outside)
    (directory / "big.json").write_text("{" + " " * 100_000 + "}", encoding="utf-8")
    written = PROJECT.replace("naming.schema.json", listed)
    assert told(found(configured(directory, project=written))) == ["lcwsync.yaml:6:11 ORG002"]


def test_a_schema_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "naming.schema.json").write_bytes(b'{"title": "\xff"}')
    assert told(found(configured(tmp_path, project=PROJECT))) == ["lcwsync.yaml:6:11 ORG002"]


def test_a_schema_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = {"$ref": "#/definitions/a", "definitions": {"a": {"allOf": [{"$ref": "#/definitions/a"}]}}}
    assert {f.code for f in found(project(tmp_path, endless))} == {"ORG005"}
    monkeypatch.setattr("lcwsync.config.organisation.rules.LIMIT_SECONDS", 0.2)
    slow = {"properties": {"kind": {"const": "Workflow"}, "displayName": {"pattern": "^(x|x|xx)*(x|xx)*y$"}}}
    document = dedent(WORKFLOW).replace("${prefix}-Onboard", "x" * 60)
    began = time.monotonic()
    assert {f.code for f in found(project(tmp_path, slow, document))} == {"ORG005"}
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("draft", ["draft-04", "draft-06", "draft-07", "2019-09", "2020-12", None])
def test_every_draft_of_today_is_taken(draft: str | None, tmp_path: Path) -> None:
    address = f"http://json-schema.org/{draft}/schema#" if draft and draft.startswith("draft") else None
    address = address or (f"https://json-schema.org/draft/{draft}/schema" if draft else None)
    rule = {"properties": {"displayName": {"pattern": "^Y"}}, **({"$schema": address} if address else {})}
    assert told(found(project(tmp_path, rule, WORKFLOW))) == ["object-1.yaml:2:14 ORG001"] * 2


def test_a_project_without_schemas_imports_no_jsonschema(tmp_path: Path) -> None:
    assert found(configured(tmp_path, WORKFLOW, project=PROJECT.replace("schemas: [naming.schema.json]", ""))) == []
