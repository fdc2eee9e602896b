"""Versions of a workflow, their differences and the journal's entries, for a terminal."""

from collections.abc import Iterator, Mapping

from lcwsync.apply.journal import JournalEntry
from lcwsync.inspect.history import VersionDifference
from lcwsync.model.version import Version
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChange, TaskChanged, TaskRemoved, task_title
from lcwsync.render.formats.fit import fitted
from lcwsync.render.formats.masks import masked_user
from lcwsync.render.formats.terminal import Pen, Sign
from lcwsync.render.formats.values import actor_text, counted, value_text
from lcwsync.render.history.view import History
from lcwsync.values.moments import moment_text


def history_text(history: History, *, colour: bool = False, unicode: bool = True, width: int | None = None) -> str:
    """The versions, newest first, the changes between them, and the journal's entries."""
    pen = Pen(colour=colour, unicode=unicode)
    lines = [pen.bold(pen.value(f'Workflow "{history.name}"'))]
    lines += [pen.prose(f"  {version_text(version, history.names)}") for version in history.versions]
    for older, newer, change in history.changes:
        lines += ["", pen.bold(pen.prose(f"version {older} → {newer}"))]
        lines += [_painted(pen, line) for line in change_lines(change)]
    if history.applied:
        lines += ["", pen.bold("Applied, by the journal of this directory")]
        lines += [pen.prose(f"  {entry_text(entry)}") for entry in history.applied]
    return fitted("\n".join(lines), width) + "\n"


def _painted(pen: Pen, line: str) -> str:
    shown = f"  {pen.prose(line)}"
    return pen.paint(Sign(line[0]), shown) if line[0] in ("+", "-") else shown


def version_text(version: Version, names: Mapping[str, str]) -> str:
    """One version on a line, unescaped. `names`: of users, by object id."""
    by = version.live.last_modified_by
    by = actor_text(by, names) if by else None
    created = moment_text(version.created) if version.created else None
    parts = (created, counted(len(version.live.workflow.tasks or ()), "task"), f"by {by}" if by else None)
    return "  ".join((f"version {version.number}", *(part for part in parts if part)))


def entry_text(entry: JournalEntry, *, show_people: bool = True) -> str:
    """One entry of the journal on a line, unescaped."""
    who, commit = entry.actor or "an unknown identity", entry.commit or "no known commit"
    who = who if show_people else masked_user(who)
    when = moment_text(entry.time)
    plan = f", plan {entry.plan_digest[:12]}" if entry.plan_digest else ""
    return f"{when}  {entry.call}: {entry.result}, by {who} from {commit}{plan}"


def change_lines(change: VersionDifference, *, show_people: bool = True) -> Iterator[str]:
    """What changed, a line each; tasks that came or went begin with `+` or `-`. Unescaped."""
    if change.known.empty and not change.other:
        yield "no difference in what lcwsync describes"
    for field in change.known.fields:
        yield _field(field, show_people=show_people)
    for task in change.known.tasks:
        yield from _task(task, show_people=show_people)
    for other in change.other:
        yield f"differs, in what lcwsync does not describe: {other}"


def _field(change: FieldChange, *, show_people: bool) -> str:
    before = value_text(change.before, show_people=show_people)
    after = value_text(change.after, show_people=show_people)
    return f"{change.field}  {before} → {after}"


def _task(change: TaskChange, *, show_people: bool) -> Iterator[str]:
    match change:
        case TaskAdded(position=position, task=task):
            yield f'+ task {position} "{task_title(task)}"'
        case TaskRemoved(position=position, task=task):
            yield f'- task {position} "{task_title(task)}"'
        case TaskChanged(position=position, before_position=before, task=task, fields=fields, moved=moved):
            yield f'~ task {position} "{task_title(task)}"' + (f"  moved {before} → {position}" if moved else "")
            for field in fields:
                yield f"    {_field(field, show_people=show_people)}"
