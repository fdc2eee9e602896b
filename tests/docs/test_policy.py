"""The policy in docs/github.md against real reports: what it denies, what it lets pass, and that each path exists.

conftest itself is no dependency of the tests: `Policy` reads the few forms of Rego that the page uses, and refuses
others.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_base import PROJECT, applied
from tests.cli.test_main_job import edit
from tests.commands import ROOT, Lcwsync, Served

__all__ = ["applied"]

PAGE = (ROOT / "docs" / "github.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "schemas" / "plan-output.schema.json").read_text(encoding="utf-8"))


class Policy:
    """Rules `deny contains message if { … }` of statements `some X in PATH`, `PATH == "word"` and `message := …`."""

    def __init__(self, page: str) -> None:
        (text,) = re.findall(r"```rego\n(.*?)```", page, re.DOTALL)
        package, *self.rules = [part.strip().splitlines() for part in re.split(r"(?m)^deny contains message if ", text)]
        assert package == ["package main", "", "import rego.v1"], "older conftest needs the import for `if` and `in`"

    def denied(self, report: Any) -> list[str]:
        """What `conftest test` would print of a report."""
        return [message for rule in self.rules for message in _messages(rule[1:-1], {"input": report})]

    def paths(self) -> list[tuple[str, ...]]:
        """Every path that the policy names, from the report down; `*` for any item of a list."""
        found = []
        for rule in self.rules:
            names: dict[str, tuple[str, ...]] = {"input": ()}
            for line in rule[1:-1]:
                *_, source = line.rpartition(" in " if " in " in line else ":=")
                for path in re.findall(r"\b[a-z]\w*(?:\.\w+)+", re.sub(r'"[^"]*"', "", source)):
                    first, *rest = path.split(".")
                    found.append((*names[first], *rest))
                if some := re.match(r"some (\w+) in", line.strip()):
                    names[some[1]] = (*found[-1], "*")
        return found


def _messages(lines: list[str], names: dict[str, Any]) -> Iterator[str]:
    line, rest = lines[0].strip(), lines[1:]
    if some := re.fullmatch(r"some (\w+) in (\S+)", line):
        for item in _value(some[2], names):
            yield from _messages(rest, {**names, some[1]: item})
    elif same := re.fullmatch(r'(\S+) == "([^"]*)"', line):
        if _value(same[1], names) == same[2]:
            yield from _messages(rest, names)
    elif made := re.fullmatch(r'message := sprintf\("([^"]*)", \[(.*)\]\)', line):
        yield made[1] % tuple(_value(path.strip(), names) for path in made[2].split(","))
    elif said := re.fullmatch(r"message := (\S+)", line):
        yield _value(said[1], names)
    else:
        pytest.fail(f"the page uses Rego that this test does not read: {line}")


def _value(path: str, names: dict[str, Any]) -> Any:
    first, *rest = path.split(".")
    found = names[first]
    for name in rest:
        found = found[name]
    return found


def in_schema(path: tuple[str, ...]) -> bool:
    """Whether every report has something at a path."""
    here = SCHEMA
    for name in path:
        if "$ref" in here:
            _, table, named = here["$ref"].split("/")
            here = SCHEMA[table][named]
        if name == "*":
            here = here["items"]
            continue
        if name not in here.get("required", ()):
            return False
        here = here["properties"][name]
    return True


def test_every_path_of_the_policy_is_required_in_a_report() -> None:
    paths = Policy(PAGE).paths()
    assert ("environments", "*", "guard", "*", "rating") in paths
    assert ("environments", "*", "risks", "*", "code") in paths
    assert [path for path in paths if not in_schema(path)] == []
    assert not in_schema(("environments", "*", "risk", "*", "code"))


def report(project: Path, lcwsync: Lcwsync) -> Any:
    lcwsync("plan", "--base", "main", "--report", "report.json")
    return json.loads((project / "report.json").read_text(encoding="utf-8"))


def test_the_policy_denies_a_loosened_guard_and_a_copy_of_a_pass_and_lets_the_rest_pass(
    applied: Served, project: Path, lcwsync: Lcwsync
) -> None:
    policy = Policy(PAGE)
    edit(project, "tapLifetimeMinutes: 480", "tapLifetimeMinutes: 720")
    harmless = report(project, lcwsync)
    assert harmless["environments"][0]["actions"]
    assert policy.denied(harmless) == []

    edit(project, "tapIsUsableOnce: true\n", "tapIsUsableOnce: true\n      cc: [paul.meyer@kestrelvane.example]\n")
    edit(project, "removed: []", "removed: []\nrules: {TAP007: {severity: 'off', reason: noise}}", PROJECT)
    denied = policy.denied(report(project, lcwsync))
    assert any("TAP007" in message for message in denied)
    assert any("copy" in message for message in denied), denied
