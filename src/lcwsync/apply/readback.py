"""Changes by a write to members that this version does not know and the comparator cannot see."""

from lcwsync.model.unknown import UnknownMember
from lcwsync.plan.unknown import MemberChange, member_changes

_MOST = 5
"""Changes listed in a note."""


def unknown_note(before: tuple[UnknownMember, ...], after: tuple[UnknownMember, ...]) -> str | None:
    """The unknown members that changed between the reading before a write and the one after it; None when none did.

    Paths only: the note stands in the journal, which holds no secret and no person's name.
    """
    if before == after:
        return None
    changes = member_changes(before, after)
    more = f" and {len(changes) - _MOST} more" if len(changes) > _MOST else ""
    listed = ", ".join(f"{change.path} ({_what(change)})" for change in changes[:_MOST])
    return f"this write changed what lcwsync does not know: {listed}{more}" if changes else None


def _what(change: MemberChange) -> str:
    return "new" if change.before is None else "gone" if change.after is None else "changed"


def notes(*each: str | None) -> str | None:
    """Several notes as one; None when there is none."""
    return "; ".join(note for note in each if note) or None
