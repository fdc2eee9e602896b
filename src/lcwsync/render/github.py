"""Annotations, the job summary and step outputs of a GitHub Actions job.

Limits: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Callable, Iterable, Mapping

from lcwsync.plan.plan import Plan
from lcwsync.render.formats import escape
from lcwsync.render.formats.values import counted
from lcwsync.render.plan.view import Tally, plan_view, risk_level, tallies
from lcwsync.values.findings import Finding, Severity

SUMMARY_BYTES = 900 * 1024
"""Bytes of a job summary; GitHub drops a summary of more than 1 MiB whole."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def annotations(findings: Iterable[Finding], limit: int = 10) -> str:
    """Workflow commands, one line each, errors first; at most `limit` of a type, the last one counting the rest."""
    listed = tuple(findings)
    lines: list[str] = []
    for severity, command in _COMMANDS.items():
        found = [finding for finding in listed if finding.severity is severity]
        shown = found if len(found) <= limit else found[: limit - 1]
        lines += (_annotation(command, finding) for finding in shown)
        if more := len(found) - len(shown):
            lines.append(
                f"::{command} title=lcwsync::{counted(more, f'more {severity}')}, listed in the log of this step"
            )
    return "".join(f"{line}\n" for line in lines)


def summary(markdown: str) -> str:
    """The markdown, cut between two blocks when it exceeds `SUMMARY_BYTES`; the first line mentions the cut."""
    if len(markdown.encode()) <= SUMMARY_BYTES:
        return markdown
    notice = "> **Cut to fit the job summary; do not approve from this text alone.**\n\n"
    left = SUMMARY_BYTES - len(notice.encode())
    kept, pending, fence, details = "", "", "", 0
    for line in markdown.splitlines(keepends=True):
        left -= len(line.encode())
        if left < 0:
            break
        pending += line
        stripped = line.strip()
        if fence:
            fence = "" if stripped == fence else fence
        elif stripped.startswith("```"):
            fence = "`" * (len(stripped) - len(stripped.lstrip("`")))
        else:
            details += line.startswith("<details>") - line.startswith("</details>")
        if not fence and details == 0 and not stripped:
            kept, pending = kept + pending, ""
    return notice + kept


def outputs(plan: Plan) -> dict[str, str]:
    """The outputs of the plan step: whether there are changes, counts of objects, the gravest risk."""
    view = plan_view(plan, show_people=False)
    number = tallies(view)
    return {
        "changes": _flag(not plan.empty),
        "create": str(number[Tally.CREATE]),
        "restore": str(number[Tally.RESTORE]),
        "new-version": str(number[Tally.NEW_VERSION]),
        "update": str(number[Tally.UPDATE]),
        "delete": str(number[Tally.DELETE]),
        "unchanged": str(len(plan.unchanged)),
        "unmanaged": str(len(plan.unmanaged)),
        "risk": risk_level(plan),
        "approvals": str(plan.approval.number if plan.approval else 0),
        "approval-team": (plan.approval.team if plan.approval else None) or "",
        "refused": _flag(bool(plan.refusals)),
        "sandbox": _flag(plan.tenant.sandbox),
    }


def write_outputs(pairs: Mapping[str, str], delimiter_source: Callable[[], str]) -> str:
    """The text to append to the file GITHUB_OUTPUT names. `delimiter_source` gives a fresh random word a call.

    Raises ValueError when a value holds its delimiter: it could then write outputs of its own.
    """
    written = []
    for name, value in pairs.items():
        delimiter = f"lcwsync_{delimiter_source()}"
        if delimiter in value:
            message = f"the value of output {name} holds the delimiter"
            raise ValueError(message)
        written.append(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")
    return "".join(written)


def _annotation(command: str, finding: Finding) -> str:
    place = finding.location
    properties = {"file": place.file, "line": place.line or None, "col": place.column or None, "title": finding.code}
    said = ",".join(f"{key}={escape.command_property(str(value))}" for key, value in properties.items() if value)
    hint = f" ({finding.hint})" if finding.hint else ""
    where = f" [{finding.environment}]" if finding.environment else ""
    return f"::{command} {said}::{escape.command_message(f'{finding.message}{hint}{where}')}"


def _flag(value: bool) -> str:  # noqa: FBT001 - the value is the argument
    return "true" if value else "false"
