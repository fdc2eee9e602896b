"""Fitting a text into a number of bytes by leaving out whole pieces, the least important first."""

from collections.abc import Sequence

from lcwsync.values.records import dataclass

_SEPARATOR = 2
"""Bytes between two pieces, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part that is kept whole or not at all. The lowest `priority` is kept first; `short` may stand in for `text`."""

    section: str
    text: str
    priority: tuple[int, ...]
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Fitting:
    """The pieces that fit, in their given order, with the text chosen for each."""

    kept: tuple[tuple[Piece, str], ...]
    shortened: int
    dropped: int


def fit(pieces: Sequence[Piece], budget_bytes: int) -> Fitting:
    """Choose for each piece its text, its short form or nothing, within `budget_bytes` bytes of UTF-8.

    Short forms may take half of the budget, so that a few large pieces do not hide that the others exist.
    """
    order = sorted(range(len(pieces)), key=lambda at: pieces[at].priority)
    chosen: dict[int, str] = {}
    left = budget_bytes
    if sum(_size(piece.text) for piece in pieces) > budget_bytes:
        for at in order:
            short = pieces[at].short
            if short is not None and left - _size(short) >= budget_bytes // 2:
                chosen[at] = short
                left -= _size(short)
    for at in order:
        taken = _size(chosen[at]) if at in chosen else 0
        if _size(pieces[at].text) <= left + taken:
            left += taken - _size(pieces[at].text)
            chosen[at] = pieces[at].text
    kept = tuple((pieces[at], chosen[at]) for at in sorted(chosen))
    shortened = sum(text != piece.text for piece, text in kept)
    return Fitting(kept, shortened, len(pieces) - len(kept))


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass")) + _SEPARATOR
