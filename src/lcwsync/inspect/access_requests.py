"""Requests in My Access and what became of each: the membership, and the pass that it was asked for. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from lcwsync.model.access_request import AccessRequest
from lcwsync.model.run import PersonResult
from lcwsync.model.state import ObjectKind
from lcwsync.model.unread import Unread
from lcwsync.values.json import moment_of
from lcwsync.values.records import dataclass

GRANTED = "delivered"
"""The state of a request that made the person a member."""

NOT_DELIVERED = frozenset({"deliveryFailed", "partiallyDelivered"})
"""The states of a request that was granted, and did not lead to the membership."""


class PassOutcome(StrEnum):
    """What the workflow did for the person of a request."""

    NOT_GRANTED = "notGranted"
    """The request made nobody a member, at least not yet."""
    WAITING = "waiting"
    """The person is a member, and the workflow has not run for them yet."""
    GOING_ON = "goingOn"
    """The workflow took the person up, and has not ended."""
    RAN = "ran"
    """The workflow took the person up; the result tells how that ended."""
    MISSED = "missed"
    """The membership ended before the workflow ran."""
    UNKNOWN = "unknown"
    """Git names no workflow, or none that could be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRequest:
    """One request with what became of it."""

    request: AccessRequest
    outcome: PassOutcome
    result: PersonResult | None = None
    """What the workflow did for the person; None unless the outcome is RAN."""

    @property
    def failed(self) -> bool:
        """Whether it was granted, and there is no pass because of it, or the workflow failed."""
        if self.request.state in NOT_DELIVERED or self.outcome is PassOutcome.MISSED:
            return True
        return self.result is not None and self.result.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsStatus:
    """The requests of one front door of git, the newest first."""

    name: str
    exists: bool | None = True
    """Whether the tenant has the access package; None when access packages or their requests may not be read, or git
    may describe one that could not be."""
    unread: str | None = None
    """What is wrong with git's document, with its place; None when it was read."""
    requests: tuple[AskedRequest, ...] = ()
    failed: int = 0
    """How many failed; `requests` may hold fewer."""

    def only_failed(self) -> "RequestsStatus":
        """The same with nothing but what failed."""
        return replace(self, requests=tuple(asked for asked in self.requests if asked.failed))


def unread_doors(parts: Iterable[Unread]) -> Iterator[RequestsStatus]:
    """One status for each part of git that could not be read and is, or may hold, a front door."""
    for part in parts:
        if part.object is None or part.object.kind is ObjectKind.PASS_REQUESTS:
            name = part.object.name if part.object else str(part.place)
            yield RequestsStatus(name=name, exists=None, unread=f"{part.place}: {part.message}")


def requests_status(
    name: str,
    requests: Sequence[AccessRequest],
    results: Sequence[PersonResult] | None,
    *,
    exists: bool = True,
    since: datetime | None = None,
    person_id: str | None = None,
    failed: bool = False,
    last: int,
) -> RequestsStatus:
    """The newest `last` requests of a front door, without what the command did not ask for.

    `results` are of the workflow that creates the pass, None when it could not be read. `person_id`: only requests that
    the person made, or that were made for the person. `failed`: only those that failed.
    """

    def lately(request: AccessRequest) -> bool:
        moment = moment_of(request.created)
        return since is None or moment is None or moment >= since

    asked = [
        _asked(request, requests, results)
        for request in sorted(requests, key=lambda each: each.created or "", reverse=True)
        if lately(request) and person_id in (None, request.person_id, request.requestor_id)
    ]
    failures = [each for each in asked if each.failed]
    shown = failures if failed else asked
    return RequestsStatus(name=name, exists=exists, requests=tuple(shown[:last]), failed=len(failures))


def _asked(
    request: AccessRequest, others: Sequence[AccessRequest], results: Sequence[PersonResult] | None
) -> AskedRequest:
    if request.state != GRANTED:
        return AskedRequest(request=request, outcome=PassOutcome.NOT_GRANTED)
    created = moment_of(request.created)
    if results is None or created is None:
        return AskedRequest(request=request, outcome=PassOutcome.UNKNOWN)
    # A run belongs to the newest request that was granted before it: the one before it had its chance.
    later = [
        moment
        for other in others
        if other.state == GRANTED and other.person_id == request.person_id and (moment := moment_of(other.created))
    ]
    end = min((moment for moment in later if moment > created), default=None)
    found = [
        (moment, result)
        for result in results
        if result.person_id == request.person_id
        and (moment := moment_of(result.started)) is not None
        and moment >= created
        and (end is None or moment < end)
    ]
    if found:
        _, first = min(found, key=lambda pair: (pair[1].going_on, pair[0]))
        outcome = PassOutcome.GOING_ON if first.going_on else PassOutcome.RAN
        return AskedRequest(request=request, outcome=outcome, result=None if first.going_on else first)
    # A queued run has no start yet; it belongs to the newest request.
    if end is None and any(each.going_on and each.person_id == request.person_id for each in results):
        return AskedRequest(request=request, outcome=PassOutcome.GOING_ON)
    missed = request.assignment == "expired"
    return AskedRequest(request=request, outcome=PassOutcome.MISSED if missed else PassOutcome.WAITING)
