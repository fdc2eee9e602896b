"""Requests in My Access, as read (https://learn.microsoft.com/graph/api/entitlementmanagement-list-assignmentrequests)."""

from lcwsync.model.access_request import AccessRequest
from lcwsync.tenant.wire.json import Node


def access_request(answer: object) -> AccessRequest:
    """A request that was read with its requestor, its assignment and the target of that. Raises BadAnswer."""
    node = Node.of(answer, "request")
    assignment = node.object("assignment")
    target = assignment.object("target") if assignment else None
    requestor = node.object("requestor")
    return AccessRequest(
        created=node.text("createdDateTime"),
        requestor=_name(requestor),
        person=_name(target),
        person_id=_id(target),
        state=node.text("state"),
        assignment=assignment.text("state") if assignment else None,
        ended=assignment.text("expiredDateTime") if assignment else None,
        requestor_id=_id(requestor),
    )


def _id(subject: Node | None) -> str:
    return (subject.text("objectId") or "").lower() if subject else ""


def _name(subject: Node | None) -> str:
    if subject is None:
        return "(not shown)"
    return subject.text("principalName") or subject.text("objectId") or "(not shown)"
