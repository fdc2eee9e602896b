"""The safety laws: reasons to refuse a plan, each with what to write to allow it. Absolute numbers, no percentages."""

from collections.abc import Iterator
from typing import assert_never

from lcwsync.model.conditions import (
    GroupScope,
    OnDemandOnly,
    TriggerAndScope,
    UnknownConditions,
    UnknownScope,
    UnknownTrigger,
)
from lcwsync.model.environment import Environment
from lcwsync.model.state import Desired, Existing, ObjectKind, ObjectName
from lcwsync.model.workflow import MAX_WORKFLOWS, Workflow
from lcwsync.plan.actions import (
    Action,
    CreateExtension,
    DeleteExtension,
    PlannedAction,
    UpdateExtension,
    UpdateSettings,
    UpdateTapPolicy,
    subject,
)
from lcwsync.plan.merge import complete
from lcwsync.plan.order import Arranged
from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, Part, RemovePassPart, RevokeRole
from lcwsync.plan.plan import Refusal
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.values.places import Places
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyEvidence:
    """Everything the safety laws look at."""

    desired: Desired
    existing: Existing
    environment: Environment
    places: Places


def refusals(arranged: Arranged, evidence: SafetyEvidence) -> tuple[Refusal, ...]:
    """The refusals of a plan; empty when it may be applied."""
    return (
        *_deletes(arranged.actions, evidence),
        *_size(arranged.actions, evidence),
        *_established(arranged.actions, evidence),
        *_protected(evidence),
        *_names(arranged),
        *(refusal for planned in arranged.actions for refusal in _action(planned)),
    )


def _deletes(actions: tuple[PlannedAction, ...], evidence: SafetyEvidence) -> Iterator[Refusal]:
    deletes = [p for p in actions if deletes_object(p.action)]
    limit = evidence.environment.limits.max_deletes
    name = evidence.environment.name
    if deletes and not evidence.environment.allow_delete:
        for planned in deletes:
            yield Refusal(
                law="allowDelete",
                message=f"would delete {subject(planned.action)}, and environment {name} does not allow deletion",
                hint=f"set `allowDelete: true` under environments.{name} in lcwsync.yaml",
                object=subject(planned.action),
                location=planned.location,
            )
    elif len(deletes) > limit:
        yield Refusal(
            law="limits",
            message=f"would delete {len(deletes)} objects, and environment {name} allows {limit} at a time",
            hint=f"set `limits: {{maxDeletes: {len(deletes)}}}` under environments.{name} in lcwsync.yaml, or delete "
            "in several steps",
            location=evidence.places.at("Project", "environments", name),
        )


def deletes_object(action: Action) -> bool:
    """Whether an object goes; a front door is one object, whatever the number of its parts."""
    if isinstance(action, RemovePassPart):
        return action.part is Part.PACKAGE
    return isinstance(action, DeleteWorkflow | DeleteExtension)


def _size(actions: tuple[PlannedAction, ...], evidence: SafetyEvidence) -> Iterator[Refusal]:
    touched = {subject(planned.action) for planned in actions}
    limit = evidence.environment.limits.max_changes
    name = evidence.environment.name
    if len(touched) > limit:
        yield Refusal(
            law="limits",
            message=f"would change {len(touched)} objects, and environment {name} allows {limit} at a time",
            hint=f"set `limits: {{maxChanges: {len(touched)}}}` under environments.{name} in lcwsync.yaml, or use "
            "--target to go in steps",
            location=evidence.places.at("Project", "environments", name),
        )
    created = sum(isinstance(planned.action, CreateWorkflow) for planned in actions)
    total = len(evidence.existing.workflows) + created
    if created and total > MAX_WORKFLOWS:
        yield Refusal(
            law="serviceLimit",
            message=f"the tenant would hold {total} workflows; the service allows {MAX_WORKFLOWS}",
            hint="remove workflows first, or ask Microsoft support to raise the limit",
        )


def _established(actions: tuple[PlannedAction, ...], evidence: SafetyEvidence) -> Iterator[Refusal]:
    if not evidence.environment.established:
        return
    created = sum(isinstance(p.action, CreateWorkflow | CreateExtension) for p in actions)
    listed = len(evidence.desired.workflows) + len(evidence.desired.extensions)
    if created * 2 > listed:
        name = evidence.environment.name
        yield Refusal(
            law="established",
            message=f"would create {created} of the {listed} objects git lists, and environment {name} is marked as "
            "established: this is the wrong tenant, or one that lost its workflows",
            hint=f"check the tenant; if it really is new, remove `established: true` under environments.{name}",
            location=evidence.places.at("Project", "environments", name),
        )


def _protected(evidence: SafetyEvidence) -> Iterator[Refusal]:
    gone = {name.casefold() for name in evidence.desired.removed}
    protected = [
        *((ObjectKind.WORKFLOW, w.display_name, w.previous_names) for w in evidence.desired.workflows if w.protect),
        *((ObjectKind.EXTENSION, e.display_name, e.previous_names) for e in evidence.desired.extensions if e.protect),
        *(
            (ObjectKind.PASS_REQUESTS, p.display_name, p.previous_names)
            for p in evidence.desired.pass_requests
            if p.protect
        ),
    ]
    gone_requests = {name.casefold() for name in evidence.desired.removed_pass_requests}
    for kind, name, previous in protected:
        listed = gone_requests if kind is ObjectKind.PASS_REQUESTS else gone
        if listed & {known.casefold() for known in (name, *previous)}:
            yield Refusal(
                law="protect",
                message=f"{ObjectName(kind, name)} is listed under `removed` and protected",
                hint="remove `protect: true` first, in a change of its own",
                object=ObjectName(kind, name),
                location=evidence.places.at(kind, name, "protect"),
            )


