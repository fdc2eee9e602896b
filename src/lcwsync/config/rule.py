"""What a finding's code stands for."""

from typing import NamedTuple

from lcwsync.values.findings import Severity


class Rule(NamedTuple):
    """The rule behind a code: `explanation` is what `--explain` shows, in words for an administrator."""

    title: str
    severity: Severity
    explanation: str
