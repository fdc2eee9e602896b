"""Writes what the tenant has into the files that hold it: only the values that differ, comments and variables kept."""

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from lcwsync.cli.options import say, write_artefact
from lcwsync.cli.session import configured
from lcwsync.config.load import Resolved
from lcwsync.model.state import SINGLETON_NAMES, Existing, ObjectKind
from lcwsync.values.errors import ConfigError, Refused

if TYPE_CHECKING:
    from lcwsync.model.described import Describable
    from lcwsync.model.workflow import LiveWorkflow
    from lcwsync.plan.plan import Plan
    from lcwsync.tenant.port import Tenant

V = TypeVar("V", bound="Describable")


class Change(NamedTuple):
    """An object of git that the tenant has with other values. `write` changes its file, and returns it if it did.

    It raises ConfigError or Refused for what cannot be written.
    """

    name: str
    write: Callable[[], Path | None]


class Differing:
    """The objects that git and the tenant have with different values. `force`: a file may be written anew."""

    def __init__(
        self, where: argparse.Namespace, result: Resolved, tenant: "Tenant", existing: Existing, *, force: bool
    ) -> None:
        self._where, self._result, self._tenant, self._force = where, result, tenant, force
        self._existing = existing

    def changes(self, plan: "Plan", only: str | None) -> Iterator[Change]:
        """One for each of them, or for the one that is called `only`, compared without case."""
        from lcwsync.plan.actions import UpdateExtension, UpdateSettings, UpdateTapPolicy
        from lcwsync.plan.workflow_actions import NewVersion, UpdateTask, UpdateWorkflow

        changes: dict[tuple[ObjectKind, str], Change] = {}
        desired = self._result.desired
        for planned in plan.actions:
            action = planned.action
            key = (action.kind, action.name)
            if only is not None and action.name.casefold() != only:
                continue
            match action:
                case UpdateWorkflow(live=live) | UpdateTask(live=live) | NewVersion(live=live):
                    changes[key] = Change(action.name, partial(self._workflow, live, action.name))
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

    def _single(self, kind: ObjectKind, name: str, stated: V, live: V, alone: Existing) -> Change:
        """The change of an object that is no workflow; `alone` has nothing but it."""
        from lcwsync.adopt.accepted import accepted_document, spelt_as
        from lcwsync.cli.rewriting import rewrite
        from lcwsync.model.document import document_of
        from lcwsync.planning.environment import plan_environment

        def agrees() -> bool:
            plan = plan_environment(configured(self._where), self._tenant, gone_as_deleted=True)
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

        return Change(name or SINGLETON_NAMES[kind], write)

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
