"""Carrying out the actions on the TAP policy, the settings and custom task extensions."""

from dataclasses import replace

from lcwsync.apply.certainty import settle, write_once
from lcwsync.apply.problems import Moved, NotStored
from lcwsync.apply.workflows import ALREADY, Hand
from lcwsync.model.extension import LiveExtension
from lcwsync.model.settings import EmailSettings, LifecycleSettings
from lcwsync.model.state import SINGLETON_NAMES, ObjectKind
from lcwsync.plan.actions import (
    CreateExtension,
    DeleteExtension,
    PlannedAction,
    UpdateExtension,
    UpdateSettings,
    UpdateTapPolicy,
)
from lcwsync.plan.diff import diff_extension, diff_settings, diff_tap_policy
from lcwsync.plan.fingerprint import fingerprint

_POLICY = SINGLETON_NAMES[ObjectKind.TAP_POLICY]
_SETTINGS = SINGLETON_NAMES[ObjectKind.SETTINGS]
_AGAIN = "plan again; if it stays so, look at it in the portal"


def update_tap_policy(action: UpdateTapPolicy, planned: PlannedAction, hand: Hand) -> str | None:
    """PATCH of the changed fields; the answer has no body, so it is read back."""
    live = hand.tenant.tap_policy()
    if not diff_tap_policy(action.after, live):
        return ALREADY
    if hand.expected(planned, _POLICY) != fingerprint(live):
        raise _moved(_POLICY)
    write_once(
        lambda: hand.tenant.update_tap_policy(action.after),
        lambda: not diff_tap_policy(action.after, hand.tenant.tap_policy()),
        hand.sleep,
    )
    now = settle(hand.tenant.tap_policy, lambda policy: not diff_tap_policy(action.after, policy), hand.sleep)
    if missing := diff_tap_policy(action.after, now):
        raise _not_stored(_POLICY, [change.field for change in missing])
    hand.seen[_POLICY] = fingerprint(now)
    return None


def update_settings(action: UpdateSettings, planned: PlannedAction, hand: Hand) -> str | None:
    """PATCH with both required members, what git does not say taken from the tenant."""
    live = hand.tenant.settings()
    if not diff_settings(action.desired, live):
        return ALREADY
    if hand.expected(planned, _SETTINGS) != fingerprint(live):
        raise _moved(_SETTINGS)
    whole = _whole(action.desired, live)
    write_once(
        lambda: hand.tenant.update_settings(whole),
        lambda: not diff_settings(action.desired, hand.tenant.settings()),
        hand.sleep,
    )
    now = settle(hand.tenant.settings, lambda settings: not diff_settings(action.desired, settings), hand.sleep)
    if missing := diff_settings(action.desired, now):
        raise _not_stored(_SETTINGS, [change.field for change in missing])
    hand.seen[_SETTINGS] = fingerprint(now)
    return None


def create_extension(action: CreateExtension, hand: Hand) -> str | None:
    """POST. A namesake that appeared since is taken as ours when it equals git."""
    name = action.desired.display_name
    if (other := _extension_named(name, hand)) is not None:
        if diff_extension(action.desired, other.extension):
            raise Moved(
                f'somebody else made a custom task extension "{name}" since the tenant was read; it differs from git',
                hint="plan again: the plan will show how it differs",
            )
        hand.created[name.casefold()] = other.id
        return ALREADY
    write_once(
        lambda: hand.tenant.create_extension(action.desired),
        lambda: _extension_named(name, hand) is not None,
        hand.sleep,
    )
    now = settle(lambda: _extension_named(name, hand), lambda found: found is not None, hand.sleep)
    if now is None:
        raise _not_stored(f'custom task extension "{name}"', [])
    if missing := diff_extension(action.desired, now.extension):
        raise _not_stored(f'custom task extension "{name}"', [change.field for change in missing])
    hand.created[name.casefold()] = now.id
    return None


def update_extension(action: UpdateExtension, planned: PlannedAction, hand: Hand) -> str | None:
    """PATCH of the fields that differ."""
    live = hand.tenant.extension(action.live.id)
    if live is None:
        raise Moved(
            f'custom task extension "{action.live.extension.display_name}" was deleted by somebody else',
            hint="plan again",
        )
    if not diff_extension(action.desired, live.extension):
        return ALREADY
    if hand.expected(planned, live.id) != fingerprint(live):
        raise _moved(f'custom task extension "{live.extension.display_name}"')

    def stored(now: LiveExtension | None) -> bool:
        return now is not None and not diff_extension(action.desired, now.extension)

    write_once(
        lambda: hand.tenant.update_extension(live.id, action.desired),
        lambda: stored(hand.tenant.extension(live.id)),
        hand.sleep,
    )
    now = settle(lambda: hand.tenant.extension(live.id), stored, hand.sleep)
    if now is None or not stored(now):
        raise _not_stored(f'custom task extension "{action.desired.display_name}"', [])
    hand.seen[live.id] = fingerprint(now)
    return None


def delete_extension(action: DeleteExtension, planned: PlannedAction, hand: Hand) -> str | None:
    """DELETE, which the service cannot undo."""
    live = hand.tenant.extension(action.live.id)
    if live is None:
        return "was already gone"
    if hand.expected(planned, live.id) != fingerprint(live):
        raise _moved(f'custom task extension "{live.extension.display_name}"')
    write_once(
        lambda: hand.tenant.delete_extension(live.id), lambda: hand.tenant.extension(live.id) is None, hand.sleep
    )
    if settle(lambda: hand.tenant.extension(live.id), lambda found: found is None, hand.sleep) is not None:
        raise _not_stored(f'deletion of custom task extension "{live.extension.display_name}"', [])
    return None


def _whole(desired: LifecycleSettings, live: LifecycleSettings) -> LifecycleSettings:
    mail, shown = desired.email_settings or EmailSettings(), live.email_settings or EmailSettings()
    return replace(
        live,
        workflow_schedule_interval_in_hours=(
            live.workflow_schedule_interval_in_hours
            if desired.workflow_schedule_interval_in_hours is None
            else desired.workflow_schedule_interval_in_hours
        ),
        email_settings=EmailSettings(
            sender_domain=shown.sender_domain if mail.sender_domain is None else mail.sender_domain,
            use_company_branding=(
                shown.use_company_branding if mail.use_company_branding is None else mail.use_company_branding
            ),
        ),
    )


def _extension_named(name: str, hand: Hand) -> LiveExtension | None:
    wanted = name.casefold()
    return next((e for e in hand.tenant.extensions() if e.extension.display_name.casefold() == wanted), None)


def _moved(what: str) -> Moved:
    return Moved(
        f"the {what} was changed by somebody else since it was read",
        hint="nothing was written to it; plan again and review what it is now",
    )


def _not_stored(what: str, fields: list[str]) -> NotStored:
    listed = f" ({', '.join(fields)})" if fields else ""
    return NotStored(f"{what}: the service accepted the change and does not show it{listed}", hint=_AGAIN)
