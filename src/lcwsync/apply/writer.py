"""Guarded writes to the tenant, with what one apply learns on its way through the plan."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from lcwsync.apply.confirm import Sleep, read_until, write_once
from lcwsync.apply.problems import changed_by_somebody, gone, name_taken
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.plan.actions import PlannedAction
from lcwsync.plan.fingerprint import Live, fingerprint
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.port import Tenant

ALREADY = "was already so"

T = TypeVar("T")
L = TypeVar("L", bound=Live | None)


@dataclass(slots=True)
class Writer:
    """Writes for one apply: guarded before, confirmed after. Every method may raise GraphFailure."""

    tenant: Tenant
    sleep: Sleep
    seen: dict[str, str] = field(default_factory=dict)
    """Newest fingerprint by object id: a change by this apply is not somebody else's."""
    created: dict[str, str] = field(default_factory=dict)
    """Ids of extensions made in this apply, by case-folded name."""
    wrote: bool = False
    """Whether the action under way has sent a write."""

    def begin(self) -> None:
        """A new action: nothing written yet, no request ids taken over from the last one."""
        self.wrote = False
        self.tenant.drain_request_ids()

    def current(self, object_id: str, read: Callable[[], L]) -> L:
        """The object as it is now. One that this apply wrote is waited for: a replica may still show it as it was."""
        known = self.seen.get(object_id)
        if known is None:
            return read()
        return read_until(read, lambda live: live is not None and fingerprint(live) == known, self.sleep)

    def check_unmoved(self, planned: PlannedAction, object_id: str, live: Live, what: str) -> None:
        """Raise Moved when the object is neither as the plan read it nor as this apply left it."""
        if fingerprint(live) != self.seen.get(object_id, planned.fingerprint):
            raise changed_by_somebody(what, at=live.last_modified if isinstance(live, LiveWorkflow) else None)

    def write(self, send: Callable[[], T], carried_out: Callable[[], bool]) -> T | None:
        """`confirm.write_once`; the action counts as written from now on."""
        self.wrote = True
        return write_once(send, carried_out, self.sleep)

    def create(self, what: str, send: Callable[[], T], named: Callable[[], object]) -> T | None:
        """`write` of something new. Raises Moved when it is refused and `named` finds the name taken meanwhile."""
        try:
            return self.write(send, lambda: bool(named()))
        except GraphFailure as failure:
            # How the service refuses a second object of one name is not documented, so the name itself is looked up.
            if failure.kind is FailureKind.REFUSED and named():
                raise name_taken(what) from None
            raise

    def read_until(self, read: Callable[[], T], good: Callable[[T], bool]) -> T:
        """`confirm.read_until` with the pauses of this apply."""
        return read_until(read, good, self.sleep)

    def change(
        self,
        what: str,
        send: Callable[[], object],
        read: Callable[[], T],
        stored: Callable[[T], bool],
        *,
        arrived: Callable[[T], bool] | None = None,
    ) -> T:
        """Write to something that exists and read until it shows; the last reading, `stored` or not.

        `arrived` tells after a lost answer whether the write was carried out, where `stored` is not the right question.
        Raises Gone when the object disappeared in the meantime.
        """
        try:
            self.write(send, lambda: (arrived or stored)(read()))
        except GraphFailure as failure:
            if failure.kind is FailureKind.NOT_FOUND and read() is None:
                raise gone(what) from None
            raise
        return self.read_until(read, stored)
