"""Scope rules, with the column inside the YAML text where it can be known."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from lcwsync.config.objects import ConfiguredObject
from lcwsync.config.yaml.nodes import YamlScalar, column_inside, entry
from lcwsync.model.conditions import RuleScope, TriggerAndScope
from lcwsync.model.rule import RuleProblem, lint
from lcwsync.model.workflow import Workflow
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location


def scope_findings(objects: Sequence[ConfiguredObject]) -> Iterator[Finding]:
    """The problems of every workflow's rule."""
    for item in objects:
        match item.value:
            case Workflow(conditions=TriggerAndScope(scope=RuleScope(rule=rule))):
                for problem in _problems(rule):
                    yield finding(problem.code, _place(item, problem.column), problem.message, problem.hint)


@lru_cache(maxsize=1024)
def _problems(rule: str) -> tuple[RuleProblem, ...]:
    # The same rule stands in many workflows, and in every environment.
    return lint(rule)


def _place(item: ConfiguredObject, column: int) -> Location:
    scope = entry(item.node, "scope")
    rule = entry(scope.value, "rule") if scope else None
    if rule is None or not isinstance(rule.value, YamlScalar):
        return Location(item.file)
    return Location(item.file, rule.value.line, column_inside(rule.value, column))
