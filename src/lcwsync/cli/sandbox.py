"""The embedded tenant: a small fictitious company for trying, testing and teaching.

It is stored in .lcwsync/sandbox.db and answers like Microsoft Graph. Its clock runs with the real one; `advance` moves
it forward and runs the workflows that become due.
"""

import argparse
import re
import sys
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from lcwsync.cli.options import say, unicode, write_artefact
from lcwsync.cli.sandbox_company import ACTIONS, add_actions, lines_of
from lcwsync.cli.session import SANDBOX_FILE
from lcwsync.model.workflow import MAX_WORKFLOWS
from lcwsync.values.errors import TenantError, UsageError
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lcwsync.sandbox.store import Store

LONGEST = timedelta(days=400)
"""The largest step of the clock."""

_PART = re.compile(r"([0-9]{1,5})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    serve = actions.add_parser("serve", help="answer Graph requests on a loopback port")
    serve.add_argument("--port", type=_whole(65535), default=0, metavar="PORT", help="default: any free one")
    serve.add_argument(
        "--doubt",
        action="append",
        default=[],
        dest="doubts",
        metavar="NAME=ANSWER",
        help="answer an open question about the service in another way; docs/fidelity.md lists them",
    )
    serve.add_argument(
        "--fault",
        action="append",
        default=[],
        dest="faults",
        metavar="KIND[:METHOD[:PATH[:AFTER[:TIMES[:VALUE]]]]]",
        help="fault to inject, such as throttle:GET:*/workflows:0:2:1 or reset-after:POST; may be repeated",
    )
    actions.add_parser("reset", help="restore the original company, with dates around today")
    seed = actions.add_parser("seed", help="add generated people and workflows to the company")
    seed.add_argument("--users", type=_whole(1_000_000), default=0, metavar="N", help="number of people to add")
    seed.add_argument(
        "--workflows", type=_whole(MAX_WORKFLOWS), default=0, metavar="N", help="add workflows until the tenant has N"
    )
    advance = actions.add_parser("advance", help="move the clock forward and run the workflows that become due")
    advance.add_argument("duration", type=_duration, metavar="DURATION", help="such as 7d, 12h, 30m or 1d12h")
    request = actions.add_parser("request", help="ask for an access package on behalf of a report, as in My Access")
    request.add_argument("package", metavar="PACKAGE", help="the name of the access package")
    request.add_argument("--as", required=True, dest="manager", metavar="MANAGER", help="who asks, or approves: a UPN")
    request.add_argument("--for", required=True, dest="person", metavar="PERSON", help="for whom: a UPN")
    request.add_argument("--justification", metavar="TEXT", help="the reason, where the policy requires one")
    request.add_argument("--approve", action="store_true", help="approve the request that waits for this person")
    add_actions(actions)
    outbox = actions.add_parser("outbox", help="the mails that were sent, oldest first; passes are masked")
    outbox.add_argument("--to", metavar="TEXT", help="only mails whose recipient's name or address contains this")
    outbox.add_argument("--reveal", action="store_true", help="show the passes: they open nothing but the sandbox")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0."""
    from lcwsync.sandbox.errors import SandboxError, SandboxUsageError

    try:
        _run(arguments)
    except SandboxUsageError as error:
        raise UsageError(error.message, hint=error.hint) from None
    except SandboxError as error:
        raise TenantError(error.message, hint=error.hint) from None
    return ExitCode.DONE


def _run(arguments: argparse.Namespace) -> None:
    match arguments.action:
        case "serve":
            _serve(arguments.port, arguments.faults, arguments.doubts)
        case "reset":
            _reset()
        case "seed":
            _seed(arguments.users, arguments.workflows)
        case "advance":
            _advance(arguments.duration)
        case "request":
            _request(arguments)
        case action if action in ACTIONS:
            with _opened() as store:
                _print(lines_of(arguments, store))
        case _:
            _outbox(arguments.to, reveal=arguments.reveal)


def _serve(port: int, faults: list[str], doubts: list[str]) -> None:
    from lcwsync.sandbox.doubts import parse_doubts
    from lcwsync.sandbox.faults import Faults, parse_fault
    from lcwsync.sandbox.serve import serve

    armed, answers = Faults(parse_fault(text) for text in faults), parse_doubts(doubts)

    def ready(url: str) -> None:
        say("sandbox: serving until interrupted; set LCWSYNC_GRAPH_URL to this URL, LCWSYNC_ACCESS_TOKEN to any text")
        print(url, flush=True)

    with _opened() as store:
        store.doubts.update(answers)
        serve(store, port=port, faults=armed, on_ready=ready)


def _reset() -> None:
    from lcwsync.sandbox import reset_sandbox

    store = reset_sandbox(SANDBOX_FILE)
    say(f"sandbox: reset, {_content(store)}")
    store.close()


def _seed(users: int, workflows: int) -> None:
    from lcwsync.sandbox.console import seed

    if not users and not workflows:
        raise UsageError("nothing to add", hint="pass --users N, --workflows N, or both")
    with _opened() as store:
        seed(store, users=users, workflows=workflows)
        say(f"sandbox: {_content(store)}")


def _advance(duration: timedelta) -> None:
    from lcwsync.sandbox.console import advance

    with _opened() as store:
        done = advance(store, duration)
    if done.lines:
        _print(done.lines)
    happened = f"{_counted(done.events, 'event')}, {_counted(done.failures, 'failure')}"
    say(f"sandbox: {happened if done.events else 'nothing was due'}; it is now {done.now} UTC")


def _request(arguments: argparse.Namespace) -> None:
    from lcwsync.sandbox.console import approve, request

    package, by, person = arguments.package, arguments.manager, arguments.person
    with _opened() as store:
        if arguments.approve:
            line = approve(store, package, approver=by, person=person)
        else:
            line = request(store, package, manager=by, person=person, justification=arguments.justification)
    _print([line])


def _outbox(to: str | None, *, reveal: bool) -> None:
    from lcwsync.sandbox.console import outbox

    with _opened() as store:
        found = outbox(store, to=to, reveal=reveal)
    if found.mails:
        total = len(found.mails)
        heads = [("", f"Mail {number} of {total}") for number in range(1, total + 1)]
        _print([line for head, mail in zip(heads, found.mails, strict=True) for line in (*head, *mail)][1:])
    say(f"sandbox: {_counted(len(found.mails), 'mail')}{'; --reveal shows the passes' if found.masked else ''}")


def _print(lines: "Iterable[str]") -> None:
    from lcwsync.render.formats.escape import terminal

    write_artefact("\n".join(terminal(line, unicode=unicode(sys.stdout)) for line in lines), None)


@contextmanager
def _opened() -> "Iterator[Store]":
    from lcwsync.sandbox import open_sandbox

    store = open_sandbox(SANDBOX_FILE)
    try:
        yield store
    finally:
        store.close()


def _content(store: "Store") -> str:
    return f"{store.count('users')} people, {_counted(store.count('workflows'), 'workflow')}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _duration(text: str) -> timedelta:
    """`7d`, `12h`, `30m` or several of them in this order."""
    parts = _PART.findall(text)
    units = [unit for _, unit in parts]
    if (
        not parts
        or "".join(number + unit for number, unit in parts) != text
        or units != sorted(set(units), key="dhm".find)
    ):
        raise argparse.ArgumentTypeError(f"{text!r} is not a duration: write 7d, 12h, 30m or 1d12h")
    duration = timedelta(**{_UNITS[unit]: int(number) for number, unit in parts})
    if not timedelta(0) < duration <= LONGEST:
        raise argparse.ArgumentTypeError(f"a duration must be positive and at most {LONGEST.days}d")
    return duration


def _whole(most: int) -> "Callable[[str], int]":
    """A reader of whole numbers up to `most`."""

    def number(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and int(text[:9]) <= most):
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to {most}")
        return int(text)

    return number
