"""How a report names people."""

from collections.abc import Callable

from lcwsync.render.formats.masks import masked
from lcwsync.render.preview.rows import full

Named = Callable[[str], str]
"""A person's name as the page shows it."""

HIDDEN = "Names are masked; --show-people shows them."


def naming(*, show_people: bool) -> Named:
    """Names as they are, or the first letter of each part (`Z… N…`), also of an address."""
    return full if show_people else lambda name: masked(name.partition("@")[0].replace(".", " "))
