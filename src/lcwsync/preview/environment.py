"""The previews of an environment, from its configuration and its tenant."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from lcwsync.config.load import Resolved
from lcwsync.judge.earlier import adds_to_groups, prepares_passes
from lcwsync.judge.passes import tap_task
from lcwsync.judge.timing import Timing, When
from lcwsync.model.overlay import filled
from lcwsync.model.person import Person
from lcwsync.model.settings import LifecycleSettings
from lcwsync.model.state import Desired, Existing, TenantIdentity
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.task_facts import TenantFacts
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.diff import diff_workflow
from lcwsync.plan.identity import match_workflows
from lcwsync.plan.merge import complete
from lcwsync.planning.environment import read_existing
from lcwsync.preview.beside import Beside
from lcwsync.preview.preview import Circumstances, Expected, Joined, Preview, Processed, expected_of, in_question, timed
from lcwsync.preview.replaced import PassSpan, pass_spans, replaced_notes
from lcwsync.preview.service import failure_notes, scope_notes
from lcwsync.tenant.facts import FactReader, read_processed
from lcwsync.tenant.http.failure import FailureKind, GraphFailure
from lcwsync.tenant.names import resolve
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.scope import scope_key
from lcwsync.tenant.task_facts import read_task_facts
from lcwsync.values.errors import ConfigError, UsageError
from lcwsync.values.findings import has_errors, sort_findings
from lcwsync.values.json import moment_of

V = TypeVar("V", TapPolicy, LifecycleSettings)

_MOMENT_PASSED = (Timing.DUE, Timing.CLOSING, Timing.SKIPPED, Timing.PAST)

_PART = 2_000
"""People judged at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Previews:
    """The previews of one environment, in the order of git."""

    environment: str
    tenant: TenantIdentity
    workflows: tuple[Preview, ...]


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
) -> Previews:
    """Preview one workflow of git or of the tenant, or with `name` None every workflow of git that runs by schedule.

    The values of git count, completed from the tenant: a workflow, a policy or settings that are not applied yet are
    previewed as they will be. `listed` is how many people of which timing are kept by name, None for everybody: a
    directory is counted without being held. With `keeps`, the people of each workflow, by its position, are handed over
    as they are judged, and none is held. With `failing`, only people whose pass will not arrive are kept. With
    `service`, the service's own previews are asked for, and notes tell where they differ. Raises
    UsageError for a name that no workflow has, ConfigError for names that git uses and the tenant does not have,
    TenantError.
    """
    existing = existing_for_preview(resolved.desired, tenant)
    chosen = _chosen(resolved.desired, existing, name)
    resolution = resolve(chosen, tenant, existing, resolved.places)
    if has_errors(resolution.findings):
        raise ConfigError(
            "names in the configuration do not fit the tenant", findings=sort_findings(resolution.findings)
        )
    now = tenant.now()
    policy = _overlaid(resolution.desired.tap_policy, existing.tap_policy)
    running = [
        _Running(
            tenant=tenant,
            under=Circumstances(
                workflow=workflow,
                policy=policy,
                settings=_overlaid(resolution.desired.settings, existing.settings),
                now=now,
                days=days,
                tenant=read_task_facts([workflow], None, tenant)
                if tap_task(workflow) or prepares_passes(workflow, policy)
                else TenantFacts(),
                created=moment_of(live.created) if live else now,
            ),
            workflow_id=live.id if live and live.deleted is None else None,
            live=live.workflow if service and live and live.deleted is None else None,
            seen={} if service else None,
            joined=Joined(listed=listed, keep=keeps(position) if keeps else None, failing=failing),
        )
        for position, (workflow, live) in enumerate(
            (workflow, live)
            for workflow, live in whole_workflows(resolution.desired, existing, name)
            if name is not None or (workflow.is_scheduling_enabled and workflow.is_enabled is not False)
        )
    ]
    others: list[_Running] = []
    own_notes: tuple[str, ...] = ()
    if running:
        wanted = _unmanaged(resolved.desired, existing, policy, passes=name is None)
        if any(tap_task(one.under.workflow) for one in running) and name is not None:
            in_git, own_notes = _preparing(resolved, existing, tenant, policy)
            wanted = (*in_git, *wanted)
        named = {one.under.workflow.display_name for one in running}
        others = [
            _beside(workflow, live, running[0].under, tenant)
            for workflow, live in wanted
            if workflow.display_name not in named
        ]
    by_scope: dict[object, list[_Running]] = {}
    for one in (*running, *others):
        by_scope.setdefault(scope_key(one.under.workflow.conditions), []).append(one)
    reader = FactReader(tenant)
    beside = Beside()
    _read_ahead(tuple(by_scope.values()), beside, tenant)
    found = {
        id(one): preview for same in by_scope.values() for one, preview in _previewed(same, reader, tenant, beside)
    }
    notes = replaced_notes({one.under.workflow.display_name: one.spans for one in (*running, *others)})
    return Previews(
        environment=resolved.environment.name,
        tenant=tenant.identity(),
        workflows=tuple(
            replace(preview, notes=(*preview.notes, *own_notes, *notes[preview.workflow.display_name]))
            for preview in (found[id(one)] for one in running)
        ),
    )


