"""Requests in My Access, as read (https://learn.microsoft.com/graph/api/entitlementmanagement-list-assignmentrequests)."""

from lcwsync.model.access_request import AccessRequest
from lcwsync.tenant.wire.json import Node


def access_request(answer: object) -> AccessRequest:
    """A request that was read with its requestor, its assignment and the target of that. Raises BadAnswer."""
    node = Node.of(answer, "request")
    assignment = node.object("assignment")
    target = assignment.object("target") if assignment else None
    return AccessRequest(
        created=node.text("createdDateTime"),
        requestor=_name(node.object("requestor")),
        person=_name(target),
        person_id=(target.text("objectId") or "").lower() if target else "",
        state=node.text("state"),
        assignment=assignment.text("state") if assignment else None,
        ended=assignment.text("expiredDateTime") if assignment else None,
    )


def _name(subject: Node | None) -> str:
    if subject is None:
        return "(not shown)"
    return subject.text("principalName") or subject.text("objectId") or "(not shown)"
