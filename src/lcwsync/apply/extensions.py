"""Carrying out the actions on custom task extensions: guard, write, read back."""

from collections.abc import Callable
from dataclasses import replace

from lcwsync.apply.problems import Gone, check_stored, gone, name_taken, not_stored
from lcwsync.apply.readback import unknown_note
from lcwsync.apply.writer import ALREADY, Writer
from lcwsync.model.extension import Callback, CustomTaskExtension, LaunchAndWait, LiveExtension
from lcwsync.model.overlay import filled
from lcwsync.plan.actions import CreateExtension, DeleteExtension, PlannedAction, UpdateExtension
from lcwsync.plan.changes import FieldChange
from lcwsync.plan.diff import diff_extension
from lcwsync.plan.fingerprint import fingerprint


def create_extension(action: CreateExtension, writer: Writer) -> str | None:
    """POST. A namesake that appeared since is taken as ours when it equals git."""
    name = action.desired.display_name
    if (other := _named(name, writer)) is not None:
        if diff_extension(action.desired, other.extension):
            raise name_taken(_called(name))
        writer.created[name.casefold()] = other.id
        return ALREADY
    writer.create(_called(name), lambda: writer.tenant.create_extension(action.desired), lambda: _named(name, writer))
    now = writer.read_until(
        lambda: _named(name, writer),
        lambda found: found is not None and not diff_extension(action.desired, found.extension),
    )
    if now is None:
        raise not_stored(_called(name))
    check_stored(_called(name), diff_extension(action.desired, now.extension))
    writer.created[name.casefold()] = now.id
    return None


def update_extension(action: UpdateExtension, planned: PlannedAction, writer: Writer) -> str | None:
    """PATCH of the parts that differ."""
    read = _reader(action.live.id, writer)
    what = _called(action.live.extension.display_name)
    live = writer.current(action.live.id, read)
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
        read,
        lambda found: found is not None and not diff_extension(sent, found.extension),
    )
    if now is None:
        raise not_stored(what)
    check_stored(what, diff_extension(sent, now.extension))
    writer.seen[live.id] = fingerprint(now)
    return unknown_note(live.unknown, now.unknown)


def delete_extension(action: DeleteExtension, planned: PlannedAction, writer: Writer) -> str | None:
    """DELETE, which the service cannot undo."""
    read = _reader(action.live.id, writer)
    what = _called(action.live.extension.display_name)
    live = writer.current(action.live.id, read)
    if live is None:
        return "was already gone"
    writer.check_unmoved(planned, live.id, live, what)
    try:
        left = writer.change(what, lambda: writer.tenant.delete_extension(live.id), read, lambda found: found is None)
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
    if isinstance(desired, LaunchAndWait) and isinstance(live, LaunchAndWait):
        return filled(desired, live)
    return desired


def _called(name: str) -> str:
    return f'custom task extension "{name}"'


def _reader(extension_id: str, writer: Writer) -> Callable[[], LiveExtension | None]:
    return lambda: writer.tenant.extension(extension_id)


def _named(name: str, writer: Writer) -> LiveExtension | None:
    wanted = name.casefold()
    return next((e for e in writer.tenant.extensions() if e.extension.display_name.casefold() == wanted), None)
