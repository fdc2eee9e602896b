from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcwsync.tenant.http.failure import GraphFailure, answered, bad_answer, broken, unreachable
from lcwsync.tenant.http.retry import RetryPolicy, retry_after_seconds, wait_before_retry

NOW = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = RetryPolicy()


def failed(method: str, status: int, retry_after: str | None = None) -> GraphFailure:
    return answered(method, "/users", status=status, code=None, message=None, request_id=None, retry_after=retry_after)


def wait(failure: GraphFailure, *, idempotent: bool, attempt: int = 1, elapsed: float = 0.0) -> float | None:
    return wait_before_retry(
        failure, attempt=attempt, elapsed=elapsed, idempotent=idempotent, policy=POLICY, now=NOW, chance=lambda: 1.0
    )


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_read_is_repeated_after_a_passing_fault(status: int) -> None:
    assert wait(failed("GET", status), idempotent=True) is not None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_a_refusal_is_not_repeated(status: int) -> None:
    assert wait(failed("GET", status), idempotent=True) is None


@pytest.mark.parametrize(
    "failure", [failed("POST", 503), broken("POST", "/x", "reset"), bad_answer("POST", "/x", "cut")]
)
def test_a_write_with_an_unknown_outcome_is_doubtful_and_never_repeated(failure: GraphFailure) -> None:
    assert failure.doubtful
    assert wait(failure, idempotent=False) is None


@pytest.mark.parametrize("failure", [failed("POST", 429), unreachable("POST", "/x", "https://graph", "refused")])
def test_a_write_that_surely_was_not_carried_out_is_repeated(failure: GraphFailure) -> None:
    assert not failure.doubtful
    assert wait(failure, idempotent=False) is not None


def test_retry_after_is_honoured_in_seconds_and_as_a_date() -> None:
    assert wait(failed("GET", 429, "7"), idempotent=True) == 7
    assert wait(failed("GET", 429, "Thu, 01 Jan 2026 00:00:09 GMT"), idempotent=True) == 9


@pytest.mark.parametrize("header", ["-5", "0", "soon", "nan", "inf", "1e999", "Thu, 01 Jan 1970 00:00:00 GMT", ""])
def test_an_absurd_retry_after_falls_back_to_our_own_wait(header: str) -> None:
    assert retry_after_seconds(header, NOW) is None
    assert wait(failed("GET", 429, header), idempotent=True) == POLICY.first_wait


def test_a_wait_beyond_the_deadline_is_not_waited() -> None:
    assert wait(failed("GET", 429, "86400"), idempotent=True) is None


@given(attempt=st.integers(1, 20), elapsed=st.floats(0, 1000), status=st.sampled_from([429, 500, 503]))
def test_waiting_always_ends(attempt: int, elapsed: float, status: int) -> None:
    seconds = wait(failed("GET", status), idempotent=True, attempt=attempt, elapsed=elapsed)
    assert seconds is None or (attempt < POLICY.attempts and elapsed + seconds <= POLICY.deadline)


def test_what_cannot_pass_by_itself_is_not_sent_again() -> None:
    refused = unreachable("GET", "/x", "https://graph", "certificate verify failed", lasting=True)
    assert wait(refused, idempotent=True) is None
