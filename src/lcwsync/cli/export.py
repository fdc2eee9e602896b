"""Write the tenant as YAML files: names instead of GUIDs, one object per file. A plan of the files shows no changes.

In a directory with a project file, what git has keeps its file, comments and variables: only what differs is written.
The project file is never written there.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.options import (
    add_config,
    add_environment,
    add_format,
    directory_path,
    file_path,
    line_width,
    say,
    unicode,
    write_artefact,
)
from lcwsync.values.errors import LcwError, Refused
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lcwsync.adopt.export import ExportedFile
    from lcwsync.model.environment import Environment
    from lcwsync.render.export import Exported, FileChange
    from lcwsync.tenant.port import Tenant


FORMATS = ("text", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "workflow",
        nargs="?",
        metavar="NAME",
        help="only this object (default: the whole tenant)",
    )
    parser.add_argument("--out", type=directory_path, required=True, metavar="DIR", help="directory to write to")
    parser.add_argument("--force", action="store_true", help="overwrite existing files")
    parser.add_argument(
        "--tenant", metavar="ID", help="tenant id, when there is no project file yet (default: the sandbox)"
    )
    add_format(parser, FORMATS)
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write what was done here instead of stdout")
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 when the plan of what was written is empty."""
    from lcwsync.cli.export_into import export_into, is_living

    if is_living(arguments.out):
        return export_into(arguments, lambda exported: tell(exported, arguments))
    code = export_anew(arguments)
    if not (arguments.out.parent / "schemas").is_dir():
        say("for completion in an editor: `lcwsync schema --write schemas`, beside the directory that was written")
    return code


def export_anew(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 when the plan of what was written is empty. Raises Refused where files would be overwritten, LcwError for
    a plan that is not empty, TenantError."""
    from lcwsync.adopt.export import export
    from lcwsync.cli.session import tenant_of
    from lcwsync.model.state import Existing
    from lcwsync.planning.environment import read_everything

    environment = _environment(arguments)
    with tenant_of(environment, purpose="plan") as tenant:
        existing, identity = read_everything(tenant, say), tenant.identity()
        if arguments.workflow is not None:
            from lcwsync.cli.lacking import only_named
            from lcwsync.planning.named import named_workflow

            existing = only_named(arguments.workflow, existing)
            if existing == Existing():
                named_workflow(arguments.workflow, tenant)
        files = export(existing, identity, environment)
        if codes := _errors_in(files):
            # A tenant may break a rule of ours: the exported project file then accepts these findings, at the
            # exported objects only, with a reason.
            files = export(existing, identity, environment, accepted=codes)
        from lcwsync.render.formats.values import counted

        written = _write(files, arguments.out, force=arguments.force)
        say(f"{counted(len(written), 'file')} written to {arguments.out}")
        if (
            arguments.format == "text"
            and not Path("schemas").is_dir()
            and not (arguments.out.parent / "schemas").is_dir()
        ):
            say("next: `lcwsync schema --write schemas`, the schemas that the first line of each file names")
        return _plan(written, environment, tenant, arguments)


def tell(exported: "Exported", arguments: argparse.Namespace) -> None:
    """Write the JSON document of an export, when it is asked for."""
    from lcwsync.render.export import export_json

    if arguments.format == "json":
        write_artefact(export_json(exported, tool_version=__version__), arguments.output)


def _environment(arguments: argparse.Namespace) -> "Environment":
    from lcwsync.model.environment import Environment

    if arguments.tenant:
        return Environment(name=arguments.environment or "production", tenant_id=arguments.tenant)
    if not (arguments.config / "lcwsync.yaml").is_file() and not arguments.environment:
        return Environment(name="sandbox", sandbox=True)
    from lcwsync.cli.session import environment_of

    return environment_of(arguments)


def _errors_in(files: "Iterable[ExportedFile]") -> dict[str, list[str]]:
    """The codes of errors that can be accepted, with the names of the objects that have them."""
    from lcwsync.config.load import load
    from lcwsync.values.codes.finding import RATEABLE
    from lcwsync.values.findings import Severity

    with tempfile.TemporaryDirectory() as place:
        for file in files:
            (Path(place) / file.path).write_text(file.text, encoding="utf-8", newline="\n")
        configuration = load(Path(place))
        errors: dict[str, list[str]] = {}
        for each in configuration.findings_in(configuration.environments):
            name = configuration.owner(each.location)
            if each.severity is Severity.ERROR and each.code.startswith(RATEABLE) and name is not None:
                errors.setdefault(each.code, []).append(name)
    return errors


def _write(files: "Iterable[ExportedFile]", directory: Path, *, force: bool) -> "Mapping[str, FileChange]":
    from lcwsync.render.export import FileChange

    paths = {directory / file.path: file.text for file in files}
    there = [path for path in paths if path.exists()]
    if there and not force:
        raise Refused(
            f"{len(there)} files would be overwritten, {there[0]} among them; nothing was written",
            hint="choose an empty directory, or pass --force",
        )
    for path in there:
        from lcwsync.adopt.loss import losses

        lost = losses(path.read_text(encoding="utf-8", errors="replace"), paths[path])
        say(f"{path}: overwritten; it loses {'; '.join(lost) or 'nothing'}")
    for path, text in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return {path.as_posix(): FileChange.CHANGED if path in there else FileChange.ADDED for path in paths}


def _plan(
    written: "Mapping[str, FileChange]", environment: "Environment", tenant: "Tenant", arguments: argparse.Namespace
) -> ExitCode:
    from lcwsync.cli.session import resolved
    from lcwsync.config.load import load
    from lcwsync.plan.actions import subject
    from lcwsync.planning.environment import plan_environment
    from lcwsync.render.export import Exported
    from lcwsync.render.plan.text import plan_text

    plan = plan_environment(resolved(load(arguments.out), None), tenant)
    exported = Exported(
        environment=environment.name,
        tenant=tenant.identity(),
        directory=arguments.out.as_posix(),
        files=written,
        differing=tuple(sorted({str(subject(planned.action)) for planned in plan.actions})),
    )
    tell(exported, arguments)
    if arguments.format == "text":
        width = line_width(sys.stdout, arguments.output)
        write_artefact(plan_text(plan, colour=False, unicode=unicode(sys.stdout), width=width), arguments.output)
    if not plan.empty:
        raise LcwError(
            "the plan of what was written is not empty",
            hint="please report it; the files are complete, and the plan shows the differences",
        )
    return ExitCode.DONE
