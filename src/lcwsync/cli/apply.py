"""Change the tenant to match git: plan, show, ask, then write one action at a time and read each one back."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from lcwsync.apply.confirm import BUDGET_SECONDS
from lcwsync.apply.executor import apply
from lcwsync.apply.journal import Journal
from lcwsync.apply.lease import lease
from lcwsync.apply.outcome import Outcome, exit_code
from lcwsync.apply.replay import applied_before
from lcwsync.apply.stop import StopSignal
from lcwsync.cli.ahead import add_parallel
from lcwsync.cli.options import (
    add_colour,
    add_config,
    add_deadline,
    add_environment,
    add_format,
    colour,
    coloured,
    file_path,
    line_width,
    say,
    show,
    unicode,
    watched,
)
from lcwsync.cli.origin import origin
from lcwsync.cli.reasons import Attempt, reason_left
from lcwsync.cli.rollout import ByRing, check_parallel, rings_of
from lcwsync.cli.saved import check_fresh, saved_plan
from lcwsync.cli.session import (
    JOURNAL_FILE,
    SANDBOX_FILE,
    chosen_environments,
    earlier_writes,
    resolved,
    tenant_of,
)
from lcwsync.cli.several import Rendering, report_each
from lcwsync.cli.stopping import Stopping, interruptible
from lcwsync.config.load import Configuration, Resolved, load
from lcwsync.plan.plan import Plan
from lcwsync.plan.planfile import SavedPlan, confirm, digest
from lcwsync.planning.environment import plan_environment
from lcwsync.render.formats.escape import terminal
from lcwsync.render.plan.text import plan_text
from lcwsync.tenant.connect import GRAPH_URL
from lcwsync.tenant.http.deadline import Deadline
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import NotAttempted, Refused, StalePlan, UsageError
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.json import JsonObject


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("planfile", nargs="?", type=Path, metavar="PLANFILE", help="a plan saved by `plan --out`")
    add_config(parser)
    add_environment(parser, several=True)
    add_format(parser, FORMATS)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the outcome here instead of stdout")
    parser.add_argument(
        "--expect",
        metavar="DIGEST",
        help="apply only the plan with this digest, the one that was reviewed; exit 3 for any other",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--previous",
        type=Path,
        metavar="FILE",
        help="the outcome (--format json) or the journal of the last apply, when that ran on another machine: what it "
        "sent is not sent again",
    )
    parser.add_argument(
        "--wait",
        type=_seconds,
        default=BUDGET_SECONDS,
        metavar="SECONDS",
        help="how long to wait until the service shows a write; then it is unknown (default: %(default)g)",
    )
    add_parallel(parser, does="apply")
    add_deadline(parser, 60)
    add_colour(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 applied or nothing to do, 1 failed, 3 stale, 4 refused, 5 partly applied, 130 interrupted."""
    with interruptible(), reason_left(arguments) as attempt:
        saved = saved_plan(arguments.planfile) if arguments.planfile else None
        attempt.environment = saved.environment if saved else ""
        configuration = load(arguments.config)
        names = (saved.environment,) if saved else chosen_environments(arguments, configuration)
        attempt.environment, attempt.several = names[0], len(names) > 1
        if saved and arguments.environments and tuple(arguments.environments) != names:
            raise UsageError(f"the plan was made for environment {saved.environment}", hint="leave --env out")
        if arguments.expect and len(names) > 1:
            raise UsageError("--expect takes one environment at a time", hint="choose one with --env")
        check_parallel(arguments, names)
        return _apply_each(arguments, configuration, names, saved, attempt)


def _apply_each(
    arguments: argparse.Namespace,
    configuration: Configuration,
    names: tuple[str, ...],
    saved: SavedPlan | None,
    attempt: Attempt,
) -> ExitCode:
    if saved:
        check_fresh(saved, datetime.now(UTC))
        _expected(arguments, saved.review_digest)
    rings = rings_of(configuration, names)
    parallel = 1 if len(names) == 1 else arguments.parallel or 1
    # Only the main thread of a process sees a signal: it stops all that are under way.
    with Stopping() if parallel > 1 else nullcontext() as stop:

        def one(name: str) -> tuple[Rendering, ExitCode]:
            return _apply_one(arguments, resolved(configuration, name), saved, stop, attempt)

        ordered = tuple(name for ring in rings for name in ring.environments)
        code = report_each(arguments, ordered, ByRing(rings, one, parallel=parallel, stop=stop))
    return ExitCode.INTERRUPTED if stop and stop.is_set() else code


