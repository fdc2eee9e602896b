"""From configuration and tenant to previews: what to read, of whom, and what git leaves unsaid."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from lcwsync.access.checks import read_checks, read_processed
from lcwsync.access.moments import Timing
from lcwsync.access.planning import read_existing
from lcwsync.access.preview import Population, Preview, in_question, interval_hours, preview, timed
from lcwsync.access.scope import Scopes
from lcwsync.config.load import Resolved
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Desired, Existing, TenantIdentity
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import Workflow
from lcwsync.plan.identity import match_workflows
from lcwsync.plan.merge import complete
from lcwsync.tenant.failure import FailureKind, GraphFailure
from lcwsync.tenant.names import resolve
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import ConfigError, UsageError
from lcwsync.values.findings import has_errors, sort_findings

V = TypeVar("V", TapPolicy, LifecycleSettings)

_MOMENT_PASSED = (Timing.DUE, Timing.CLOSING, Timing.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Previews:
    """The previews of one environment, in the order of git."""

    environment: str
    tenant: TenantIdentity
    workflows: tuple[Preview, ...]


def preview_environment(resolved: Resolved, tenant: Tenant, *, name: str | None, days: int) -> Previews:
    """Preview one workflow of git or of the tenant, or with `name` None every workflow of git that runs by schedule.

    What git says counts, completed from the tenant: a workflow, a policy or settings that are not applied yet are
    previewed as they will be. Raises UsageError for a name that nobody has, ConfigError for names git uses and the
    tenant does not have, TenantError.
    """
    existing = _existing(resolved.desired, tenant)
    chosen = _chosen(resolved.desired, existing, name)
    resolution = resolve(chosen, tenant, existing, resolved.places)
    if has_errors(resolution.findings):
        raise ConfigError(
            "names in the configuration do not fit the tenant", findings=sort_findings(resolution.findings)
        )
    shared = _Environment(
        tenant=tenant,
        scopes=Scopes(tenant),
        policy=_overlaid(resolution.desired.tap_policy, existing.tap_policy),
        settings=_overlaid(resolution.desired.settings, existing.settings),
        days=days,
    )
    found = tuple(
        shared.preview(workflow, workflow_id)
        for workflow, workflow_id in _whole(resolution.desired, existing, name)
        if name is not None or (workflow.is_scheduling_enabled and workflow.is_enabled is not False)
    )
    return Previews(environment=resolved.environment.name, tenant=tenant.identity(), workflows=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Environment:
    """What all previews of one environment share."""

    tenant: Tenant
    scopes: Scopes
    policy: TapPolicy | None
    settings: LifecycleSettings | None
    days: int

    def preview(self, workflow: Workflow, workflow_id: str | None) -> Preview:
        """First who is in scope, then who of them was processed already, then the checks of those who remain."""
        now, settings, days = self.tenant.now(), self.settings, self.days
        scope = self.scopes.of(workflow.conditions)
        population = Population(people=scope.people, notes=scope.notes)
        at = timed(workflow, population, interval_hours=interval_hours(settings), now=now, days=days)
        if workflow_id and any(when.timing in _MOMENT_PASSED for _, when in at):
            processed, note = read_processed(workflow_id, self.tenant)
            notes = (*population.notes, note) if note else population.notes
            population = replace(population, processed=processed, notes=notes)
        checked = read_checks(in_question(workflow, population, settings, now=now, days=days), self.tenant)
        population = replace(population, checks=checked.checks, notes=(*population.notes, *checked.notes))
        return preview(workflow, self.policy, population, settings, now=now, days=days)


def _existing(desired: Desired, tenant: Tenant) -> Existing:
    """What a plan reads, and the policy and the settings whether git describes them or not."""
    existing = read_existing(replace(desired, tap_policy=None, settings=None), tenant)
    policy, settings = None, None
    try:
        policy = tenant.tap_policy()
    except GraphFailure as failure:
        _must_be_refusal(failure)
    try:
        settings = tenant.settings()
    except GraphFailure as failure:
        _must_be_refusal(failure)
    return replace(existing, tap_policy=policy, settings=settings)


def _must_be_refusal(failure: GraphFailure) -> None:
    """A preview goes on without what it may not read; its verdicts then say so. Anything else ends it."""
    if failure.kind is not FailureKind.FORBIDDEN:
        raise failure


def _chosen(desired: Desired, existing: Existing, name: str | None) -> Desired:
    """Git limited to the workflow asked for, so that nothing else needs its names looked up."""
    if name is None:
        return desired
    workflows = tuple(w for w in desired.workflows if w.display_name.casefold() == name.casefold())
    live = [w.workflow.display_name for w in existing.workflows]
    if not workflows and name.casefold() not in map(str.casefold, live):
        known = sorted({*(w.display_name for w in desired.workflows), *live})
        raise UsageError(
            f'neither git nor the tenant has a workflow "{name}"', hint="workflows: " + ", ".join(known[:20])
        )
    return replace(desired, workflows=workflows)


def _whole(desired: Desired, existing: Existing, name: str | None) -> Iterable[tuple[Workflow, str | None]]:
    """The workflows to preview, nothing unsaid, with the id of those the tenant has."""
    matches = match_workflows(desired, existing)
    for workflow in desired.workflows:
        key = workflow.display_name.casefold()
        live, trashed = matches.live.get(key), matches.deleted.get(key)
        if live is not None:
            yield complete(workflow, live.workflow), live.id
        else:
            yield (complete(workflow, trashed.workflow) if trashed else workflow), None
    if name is not None and not desired.workflows:
        for live in existing.workflows:
            if live.workflow.display_name.casefold() == name.casefold():
                yield live.workflow, live.id


def _overlaid(said: V | None, live: V | None) -> V | None:
    """What git says over what the tenant has. None when the tenant's could not be read: a part is not the whole."""
    if said is None or live is None:
        return live
    return replace(live, **{f.name: v for f in fields(said) if (v := getattr(said, f.name)) is not None})
