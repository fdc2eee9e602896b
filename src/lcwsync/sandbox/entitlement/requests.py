"""Requests and assignments as Graph shows them, and those that administrators make.

https://learn.microsoft.com/graph/api/resources/accesspackageassignmentrequest
"""

from lcwsync.sandbox.directory.governance_resources import (
    ACCESS_PACKAGE,
    ASSIGNMENT,
    ASSIGNMENT_POLICY,
    ASSIGNMENT_REQUEST,
)
from lcwsync.sandbox.directory.odata import Expander, Expansion, list_response, one_response, view
from lcwsync.sandbox.directory.odata import stored as every
from lcwsync.sandbox.directory.permissions import READ_ENTITLEMENT, WRITE_ENTITLEMENT
from lcwsync.sandbox.entitlement import PATH
from lcwsync.sandbox.entitlement.bodies import linked, refuse, sent, stamp, stored
from lcwsync.sandbox.entitlement.delivery import end_assignment, open_request
from lcwsync.sandbox.http.routing import Request, Response, Route
from lcwsync.sandbox.store import JsonObject, Store

_ASSIGNMENTS_OF = "identityGovernance/entitlementManagement/assignments"
_REQUESTS_OF = "identityGovernance/entitlementManagement/assignmentRequests"


def _assignments(request: Request, store: Store) -> Response:
    expanders = _of_assignment(store)
    return list_response(request, ASSIGNMENT, every(store, ASSIGNMENT), of=_ASSIGNMENTS_OF, expanders=expanders)


def _requests(request: Request, store: Store) -> Response:
    expanders = _of_request(store)
    source = every(store, ASSIGNMENT_REQUEST)
    return list_response(request, ASSIGNMENT_REQUEST, source, of=_REQUESTS_OF, expanders=expanders)


def _request(request: Request, store: Store) -> Response:
    found = stored(store, ASSIGNMENT_REQUEST.collection, request.params["id"], "request")
    return one_response(request, ASSIGNMENT_REQUEST, found, of=_REQUESTS_OF, expanders=_of_request(store))


def _create(request: Request, store: Store) -> Response:
    """An administrator assigns a package, or ends an assignment. Requests of managers belong to My Access."""
    body = sent(request, ("requestType", "assignment", "justification", "schedule"), "accessPackageAssignmentRequest")
    kind, assignment = body.get("requestType"), body.get("assignment")
    if kind not in ("adminAdd", "adminRemove") or not isinstance(assignment, dict):
        raise refuse("The requestType is not supported for an application.")
    if kind == "adminRemove":
        held = stored(store, ASSIGNMENT.collection, linked(body, "assignment"), "assignment")
        end_assignment(store, held, store.now())
        reply: JsonObject = {"id": held["id"], "requestType": kind, "state": "submitted", "status": "Accepted"}
        return Response(201, {**reply, "createdDateTime": stamp(store)})
    policy = stored(store, ASSIGNMENT_POLICY.collection, str(assignment.get("assignmentPolicyId")), "policy")
    target = stored(store, "users", str(assignment.get("targetId")), "user")
    made = open_request(
        store, policy, requestor=request.caller.id, target=str(target["id"]), justification=None, kind="adminAdd"
    )
    return Response(201, view(ASSIGNMENT_REQUEST, made))


def _of_assignment(store: Store) -> dict[str, Expander]:
    return {
        "target": lambda assignment, _: _subject(store, assignment["_target"]),
        "accessPackage": lambda assignment, _: _package(store, assignment),
        "assignmentPolicy": lambda assignment, _: _policy(store, assignment),
    }


def _of_request(store: Store) -> dict[str, Expander]:
    def assignment(request: JsonObject, expansion: Expansion) -> JsonObject | None:
        held = store.get(ASSIGNMENT.collection, str(request["_assignment"]))
        if held is None:
            # Until it is granted a request has an assignment in name only.
            target = {"target": _subject(store, request["_target"])} if "target" in expansion.expand else {}
            return {"id": request["_assignment"], "state": None, "status": None, **target}
        parts = _of_assignment(store)
        return {**view(ASSIGNMENT, held), **{name: parts[name](held, expansion) for name in expansion.expand}}

    return {
        "requestor": lambda request, _: _subject(store, request["_requestor"]),
        "assignment": assignment,
        "accessPackage": lambda request, _: _package(store, request),
    }


def _subject(store: Store, user_id: object) -> JsonObject:
    user = store.get("users", str(user_id)) or {}
    return {
        "id": str(user_id),
        "objectId": str(user_id),
        "displayName": user.get("displayName"),
        "email": user.get("mail"),
        "principalName": user.get("userPrincipalName"),
        "subjectType": "user",
        "subjectLifecycle": "governed",
    }


def _package(store: Store, holder: JsonObject) -> JsonObject | None:
    link = holder["accessPackage"]
    found = store.get(ACCESS_PACKAGE.collection, str(link["id"])) if isinstance(link, dict) else None
    return None if found is None else view(ACCESS_PACKAGE, found)


def _policy(store: Store, assignment: JsonObject) -> JsonObject | None:
    found = store.get(ASSIGNMENT_POLICY.collection, str(assignment["_policy"]))
    return None if found is None else view(ASSIGNMENT_POLICY, found)


ROUTES = (
    Route("GET", f"{PATH}/assignments", _assignments, READ_ENTITLEMENT),
    Route("GET", f"{PATH}/assignmentRequests", _requests, READ_ENTITLEMENT),
    Route("GET", f"{PATH}/assignmentRequests/{{id}}", _request, READ_ENTITLEMENT),
    Route("POST", f"{PATH}/assignmentRequests", _create, WRITE_ENTITLEMENT),
)
