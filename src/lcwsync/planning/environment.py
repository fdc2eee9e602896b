"""From one environment's configuration and its tenant to a plan: what to read, names to ids, and the comparison."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from lcwsync.config.load import Resolved
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.state import Desired, Existing, ObjectKind
from lcwsync.model.traversal import refs_in
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.plan.actions import subject
from lcwsync.plan.fingerprint import config_digest
from lcwsync.plan.paused import kept_paused
from lcwsync.plan.plan import Plan, Refusal, Undecided
from lcwsync.plan.planner import Context, make_plan
from lcwsync.plan.unknown import unknown_parts
from lcwsync.plan.workflow_actions import NewVersion
from lcwsync.planning.definitions import DISPUTED, definition_findings
from lcwsync.planning.empty_scopes import empty_scope_findings
from lcwsync.planning.execution_limits import limit_findings, version_findings
from lcwsync.planning.live_checks import UNCHECKED, LiveChecks, live_findings
from lcwsync.planning.missing_names import missing_name_findings
from lcwsync.tenant.names import resolve, with_names, with_usable_names
from lcwsync.tenant.port import Tenant
from lcwsync.values.errors import ConfigError, UsageError
from lcwsync.values.findings import Finding, has_errors, sort_findings
from lcwsync.values.nearest import did_you_mean
from lcwsync.values.places import Places


def plan_environment(
    resolved: Resolved,
    tenant: Tenant,
    *,
    targets: tuple[str, ...] = (),
    known_ids: Mapping[ObjectKind, tuple[str, ...]] | None = None,
    checks: bool = False,
    gone_as_deleted: bool = False,
) -> Plan:
    """Read the tenant and plan.

    `targets` limits the plan to objects of these names. `known_ids` are of objects that exist although a list
    may not show them yet. With `checks` the tasks are also held against what only the tenant has. With
    `gone_as_deleted`, for a comparison that writes nothing to the tenant, ids of git that it no longer has are told and
    compared. Raises
    ConfigError when the files or the names in them are wrong, UsageError for a target git does not list,
    TenantError when the tenant cannot be read.
    """
    if has_errors(resolved.findings):
        raise ConfigError("the configuration has errors", findings=resolved.findings)
    _check_targets(resolved.desired, targets)
    existing = read_existing(resolved.desired, tenant, known_ids or {})
    resolution = resolve(resolved.desired, tenant, existing, resolved.places, gone_as_deleted=gone_as_deleted)
    findings = sort_findings((*resolved.findings, *resolution.findings))
    if has_errors(findings):
        raise ConfigError("names in the configuration do not fit the tenant", findings=findings)
    if resolution.desired.pass_requests or resolution.desired.removed_pass_requests:
        from lcwsync.planning.door_checks import door_findings, group_findings
        from lcwsync.planning.pass_requests import read_front_doors

        doors = read_front_doors(resolution.desired, tenant, resolved.places)
        unfit = group_findings(resolution.desired, tenant, resolved.places)
        if has_errors(findings := sort_findings((*findings, *doors.findings, *unfit))):
            raise ConfigError("names in the configuration do not fit the tenant", findings=findings)
        existing = replace(existing, pass_requests=doors.live, catalogs=doors.catalogs)
        if checks:
            found_here = door_findings(resolution.desired, existing, tenant, resolved.places)
            findings = sort_findings((*findings, *resolved.rate(tuple(found_here))))
    live = LiveChecks()
    if checks:
        live = live_findings(resolution.desired, existing, tenant, resolved.places)
        kept = (each for each in findings if not live.policy_asked or each.code != UNCHECKED)
        people = _people_findings(resolution.desired, existing, live, tenant, resolved.places)
        findings = sort_findings((*kept, *resolved.rate((*live.findings, *people))))
    found, answered = definition_findings(resolution.desired, tenant, resolved.places, every_task=checks)
    findings = sort_findings((*(each for each in findings if not answered or each.code != DISPUTED), *found))
    if has_errors(found):
        raise ConfigError("the tenant does not offer these tasks", findings=findings)
    context = Context(
        environment=resolved.environment,
        tenant=tenant.identity(),
        places=resolved.places,
        findings=findings,
        targets=targets,
        config_digest=config_digest(
            resolved.desired, resolved.environment._replace(variables={}), *resolved.project_guard
        ),
        with_roles=live.with_roles,
        tap_policy=live.policy,
    )
    wanted, paused = kept_paused(resolution.desired, existing)
    plan = make_plan(wanted, with_names(existing, tenant), context)
    protected: tuple[Refusal, ...] = ()
    if resolved.desired.guardrails and resolved.desired.guardrails.never_in_scope:
        from lcwsync.planning.protected import protected_refusals

        protected = protected_refusals(resolution.desired, existing, tenant, resolved.places)
    if targets:
        chosen = {target.casefold() for target in targets}
        protected = tuple(each for each in protected if each.object and each.object.name.casefold() in chosen)
    if checks:
        written = {subject(planned.action).name for planned in plan.actions}
        limits = (
            *limit_findings(resolution.desired, existing, tenant, resolved.places, only=targets),
            *version_findings(
                {subject(each.action).name for each in plan.actions if isinstance(each.action, NewVersion)},
                existing,
                resolved.places,
            ),
        )
        new = [workflow for workflow in resolution.desired.workflows if workflow.display_name in written]
        empty = empty_scope_findings(new, tenant, resolved.places)
        missing = missing_name_findings(resolution.desired, existing, resolved.places)
        plan = replace(plan, findings=sort_findings((*plan.findings, *resolved.rate((*limits, *empty)), *missing)))
    doubtful = frozenset[str]().union(*(each.names for each in resolved.unread))
    return replace(
        plan,
        paused=paused,
        unread=resolved.unread,
        unmanaged=tuple(each for each in plan.unmanaged if each.object.name.casefold() not in doubtful),
        refusals=(*plan.refusals, *protected),
        undecided=_with_authors(plan.undecided, tenant),
        unknown=unknown_parts(resolution.desired, existing),
    )


def _people_findings(
    desired: Desired, existing: Existing, live: LiveChecks, tenant: Tenant, places: Places
) -> tuple[Finding, ...]:
    if not desired.pass_requests:
        return ()
    from lcwsync.planning.door_people import people_findings

    return tuple(people_findings(desired, existing, live.policy, tenant, places))


def _with_authors(undecided: tuple[Undecided, ...], tenant: Tenant) -> tuple[Undecided, ...]:
    """With the names of those who changed the copies last, in one request; none where nothing is undecided."""
    copies = [copy for item in undecided for copy in item.copies if isinstance(copy, LiveWorkflow)]
    ids = sorted({copy.last_modified_by for copy in copies if copy.last_modified_by})
    if not ids:
        return undecided
    names = tenant.names(Ref(RefKind.USER, id=id_) for id_ in ids)
    return tuple(replace(item, authors=names) for item in undecided)


def read_existing(
    desired: Desired, tenant: Tenant, known_ids: Mapping[ObjectKind, tuple[str, ...]] | None = None
) -> Existing:
    """The objects that the comparison needs, each read once."""
    existing = tenant.existing(
        tap_policy=desired.tap_policy is not None,
        settings=desired.settings is not None,
        extensions=_needs_extensions(desired),
    )
    if known_ids:
        existing = with_known(existing, tenant, known_ids)
    names = {live.workflow.display_name.casefold() for live in existing.workflows}
    wanted = {
        name.casefold()
        for workflow in desired.workflows
        if not names & {n.casefold() for n in (workflow.display_name, *workflow.previous_names)}
        for name in (workflow.display_name,)
    }
    return replace(existing, deleted_workflows=tenant.deleted_workflows()) if wanted else existing


def with_known(existing: Existing, tenant: Tenant, ids: Mapping[ObjectKind, tuple[str, ...]]) -> Existing:
    """The objects, and those of the known ids that no list shows and that can be read all the same."""
    from lcwsync.tenant.looks import extension_by_id, workflow_by_id

    listed = {*(live.id for live in existing.workflows), *(live.id for live in existing.extensions)}
    workflows = [workflow_by_id(id_) for id_ in ids.get(ObjectKind.WORKFLOW, ()) if id_ not in listed]
    extensions = [extension_by_id(id_) for id_ in ids.get(ObjectKind.EXTENSION, ()) if id_ not in listed]
    if not workflows and not extensions:
        return existing
    answers = tenant.look((*workflows, *extensions))
    found = [live for look in workflows if (live := answers[look]) is not None]
    found_extensions = [known for look in extensions if (known := answers[look]) is not None]
    return replace(
        existing, workflows=(*existing.workflows, *found), extensions=(*existing.extensions, *found_extensions)
    )


def read_everything(tenant: Tenant, note: Callable[[str], None] = lambda _line: None) -> Existing:
    """The whole tenant, for export: references by names that lead back to the same object.

    `note` is told when access packages may not be read: they are then left out.
    """
    from lcwsync.planning.pass_requests import every_front_door

    existing = tenant.existing(tap_policy=True, settings=True, extensions=True)
    return with_usable_names(replace(existing, pass_requests=every_front_door(tenant, note)), tenant)


def _needs_extensions(desired: Desired) -> bool:
    return bool(
        desired.extensions
        or desired.prune
        or desired.removed
        or any(ref.kind is RefKind.CUSTOM_TASK_EXTENSION for ref in refs_in(desired))
    )


def _check_targets(desired: Desired, targets: tuple[str, ...]) -> None:
    from lcwsync.model.state import SINGLETON_NAMES

    known = {
        *(w.display_name for w in desired.workflows),
        *(e.display_name for e in desired.extensions),
        *(p.display_name for p in desired.pass_requests),
        *desired.removed,
        *desired.removed_pass_requests,
        *SINGLETON_NAMES.values(),
    }
    folded = {name.casefold() for name in known}
    for target in targets:
        if target.casefold() not in folded:
            near = did_you_mean(target, known)
            more = f" and {len(known) - _NAMES_SHOWN} more" if len(known) > _NAMES_SHOWN else ""
            raise UsageError(
                f'--target "{target}" is not an object of the configuration',
                hint=near or f"use a displayName: {', '.join(sorted(known)[:_NAMES_SHOWN])}{more}",
            )


_NAMES_SHOWN = 10
