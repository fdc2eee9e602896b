"""A new version on top of one that the plan did not see."""

from lcwsync.apply.problems import Contested
from lcwsync.apply.writer import Writer
from lcwsync.model.version import Version
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.plan.diff import diff_workflow


def check_nothing_between(before: LiveWorkflow, now: LiveWorkflow, number: int, writer: Writer) -> None:
    """Raise Contested when the service shows versions between `before` and the one this run made.

    Numbers alone are no proof: the service counts versions that it does not show. Raises GraphFailure.
    """
    between = [v for v in writer.tenant.versions(now) if before.version < v.number < number]
    if not between:
        return
    name = now.workflow.display_name
    each = "; ".join(_about(version, now) for version in between)
    raise Contested(
        f'another admin made a version of the workflow "{name}" after the tenant was read, and version {number} of '
        f"this run, as git wants it, is on top of it: {each}",
        hint=f'`lcwsync history "{name}"` shows both; take what should stay of it into git',
    )


def _about(version: Version, now: LiveWorkflow) -> str:
    diff = diff_workflow(now.workflow, version.live.workflow)
    fields = [f"{change.field} was {change.before}, is {change.after}" for change in diff.fields]
    if diff.tasks:
        fields.append(f"{len(diff.tasks)} tasks differ")
    who = f" by {version.live.last_modified_by}" if version.live.last_modified_by else ""
    when = f" at {version.created}" if version.created else ""
    return f"version {version.number}{who}{when} ({', '.join(fields) or 'the same content'})"
