"""Show the versions of a workflow, what changed between two of them, and who applied what from which commit.

Who applied what is read from the journal of this directory. Changes nothing.
"""

import argparse
import sys
from typing import TYPE_CHECKING

from lcwsync import __version__
from lcwsync.cli.options import (
    add_colour,
    add_config,
    add_environment,
    add_format,
    coloured,
    file_path,
    line_width,
    say,
    unicode,
    write_artefact,
)
from lcwsync.cli.session import JOURNAL_FILE, although_broken, tenant_of
from lcwsync.values.errors import Refused, UsageError
from lcwsync.values.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lcwsync.model.version import Version
    from lcwsync.render.history.view import History
    from lcwsync.tenant.port import Tenant


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("workflow", metavar="WORKFLOW", help="display name of a workflow of the tenant")
    parser.add_argument("--from", dest="older", type=int, metavar="N", help="show what changed from this version")
    parser.add_argument("--to", dest="newer", type=int, metavar="M", help="up to this one (default: the current one)")
    parser.add_argument("--show", dest="shown", type=int, metavar="N", help="print this version as YAML, and no more")
    add_format(parser, FORMATS)
    parser.add_argument("--show-people", action="store_true", help="name people in markdown instead of masking them")
    parser.add_argument("--output", type=file_path, metavar="FILE", help="write the history here instead of stdout")
    add_config(parser)
    add_environment(parser)
    add_colour(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0; 64 for a workflow or version that does not exist."""
    from lcwsync.apply.journal import entries
    from lcwsync.inspect.history import difference
    from lcwsync.model.references import Ref, RefKind
    from lcwsync.model.state import ObjectKind, ObjectName
    from lcwsync.planning.named import named_workflow
    from lcwsync.render.history.view import History

    if arguments.shown is not None and arguments.format != "text":
        raise UsageError("--show prints YAML and takes no --format", hint="leave out one of the two")
    environment = although_broken(arguments).environment
    with tenant_of(environment, purpose="plan") as tenant:
        live, identity = named_workflow(arguments.workflow, tenant), tenant.identity()
        versions = tenant.versions(live)
        name = ObjectName(ObjectKind.WORKFLOW, live.workflow.display_name)
        applied = entries(JOURNAL_FILE, tenant_id=identity.id, name=name, warn=say)
        by_number = {version.number: version for version in versions}
        if arguments.shown is not None:
            return _show(arguments, by_number, tenant)
        authors = sorted({id_ for version in versions if (id_ := version.live.last_modified_by)})
        names = tenant.names(Ref(RefKind.USER, id=id_) for id_ in authors) if authors else {}
    pairs = [(versions[i + 1], versions[i]) for i in range(len(versions) - 1)]
    if arguments.older is not None or arguments.newer is not None:
        newer = arguments.newer if arguments.newer is not None else max(by_number, default=0)
        older = arguments.older if arguments.older is not None else newer - 1
        for number in (older, newer):
            if number not in by_number:
                raise UsageError(f"there is no version {number}", hint=f"versions: {', '.join(map(str, by_number))}")
        pairs = [(by_number[older], by_number[newer])]
    history = History(
        environment=environment.name,
        tenant=identity,
        workflow_id=live.id,
        name=name.name,
        versions=tuple(versions),
        changes=tuple((a.number, b.number, difference(a, b)) for a, b in pairs),
        applied=applied,
        names=names,
    )
    write_artefact(FORMATS[arguments.format](history, arguments), arguments.output)
    return ExitCode.DONE


def _show(arguments: argparse.Namespace, versions: "Mapping[int, Version]", tenant: "Tenant") -> ExitCode:
    from lcwsync.adopt.export import workflow_text
    from lcwsync.tenant.names import with_all_names
    from lcwsync.values.moments import moment_text

    number = arguments.shown
    if number not in versions:
        raise UsageError(f"there is no version {number}", hint=f"versions: {', '.join(map(str, versions))}")
    version = versions[number]
    (live,) = with_all_names((version.live,), tenant).workflows
    created = f", of {moment_text(version.created)}" if version.created else ""
    try:
        text = workflow_text(live, [f"Version {number}{created}."])
    except ValueError as error:
        raise Refused(f"version {number} cannot be printed as YAML: {error}", hint="look at it in the portal") from None
    write_artefact(text, arguments.output, for_git=True)
    return ExitCode.DONE


def _text(history: "History", arguments: argparse.Namespace) -> str:
    from lcwsync.render.history.text import history_text

    return history_text(
        history,
        colour=coloured(arguments),
        unicode=unicode(sys.stdout),
        width=line_width(sys.stdout, arguments.output),
    )


def _json(history: "History", _arguments: argparse.Namespace) -> str:
    from lcwsync.render.history.json import history_json

    return history_json(history, tool_version=__version__)


def _markdown(history: "History", arguments: argparse.Namespace) -> str:
    from lcwsync.render.history.markdown import history_markdown

    return history_markdown(history, show_people=arguments.show_people).text


FORMATS: "Mapping[str, Callable[[History, argparse.Namespace], str]]" = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
}
"""What renders a history, by `--format`."""
