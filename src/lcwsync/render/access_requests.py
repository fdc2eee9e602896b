"""Requests in My Access and what became of them, as plain lines."""

from collections.abc import Iterator, Sequence

from lcwsync.model.access_request import AccessRequest
from lcwsync.model.run import PersonResult
from lcwsync.render.formats import escape
from lcwsync.values.moments import moment_text

_STATES = {
    "submitted": "received",
    "pendingApproval": "waits for an approver",
    "delivering": "granted, the membership is on its way",
    "denied": "denied",
    "canceled": "cancelled",
    "deliveryFailed": "granted, and the membership failed",
    "scheduled": "granted for later",
}


def requests_text(
    name: str, requests: Sequence[AccessRequest], results: Sequence[PersonResult] | None, *, last: int
) -> str:
    """The newest requests for an access package. `results` are of the workflow that creates the pass; None when git
    names none, or when it could not be read."""
    lines = [f"{name}  (requests in My Access)"]
    newest = sorted(requests, key=lambda request: request.created or "", reverse=True)[:last]
    lines += [line for request in newest for line in _request(request, results)] or ["  no requests"]
    return "\n".join(escape.terminal(line) for line in lines) + "\n"


def unread_text(name: str) -> str:
    """The line for requests that may not be read."""
    return escape.terminal(f"{name}  (requests in My Access): cannot tell, access packages may not be read") + "\n"


def _request(request: AccessRequest, results: Sequence[PersonResult] | None) -> Iterator[str]:
    when = moment_text(request.created) if request.created else "at an unknown time"
    yield f"  {when}  {request.requestor} for {request.person}: {_state(request)}"
    if request.state != "delivered":
        return
    if results is None:
        yield "      pass: cannot tell, git names no workflow that could be read"
        return
    after = [
        result
        for result in results
        if result.person_id == request.person_id and (result.started or "") >= (request.created or "")
    ]
    first = min(after, key=lambda result: result.started or "", default=None)
    if first is not None:
        at = f" at {moment_text(first.started)}" if first.started else ""
        yield f"      pass: the workflow {first.status}{at}"
    elif request.assignment == "expired":
        yield "  !   pass: none, the membership ended before the workflow ran"
    else:
        yield "      pass: the workflow has not run yet"


def _state(request: AccessRequest) -> str:
    if request.state != "delivered":
        return _STATES.get(request.state or "", request.state or "cannot tell")
    if request.assignment == "expired":
        until = f" until {moment_text(request.ended)}" if request.ended else ""
        return f"granted, was a member{until}"
    return "granted, is a member"
