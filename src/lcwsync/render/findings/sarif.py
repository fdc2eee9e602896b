"""Findings as SARIF 2.1.0, for GitHub code scanning and editors.

Specification: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Protocol

from lcwsync.render.formats import escape
from lcwsync.values.findings import Finding, Severity
from lcwsync.values.json import JsonObject
from lcwsync.values.location import Location

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


class RuleText(Protocol):
    """Title and explanation of a finding's code."""

    @property
    def title(self) -> str: ...

    @property
    def severity(self) -> Severity: ...

    @property
    def explanation(self) -> str: ...


def findings_sarif(findings: Iterable[Finding], rules: Mapping[str, RuleText], *, tool_version: str) -> str:
    """A SARIF log with one run. `rules` explains codes; files are relative to the root of the checkout."""
    listed = tuple(findings)
    codes = sorted({finding.code for finding in listed})
    seen: Counter[str] = Counter()
    driver: JsonObject = {
        "name": "lcwsync",
        "semanticVersion": tool_version,
        "rules": [_rule(code, rules.get(code)) for code in codes],
    }
    run: JsonObject = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the checkout."}}},
        "results": [_result(finding, codes.index(finding.code), seen) for finding in listed],
    }
    return escape.json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str, rule: RuleText | None) -> JsonObject:
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": _message(rule.title)},
        "fullDescription": {"text": _message(rule.explanation)},
        "help": {"text": _message(rule.explanation), "markdown": rule.explanation},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, rule_index: int, seen: Counter[str]) -> JsonObject:
    hint = f" ({finding.hint})" if finding.hint else ""
    where = f" [{finding.environment}]" if finding.environment else ""
    result: JsonObject = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(f"{finding.message}{hint}{where}")},
        "locations": [{"physicalLocation": _place(finding.location)}],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(finding, seen)},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(place), "message": {"text": "related location"}}
            for number, place in enumerate(finding.related, 1)
        ]
    return result


def _place(location: Location) -> JsonObject:
    uri = _uri(location.file)
    artifact: JsonObject = {"uri": f"file://{uri}"} if uri.startswith("/") else {"uri": uri, "uriBaseId": "SRCROOT"}
    place: JsonObject = {"artifactLocation": artifact}
    if location.line:
        region: JsonObject = {"startLine": location.line}
        if location.column:
            region["startColumn"] = location.column
        place["region"] = region
    return place


_URI_CHARACTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def _uri(path: str) -> str:
    """A file's path as a URI, percent-encoded (RFC 3986), with forward slashes."""
    content = path.replace("\\", "/").encode("utf-8", "surrogatepass")
    return "".join(chr(byte) if byte in _URI_CHARACTERS else f"%{byte:02X}" for byte in content)


def _message(text: str) -> str:
    """Plain text; in SARIF `[text](target)` would be a link."""
    shown = escape.visible(text)
    return shown.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]") if "](" in shown else shown


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """Stable while lines move: without line and column; equal findings of one file are numbered."""
    content = "\0".join((finding.code, finding.location.file, finding.environment or "", finding.message))
    digest = sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
