"""Carrying out the actions on the TAP policy, the settings and custom task extensions."""

from collections.abc import Callable
from dataclasses import replace

from lcwsync.apply.problems import Gone, gone, name_taken, not_stored
from lcwsync.apply.readback import unknown_note
from lcwsync.apply.writer import ALREADY, Hand
from lcwsync.model.extension import (
    Callback,
    CustomTaskExtension,
    LaunchAndWait,
    LiveExtension,
)
from lcwsync.model.overlay import filled
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
from lcwsync.plan.changes import FieldChange
from lcwsync.plan.diff import diff_extension, diff_settings, diff_tap_policy
from lcwsync.plan.fingerprint import fingerprint

_POLICY = SINGLETON_NAMES[ObjectKind.TAP_POLICY]
_SETTINGS = SINGLETON_NAMES[ObjectKind.SETTINGS]


def update_tap_policy(action: UpdateTapPolicy, planned: PlannedAction, hand: Hand) -> str | None:
    """PATCH of the changed fields; the answer has no body, so it is read back."""
    live = hand.current(_POLICY, hand.tenant.tap_policy)
    if not diff_tap_policy(action.after, live):
        return ALREADY
    hand.check_unmoved(planned, _POLICY, live, _POLICY)
    now = hand.change(
        _POLICY,
        lambda: hand.tenant.update_tap_policy(action.after),
        hand.tenant.tap_policy,
        lambda policy: not diff_tap_policy(action.after, policy),
    )
    _check_stored(_POLICY, diff_tap_policy(action.after, now))
    hand.seen[_POLICY] = fingerprint(now)
    return unknown_note(live.unknown, now.unknown)


def update_settings(action: UpdateSettings, planned: PlannedAction, hand: Hand) -> str | None:
    """PATCH with both required members, what git does not say taken from the tenant."""
    live = hand.current(_SETTINGS, hand.tenant.settings)
    if not diff_settings(action.desired, live):
        return ALREADY
    hand.check_unmoved(planned, _SETTINGS, live, _SETTINGS)
    whole = _whole(action.desired, live)
    now = hand.change(
        _SETTINGS,
        lambda: hand.tenant.update_settings(whole),
        hand.tenant.settings,
        lambda settings: not diff_settings(whole, settings),
    )
    _check_stored(_SETTINGS, diff_settings(whole, now))
    hand.seen[_SETTINGS] = fingerprint(now)
    return None


def create_extension(action: CreateExtension, hand: Hand) -> str | None:
    """POST. A namesake that appeared since is taken as ours when it equals git."""
    name = action.desired.display_name
    if (other := _named(name, hand)) is not None:
        if diff_extension(action.desired, other.extension):
            raise name_taken(_called(name))
        hand.created[name.casefold()] = other.id
        return ALREADY
    hand.create(_called(name), lambda: hand.tenant.create_extension(action.desired), lambda: _named(name, hand))
    now = hand.settle(
        lambda: _named(name, hand),
        lambda found: found is not None and not diff_extension(action.desired, found.extension),
    )
    if now is None:
        raise not_stored(_called(name))
    _check_stored(_called(name), diff_extension(action.desired, now.extension))
    hand.created[name.casefold()] = now.id
    return None


def update_extension(action: UpdateExtension, planned: PlannedAction, hand: Hand) -> str | None:
    """PATCH of the parts that differ."""
    read = _reader(action.live.id, hand)
    what = _called(action.live.extension.display_name)
    live = hand.current(action.live.id, read)
    if live is None:
        raise gone(what)
    fields = diff_extension(action.desired, live.extension)
    if not fields:
        return ALREADY
    hand.check_unmoved(planned, live.id, live, what)
    sent = _changed(action.desired, live.extension, fields)
    now = hand.change(
        what,
        lambda: hand.tenant.update_extension(live.id, sent),
        read,
        lambda found: found is not None and not diff_extension(sent, found.extension),
    )
    if now is None:
        raise not_stored(what)
    _check_stored(what, diff_extension(sent, now.extension))
    hand.seen[live.id] = fingerprint(now)
    return unknown_note(live.unknown, now.unknown)


def delete_extension(action: DeleteExtension, planned: PlannedAction, hand: Hand) -> str | None:
    """DELETE, which the service cannot undo."""
    read = _reader(action.live.id, hand)
    what = _called(action.live.extension.display_name)
    live = hand.current(action.live.id, read)
    if live is None:
        return "was already gone"
    hand.check_unmoved(planned, live.id, live, what)
    try:
        left = hand.change(what, lambda: hand.tenant.delete_extension(live.id), read, lambda found: found is None)
    except Gone:
        return "was already gone"
    if left is not None:
        raise not_stored(f"deletion of {what}")
    return None


def _whole(desired: LifecycleSettings, live: LifecycleSettings) -> LifecycleSettings:
    """Every member, since the service takes the settings only whole."""
    mail, shown = desired.email_settings or EmailSettings(), live.email_settings or EmailSettings()
    return replace(filled(desired, live), execution_limits=live.execution_limits, email_settings=filled(mail, shown))


def _changed(
    desired: CustomTaskExtension, live: CustomTaskExtension, fields: tuple[FieldChange, ...]
) -> CustomTaskExtension:
    """Only the parts that differ, each of them whole: PATCH replaces a part, whatever it leaves out of it."""
    parts = {change.field.partition(".")[0] for change in fields}
    client = filled(desired.client, live.client) if desired.client and live.client else desired.client
    return replace(
        desired,
        description=desired.description if "description" in parts else None,
        endpoint=desired.endpoint if "endpoint" in parts else None,
        authentication=desired.authentication if "authentication" in parts else None,
        client=client if "client" in parts else None,
        callback=_callback(desired.callback, live.callback) if "callback" in parts else None,
    )


def _callback(desired: Callback | None, live: Callback | None) -> Callback | None:
    if isinstance(desired, LaunchAndWait) and isinstance(live, LaunchAndWait):
        return filled(desired, live)
    return desired


def _called(name: str) -> str:
    return f'custom task extension "{name}"'


def _reader(extension_id: str, hand: Hand) -> Callable[[], LiveExtension | None]:
    return lambda: hand.tenant.extension(extension_id)


def _named(name: str, hand: Hand) -> LiveExtension | None:
    wanted = name.casefold()
    return next((e for e in hand.tenant.extensions() if e.extension.display_name.casefold() == wanted), None)


def _check_stored(what: str, missing: tuple[FieldChange, ...]) -> None:
    if missing:
        raise not_stored(what, [change.field for change in missing])
