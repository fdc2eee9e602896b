"""Making a finding from its code."""

from collections.abc import Sequence

from lcwsync.values.findings import Finding
from lcwsync.values.location import Location

RATEABLE = ("LCW", "TAP", "RUL", "REQ", "ORG001")
"""Beginnings of the codes that a project may rate differently: matters of judgement. Others make files unusable."""


def finding(
    code: str, location: Location, message: str, hint: str | None = None, *, related: Sequence[Location] = ()
) -> Finding:
    """A finding with the severity of its code, without secrets. Raises KeyError for a code that is not registered."""
    from lcwsync.values.codes.register import FINDING_CODES  # explanations are read only when something is wrong
    from lcwsync.values.secrets import without_secrets

    return Finding(
        code=code,
        severity=FINDING_CODES[code].severity,
        message=without_secrets(message),
        location=location,
        hint=without_secrets(hint) if hint else hint,
        related=tuple(related),
    )
