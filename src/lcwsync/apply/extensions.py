"""Carrying out the actions on custom task extensions: guard, write, read back."""

from dataclasses import replace

from lcwsync.apply.creation import EXTENSIONS, create_once
from lcwsync.apply.problems import Gone, check_stored, gone, not_stored
from lcwsync.apply.readback import unknown_note
from lcwsync.apply.writer import ALREADY, Writer
from lcwsync.model.extension import Callback, CustomTaskExtension, LaunchAndWait, LiveExtension
from lcwsync.model.overlay import filled
from lcwsync.plan.actions import CreateExtension, DeleteExtension, PlannedAction, UpdateExtension
from lcwsync.plan.changes import FieldChange
from lcwsync.plan.diff import diff_extension
from lcwsync.plan.fingerprint import fingerprint
from lcwsync.tenant.looks import extension_by_id


def create_extension(action: CreateExtension, writer: Writer) -> str | None:
    """POST. A namesake that appeared since is taken as ours when it equals git."""
    name = action.desired.display_name

    def equal(live: LiveExtension) -> bool:
        return not diff_extension(action.desired, live.extension)

    created = create_once(
        EXTENSIONS,
        name,
        writer,
        send=lambda: writer.tenant.create_extension(action.desired),
        stored=equal,
        adoptable=equal,
    )
    check_stored(_called(name), diff_extension(action.desired, created.live.extension))
    writer.created[name.casefold()] = created.live.id
    return created.note


def update_extension(action: UpdateExtension, planned: PlannedAction, writer: Writer) -> str | None:
    """PATCH of the parts that differ."""
    look = extension_by_id(action.live.id)
    what = _called(action.live.extension.display_name)
    live = writer.current(action.live.id, what, look)
    if live is None:
        raise gone(what)
    fields = diff_extension(action.desired, live.extension)
    if not fields:
        return ALREADY
    writer.check_unmoved(planned, live.id, live, what)
    sent = _changed(action.desired, live.extension, fields)
    now = writer.change(
        what,
        lambda: writer.tenant.update_extension(live.id, sent),
        look,
        lambda found: found is not None and not diff_extension(sent, found.extension),
        before=live,
    )
    if now is None:
        raise not_stored(what)
    check_stored(what, diff_extension(_with_apps(sent, live.extension), now.extension))
    writer.seen[live.id] = fingerprint(now)
    return unknown_note(live.unknown, now.unknown)


def delete_extension(action: DeleteExtension, planned: PlannedAction, writer: Writer) -> str | None:
    """DELETE, which the service cannot undo."""
    look = extension_by_id(action.live.id)
    what = _called(action.live.extension.display_name)
    live = writer.current(action.live.id, what, look)
    if live is None:
        return "was already gone"
    writer.check_unmoved(planned, live.id, live, what)
    try:
        left = writer.change(
            what, lambda: writer.tenant.delete_extension(live.id), look, lambda found: found is None, before=live
        )
    except Gone:
        return "was already gone"
    if left is not None:
        raise not_stored(f"deletion of {what}")
    return None


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
    """The callback as it is sent: with the applications that may resume the task only where git names them, since the
    documented body leaves them out (https://learn.microsoft.com/graph/api/identitygovernance-customtaskextension-update)
    """
    if isinstance(desired, LaunchAndWait) and isinstance(live, LaunchAndWait):
        return replace(filled(desired, live), authorized_apps=desired.authorized_apps)
    return desired


def _with_apps(sent: CustomTaskExtension, live: CustomTaskExtension) -> CustomTaskExtension:
    """What was sent, with the applications that were there before: they have to stay where none were sent."""
    if isinstance(sent.callback, LaunchAndWait) and isinstance(live.callback, LaunchAndWait):
        return replace(sent, callback=filled(sent.callback, live.callback))
    return sent


def _called(name: str) -> str:
    return f'custom task extension "{name}"'
