"""Carrying out the change of the tenant-wide settings: guard, write, read back."""

from dataclasses import replace

from lcwsync.apply.problems import check_stored
from lcwsync.apply.writer import ALREADY, Writer
from lcwsync.model.overlay import filled
from lcwsync.model.settings import EmailSettings, LifecycleSettings
from lcwsync.model.state import SINGLETON_NAMES, ObjectKind
from lcwsync.plan.actions import PlannedAction, UpdateSettings
from lcwsync.plan.diff import diff_settings
from lcwsync.plan.fingerprint import fingerprint
from lcwsync.tenant.looks import the_settings

_SETTINGS = SINGLETON_NAMES[ObjectKind.SETTINGS]


def update_settings(action: UpdateSettings, planned: PlannedAction, writer: Writer) -> str | None:
    """PATCH with both required members; members that git does not state keep the tenant's values."""
    live = writer.current(_SETTINGS, _SETTINGS, the_settings())
    if not diff_settings(action.desired, live):
        return ALREADY
    writer.check_unmoved(planned, _SETTINGS, live, _SETTINGS)
    whole = _whole(action.desired, live)
    now = writer.change(
        _SETTINGS,
        lambda: writer.tenant.update_settings(whole),
        the_settings(),
        lambda settings: not diff_settings(whole, settings),
        before=live,
    )
    check_stored(_SETTINGS, diff_settings(whole, now))
    writer.seen[_SETTINGS] = fingerprint(now)
    return None


def _whole(desired: LifecycleSettings, live: LifecycleSettings) -> LifecycleSettings:
    """Every member, since the service takes the settings only whole."""
    mail, shown = desired.email_settings or EmailSettings(), live.email_settings or EmailSettings()
    return replace(filled(desired, live), execution_limits=live.execution_limits, email_settings=filled(mail, shown))
