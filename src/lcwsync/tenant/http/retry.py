"""When a failed call is sent again, and after how long. Pure: time and chance come in as arguments."""

from collections.abc import Callable
from datetime import UTC, datetime

from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.values.records import dataclass

_REPEATABLE_STATUS = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How patient a call is; all in seconds but `attempts`."""

    attempts: int = 6
    attempts_to_connect: int = 3
    """Nobody at the address is more often a wrong address than a passing fault."""
    first_wait: float = 0.5
    longest_wait: float = 30.0
    deadline: float = 300.0
    """After the first attempt; no attempt begins later."""


def wait_before_retry(
    failure: GraphFailure,
    *,
    attempt: int,
    elapsed: float,
    idempotent: bool,
    policy: RetryPolicy,
    now: datetime,
    chance: Callable[[], float],
) -> float | None:
    """Seconds to wait before sending the call again, or None when it must not be sent again.

    `attempt` counts from 1, `elapsed` is in seconds since the first one, `chance` gives 0..1. Reads are repeated
    after anything passing. Writes only when they surely were not carried out: throttled, or never connected.
    """
    unreachable = failure.kind is FailureKind.UNREACHABLE
    attempts = policy.attempts_to_connect if unreachable else policy.attempts
    if attempt >= attempts or not _may_repeat(failure, idempotent=idempotent):
        return None
    asked = retry_after_seconds(failure.retry_after, now)
    # Half of it is chance: many calls that failed together do not come back together.
    own = min(policy.longest_wait, policy.first_wait * 2 ** (attempt - 1)) * (0.5 + chance() / 2)
    wait = max(own, asked) if asked is not None else own
    return wait if elapsed + wait <= policy.deadline else None


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """The Retry-After header in seconds: a number or an HTTP date; None when absent, past or not understood."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        when = http_date(header)
        if when is None:
            return None
        seconds = (when - now).total_seconds()
    return seconds if 0 < seconds < float("inf") else None


def http_date(header: str | None) -> datetime | None:
    """An HTTP date in UTC; None when absent or not understood
    (https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats)."""
    if header is None:
        return None
    try:
        match header.split():
            case [_, day, month, year, clock, "GMT"] if month in _MONTHS:
                return datetime.fromisoformat(f"{year}-{_MONTHS.index(month) + 1:02}-{day}T{clock}+00:00")
        from email.utils import parsedate_to_datetime  # for the obsolete forms

        when = parsedate_to_datetime(header)
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _may_repeat(failure: GraphFailure, *, idempotent: bool) -> bool:
    if failure.lasting:
        return False
    if failure.kind in (FailureKind.THROTTLED, FailureKind.UNREACHABLE):
        return True
    return idempotent and (
        failure.status in _REPEATABLE_STATUS
        or (failure.status == 0 and failure.kind is FailureKind.BROKEN)
        or failure.kind is FailureKind.BAD_ANSWER
    )