def _apply_one(
    arguments: argparse.Namespace,
    result: Resolved,
    saved: SavedPlan | None,
    shared: StopSignal | None,
    attempt: Attempt,
) -> tuple[Rendering, ExitCode]:
    with (
        tenant_of(result.environment, purpose="apply", deadline_minutes=arguments.deadline + _GRACE_MINUTES) as tenant,
        lease(_target(tenant), seconds=arguments.deadline * 60, sleep=time.sleep, note=say),
    ):
        deadline = Deadline.after(arguments.deadline)
        earlier = earlier_writes(tenant, arguments.previous)
        plan = plan_environment(result, tenant, targets=saved.targets if saved else (), known_ids=earlier.known_ids())
        if saved:
            plan = confirm(saved, plan)
            _once(plan, saved, arguments)
        else:
            _expected(arguments, digest(plan))
        show(
            plan_text(
                plan,
                colour=colour(arguments.color, sys.stderr),
                unicode=unicode(sys.stderr),
                width=line_width(sys.stderr),
            )
        )
        if plan.refusals:
            raise Refused(
                "the plan is refused; nothing was written",
                hint=plan.refusals[0].hint,
                reasons=tuple(refusal.message for refusal in plan.refusals),
            )
        if not plan.empty and not saved and not arguments.yes:
            _ask(plan)
        made_by = origin(tenant.signed_in())
        if shared and shared.is_set():
            raise NotAttempted("a signal asked to stop before anything was written")
        with Stopping() if shared is None else nullcontext(shared) as stop:
            attempt.writes = True
            outcome = apply(
                plan,
                tenant,
                clock=lambda: datetime.now(UTC),
                sleep=time.sleep,
                stop=stop,
                deadline=deadline,
                earlier=earlier,
                budget=arguments.wait,
                note=say,
                on_progress=say if watched() else lambda _line: None,
                journal=Journal(JOURNAL_FILE, made_by, warn=say),
            )
    return FORMATS[arguments.format](outcome, arguments), exit_code(outcome)


def _expected(arguments: argparse.Namespace, found: str) -> None:
    if arguments.expect and arguments.expect.casefold() != found:
        raise StalePlan(
            f"the plan has the digest {found}, and {arguments.expect} was reviewed; nothing was written",
            hint="have this plan reviewed, or apply the one that was",
        )


def _once(plan: Plan, saved: SavedPlan, arguments: argparse.Namespace) -> None:
    """A saved plan is applied once: after a revert it would bring back what was taken back."""
    journals = [JOURNAL_FILE, *([arguments.previous] if arguments.previous else [])]
    when = applied_before(
        journals, digest=digest(plan), tenant_id=plan.tenant.id, since=f"{saved.made:%Y-%m-%dT%H:%M:%SZ}"
    )
    if when and not plan.empty:
        raise StalePlan(
            f"this plan was applied before, at {when}; nothing was written",
            hint="make a new one with `lcwsync plan --out PLANFILE`, and have it reviewed",
        )


_GRACE_MINUTES = 5
"""After the deadline of an apply no action begins; what is under way may still be read back."""


def _target(tenant: Tenant) -> str:
    """What two applies must not change at the same time."""
    where = os.environ.get(GRAPH_URL) or (str(SANDBOX_FILE.resolve()) if tenant.identity().sandbox else "")
    return f"{where} {tenant.identity().id}"


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds between 0 and 3600")
    return seconds


def _ask(plan: Plan) -> None:
    if not sys.stdin.isatty():
        raise UsageError(
            "confirmation is required, but this is not an interactive terminal",
            hint="pass --yes, or apply a saved plan",
        )
    where = "the sandbox" if plan.tenant.sandbox else f"tenant {plan.tenant.name} ({plan.tenant.id})"
    question = terminal(f"Apply to {where}? Type `yes` to confirm: ", unicode=unicode(sys.stderr))
    print(question, end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != "yes":
        raise Refused("not applied: the answer was not `yes`")


def _text(outcome: Outcome, arguments: argparse.Namespace) -> str:
    from lcwsync.render.formats.fit import fitted
    from lcwsync.render.outcome.text import outcome_text

    told = outcome_text(outcome, colour=coloured(arguments), unicode=unicode(sys.stdout))
    return fitted(told, line_width(sys.stdout, arguments.output))


def _json(outcome: Outcome, _arguments: argparse.Namespace) -> JsonObject:
    from lcwsync.render.outcome.json import outcome_report

    return outcome_report(outcome)


def _markdown(outcome: Outcome, _arguments: argparse.Namespace) -> str:
    from lcwsync.render.outcome.markdown import outcome_markdown

    return outcome_markdown(outcome).text


FORMATS: Mapping[str, Callable[[Outcome, argparse.Namespace], Rendering]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
}
"""What renders an outcome, by `--format`."""
