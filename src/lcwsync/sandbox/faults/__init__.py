"""Faults that the sandbox injects on request: which there are, what they do to a request, another admin's edits."""

from lcwsync.sandbox.faults.faults import (
    FOR_GOOD,
    ConnectionDropped,
    ConnectionRefused_,
    Fault,
    FaultKind,
    Faults,
    parse_fault,
)

__all__ = ["FOR_GOOD", "ConnectionDropped", "ConnectionRefused_", "Fault", "FaultKind", "Faults", "parse_fault"]
