"""What could not be read of git, in every format of drift and preview."""

from collections.abc import Sequence

from lcwsync.model.unread import Unread
from lcwsync.render.formats.json import location_json, object_json
from lcwsync.render.formats.schema import TEXT, array, closed, or_null, ref
from lcwsync.render.formats.values import counted
from lcwsync.values.json import JsonObject

TITLE = "Not looked at (errors in git)"

UNREAD: JsonObject = {
    **array(closed({"object": or_null(ref("object")), "location": ref("location"), "message": TEXT})),
    "description": "what could not be read of git, or does not fit the tenant: nothing is said about it",
}


def not_looked_at(unread: Sequence[Unread]) -> str:
    """`2 parts of git were not looked at`."""
    number = len(unread)
    return f"{counted(number, 'part')} of git {'was' if number == 1 else 'were'} not looked at"


def listed(unread: Sequence[Unread]) -> str:
    """A sentence that names them, with a space before it; nothing for none."""
    return f" {not_looked_at(unread)}: {', '.join(map(str, unread))}." if unread else ""


def unread_json(part: Unread) -> JsonObject:
    """The object, null where it is not known, with the place of its first error."""
    return {
        "object": object_json(part.object) if part.object else None,
        "location": location_json(part.place),
        "message": part.message,
    }
