"""A plan as SARIF: what a reviewer must know, at its place in the files, for GitHub code scanning."""

from collections.abc import Iterator

from lcwsync.plan.plan import Plan
from lcwsync.render.findings.sarif import findings_sarif
from lcwsync.render.formats.values import object_text
from lcwsync.values.codes.register import CODES
from lcwsync.values.findings import Finding, Rating, Severity
from lcwsync.values.location import Location

_SEVERITIES = {Rating.HIGH: Severity.ERROR, Rating.MEDIUM: Severity.WARNING, Rating.LOW: Severity.NOTE}


def plan_sarif(plan: Plan, *, tool_version: str) -> str:
    """Refusals, guard, what is no longer managed, risks and findings of one environment. Names no person."""
    return findings_sarif((*_results(plan), *plan.findings), CODES, tool_version=tool_version)


def _results(plan: Plan) -> Iterator[Finding]:
    places = {planned.key: planned.location for planned in plan.actions if planned.location is not None}
    anywhere = next(iter(places.values()), Location("lcwsync.yaml"))
    for refusal in plan.refusals:
        place = refusal.location or anywhere
        yield _result(refusal.law, Severity.ERROR, refusal.message, place, plan.environment, hint=refusal.hint)
    for change in plan.guard:
        message = f"{change.subject}: {change.message}"
        place = change.location or anywhere
        yield _result(change.code, _SEVERITIES[change.rating], message, place, plan.environment)
    for item in plan.released:
        message = f"{object_text(item.object)}: {item.message}"
        place = item.location or anywhere
        yield _result(item.code, _SEVERITIES[item.rating], message, place, plan.environment)
    for risk in plan.risks:
        message = f"{object_text(risk.object)}: {risk.message}"
        place = places.get(risk.action or "", anywhere)
        yield _result(risk.code, _SEVERITIES[risk.rating], message, place, plan.environment)


def _result(
    code: str, severity: Severity, message: str, location: Location, environment: str, *, hint: str | None = None
) -> Finding:
    return Finding(code=code, severity=severity, message=message, location=location, hint=hint, environment=environment)
