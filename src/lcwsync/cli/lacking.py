"""Gives what git lacks and the tenant has files of its own. The project file is never written."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from lcwsync.cli.options import say, write_artefact
from lcwsync.config.load import Resolved, load
from lcwsync.model.state import SINGLETON_NAMES, Existing, ObjectKind
from lcwsync.values.errors import LcwError

if TYPE_CHECKING:
    from lcwsync.model.extension import CustomTaskExtension
    from lcwsync.model.pass_requests import PassRequests
    from lcwsync.model.workflow import Workflow
    from lcwsync.tenant.port import Tenant


def add_lacking(config: Path, result: Resolved, existing: Existing, tenant: "Tenant") -> tuple[Path, ...]:
    """Write the files, and return them."""
    from lcwsync.adopt.export import UNMANAGED_FILE, export

    desired = result.desired
    workflows = names_of(desired.workflows) | {name.casefold() for name in desired.removed}
    extensions = names_of(desired.extensions) | {name.casefold() for name in desired.removed}
    doors = names_of(desired.pass_requests) | {name.casefold() for name in desired.removed_pass_requests}
    lacking = Existing(
        tap_policy=None if desired.tap_policy else existing.tap_policy,
        settings=None if desired.settings else existing.settings,
        workflows=tuple(w for w in existing.workflows if w.workflow.display_name.casefold() not in workflows),
        extensions=tuple(e for e in existing.extensions if e.extension.display_name.casefold() not in extensions),
        pass_requests=tuple(p for p in existing.pass_requests if p.display_name.casefold() not in doors),
    )
    _project, *files = export(lacking, tenant.identity(), result.environment)
    added = []
    for file in files:
        path, number = config / file.path, 1
        while path.exists() and file.path != UNMANAGED_FILE:
            number += 1
            path = config / f"{Path(file.path).stem}-{number}.yaml"
        write_artefact(file.text, path, for_git=True)
        added.append(path)
    return tuple(added)


def stop_at_errors(config: Path, added: Iterable[Path]) -> None:
    """Raises LcwError for rules that the added objects break, with what to add to the project file."""
    from lcwsync.adopt.export import ALREADY_PRESENT
    from lcwsync.adopt.yaml_text import document_text
    from lcwsync.values.codes.finding import RATEABLE
    from lcwsync.values.findings import Severity

    configuration = load(config)
    files = {path.name for path in added}
    broken: dict[str, list[str]] = {}
    for each in configuration.findings_in(configuration.environments):
        name = configuration.owner(each.location)
        new = Path(each.location.file).name in files
        if each.severity is Severity.ERROR and each.code.startswith(RATEABLE) and name is not None and new:
            broken.setdefault(each.code, []).append(name)
    if not broken:
        return
    rules = {
        code: {"severity": "warning", "objects": sorted(set(names)), "reason": ALREADY_PRESENT}
        for code, names in sorted(broken.items())
    }
    say("add to the project file, which is not written here:")
    say(document_text({"rules": rules}).rstrip())
    raise LcwError(
        "the added objects break rules of lcwsync",
        hint="add these exceptions to the project file, or correct the objects; then plan",
    )


def only_named(name: str, existing: Existing) -> Existing:
    """The objects of that name, compared without case."""
    folded = name.casefold()

    def called(kind: ObjectKind) -> bool:
        return SINGLETON_NAMES[kind].casefold() == folded

    return Existing(
        tap_policy=existing.tap_policy if called(ObjectKind.TAP_POLICY) else None,
        settings=existing.settings if called(ObjectKind.SETTINGS) else None,
        workflows=tuple(w for w in existing.workflows if w.workflow.display_name.casefold() == folded),
        extensions=tuple(e for e in existing.extensions if e.extension.display_name.casefold() == folded),
        pass_requests=tuple(p for p in existing.pass_requests if p.display_name.casefold() == folded),
    )


def names_of(known: "Iterable[Workflow | CustomTaskExtension | PassRequests]") -> frozenset[str]:
    """The names that objects of git go or went by, without case."""
    return frozenset(name.casefold() for each in known for name in (each.display_name, *each.previous_names))
