"""Check that a saved plan still fits the tenant and git. Exit 0 when it does, 3 when something has changed."""

import argparse
from pathlib import Path

from lcwsync.cli.options import add_config, add_environment
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("planfile", type=Path, metavar="PLANFILE", help="a plan saved by `plan --out`")
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0, or 3 with what moved."""
    from datetime import UTC, datetime

    from lcwsync.cli.saved import check_fresh, saved_plan
    from lcwsync.cli.session import resolved, tenant_of
    from lcwsync.config.load import load
    from lcwsync.plan.planfile import confirm
    from lcwsync.planning.environment import plan_environment

    saved = saved_plan(arguments.planfile)
    check_fresh(saved, datetime.now(UTC))
    result = resolved(load(arguments.config), arguments.environment or saved.environment)
    with tenant_of(result.environment, purpose="plan") as tenant:
        confirm(saved, plan_environment(result, tenant, targets=saved.targets))
    print(f"The plan still holds ({len(saved.actions)} actions, environment {saved.environment}).")
    return ExitCode.DONE
