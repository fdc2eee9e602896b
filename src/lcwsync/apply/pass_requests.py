"""Carrying out the actions on requests in My Access, part by part: look, write, read back.

A part that is made is looked for before it is sent and after a lost answer; it is sent once. A policy is replaced as a
whole, which does no harm twice.
"""

from collections.abc import Callable
from typing import TypeVar, assert_never

from lcwsync.apply.confirm import BEFORE_SENDING_AGAIN_SECONDS, send_again_if_lost
from lcwsync.apply.outcome import Once
from lcwsync.apply.part_once import AGAIN, known_id, once
from lcwsync.apply.problems import Contested, NotSeen, changed_by_somebody, check_stored, gone, name_taken, not_stored
from lcwsync.apply.writer import ALREADY, Writer
from lcwsync.model.pass_requests import LiveCatalog, LivePassRequests, PassRequests, as_git_describes
from lcwsync.model.references import Ref
from lcwsync.model.state import ObjectKind, ObjectName
from lcwsync.plan.actions import PlannedAction
from lcwsync.plan.changes import FieldChange
from lcwsync.plan.fingerprint import fingerprint
from lcwsync.plan.pass_requests import (
    AddPassPart,
    ChangePassPart,
    Part,
    RemovePassPart,
    RevokeRole,
    diff_pass_requests,
    diff_policy,
)
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.values.errors import TenantError
from lcwsync.values.json import JsonObject

T = TypeVar("T")


def add_part(action: AddPassPart, planned: PlannedAction, writer: Writer) -> str | None:
    """Make a part that is missing, or find it made as git wants it."""
    desired = action.desired
    match action.part:
        case Part.CATALOG:
            return _add_catalog(desired, writer)
        case Part.RESOURCE:
            return _add_group(action, writer)
        case Part.PACKAGE:
            return _add_package(action, writer)
        case Part.ROLE:
            return _add_role(action, planned, writer)
        case Part.POLICY:
            return _add_policy(action, planned, writer)
        case Part.PUBLICATION:
            raise AssertionError("a catalog is published by a change")
        case _:
            assert_never(action.part)


def change_part(action: ChangePassPart, planned: PlannedAction, writer: Writer) -> str | None:
    """PATCH of the package, PUT of the policy, or the publication of the catalog."""
    if action.part is Part.PUBLICATION:
        return _publish(action.desired, _catalog_id(action, writer), writer)
    assert action.live is not None
    live = _unmoved(action.live.id, planned, writer)
    diff = diff_pass_requests(action.desired, live)
    if action.part is Part.PACKAGE:
        if not diff.package:
            return ALREADY
        fields = {change.field: change.after for change in diff.package if isinstance(change.after, str | bool)}
        send = lambda: writer.tenant.entitlement.update_package(live.id, fields)  # noqa: E731
        return _changed(live, writer, send, lambda now: diff_pass_requests(action.desired, now).package)
    policy = live.policy
    if policy is None:
        raise gone(f"policy of the {_called(live.display_name)}")
    if not diff.policy:
        return ALREADY
    return _changed(
        live,
        writer,
        lambda: writer.tenant.entitlement.replace_policy(action.desired, live.id, policy),
        lambda now: diff_pass_requests(action.desired, now).policy,
    )


def revoke_role(action: RevokeRole, planned: PlannedAction, writer: Writer) -> str | None:
    """DELETE of the role of another group."""
    live = _unmoved(action.live.id, planned, writer)
    if live.role_id is None:
        return "was already gone"
    return _without_role(live, live.role_id, writer)


def remove_part(action: RemovePassPart, planned: PlannedAction, writer: Writer) -> str | None:
    """DELETE of the policy, of the role, or of the package. The service refuses it while an assignment lasts."""
    live = _current(action.live.id, writer)
    if live is None:
        return "was already gone"
    _check_unmoved(live, planned, writer)
    try:
        return _remove(action.part, live, writer)
    except GraphFailure as failure:
        if failure.kind is FailureKind.REFUSED and action.part in _IN_USE:
            failure.hint = _IN_USE[action.part]
        raise


_IN_USE = {
    Part.POLICY: "the service keeps a policy while an assignment lasts, and managers can ask as before: let the "
    "assignments end, or remove them in the portal, and run `lcwsync apply` again",
    Part.PACKAGE: "a page says that the service keeps an access package with assignments, ended ones included: the "
    "policy is gone, so nobody can ask; remove the assignments in the portal and run `lcwsync apply` again",
}
"""The next step when a part cannot be deleted because somebody has been granted a request."""


