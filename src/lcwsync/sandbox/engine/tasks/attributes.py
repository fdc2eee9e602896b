"""The task that writes attributes of the user
(https://learn.microsoft.com/entra/id-governance/how-to-lifecycle-workflow-update-user-attributes)."""

import json
from datetime import UTC, datetime

from lcwsync.sandbox.clock import instant
from lcwsync.sandbox.directory.resources import USER, Kind
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.engine.tasks.call import Call, Done, TaskFailed
from lcwsync.sandbox.store import JsonObject

MAX_UPDATES = 10

_READ_ONLY = frozenset(
    {"id", "createdDateTime", "deletedDateTime", "creationType", "userPrincipalName", "accountEnabled"}
    | {"onPremisesSyncEnabled", "onPremisesSecurityIdentifier", "onPremisesImmutableId", "externalUserState"}
    | {"onPremisesSamAccountName", "signInActivity/lastSignInDateTime"}
)
"""Not offered by the task; the list of those it does offer is not published."""


def update(call: Call) -> Done:
    """Write the pairs of `attributeUpdates`: an empty value clears, `system.now` is the date of processing."""
    updates = _updates(call.argument("attributeUpdates"))
    user = dict(call.user)
    for name, value in updates.items():
        if user.get("onPremisesSyncEnabled") and not name.startswith("extension_"):
            raise TaskFailed(f"The user is synchronised from Active Directory: '{name}' cannot be written.")
        _write(user, name, _value(name, value, call.now))
    if user == call.user:
        return Done("attributes were so already", nothing_to_do=True)
    call.store.put("users", call.user_id, user)
    return Done(f"updated {', '.join(updates)}")


def _updates(text: str) -> dict[str, object]:
    try:
        loaded = json.loads(text)
    except ValueError:
        loaded = None
    pairs = objects(loaded)
    if not isinstance(loaded, list) or len(pairs) < len(loaded) or not all("attribute" in pair for pair in pairs):
        raise TaskFailed("attributeUpdates is not a list of pairs of attribute and value.")
    if not 1 <= len(pairs) <= MAX_UPDATES:
        raise TaskFailed(f"attributeUpdates must hold 1 to {MAX_UPDATES} pairs.")
    return {str(pair["attribute"]): pair.get("value") for pair in pairs}


def _value(name: str, value: object, now: datetime) -> object:
    known = USER.property(name)
    if known is None or name in _READ_ONLY or known.kind not in (Kind.TEXT, Kind.DATE, Kind.BOOLEAN):
        raise TaskFailed(f"The attribute '{name}' cannot be written by a workflow.")
    if value in (None, ""):
        return None
    match known.kind:
        case Kind.DATE:
            return _date(name, str(value), now)
        case Kind.BOOLEAN if str(value).lower() in ("true", "false"):
            return str(value).lower() == "true"
        case Kind.BOOLEAN:
            raise TaskFailed(f"The value of '{name}' must be true or false.")
        case _:
            return str(value)


def _date(name: str, value: str, now: datetime) -> str:
    try:
        # "Set to the date when the task is processed": a run at 14:00 has been seen to write midnight, UTC.
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        moment = today if value.lower() == "system.now" else instant(value)
    except ValueError:
        raise TaskFailed(f"The value of '{name}' must be a date or system.now.") from None
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _write(user: JsonObject, name: str, value: object) -> None:
    head, _, part = name.partition("/")
    if not part:
        user[head] = value
        return
    held = user.get(head)
    user[head] = {**(held if isinstance(held, dict) else {}), part: value}
