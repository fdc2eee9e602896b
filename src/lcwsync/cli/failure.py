"""Errors as messages with place and next step. The only place that turns errors into exit codes."""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from lcwsync import __version__
from lcwsync.values.errors import ConfigError, LcwError, Refused, StalePlan
from lcwsync.values.exit_codes import ExitCode


def report(error: Exception, words: Sequence[str]) -> int:
    """Print the error to stderr and return the exit code it stands for."""
    match error:
        case LcwError():
            _print_known(error)
            return error.exit_code
        case OSError():
            from lcwsync.render.formats.escape import terminal

            _say(terminal(f"error: {error.strerror or error}" + (f": {error.filename}" if error.filename else "")))
            return ExitCode.ERROR
        case _:
            _say(f"error: lcwsync failed unexpectedly ({type(error).__name__})")
            place = _keep(error, words)
            if place:
                _say(f"hint: the details are in {place}; please report them, without names of people")
            return ExitCode.ERROR


def _print_known(error: LcwError) -> None:
    from lcwsync.render.formats.escape import terminal

    match error:
        case ConfigError(findings=findings):
            for finding in findings:
                _say(terminal(str(finding)))
        case StalePlan(moved=lines) | Refused(reasons=lines):
            for line in lines:
                _say(terminal(f"  {line}"))
        case _:
            pass
    _say(terminal(f"error: {error.message}"))
    if error.hint:
        _say(terminal(f"hint: {error.hint}"))


def _keep(error: Exception, words: Sequence[str]) -> Path | None:
    """Write the traceback to a file, for a bug report; it never appears on a screen or in a log.

    The message of the error is left out, because it may quote a value.
    """
    from lcwsync.apply.private_files import private_directory, write_whole

    place = Path(".lcwsync") / "crash.txt"
    try:
        private_directory(place.parent)
        lines = [*traceback.format_tb(error.__traceback__), f"{type(error).__name__}\n"]
        write_whole(place, f"lcwsync {__version__}\n{os.name}\n{words[:1]}\n{''.join(lines)}")
    except OSError:
        return None
    return place


def _say(line: str) -> None:
    from lcwsync.values.secrets import without_secrets

    print(without_secrets(line), file=sys.stderr)
