"""The words for requests in My Access that the formats of a status share. Texts are unescaped."""

from collections.abc import Callable

from lcwsync.inspect.access_requests import AskedRequest, PassOutcome, RequestsStatus
from lcwsync.values.moments import moment_text

_STATES = {
    "submitted": "received",
    "pendingApproval": "waits for an approver",
    "delivering": "granted, the membership is on its way",
    "denied": "denied",
    "canceled": "cancelled",
    "deliveryFailed": "granted, and the membership failed",
    "partiallyDelivered": "granted, and the membership failed in part",
    "scheduled": "granted for later",
}


def requests_title(door: RequestsStatus) -> str:
    """The heading; where requests may not be read it says so."""
    why = f"not looked at, git could not be read ({door.unread})" if door.unread else "access packages may not be read"
    told = f": cannot tell, {why}" if door.exists is None else ""
    return f"{door.name}  (requests in My Access){told}"


def no_requests(door: RequestsStatus) -> str | None:
    """What stands in place of requests where there are none to show."""
    if door.requests or door.exists is None:
        return None
    return "no requests" if door.exists else "the tenant has no such access package"


def request_text(asked: AskedRequest, name: Callable[[str], str]) -> str:
    """One line: when, who for whom, and what became of the membership. `name` shows or masks a user."""
    request = asked.request
    when = moment_text(request.created) if request.created else "at an unknown time"
    return f"{when}  {name(request.requestor)} for {name(request.person)}: {_state(asked)}"


def pass_text(asked: AskedRequest) -> str | None:
    """What became of the pass; None while there is no membership that could lead to one."""
    match asked.outcome:
        case PassOutcome.NOT_GRANTED:
            return None
        case PassOutcome.UNKNOWN:
            return "pass: cannot tell, git names no workflow that could be read"
        case PassOutcome.MISSED:
            return "pass: none, the membership ended before the workflow ran"
        case PassOutcome.GOING_ON:
            return "pass: the workflow is queued or in progress"
        case PassOutcome.RAN if asked.result is not None:
            at = f" at {moment_text(asked.result.started)}" if asked.result.started else ""
            return f"pass: the workflow {asked.result.status}{at}"
        case _:
            return "pass: the workflow has not run yet"


def _state(asked: AskedRequest) -> str:
    request = asked.request
    if asked.outcome is PassOutcome.NOT_GRANTED:
        return _STATES.get(request.state or "", request.state or "cannot tell")
    if request.assignment == "expired":
        until = f" until {moment_text(request.ended)}" if request.ended else ""
        return f"granted, was a member{until}"
    return "granted, is a member"
