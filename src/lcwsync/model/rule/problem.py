"""A problem of a scope rule, before it is known in which file the rule stands."""

from typing import NamedTuple

from lcwsync.values.codes.scope_rules import SCOPE_RULE_CODES
from lcwsync.values.findings import Severity


class RuleProblem(NamedTuple):
    """One problem; `column` counts characters of the rule from 1, `code` is a key of SCOPE_RULE_CODES."""

    code: str
    column: int
    message: str
    hint: str | None

    @property
    def severity(self) -> Severity:
        """The severity of the code."""
        return SCOPE_RULE_CODES[self.code].severity


def problem(code: str, column: int, message: str, hint: str | None = None) -> RuleProblem:
    """A problem at a column of the rule."""
    return RuleProblem(code=code, column=column, message=message, hint=hint)
