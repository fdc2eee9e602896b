"""Access packages and their assignment policies
(https://learn.microsoft.com/graph/api/resources/entitlementmanagement-overview)."""

from lcwsync.sandbox.directory.governance_resources import ACCESS_PACKAGE, ASSIGNMENT_POLICY
from lcwsync.sandbox.directory.objects import require
from lcwsync.sandbox.directory.odata import Expander, Expansion, list_response, one_response, stored, view
from lcwsync.sandbox.directory.permissions import READ_ENTITLEMENT
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store

_PATH = "/identityGovernance/entitlementManagement"


def _packages(request: Request, store: Store) -> Response:
    return list_response(
        request, ACCESS_PACKAGE, stored(store, ACCESS_PACKAGE), of=_PACKAGES_OF, expanders=_expanders(store)
    )


def _package(request: Request, store: Store) -> Response:
    package = require(store, ACCESS_PACKAGE, request.params["id"])
    return one_response(request, ACCESS_PACKAGE, package, of=_PACKAGES_OF, expanders=_expanders(store))


def _policies(request: Request, store: Store) -> Response:
    return list_response(
        request, ASSIGNMENT_POLICY, stored(store, ASSIGNMENT_POLICY), of=_POLICIES_OF, expanders=_expanders(store)
    )


def _policy(request: Request, store: Store) -> Response:
    policy = require(store, ASSIGNMENT_POLICY, request.params["id"])
    return one_response(request, ASSIGNMENT_POLICY, policy, of=_POLICIES_OF, expanders=_expanders(store))


def _expanders(store: Store) -> dict[str, Expander]:
    """A policy is stored with the id of its package as `accessPackage`."""

    def policies(package: JsonObject, expansion: Expansion) -> list[JsonObject]:
        return [
            view(ASSIGNMENT_POLICY, policy, expansion.select)
            for policy in store.all(ASSIGNMENT_POLICY.collection)
            if policy["accessPackage"] == {"id": package["id"]}
        ]

    def package(policy: JsonObject, expansion: Expansion) -> JsonObject | None:
        held = policy["accessPackage"]
        found = store.get(ACCESS_PACKAGE.collection, str(held["id"])) if isinstance(held, dict) else None
        return None if found is None else view(ACCESS_PACKAGE, found, expansion.select)

    return {"assignmentPolicies": policies, "accessPackage": package}


_PACKAGES_OF = "identityGovernance/entitlementManagement/accessPackages"
_POLICIES_OF = "identityGovernance/entitlementManagement/assignmentPolicies"

ROUTES = (
    Route("GET", _PATH + "/accessPackages", _packages, READ_ENTITLEMENT),
    Route("GET", _PATH + "/accessPackages/{id}", _package, READ_ENTITLEMENT),
    Route("GET", _PATH + "/assignmentPolicies", _policies, READ_ENTITLEMENT),
    Route("GET", _PATH + "/assignmentPolicies/{id}", _policy, READ_ENTITLEMENT),
)
