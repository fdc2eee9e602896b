"""What a finding's code stands for."""

from dataclasses import dataclass

from lcwsync.values.findings import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule behind a code: `explanation` is what `--explain` shows, in words for an administrator."""

    title: str
    severity: Severity
    explanation: str
