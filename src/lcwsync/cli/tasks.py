"""List the tasks of Lifecycle Workflows by the key that git writes, or show one with its arguments. Offline."""

import argparse
import sys

from lcwsync.cli.options import line_width, terminal_width
from lcwsync.values.errors import UsageError
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="TASK", help="a key or an id, or words of the task's name")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0, or 64 when no task fits the words."""
    from lcwsync.model.catalogue import by_id, by_key, definitions, described_by
    from lcwsync.render.formats.fit import fitted
    from lcwsync.render.reference import columns, task_rows, task_text
    from lcwsync.values.nearest import did_you_mean

    words = " ".join(arguments.words)
    found = by_key(words) or by_id(words)
    fitting = (found,) if found else described_by(arguments.words) if words else definitions()
    if not fitting:
        hint = did_you_mean(words, [task.key for task in definitions()]) or "`lcwsync tasks` lists all of them"
        raise UsageError("no task fits these words", hint=hint)
    if len(fitting) == 1:
        print(fitted(task_text(fitting[0], width=terminal_width()), line_width(sys.stdout)), end="")
    else:
        print(columns(task_rows(fitting), width=line_width(sys.stdout)), end="")
    return ExitCode.DONE
