"""Write the file of a workflow as an old version was. The tenant is not changed: commit the file and open a pull
request, and the plan shows the way back. Comments of the file are kept.
"""

import argparse

from lcwsync.cli.options import add_config, add_environment, say
from lcwsync.cli.session import although_broken, tenant_of
from lcwsync.values.errors import UsageError
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workflow", metavar="WORKFLOW", help="display name of a workflow of the tenant")
    parser.add_argument("--to", dest="number", type=int, required=True, metavar="N", help="the version to go back to")
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 written; 4 for a version that YAML cannot express, and where a file that cannot be read may describe the
    workflow; 64 for a workflow or version that does not exist.
    """
    from lcwsync.cli.rewriting import write_workflow
    from lcwsync.planning.named import named_workflow

    result = although_broken(arguments)
    with tenant_of(result.environment, purpose="plan") as tenant:
        live = named_workflow(arguments.workflow, tenant)
        versions = {version.number: version for version in tenant.versions(live)}
        if arguments.number not in versions:
            raise UsageError(
                f"there is no version {arguments.number}", hint=f"versions: {', '.join(map(str, versions))}"
            )
        wanted = versions[arguments.number].live
        path = write_workflow(arguments, result, tenant, live=live, wanted=wanted, everything=True)
    if path:
        say(f"{path}: as version {arguments.number} was; `lcwsync plan` shows what comes back")
    return ExitCode.DONE
