"""Requests in My Access: what became of each, and which of them a status shows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lcwsync.inspect.access_requests import PassOutcome, RequestsStatus, requests_status
from lcwsync.model.access_request import AccessRequest
from lcwsync.model.run import PersonResult

MANAGER, PERSON, OTHER = "00000000-0000-0000-0000-00000000000a", "p1", "p2"


def request(
    day: int, state: str | None = "delivered", assignment: str | None = "delivered", person: str = PERSON
) -> AccessRequest:
    return AccessRequest(
        created=f"2026-11-{day:02}T06:00:00Z",
        requestor="maria@contoso.example",
        person=f"{person}@contoso.example",
        person_id=person,
        state=state,
        assignment=assignment,
        ended=f"2026-11-{day:02}T14:00:00Z" if assignment == "expired" else None,
        requestor_id=MANAGER,
    )


def ran(day: int, status: str = "completed", person: str = PERSON) -> PersonResult:
    return PersonResult(
        id=f"{person} {day}",
        person_id=person,
        status=status,
        started=f"2026-11-{day:02}T09:00:00.5Z",
        execution="scheduled",
        version=1,
    )


def outcomes(status: RequestsStatus) -> list[tuple[PassOutcome, bool]]:
    return [(asked.outcome, asked.failed) for asked in status.requests]


@pytest.mark.parametrize(
    ("asked", "results", "outcome", "failed"),
    [
        (request(20, "pendingApproval", None), [], PassOutcome.NOT_GRANTED, False),
        (request(20, "denied", None), [ran(20)], PassOutcome.NOT_GRANTED, False),
        (request(20, "deliveryFailed", None), [], PassOutcome.NOT_GRANTED, True),
        (request(20, "partiallyDelivered"), [], PassOutcome.NOT_GRANTED, True),
        (request(20, None), [], PassOutcome.NOT_GRANTED, False),
        (request(20), [], PassOutcome.WAITING, False),
        (request(20), [ran(19)], PassOutcome.WAITING, False),
        (request(20), [ran(20, person=OTHER)], PassOutcome.WAITING, False),
        (request(20, assignment="expired"), [], PassOutcome.MISSED, True),
        (request(20, assignment="expired"), [ran(20)], PassOutcome.RAN, False),
        (request(20), [ran(20, "failed")], PassOutcome.RAN, True),
        (request(20), [ran(20, "inProgress")], PassOutcome.GOING_ON, False),
        (request(20), [replace(ran(20, "queued"), started=None)], PassOutcome.GOING_ON, False),
        (request(20, assignment="expired"), [ran(20, "inProgress")], PassOutcome.GOING_ON, False),
        (request(20), None, PassOutcome.UNKNOWN, False),
        (request(20)._replace(created=None), [ran(20)], PassOutcome.UNKNOWN, False),
    ],
)
def test_a_request_tells_what_became_of_the_pass(
    asked: AccessRequest, results: list[PersonResult] | None, outcome: PassOutcome, failed: bool
) -> None:
    status = requests_status("Door", [asked], results, last=5)
    assert outcomes(status) == [(outcome, failed)]
    assert status.failed == failed


def test_a_run_belongs_to_the_newest_request_granted_before_it() -> None:
    asked = [request(20, assignment="expired"), request(21, "denied", None), request(22)]
    status = requests_status("Door", asked, [ran(22)], last=5)
    assert [outcome for outcome, _ in outcomes(status)] == [
        PassOutcome.RAN, PassOutcome.NOT_GRANTED, PassOutcome.MISSED,
    ]  # fmt: skip


def test_the_newest_are_shown_and_failures_are_counted_beyond_them() -> None:
    asked = [request(day, assignment="expired") for day in (20, 24, 22)] + [request(25)]
    status = requests_status("Door", asked, [], last=2)
    assert [each.request.created for each in status.requests] == ["2026-11-25T06:00:00Z", "2026-11-24T06:00:00Z"]
    assert status.failed == 3
    failures = requests_status("Door", asked, [], failed=True, last=2)
    assert [each.request.created for each in failures.requests] == ["2026-11-24T06:00:00Z", "2026-11-22T06:00:00Z"]


def test_only_what_the_command_asks_for_is_shown() -> None:
    asked = [request(20), request(24), request(25, person=OTHER)]

    def shown(since: datetime | None = None, person_id: str | None = None) -> list[str]:
        status = requests_status("Door", asked, [], since=since, person_id=person_id, last=5)
        return [each.request.person_id for each in status.requests]

    assert shown(since=datetime(2026, 11, 22, tzinfo=UTC)) == [OTHER, PERSON]
    assert shown(person_id=PERSON) == [PERSON, PERSON]
    assert shown(person_id=MANAGER) == [OTHER, PERSON, PERSON]
    assert shown(person_id="nobody") == []
