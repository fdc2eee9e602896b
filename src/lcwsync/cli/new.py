"""Start a workflow from a starting point of lcwsync or from a template of the service.

The file is printed, or written with --output. Starting points are common cases, with comments at what to adapt.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync.cli.options import add_config, add_environment, file_path, say, write_artefact
from lcwsync.model.workflow import Task, Workflow
from lcwsync.render.formats.escape import terminal
from lcwsync.values.errors import Refused, UsageError
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("workflow",), help="what to start")
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--template", metavar="NAME", help="display name of a template")
    choice.add_argument("--from", dest="start", metavar="NAME", help="name of a starting point; needs no tenant")
    choice.add_argument("--list", action="store_true", help="the starting points, and the templates the service has")
    parser.add_argument("--name", metavar="NAME", help="display name of the new workflow (default: as it is there)")
    parser.add_argument("--output", type=file_path, metavar="FILE", help="where the file goes; never overwritten")
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0; 64 for a starting point or template that does not exist."""
    if arguments.start is not None:
        _write(_started(arguments.start, arguments.name), arguments)
        return ExitCode.DONE
    from lcwsync.cli.session import environment_of, tenant_of

    with tenant_of(environment_of(arguments), purpose="plan") as tenant:
        templates = {template.name: template for template in tenant.templates()}
    if arguments.list:
        for start in _starting_points():
            print(terminal(f"--from {start.name.removesuffix('.yaml')}: {_description(start)}"))
        for template in sorted(templates.values(), key=lambda each: (each.category, each.name)):
            tasks = ", ".join(_task_name(task) for task in template.workflow.tasks or ())
            print(terminal(f"{template.category}: {template.name}"), terminal(f"    {tasks}"), sep="\n")
        return ExitCode.DONE
    chosen = next((t for name, t in templates.items() if name.casefold() == arguments.template.casefold()), None)
    if chosen is None:
        from lcwsync.values.nearest import nearest_few

        near = nearest_few(arguments.template, templates, at_most=2, alike=0.4)
        raise UsageError(
            f'the service has no template "{arguments.template}"',
            hint=f"did you mean {' or '.join(near)}?" if near else "`lcwsync new workflow --list` shows them",
        )
    _write(_yaml(chosen.workflow, arguments.name), arguments)
    return ExitCode.DONE


def _write(text: str, arguments: argparse.Namespace) -> None:
    if arguments.output and arguments.output.exists():
        raise Refused(f"{arguments.output} exists and is not overwritten", hint="choose another name")
    if arguments.output and (name := _taken(text, arguments.config)):
        raise Refused(f'git has a workflow "{name}" already; nothing was written', hint="pass another --name")
    write_artefact(text, arguments.output, for_git=True)
    if arguments.output is None:
        sys.stdout.flush()
        return
    say(f"{arguments.output}: written")
    for number, line in enumerate(text.splitlines(), 1):
        if _ADAPT in line:
            say(f"{arguments.output}:{number}: {line.partition(_ADAPT)[2]}")
    say("next: lcwsync validate, then lcwsync plan")


_ADAPT = "# adapt: "
"""Marks what is to be filled in or changed."""


def _taken(text: str, config: Path) -> str | None:
    """The name of the new workflow, when a workflow of the configuration has it."""
    import yaml

    from lcwsync.cli.completion import workflows_in

    name = str(yaml.safe_load(text)["displayName"])
    return name if name.casefold() in {each.casefold() for each in workflows_in(config)} else None


def _starting_points() -> "list[Traversable]":
    from importlib.resources import files

    found = (files("lcwsync") / "starting_points").iterdir()
    return sorted((each for each in found if each.name.endswith(".yaml")), key=lambda each: each.name)


def _description(start: "Traversable") -> str:
    lines = start.read_text(encoding="utf-8").splitlines()
    return next(line.partition(": ")[2] for line in lines if line.startswith("description: "))


def _started(start: str, name: str | None) -> str:
    """The text of a starting point, comments and all, with another display name where one is given."""
    import json
    import re

    starts = {each.name.removesuffix(".yaml"): each for each in _starting_points()}
    if start not in starts:
        from lcwsync.values.nearest import nearest_few

        near = nearest_few(start, starts, at_most=2, alike=0.4)
        raise UsageError(
            f'there is no starting point "{start}"',
            hint=f"did you mean {' or '.join(near)}?" if near else "starting points: " + ", ".join(starts),
        )
    text = starts[start].read_text(encoding="utf-8")
    if name is None:
        return text
    quoted = json.dumps(name, ensure_ascii=False)
    return re.sub(r"^displayName: .*$", lambda _: f"displayName: {quoted}", text, count=1, flags=re.MULTILINE)


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
    text = "# yaml-language-server: $schema=../schemas/workflow.schema.json\n" + document_text(document_of(started))
    return "\n".join(_marked(text.splitlines())) + "\n"


def _needed(key: str) -> list[str]:
    """The arguments that a task of the catalogue needs."""
    from lcwsync.model.catalogue import by_key

    task = by_key(key)
    return [argument.name for argument in task.arguments if argument.required] if task else []


def _task_name(task: Task) -> str:
    from lcwsync.model.catalogue import by_id

    known = by_id(task.definition_id)
    return known.key if known else task.display_name or task.definition_id


def _marked(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a template's workflow, with a mark at its scope and at each task that needs arguments."""
    for line in lines:
        key, _, value = line.strip().removeprefix("- ").partition(": ")
        if key.rstrip(":") == "scope":
            yield f"{line} {_ADAPT}who it is for"
        elif key == "task" and (needed := _needed(value)):
            yield f"{line} {_ADAPT}add arguments: {{{', '.join(f'{name}: ...' for name in needed)}}}"
        else:
            yield line
