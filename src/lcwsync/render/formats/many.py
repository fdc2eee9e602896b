"""Many environments in one text: each change once, with the environments that have it, and all of them counted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from lcwsync.render.formats.budget import Piece
from lcwsync.render.formats.escape import markdown as prose
from lcwsync.render.formats.escape import markdown_code as code
from lcwsync.render.formats.markdown import Markdown, fitted
from lcwsync.render.formats.values import counted

_NAMED = 8
"""Environments that are named at once; the others are counted, and listed in a part to be opened."""

_SHOWN = 40
"""Groups that are shown; of the others there is one line each, for no reader takes in more."""


class Missing(NamedTuple):
    """An environment without a result, and why."""

    environment: str
    message: str


class _Group(NamedTuple):
    """What exactly these environments have in common."""

    environments: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def priority(self) -> tuple[tuple[int, ...], int]:
        """The gravest first, then what most of them have."""
        return min(piece.priority for piece in self.pieces), -len(self.environments)


def many_markdown(
    counts: str, pieces: Mapping[str, Sequence[Piece]], missing: Sequence[Missing], *, budget_bytes: int, advice: str
) -> Markdown:
    """The text, at most `budget_bytes` bytes of UTF-8.

    `counts` ends the first line; `pieces` are those of each environment that has something to show, as if it were
    alone. Pieces that exactly the same environments have are one group, the gravest group first, and a table tells how
    many there are. Raises ValueError for a budget that does not hold the headings.
    """
    groups = sorted(_groups(pieces), key=lambda group: group.priority)
    shown, others = groups[:_SHOWN], groups[_SHOWN:]
    parts = list(_missing(missing))
    if len(groups) > 1:
        parts += [_overview(number, group) for number, group in enumerate(shown, 1)]
    parts += [piece for number, group in enumerate(shown, 1) for piece in _group(number, group)]
    parts += [_line(number, group) for number, group in enumerate(others, _SHOWN + 1)]
    if len(groups) > 1:
        parts += _index(groups, list(pieces))
    heads = {_OVERVIEW: "| | Environments | What |\n|---:|---|---|"}
    return fitted(counts, parts, budget_bytes, advice=advice, table_heads=heads)


_OVERVIEW = "Changes at a glance"


def _groups(pieces: Mapping[str, Sequence[Piece]]) -> Iterator[_Group]:
    having: dict[Piece, dict[str, None]] = {}
    for name, each in pieces.items():
        for piece in each:
            having.setdefault(piece, {})[name] = None
    groups: dict[tuple[str, ...], list[Piece]] = {}
    for piece, names in having.items():
        groups.setdefault(tuple(names), []).append(piece)
    for environments, together in groups.items():
        sections = list(dict.fromkeys(piece.section for piece in together))
        yield _Group(environments, tuple(sorted(together, key=lambda piece: sections.index(piece.section))))


def _missing(missing: Sequence[Missing]) -> Iterator[Piece]:
    reasons: dict[str, list[str]] = {}
    for each in missing:
        reasons.setdefault(each.message, []).append(each.environment)
    for message, names in reasons.items():
        text = f"- {_names(names, most=len(names))}: {prose(message)}"
        yield Piece(section="Without a result", priority=(0,), text=text, short=f"- {_names(names)}")


def _overview(number: int, group: _Group) -> Piece:
    alone = len(group.environments) <= _IN_A_TABLE
    who = _names(group.environments) if alone else counted(len(group.environments), "environment")
    text = f"| {number} | {who} | {_content(group)} |"
    return Piece(section=_OVERVIEW, priority=(0, 0), text=text)


def _content(group: _Group) -> str:
    """The headings of its objects, and how many there are of what has none."""
    titles = [title for piece in group.pieces if (title := _title(piece))]
    sections = Counter(piece.section for piece in group.pieces if not _title(piece))
    more = [f"and {len(titles) - _IN_A_TABLE} more"] if len(titles) > _IN_A_TABLE else []
    said = [f"{prose(section)}: {number}" for section, number in sections.items()]
    return "<br>".join([*titles[:_IN_A_TABLE], *more, *([", ".join(said)] if said else [])])


def _title(piece: Piece) -> str:
    """The heading that a piece begins with; empty where there is none."""
    first = piece.text.partition("\n")[0]
    return first.removeprefix("#### ") if first.startswith("#### ") else ""


_IN_A_TABLE = 4
"""Environments and objects that a cell of the overview names."""


def _group(number: int, group: _Group) -> Iterator[Piece]:
    names = _names(group.environments)
    text = names
    if len(group.environments) > _NAMED:
        everyone = _names(group.environments, most=len(group.environments))
        text = f"{names}\n\n<details><summary>All of them</summary>\n\n{everyone}\n\n</details>"
    heading = f"Change {number} in {counted(len(group.environments), 'environment')}"
    yield Piece(section=heading, priority=(0, 0), text=text, short=names)
    yield from (replace(piece, section=f"Change {number}: {piece.section}") for piece in group.pieces)


def _line(number: int, group: _Group) -> Piece:
    text = f"- Change {number}, {_names(group.environments)}: {_content(group)}"
    return Piece(section="More changes", priority=(1,), text=text)


_INDEX = "What each environment gets"
_LAST = 1_000
"""Priority of the index: it is cut first, since every group names its environments."""


def _index(groups: Sequence[_Group], environments: Sequence[str]) -> Iterator[Piece]:
    numbers: dict[str, list[int]] = {name: [] for name in environments}
    for number, group in enumerate(groups, 1):
        for name in group.environments:
            numbers[name].append(number)
    alike: dict[tuple[int, ...], list[str]] = {}
    for name, each in numbers.items():
        alike.setdefault(tuple(each), []).append(name)
    for each_number, names in alike.items():
        which = "change" if len(each_number) == 1 else "changes"
        text = f"- {which} {', '.join(map(str, each_number))}: {_names(names, most=len(names))}"
        yield Piece(section=_INDEX, priority=(_LAST,), text=text)


def _names(environments: Sequence[str], *, most: int = _NAMED) -> str:
    named = ", ".join(code(name) for name in environments[:most])
    return named if len(environments) <= most else f"{named} and {len(environments) - most} more"
