"""How users sign in: their authentication methods, and the report about everybody's
(https://learn.microsoft.com/graph/api/authentication-list-methods,
https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails)."""

from collections.abc import Iterator

from lcwsync.sandbox.directory.objects import require_user, role_holders
from lcwsync.sandbox.directory.odata import given, list_response, stored
from lcwsync.sandbox.directory.permissions import READ_METHODS, READ_REGISTRATION
from lcwsync.sandbox.directory.resources import AUTHENTICATION_METHOD, REGISTRATION_DETAILS, USER
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store

PASSWORD_METHOD: JsonObject = {
    "@odata.type": "#microsoft.graph.passwordAuthenticationMethod",
    "id": "28c10230-6103-485e-b985-444c60001490",
    "createdDateTime": None,
    "password": None,
}
"""Every user of the cloud has one, with this id."""


def _methods(request: Request, store: Store) -> Response:
    user = require_user(store, request.params["id"])
    methods = [PASSWORD_METHOD, *objects(user.get("_methods"))]
    return list_response(request, AUTHENTICATION_METHOD, given(methods), of="users/authentication/methods")


def _registration_details(request: Request, store: Store) -> Response:
    admins = role_holders(store)
    source = stored(store, USER)

    def details(after: int) -> Iterator[tuple[int, JsonObject]]:
        return ((position, _registration(user, admins, store)) for position, user in source(after))

    return list_response(request, REGISTRATION_DETAILS, details, of="userRegistrationDetails")


def _registration(user: JsonObject, admins: frozenset[str], store: Store) -> JsonObject:
    registered = [_REPORTED.get(str(m["@odata.type"]).rsplit(".", 1)[-1], "other") for m in objects(user["_methods"])]
    return {
        "id": user["id"],
        "userPrincipalName": user["userPrincipalName"],
        "userDisplayName": user["displayName"],
        "userType": str(user.get("userType") or "member").lower(),
        "isAdmin": user["id"] in admins,
        "isMfaRegistered": bool(registered),
        "methodsRegistered": registered,
        "lastUpdatedDateTime": f"{store.now():%Y-%m-%dT%H:%M:%SZ}",
    }


_REPORTED = {
    "microsoftAuthenticatorAuthenticationMethod": "microsoftAuthenticatorPush",
    "fido2AuthenticationMethod": "fido2SecurityKey",
    "phoneAuthenticationMethod": "mobilePhone",
    "temporaryAccessPassAuthenticationMethod": "temporaryAccessPass",
    "windowsHelloForBusinessAuthenticationMethod": "windowsHelloForBusiness",
}

ROUTES = (
    Route("GET", "/users/{id}/authentication/methods", _methods, READ_METHODS),
    Route("GET", "/reports/authenticationMethods/userRegistrationDetails", _registration_details, READ_REGISTRATION),
)