def _names(arranged: Arranged) -> Iterator[Refusal]:
    if arranged.cycle:
        yield Refusal(
            law="names",
            message="these changes wait for one another, since each takes a name the other still has: "
            + ", ".join(arranged.cycle),
            hint="rename one of them to a free name first, in a change of its own",
        )
    leaving = {
        p.action.live.workflow.display_name.casefold() for p in arranged.actions if isinstance(p.action, DeleteWorkflow)
    }
    for planned in arranged.actions:
        action = planned.action
        if not isinstance(action, UpdateWorkflow | NewVersion):
            continue
        new = action.name.casefold()
        if new != action.live.workflow.display_name.casefold() and new in leaving:
            yield _refusal(
                planned,
                "names",
                f'"{action.name}" is still the name of a workflow that this plan deletes last',
                "delete it in a change of its own, then rename",
            )


def _action(planned: PlannedAction) -> Iterator[Refusal]:
    """Reasons why one action cannot be carried out safely."""
    action = planned.action
    missing: list[str] = []
    match action:
        case CreateWorkflow(desired=workflow):
            missing = _incomplete(workflow)
        case NewVersion(live=live, desired=workflow):
            if any(change.field == "category" for change in action.fields):
                yield _refusal(
                    planned,
                    "category",
                    f"the category of {subject(action)} cannot be changed once it exists",
                    "describe a workflow of another name, and list this one under `removed`",
                )
            if live.unsupported:
                yield _refusal(
                    planned,
                    "unreadable",
                    f"{subject(action)} holds what this version of lcwsync cannot express "
                    f"({'; '.join(live.unsupported)}) and a new version would lose it",
                    "change it in the portal, or remove that part there first",
                )
            else:
                missing = _incomplete(complete(workflow, live.workflow), scopes=True)
        case CreateExtension(desired=extension):
            missing = [
                key
                for key, value in (("endpoint", extension.endpoint), ("authentication", extension.authentication))
                if value is None
            ]
        case UpdateExtension(live=extension_live) if extension_live.unsupported:
            yield _refusal(
                planned,
                "unreadable",
                f"{subject(action)} holds what this version of lcwsync cannot express "
                f"({'; '.join(extension_live.unsupported)})",
                "change it in the portal",
            )
        case UpdateExtension() | DeleteExtension() | UpdateWorkflow() | UpdateTask() | DeleteWorkflow():
            pass
        case RestoreWorkflow() | UpdateTapPolicy() | UpdateSettings():
            pass
        case AddPassPart() | ChangePassPart() | RevokeRole() | RemovePassPart():
            yield from _front_door(planned, action)
        case _:
            assert_never(action)
    if missing:
        yield _refusal(
            planned,
            "incomplete",
            f"{subject(action)} needs {', '.join(missing)}, and neither git nor the tenant provides it",
            f"add {'them' if len(missing) > 1 else 'it'} to the file",
        )


def _front_door(
    planned: PlannedAction, action: AddPassPart | ChangePassPart | RevokeRole | RemovePassPart
) -> Iterator[Refusal]:
    live = action.live
    if live is None:
        return
    if live.unsupported:
        yield _refusal(
            planned,
            "unreadable",
            f"{subject(action)} holds what this version of lcwsync cannot express ({'; '.join(live.unsupported)}), and "
            "a policy is written as a whole",
            "change it in the portal, or remove that part there first",
        )
    if isinstance(action, RemovePassPart):
        if live.other_policies and not live.unsupported:
            yield _refusal(
                planned,
                "unreadable",
                f"{subject(action)} has other policies, which git does not describe and which would go with it",
                "delete them in the portal first, or take the name out of removedPassRequests",
            )
        return
    wanted = action.desired.catalog.casefold()
    if wanted not in (live.catalog.display_name.casefold(), live.catalog.id):
        yield _refusal(
            planned,
            "catalog",
            f'{subject(action)} is in the catalog "{live.catalog.display_name}", and an access package stays in its '
            "catalog",
            "name that catalog in git, or describe an access package of another name",
        )


def _refusal(planned: PlannedAction, law: str, message: str, hint: str) -> Refusal:
    return Refusal(law=law, message=message, hint=hint, object=subject(planned.action), location=planned.location)


def _incomplete(workflow: Workflow, *, scopes: bool = False) -> list[str]:
    missing = [] if workflow.category else ["category"]
    match workflow.conditions:
        case OnDemandOnly():
            pass
        case TriggerAndScope(trigger=trigger, scope=scope):
            if trigger is None or isinstance(trigger, UnknownTrigger):
                missing.append("trigger")
            if scope is None or isinstance(scope, UnknownScope) or scope == GroupScope(None):
                missing.append("scope")
        case UnknownConditions() | None:
            missing.append("trigger and scope (or `trigger: onDemandOnly`)")
        case _:
            assert_never(workflow.conditions)
    if not workflow.tasks:
        missing.append("at least one task")
    if scopes and workflow.administration_scope_targets is None:
        missing.append("administrationScopeTargets (the service does not show them)")
    return missing
