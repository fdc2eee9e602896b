"""Guarded writes to the tenant, with what one apply learns on its way through the plan."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from lcwsync.apply.confirm import BEFORE_SENDING_AGAIN_SECONDS, Patience, send_again_if_lost
from lcwsync.apply.earlier import EarlierWrites, answered
from lcwsync.apply.outcome import Once, Sent
from lcwsync.apply.problems import changed_by_somebody, gone, not_seen
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.plan.actions import PlannedAction
from lcwsync.plan.fingerprint import Live, fingerprint
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.looks import Listed, Look, Looked
from lcwsync.tenant.port import Tenant

ALREADY = "was already so"

_SHORT_LIST = 20
"""Objects of a list that has one page, as far as anybody has seen."""
_LIST_SECONDS = 10.0
"""How old a longer list may be before a create; the name is looked up by `$filter` each time."""

T = TypeVar("T")
L = TypeVar("L", bound=Live | None)


@dataclass(slots=True, kw_only=True)
class Writer:
    """Writes for one apply: guarded before, confirmed after. Every method may raise GraphFailure."""

    tenant: Tenant
    patience: Patience
    clock: Callable[[], datetime]
    earlier: EarlierWrites = field(default_factory=EarlierWrites)
    """What earlier runs sent."""
    on_sending: Callable[[Sent], None] = lambda _sent: None
    """Called before a write that must not be sent twice."""
    on_sent: Callable[[Sent], None] = lambda _sent: None
    """Called as soon as such a write is answered."""
    seen: dict[str, str] = field(default_factory=dict)
    """Newest fingerprint by object id: a change by this apply is not somebody else's."""
    created: dict[str, str] = field(default_factory=dict)
    """Ids of what was made in this apply, by case-folded name."""
    new: set[str] = field(default_factory=set)
    """Ids of access packages that this apply sent itself: nothing that an earlier run sent is in them."""
    wrote: bool = False
    """Whether the action under way has sent a write."""
    sent: Sent | None = None
    """The write of the action under way that must not be sent twice."""
    made: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """Name and lists (`apply.creation`) of each object created in this apply, by its id."""
    next: tuple[Look[Any], ...] = ()
    """What the next action looks at first: it is read together with what this one reads back."""
    _lists: dict[Look[tuple[Listed, ...]], tuple[tuple[Listed, ...], datetime | None]] = field(default_factory=dict)
    _on_look_ahead: Callable[[], None] = lambda: None
    _ahead: tuple[tuple[Look[Any], ...], Looked] | None = None

    def begin(self, following: Iterable[Look[Any]], *, on_look_ahead: Callable[[], None] = lambda: None) -> None:
        """A new action: nothing written yet, no request ids taken over from the last one.

        `following` is what the action after it looks at first; `on_look_ahead` is called before that is read.
        """
        self.wrote, self.sent, self.next = False, None, tuple(following)
        self._on_look_ahead = on_look_ahead
        self.tenant.drain_request_ids()

    def look(self, *looks: Look[Any]) -> Looked:
        """The answers to looks. The first ones of an action may have been read with the last ones of the one before,
        after its last write."""
        if not self.wrote and self._ahead is not None:
            ahead, answers = self._ahead
            self._ahead = None
            if set(looks) <= set(ahead):
                return answers
        following = self.next if self.wrote else ()
        if following:
            self._on_look_ahead()
            try:
                answers = self.tenant.look((*looks, *following))
            except GraphFailure:
                pass  # the next action may be about something that cannot be read: it tells by itself
            else:
                self._ahead = following, answers
                return answers
        return self.tenant.look(looks)

    def current(self, object_id: str, what: str, look: Look[L]) -> L:
        """The object as it is now. One that this apply wrote is waited for: a replica may still show it as it was."""
        known = self.seen.get(object_id)
        if known is None:
            return self.look(look)[look]
        return self.patience.until(
            what, lambda: self.look(look)[look], lambda live: live is not None and fingerprint(live) == known
        )

    def check_unmoved(self, planned: PlannedAction, object_id: str, live: Live, what: str) -> None:
        """Raise Moved when the object is neither as the plan read it nor as this apply left it."""
        if fingerprint(live) != self.seen.get(object_id, planned.fingerprint):
            raise changed_by_somebody(what, at=live.last_modified if isinstance(live, LiveWorkflow) else None)

    def wants_list(self, look: Look[tuple[Listed, ...]]) -> bool:
        """Whether a plain list is worth its requests: it was not read yet or is short, or the last reading is old."""
        listed, at = self._lists.get(look, ((), None))
        return at is None or len(listed) <= _SHORT_LIST or (self.clock() - at).total_seconds() > _LIST_SECONDS

    def keep_list(self, look: Look[tuple[Listed, ...]], listed: tuple[Listed, ...]) -> None:
        """Keep a plain list for the actions that follow."""
        self._lists[look] = listed, self.clock()

    def kept_list(self, look: Look[tuple[Listed, ...]]) -> tuple[Listed, ...]:
        """The plain list as it was read last."""
        return self._lists.get(look, ((), None))[0]

    def nothing_sent(self) -> None:
        """The write was refused: nothing of it is stored."""
        self.wrote = False

    def once(self, sent: Sent, send: Callable[[], T]) -> T:
        """Send a write that must not be sent twice; journalled before. Its failure is raised as it is."""
        self._ahead = None
        self.wrote, self.sent = True, sent
        self.on_sending(sent)
        return send()

    def is_answered(self, object_id: str, version: int | None = None) -> None:
        """Keep what the answer told, before anything else happens."""
        assert self.sent is not None
        self.sent = answered(self.sent, object_id=object_id, version=version)
        self.on_sent(self.sent)

    def change(
        self,
        what: str,
        send: Callable[[], object],
        look: Look[T],
        stored: Callable[[T], bool],
        *,
        before: Live | None = None,
    ) -> T:
        """Write to something that exists and read until it shows; the last reading.

        Raises Gone when the object disappeared in the meantime, and NotSeen when the object is still as it was
        `before`, or when the last reading is not what was written and there is no `before` to compare with.
        """
        self._ahead = None
        self.wrote = True

        def read() -> T:
            return self.look(look)[look]

        try:
            send_again_if_lost(
                send, lambda: stored(self.patience.until(what, read, stored, seconds=BEFORE_SENDING_AGAIN_SECONDS))
            )
        except GraphFailure as failure:
            if failure.kind is FailureKind.NOT_FOUND and read() is None:
                raise gone(what) from None
            raise
        now = self.patience.until(what, read, stored)
        if not self.patience.satisfied and (before is None or now is None or fingerprint(now) == fingerprint(before)):  # type: ignore[arg-type]
            raise not_seen(what, self.patience.budget)
        return now


def creation(now: datetime) -> Sent:
    """A create that is about to be sent."""
    return Sent(what=Once.CREATE, at=now)


def version_of(live: LiveWorkflow, now: datetime) -> Sent:
    """A new version that is about to be sent."""
    return Sent(what=Once.NEW_VERSION, at=now, object_id=live.id, before=live.version)
