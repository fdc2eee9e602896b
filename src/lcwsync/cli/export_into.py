"""Export into a configuration that is in use. What git has keeps its file, comments and variables, and only the values
that differ are written; what git lacks gets a file of its own; the project file is never written.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync.config.load import PROJECT_FILES
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from lcwsync.render.export import Exported


def is_living(directory: Path) -> bool:
    """Whether a directory holds a project file."""
    return any((directory / name).is_file() for name in PROJECT_FILES)


def export_into(arguments: argparse.Namespace, tell: "Callable[[Exported], None]") -> ExitCode:
    """Exit 0 when git afterwards says what the tenant has, apart from objects that the tenant does not have.

    `tell` receives what was done. Raises as `write_back`.
    """
    from lcwsync.cli.write_back import write_back

    return write_back(arguments.out, arguments.environment, force=arguments.force, only=arguments.workflow, tell=tell)
