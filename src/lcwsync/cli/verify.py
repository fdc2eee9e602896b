"""Check that a saved plan still fits the tenant and git. Exit 0 when it does, 3 when something has changed."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.options import add_config, add_environment, add_format, file_path, write_artefact
from lcwsync.values.errors import Refused, StalePlan
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from lcwsync.plan.planfile import SavedPlan

FORMATS = ("text", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("planfile", type=Path, metavar="PLANFILE", help="a plan saved by `plan --out`")
    add_format(parser, FORMATS)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the verdict here instead of stdout")
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0, or 3 with what moved; 4 for a plan that was refused when it was made."""
    from lcwsync.cli.saved import saved_plan
    from lcwsync.render.verify import verify_json, verify_text

    saved = saved_plan(arguments.planfile)
    try:
        _check(saved, arguments)
    except (StalePlan, Refused) as problem:
        if arguments.format == "json":
            write_artefact(verify_json(saved, problem, tool_version=__version__), arguments.output)
        raise
    if arguments.format == "json":
        write_artefact(verify_json(saved, None, tool_version=__version__), arguments.output)
    else:
        write_artefact(verify_text(saved), arguments.output)
    return ExitCode.DONE


def _check(saved: "SavedPlan", arguments: argparse.Namespace) -> None:
    """Raises StalePlan and Refused for a plan that does not hold, and what reading git and the tenant raises."""
    from datetime import UTC, datetime

    from lcwsync.cli.saved import check_fresh
    from lcwsync.cli.session import resolved, tenant_of
    from lcwsync.config.load import load
    from lcwsync.plan.planfile import confirm
    from lcwsync.planning.environment import plan_environment

    check_fresh(saved, datetime.now(UTC))
    result = resolved(load(arguments.config), arguments.environment or saved.environment)
    with tenant_of(result.environment, purpose="plan") as tenant:
        confirm(saved, plan_environment(result, tenant, targets=saved.targets))
