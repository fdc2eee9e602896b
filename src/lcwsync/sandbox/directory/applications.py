"""Applications, service principals, and what they were granted.

https://learn.microsoft.com/graph/api/resources/application, https://learn.microsoft.com/graph/api/resources/approleassignment.
"""

from lcwsync.sandbox.directory.objects import ids, require, resolved
from lcwsync.sandbox.directory.odata import given, list_response, one_response, stored
from lcwsync.sandbox.directory.permissions import READ_APPLICATIONS, READ_CREDENTIALS, READ_GRANTS
from lcwsync.sandbox.directory.resources import (
    APP_ROLE_ASSIGNMENT,
    APPLICATION,
    DIRECTORY_OBJECT,
    FEDERATED_CREDENTIAL,
    PERMISSION_GRANT,
    SERVICE_PRINCIPAL,
)
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.store import Store


def _list(request: Request, store: Store) -> Response:
    return list_response(request, APPLICATION, stored(store, APPLICATION), of="applications")


def _get(request: Request, store: Store) -> Response:
    return one_response(request, APPLICATION, require(store, APPLICATION, request.params["id"]), of="applications")


def _owners(request: Request, store: Store) -> Response:
    application = require(store, APPLICATION, request.params["id"])
    return list_response(request, DIRECTORY_OBJECT, given(resolved(store, ids(application, "_owners"))), of=_OBJECTS)


def _federated_credentials(request: Request, store: Store) -> Response:
    application = require(store, APPLICATION, request.params["id"])
    credentials = objects(application.get("_federatedIdentityCredentials"))
    of = f"applications('{application['id']}')/federatedIdentityCredentials"
    return list_response(request, FEDERATED_CREDENTIAL, given(credentials), of=of)


def _list_principals(request: Request, store: Store) -> Response:
    return list_response(request, SERVICE_PRINCIPAL, stored(store, SERVICE_PRINCIPAL), of="servicePrincipals")


def _get_principal(request: Request, store: Store) -> Response:
    principal = require(store, SERVICE_PRINCIPAL, request.params["id"])
    return one_response(request, SERVICE_PRINCIPAL, principal, of="servicePrincipals")


def _principal_owners(request: Request, store: Store) -> Response:
    principal = require(store, SERVICE_PRINCIPAL, request.params["id"])
    return list_response(request, DIRECTORY_OBJECT, given(resolved(store, ids(principal, "_owners"))), of=_OBJECTS)


def _assigned_to(request: Request, store: Store) -> Response:
    """The holders of app roles of this service principal."""
    return _assignments(request, store, "resourceId")


def _assigned(request: Request, store: Store) -> Response:
    """The app roles this service principal holds."""
    return _assignments(request, store, "principalId")


def _assignments(request: Request, store: Store, side: str) -> Response:
    principal = require(store, SERVICE_PRINCIPAL, request.params["id"])
    found = [grant for grant in store.all(APP_ROLE_ASSIGNMENT.collection) if grant[side] == principal["id"]]
    return list_response(request, APP_ROLE_ASSIGNMENT, given(found), of="appRoleAssignments")


def _grants(request: Request, store: Store) -> Response:
    return list_response(request, PERMISSION_GRANT, stored(store, PERMISSION_GRANT), of="oauth2PermissionGrants")


_OBJECTS = "directoryObjects"

ROUTES = (
    Route("GET", "/applications", _list, READ_APPLICATIONS),
    Route("GET", "/applications/{id}", _get, READ_APPLICATIONS),
    Route("GET", "/applications/{id}/owners", _owners, READ_APPLICATIONS),
    Route("GET", "/applications/{id}/federatedIdentityCredentials", _federated_credentials, READ_CREDENTIALS),
    Route("GET", "/servicePrincipals", _list_principals, READ_APPLICATIONS),
    Route("GET", "/servicePrincipals/{id}", _get_principal, READ_APPLICATIONS),
    Route("GET", "/servicePrincipals/{id}/owners", _principal_owners, READ_APPLICATIONS),
    Route("GET", "/servicePrincipals/{id}/appRoleAssignedTo", _assigned_to, READ_APPLICATIONS),
    Route("GET", "/servicePrincipals/{id}/appRoleAssignments", _assigned, READ_APPLICATIONS),
    Route("GET", "/oauth2PermissionGrants", _grants, READ_GRANTS),
)
