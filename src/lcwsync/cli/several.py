"""One command over several environments: each in turn, a summary at the end, no failure hides another's result."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.failure import report
from lcwsync.cli.options import say, write_artefact
from lcwsync.plan.plan import Plan
from lcwsync.render.formats.json import environments as documents
from lcwsync.render.formats.json import failure
from lcwsync.values.errors import Interrupted, LcwError, NotAttempted, UsageError
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.json import JsonObject

if TYPE_CHECKING:
    from lcwsync.render.formats.many import Missing
    from lcwsync.render.formats.markdown import Markdown

_GRAVITY = (
    ExitCode.DONE,
    ExitCode.CHANGES,
    ExitCode.STALE,
    ExitCode.REFUSED,
    ExitCode.PARTLY_APPLIED,
    ExitCode.ERROR,
    ExitCode.USAGE,
    ExitCode.INTERRUPTED,
)
"""From the mildest to the gravest: the run's exit code is the gravest of its environments'."""

_WORDS = {
    ExitCode.DONE: "done",
    ExitCode.CHANGES: "changes",
    ExitCode.STALE: "stale plan",
    ExitCode.REFUSED: "refused",
    ExitCode.PARTLY_APPLIED: "partly applied",
    ExitCode.ERROR: "failed",
    ExitCode.USAGE: "failed",
    ExitCode.INTERRUPTED: "interrupted",
}


Rendering = str | JsonObject | Plan
"""A text is written at once; the report of one environment waits for those of the others, and so does a plan for the
summary of all."""


Summary = Callable[[Sequence[Plan], "Sequence[Missing]"], "Markdown"]
"""What makes one text of the plans of all environments."""


def report_each(
    arguments: argparse.Namespace,
    environments: Sequence[str],
    step: Callable[[str], tuple[Rendering, ExitCode]],
    summary: Summary | None = None,
) -> ExitCode:
    """Run `step` for every environment and write what it returns to stdout or `--output`.

    `summary` renders the plans that `step` returns with `--format summary`.
    JSON is one document, with a report or a failure for each environment; it is written when a later environment is
    interrupted, too. The only environment's error is raised; among several, errors are printed and the others go on.
    """
    if len(environments) > 1 and arguments.output and arguments.format not in ("json", "summary"):
        raise UsageError(
            f"--output with --format {arguments.format} takes one environment at a time",
            hint="choose one with --env, or use a format that is one text for all, such as json",
        )
    reports: list[JsonObject] = []
    plans: list[Plan] = []
    failures: dict[str, JsonObject] = {}

    def run(name: str) -> ExitCode:
        rendering, code = step(name)
        if isinstance(rendering, str):
            write_artefact(rendering, arguments.output)
        elif isinstance(rendering, Plan):
            plans.append(rendering)
        else:
            reports.append(rendering)
        return code

    if len(environments) == 1:
        code = run(environments[0])
        if plans and summary:
            write_artefact(_summary(summary, environments, plans, failures), arguments.output)
        if reports:
            write_artefact(documents(__version__, reports), arguments.output)
        return code
    try:
        return _run_all(environments, run, failures)
    finally:
        if summary and arguments.format == "summary":
            write_artefact(_summary(summary, environments, plans, failures), arguments.output)
        if arguments.format == "json":
            reported = {report["environment"] for report in reports}
            missing = [name for name in environments if name not in reported]
            left = [failures.get(name) or failure(name, "not attempted", verdict="notAttempted") for name in missing]
            write_artefact(documents(__version__, reports, left), arguments.output)


def _summary(
    summary: Summary, environments: Sequence[str], plans: Sequence[Plan], failures: Mapping[str, JsonObject]
) -> str:
    from lcwsync.render.formats.many import Missing

    planned = {plan.environment for plan in plans}
    missing = [name for name in environments if name not in planned]
    why = {name: str(failures[name]["message"]) if name in failures else "not attempted" for name in missing}
    return summary(plans, [Missing(name, message) for name, message in why.items()]).text


def _failure(name: str, error: Exception) -> JsonObject:
    """The environment as failed. Only our own errors are quoted: another one's text may hold a value."""
    if isinstance(error, LcwError):
        verdict = {ExitCode.REFUSED: "refused", ExitCode.STALE: "stale"}.get(error.exit_code, "failed")
        return failure(name, error.message, error.hint, verdict=verdict)
    return failure(name, f"lcwsync failed unexpectedly ({type(error).__name__})")


def _run_all(environments: Sequence[str], run: Callable[[str], ExitCode], failures: dict[str, JsonObject]) -> ExitCode:
    results: dict[str, ExitCode] = {}
    for name in environments:
        say(f"== {name} ==")
        try:
            results[name] = run(name)
        except (Interrupted, BrokenPipeError):
            raise
        except NotAttempted as reason:
            say(f"not attempted: {reason.message}")
            failures[name] = failure(name, reason.message, reason.hint, verdict="notAttempted")
            continue
        except Exception as error:  # noqa: BLE001 - whatever ends one environment, the others are still read
            results[name] = ExitCode(report(error, ()))
            failures[name] = _failure(name, error)
    say("")
    for name in environments:
        say(f"{name}: {_WORDS[results[name]] if name in results else 'not attempted'}")
    return max(results.values(), key=_GRAVITY.index, default=ExitCode.INTERRUPTED)
