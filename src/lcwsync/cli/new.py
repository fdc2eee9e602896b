"""Start a workflow from one of the service's own templates. The file is printed, or written with --output."""

import argparse
import sys

from lcwsync.cli.options import add_config, add_environment, file_path, write_artefact
from lcwsync.model.workflow import Workflow
from lcwsync.render.formats.escape import terminal
from lcwsync.values.errors import Refused, UsageError
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("workflow",), help="what to start")
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--template", metavar="NAME", help="display name of a template")
    choice.add_argument("--list", action="store_true", help="the templates the service has")
    parser.add_argument("--name", metavar="NAME", help="display name of the new workflow (default: the template's)")
    parser.add_argument("--output", type=file_path, metavar="FILE", help="where the file goes; never overwritten")
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0; 64 for a template that does not exist."""
    from lcwsync.cli.session import environment_of, tenant_of

    with tenant_of(environment_of(arguments), purpose="plan") as tenant:
        templates = {template.name: template for template in tenant.templates()}
    if arguments.list:
        for template in sorted(templates.values(), key=lambda each: (each.category, each.name)):
            print(terminal(f"{template.category}: {template.name}"))
        return ExitCode.DONE
    chosen = next((t for name, t in templates.items() if name.casefold() == arguments.template.casefold()), None)
    if chosen is None:
        from lcwsync.values.nearest import nearest_few

        near = nearest_few(arguments.template, templates, at_most=2, alike=0.4)
        raise UsageError(
            f'the service has no template "{arguments.template}"',
            hint=f"did you mean {' or '.join(near)}?" if near else "`lcwsync new workflow --list` shows them",
        )
    if arguments.output and arguments.output.exists():
        raise Refused(f"{arguments.output} exists and is not overwritten", hint="choose another name")
    write_artefact(_yaml(chosen.workflow, arguments.name), arguments.output, for_git=True)
    if arguments.output is None:
        sys.stdout.flush()
    return ExitCode.DONE


def _yaml(workflow: Workflow, name: str | None) -> str:
    from dataclasses import replace

    from lcwsync.adopt.yaml_text import document_text
    from lcwsync.model.document import document_of

    started = replace(
        workflow,
        display_name=name or workflow.display_name,
        # To be reviewed before its schedule is enabled.
        is_enabled=True,
        is_scheduling_enabled=False,
        administration_scope_targets=None,
    )
    return "# yaml-language-server: $schema=../schemas/workflow.schema.json\n" + document_text(document_of(started))
