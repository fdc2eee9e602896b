"""End the pause of a workflow: it is enabled again, and the mark of the pause is taken out of its description.

People whose moment passed during the pause are taken up by the next run within three days; later ones are skipped by
the service, and `lcwsync preview` names them.
"""

import argparse

from lcwsync.cli.incident import add_incident_arguments, ask, incident
from lcwsync.cli.options import say
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workflow", metavar="WORKFLOW", help="display name of a workflow of the tenant")
    add_incident_arguments(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 resumed, 4 when it is not paused."""
    from lcwsync.apply.incident import checked_reason
    from lcwsync.planning.named import named_workflow
    from lcwsync.values.moments import moment_text

    checked_reason(arguments.reason)
    with incident(arguments) as step:
        live = named_workflow(arguments.workflow, step.tenant)
        name = live.workflow.display_name
        ask(f'Enable workflow "{name}"?', yes=arguments.yes)
        pause = step.resume(live, reason=arguments.reason)
    say(f'workflow "{name}" is enabled; it was paused since {moment_text(pause.since)} by {pause.by}: {pause.reason}')
    return ExitCode.DONE
