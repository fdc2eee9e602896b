"""Desired x existing -> Plan: which object is which, what each one needs, and in which order."""

from collections.abc import Iterator
from typing import assert_never

from lcwsync.model.environment import Environment
from lcwsync.model.extension import LiveExtension
from lcwsync.model.harm import dangerous
from lcwsync.model.pass_requests import LivePassRequests
from lcwsync.model.passes import has_pass_task
from lcwsync.model.state import SINGLETON_NAMES, Desired, Existing, ObjectKind, ObjectName, TenantIdentity
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.workflow import LiveWorkflow, Workflow
from lcwsync.plan.action_facts import DeleteReason
from lcwsync.plan.actions import Action, CreateExtension, DeleteExtension, UpdateExtension, UpdateSettings, subject
from lcwsync.plan.changes import FieldChange, TaskAdded, TaskChanged, TaskRemoved
from lcwsync.plan.diff import (
    WorkflowDiff,
    diff_extension,
    diff_settings,
    diff_workflow,
    unverified_extension,
)
from lcwsync.plan.fields import Fields, extension_fields, workflow_fields
from lcwsync.plan.identity import Matches, match_extensions, match_pass_requests, match_workflows
from lcwsync.plan.order import arrange, limit
from lcwsync.plan.pass_requests import pass_request_actions
from lcwsync.plan.plan import Plan, Undecided, Unmanaged, Unverified
from lcwsync.plan.policy import policy_actions
from lcwsync.plan.risk import by_rating, risks
from lcwsync.plan.risk_names import name_risks
from lcwsync.plan.risk_values import powerful
from lcwsync.plan.safety import SafetyEvidence, refusals
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.values.findings import Finding
from lcwsync.values.places import Places
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The inputs of a plan besides desired and existing."""

    environment: Environment
    tenant: TenantIdentity
    places: Places
    findings: tuple[Finding, ...] = ()
    targets: tuple[str, ...] = ()
    """Names to limit the plan to, with what they depend on; empty for everything."""
    config_digest: str = ""
    with_roles: frozenset[str] = frozenset()
    """Ids of groups of tasks that directory roles can be assigned to, as far as they were read."""
    tap_policy: TapPolicy | None = None
    """The TAP policy as it will be, where git leaves out all or some of it; None: git has all of it, or it was not
    read."""


def make_plan(desired: Desired, existing: Existing, context: Context) -> Plan:
    """The plan that brings `existing` to `desired`.

    References in `desired` carry ids, except those to extensions that this very plan creates. Never raises: what
    must not be done is in `Plan.refusals`.
    """
    workflows = match_workflows(desired, existing)
    extensions = match_extensions(desired, existing)
    pass_requests = match_pass_requests(desired, existing)
    diffs = {
        workflow.display_name: diff_workflow(workflow, live.workflow)
        for workflow in desired.workflows
        if (live := workflows.live.get(workflow.display_name.casefold())) is not None
    }
    actions: list[Action] = []
    for extension in desired.extensions:
        owner = extensions.live.get(extension.display_name.casefold())
        if extension.display_name in extensions.ambiguous:
            continue
        if owner is None:
            actions.append(CreateExtension(desired=extension, fields=_said(extension_fields(extension))))
        elif fields := diff_extension(extension, owner.extension):
            actions.append(UpdateExtension(live=owner, desired=extension, fields=fields))
    for workflow in desired.workflows:
        live = workflows.live.get(workflow.display_name.casefold())
        if workflow.display_name in workflows.ambiguous:
            continue
        if live is not None:
            actions.extend(workflow_actions(workflow, live, diffs[workflow.display_name]))
        elif (trashed := workflows.deleted.get(workflow.display_name.casefold())) is not None:
            diff = diff_workflow(workflow, trashed.workflow)
            actions.append(RestoreWorkflow(deleted=trashed, desired=workflow, fields=diff.fields, tasks=diff.tasks))
        else:
            actions.append(CreateWorkflow(desired=workflow, fields=_said(workflow_fields(workflow))))
    actions.extend(_singletons(desired, existing, actions))
    actions.extend(pass_request_actions(desired, existing, pass_requests))
    actions.extend(_deletions(desired, workflows, extensions))
    groups = powerful(context.with_roles, desired.tap_policy, existing.tap_policy, context.tap_policy)
    arranged = arrange(actions, context.places)
    if context.targets:
        arranged = limit(arranged, context.targets)
    targets = {name.casefold() for name in context.targets}
    several = (*_undecided(workflows, extensions), *_undecided_requests(pass_requests))
    undecided = tuple(item for item in several if not targets or item.object.name.casefold() in targets)
    touched = {
        *(_folded(subject(action)) for action in actions),
        *(_folded(item.object) for item in undecided),
    }
    return Plan(
        environment=context.environment.name,
        tenant=context.tenant,
        actions=arranged.actions,
        unchanged=tuple(name for name in _listed(desired, existing) if _folded(name) not in touched),
        unmanaged=() if desired.prune else tuple(_unmanaged(workflows, extensions)),
        unverified=(
            *(_hidden(ObjectKind.WORKFLOW, name, field) for name, diff in diffs.items() for field in diff.unverified),
            *(
                _hidden(ObjectKind.EXTENSION, extension.display_name, field)
                for extension in desired.extensions
                if (owner := extensions.live.get(extension.display_name.casefold())) is not None
                for field in unverified_extension(extension, owner.extension)
            ),
            *_not_expressed(desired, pass_requests),
        ),
        undecided=undecided,
        risks=by_rating((*risks(arranged.actions, groups), *name_risks(arranged.actions, desired, existing))),
        groups=groups,
        refusals=refusals(
            arranged,
            SafetyEvidence(
                desired=desired,
                existing=existing,
                environment=context.environment,
                places=context.places,
            ),
        ),
        findings=context.findings,
        targets=context.targets,
        config_digest=context.config_digest,
    )


def workflow_actions(
    desired: Workflow, live: LiveWorkflow, diff: WorkflowDiff
) -> tuple[NewVersion | UpdateWorkflow | UpdateTask, ...]:
    """The actions that change a workflow to its desired state: PATCHes where they suffice, else one new version."""
    if diff.needs_version:
        return (NewVersion(live=live, desired=desired, fields=diff.fields, tasks=diff.tasks),)
    actions: list[NewVersion | UpdateWorkflow | UpdateTask] = []
    if diff.fields:
        actions.append(UpdateWorkflow(live=live, desired=desired, fields=diff.fields))
    for change in diff.tasks:
        match change:
            case TaskChanged(position=position, before_position=before, task=task, fields=fields):
                task_id = (live.workflow.tasks or ())[before - 1].id or ""
                actions.append(UpdateTask(live=live, task_id=task_id, position=position, task=task, fields=fields))
            case TaskAdded() | TaskRemoved():
                raise AssertionError("an added or removed task needs a new version")
            case _:
                assert_never(change)
    return tuple(actions)


def _singletons(desired: Desired, existing: Existing, others: list[Action]) -> Iterator[Action]:
    if desired.tap_policy is not None and existing.tap_policy is not None:
        needed = any(
            has_pass_task(action.desired)
            for action in others
            if isinstance(action, CreateWorkflow | NewVersion | RestoreWorkflow)
        )
        yield from policy_actions(desired.tap_policy, existing.tap_policy, workflows_need_it=needed)
    if desired.settings is not None and existing.settings is not None:
        fields = diff_settings(desired.settings, existing.settings)
        if fields:
            yield UpdateSettings(before=existing.settings, desired=desired.settings, fields=fields)


def _deletions(
    desired: Desired, workflows: Matches[LiveWorkflow], extensions: Matches[LiveExtension]
) -> Iterator[Action]:
    yield from (DeleteWorkflow(live=live, reason=DeleteReason.REMOVED) for live in workflows.removed)
    yield from (DeleteExtension(live=live, reason=DeleteReason.REMOVED) for live in extensions.removed)
    if desired.prune:
        yield from (DeleteWorkflow(live=live, reason=DeleteReason.PRUNED) for live in workflows.unmanaged)
        yield from (DeleteExtension(live=live, reason=DeleteReason.PRUNED) for live in extensions.unmanaged)


def _unmanaged(workflows: Matches[LiveWorkflow], extensions: Matches[LiveExtension]) -> Iterator[Unmanaged]:
    found = [
        (
            ObjectName(ObjectKind.WORKFLOW, live.workflow.display_name),
            (*_runs_on(live.workflow), *live.unsupported),
            workflows.shadowed,
        )
        for live in workflows.unmanaged
    ] + [
        (ObjectName(ObjectKind.EXTENSION, live.extension.display_name), live.unsupported, extensions.shadowed)
        for live in extensions.unmanaged
    ]
    for name, notes, shadowed in sorted(found, key=lambda item: item[0]):
        owner = shadowed.get(name.name)
        shadow = (f'a previous name of "{owner}", which exists too',) if owner else ()
        yield Unmanaged(object=name, notes=(*shadow, *notes))


def _runs_on(workflow: Workflow) -> tuple[str, ...]:
    """What an unmanaged workflow does by itself that a reader must not overlook."""
    if not (workflow.is_enabled and workflow.is_scheduling_enabled):
        return ()
    harm = dangerous(workflow)
    return (f"runs by schedule and {harm}",) if harm else ()


def _undecided(workflows: Matches[LiveWorkflow], extensions: Matches[LiveExtension]) -> Iterator[Undecided]:
    for name, extension_copies in extensions.ambiguous.items():
        yield Undecided(object=ObjectName(ObjectKind.EXTENSION, name), copies=extension_copies)
    for name, workflow_copies in workflows.ambiguous.items():
        yield Undecided(object=ObjectName(ObjectKind.WORKFLOW, name), copies=workflow_copies)


def _undecided_requests(matches: Matches[LivePassRequests]) -> Iterator[Undecided]:
    for name, copies in matches.ambiguous.items():
        yield Undecided(object=ObjectName(ObjectKind.PASS_REQUESTS, name), copies=copies)


def _hidden(kind: ObjectKind, name: str, field: str) -> Unverified:
    return Unverified(object=ObjectName(kind, name), field=field, reason="the service does not show it")


def _not_expressed(desired: Desired, matches: Matches[LivePassRequests]) -> Iterator[Unverified]:
    """Parts of the tenant's front doors that git has no word for: nothing promises that they do no harm."""
    for requests in desired.pass_requests:
        live = matches.live.get(requests.display_name.casefold())
        for note in live.unsupported if live else ():
            reason = f"it holds {note}"
            yield Unverified(
                object=ObjectName(ObjectKind.PASS_REQUESTS, requests.display_name), field="policy", reason=reason
            )


def _listed(desired: Desired, existing: Existing) -> Iterator[ObjectName]:
    """The objects that git lists and the plan compared."""
    if desired.tap_policy is not None and existing.tap_policy is not None:
        yield ObjectName(ObjectKind.TAP_POLICY, SINGLETON_NAMES[ObjectKind.TAP_POLICY])
    if desired.settings is not None and existing.settings is not None:
        yield ObjectName(ObjectKind.SETTINGS, SINGLETON_NAMES[ObjectKind.SETTINGS])
    yield from (ObjectName(ObjectKind.EXTENSION, extension.display_name) for extension in desired.extensions)
    yield from (ObjectName(ObjectKind.WORKFLOW, workflow.display_name) for workflow in desired.workflows)
    yield from (ObjectName(ObjectKind.PASS_REQUESTS, requests.display_name) for requests in desired.pass_requests)


def _said(fields: Fields) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(name, None, value) for name, value in fields.items())


def _folded(name: ObjectName) -> ObjectName:
    return ObjectName(name.kind, name.name.casefold())
