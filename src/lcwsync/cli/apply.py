"""Change the tenant to match git: plan, show, ask, then write one action at a time and read each one back."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from lcwsync.apply.executor import apply
from lcwsync.apply.journal import Journal
from lcwsync.apply.outcome import Outcome, exit_code
from lcwsync.apply.stop import StopSignal
from lcwsync.cli.options import (
    add_colour,
    add_config,
    add_environment,
    add_format,
    colour,
    coloured,
    file_path,
    say,
    show,
    unicode,
    watched,
)
from lcwsync.cli.origin import origin
from lcwsync.cli.saved import saved_plan
from lcwsync.cli.session import JOURNAL_FILE, chosen_environments, resolved, tenant_of
from lcwsync.cli.several import Rendering, report_each
from lcwsync.config.load import Resolved, load
from lcwsync.plan.plan import Plan
from lcwsync.plan.planfile import SavedPlan, confirm
from lcwsync.planning.environment import plan_environment
from lcwsync.render.formats.escape import terminal
from lcwsync.render.plan.text import plan_text
from lcwsync.values.errors import Refused, UsageError
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.json import JsonObject


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("planfile", nargs="?", type=Path, metavar="PLANFILE", help="a plan saved by `plan --out`")
    add_config(parser)
    add_environment(parser, several=True)
    add_format(parser, FORMATS)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the outcome here instead of stdout")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_colour(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 applied or nothing to do, 1 failed, 3 stale, 4 refused, 5 partly applied, 130 interrupted."""
    configuration = load(arguments.config)
    saved = saved_plan(arguments.planfile) if arguments.planfile else None
    names = (saved.environment,) if saved else chosen_environments(arguments, configuration)
    if saved and arguments.environments and tuple(arguments.environments) != names:
        raise UsageError(f"the plan was made for environment {saved.environment}", hint="leave --env out")
    return report_each(arguments, names, lambda name: _apply_one(arguments, resolved(configuration, name), saved))


def _apply_one(arguments: argparse.Namespace, result: Resolved, saved: SavedPlan | None) -> tuple[Rendering, ExitCode]:
    with tenant_of(result.environment, purpose="apply") as tenant:
        plan = plan_environment(result, tenant, targets=saved.targets if saved else ())
        if saved:
            plan = confirm(saved, plan)
        show(plan_text(plan, colour=colour(arguments.color, sys.stderr), unicode=unicode(sys.stderr)))
        if plan.refusals:
            raise Refused(
                "the plan is refused; nothing was written",
                hint=plan.refusals[0].hint,
                reasons=tuple(refusal.message for refusal in plan.refusals),
            )
        if not plan.empty and not saved and not arguments.yes:
            _ask(plan)
        made_by = origin(tenant.signed_in())
        with _Stopping() as stop:
            outcome = apply(
                plan,
                tenant,
                clock=lambda: datetime.now(UTC),
                sleep=time.sleep,
                stop=stop,
                on_progress=say if watched() else lambda _line: None,
                journal=Journal(JOURNAL_FILE, made_by, warn=say),
            )
    return FORMATS[arguments.format](outcome, arguments), exit_code(outcome)


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


class _Stopping:
    """While apply writes, SIGINT and SIGTERM let the current call finish and skip the rest; one signal is enough."""

    def __enter__(self) -> StopSignal:
        self.stop = StopSignal()
        self.before = {number: signal.signal(number, self._asked) for number in (signal.SIGINT, signal.SIGTERM)}
        return self.stop

    def __exit__(self, *_: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        say("stopping after the current call ...")
        self.stop.set()


def _text(outcome: Outcome, arguments: argparse.Namespace) -> str:
    from lcwsync.render.outcome.text import outcome_text

    return outcome_text(outcome, colour=coloured(arguments), unicode=unicode(sys.stdout))


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
