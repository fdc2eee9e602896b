"""The JSON Schema of a preview."""

from lcwsync.judge.outcome import OUTCOMES, RunEnd
from lcwsync.judge.passes import Verdict, Weight
from lcwsync.judge.timing import Timing
from lcwsync.render.formats.schema import (
    ABOUT,
    COMMON,
    COUNT,
    FLAG,
    MOMENT,
    MOMENT_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    array,
    closed,
    document,
    one_of,
    or_null,
)
from lcwsync.render.unread import UNREAD
from lcwsync.values.json import JsonObject


def preview_schema() -> JsonObject:
    """The JSON Schema of `preview --format json`."""
    return document("Previews as `lcwsync preview --format json` prints them", {**ABOUT, **_CONTENT}, COMMON)


_VERDICTS: JsonObject = array(one_of(verdict.value for verdict in Verdict))

PASS: JsonObject = closed(
    {
        "arrives": FLAG,
        "weight": one_of([*(weight.value for weight in Weight), None]),
        "verdicts": _VERDICTS,
        "recipient": or_null(closed({"id": TEXT, "displayName": TEXT, "mail": TEXT_OR_NULL})),
        "start": MOMENT_OR_NULL,
        "end": MOMENT_OR_NULL,
    }
)
"""An expected pass."""

_CONTENT: JsonObject = {
    "unread": UNREAD,
    "workflows": array(
        closed(
            {
                **dict.fromkeys(("name", "trigger", "scope"), TEXT),
                "now": MOMENT,
                **dict.fromkeys(("days", "intervalHours", "inScope"), COUNT),
                "makesPasses": FLAG,
                "commonVerdicts": _VERDICTS,
                "copies": array(TEXT),
                "notes": array(TEXT),
                "timings": closed(dict.fromkeys((timing.value for timing in Timing), COUNT)),
                "passes": closed(dict.fromkeys(("expected", "arrive", "fail", "misdirected", "unknown"), COUNT)),
                "byHand": FLAG,
                "scopeKnown": FLAG,
                "runs": closed(dict.fromkeys((end.value for end in RunEnd), COUNT)),
                "tasks": array(
                    closed(
                        {
                            "position": COUNT,
                            "title": TEXT,
                            **dict.fromkeys(OUTCOMES, COUNT),
                            "reasons": array(closed({"outcome": one_of(OUTCOMES), "reason": TEXT, "people": COUNT})),
                        }
                    )
                ),
                "people": array(
                    closed(
                        {
                            **dict.fromkeys(("id", "displayName", "userPrincipalName"), TEXT),
                            "timing": one_of(timing.value for timing in Timing),
                            **dict.fromkeys(("moment", "earliest", "latest"), MOMENT_OR_NULL),
                            "tasks": array(closed({"position": COUNT, "outcome": one_of(OUTCOMES), "reason": TEXT})),
                            "pass": or_null(PASS),
                        }
                    )
                ),
            }
        )
    ),
}
