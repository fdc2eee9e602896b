"""The versions of a workflow for an issue or a job's summary. It masks people unless it is told to show them."""

from lcwsync.render.formats import escape
from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.markdown import DEFAULT_BUDGET, Markdown, fitted
from lcwsync.render.formats.masks import masked_user
from lcwsync.render.formats.values import counted
from lcwsync.render.history.text import change_lines, entry_text, version_text
from lcwsync.render.history.view import History


def history_markdown(history: History, *, show_people: bool = False, budget_bytes: int = DEFAULT_BUDGET) -> Markdown:
    """The versions, newest first, the changes and the journal's entries, at most `budget_bytes` bytes of UTF-8."""
    where = "sandbox tenant" if history.tenant.sandbox else "tenant"
    head = (
        f"**{escape.markdown_code(history.environment)}** ({where} {escape.markdown_code(history.tenant.name)}) · "
        f"workflow {escape.markdown_code(history.name)}: {counted(len(history.versions), 'version')}"
    )
    names = {id_: name if show_people else masked_user(name) for id_, name in history.names.items()}
    sections = {
        "Versions": [version_text(version, names) for version in history.versions],
        **{
            f"Version {older} → {newer}": [line.strip() for line in change_lines(change, show_people=show_people)]
            for older, newer, change in history.changes
        },
        "Applied, by the journal of this directory": [
            entry_text(entry, show_people=show_people) for entry in history.applied
        ],
    }
    pieces = [
        Piece(section=section, text=f"- {escape.markdown(line)}", priority=(0, at))
        for at, (section, lines) in enumerate(sections.items())
        for line in lines
    ]
    return fitted(head, pieces, budget_bytes, advice="`lcwsync history` shows all")
