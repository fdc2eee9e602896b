"""Paused workflows, in the words of plan and drift. Texts are unescaped."""

from lcwsync.plan.paused import Paused
from lcwsync.render.formats.json import object_json
from lcwsync.render.formats.schema import TEXT, array, closed, ref
from lcwsync.render.formats.values import object_text
from lcwsync.values.json import JsonObject
from lcwsync.values.moments import moment_text

TITLE = "Paused (stays disabled until it is resumed)"

PAUSED: JsonObject = {
    **array(closed({"object": ref("object"), "since": TEXT, "by": TEXT, "reason": TEXT})),
    "description": "workflows that stay disabled until they are resumed",
}


def paused_text(item: Paused, *, show_people: bool) -> str:
    """`workflow "X": paused by Y since Z: REASON`; without `show_people` nobody is named."""
    pause = item.pause
    by = f" by {pause.by}" if show_people else ""
    return f"{object_text(item.object)}: paused{by} since {moment_text(pause.since)}: {pause.reason}"


def paused_json(item: Paused) -> JsonObject:
    """The pause for programs."""
    pause = item.pause
    return {"object": object_json(item.object), "since": pause.since, "by": pause.by, "reason": pause.reason}
