"""A markdown text within a budget of bytes: whole pieces are cut, the least important first, and line one says so."""

from collections.abc import Mapping, Sequence

from lcwsync.render.formats.budget import Piece, fit
from lcwsync.values.records import dataclass

DEFAULT_BUDGET = 60_000
"""Bytes of UTF-8: GitHub takes 65,536 characters in a comment."""

_NOTICE_BYTES = 160
"""Bytes kept for the notice of what was cut, its advice aside."""


@dataclass(frozen=True, slots=True)
class Markdown:
    """A rendering, and whether something had to be left out of it."""

    text: str
    truncated: bool


def fitted(
    first_line: str,
    pieces: Sequence[Piece],
    budget_bytes: int,
    *,
    advice: str,
    table_heads: Mapping[str, str] | None = None,
) -> Markdown:
    """The first line and the pieces that fit, in their order, each section under its heading.

    `advice` ends the notice of what was cut. `table_heads` holds the head lines of the sections that are tables.
    Raises ValueError when the budget does not even hold the first line and the headings.
    """
    heads = {section: _head(section, table_heads or {}) for section in dict.fromkeys(p.section for p in pieces)}
    fixed = len(first_line.encode()) + len(advice.encode()) + _NOTICE_BYTES
    fixed += sum(len(head.encode()) + 2 for head in heads.values())
    if fixed > budget_bytes:
        message = f"a budget of {budget_bytes} bytes is too small: give at least {fixed}"
        raise ValueError(message)
    fitting = fit(pieces, budget_bytes - fixed)
    blocks = [first_line + _notice(fitting.shortened, fitting.dropped, advice)]
    section = ""
    for piece, text in fitting.kept:
        if piece.section != section:
            section = piece.section
            blocks.append(heads[section] + text)
        elif _continues(text, blocks[-1]):
            blocks[-1] += f"\n{text}"
        else:
            blocks.append(text)
    return Markdown("\n\n".join(blocks) + "\n", truncated=bool(fitting.shortened or fitting.dropped))


def _head(section: str, table_heads: Mapping[str, str]) -> str:
    if not section:
        return ""
    return f"### {section}\n\n" + (f"{table_heads[section]}\n" if section in table_heads else "")


def _continues(text: str, block: str) -> bool:
    """Whether a text is the next item of the list, or the next row of the table, that a block ends with."""
    last = block.rpartition("\n")[2]
    return any(text.startswith(mark) and last.startswith(mark) for mark in ("- ", "| "))


def _notice(shortened: int, dropped: int, advice: str) -> str:
    if not (shortened or dropped):
        return ""
    what = [f"{shortened} shortened"] if shortened else []
    what += [f"{dropped} left out"] if dropped else []
    return f" · **Cut to fit: {', '.join(what)}; {advice}**"
