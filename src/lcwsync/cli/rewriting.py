"""Writing values of the tenant into the file that holds an object, and proof that git then says just that."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync.cli.options import say, write_artefact
from lcwsync.cli.session import configured
from lcwsync.config.load import Resolved
from lcwsync.model.references import RefKind
from lcwsync.model.state import Desired, Existing, ObjectKind
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.values.errors import ConfigError, LcwError, Refused
from lcwsync.values.findings import has_errors
from lcwsync.values.location import Location

if TYPE_CHECKING:
    from lcwsync.tenant.port import Tenant


def workflow_of_git(result: Resolved, name: str) -> Workflow | None:
    """The workflow of the files by its name; None when the files have none."""
    return next((w for w in result.desired.workflows if w.display_name.casefold() == name.casefold()), None)


def with_ids(workflow: Workflow, result: Resolved, tenant: "Tenant", existing: Existing) -> Workflow:
    """A workflow of the files with ids in its references. Raises ConfigError for names that the tenant lacks."""
    from lcwsync.model.traversal import refs_in
    from lcwsync.tenant.names import resolve

    alone = Desired(workflows=(workflow,))
    if any(ref.kind is RefKind.CUSTOM_TASK_EXTENSION for ref in refs_in(alone)):
        existing = replace(existing, extensions=tenant.extensions())
    resolution = resolve(alone, tenant, existing, result.places, gone_as_deleted=True)
    if has_errors(resolution.findings):
        raise ConfigError("names in the configuration do not fit the tenant", findings=resolution.findings)
    return resolution.desired.workflows[0]


def write_workflow(
    arguments: argparse.Namespace,
    result: Resolved,
    tenant: "Tenant",
    *,
    live: LiveWorkflow,
    wanted: LiveWorkflow,
    everything: bool,
) -> Path | None:
    """Write the workflow `wanted` (the tenant's, or an old version of it) into the file that holds `live`.

    A workflow that git does not list gets a file of its own, unless a file with errors may describe it. Afterwards the
    files are read again and compared with `wanted`: a file that would say something else stays as it was. None: git
    says so already. Raises ConfigError, Refused, TenantError.
    """
    from lcwsync.adopt.accepted import accepted, spelt_as
    from lcwsync.adopt.export import workflow_file, workflow_text
    from lcwsync.model.document import document_of
    from lcwsync.model.pause import pause_of, without_mark
    from lcwsync.plan.diff import diff_workflow
    from lcwsync.tenant.names import with_all_names

    if wanted.unsupported:
        raise Refused(
            f"the workflow holds what YAML cannot express: {'; '.join(wanted.unsupported)}; nothing was written",
            hint="change it in the portal",
        )
    existing = with_all_names((without_mark(live), without_mark(wanted)), tenant)
    name = live.workflow.display_name
    # A version has the name of its time; the file keeps today's, or the plan would create another workflow.
    now, then = existing.workflows[0], existing.workflows[1].workflow
    then = replace(then, display_name=name)
    stated = workflow_of_git(result, name)
    if pause := pause_of(wanted):
        # A pause belongs to the tenant: it does not come into git by the way.
        enabled, scheduled = (stated.is_enabled, stated.is_scheduling_enabled) if stated else (True, pause.scheduled)
        then = replace(then, is_enabled=enabled, is_scheduling_enabled=scheduled)
    if stated is None:
        _refuse_where_unread(result, name)
        path: Path = arguments.config / workflow_file(replace(existing.workflows[1], workflow=then))
        if path.exists():
            raise Refused(f"{path} exists and holds something else; nothing was written", hint="rename that file")
        write_artefact(workflow_text(replace(existing.workflows[1], workflow=then)), path, for_git=True)
        return path
    stated = with_ids(stated, result, tenant, existing)
    then = spelt_as(then, stated)
    after = accepted(stated, then, beside=now.workflow if everything else None)

    def agrees() -> bool:
        fresh = configured(arguments)
        found = workflow_of_git(fresh, name)
        if found is None:
            return False
        return diff_workflow(with_ids(found, fresh, tenant, existing), then).empty

    place = result.places.at(ObjectKind.WORKFLOW.value, name)
    return rewrite(place, document_of(stated), document_of(after), agrees)


def _refuse_where_unread(result: Resolved, name: str) -> None:
    """Raises Refused when a file with errors may describe the workflow: it would then be described twice."""
    from lcwsync.config.readable import readable

    for each in readable(result).unread:
        if each.object is None or (each.object.kind is ObjectKind.WORKFLOW and name.casefold() in each.names):
            raise Refused(
                f'{each.place} has errors and may describe workflow "{name}"; nothing was written',
                hint="correct that file first; `lcwsync validate` shows its errors",
            )


def rewrite(
    place: Location,
    before: Mapping[str, object],
    after: Mapping[str, object],
    agrees: Callable[[], bool],
) -> Path | None:
    """Change the document at a place, comments kept; `agrees` reads the files again.

    Returns the path, None when git says so already. Where the change does not lead to agreement, the file stays as it
    was. Raises ConfigError.
    """
    from lcwsync.adopt.rewrite import rewritten
    from lcwsync.apply.private_files import write_whole

    path = Path(place.file)
    original = path.read_bytes().decode("utf-8")
    old = original.replace("\r\n", "\n").replace("\r", "\n")
    try:
        new = rewritten(old, place.line, before, after)
    except ValueError as error:
        raise ConfigError(f"{place}: {error}; nothing was written", hint="write the document in block style") from None
    if new == old:
        say(f"{path}: git says so already; nothing was written")
        return None
    # A file keeps the line ends that it has: else every line of it would differ.
    write_whole(path, new.replace("\n", "\r\n") if "\r\n" in original else new, mode=None)
    try:
        good = agrees()
    except LcwError:
        write_whole(path, original, mode=None)
        raise
    if not good:
        write_whole(path, original, mode=None)
        raise ConfigError(
            f"{path}: the values could not be written so that git agrees with them; the file is as it was",
            hint="edit it by hand: `lcwsync history` and `lcwsync drift` show the values",
        )
    return path