_Beside = Sequence[tuple[Workflow, LiveWorkflow | None]]


def _unmanaged(desired: Desired, existing: Existing, policy: TapPolicy | None, *, passes: bool) -> _Beside:
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
) -> tuple[_Beside, tuple[str, ...]]:
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


def _beside(workflow: Workflow, live: LiveWorkflow | None, like: Circumstances, tenant: Tenant) -> "_Running":
    """A workflow that is not previewed, judged only for the passes that it creates or prepares."""
    facts = read_task_facts([workflow], None, tenant)
    created = moment_of(live.created) if live else like.now
    under = replace(like, workflow=workflow, tenant=facts, created=created)
    id_ = live.id if live and live.deleted is None else None
    return _Running(tenant=tenant, under=under, workflow_id=id_, joined=Joined(listed={}))


def _read_ahead(scopes: Sequence[Sequence["_Running"]], beside: Beside, tenant: Tenant) -> None:
    """Note whom workflows prepare for the passes of workflows with another scope. Those of one scope need no more
    reading: their people are judged together."""
    for same in scopes:
        preparing = [one for one in same if one.prepares]
        creating = any(tap_task(one.under.workflow) for other in scopes if other is not same for one in other)
        if not preparing or not creating:
            continue
        scope = tenant.people.in_scope(preparing[0].under.workflow.conditions)
        for people in _parts(scope.pages) if scope.known else ():
            for one in preparing:
                beside.add(one.under, one.timed(people), one.processed)
        for one in preparing:
            one.noted = True
            if not scope.known:
                beside.add_unknown(one.under)


def _previewed(
    running: Sequence["_Running"], reader: FactReader, tenant: Tenant, beside: Beside
) -> Iterator[tuple["_Running", Preview]]:
    """The previews of workflows with the same scope: it is read once, and each part of it forgotten once judged."""
    scope = tenant.people.in_scope(running[0].under.workflow.conditions)
    for people in _parts(scope.pages):
        timings = [one.timed(people) for one in running]
        for one, those in zip(running, timings, strict=True):
            if one.prepares and not one.noted:
                beside.add(one.under, those, one.processed)
        asked = [in_question(one.under, those) for one, those in zip(running, timings, strict=True)]
        facts = reader.read(tuple({person.id: person for persons in asked for person in persons}.values()))
        for one, those in zip(running, timings, strict=True):
            expected = expected_of(one.under, those, facts, beside.of)
            one.spans |= pass_spans(expected)
            one.joined.add(expected)
            if one.seen is not None:
                one.seen |= {each.person.id: (each.person.name, each.when.timing) for each in expected}
    for one in running:
        preview = one.whole(of_scope=scope.notes, of_facts=reader.notes)
        yield one, replace(preview, notes=(*preview.notes, *_of_service(one, preview, known=scope.known)))


