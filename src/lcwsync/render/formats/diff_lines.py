"""Two long values line by line: what a ```diff fence and a terminal show."""

from enum import StrEnum

from lcwsync.plan.changes import Value
from lcwsync.render.formats.values import value_lines
from lcwsync.values.records import dataclass

_CONTEXT = 2
"""Unchanged lines shown around a change."""

_COMPARABLE_LINES = 2000
"""Beyond this many lines a text is shown as replaced: comparing it would take longer than reading it."""


class LineSign(StrEnum):
    """The signs of lines of a diff."""

    KEPT = " "
    REMOVED = "-"
    ADDED = "+"
    SKIPPED = "@"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a diff; `text` is unescaped and without its sign."""

    sign: LineSign
    text: str


def diff_lines(before: Value, after: Value, *, show_people: bool) -> tuple[DiffLine, ...]:
    """The difference of two values by line; lists are compared as sets, as the comparator does."""
    old, new = value_lines(before, show_people=show_people), value_lines(after, show_people=show_people)
    if isinstance(before, tuple) or isinstance(after, tuple):
        gone, come = set(old) - set(new), set(new) - set(old)
        return (
            *(DiffLine(LineSign.REMOVED if line in gone else LineSign.KEPT, line) for line in old),
            *(DiffLine(LineSign.ADDED, line) for line in new if line in come),
        )
    if not old or not new or len(old) + len(new) > _COMPARABLE_LINES:
        return _replaced(old, new)
    return _compared(old, new)


def _replaced(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[DiffLine, ...]:
    removed = tuple(DiffLine(LineSign.REMOVED, line) for line in old)
    return removed + tuple(DiffLine(LineSign.ADDED, line) for line in new)


def _compared(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[DiffLine, ...]:
    from difflib import SequenceMatcher

    lines: list[DiffLine] = []
    reached = 0
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_CONTEXT):
        if skipped := group[0][1] - reached:
            lines.append(_skipped(skipped))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                lines += (DiffLine(LineSign.KEPT, line) for line in old[i1:i2])
            else:
                lines += _replaced(old[i1:i2], new[j1:j2])
        reached = group[-1][2]
    if skipped := len(old) - reached:
        lines.append(_skipped(skipped))
    return tuple(lines)


def _skipped(count: int) -> DiffLine:
    return DiffLine(LineSign.SKIPPED, f"{count} unchanged line{'' if count == 1 else 's'}")
