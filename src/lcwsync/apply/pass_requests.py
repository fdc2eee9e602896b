"""Carrying out the actions on requests in My Access, part by part: look, write, read back.

A part that is made is looked for before it is sent and after a lost answer; it is sent once. A policy is replaced as a
whole, which does no harm twice.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar, assert_never

from lcwsync.apply.confirm import BEFORE_SENDING_AGAIN_SECONDS, send_again_if_lost
from lcwsync.apply.creation import until_settled
from lcwsync.apply.earlier import SETTLED_AFTER, EarlierWrite
from lcwsync.apply.outcome import Once, Sent
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
    door = writer.tenant.entitlement
    match action.part:
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
        return found[0].id if found else _known(writer, desired, Once.CATALOG, desired.catalog, name_of)

    def name_of(id_: str) -> str | None:
        return next((catalog.display_name for catalog in door.catalogs(id_)), None)

    what = f'catalog "{desired.catalog}"'
    send = lambda: door.create_catalog(desired.catalog)  # noqa: E731
    id_, note = _once(writer, desired, Once.CATALOG, what, find, send, name_of=name_of)
    writer.created[_catalog_key(desired)] = id_
    return note


def _add_group(action: AddPassPart, writer: Writer) -> str | None:
    """The service carries the request out later: the catalog is looked at until it shows the group."""
    door, group = writer.tenant.entitlement, _id_of(action.desired.group)
    catalog_id = _catalog_id(action, writer)

    def find() -> str | None:
        found = door.resource(catalog_id, group)
        return None if found is None else str(found.get("id"))

    what = f"{action.desired.group} in the catalog"
    send = lambda: door.add_group(catalog_id, group)  # noqa: E731
    return _once(writer, action.desired, Once.RESOURCE, what, find, send, id_changes=True)[1]


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
        return _known(writer, desired, Once.PACKAGE, desired.display_name, name_of)

    def name_of(id_: str) -> str | None:
        live = door.package(id_)
        return None if live is None else live.display_name

    catalog_id = _catalog_id(action, writer)
    send = lambda: door.create_package(desired, catalog_id)  # noqa: E731
    id_, note = _once(writer, desired, Once.PACKAGE, what, find, send, name_of=name_of)
    writer.created[_package_key(desired)] = id_
    if note is None:
        writer.new.add(id_)
    live = _current(id_, writer)
    if live is None:
        raise NotSeen(f"the {what} was created with the id {id_}, and the service does not show it", hint=_AGAIN)
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
        in_catalog, lambda: door.resource(catalog_id, group), lambda found: found is not None
    )
    if resource is None:
        raise NotSeen(f"the catalog does not show {desired.group} yet", hint=_AGAIN)

    def find() -> str | None:
        live = read.named()
        if live is not None and live.group is not None and live.group.id != group:
            raise changed_by_somebody(_called(desired.display_name))
        return live.role_id if live else None

    what = f"role of the {_called(desired.display_name)}"
    send = lambda: door.add_role(package_id, resource, group)  # noqa: E731
    new = package_id in writer.new
    note = _once(writer, desired, Once.ROLE, what, find, send, id_changes=True, in_new=new)[1]
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
    note = _once(writer, desired, Once.POLICY, what, find, send, in_new=package_id in writer.new)[1]
    live = read.last if stored(read.last) else writer.patience.until(f"the {what}", read.named, stored)
    if live is None or live.policy is None:
        raise NotSeen(f"the {what} was created, and the service does not show it", hint=_AGAIN)
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


def _once(  # noqa: PLR0917 - what is sent, and how it is looked for
    writer: Writer,
    desired: PassRequests,
    what: Once,
    called: str,
    find: Callable[[], str | None],
    send: Callable[[], str],
    *,
    id_changes: bool = False,
    in_new: bool = False,
    name_of: Callable[[str], str | None] = lambda _id: None,
) -> tuple[str, str | None]:
    """The id of a part that is made once, and a note when it was there. `find` looks for it wherever it could stand.

    With `id_changes` the answer's id is of the request and not of the part; with `in_new` the part belongs into what
    this apply made, so that no earlier run can have sent it. `name_of` reads the name of an object. Raises NotSeen when
    it cannot be told whether the part was stored, GraphFailure.
    """
    if (there := find()) is not None:
        return there, ALREADY
    earlier = None if in_new else writer.earlier.sent(ObjectKind.PASS_REQUESTS, desired.display_name, what)
    if earlier is not None and not (earlier.sent.object_id and name_of(earlier.sent.object_id)):
        there = writer.patience.until(
            f"the {called}, which an earlier run sent", find, bool, seconds=_unsettled(earlier, writer)
        )
        if there is not None:
            return there, ALREADY
        if (seconds := _unsettled(earlier, writer)) >= 1:
            settled = writer.clock() + timedelta(seconds=seconds)
            raise NotSeen(
                f"an earlier run sent the {called}, and nothing shows it; nothing was sent again",
                hint=f"when somebody deleted it since, run `lcwsync apply` again after {settled:%H:%M:%S} UTC; before, "
                "it may be a read that lags behind",
            )
    try:
        new = writer.once(Sent(what=what, at=writer.clock()), send)
    except GraphFailure as failure:
        if not failure.doubtful:
            writer.nothing_sent()
            writer.sent = None
            # Somebody else may have made the part just now; of a group in a catalog the service shows that late.
            wait = BEFORE_SENDING_AGAIN_SECONDS if what is Once.RESOURCE else 0.0
            if failure.kind is FailureKind.REFUSED and (
                there := writer.patience.until(f"the {called}", find, bool, seconds=wait)
            ):
                return there, ALREADY
            raise
        found = _after_lost_answer(writer, called, find, failure)
        writer.is_answered(found)
        return found, None
    writer.is_answered(new)
    shown = writer.patience.until(f"the new {called}", find, bool)
    if shown is None:
        raise NotSeen(
            f"the {called} was sent and accepted, and the service did not show it within "
            f"{writer.patience.budget:.0f} seconds",
            hint=_AGAIN,
        )
    return (shown if id_changes else new.lower()), None


def _unsettled(earlier: EarlierWrite, writer: Writer) -> float:
    """Seconds until a write of an earlier run that nothing shows is no matter of a read that lags behind. Also one
    that was read back: what one replica showed, another one may not show yet."""
    if earlier.confirmed and earlier.sent.what in (Once.RESOURCE, Once.ROLE):
        return 0.0  # the service has one of each: a second one is refused
    if earlier.confirmed:
        return max(0.0, (earlier.sent.at + SETTLED_AFTER - writer.clock()).total_seconds())
    return until_settled(earlier, writer)


def _after_lost_answer(writer: Writer, called: str, find: Callable[[], str | None], failure: GraphFailure) -> str:
    try:
        found = writer.patience.until(f"the {called}, whose answer was lost", find, bool)
    except GraphFailure:
        found = None
    if found is None:
        settled = writer.clock() + SETTLED_AFTER
        raise NotSeen(
            f"the {called} was sent, its answer was lost ({failure.message}), and nothing showed it within "
            f"{writer.patience.budget:.0f} seconds; it was not sent again",
            hint=f"run `lcwsync apply` again after {settled:%H:%M:%S} UTC: by then it has appeared, or it is sent anew",
        )
    return found


_AGAIN = "run `lcwsync apply` again: it looks for what was sent and creates nothing anew"


def _known(
    writer: Writer, desired: PassRequests, what: Once, name: str, name_of: Callable[[str], str | None]
) -> str | None:
    """The id that an earlier write of this or another run was answered with, while no list shows it.

    `name_of` reads the object of an id; None when it does not exist. One of another run that goes by another name than
    `name` is no longer git's. Raises Moved for one of this run.
    """
    own = writer.sent.object_id if writer.sent is not None and writer.sent.what is what else None
    earlier = writer.earlier.sent(ObjectKind.PASS_REQUESTS, desired.display_name, what)
    for id_ in (own, earlier.sent.object_id if earlier else None):
        found = None if id_ is None else name_of(id_)
        if found is not None and found.casefold() == name.casefold():
            return id_
        if found is not None and id_ == own:
            raise changed_by_somebody(f'catalog "{name}"' if what is Once.CATALOG else _called(name))
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
