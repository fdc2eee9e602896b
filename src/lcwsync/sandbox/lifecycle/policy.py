"""The Temporary Access Pass policy
(https://learn.microsoft.com/graph/api/temporaryaccesspassauthenticationmethodconfiguration-update)."""

from lcwsync.sandbox import doubts
from lcwsync.sandbox.documents import POLICIES, refuse, without_annotations
from lcwsync.sandbox.http.permissions import READ_TAP_POLICY, WRITE_TAP_POLICY
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.limits import LIFETIME_MINUTES, PASS_LENGTH, POLICY_STATES
from lcwsync.sandbox.store import JsonObject, Store

POLICY = "TemporaryAccessPass"
_TYPE = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"

DEFAULTS: JsonObject = {
    "@odata.type": _TYPE,
    "id": POLICY,
    "state": "disabled",
    "defaultLifetimeInMinutes": 60,
    "defaultLength": 8,
    "minimumLifetimeInMinutes": 60,
    "maximumLifetimeInMinutes": 480,
    "isUsableOnce": False,
    "excludeTargets": [],
    "includeTargets": [{"targetType": "group", "id": "all_users", "isRegistrationRequired": False}],
}
"""The policy of a tenant that never changed it."""

_RANGES = {
    "minimumLifetimeInMinutes": LIFETIME_MINUTES,
    "defaultLifetimeInMinutes": LIFETIME_MINUTES,
    "maximumLifetimeInMinutes": LIFETIME_MINUTES,
    "defaultLength": PASS_LENGTH,
}


def tap_policy(store: Store) -> JsonObject:
    """The policy as stored."""
    return store.get(POLICIES, POLICY) or DEFAULTS


def _get(request: Request, store: Store) -> Response:
    of = "authenticationMethodConfigurations"
    policy = dict(tap_policy(store))
    included = policy.pop("includeTargets")
    targets = request.context(f"policies/authenticationMethodsPolicy/{of}('{POLICY}')/{_TYPE[1:]}/includeTargets")
    body = {
        "@odata.context": request.context(f"{of}/$entity"),
        **policy,
        "includeTargets@odata.context": targets,
        "includeTargets": included,
    }
    return Response(200, body)


def _update(request: Request, store: Store) -> Response:
    """Only what is sent changes; collections are replaced whole. The answer is empty."""
    body = request.body or {}
    if "#" + str(body.get("@odata.type", "")).removeprefix("#") != _TYPE:
        raise refuse(f"The body needs the @odata.type '{_TYPE}'.")
    policy = dict(tap_policy(store))
    for name, value in without_annotations(body).items():
        policy[name] = _member(name, value)
    _check_together(policy)
    _check_targets(store, policy)
    store.put(POLICIES, POLICY, policy)
    return Response(204)


def _member(name: str, value: object) -> object:
    match name:
        case "state":
            if value not in POLICY_STATES:
                raise refuse(f"The property 'state' must be one of {', '.join(POLICY_STATES)}.")
        case "isUsableOnce":
            if not isinstance(value, bool):
                raise refuse("The property 'isUsableOnce' must be true or false.")
        case "includeTargets" | "excludeTargets":
            return _targets(name, value)
        case _ if name in _RANGES:
            allowed = _RANGES[name]
            if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
                raise refuse(f"The property '{name}' must be a whole number from {allowed[0]} to {allowed[-1]}.")
        case _:
            raise refuse(f"The property '{name}' does not exist or cannot be written.")
    return value


def _targets(name: str, value: object) -> list[JsonObject]:
    included = name == "includeTargets"
    allowed = {"id", "targetType", "isRegistrationRequired"} if included else {"id", "targetType"}
    targets: list[JsonObject] = []
    for item in value if isinstance(value, list) else [None]:
        target = without_annotations(item) if isinstance(item, dict) else {}
        id_, kind = target.get("id"), target.get("targetType")
        if set(target) - allowed or not isinstance(id_, str) or not id_ or kind not in ("group", "user"):
            raise refuse(f"Every member of '{name}' has an id and the targetType 'group' or 'user'.")
        if id_ == "all_users" and not included:
            raise refuse("'all_users' cannot be excluded.")
        registration = {"isRegistrationRequired": bool(target.get("isRegistrationRequired"))} if included else {}
        targets.append({"targetType": kind, "id": id_, **registration})
    return targets


def _check_together(policy: JsonObject) -> None:
    shortest, usual, longest = (policy[f"{name}LifetimeInMinutes"] for name in ("minimum", "default", "maximum"))
    assert isinstance(shortest, int)
    assert isinstance(usual, int)
    assert isinstance(longest, int)
    if not shortest <= usual <= longest:
        raise refuse("The default lifetime must lie between minimumLifetimeInMinutes and maximumLifetimeInMinutes.")
    included, excluded = ({t["id"] for t in _stored(policy, name)} for name in ("includeTargets", "excludeTargets"))
    if included & excluded:
        raise refuse("A target cannot be both included and excluded.")


def _check_targets(store: Store, policy: JsonObject) -> None:
    """Raises GraphError for a group or user that does not exist, where a save checks that."""
    if doubts.answer(store, "named-objects") == "accepted":
        return
    for target in (*_stored(policy, "includeTargets"), *_stored(policy, "excludeTargets")):
        if target["id"] != "all_users" and store.get(f"{target['targetType']}s", str(target["id"])) is None:
            raise refuse(f"The {target['targetType']} '{target['id']}' does not exist.")


def _stored(policy: JsonObject, name: str) -> list[JsonObject]:
    targets = policy[name]
    assert isinstance(targets, list)
    return targets


_PATH = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"

ROUTES = (
    Route("GET", _PATH, _get, READ_TAP_POLICY),
    Route("PATCH", _PATH, _update, WRITE_TAP_POLICY),
)
