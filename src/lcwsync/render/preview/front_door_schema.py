"""The JSON Schema of who may ask in My Access for whom, and what would come of it."""

from lcwsync.render.formats.schema import (
    ABOUT,
    COMMON,
    COUNT,
    TEXT,
    TEXT_OR_NULL,
    array,
    closed,
    document,
    or_null,
)
from lcwsync.render.preview.schema import PASS
from lcwsync.values.json import JsonObject


def front_doors_schema() -> JsonObject:
    """The JSON Schema of `preview --asked-for` and `preview --asked-by`, each with `--format json`."""
    title = "Who may ask in My Access, as `lcwsync preview --asked-for UPN --format json` prints it"
    return document(title, {**ABOUT, **_CONTENT}, COMMON)


_TRUTH: JsonObject = {"type": ["boolean", "null"]}

_PERSON: JsonObject = closed(
    {
        **dict.fromkeys(("id", "displayName", "userPrincipalName"), TEXT),
        "accountEnabled": {**_TRUTH, "description": "false: no page tells whether a manager can ask; null: not shown"},
        "amongPeople": {**_TRUTH, "description": "whether the policy names the person; null: cannot tell"},
        "pass": {**or_null(PASS), "description": "null: git names no workflow that creates one"},
        "managers": {
            **array(
                closed(
                    {
                        "id": TEXT,
                        "displayName": TEXT,
                        "accountEnabled": _TRUTH,
                        "level": {**COUNT, "description": "1 is the direct manager"},
                        "mayAsk": {**_TRUTH, "description": "null: no page tells what the policy's level means"},
                    }
                )
            ),
            "description": "everybody above the person; the one who was named by --asked-by alone",
        },
    }
)

_CONTENT: JsonObject = {
    "askedFor": {**TEXT_OR_NULL, "description": "the person whom the command named"},
    "askedBy": {**TEXT_OR_NULL, "description": "the manager whom the command named"},
    "accessPackages": array(
        closed(
            {
                "name": TEXT,
                **dict.fromkeys(("managerLevel", "approvalStages", "expiresAfterHours", "intervalHours"), COUNT),
                "notes": array(TEXT),
                "people": array(_PERSON),
            }
        )
    ),
}
