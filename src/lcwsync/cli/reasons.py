"""The outcome of an apply that ended early: why, in the file that would have held what was written."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from lcwsync import __version__
from lcwsync.cli.options import write_artefact
from lcwsync.render.formats import escape
from lcwsync.render.formats.json import environments, failure
from lcwsync.values.errors import ConfigError, Interrupted, LcwError, NotAttempted, Refused, StalePlan
from lcwsync.values.exit_codes import ExitCode


@dataclass(slots=True)
class Attempt:
    """How far an apply has come."""

    environment: str = ""
    """Empty: not known yet."""
    several: bool = False
    """Several environments are applied: each has its own end, told elsewhere."""
    writes: bool = False
    """It may have written."""


@contextmanager
def reason_left(arguments: argparse.Namespace) -> Iterator[Attempt]:
    """Whatever ends the block is left where `--output` would have held the outcome, and goes on. Without `--output`,
    and for several environments, nothing is left."""
    attempt = Attempt()
    try:
        yield attempt
    except LcwError as error:
        _leave(error, attempt, arguments)
        raise
    except KeyboardInterrupt:
        _leave(Interrupted("a signal asked to stop", hint="run it again"), attempt, arguments)
        raise
    except Exception as error:
        # Another error's text may hold a value of the tenant.
        said = f"lcwsync failed unexpectedly ({type(error).__name__})"
        _leave(LcwError(said, hint="the log of the step says more"), attempt, arguments)
        raise


def _leave(error: LcwError, attempt: Attempt, arguments: argparse.Namespace) -> None:
    if arguments.output is None or attempt.several:
        return
    with suppress(LcwError, OSError):  # the error itself is told all the same
        write_artefact(_document(error, attempt, arguments.format), arguments.output)


def _document(error: LcwError, attempt: Attempt, form: str) -> str:
    lines = _lines(error)
    if form == "json":
        verdict = _VERDICTS.get(error.exit_code, "failed")
        verdict = "notAttempted" if isinstance(error, NotAttempted) else verdict
        left = failure(attempt.environment, "; ".join((error.message, *lines)), error.hint, verdict=verdict)
        return environments(__version__, [], [left])
    shown = escape.markdown if form == "markdown" else escape.visible
    head = f"**{shown(attempt.environment)}** · " if attempt.environment else ""
    said = "Cannot tell what was applied" if attempt.writes else "Not applied"
    head += f"{said} ({_WORDS.get(error.exit_code, 'failed')}): {shown(error.message)}."
    listed = [f"- {shown(line)}" for line in lines]
    hint = [f"Next: {shown(error.hint)}."] if error.hint else []
    return "\n".join([head, "", *listed, *([""] if listed else []), *hint])


def _lines(error: LcwError) -> tuple[str, ...]:
    match error:
        case StalePlan(moved=lines) | Refused(reasons=lines):
            return lines
        case ConfigError(findings=findings):
            return tuple(map(str, findings))
        case _:
            return ()


_VERDICTS = {ExitCode.STALE: "stale", ExitCode.REFUSED: "refused"}
_WORDS = {**_VERDICTS, ExitCode.INTERRUPTED: "interrupted"}
"""By exit code; anything else failed."""
