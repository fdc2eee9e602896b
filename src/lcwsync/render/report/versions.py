"""The page of the history: each workflow's versions, newest first, and what changed between them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lcwsync.inspect.history import VersionDifference
from lcwsync.model.version import Version
from lcwsync.render.formats.escape import html as text
from lcwsync.render.formats.values import actor_text, counted
from lcwsync.render.history.text import change_lines
from lcwsync.render.report.naming import Named
from lcwsync.values.moments import moment_text


class WorkflowHistory(NamedTuple):
    """One workflow of the tenant. `changes` are from an older to a newer version, the newest first."""

    name: str
    versions: Sequence[Version]
    changes: Sequence[tuple[int, int, VersionDifference]]


def versions_body(
    histories: Sequence[WorkflowHistory], names: Mapping[str, str], named: Named, *, show_people: bool
) -> Iterator[str]:
    """A section for each workflow. `names`: by object id."""
    versions = sum(len(each.versions) for each in histories)
    yield (
        f'<p class="verdict">{counted(len(histories), "workflow")}, {counted(versions, "version")} in the tenant.</p>'
        '<p class="soft"><code>lcwsync history WORKFLOW --show N</code> prints a version as YAML, '
        "<code>lcwsync rollback WORKFLOW --to N</code> writes it into its file.</p>"
    )
    for each in histories:
        yield f'<section class="object create"><header><h3>{text(each.name)}</h3></header><div>'
        yield '<div class="scroll"><table><tr><th>Version</th><th>Of</th><th>Tasks</th><th>By</th></tr>'
        for version in each.versions:
            by = version.live.last_modified_by
            who = (named(names[by]) if by in names else actor_text(by, names)) if by else ""
            cells = (
                str(version.number),
                moment_text(version.created) if version.created else "not shown",
                str(len(version.live.workflow.tasks or ())),
                who,
            )
            yield f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in cells)}</tr>"
        yield "</table></div>"
        for older, newer, change in each.changes:
            lines = "".join(_line(line) for line in change_lines(change, show_people=show_people))
            yield f"<p>version {older} → {newer}</p><pre>{lines}</pre>"
        yield "</div></section>"


def _line(line: str) -> str:
    kind = {"+": ' class="add"', "-": ' class="cut"'}.get(line[0], "")
    return f"<span{kind}>{text(line)}</span>"
