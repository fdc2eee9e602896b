"""Findings for people at a terminal or reading a log. `validate` needs no more than this of the renderers."""

from collections.abc import Iterable

from lcwsync.render.formats.terminal import Pen
from lcwsync.render.formats.values import counted
from lcwsync.values.findings import Finding, Severity, has_errors


def findings_text(findings: Iterable[Finding], *, colour: bool, unicode: bool, objects: int | None = None) -> str:
    """One line each, `path:line:column: severity CODE message (hint)`, and a summary line. `objects`: how many the
    findings are about; a directory without any has nothing to find, and is told so."""
    pen = Pen(colour=colour, unicode=unicode)
    listed = tuple(findings)
    lines = [finding_line(finding, pen).lstrip() for finding in listed]
    summary = findings_summary(listed)
    if not listed and objects is not None:
        summary = f"No findings in {counted(objects, 'object')}." if objects else "No file describes an object."
    elif objects == 0 and not has_errors(listed):
        summary = f"{summary[:-1]}; no file describes an object."
    return "\n".join([*lines, pen.bold(summary)]) + "\n"


def findings_summary(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 warning.`"""
    severities = [finding.severity for finding in findings]
    parts = [counted(severities.count(s), s.value) for s in Severity if s in severities]
    return f"{', '.join(parts)}." if parts else "No findings."


def finding_line(finding: Finding, pen: Pen) -> str:
    # A path that begins like a workflow command of GitHub must not begin a line.
    place = pen.value(str(finding.location))
    place = f"./{place}" if place.lstrip().startswith(("::", "#")) else place
    severity = pen.paint(finding.severity, finding.severity)
    where = f" [{pen.value(finding.environment)}]" if finding.environment else ""
    hint = f" ({pen.prose(finding.hint)})" if finding.hint else ""
    return f"  {place}: {severity} {pen.value(finding.code)}{where} {pen.prose(finding.message)}{hint}"
