"""Runs, failures and their reasons, and quarantine. Changes nothing."""

import argparse

from lcwsync.cli.options import add_config, add_environment
from lcwsync.cli.session import although_broken, tenant_of
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workflow", nargs="?", metavar="WORKFLOW", help="only this workflow (default: all)")
    parser.add_argument("--last", type=int, default=5, metavar="N", help="runs and failures to show (default: 5)")
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0, whatever the runs did."""
    from lcwsync.model.references import Ref, RefKind
    from lcwsync.planning.named import named_workflow
    from lcwsync.render.runs import status_text

    with tenant_of(although_broken(arguments).environment, purpose="plan") as tenant:
        name = arguments.workflow
        workflows = (named_workflow(name, tenant),) if name else tenant.workflows()
        items = []
        for live in workflows:
            runs = tenant.runs.runs(live.id)[: arguments.last]
            failed = [r for r in tenant.runs.results(live.id) if r.ended and r.status != "completed"]
            failed.sort(key=lambda r: r.started or "", reverse=True)
            items.append((live, runs, [tenant.runs.with_tasks(live.id, r) for r in failed[: arguments.last]]))
        people = sorted({r.person_id for _, _, failures in items for r in failures})
        names = tenant.names(Ref(RefKind.USER, id=person) for person in people) if people else {}
    print(status_text(items, names), end="")
    return ExitCode.DONE
