"""SARIF 2.1.0 as the specification and GitHub code scanning require it."""

import json
from dataclasses import dataclass, replace
from typing import cast

import pytest

from lcwsync.render.findings.sarif import findings_sarif
from lcwsync.values.findings import Finding, Severity
from lcwsync.values.location import Location
from tests.render.plans import findings


@dataclass(frozen=True)
class Rule:
    title: str
    severity: Severity
    explanation: str


RULES = {"LCW001": Rule("Title", Severity.ERROR, "Why.")}


def run(*found: Finding) -> dict[str, list[dict[str, dict[str, str]]]]:
    log = json.loads(findings_sarif(found, RULES, tool_version="1.2.3"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (only,) = log["runs"]
    return cast(dict[str, list[dict[str, dict[str, str]]]], only)


def test_a_run_names_its_tool_and_rules() -> None:
    made = json.loads(json.dumps(run(*findings("x"))))
    driver = made["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("lcwsync", "1.2.3")
    rule = driver["rules"][0]
    assert rule["id"] == "LCW001"
    assert rule["help"]["text"] == "Why."
    assert rule["defaultConfiguration"]["level"] == "error"


def test_a_result_has_rule_level_message_and_place() -> None:
    made = json.loads(json.dumps(run(*findings("x"))))
    for index, (result, level) in enumerate(zip(made["results"], ("error", "warning", "note"), strict=True)):
        assert result["ruleId"] == made["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
        assert result["level"] == level
        assert result["message"]["text"].startswith("x (x)")
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "workflows/x.yaml", "uriBaseId": "SRCROOT"}
        assert place["region"] == {"startLine": index + 1, "startColumn": 5}
        assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "x"


def test_no_findings_is_a_run_without_results() -> None:
    assert run()["results"] == []


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b/ł.yaml", "a%20b/%C5%82.yaml"),
        ("a\\b.yaml", "a/b.yaml"),
        ("x:y?z#.yaml", "x%3Ay%3Fz%23.yaml"),
    ],
)
def test_files_are_relative_uris(file: str, uri: str) -> None:
    made = json.loads(json.dumps(run(replace(findings("x")[0], location=Location(file)))))
    place = made["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri
    assert "region" not in place


def test_a_fingerprint_survives_moved_lines_and_differs_for_equal_findings() -> None:
    one = findings("x")[0]
    lower = replace(one, location=Location(one.location.file, 99, 1))
    first, second = (result["partialFingerprints"]["primaryLocationLineHash"] for result in run(one, lower)["results"])
    (moved,) = (result["partialFingerprints"]["primaryLocationLineHash"] for result in run(lower)["results"])
    assert first == moved
    assert first != second
    assert first.rpartition(":")[0] == second.rpartition(":")[0]


def test_a_message_cannot_hold_a_link() -> None:
    (result,) = run(replace(findings("x")[0], message="[click](https://example.com)", hint=None))["results"]
    assert result["message"]["text"] == r"\[click\](https://example.com)"