def _remove(part: Part, live: LivePassRequests, writer: Writer) -> str | None:
    door = writer.tenant.entitlement
    match part:
        case Part.POLICY:
            policy = live.policy
            if policy is None:
                return "was already gone"
            return _removed(live, writer, lambda: door.delete_policy(policy.id), lambda now: now.policy is None)
        case Part.ROLE:
            return "was already gone" if live.role_id is None else _without_role(live, live.role_id, writer)
        case _:
            writer.wrote = True
            try:
                send_again_if_lost(lambda: door.delete_package(live.id), lambda: _gone_soon(live.id, writer))
            except GraphFailure as failure:
                if failure.kind is not FailureKind.NOT_FOUND:
                    raise
            left = writer.patience.until(
                _called(live.display_name), lambda: _current(live.id, writer), lambda now: now is None
            )
            if left is not None:
                raise not_stored(f"deletion of the {_called(live.display_name)}")
            return None


def _add_catalog(desired: PassRequests, writer: Writer) -> str | None:
    door = writer.tenant.entitlement

    def find() -> str | None:
        found = door.catalogs(desired.catalog)
        if len(found) > 1:
            ids = ", ".join(sorted(each.id for each in found))
            raise Contested(
                f'the tenant has {len(found)} catalogs called "{desired.catalog}": {ids}',
                hint="delete or rename all but one of them in the portal, or name the catalog by its id",
            )
        return found[0].id if found else known_id(writer, desired, Once.CATALOG, desired.catalog, name_of)

    def name_of(id_: str) -> str | None:
        return next((catalog.display_name for catalog in door.catalogs(id_)), None)

    what = f'catalog "{desired.catalog}"'
    send = lambda: door.create_catalog(desired.catalog)  # noqa: E731
    id_, note = once(writer, desired, Once.CATALOG, what, find, send, name_of=name_of)
    writer.created[_catalog_key(desired)] = id_
    return note


def _add_group(action: AddPassPart, writer: Writer) -> str | None:
    """The service carries the request out later: the catalog is looked at until it shows the group."""
    door, group = writer.tenant.entitlement, _id_of(action.desired.group)
    catalog_id = _catalog_id(action, writer)

    def find() -> str | None:
        found = _entry(action, catalog_id, group, writer)
        return None if found is None else str(found.get("id"))

    what = f"{action.desired.group} in the catalog"
    send = lambda: door.add_group(catalog_id, group)  # noqa: E731
    return once(writer, action.desired, Once.RESOURCE, what, find, send, id_changes=True)[1]


def _entry(action: AddPassPart, catalog_id: str, group: str, writer: Writer) -> JsonObject | None:
    """The group in the catalog; None while it is not shown, nor perhaps the catalog that this apply has made."""
    try:
        return writer.tenant.entitlement.resource(catalog_id, group)
    except GraphFailure as failure:
        if failure.kind is not FailureKind.NOT_FOUND or action.catalog is not None:
            raise
        return None


def _add_package(action: AddPassPart, writer: Writer) -> str | None:
    desired, door = action.desired, writer.tenant.entitlement
    what = _called(desired.display_name)

    def find() -> str | None:
        found = door.packages([desired.display_name])
        if len(found) > 1:
            ids = ", ".join(sorted(each.id for each in found))
            raise Contested(
                f"the tenant has {len(found)} of the {what}: {ids}",
                hint="delete or rename all but one of them in the portal",
            )
        earlier = writer.earlier.sent(ObjectKind.PASS_REQUESTS, desired.display_name, Once.PACKAGE)
        if found and not _is_ours(found[0], desired, writer, known=earlier is not None):
            raise name_taken(what)
        if found:
            return found[0].id
        return known_id(writer, desired, Once.PACKAGE, desired.display_name, name_of)

    def name_of(id_: str) -> str | None:
        live = door.package(id_)
        return None if live is None else live.display_name

    catalog_id = _catalog_id(action, writer)
    send = lambda: door.create_package(desired, catalog_id)  # noqa: E731
    id_, note = once(writer, desired, Once.PACKAGE, what, find, send, name_of=name_of)
    writer.created[_package_key(desired)] = id_
    if note is None:
        writer.new.add(id_)
    live = _current(id_, writer)
    if live is None:
        raise NotSeen(f"the {what} was created with the id {id_}, and the service does not show it", hint=AGAIN)
    if note is None:
        check_stored(what, diff_pass_requests(desired, live).package)
    writer.seen[id_] = fingerprint(live)
    return note


