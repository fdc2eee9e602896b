"""A problem of a scope rule, before it is known in which file the rule stands."""

from typing import NamedTuple

from lcwsync.model.rule.codes import RULE_CODES
from lcwsync.values.findings import Severity


class RuleProblem(NamedTuple):
    """One problem; `column` counts characters of the rule from 1, `code` is a key of RULE_CODES."""

    code: str
    column: int
    message: str
    hint: str | None
    severity: Severity


def problem(code: str, column: int, message: str, hint: str | None = None) -> RuleProblem:
    """A problem with the severity of its code."""
    return RuleProblem(code=code, column=column, message=message, hint=hint, severity=RULE_CODES[code].severity)
