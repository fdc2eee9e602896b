"""Findings for programs."""

from collections.abc import Iterable

from lcwsync.render.formats.json import document, location_json
from lcwsync.values.findings import Finding, Severity
from lcwsync.values.json import JsonObject


def findings_json(findings: Iterable[Finding], *, tool_version: str) -> str:
    """Findings as a JSON document (schemas/findings.schema.json)."""
    listed = tuple(findings)
    return document(
        tool_version,
        {
            "summary": {
                "errors": sum(finding.severity is Severity.ERROR for finding in listed),
                "warnings": sum(finding.severity is Severity.WARNING for finding in listed),
                "notes": sum(finding.severity is Severity.NOTE for finding in listed),
            },
            "findings": [finding_json(finding) for finding in listed],
        },
    )


def finding_json(finding: Finding) -> JsonObject:
    """One finding, in a document of its own or in a plan."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint,
        "location": location_json(finding.location),
        "related": [location_json(place) for place in finding.related],
        "environment": finding.environment,
    }
