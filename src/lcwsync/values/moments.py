"""Moments in one form for programs and one for people, always in UTC."""

from datetime import UTC, datetime


def moment_json(moment: datetime | str | None) -> str | None:
    """`2026-11-25T12:00:00Z`, for programs. A text is a moment as Graph or the journal writes it."""
    read = _read(moment)
    return f"{read:%Y-%m-%dT%H:%M:%SZ}" if isinstance(read, datetime) else read


def moment_text(moment: datetime | str) -> str:
    """A time as `2026-11-25 12:00 UTC`, for people. A text that is not a time is returned unchanged."""
    read = _read(moment)
    return f"{read:%Y-%m-%d %H:%M} UTC" if isinstance(read, datetime) else str(moment)


def moment_cell(moment: datetime) -> str:
    """`2026-11-25 12:00`, below a heading that names UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def _read(moment: datetime | str | None) -> datetime | str | None:
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            return moment
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
