"""Carrying out the change of the TAP policy: guard, write, read back."""

from lcwsync.apply.problems import check_stored
from lcwsync.apply.readback import unknown_note
from lcwsync.apply.writer import ALREADY, Writer
from lcwsync.model.state import SINGLETON_NAMES, ObjectKind
from lcwsync.plan.actions import PlannedAction, UpdateTapPolicy
from lcwsync.plan.diff import diff_tap_policy
from lcwsync.plan.fingerprint import fingerprint
from lcwsync.tenant.looks import the_tap_policy

_POLICY = SINGLETON_NAMES[ObjectKind.TAP_POLICY]


def update_tap_policy(action: UpdateTapPolicy, planned: PlannedAction, writer: Writer) -> str | None:
    """PATCH of the changed fields; the answer has no body, so it is read back."""
    live = writer.current(_POLICY, _POLICY, the_tap_policy())
    if not diff_tap_policy(action.after, live):
        return ALREADY
    writer.check_unmoved(planned, _POLICY, live, _POLICY)
    now = writer.change(
        _POLICY,
        lambda: writer.tenant.update_tap_policy(action.after),
        the_tap_policy(),
        lambda policy: not diff_tap_policy(action.after, policy),
        before=live,
    )
    check_stored(_POLICY, diff_tap_policy(action.after, now))
    writer.seen[_POLICY] = fingerprint(now)
    return unknown_note(live.unknown, now.unknown)
