"""Making a finding from its code."""

from collections.abc import Sequence

from lcwsync.values.findings import Finding
from lcwsync.values.location import Location

RATEABLE = ("LCW", "TAP", "RUL", "REQ", "ORG001")
"""Beginnings of the codes that a project may rate differently: matters of judgement. Others make files unusable."""


def finding(
    code: str, location: Location, message: str, hint: str | None = None, *, related: Sequence[Location] = ()
) -> Finding:
    """A finding with the severity of its code. Raises KeyError for a code that is not in the register."""
    from lcwsync.values.codes.register import FINDING_CODES  # explanations are read only when something is wrong

    return Finding(
        code=code,
        severity=FINDING_CODES[code].severity,
        message=message,
        location=location,
        hint=hint,
        related=tuple(related),
    )