def _is_ours(live: LivePassRequests, desired: PassRequests, writer: Writer, *, known: bool) -> bool:
    """Whether a package that the plan did not see is one that lcwsync sent, or is what git describes."""
    if writer.sent is not None or known:
        return True
    diff = diff_pass_requests(desired, live)
    return as_git_describes(live) is not None and not (diff.package or diff.group or diff.policy)


def _add_role(action: AddPassPart, planned: PlannedAction, writer: Writer) -> str | None:
    desired, door = action.desired, writer.tenant.entitlement
    package_id, group = _package_id(action, writer), _id_of(desired.group)
    read = _Reading(_unmoved(package_id, planned, writer), package_id, desired, writer)
    catalog_id = _catalog_id(action, writer)
    in_catalog = f"{desired.group} in the catalog"
    resource = writer.patience.until(
        in_catalog, lambda: _entry(action, catalog_id, group, writer), lambda found: found is not None
    )
    if resource is None:
        raise NotSeen(f"the catalog does not show {desired.group} yet", hint=AGAIN)

    def find() -> str | None:
        live = read.named()
        if live is not None and live.group is not None and live.group.id != group:
            raise changed_by_somebody(_called(desired.display_name))
        return live.role_id if live else None

    what = f"role of the {_called(desired.display_name)}"
    send = lambda: door.add_role(package_id, resource, group)  # noqa: E731
    new = package_id in writer.new
    note = once(writer, desired, Once.ROLE, what, find, send, id_changes=True, in_new=new)[1]
    read.keep()
    return note


def _add_policy(action: AddPassPart, planned: PlannedAction, writer: Writer) -> str | None:
    desired, door = action.desired, writer.tenant.entitlement
    package_id = _package_id(action, writer)
    what = f"policy of the {_called(desired.display_name)}"
    read = _Reading(_unmoved(package_id, planned, writer), package_id, desired, writer)

    def find() -> str | None:
        live = read.named()
        if live is None:
            return None
        if live.other_policies:
            raise _several_policies(live)
        if live.policy is not None and writer.sent is None and diff_policy(desired, live.policy):
            raise changed_by_somebody(_called(desired.display_name))
        return live.policy.id if live.policy else None

    def stored(live: LivePassRequests | None) -> bool:
        return live is not None and live.policy is not None and not diff_policy(desired, live.policy)

    send = lambda: door.create_policy(desired, package_id)  # noqa: E731
    note = once(writer, desired, Once.POLICY, what, find, send, in_new=package_id in writer.new)[1]
    live = read.last if stored(read.last) else writer.patience.until(f"the {what}", read.named, stored)
    if live is None or live.policy is None:
        raise NotSeen(f"the {what} was created, and the service does not show it", hint=AGAIN)
    check_stored(what, diff_policy(desired, live.policy))
    read.keep()
    return note


class _Reading:
    """Readings of an access package while a part of it is made. `last` is the newest one."""

    def __init__(self, last: LivePassRequests, package_id: str, desired: PassRequests, writer: Writer) -> None:
        self.last: LivePassRequests | None = last
        self._fresh = True
        self._package_id, self._desired, self._writer = package_id, desired, writer

    def named(self) -> LivePassRequests | None:
        """The package as it is now; None while the service does not show it. Raises Moved when it was renamed."""
        if self._fresh:
            self._fresh = False  # it was read right now
        else:
            self.last = _current(self._package_id, self._writer)
        if self.last is not None and self.last.display_name.casefold() != self._desired.display_name.casefold():
            raise changed_by_somebody(_called(self._desired.display_name))
        return self.last

    def keep(self) -> None:
        """Remember the reading that showed the part: what comes after it is somebody else's."""
        if self.last is not None:
            self._writer.seen[self._package_id] = fingerprint(self.last)


def _several_policies(live: LivePassRequests) -> Contested:
    number = live.other_policies + (live.policy is not None)
    return Contested(
        f"the {_called(live.display_name)} now has {number} policies: another admin added one",
        hint="delete the other one in the portal",
    )


def _publish(desired: PassRequests, catalog_id: str, writer: Writer) -> str | None:
    door = writer.tenant.entitlement

    def catalog() -> LiveCatalog | None:
        return next(iter(door.catalogs(catalog_id)), None)

    def published(found: LiveCatalog | None) -> bool:
        return found is not None and found.published

    what = f'catalog "{desired.catalog}"'
    if (now := catalog()) is None:
        raise gone(what)
    if desired.catalog.casefold() not in (now.display_name.casefold(), now.id):
        raise changed_by_somebody(what)
    if now.published:
        return ALREADY
    writer.wrote = True
    send_again_if_lost(
        lambda: door.publish(catalog_id),
        lambda: published(_soon(what, catalog, published, writer)),
    )
    if not published(writer.patience.until(what, catalog, published)):
        raise not_stored(what, ["state"])
    return None


