"""Stop a workflow at once: it is disabled, and starts for nobody, by schedule or on demand, until it is resumed.

The reason stands at the end of its description, so that everybody sees it. A merge does not start it again: plan and
drift show the pause. Works while files are broken.
"""

import argparse

from lcwsync.cli.incident import acting, add_incident_arguments, ask, incident
from lcwsync.cli.options import say
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workflow", metavar="WORKFLOW", help="display name of a workflow of the tenant")
    add_incident_arguments(parser, shown="in the portal, by plan, drift and history")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 paused, 4 when it is paused or disabled already."""
    from lcwsync.apply.incident import checked_reason
    from lcwsync.planning.named import named_workflow
    from lcwsync.values.moments import moment_text

    checked_reason(arguments.reason)
    with incident(arguments) as step:
        live = named_workflow(arguments.workflow, step.tenant)
        name = live.workflow.display_name
        ask(f'Disable workflow "{name}"?', yes=arguments.yes)
        pause = step.pause(live, by=acting(step.tenant), reason=arguments.reason)
        going_on = [run.id for run in step.tenant.runs.runs(live.id) if run.can_be_cancelled]
    say(f'workflow "{name}" is paused since {moment_text(pause.since)}; `lcwsync resume "{name}"` ends the pause')
    for id_ in going_on:
        say(f"a run is going on: `lcwsync cancel {id_}` stops it")
    return ExitCode.DONE
