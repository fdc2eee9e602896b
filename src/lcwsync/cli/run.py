"""Start a workflow for named people, after showing what it will do.

With --requested-by the tool is a broker: it starts the workflow only when the requester stands above the person in the
reporting line, the workflow mails the pass to the person's own manager only, and the person qualifies. The
requester needs no right in Entra.
"""

import argparse
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lcwsync.cli.options import add_config, add_environment, say, show
from lcwsync.cli.session import JOURNAL_FILE, resolve_one, tenant_of
from lcwsync.config.load import Resolved
from lcwsync.values.errors import Refused, UsageError
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from lcwsync.tenant.port import Tenant

_PATIENCE_SECONDS = 900.0
"""How long --wait follows a run."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workflow", metavar="WORKFLOW", help="display name of a workflow of the tenant")
    parser.add_argument(
        "--user", action="append", required=True, metavar="UPN", help="may be repeated, up to ten people"
    )
    parser.add_argument(
        "--requested-by", metavar="UPN", help="the manager who asks; verified against the reporting line"
    )
    parser.add_argument("--wait", action="store_true", help="follow the run to its end and show what failed")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 started (with --wait: everything completed), 1 something failed, 4 refused."""
    from lcwsync.broker.request import read_start
    from lcwsync.model.run import MAX_PEOPLE
    from lcwsync.render.runs import effect_text, results_text

    users = tuple(dict.fromkeys(arguments.user))
    if len(users) > MAX_PEOPLE:
        raise UsageError(f"{len(users)} people; one run takes {MAX_PEOPLE} at most", hint="run it in several steps")
    result = resolve_one(arguments)
    # An empty name is a request as well, or a workflow that lost its requester would run with an admin's rights.
    for_manager = arguments.requested_by is not None
    if for_manager and len(users) != 1:
        raise UsageError("a manager asks for one person at a time", hint="give --user once")
    with tenant_of(result.environment, purpose="apply") as tenant:
        if for_manager:
            _broker(arguments, result, users[0], tenant)
        starting = read_start(arguments.workflow, users, tenant)
        if not for_manager:
            # Asked by a manager the answer goes to a log that others read; the names stay out of it.
            show(effect_text(starting.live, starting.people))
            _ask(yes=arguments.yes)
        known = [r.id for r in tenant.runs.results(starting.live.id)] if arguments.wait else []
        people = [person.id for person in starting.people]
        tenant.runs.start(starting.live.id, people)
        say("started")
        if not arguments.wait:
            return ExitCode.DONE
        found = tenant.runs.follow(starting.live.id, people, known, sleep=time.sleep, patience=_PATIENCE_SECONDS)
    print(results_text(found, starting.people), end="")
    done = len(found) == len(people) and all(item.status == "completed" for item in found)
    return ExitCode.DONE if done else ExitCode.ERROR


def _broker(arguments: argparse.Namespace, result: Resolved, user: str, tenant: "Tenant") -> None:
    """Let an allowed request pass; raise Refused for any other. Each is written to the journal, by ids."""
    from lcwsync.apply.journal import Journal
    from lcwsync.broker.decision import Allowed, decide
    from lcwsync.broker.request import read_request
    from lcwsync.cli.origin import origin

    journal = Journal(JOURNAL_FILE, origin(tenant.signed_in()), warn=say)

    def note(*reasons: str, requester: str | None = None, person: str | None = None) -> None:
        journal.asked(
            environment=result.environment.name,
            tenant_id=tenant.identity().id,
            workflow=arguments.workflow,
            requester=requester,
            person=person,
            reasons=reasons,
            now=datetime.now(UTC),
        )

    upn = arguments.requested_by
    if not upn:
        note("no requester was given")
        raise Refused(
            "--requested-by is empty; nothing was started",
            hint="pass the user principal name of the manager whom the caller has authenticated",
        )
    try:
        request = read_request(result, tenant, workflow=arguments.workflow, user=user, requester=upn)
    except UsageError:
        note("the workflow or the person does not exist")
        raise
    decision = decide(request)
    denied = () if isinstance(decision, Allowed) else decision.reasons
    note(*denied, requester=request.requester.id if request.requester else None, person=request.person.id)
    if not isinstance(decision, Allowed):
        raise Refused(
            "the request is refused; nothing was started",
            hint="a request needs a requester above the person, and a person in the scope of a reviewed workflow",
            reasons=decision.reasons,
        )
    say(f"allowed: the requester stands {decision.level} level{'s' if decision.level > 1 else ''} above the person")


def _ask(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("confirmation is required, but this is not an interactive terminal", hint="pass --yes")
    print("Start it? Type `yes` to confirm: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != "yes":
        raise Refused("not started: the answer was not `yes`")
