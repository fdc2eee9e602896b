"""Start a workflow for named people, after showing what it will do.

With --requested-by the tool is a broker: it starts the workflow only when the requester stands above the person in the
reporting line, the workflow mails the pass to the person's own manager only, and the person qualifies. The
requester needs no right in Entra.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.options import add_config, add_environment, add_format, file_path, say, show, write_artefact
from lcwsync.cli.recorded_start import PATIENCE_SECONDS, Known, one_at_a_time, reached, refusal_recorded, start_recorded
from lcwsync.cli.session import although_broken, resolve_one
from lcwsync.config.load import Resolved
from lcwsync.values.errors import Refused, UsageError
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.findings import has_errors

if TYPE_CHECKING:
    from lcwsync.apply.start_journal import StartJournal
    from lcwsync.broker.request import Start
    from lcwsync.model.person import Person
    from lcwsync.model.workflow import LiveWorkflow
    from lcwsync.render.run.view import Followed
    from lcwsync.tenant.port import Tenant
    from lcwsync.tenant.runs import Started

_CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the moment a run is scheduled may be before the answer that came before its start."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workflow", metavar="WORKFLOW", help="display name of a workflow of the tenant")
    parser.add_argument(
        "--user", action="append", required=True, metavar="UPN", help="a person; may be repeated, up to ten people"
    )
    parser.add_argument(
        "--requested-by", metavar="UPN", help="the manager who asks; verified against the reporting line"
    )
    parser.add_argument(
        "--replace-pass",
        action="store_true",
        help="with --requested-by: start it although the person has an unused pass; that pass then no longer works",
    )
    parser.add_argument("--wait", action="store_true", help="follow the run to its end and show what failed")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_format(parser, FORMATS)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the result here instead of stdout")
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 started (with --wait: everything completed), 1 something failed, 4 refused."""
    from lcwsync.render.run.view import Followed, RunVerdict, verdict_on

    # An empty name is a request as well, or a workflow that lost its requester would run with an admin's rights.
    for_manager = arguments.requested_by is not None
    # A request is decided by the files; an administrator in an incident needs the tenant alone.
    result = resolve_one(arguments) if for_manager else although_broken(arguments)
    with (
        reached(arguments.workflow, result, for_manager=for_manager) as (tenant, journal),
        _refusals_written(arguments, result, tenant),
    ):
        journal.asked(for_manager=for_manager)
        with ExitStack() as held:
            with refusal_recorded(journal) as known:
                users = _users(arguments.user, for_manager=for_manager)
                held.enter_context(one_at_a_time(journal, for_manager=for_manager))
                if for_manager:
                    starting, started = _requested(arguments, result, tenant, journal, known)
                else:
                    starting, started = _chosen(arguments, result, users, tenant)
            start_recorded(starting, known.requester, started, tenant, journal)
        waits = arguments.wait
        say("started" if waits else "started; its tasks take a while: `lcwsync status` shows how they end")
        found = tenant.runs.follow(started, sleep=time.sleep, patience=PATIENCE_SECONDS) if waits else ()
        followed = Followed(
            environment=result.environment.name,
            tenant=tenant.identity(),
            live=starting.live,
            people=starting.people,
            requester=known.requester,
            waited=waits,
            results=tuple(found),
        )
    verdict = verdict_on(followed)
    _write(followed, arguments)
    if verdict is RunVerdict.NOT_ENDED:
        say(f"not ended after {PATIENCE_SECONDS / 60:.0f} minutes: `lcwsync status` shows how it ends")
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
    """With --format json a refusal is a document, too, unless something was started. The error is raised anyway."""
    from lcwsync.apply.start_journal import EndNotRecorded
    from lcwsync.render.run.json import refusal_json

    try:
        yield
    except EndNotRecorded:
        raise
    except Refused as error:
        if arguments.format == "json":
            environment, identity = result.environment.name, tenant.identity()
            text = refusal_json(environment, identity, arguments.workflow, error, tool_version=__version__)
            write_artefact(text, arguments.output)
        raise


def _users(given: list[str], *, for_manager: bool) -> tuple[str, ...]:
    from lcwsync.model.run import MAX_PEOPLE

    users = tuple(dict.fromkeys(given))
    if for_manager and len(users) != 1:
        raise UsageError("a manager asks for one person at a time", hint="give --user once")
    if len(users) > MAX_PEOPLE:
        raise UsageError(f"{len(users)} people; one run takes {MAX_PEOPLE} at most", hint="run it in several steps")
    return users


def _results_before(live: "LiveWorkflow", people: "Iterable[Person]", tenant: "Tenant") -> "Started":
    """What tells the results of the start that follows from those that are there already."""
    from lcwsync.tenant.http.failure import FailureKind, GraphFailure
    from lcwsync.tenant.runs import Started

    since = tenant.now() - _CLOCKS_DIFFER
    try:
        known = frozenset(item.id for item in tenant.runs.results(live.id, since=since))
    except GraphFailure as failure:
        if failure.kind is not FailureKind.NOT_FOUND:
            raise
        known = frozenset()  # it was deleted, which the read before the start tells
    return Started(live.id, frozenset(person.id for person in people), known, since)


def _chosen(
    arguments: argparse.Namespace, result: Resolved, users: tuple[str, ...], tenant: "Tenant"
) -> "tuple[Start, Started]":
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
    started = _results_before(starting.live, starting.people, tenant)
    return read_start_again(starting, tenant), started


def _requested(
    arguments: argparse.Namespace,
    result: Resolved,
    tenant: "Tenant",
    journal: "StartJournal",
    known: Known,
) -> "tuple[Start, Started]":
    """The start that a manager may have; raises Refused for any other request.

    The decision is taken twice: on the names of the request, and on a second read by id right before the start.
    """
    from lcwsync.broker.decision import Allowed, decide
    from lcwsync.broker.request import Start, read_request, read_request_again
    from lcwsync.render.run.text import validity

    if not arguments.requested_by:
        raise Refused(
            "--requested-by is empty; nothing was started",
            hint="pass the user principal name of the manager whom the caller has authenticated",
        )
    request = read_request(
        result,
        tenant,
        workflow=arguments.workflow,
        user=arguments.user[0],
        requester=arguments.requested_by,
        replaces=arguments.replace_pass,
        starts_of=journal.starts_of,
    )
    known.requester, known.person = request.requester.id if request.requester else None, request.person.id
    decision = decide(request)
    if isinstance(decision, Allowed):
        started = _results_before(request.live, (request.person,), tenant)
        request = read_request_again(request, result, tenant, starts_of=journal.starts_of)
        decision = decide(request)
    if not isinstance(decision, Allowed):
        raise Refused(
            "the request is refused; nothing was started",
            hint="a request needs a requester above the person, and a person in the scope of a reviewed workflow",
            reasons=decision.reasons,
        )
    journal.decided((), requester=known.requester, person=known.person)
    say(f"allowed: the requester stands {decision.level} level{'s' if decision.level > 1 else ''} above the person")
    say(validity(request.expected))
    return Start(request.live, (request.person,)), started


def _ask(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("confirmation is required, but this is not an interactive terminal", hint="pass --yes")
    print("Start it? Type `yes` to confirm: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != "yes":
        raise Refused("not started: the answer was not `yes`")
