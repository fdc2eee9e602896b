"""Reasons of lcwsync's own for a failed action."""

from collections.abc import Collection, Iterable

from lcwsync.plan.changes import FieldChange
from lcwsync.values.errors import TenantError


class Moved(TenantError):  # noqa: N818 - what happened
    """The object was changed, renamed or deleted by another admin after the plan had read it."""


class Gone(Moved):
    """The object is not there any more."""


class NotStored(TenantError):  # noqa: N818 - what happened
    """The service accepted a change and does not show it."""


class NotSeen(TenantError):  # noqa: N818 - what happened
    """The write was sent, and no read shows it: it may be stored or come to nothing."""


class Contested(TenantError):  # noqa: N818 - what happened
    """Written, and somebody else wrote the same at the same time."""


class NotWritable(TenantError):  # noqa: N818 - what happened
    """The object holds what this version cannot express, and writing it would lose that."""


def changed_by_somebody(what: str, *, at: str | None = None) -> Moved:
    """The error for an object that has changed since it was read; `at` is its lastModifiedDateTime."""
    when = f", at {at}" if at else ""
    return Moved(
        f"the {what} was changed by another admin since it was read{when}",
        hint="nothing was written to it; plan again and review what it is now",
    )


def gone(what: str) -> Gone:
    """`what` was there when the tenant was read."""
    return Gone(f"the {what} no longer exists: another admin removed it since it was read", hint="plan again")


def not_seen(what: str, seconds: float, *, hint: str | None = None) -> NotSeen:
    """`what` was written and accepted, and `seconds` of looking showed it as it was before."""
    return NotSeen(
        f"the change of the {what} was accepted, and the service did not show it within {seconds:.0f} seconds",
        hint=hint or "`lcwsync plan` shows whether it has arrived; run `lcwsync apply` again when it has not",
    )


def name_taken(what: str) -> Moved:
    """The name of `what` was free when the tenant was read."""
    article = "an" if what[0] in "aeiou" else "a"
    return Moved(
        f"another admin created {article} {what} since the tenant was read, and it differs from git",
        hint="plan again: the plan will show how it differs",
    )


def not_stored(what: str, fields: Iterable[str] = ()) -> NotStored:
    """`what` was written and none of the looks afterwards showed `fields`."""
    listed = ", ".join(fields)
    return NotStored(
        f"{what}: the service accepted the change and does not show it" + (f" ({listed})" if listed else ""),
        hint="plan again; if it stays so, look at it in the portal",
    )


def check_stored(what: str, missing: Collection[FieldChange]) -> None:
    """Raise NotStored when fields of `what` are not as they were written."""
    if missing:
        raise not_stored(what, [change.field for change in missing])
