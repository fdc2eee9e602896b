"""Comments and issues of our own: known by a hidden first line and by their author."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

AUTHOR = os.environ.get("LCWSYNC_COMMENT_AUTHOR", "github-actions[bot]")
MARK = "<!-- lcwsync "
MOST_CHARACTERS = 60_000
"""Of a text of ours; GitHub takes 65,536 of a comment or an issue, its hidden first line and our last one included."""
MOST_WITH_HEADER = 65_000
CUT = "> **Cut to fit; do not approve from this text alone.**\n\n"


def marked(kind: str, header: Mapping[str, object], text: str, last: str = "") -> str:
    """The text under a hidden first line that says whose it is, cut so that GitHub takes it, and a last line.

    `-->` cannot occur in the header: `>` is written escaped."""
    first = f"{MARK}{kind} {json.dumps(header, sort_keys=True).replace('>', chr(92) + 'u003e')} -->\n"
    room = MOST_WITH_HEADER - len(first) - len(last)
    whole = len(text) <= room
    return first + (text if whole else CUT + text[: max(0, room - len(CUT))]) + last


def fits(header: Mapping[str, object], text: str, last: str = "") -> bool:
    """Whether a plan is shown whole under such a header."""
    return CUT not in marked("plan", header, text, last)


def head(body: str | None) -> dict[str, Any]:
    """The header in the hidden first line, or nothing."""
    first = (body or "").split("\n", 1)[0].strip()
    if not first.startswith(MARK) or not first.endswith("-->"):
        return {}
    try:
        found = json.loads(first.removeprefix(MARK).removesuffix("-->").split(" ", 1)[1])
    except (ValueError, IndexError):
        return {}
    return found if isinstance(found, dict) else {}


def own(kind: str, environment: str, items: Iterator[dict[str, Any]]) -> dict[str, Any] | None:
    """The first of our own."""
    return next(all_own(kind, environment, items), None)


def all_own(kind: str, environment: str, items: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Our own: by the mark in the first line and by who wrote it."""
    for item in items:
        text = item.get("body") or ""
        ours = text.startswith(f"{MARK}{kind} ") and (item.get("user") or {}).get("login") == AUTHOR
        if ours and head(text).get("environment") == environment:
            yield item
