"""Start a workflow for named people, after showing what it will do.

With --requested-by the tool is a broker: it starts the workflow only when the requester stands above the person in the
reporting line, the workflow mails the pass to the person's own manager only, and the person qualifies. The
requester needs no right in Entra.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.options import add_config, add_environment, add_format, file_path, say, show, write_artefact
from lcwsync.cli.session import JOURNAL_FILE, although_broken, resolve_one, tenant_of
from lcwsync.config.load import Resolved
from lcwsync.values.errors import LcwError, Refused, UsageError
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.findings import has_errors

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from lcwsync.apply.start_journal import StartJournal
    from lcwsync.broker.request import Start
    from lcwsync.render.run.view import Followed
    from lcwsync.tenant.port import Tenant
    from lcwsync.tenant.runs import Started

_PATIENCE_SECONDS = 900.0
"""How long --wait follows a run."""
_CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the moment a run is scheduled may be before the answer that came before its start."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workflow", metavar="WORKFLOW", help="display name of a workflow of the tenant")
    parser.add_argument(
        "--user", action="append", required=True, metavar="UPN", help="may be repeated, up to ten people"
    )
    parser.add_argument(
        "--requested-by", metavar="UPN", help="the manager who asks; verified against the reporting line"
    )
    parser.add_argument(
        "--replace-pass",
        action="store_true",
        help="with --requested-by: although the person has an unused pass, which then no longer works",
    )
    parser.add_argument("--wait", action="store_true", help="follow the run to its end and show what failed")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_format(parser, FORMATS)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the result here instead of stdout")
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 started (with --wait: everything completed), 1 something failed, 4 refused."""
    from lcwsync.model.run import MAX_PEOPLE
    from lcwsync.render.run.view import Followed, RunVerdict, verdict_on
    from lcwsync.tenant.runs import Started

    users = tuple(dict.fromkeys(arguments.user))
    if len(users) > MAX_PEOPLE:
        raise UsageError(f"{len(users)} people; one run takes {MAX_PEOPLE} at most", hint="run it in several steps")
    # An empty name is a request as well, or a workflow that lost its requester would run with an admin's rights.
    for_manager = arguments.requested_by is not None
    if for_manager and len(users) != 1:
        raise UsageError("a manager asks for one person at a time", hint="give --user once")
    # A request is decided by the files; an administrator in an incident needs the tenant alone.
    result = resolve_one(arguments) if for_manager else although_broken(arguments)
    with tenant_of(result.environment, purpose="apply") as tenant, _refusals_written(arguments, result, tenant):
        journal = _journal(arguments, result, tenant)
        journal.asked(for_manager=for_manager)
        with _one_at_a_time(for_manager=for_manager):
            if for_manager:
                starting, requester = _requested(arguments, result, users[0], tenant, journal)
            else:
                starting, requester = _chosen(arguments, result, users, tenant), None
            since = tenant.now() - _CLOCKS_DIFFER
            known = frozenset(item.id for item in tenant.runs.results(starting.live.id, since=since))
            people = frozenset(person.id for person in starting.people)
            started = Started(starting.live.id, people, known, since)
            _start(starting, requester, started, tenant, journal)
        waits = arguments.wait
        say("started" if waits else "started; its tasks take a while: `lcwsync status` shows how they end")
        found = tenant.runs.follow(started, sleep=time.sleep, patience=_PATIENCE_SECONDS) if waits else ()
        followed = Followed(
            environment=result.environment.name,
            tenant=tenant.identity(),
            live=starting.live,
            people=starting.people,
            requester=requester,
            waited=waits,
            results=tuple(found),
        )
    verdict = verdict_on(followed)
    _write(followed, arguments)
    if verdict is RunVerdict.NOT_ENDED:
        say(f"not ended after {_PATIENCE_SECONDS / 60:.0f} minutes: `lcwsync status` shows how it ends")
    return ExitCode.DONE if verdict in (RunVerdict.STARTED, RunVerdict.COMPLETED) else ExitCode.ERROR


FORMATS = ("text", "json")


def _write(followed: "Followed", arguments: argparse.Namespace) -> None:
    from lcwsync.render.run.json import run_json
    from lcwsync.render.run.text import results_text

    if arguments.format == "json":
        write_artefact(run_json(followed, tool_version=__version__), arguments.output)
    elif followed.waited:
        write_artefact(results_text(followed.results, followed.people), arguments.output)


@contextmanager
def _refusals_written(arguments: argparse.Namespace, result: Resolved, tenant: "Tenant") -> Iterator[None]:
    """With --format json a refusal is a document, too. The error is raised all the same."""
    from lcwsync.render.run.json import refusal_json

    try:
        yield
    except Refused as error:
        if arguments.format == "json":
            environment, identity = result.environment.name, tenant.identity()
            text = refusal_json(environment, identity, arguments.workflow, error, tool_version=__version__)
            write_artefact(text, arguments.output)
        raise


def _one_at_a_time(*, for_manager: bool) -> "AbstractContextManager[None]":
    """Requests that share a journal are decided one after the other, or two at once would both be within a limit."""
    if not for_manager:
        return nullcontext()
    from lcwsync.apply.lease import lease

    target = f"requests {JOURNAL_FILE.resolve()}"
    return lease(target, seconds=_PATIENCE_SECONDS, sleep=time.sleep, note=say, what="request")


