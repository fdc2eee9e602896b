"""Points in time as Lifecycle Workflows writes them: UTC with seven fractional digits."""

from datetime import UTC, datetime, timedelta


def timestamp(instant: datetime) -> str:
    """`2026-11-23T08:30:00.1234560Z` for an aware instant."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{instant.microsecond:06d}0Z"


def instant(text: str) -> datetime:
    """The time of a timestamp, to the microsecond. Raises ValueError."""
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def timestamp_after(previous: object, now: datetime) -> str:
    """The timestamp of a change: now, and always later than the previous one, even while the clock stands still."""
    stamp = timestamp(now)
    if isinstance(previous, str) and stamp <= previous:
        return timestamp(instant(previous) + timedelta(microseconds=1))
    return stamp


def next_boundary(now: datetime, *, hours: int) -> str:
    """The engine's next run: every `hours` hours, counted from midnight UTC of 1 January 1970."""
    step = hours * 3600
    following = datetime.fromtimestamp((int(now.timestamp()) // step + 1) * step, UTC)
    return f"{following:%Y-%m-%dT%H:%M:%SZ}"