def _of_service(one: "_Running", preview: Preview, *, known: bool) -> Iterator[str]:
    """Notes of the service's own previews beside this one; nothing where they were not asked for."""
    if one.seen is None:
        return
    if one.workflow_id is None or one.live is None:
        yield "the service has no preview of it: the tenant does not have this workflow yet"
        return
    if not diff_workflow(one.under.workflow, one.live).empty:
        yield "the service previews the workflow as the tenant has it; git changes it, so the two may differ"
    task = tap_task(one.under.workflow)
    try:
        yield from scope_notes(one.tenant.runs.preview_scope(one.workflow_id), one.seen, known=known)
    except GraphFailure as failure:
        yield f"the service did not answer its preview of the scope: {failure}"
    try:
        failures = one.tenant.runs.task_failures(one.workflow_id)
        name = task.display_name if task else None
        yield from failure_notes(failures, pass_task=name, arriving=preview.passes.arriving)
    except GraphFailure as failure:
        yield f"the service did not answer which tasks would fail: {failure}"


def _parts(pages: Iterable[Sequence[Person]]) -> Iterator[tuple[Person, ...]]:
    """The people of several pages at a time, so that few of them in question still fill a batch."""
    part: list[Person] = []
    for page in pages:
        part += page
        if len(part) >= _PART:
            yield tuple(part)
            part.clear()
    yield tuple(part)


@dataclass(slots=True, kw_only=True)
class _Running:
    """A workflow whose preview is under way."""

    tenant: Tenant
    under: Circumstances
    workflow_id: str | None
    joined: Joined
    processed: Processed | None = None
    """None: not asked for yet, because the moment of no person read so far has passed."""
    note: str = ""
    spans: dict[str, PassSpan] = field(default_factory=dict)
    """When each person's pass is made and ends."""
    live: Workflow | None = None
    """The workflow as the tenant has it, where the service is asked for its own preview."""
    seen: dict[str, tuple[str, Timing]] | None = None
    """Everybody in scope, with name and timing; None where the service is not asked."""
    noted: bool = False
    """Whether the people whom it prepares for a pass are known already."""

    @property
    def prepares(self) -> bool:
        """Whether it adds people to a group of the TAP policy."""
        return prepares_passes(self.under.workflow, self.under.policy)

    def timed(self, people: Sequence[Person]) -> tuple[tuple[Person, When], ...]:
        """The timing of each person. Earlier runs are read once, and only when a moment has passed."""
        found = timed(self.under, people, processed=self.processed or {})
        if self.processed is None and self.workflow_id and any(at.timing in _MOMENT_PASSED for _, at in found):
            self.processed, self.note = read_processed(self.workflow_id, self.tenant)
            return timed(self.under, people, processed=self.processed)
        return found

    def whole(self, *, of_scope: Sequence[str], of_facts: Sequence[str]) -> Preview:
        """The preview of everybody who was judged, with notes about the reading of scope and facts."""
        own = (self.note,) if self.note else ()
        facts = of_facts if tap_task(self.under.workflow) else ()
        return self.joined.whole(self.under, notes=(*of_scope, *own, *facts))


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
            f'no workflow in git or in the tenant is called "{name}"', hint="workflows: " + ", ".join(known[:20])
        )
    return replace(desired, workflows=workflows)


def whole_workflows(
    desired: Desired, existing: Existing, name: str | None
) -> Iterable[tuple[Workflow, LiveWorkflow | None]]:
    """The workflows to preview, nothing unsaid, with what the tenant has or keeps deleted of each."""
    matches = match_workflows(desired, existing)
    for workflow in desired.workflows:
        key = workflow.display_name.casefold()
        live, trashed = matches.live.get(key), matches.deleted.get(key)
        if live is not None:
            yield complete(workflow, live.workflow), live
        else:
            yield (complete(workflow, trashed.workflow) if trashed else workflow), trashed
    if name is not None and not desired.workflows:
        for live in existing.workflows:
            if live.workflow.display_name.casefold() == name.casefold():
                yield live.workflow, live


def _overlaid(stated: V | None, live: V | None) -> V | None:
    """Git's values over the tenant's. None when the tenant's could not be read."""
    return filled(stated, live) if stated is not None and live is not None else live
