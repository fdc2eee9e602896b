"""One command over several environments: each in turn, a summary at the end, no failure hides another's result."""

from collections.abc import Callable, Sequence

from lcwsync.cli.failure import report
from lcwsync.cli.options import say
from lcwsync.values.errors import Interrupted, LcwError
from lcwsync.values.exit_codes import ExitCode

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


def each(environments: Sequence[str], step: Callable[[str], ExitCode]) -> ExitCode:
    """Run `step` for every environment. Alone, its errors are raised as they are; among several they are reported."""
    if len(environments) == 1:
        return step(environments[0])
    results: dict[str, ExitCode] = {}
    for name in environments:
        say(f"== {name} ==")
        try:
            results[name] = step(name)
        except Interrupted:
            raise
        except LcwError as error:
            results[name] = ExitCode(report(error, ()))
        if results[name] is ExitCode.INTERRUPTED:
            break
    say("")
    for name in environments:
        say(f"{name}: {_WORDS[results[name]] if name in results else 'not attempted'}")
    return max(results.values(), key=_GRAVITY.index)
