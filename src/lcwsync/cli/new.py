"""Start a workflow from one of the service's own templates. The file is printed, or written with --output."""

import argparse
import sys
from collections.abc import Mapping

from lcwsync.cli.options import add_config, add_environment, file_path, write_artefact
from lcwsync.render.formats.escape import terminal
from lcwsync.values.errors import Refused, UsageError
from lcwsync.values.exit_codes import ExitCode

_TEMPLATES = "/identityGovernance/lifecycleWorkflows/workflowTemplates"


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
    from lcwsync.cli.session import environment_of, tenant_in

    with tenant_in(environment_of(arguments), purpose="plan") as tenant:
        answer = tenant.read_json(_TEMPLATES)
    templates = {
        str(item.get("displayName")): item
        for item in (answer if isinstance(answer, list) else [])
        if isinstance(item, Mapping)
    }
    if arguments.list:
        for name, item in sorted(templates.items(), key=lambda pair: (str(pair[1].get("category")), pair[0])):
            print(terminal(f"{item.get('category')}: {name}"))
        return ExitCode.DONE
    chosen = next((t for name, t in templates.items() if name.casefold() == arguments.template.casefold()), None)
    if chosen is None:
        from difflib import get_close_matches

        near = get_close_matches(arguments.template, templates, n=2, cutoff=0.4)
        raise UsageError(
            f'the service has no template "{arguments.template}"',
            hint=f"did you mean {' or '.join(near)}?" if near else "`lcwsync new workflow --list` shows them",
        )
    if arguments.output and arguments.output.exists():
        raise Refused(f"{arguments.output} exists and is not overwritten", hint="choose another name")
    write_artefact(_yaml(chosen, arguments.name), arguments.output)
    if arguments.output is None:
        sys.stdout.flush()
    return ExitCode.DONE


def _yaml(template: Mapping[str, object], name: str | None) -> str:
    from dataclasses import replace

    from lcwsync.adopt.yaml_text import document_text
    from lcwsync.model.document import document_of
    from lcwsync.tenant.wire.workflow import live_workflow

    workflow = live_workflow({**template, "version": 1}).workflow
    started = replace(
        workflow,
        display_name=name or workflow.display_name,
        # Review first, then switch on.
        is_enabled=True,
        is_scheduling_enabled=False,
        administration_scope_targets=None,
    )
    return "# yaml-language-server: $schema=../schemas/workflow.schema.json\n" + document_text(document_of(started))
