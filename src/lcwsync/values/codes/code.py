"""The text behind a code."""

from typing import NamedTuple

from lcwsync.values.findings import Rating, Severity


class Code(NamedTuple):
    """The meaning of a code of a finding, a risk or a refusal; `--explain` prints it.

    `explanation` is for an administrator: the meaning, the reason for the severity, and the next step.
    """

    title: str
    severity: Severity
    """A finding's severity unless the project rates it differently. A risk is a warning, a refusal an error."""
    explanation: str
    ratings: tuple[Rating, ...] = ()
    """The ratings that a risk can have; empty for findings and refusals."""
