"""The pages of a list, followed to its end: a part of a list is never taken for the whole."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable

from lcwsync.tenant.http.failure import bad_answer
from lcwsync.values.json import JsonObject

MAX_PAGES = 10_000
_EMPTY_PAGES = 50
"""Empty pages in a row that are followed: the service may send a few when it filters."""
_REPEATED_PAGES = 3
"""Pages in a row without a new object that are followed: objects move from page to page while a list is read."""


async def pages_of(
    first: JsonObject,
    following: Callable[[str], Awaitable[JsonObject | None]],
    *,
    name: tuple[str, str],
    covers: Callable[[str], bool],
) -> AsyncIterator[list[JsonObject]]:
    """The objects of each page, every object once.

    `following` reads the page at an address, `covers` says whether an address is on the host that was asked; `name` is
    the method and path of the list. Raises GraphFailure for a page without its `value`, and for pages that lead in a
    circle or elsewhere (https://learn.microsoft.com/graph/paging).
    """
    page: JsonObject | None = first
    links: set[str] = set()
    known: set[int] = set()
    empty = repeated = 0
    while True:
        if page is None:
            raise bad_answer(*name, "a page is empty")
        value = page.get("value")
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise bad_answer(*name, "a page has no `value` list of objects")
        # An object that moved while the list was read is on two pages, and is one object.
        fresh = [item for item in value if _is_new(item, known)]
        empty = 0 if value else empty + 1
        repeated = 0 if fresh or not value else repeated + 1
        if empty > _EMPTY_PAGES or repeated > _REPEATED_PAGES:
            # The links may be new each time: the objects tell a circle as well.
            raise bad_answer(*name, "its pages lead in a circle")
        yield fresh
        link = page.get("@odata.nextLink")
        if link is None:
            return
        if not isinstance(link, str) or link in links or len(links) > MAX_PAGES:
            raise bad_answer(*name, "its pages lead in a circle")
        if not link.isprintable():
            raise bad_answer(*name, "the address of its next page is not a URL")
        if not covers(link):
            raise bad_answer(*name, "its next page is on another host")
        links.add(link)
        page = await following(link)


def _is_new(item: JsonObject, known: set[int]) -> bool:
    """Whether the object was on no page before: by its id, or by everything in it where it has none.

    Hashes are kept, not ids: a list may name 100,000 people.
    """
    id_ = item.get("id")
    key = hash(id_.casefold() if isinstance(id_, str) and id_ else json.dumps(item, sort_keys=True))
    if key in known:
        return False
    known.add(key)
    return True
