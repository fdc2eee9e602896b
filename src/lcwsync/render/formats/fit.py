"""Text that fits the width of a terminal: lines are broken at blanks, tables get narrower columns.

Widths are in terminal cells: a wide character takes two, a combining one none, a colour code none. `width` None stands
for a reader without a width, such as a pipe or a file: nothing is broken there, so that each line stays one line.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

_CODE = re.compile(r"\x1b\[[0-9;]*m")
_HEAD = re.compile(r"(\s*)(?:\S+ )*?\S+ {2,}(?=\S)")
_GAP = 2
"""Blanks between two columns."""

_NARROWEST = 8
"""A column is not made narrower than this, nor than its longest word."""

Paint = Callable[[int, int, str], str]
"""Colours the text of a cell, by its row and column from 0; the heads have row -1."""


def cells(text: str) -> int:
    """How many cells a text takes."""
    if text.isascii() and "\x1b" not in text:
        return len(text)
    return sum(_cell(character) for character in _CODE.sub("", text))


def fitted(text: str, width: int | None) -> str:
    """The text with its long lines broken at blanks, each part under the beginning of what it continues.

    A word longer than a line stays whole, so that ids and addresses can be copied.
    """
    if width is None:
        return text
    return "\n".join(part for line in text.split("\n") for part in _broken(line, width))


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    width: int | None,
    paint: Paint = lambda _row, _column, text: text,
) -> Iterator[str]:
    """The lines of a table. Where it is too wide, cells are broken at blanks; where that is not enough, each row
    becomes a block of lines. Without `heads` (empty), the rows alone."""
    every = [heads, *rows] if heads else list(rows)
    if not every:
        return
    natural = [max(cells(row[column]) for row in every) for column in range(len(every[0]))]
    widths = natural if width is None else _narrowed(every, natural, width)
    if widths is None:
        yield from _blocks(heads, rows, width or 0, paint)
        return
    for number, row in enumerate(every, start=-1 if heads else 0):
        parts = [_words(text, at) if width is not None else [text] for text, at in zip(row, widths, strict=True)]
        for line in range(max(len(lines) for lines in parts)):
            shown = [lines[line] if line < len(lines) else "" for lines in parts]
            last = max((column for column, text in enumerate(shown) if text), default=0)
            yield (" " * _GAP).join(
                paint(number, column, text) + (" " * (at - cells(text)) if column < last else "")
                for column, (text, at) in enumerate(zip(shown[: last + 1], widths, strict=False))
            )


def _narrowed(every: Sequence[Sequence[str]], natural: list[int], width: int) -> list[int] | None:
    """The widths of columns that fit, the widest made narrower first; None when the words are too long for that."""
    least = [
        min(at, max(_NARROWEST, *(cells(word) for row in every for word in row[column].split())))
        for column, at in enumerate(natural)
    ]
    room = width - _GAP * (len(natural) - 1)
    if sum(least) > room:
        return None
    widths = list(natural)
    while sum(widths) > room:
        widest = max((column for column, at in enumerate(widths) if at > least[column]), key=lambda c: widths[c])
        widths[widest] -= 1
    return widths


def _blocks(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int, paint: Paint) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield from _broken(paint(number, 0, row[0]), width)
        for column, text in enumerate(row[1:], start=1):
            if text:
                head = f"{heads[column]}: " if heads else ""
                yield from _broken(f"  {head}{paint(number, column, text)}", width)


def _broken(line: str, width: int) -> list[str]:
    if cells(line) <= width:
        return [line]
    bare = _CODE.sub("", line)
    indent = len(bare) - len(bare.lstrip(" "))
    head = _HEAD.match(bare)
    hang = cells(head.group(0)) if head else 0
    hang = hang if 0 < hang <= width // 2 else min(indent + 4, width // 2)
    lines = [" " * (len(line) - len(line.lstrip(" ")))]
    for word in re.findall(r"\S+ *", line.lstrip(" ")):
        if cells(lines[-1]) + cells(word.rstrip(" ")) > width and lines[-1].strip(" "):
            lines[-1] = lines[-1].rstrip(" ")
            lines.append(" " * max(0, min(hang, width - cells(word.rstrip(" ")))))
        lines[-1] += word
    lines[-1] = lines[-1].rstrip(" ")
    return lines


def _words(text: str, width: int) -> list[str]:
    """The lines of a cell."""
    lines = [""]
    for word in text.split(" ") if cells(text) > width else [text]:
        if lines[-1] and cells(lines[-1]) + 1 + cells(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines


def _cell(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
