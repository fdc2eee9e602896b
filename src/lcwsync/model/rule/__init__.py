"""The scope rule language: reading, writing, evaluating and judging the `rule` of a ruleBasedSubjectSet.

https://learn.microsoft.com/graph/api/resources/identitygovernance-rulebasedsubjectset
"""

from lcwsync.model.rule.attributes import ATTRIBUTES, Attribute, attributes_used
from lcwsync.model.rule.canonical import canonical
from lcwsync.model.rule.directory import DirectoryFilter, to_directory_filter
from lcwsync.model.rule.evaluate import evaluate
from lcwsync.model.rule.lint import lint
from lcwsync.model.rule.named import attributes_named
from lcwsync.model.rule.parse import parse
from lcwsync.model.rule.printer import print_rule
from lcwsync.model.rule.problem import RuleProblem
from lcwsync.model.rule.syntax import (
    And,
    AnyOf,
    Compare,
    Guid,
    In,
    Literal,
    Not,
    Operator,
    Or,
    Rule,
    RuleSyntaxError,
    StartsWith,
)
from lcwsync.model.rule.widening import widens

__all__ = [
    "ATTRIBUTES",
    "And",
    "AnyOf",
    "Attribute",
    "Compare",
    "DirectoryFilter",
    "Guid",
    "In",
    "Literal",
    "Not",
    "Operator",
    "Or",
    "Rule",
    "RuleProblem",
    "RuleSyntaxError",
    "StartsWith",
    "attributes_named",
    "attributes_used",
    "canonical",
    "evaluate",
    "lint",
    "parse",
    "print_rule",
    "to_directory_filter",
    "widens",
]
