"""Write the tenant as YAML files: names instead of GUIDs, one object per file. Then plan them: nothing may differ.

In a directory with a project file, what git has keeps its file, comments and variables: only what differs is written.
The project file is never written there.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync.cli.options import add_config, add_environment, directory_path, say, unicode
from lcwsync.values.errors import LcwError, Refused
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lcwsync.adopt.export import ExportedFile
    from lcwsync.model.environment import Environment
    from lcwsync.tenant.port import Tenant


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
    add_config(parser)
    add_environment(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 when the plan of what was written is empty."""
    from lcwsync.cli.export_into import export_into, is_living

    if is_living(arguments.out):
        return export_into(arguments)
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
        return _plan(arguments.out, tenant)


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


def _write(files: "Iterable[ExportedFile]", directory: Path, *, force: bool) -> list[Path]:
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
    return list(paths)


def _plan(directory: Path, tenant: "Tenant") -> ExitCode:
    from lcwsync.cli.session import resolved
    from lcwsync.config.load import load
    from lcwsync.planning.environment import plan_environment
    from lcwsync.render.plan.text import plan_text

    plan = plan_environment(resolved(load(directory), None), tenant)
    print(plan_text(plan, colour=False, unicode=unicode(sys.stdout)), end="")
    if not plan.empty:
        raise LcwError(
            "the plan of what was written is not empty",
            hint="please report it; the files are complete, and the plan above shows the differences",
        )
    return ExitCode.DONE
