"""The previews of an environment, from its configuration and its tenant."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from lcwsync.config.load import Resolved
from lcwsync.judge.earlier import adds_to_groups, prepares_passes
from lcwsync.judge.passes import tap_task
from lcwsync.judge.timing import Timing
from lcwsync.model.overlay import filled
from lcwsync.model.person import Person
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Desired, Existing, TenantIdentity
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.unread import Unread
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.planning.environment import read_existing
from lcwsync.planning.protected import not_for_these
from lcwsync.planning.whole_workflows import whole_workflows
from lcwsync.preview.beside import Beside
from lcwsync.preview.circumstances import Circumstances
from lcwsync.preview.joined import Joined
from lcwsync.preview.preview import Expected, Preview
from lcwsync.preview.replaced import replaced_notes
from lcwsync.preview.running import Running, previewed, read_ahead
from lcwsync.tenant.facts import FactReader
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.names import resolve
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.scope import LICENCES, scope_key
from lcwsync.tenant.task_facts import read_task_facts
from lcwsync.values.errors import ConfigError, UsageError
from lcwsync.values.findings import has_errors, sort_findings
from lcwsync.values.json import moment_of
from lcwsync.values.nearest import did_you_mean
from lcwsync.values.records import dataclass

V = TypeVar("V", TapPolicy, LifecycleSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Previews:
    """The previews of one environment, in the order of git."""

    environment: str
    tenant: TenantIdentity
    workflows: tuple[Preview, ...]
    unread: tuple[Unread, ...] = ()
    """What could not be read of git: its workflows are not previewed."""


def preview_environment(
    resolved: Resolved,
    tenant: Tenant,
    *,
    name: str | None,
    days: int,
    listed: Mapping[Timing, int] | None = None,
    keeps: Callable[[int], Callable[[Sequence[Expected]], None]] | None = None,
    failing: bool = False,
    service: bool = False,
    users: Sequence[str] = (),
) -> Previews:
    """Preview one workflow of git or of the tenant, or with `name` None every workflow of git that runs by schedule.

    The values of git count, completed from the tenant: a workflow, a policy or settings that are not applied yet are
    previewed as they will be. `listed` is how many people of which timing are kept by name, None for everybody: a
    directory is counted without being held. With `keeps`, the people of each workflow, by its position, are handed over
    as they are judged, and none is held. With `failing`, only people whose pass will not arrive are kept. With
    `service`, the service's own previews are asked for, and notes tell where they differ. With `users`, names or ids,
    the workflow is previewed as if somebody started it for them now. Raises UsageError for a name that no workflow or
    user has, ConfigError for names that git uses and the tenant does not have, TenantError.
    """
    _must_be_read(resolved, name)
    existing = existing_for_preview(resolved.desired, tenant)
    chosen = _chosen(resolved.desired, existing, name)
    resolution = resolve(chosen, tenant, existing, resolved.places)
    if has_errors(resolution.findings):
        raise ConfigError(
            "names in the configuration do not fit the tenant", findings=sort_findings(resolution.findings)
        )
    now = tenant.now()
    policy = _overlaid(resolution.desired.tap_policy, existing.tap_policy)
    chosen_now = [
        (workflow, live)
        for workflow, live in whole_workflows(resolution.desired, existing, name)
        if name is not None or (workflow.is_scheduling_enabled and workflow.is_enabled is not False)
    ]
    if not chosen_now:
        return Previews(environment=resolved.environment.name, tenant=tenant.identity(), workflows=())
    others, own_notes = _beside(resolved, chosen_now, existing, tenant, policy, named=name is not None)
    judged = [workflow for workflow, _ in (*chosen_now, *others)]
    shared = Circumstances(
        workflow=judged[0],
        policy=policy,
        settings=_overlaid(resolution.desired.settings, existing.settings),
        now=now,
        days=days,
        tenant=read_task_facts(judged, None, tenant),
        by_hand=bool(users),
    )
    people = _named(users, tenant)
    protected = not_for_these(resolved, judged[0], [person.id for person in people], tenant) if people else ""
    if protected:
        own_notes = (*own_notes, f"`run` refuses to start it for them: {protected}")
    running = [
        replace(
            _running(workflow, live, shared, tenant),
            live=live.workflow if service and live and live.deleted is None else None,
            seen={} if service else None,
            named=people,
            joined=Joined(listed=listed, keep=keeps(position) if keeps else None, failing=failing),
        )
        for position, (workflow, live) in enumerate(chosen_now)
    ]
    beside_them = [_running(workflow, live, replace(shared, by_hand=False), tenant) for workflow, live in others]
    by_scope: dict[object, list[Running]] = {}
    for one in (*running, *beside_them):
        by_scope.setdefault((scope_key(one.under.workflow.conditions), one.under.by_hand), []).append(one)
    reader = FactReader(tenant)
    beside = Beside()
    read_ahead(tuple(by_scope.values()), beside, tenant)
    found = {id(one): preview for same in by_scope.values() for one, preview in previewed(same, reader, tenant, beside)}
    cloud = () if resolved.environment.cloud.has_passes else ("this cloud has no Temporary Access Pass",)
    notes = replaced_notes({one.under.workflow.display_name: one.spans for one in (*running, *beside_them)})
    return Previews(
        environment=resolved.environment.name,
        tenant=tenant.identity(),
        unread=resolved.unread,
        workflows=tuple(
            replace(preview, notes=(*preview.notes, *own_notes, *cloud, *notes[preview.workflow.display_name]))
            for preview in (found[id(one)] for one in running)
        ),
    )


_Workflows = Sequence[tuple[Workflow, LiveWorkflow | None]]


def _unmanaged(desired: Desired, existing: Existing, policy: TapPolicy | None, *, passes: bool) -> _Workflows:
    """The tenant's own workflows that prepare passes by schedule, and with `passes` those that create them: theirs may
    replace those of git."""
    managed = {live.id for _, live in whole_workflows(desired, existing, None) if live}
    found = []
    for live in existing.workflows:
        workflow = live.workflow
        runs = workflow.is_scheduling_enabled and workflow.is_enabled is not False
        creates = passes and runs and tap_task(workflow) is not None
        if live.id not in managed and (creates or prepares_passes(workflow, policy)):
            found.append((workflow, live))
    return found


def _preparing(
    resolved: Resolved, existing: Existing, tenant: Tenant, policy: TapPolicy | None
) -> tuple[_Workflows, tuple[str, ...]]:
    """The workflows of git that prepare passes, and a note for each whose names the tenant does not have."""
    found: list[tuple[Workflow, LiveWorkflow | None]] = []
    notes = []
    for workflow in resolved.desired.workflows:
        if not workflow.is_scheduling_enabled or not adds_to_groups(workflow):
            continue
        resolution = resolve(Desired(workflows=(workflow,)), tenant, existing, resolved.places)
        if has_errors(resolution.findings):
            name = workflow.display_name
            notes.append(f'names in workflow "{name}" do not fit the tenant: whom it adds to groups is not counted')
            continue
        whole = whole_workflows(resolution.desired, existing, None)
        found += [(whole, live) for whole, live in whole if prepares_passes(whole, policy)]
    return found, tuple(notes)


def _beside(
    resolved: Resolved,
    chosen: _Workflows,
    existing: Existing,
    tenant: Tenant,
    policy: TapPolicy | None,
    *,
    named: bool,
) -> tuple[_Workflows, tuple[str, ...]]:
    """Workflows that are not previewed, judged only for the passes that they create or prepare; and notes about them.

    With `named` only the one workflow that was asked for is previewed, so that others of git count beside it.
    """
    wanted = _unmanaged(resolved.desired, existing, policy, passes=not named)
    notes: tuple[str, ...] = ()
    if named and any(tap_task(workflow) for workflow, _ in chosen):
        in_git, notes = _preparing(resolved, existing, tenant, policy)
        wanted = (*in_git, *wanted)
    names = {workflow.display_name for workflow, _ in chosen}
    return [(workflow, live) for workflow, live in wanted if workflow.display_name not in names], notes


def _running(workflow: Workflow, live: LiveWorkflow | None, like: Circumstances, tenant: Tenant) -> Running:
    created = moment_of(live.created) if live else like.now
    id_ = live.id if live and live.deleted is None else None
    own_limits = live.execution_limits if live else None
    under = replace(like, workflow=workflow, created=created, own_limits=own_limits)
    return Running(tenant=tenant, under=under, workflow_id=id_, joined=Joined(listed={}))


def _named(users: Sequence[str], tenant: Tenant) -> tuple[Person, ...]:
    """The people for whom a workflow is started, each once. Raises UsageError for a user who does not exist."""
    found: dict[str, Person] = {}
    for user in users:
        one = tenant.people.person_with(user, (LICENCES,))
        if one is None:
            raise UsageError(f"the directory has no user {user}", hint="pass the user principal name")
        found[one[0].id] = one[0]
    return tuple(found.values())


def existing_for_preview(desired: Desired, tenant: Tenant) -> Existing:
    """The objects that a plan reads, plus the policy and the settings even where git does not describe them."""
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


def _must_be_read(resolved: Resolved, name: str | None) -> None:
    """Raises ConfigError for a workflow that git describes with errors: the tenant's is not what was asked for."""
    of_name = (each for each in resolved.unread if name is not None and name.casefold() in each.names)
    for each in of_name:
        raise ConfigError(f"{each} could not be read: {each.message}", hint="`lcwsync validate` shows what is wrong")


def _must_be_refusal(failure: GraphFailure) -> None:
    """Raise the failure unless a permission is missing: a preview goes on without what it may not read, as its
    verdicts show."""
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
            f'no workflow in git or in the tenant is called "{name}"',
            hint=did_you_mean(name, known) or "workflows: " + ", ".join(known[:20]),
        )
    return replace(desired, workflows=workflows)


def _overlaid(stated: V | None, live: V | None) -> V | None:
    """Git's values over the tenant's. None when the tenant's could not be read."""
    return filled(stated, live) if stated is not None and live is not None else live
