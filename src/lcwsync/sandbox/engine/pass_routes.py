"""Passes created by an admin or an app directly, the way that guardrails watch
(https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods)."""

from random import SystemRandom

from lcwsync.sandbox.clock import instant
from lcwsync.sandbox.directory.objects import missing, refuse, require_user
from lcwsync.sandbox.documents import without_annotations
from lcwsync.sandbox.engine.identifiers import new_id
from lcwsync.sandbox.engine.passes import (
    Terms,
    guest_refusal,
    new_pass,
    pass_view,
    passes_of,
    policy_refusal,
    with_pass,
)
from lcwsync.sandbox.engine.policy_scope import groups_of, outside_policy
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.lifecycle.policy import tap_policy
from lcwsync.sandbox.store import JsonObject, Store

WRITE_PASSES = ("UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All")
READ_PASSES = ("UserAuthMethod-TAP.Read.All", "UserAuthenticationMethod.Read.All", *WRITE_PASSES)


def _create(request: Request, store: Store) -> Response:
    """The answer is the only one that ever shows the pass."""
    user = require_user(store, request.params["id"])
    policy = tap_policy(store)
    terms = _terms(request, store, policy)
    lifetime, once = terms.lifetime_minutes, terms.usable_once
    if reason := guest_refusal(user) or policy_refusal(policy, lifetime_minutes=lifetime, usable_once=once):
        raise refuse(reason)
    if reason := outside_policy(store, str(user["id"]), groups_of(store, str(user["id"]))):
        raise refuse(reason)
    source = SystemRandom()
    length = policy["defaultLength"]
    assert isinstance(length, int)
    now = store.now()
    method, secret = new_pass(terms, now=now, length=length, id=new_id(source), randomness=source)
    store.put("users", str(user["id"]), with_pass(user, method))
    shown = {**pass_view(method, policy, now), "temporaryAccessPass": secret}
    return Response(201, {"@odata.context": request.context(f"{_OF}/$entity"), **shown})


def _terms(request: Request, store: Store, policy: JsonObject) -> Terms:
    sent = without_annotations(request.body or {})
    if unknown := sorted(set(sent) - {"startDateTime", "lifetimeInMinutes", "isUsableOnce"}):
        raise refuse(f"Property '{unknown[0]}' is invalid or read-only.")
    lifetime = sent.get("lifetimeInMinutes", policy["defaultLifetimeInMinutes"])
    once = sent.get("isUsableOnce", policy["isUsableOnce"])
    if not isinstance(lifetime, int) or isinstance(lifetime, bool):
        raise refuse("The property 'lifetimeInMinutes' must be a whole number.")
    if not isinstance(once, bool):
        raise refuse("The property 'isUsableOnce' must be true or false.")
    now = store.now()
    try:
        starts = max(instant(str(sent["startDateTime"])), now) if "startDateTime" in sent else now
    except ValueError:
        raise refuse("The property 'startDateTime' must be a point in time.") from None
    return Terms(starts, lifetime, once)


def _list(request: Request, store: Store) -> Response:
    return Response(200, {"@odata.context": request.context(_OF), "value": _shown(request, store)})


def _get(request: Request, store: Store) -> Response:
    for method in _shown(request, store):
        if str(method["id"]).lower() == request.params["method"].lower():
            return Response(200, {"@odata.context": request.context(f"{_OF}/$entity"), **method})
    raise missing(request.params["method"])


def _shown(request: Request, store: Store) -> list[JsonObject]:
    user = require_user(store, request.params["id"])
    return [pass_view(method, tap_policy(store), store.now()) for method in passes_of(user)]


_OF = "users/authentication/temporaryAccessPassMethods"
_ALL = "/users/{id}/authentication/temporaryAccessPassMethods"

ROUTES = (
    Route("GET", _ALL, _list, READ_PASSES),
    Route("POST", _ALL, _create, WRITE_PASSES),
    Route("GET", _ALL + "/{method}", _get, READ_PASSES),
)
