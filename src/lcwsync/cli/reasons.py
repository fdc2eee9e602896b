"""The outcome of an apply that wrote nothing: why, in the file that would have held what was written."""

import argparse

from lcwsync import __version__
from lcwsync.cli.options import write_artefact
from lcwsync.render.formats import escape
from lcwsync.render.formats.json import environments, failure
from lcwsync.values.errors import Refused, StalePlan


def leave_reason(error: StalePlan | Refused, environment: str, arguments: argparse.Namespace) -> None:
    """Write the reason where `--output` would have held the outcome, in the same format; nothing without `--output`."""
    if arguments.output is None:
        return
    lines = error.moved if isinstance(error, StalePlan) else error.reasons
    if arguments.format == "json":
        verdict = "stale" if isinstance(error, StalePlan) else "refused"
        left = failure(environment, "; ".join((error.message, *lines)), error.hint, verdict=verdict)
        document = environments(__version__, [], [left])
        write_artefact(document, arguments.output)
        return
    shown = escape.markdown if arguments.format == "markdown" else escape.visible
    word = "refused" if isinstance(error, Refused) else "stale"
    head = f"**{shown(environment)}** · Not applied ({word}): {shown(error.message)}."
    said = [f"- {shown(line)}" for line in lines]
    hint = [f"Next: {shown(error.hint)}."] if error.hint else []
    write_artefact("\n".join([head, "", *said, *([""] if said else []), *hint]), arguments.output)
