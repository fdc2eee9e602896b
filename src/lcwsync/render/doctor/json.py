"""An examination for programs, and its schemas."""

from lcwsync.inspect.doctor import Check, State
from lcwsync.render.doctor.view import Examined, ExaminedRepository
from lcwsync.render.formats import schema
from lcwsync.render.formats.json import about, document
from lcwsync.render.formats.schema import FLAG, TEXT, TEXT_OR_NULL, array, closed, one_of
from lcwsync.values.json import JsonObject

_STATES = {State.OK: "ok", State.MISSING: "missing", State.UNKNOWN: "cannotTell", State.EXCESS: "tooMuch"}


def doctor_json(examined: Examined, *, tool_version: str) -> str:
    """The document (schemas/doctor.schema.json)."""
    content: JsonObject = {
        **about(examined.environment, examined.tenant),
        "identity": {
            "purpose": examined.purpose,
            "user": examined.user,
            "applicationId": examined.application_id,
            "opaque": examined.opaque,
        },
        "network": list(examined.network),
        "clockSkewSeconds": None if examined.tenant.sandbox else examined.clock_skew,
        "checks": [
            {
                **_check(check),
                "permission": check.grant.least if check.grant else None,
                "role": check.grant.role if check.grant else None,
                "optional": check.optional,
            }
            for check in examined.checks
        ],
        "commands": [{"command": name, "state": _STATES[state]} for name, state in examined.commands.items()],
        "leftOpen": [
            {"cannotTell": what, "permission": permission, "commands": list(commands)}
            for what, permission, commands in examined.left_open
        ],
        "grant": list(examined.to_grant),
        "offer": list(examined.to_offer),
    }
    return document(tool_version, content)


def repository_json(examined: ExaminedRepository, *, tool_version: str) -> str:
    """The document (schemas/doctor-repository.schema.json)."""
    content: JsonObject = {
        "repository": examined.repository,
        "branch": examined.branch,
        "checks": [_check(check) for check in examined.checks],
    }
    return document(tool_version, content)


def _check(check: Check) -> JsonObject:
    return {"name": check.name, "state": _STATES[check.state], "said": check.said}


_CHECK: JsonObject = {"name": TEXT, "state": one_of(_STATES.values()), "said": TEXT}

_CONTENT: JsonObject = {
    "identity": closed(
        {
            "purpose": one_of(("plan", "apply")),
            "user": TEXT_OR_NULL,
            "applicationId": TEXT_OR_NULL,
            "opaque": {**FLAG, "description": "the token tells nothing: only reads of the service show what it may do"},
        }
    ),
    "network": {**array(TEXT), "description": "how the service is reached; empty in the sandbox"},
    "clockSkewSeconds": {
        "type": ["number", "null"],
        "description": "how far our clock is ahead of the service's; null where it gave no date, and in the sandbox",
    },
    "checks": array(
        closed(
            {
                **_CHECK,
                "permission": {**TEXT_OR_NULL, "description": "what to grant when it is missing"},
                "role": {**TEXT_OR_NULL, "description": "what a person who is signed in needs instead"},
                "optional": {**FLAG, "description": "only commands that the identity need not serve call it"},
            }
        )
    ),
    "commands": array(closed({"command": TEXT, "state": one_of(_STATES.values())})),
    "leftOpen": {
        **array(closed({"cannotTell": TEXT, "permission": TEXT, "commands": array(TEXT)})),
        "description": "what commands that are ready leave open, each time with the permission they lack for it",
    },
    "grant": {**array(TEXT), "description": "permissions that are missing and that the identity must have"},
    "offer": {**array(TEXT), "description": "permissions that are missing and that only some commands need"},
}


def doctor_schema() -> JsonObject:
    """The JSON Schema of `doctor --format json`."""
    return schema.document(
        "An identity as `lcwsync doctor --format json` prints it", {**schema.ABOUT, **_CONTENT}, schema.COMMON
    )


def repository_schema() -> JsonObject:
    """The JSON Schema of `doctor --github --format json`."""
    content: JsonObject = {"repository": TEXT, "branch": TEXT, "checks": array(closed(_CHECK))}
    return schema.document("A repository as `lcwsync doctor --github --format json` prints it", content, {})