def _without_role(live: LivePassRequests, role_id: str, writer: Writer) -> str | None:
    send = lambda: writer.tenant.entitlement.remove_role(live.id, role_id)  # noqa: E731
    return _removed(live, writer, send, lambda now: now.role_id is None)


def _removed(
    live: LivePassRequests,
    writer: Writer,
    send: Callable[[], object],
    done: Callable[[LivePassRequests], bool],
) -> str | None:
    """A part that goes. The package stays, and is read back."""
    what = _called(live.display_name)

    def is_done(now: LivePassRequests | None) -> bool:
        return now is None or done(now)

    def read() -> LivePassRequests | None:
        return _current(live.id, writer)

    writer.wrote = True
    try:
        send_again_if_lost(send, lambda: is_done(_soon(what, read, is_done, writer)))
    except GraphFailure as failure:
        if failure.kind is not FailureKind.NOT_FOUND:
            raise
    now = writer.patience.until(what, read, is_done)
    if not is_done(now):
        raise not_stored(f"deletion of a part of the {what}")
    if now is not None:
        writer.seen[live.id] = fingerprint(now)
    return None


def _changed(
    live: LivePassRequests,
    writer: Writer,
    send: Callable[[], object],
    left: Callable[[LivePassRequests], tuple[FieldChange, ...]],
) -> str | None:
    """A change that does no harm when it arrives twice, read back by the comparator of the plan."""
    what = _called(live.display_name)

    def stored(now: LivePassRequests | None) -> bool:
        return now is not None and not left(now)

    def read() -> LivePassRequests | None:
        return _current(live.id, writer)

    writer.wrote = True
    send_again_if_lost(send, lambda: stored(_soon(what, read, stored, writer)))
    now = writer.patience.until(what, read, stored)
    if now is None:
        raise gone(what)
    check_stored(what, left(now))
    writer.seen[live.id] = fingerprint(now)
    return None


def _current(package_id: str, writer: Writer) -> LivePassRequests | None:
    return writer.tenant.entitlement.package(package_id)


def _soon(what: str, read: Callable[[], T], good: Callable[[T], bool], writer: Writer) -> T:
    return writer.patience.until(what, read, good, seconds=BEFORE_SENDING_AGAIN_SECONDS)


def _gone_soon(package_id: str, writer: Writer) -> bool:
    def is_gone(now: object) -> bool:
        return now is None

    return is_gone(_soon("the deletion", lambda: _current(package_id, writer), is_gone, writer))


def _unmoved(package_id: str, planned: PlannedAction, writer: Writer) -> LivePassRequests:
    """The package as it is now; Moved when somebody else has changed it since the plan read it."""
    known = writer.seen.get(package_id)

    def as_left(now: LivePassRequests | None) -> bool:
        return known is None or (now is not None and fingerprint(now) == known)

    name = planned.action.name
    live = writer.patience.until(_called(name), lambda: _current(package_id, writer), as_left)
    if live is None:
        raise gone(str(ObjectName(ObjectKind.PASS_REQUESTS, name)))
    _check_unmoved(live, planned, writer)
    return live


def _check_unmoved(live: LivePassRequests, planned: PlannedAction, writer: Writer) -> None:
    if fingerprint(live) != writer.seen.get(live.id, planned.fingerprint):
        raise changed_by_somebody(_called(live.display_name))


def _package_id(action: AddPassPart, writer: Writer) -> str:
    return action.live.id if action.live else _made(writer, _package_key(action.desired), "access package")


def _catalog_id(action: AddPassPart | ChangePassPart, writer: Writer) -> str:
    return action.catalog.id if action.catalog else _made(writer, _catalog_key(action.desired), "catalog")


def _made(writer: Writer, key: str, what: str) -> str:
    if key not in writer.created:
        raise TenantError(f"the {what} was not made in this run", hint="plan again")
    return writer.created[key]


def _package_key(desired: PassRequests) -> str:
    return f"access package {desired.display_name.casefold()}"


def _catalog_key(desired: PassRequests) -> str:
    return f"catalog {desired.catalog.casefold()}"


def _id_of(ref: Ref) -> str:
    assert ref.id is not None, "references of a plan carry ids"
    return ref.id


def _called(name: str) -> str:
    return f'access package "{name}"'
