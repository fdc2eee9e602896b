"""Comments and issues of our own: known by a hidden first line and by their author."""

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

AUTHOR = os.environ.get("LCWSYNC_COMMENT_AUTHOR", "github-actions[bot]")
MARK = "<!-- lcwsync "
MOST_CHARACTERS = 60_000


def marked(kind: str, header: Mapping[str, object], text: str) -> str:
    """The text under a hidden first line that says whose it is. `-->` cannot occur in it: `>` is written escaped."""
    return f"{MARK}{kind} {json.dumps(header, sort_keys=True).replace('>', chr(92) + 'u003e')} -->\n{text}"


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
    """The first of our own: by the mark in its first line and by who wrote it."""
    for item in items:
        text = item.get("body") or ""
        ours = text.startswith(f"{MARK}{kind} ") and (item.get("user") or {}).get("login") == AUTHOR
        if ours and head(text).get("environment") == environment:
            return item
    return None
