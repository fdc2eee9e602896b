"""Operations of the command line on a sandbox: seed it, advance its clock, read its outbox."""

from datetime import timedelta
from types import ModuleType
from typing import NamedTuple

from lcwsync.sandbox.errors import SandboxError
from lcwsync.sandbox.store import Store


class Advanced(NamedTuple):
    """The events while the clock advanced: a line for each, their number, the failures, and the time now."""

    lines: tuple[str, ...]
    events: int
    failures: int
    now: str


class Outbox(NamedTuple):
    """The mails that were sent, oldest first, each as lines of text; whether any of them holds a masked pass."""

    mails: tuple[tuple[str, ...], ...]
    masked: bool


def seed(store: Store, *, users: int, workflows: int) -> None:
    """Add generated users, and workflows until there are `workflows`. Raises GraphError beyond the service's limit."""
    from lcwsync.sandbox.company.large import seed_large

    seed_large(store, users, workflows)


def advance(store: Store, duration: timedelta) -> Advanced:
    """Move the clock forward and run the workflows that become due."""
    from lcwsync.sandbox.engine.schedule import advance as run
    from lcwsync.sandbox.engine.story import lines, moment

    events = run(store, duration)
    told = tuple(lines(events)) if events else ()
    return Advanced(told, len(events), sum(event.failed for event in events), moment(store.now()))


def request(store: Store, package: str, *, manager: str, person: str, justification: str | None) -> str:
    """A manager asks in My Access for a person; one line about it.

    Raises SandboxError when the policy does not allow it, SandboxUsageError for an unknown package or person.
    """
    from lcwsync.sandbox.entitlement.my_access import Refused, ask

    try:
        asked = ask(store, package, manager=manager, person=person, justification=justification)
    except Refused as reason:
        raise SandboxError(f"My Access does not take the request: {reason}") from None
    then = "it waits for an approver" if asked.waits else "it is granted"
    return f"{asked.manager} asked for {asked.package} for {asked.person}: {then}"


def approve(store: Store, package: str, *, approver: str, person: str) -> str:
    """An approver approves the request that waits for a person; one line about it.

    Raises SandboxError when nothing waits, SandboxUsageError for an unknown package or person.
    """
    from lcwsync.sandbox.entitlement.my_access import Refused, decide

    try:
        asked = decide(store, package, approver=approver, person=person)
    except Refused as reason:
        raise SandboxError(f"My Access does not take the decision: {reason}") from None
    then = "it waits for another approver" if asked.waits else "it is granted"
    return f"{asked.manager} approved {asked.package} for {asked.person}: {then}"


def company() -> ModuleType:
    """The events of the company: `sandbox.company.events`."""
    from lcwsync.sandbox.company import events

    return events


def outbox(store: Store, *, to: str | None, reveal: bool) -> Outbox:
    """The mails whose recipient's name or address contains `to`; passes are masked unless `reveal`."""
    from lcwsync.sandbox.engine.outbox import mails, text

    found = mails(store, to=to)
    shown = tuple(tuple(text(mail, reveal=reveal).splitlines()) for mail in found)
    return Outbox(shown, masked=not reveal and any(mail["secret"] for mail in found))
