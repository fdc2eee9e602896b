"""Export into a configuration that is in use. What git has keeps its file, comments and variables, and only the values
that differ are written; what git lacks gets a file of its own; the project file is never written.
"""

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from lcwsync.cli.options import say, write_artefact
from lcwsync.cli.session import configured, resolved, tenant_of
from lcwsync.config.load import PROJECT_FILES, Resolved, load
from lcwsync.model.state import SINGLETON_NAMES, Existing, ObjectKind
from lcwsync.values.errors import ConfigError, LcwError, Refused, UsageError
from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lcwsync.model.described import Describable
    from lcwsync.model.extension import CustomTaskExtension
    from lcwsync.model.pass_requests import PassRequests
    from lcwsync.model.workflow import LiveWorkflow, Workflow
    from lcwsync.tenant.port import Tenant

V = TypeVar("V", bound="Describable")


def is_living(directory: Path) -> bool:
    """Whether a directory holds a project file."""
    return any((directory / name).is_file() for name in PROJECT_FILES)


def accept(arguments: argparse.Namespace, environment: str | None, name: str) -> ExitCode:
    """Write what the tenant has of one object into the file that holds it, or into one of its own.

    Exit 0 when git afterwards says what the tenant has of it, 2 when git alone has it. Raises UsageError for a name
    that neither has, ConfigError for files with errors, LcwError when it could not be written, TenantError.
    """
    where = argparse.Namespace(config=arguments.config, environment=environment)
    result = resolved(load(arguments.config), environment)
    with tenant_of(result.environment, purpose="plan") as tenant:
        export = _Export(where, result, tenant, force=False, only=name)
        export.write()
        return export.told()


