"""What is wrong or doubtful about the input, as data. Findings are collected, sorted and printed together."""

from collections.abc import Iterable
from enum import StrEnum

from lcwsync.values.location import Location
from lcwsync.values.records import dataclass


class Severity(StrEnum):
    """How bad a finding is. Errors stop a plan; warnings and notes do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Rating(StrEnum):
    """The weight of a plan's risk, the gravest first: the one order of ratings."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for high, 1 for medium, 2 for low."""
        return tuple(Rating).index(self)


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem, its stable code, its place and the next step."""

    code: str
    severity: Severity
    message: str
    location: Location
    hint: str | None = None
    related: tuple[Location, ...] = ()
    """Other places that take part, for rules that compare two files."""
    environment: str | None = None
    """The environment in which it holds; None when it holds in all."""

    def __str__(self) -> str:
        """`path:line:column: CODE message (hint)`, one line."""
        where = f" [{self.environment}]" if self.environment else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.location}: {self.severity} {self.code}{where} {self.message}{hint}"


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without repeats, by place, then severity, then code."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (f.location, _RANK[f.severity], f.code, f.environment or "", f.message)))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)
