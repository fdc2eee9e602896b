"""Cancel a run that is queued or in progress. What its tasks have done stays done; the workflow itself goes on to run
by schedule: `lcwsync pause` stops that.
"""

import argparse

from lcwsync.cli.incident import add_incident_arguments, ask, incident
from lcwsync.cli.options import say
from lcwsync.values.errors import UsageError
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_id", metavar="RUN", help="id of a run, as `lcwsync status` shows it")
    add_incident_arguments(parser, reason_required=False)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 cancelled, 1 when the run ended otherwise, 4 when it had ended already."""
    with incident(arguments) as step:
        workflows = {live.id: live for live in step.tenant.workflows()}
        found = step.tenant.runs.run(list(workflows), arguments.run_id)
        if found is None:
            raise UsageError(
                f"no workflow of the tenant has a run {arguments.run_id}",
                hint="`lcwsync status` shows the ids of the runs that are queued or in progress",
            )
        live = workflows[found.workflow_id]
        ask(f'Cancel the run of workflow "{live.workflow.display_name}"?', yes=arguments.yes)
        after = step.cancel(live, found, reason=arguments.reason)
    say(f'the run of workflow "{live.workflow.display_name}" is now {after.status}')
    return ExitCode.DONE if after.status in ("canceled", "canceling") else ExitCode.ERROR