def export_into(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 when git afterwards says what the tenant has, apart from objects that the tenant does not have.

    Raises ConfigError for files with errors, LcwError when an object could not be written, TenantError.
    """
    where = argparse.Namespace(config=arguments.out, environment=arguments.environment)
    result = resolved(load(arguments.out), arguments.environment)
    with tenant_of(result.environment, purpose="plan") as tenant:
        export = _Export(where, result, tenant, force=arguments.force, only=arguments.workflow)
        export.write()
        return export.told()


class _Change(NamedTuple):
    """An object of git that the tenant has with other values."""

    name: str
    write: Callable[[], Path | None]


class _Export:
    """One export, and what became of each object."""

    def __init__(
        self, where: argparse.Namespace, result: Resolved, tenant: "Tenant", *, force: bool, only: str | None
    ) -> None:
        from lcwsync.planning.environment import plan_environment, read_everything

        self._where, self._result, self._tenant, self._force = where, result, tenant, force
        self._plan = plan_environment(result, tenant)
        self._existing = (
            read_everything(tenant, say) if only is None else only_named(only, read_everything(tenant, say))
        )
        self._only = only.casefold() if only is not None else None
        if self._only and not self._knows(self._only):
            known = [w.workflow.display_name for w in tenant.workflows()]
            hint = did_you_mean(only or "", known) or "`lcwsync drift` lists what differs"
            raise UsageError(f'neither git nor the tenant has "{only}"', hint=hint)
        self._only_name = only
        self._failed: list[str] = []
        self._added: tuple[Path, ...] = ()

    def write(self) -> None:
        """Change and add the files; what cannot be written is kept for `told`."""
        changed = []
        for change in self._changes():
            if self._only not in (None, change.name.casefold()):
                continue
            try:
                path = change.write()
            except (ConfigError, Refused) as error:
                self._failed.append(f"{change.name}: {error.message}")
            else:
                changed += [path] if path else []
        self._added = self._add()
        say(f"{len(set(changed))} files changed, {len(self._added)} files added in {self._where.config}")

    def told(self) -> ExitCode:
        """Say what is left to do. Raises LcwError when git does not say what the tenant has."""
        from lcwsync.plan.actions import subject
        from lcwsync.planning.environment import plan_environment

        for message in self._failed:
            say(f"not written: {message}")
        self._stop_at_errors()
        plan = plan_environment(resolved(load(self._where.config), self._where.environment), self._tenant)
        concerned = [a for a in plan.actions if self._only in (None, subject(a.action).name.casefold())]
        for action in concerned:
            if action.action.before is None:
                say(f"{subject(action.action)} is in git and not in the tenant: its file stays, and a plan creates it")
        differing = sorted({str(subject(a.action)) for a in concerned if a.action.before is not None})
        if differing or self._failed:
            raise LcwError(
                f"git does not say what the tenant has of {', '.join(differing) or 'every object'}",
                hint="`lcwsync plan` shows the differences; change these files by hand, or pass --force",
            )
        if self._only and any(action.action.before is None for action in concerned):
            return ExitCode.CHANGES
        say("git says what the tenant has" + (f' of "{concerned_name}"' if (concerned_name := self._only_name) else ""))
        return ExitCode.DONE

    def _knows(self, name: str) -> bool:
        desired = self._result.desired
        stated = _names(desired.workflows) | _names(desired.extensions) | _names(desired.pass_requests)
        existing = self._existing
        return name in stated or bool(
            existing.workflows or existing.extensions or existing.tap_policy or existing.settings
        )

    def _changes(self) -> Iterator[_Change]:
        """One for each object of git that the tenant has with other values."""
        from lcwsync.plan.actions import UpdateExtension, UpdateSettings, UpdateTapPolicy
        from lcwsync.plan.workflow_actions import NewVersion, UpdateTask, UpdateWorkflow

        changes: dict[tuple[ObjectKind, str], _Change] = {}
        desired = self._result.desired
        for planned in self._plan.actions:
            action = planned.action
            key = (action.kind, action.name)
            if self._only is not None and action.name.casefold() != self._only:
                continue
            match action:
                case UpdateWorkflow(live=live) | UpdateTask(live=live) | NewVersion(live=live):
                    changes[key] = _Change(action.name, partial(self._workflow, live, action.name))
                case UpdateTapPolicy() if desired.tap_policy and self._existing.tap_policy:
                    policy = self._existing.tap_policy
                    alone = Existing(tap_policy=policy)
                    changes[key] = self._single(action.kind, "", desired.tap_policy, policy, alone)
                case UpdateSettings() if desired.settings and self._existing.settings:
                    settings = self._existing.settings
                    alone = Existing(settings=settings)
                    changes[key] = self._single(action.kind, "", desired.settings, settings, alone)
                case UpdateExtension(live=before):
                    stated = next((e for e in desired.extensions if e.display_name == action.name), None)
                    found = next((e for e in self._existing.extensions if e.id == before.id), None)
                    if stated and found:
                        alone = Existing(extensions=(found,))
                        changes[key] = self._single(action.kind, action.name, stated, found.extension, alone)
                case _:
                    pass
        yield from changes.values()

    def _workflow(self, live: "LiveWorkflow", name: str) -> Path | None:
        from lcwsync.cli.rewriting import write_workflow

        if live.workflow.display_name.casefold() != name.casefold():
            raise Refused(f'git renames it from "{live.workflow.display_name}": apply the new name first')
        try:
            return write_workflow(self._where, self._result, self._tenant, live=live, wanted=live, everything=False)
        except ConfigError:
            if not self._force:
                raise
        exported = (each for each in self._existing.workflows if each.id == live.id)
        return self._replace(ObjectKind.WORKFLOW, name, Existing(workflows=tuple(exported)))

    def _single(self, kind: ObjectKind, name: str, stated: V, live: V, alone: Existing) -> _Change:
        """The change of an object that is no workflow; `alone` has nothing but it."""
        from lcwsync.adopt.accepted import accepted_document, spelt_as
        from lcwsync.cli.rewriting import rewrite
        from lcwsync.model.document import document_of
        from lcwsync.planning.environment import plan_environment

        def agrees() -> bool:
            plan = plan_environment(configured(self._where), self._tenant)
            about = (each.action for each in plan.actions if each.action.kind is kind)
            return all(name and action.name != name for action in about)

        def write() -> Path | None:
            before, after = document_of(stated), document_of(spelt_as(live, stated))
            place = self._result.places.at(kind.value, name)
            try:
                return rewrite(place, before, accepted_document(before, after), agrees)
            except ConfigError:
                if not self._force:
                    raise
            return self._replace(kind, name, alone)

        return _Change(name or SINGLETON_NAMES[kind], write)

    def _replace(self, kind: ObjectKind, name: str, alone: Existing) -> Path:
        """Write a file anew, after saying what it loses. Raises Refused for one that holds something else as well."""
        from lcwsync.adopt.export import export
        from lcwsync.adopt.loss import losses

        path = Path(self._result.places.at(kind.value, name).file)
        old = path.read_text(encoding="utf-8")
        if sum(1 for line in old.splitlines() if line.startswith("kind:")) > 1:
            raise Refused(f"{path} holds several documents: give this one a file of its own")
        _project, new, *_ = export(alone, self._tenant.identity(), self._result.environment)
        say(f"{path}: written anew; it loses {'; '.join(losses(old, new.text)) or 'nothing'}")
        write_artefact(new.text, path, for_git=True)
        return path

    def _add(self) -> tuple[Path, ...]:
        """Give what git lacks files of its own."""
        from lcwsync.adopt.export import UNMANAGED_FILE, export

        desired, existing = self._result.desired, self._existing
        workflows = _names(desired.workflows) | {name.casefold() for name in desired.removed}
        extensions = _names(desired.extensions) | {name.casefold() for name in desired.removed}
        doors = _names(desired.pass_requests) | {name.casefold() for name in desired.removed_pass_requests}
        lacking = Existing(
            tap_policy=None if desired.tap_policy else existing.tap_policy,
            settings=None if desired.settings else existing.settings,
            workflows=tuple(w for w in existing.workflows if w.workflow.display_name.casefold() not in workflows),
            extensions=tuple(e for e in existing.extensions if e.extension.display_name.casefold() not in extensions),
            pass_requests=tuple(p for p in existing.pass_requests if p.display_name.casefold() not in doors),
        )
        _project, *files = export(lacking, self._tenant.identity(), self._result.environment)
        added = []
        for file in files:
            path, number = self._where.config / file.path, 1
            while path.exists() and file.path != UNMANAGED_FILE:
                number += 1
                path = self._where.config / f"{Path(file.path).stem}-{number}.yaml"
            write_artefact(file.text, path, for_git=True)
            added.append(path)
        return tuple(added)

    def _stop_at_errors(self) -> None:
        """Raises LcwError for rules that the added objects break, with what to add to the project file."""
        from lcwsync.adopt.export import ALREADY_PRESENT
        from lcwsync.adopt.yaml_text import document_text
        from lcwsync.values.codes.finding import RATEABLE
        from lcwsync.values.findings import Severity

        configuration = load(self._where.config)
        files = {path.name for path in self._added}
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


def _names(known: "Iterable[Workflow | CustomTaskExtension | PassRequests]") -> frozenset[str]:
    """The names that objects of git go or went by, without case."""
    return frozenset(name.casefold() for each in known for name in (each.display_name, *each.previous_names))