def _journal(arguments: argparse.Namespace, result: Resolved, tenant: "Tenant") -> "StartJournal":
    from lcwsync.apply.journal import Journal
    from lcwsync.apply.start_journal import StartJournal
    from lcwsync.cli.origin import origin

    return StartJournal(
        journal=Journal(JOURNAL_FILE, origin(tenant.signed_in())),
        environment=result.environment.name,
        tenant_id=tenant.identity().id,
        workflow=arguments.workflow,
        now=lambda: datetime.now(UTC),
    )


def _chosen(arguments: argparse.Namespace, result: Resolved, users: tuple[str, ...], tenant: "Tenant") -> "Start":
    """The start that an administrator asks for and confirms, read again by id after the confirmation.

    Raises Refused when the guardrails keep one of the people out of a workflow that does harm.
    """
    from lcwsync.broker.request import read_start, read_start_again
    from lcwsync.planning.protected import not_for_these
    from lcwsync.render.run.text import effect_text

    starting = read_start(arguments.workflow, users, tenant)
    guardrails = result.desired.guardrails
    if has_errors(result.findings) and (guardrails is None or guardrails.never_in_scope is None):
        say("note: no neverInScope could be read from the files: nobody is kept out of this run by it")
    people = [person.id for person in starting.people]
    if reason := not_for_these(result, starting.live.workflow, people, tenant):
        raise Refused(
            "the guardrails refuse this run; nothing was started",
            hint="start it for the others, or change neverInScope in a reviewed change",
            reasons=(reason,),
        )
    show(effect_text(starting.live, starting.people))
    _ask(yes=arguments.yes)
    return read_start_again(starting, tenant)


def _requested(
    arguments: argparse.Namespace, result: Resolved, user: str, tenant: "Tenant", journal: "StartJournal"
) -> "tuple[Start, str]":
    """The start that a manager may have, and the manager's id; raises Refused for any other request.

    The decision is taken twice: on the names of the request, and on a second read by id right before the start.
    """
    from lcwsync.broker.decision import Allowed, decide
    from lcwsync.broker.request import Start, read_request, read_request_again
    from lcwsync.planning.protected import not_for_these
    from lcwsync.render.run.text import validity

    if not arguments.requested_by:
        journal.decided(("no requester was given",), requester=None, person=None)
        raise Refused(
            "--requested-by is empty; nothing was started",
            hint="pass the user principal name of the manager whom the caller has authenticated",
        )
    try:
        request = read_request(
            result,
            tenant,
            workflow=arguments.workflow,
            user=user,
            requester=arguments.requested_by,
            replaces=arguments.replace_pass,
            starts_of=journal.starts_of,
        )
        requester, person = request.requester.id if request.requester else None, request.person.id
        decision = decide(request)
        if isinstance(decision, Allowed):
            request = read_request_again(request, result, tenant, starts_of=journal.starts_of)
            decision = decide(request)
    except (UsageError, Refused) as error:
        reason = "the workflow or the person does not exist" if isinstance(error, UsageError) else error.message
        journal.decided((reason,), requester=None, person=None)
        raise
    except LcwError:
        journal.decided(("the tenant could not be read",), requester=None, person=None)
        raise
    # Who may not ask learns nothing about the person.
    allowed = isinstance(decision, Allowed)
    protected = not_for_these(result, request.live.workflow, [request.person.id], tenant) if allowed else ""
    denied = ((protected,) if protected else ()) if isinstance(decision, Allowed) else decision.reasons
    journal.decided(denied, requester=requester, person=person)
    if denied or not isinstance(decision, Allowed) or requester is None:
        raise Refused(
            "the request is refused; nothing was started",
            hint="a request needs a requester above the person, and a person in the scope of a reviewed workflow",
            reasons=denied,
        )
    say(f"allowed: the requester stands {decision.level} level{'s' if decision.level > 1 else ''} above the person")
    say(validity(request.expected))
    return Start(request.live, (request.person,)), requester


def _start(
    starting: "Start", requester: str | None, started: "Started", tenant: "Tenant", journal: "StartJournal"
) -> None:
    """Start by id, with a line in the journal before and after it.

    Returns when the service lists the start, or after some seconds: the next request for the person counts it then.
    """
    live, people = starting.live, [person.id for person in starting.people]
    journal.starts(workflow_id=live.id, version=live.version, people=people, requester=requester)
    try:
        tenant.runs.start(live.id, people)
    except LcwError as error:
        journal.ended("failed", workflow_id=live.id, error=error)
        raise
    try:
        fresh = [item.id for item in tenant.runs.listed(started, sleep=time.sleep)]
    except LcwError:
        fresh = []  # the start is done; its results can be seen with `lcwsync status`
    journal.ended("started", workflow_id=live.id, results=fresh)


def _ask(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("confirmation is required, but this is not an interactive terminal", hint="pass --yes")
    print("Start it? Type `yes` to confirm: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != "yes":
        raise Refused("not started: the answer was not `yes`")
