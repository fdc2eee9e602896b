"""The journal of one start: what was asked, why it was refused, the start itself and its end."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lcwsync.cli.options import say
from lcwsync.cli.session import JOURNAL_FILE, tenant_of
from lcwsync.config.load import Resolved
from lcwsync.values.errors import LcwError, Refused, TenantError, UsageError

if TYPE_CHECKING:
    from lcwsync.apply.start_journal import StartJournal
    from lcwsync.broker.request import Start
    from lcwsync.tenant.port import Tenant
    from lcwsync.tenant.runs import Started
    from lcwsync.tenant.signin.token import TokenContent

PATIENCE_SECONDS = 900.0
"""How long a request waits for another one, and --wait follows a run."""


def one_at_a_time(journal: "StartJournal", *, for_manager: bool) -> AbstractContextManager[None]:
    """Requests that share a journal are decided one after the other, or two at once would both be within a limit."""
    if not for_manager:
        return nullcontext()
    from lcwsync.apply.lease import lease

    path = journal.journal.path.resolve()
    # Beside the journal, where nobody else can make a file that keeps us from locking.
    return lease(
        f"requests {path}", seconds=PATIENCE_SECONDS, sleep=time.sleep, note=say, place=path.parent, what="request"
    )


@contextmanager
def reached(workflow: str, result: Resolved, *, for_manager: bool) -> "Iterator[tuple[Tenant, StartJournal]]":
    """The tenant and the journal of one request. That the tenant cannot be reached is written to the journal, too.

    Raises Refused when the journal cannot be written.
    """
    with ExitStack() as stack:
        try:
            tenant = stack.enter_context(tenant_of(result.environment, purpose="apply"))
            tenant_id, signed_in = tenant.identity().id, tenant.signed_in()
        except LcwError:
            journal = _journal(workflow, result, result.environment.tenant_id or "", None)
            journal.asked(for_manager=for_manager)
            journal.decided(("the tenant could not be reached",), requester=None, person=None)
            raise
        yield tenant, _journal(workflow, result, tenant_id, signed_in)


def _journal(workflow: str, result: Resolved, tenant_id: str, signed_in: "TokenContent | None") -> "StartJournal":
    from lcwsync.apply.journal import Journal
    from lcwsync.apply.start_journal import StartJournal
    from lcwsync.cli.origin import origin

    return StartJournal(
        journal=Journal(JOURNAL_FILE, origin(signed_in)),
        environment=result.environment.name,
        tenant_id=tenant_id,
        workflow=workflow,
        now=lambda: datetime.now(UTC),
    )


@dataclass(slots=True)
class Known:
    """Whom a request is about, by object id, as far as it was found out."""

    requester: str | None = None
    person: str | None = None


@contextmanager
def refusal_recorded(journal: "StartJournal") -> Iterator[Known]:
    """Whatever ends a request before its start is in the journal, without names."""
    known = Known()
    try:
        yield known
    except (Exception, KeyboardInterrupt) as error:
        journal.decided(_why(error), requester=known.requester, person=known.person)
        raise


def _why(error: BaseException) -> tuple[str, ...]:
    match error:
        case Refused():
            return error.reasons or (error.message,)
        case UsageError():
            return (error.message,)
        case LcwError():
            return ("the tenant could not be read",)
        case KeyboardInterrupt():
            return ("interrupted",)
        case _:
            return ("lcwsync failed unexpectedly",)


def start_recorded(
    starting: "Start", requester: str | None, started: "Started", tenant: "Tenant", journal: "StartJournal"
) -> None:
    """Start by id, with a line in the journal before and after it.

    Returns when the service lists the start, or after some seconds: the next request for the person counts it then.
    """
    from lcwsync.tenant.http.failure import GraphFailure

    live, people = starting.live, [person.id for person in starting.people]
    journal.starts(workflow_id=live.id, version=live.version, people=people, requester=requester)
    try:
        tenant.runs.start(live.id, people)
    except GraphFailure as failure:
        listed = _listed(started, tenant) if failure.doubtful else []
        if not listed:
            journal.ended("unknown" if failure.doubtful else "failed", workflow_id=live.id, error=failure)
            if failure.doubtful:
                raise TenantError(f"{failure.message}: whether it was started is not known", hint=_LOOK_FIRST) from None
            raise
        say("the answer was lost, and the service lists the start")
        journal.ended("started", workflow_id=live.id, results=listed)
        return
    except BaseException:
        journal.ended("unknown", workflow_id=live.id)
        raise
    listed = []
    try:
        listed = _listed(started, tenant)
    finally:
        journal.ended("started", workflow_id=live.id, results=listed)


_LOOK_FIRST = "look with `lcwsync status` after some minutes; a second start would make a second pass"


def _listed(started: "Started", tenant: "Tenant") -> list[str]:
    """Ids of the results that the start made, as far as the service lists them."""
    try:
        return [item.id for item in tenant.runs.listed(started, sleep=time.sleep)]
    except LcwError:
        return []  # its results can be seen with `lcwsync status`
