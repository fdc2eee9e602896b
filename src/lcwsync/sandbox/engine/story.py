"""What the engine did, as lines for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. `person` None: it concerns the workflow as a whole."""

    at: datetime
    workflow: str
    person: str | None
    text: str
    failed: bool = False


def lines(events: Iterable[Event]) -> tuple[str, ...]:
    """`2026-11-24 06:00  Onboard pre-hire employee  Zoë Novak: pass mailed to …`, one line per event."""
    return tuple(_line(event) for event in events)


def moment(instant: datetime) -> str:
    """`2026-11-24 06:00`, in UTC."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M}"


def duration(minutes: int) -> str:
    """`8 h`, `90 min`, `3 d`: in the largest unit that says it exactly."""
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes >= size and minutes % size == 0:
            return f"{minutes // size} {unit}"
    return f"{minutes} min"


def _line(event: Event) -> str:
    text = f"failed: {event.text}" if event.failed else event.text
    who = f"{event.person}: " if event.person is not None else ""
    return f"{moment(event.at)}  {event.workflow}  {who}{text}"
