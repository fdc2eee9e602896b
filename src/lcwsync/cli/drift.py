"""What the tenant has instead of what git says, by whom and when if the tenant tells. Exit 2 when anything differs."""

import argparse
import sys

from lcwsync import __version__
from lcwsync.cli.options import add_config, add_environment, add_format, file_path, unicode, write_artefact
from lcwsync.cli.session import chosen_environments, resolved, tenant_of
from lcwsync.cli.several import each
from lcwsync.config.load import Resolved, load
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_environment(parser, several=True)
    add_format(parser, ("text", "markdown", "json"))
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the report here instead of stdout")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 without drift, 2 with drift."""
    configuration = load(arguments.config)
    names = chosen_environments(arguments, configuration)
    return each(names, lambda name: _one(arguments, resolved(configuration, name)))


def _one(arguments: argparse.Namespace, result: Resolved) -> ExitCode:
    from lcwsync.model.references import Ref, RefKind
    from lcwsync.plan.drift import drift
    from lcwsync.planning.environment import plan_environment
    from lcwsync.render import drift as rendering

    with tenant_of(result.environment, purpose="plan") as tenant:
        plan = plan_environment(result, tenant)
        authors = {item.changed_by for item in drift(plan) if item.changed_by}
        names = tenant.names(Ref(RefKind.USER, id=author) for author in sorted(authors)) if authors else {}
    match arguments.format:
        case "markdown":
            text = rendering.drift_markdown(plan)
        case "json":
            text = rendering.drift_json(plan, names, tool_version=__version__)
        case _:
            text = rendering.drift_text(plan, names, unicode=unicode(sys.stdout))
    write_artefact(text, arguments.output)
    return ExitCode.DONE if plan.empty else ExitCode.CHANGES
