"""The JSON Schema of a drift report."""

from lcwsync.plan.drift import DriftKind
from lcwsync.render.drift.json import SIDES
from lcwsync.render.formats.schema import (
    COMMON,
    MOMENT_OR_NULL,
    TEXT,
    array,
    closed,
    document,
    environments,
    one_of,
    or_null,
    ref,
)
from lcwsync.render.plan.paused import PAUSED
from lcwsync.render.plan.schema import RISK, UNDECIDED, UNVERIFIED, VERDICT, changes
from lcwsync.render.unread import UNREAD
from lcwsync.values.json import JsonObject


def drift_schema() -> JsonObject:
    """The JSON Schema of `drift --format json`."""
    return document(
        "Drift as `lcwsync drift --format json` prints it", environments(_REPORT), {**COMMON, **changes(SIDES), **RISK}
    )


_REPORT: JsonObject = {
    "verdict": VERDICT,
    "drift": array(
        closed(
            {
                "object": ref("object"),
                "difference": one_of(difference.value for difference in DriftKind),
                "changedAt": MOMENT_OR_NULL,
                "changedBy": or_null(ref("reference")),
                "fields": array(ref("field")),
                "tasks": array(ref("task")),
            }
        )
    ),
    "risks": {**array(ref("risk")), "description": "of what the tenant has in place of git, the gravest first"},
    "undecided": UNDECIDED,
    "paused": PAUSED,
    "unverified": UNVERIFIED,
    "unknown": {
        **array(closed({"object": ref("object"), "path": TEXT, "value": {**TEXT, "description": "JSON text"}})),
        "description": "what this version does not know, and so cannot compare with git",
    },
    "unread": UNREAD,
    "unmanaged": array(ref("object")),
}
