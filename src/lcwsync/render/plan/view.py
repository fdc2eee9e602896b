"""One view of a plan for all formats: what is shown, in which order, in which words. Texts are unescaped."""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from lcwsync.model.approvals import Approval
from lcwsync.model.extension import LiveExtension
from lcwsync.model.pass_requests import LivePassRequests
from lcwsync.model.state import ObjectKind, ObjectName, TenantIdentity
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.plan.action_facts import DeleteReason, Direction, Verb
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
from lcwsync.plan.guard import approval_text
from lcwsync.plan.pass_requests import AddPassPart, ChangePassPart, RemovePassPart, RevokeRole
from lcwsync.plan.paused import Paused
from lcwsync.plan.plan import GuardChange, Plan, Refusal, Released, Risk, Undecided, Unmanaged, Unverified
from lcwsync.plan.workflow_actions import (
    CreateWorkflow,
    DeleteWorkflow,
    NewVersion,
    RestoreWorkflow,
    UpdateTask,
    UpdateWorkflow,
)
from lcwsync.render.formats.masks import masked_user
from lcwsync.render.formats.terminal import Sign
from lcwsync.render.formats.values import actor_text, counted
from lcwsync.render.plan.rows import FieldRow, TaskRow, field_rows, front_door_note, left_to_default, task_rows
from lcwsync.render.plan.timeline import Timeline, timeline
from lcwsync.values.findings import Finding, Rating, Severity
from lcwsync.values.location import Location
from lcwsync.values.moments import moment_text
from lcwsync.values.records import dataclass


class Tally(StrEnum):
    """The classes of the summary line, the gravest first: an object is counted once, in the first that fits."""

    DELETE = "delete"
    CREATE = "create"
    RESTORE = "restore"
    NEW_VERSION = "new version"
    UPDATE = "update"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleCount:
    """The number of people in a workflow's scope with the plan, and with the tenant's present conditions."""

    count: int
    before: int | None = None
    names: tuple[str, ...] = ()
    """Shown only where the renderer is told to show people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectView:
    """Everything a plan does to one object."""

    name: ObjectName
    tally: Tally
    sign: Sign
    effects: tuple[str, ...]
    """What happens besides the Graph call: rename, enable, schedule on."""
    calls: tuple[str, ...]
    note: str
    """What a delete takes away, or where a policy change stands in the order; else empty."""
    location: Location | None
    fields: tuple[FieldRow, ...]
    tasks: tuple[TaskRow, ...]
    defaults: tuple[str, ...]
    """On create, what git does not say and the service decides."""
    risks: tuple[Risk, ...]
    people: PeopleCount | None
    timeline: Timeline | None

    @property
    def danger(self) -> int:
        """0 for the gravest: a delete or a high risk; 3 for an object without risks."""
        worst = min((rank(risk) for risk in self.risks), default=len(Rating))
        return 0 if self.tally is Tally.DELETE else worst


@dataclass(frozen=True, slots=True, kw_only=True)
class UndecidedRow:
    """An object that the tenant has more than once: each of them in words, and the way out."""

    name: ObjectName
    message: str
    copies: tuple[str, ...]
    next_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan as every format shows it."""

    environment: str
    tenant: TenantIdentity
    objects: tuple[ObjectView, ...]
    """Deletes first, then in the order they are applied."""
    risks: tuple[Risk, ...]
    """The gravest first."""
    refusals: tuple[Refusal, ...]
    undecided: tuple[UndecidedRow, ...]
    paused: tuple[Paused, ...]
    unverified: tuple[Unverified, ...]
    unmanaged: tuple[Unmanaged, ...]
    unchanged: tuple[ObjectName, ...]
    findings: tuple[Finding, ...]
    base: str | None
    guard: tuple[GuardChange, ...]
    """What changes in what protects, the gravest first."""
    released: tuple[Released, ...]
    """What leaves git, the gravest first."""
    weaker: tuple[str, ...]
    approval: Approval | None

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to decide and nothing to warn of."""
        serious = any(finding.severity is not Severity.NOTE for finding in self.findings)
        besides = (self.refusals, self.undecided, self.paused, self.risks, self.unverified, self.guard, self.released)
        return not (self.objects or any(besides) or serious)


_TALLIES = tuple(Tally)


def plan_view(plan: Plan, *, show_people: bool, people: Mapping[str, PeopleCount] | None = None) -> PlanView:
    """The view of a plan. `people` counts those in scope by workflow name; without `show_people` users are shown
    by id.
    """
    groups: dict[tuple[str, str], list[PlannedAction]] = {}
    for planned in plan.actions:
        groups.setdefault(_identity(planned.action), []).append(planned)
    objects = [_object(group, plan.risks, people or {}, show_people=show_people) for group in groups.values()]
    return PlanView(
        environment=plan.environment,
        tenant=plan.tenant,
        objects=tuple(sorted(objects, key=lambda item: item.tally is not Tally.DELETE)),
        risks=tuple(sorted(plan.risks, key=lambda risk: (rank(risk), risk.code not in _LOST_FIRST))),
        refusals=plan.refusals,
        undecided=tuple(undecided_row(item, show_people=show_people) for item in plan.undecided),
        paused=plan.paused,
        unverified=plan.unverified,
        unmanaged=plan.unmanaged,
        unchanged=plan.unchanged,
        findings=plan.findings,
        base=plan.base,
        guard=plan.guard,
        released=plan.released,
        weaker=plan.weaker,
        approval=plan.approval,
    )


_LOST_FIRST = frozenset({"RISK-DELETE", "RISK-RENAME"})
"""Of one rating, what is lost is said before what is new."""

_METHODS = {"POST": "create (POST)", "PATCH": "update (PATCH)"}


def call_in_words(call: str) -> str:
    """The call of an action for a reader who does not know HTTP: `update (PATCH) of task 2 (Send mail)`."""
    method, blank, rest = call.partition(" ")
    return f"{_METHODS.get(method, method)}{blank}{rest}"


def counts_text(view: PlanView) -> str:
    """`2 to create, 1 new version, 1 to update, 0 to delete; 3 unchanged, 2 unmanaged`. Objects, not calls."""
    number = tallies(view)
    parts = [f"{number[Tally.CREATE]} to create"]
    if number[Tally.RESTORE]:
        parts.append(f"{number[Tally.RESTORE]} to restore")
    parts.append(counted(number[Tally.NEW_VERSION], "new version"))
    parts.append(f"{number[Tally.UPDATE]} to update")
    parts.append(f"{number[Tally.DELETE]} to delete")
    return f"{', '.join(parts)}; {len(view.unchanged)} unchanged, {len(view.unmanaged)} unmanaged"


def verdict_text(view: PlanView) -> str:
    """The last line of the text and the first of the markdown."""
    looser = sum(change.rating is Rating.HIGH for change in view.guard)
    gravely = f", {looser} high" if looser else ""
    guard = f" Guard: {counted(len(view.guard), 'change')}{gravely}." if view.guard else ""
    gone = f" No longer managed: {len(view.released)}." if view.released else ""
    asked = f" Needs {approval_text(view.approval)}." if view.approval else ""
    return f"{_tenant_verdict(view)}{guard}{gone}{asked}"


def weaker_text(view: PlanView) -> str:
    """Without a base: what in force is weaker than shipped; empty when nothing is."""
    return f"Guard in force, weaker than shipped: {'; '.join(view.weaker)}." if view.weaker else ""


def _tenant_verdict(view: PlanView) -> str:
    if view.objects or view.refusals:
        refused = f" Refused: {counted(len(view.refusals), 'reason')}." if view.refusals else ""
        several = f" Undecided: {counted(len(view.undecided), 'object')}." if view.undecided else ""
        paused = f" Paused: {counted(len(view.paused), 'workflow')}." if view.paused else ""
        return f"Plan: {counts_text(view)}.{refused}{several}{paused}"
    if view.undecided:
        several = counted(len(view.undecided), "object")
        return f"No other changes. {several} of git cannot be planned: the tenant has more than one of the name."
    if view.paused:
        return f"No changes, apart from {counted(len(view.paused), 'workflow')} paused in the tenant."
    if view.unverified:
        hidden = counted(len(view.unverified), "value")
        return f"No changes found. {hidden} could not be verified: the service does not show them."
    number = counted(len(view.unchanged), "object")
    if view.guard or view.released:
        # "No changes" alone would be read as harmless.
        return f"Nothing changes in the tenant, which matches git ({number})."
    return f"No changes. The tenant matches git ({number})."


def undecided_row(item: Undecided, *, show_people: bool) -> UndecidedRow:
    """The row of an object that the tenant has more than once. Without `show_people` authors are masked."""
    authors = {id_: name if show_people else masked_user(name) for id_, name in item.authors.items()}
    if item.object.kind is ObjectKind.WORKFLOW:
        way_out = f'lcwsync resolve "{item.object.name}"` shows which of them a run of lcwsync created and removes it'
        next_step = f"`{way_out}; or delete or rename all but one of them in the portal"
    else:
        next_step = "delete or rename all but one of them in the portal"
    return UndecidedRow(
        name=item.object,
        message=f"the tenant has {len(item.copies)} of this name, and it cannot be told which one git means; "
        "none of them is changed",
        copies=tuple(_copy(copy, authors) for copy in item.copies),
        next_step=next_step,
    )


def _copy(copy: LiveWorkflow | LiveExtension | LivePassRequests, authors: Mapping[str, str]) -> str:
    if isinstance(copy, LivePassRequests):
        return f"id {copy.id}, in the catalog {copy.catalog.display_name}"
    author = copy.last_modified_by if isinstance(copy, LiveWorkflow) else None
    parts = [
        f"id {copy.id}",
        f"version {copy.version}" if isinstance(copy, LiveWorkflow) else None,
        f"created {moment_text(copy.created)}" if isinstance(copy, LiveWorkflow) and copy.created else None,
        f"last changed {moment_text(copy.last_modified)}" if copy.last_modified else None,
        f"by {actor_text(author, authors)}" if author else None,
    ]
    return ", ".join(part for part in parts if part)


def people_text(people: PeopleCount) -> str:
    """`12 people in scope with this plan, 4 today`."""
    if people.before is None:
        return f"{counted(people.count, 'person', 'people')} in scope"
    return f"{counted(people.count, 'person', 'people')} in scope with this plan, {people.before} today"


def tallies(view: PlanView) -> dict[Tally, int]:
    """The number of objects of each class."""
    return {tally: sum(item.tally is tally for item in view.objects) for tally in Tally}


def risk_level(plan: Plan) -> str:
    """The gravest rating of a plan: `high`, `medium`, `low` or `none`."""
    return plan.gravest or "none"


def rank(risk: Risk | GuardChange | Released) -> int:
    """0 for high, 1 for medium, 2 for low."""
    return risk.rating.rank


def _identity(action: Action) -> tuple[str, str]:
    """One object under its old and its new name: by id where the tenant has it."""
    if isinstance(action.before, LiveWorkflow | LiveExtension | LivePassRequests):
        return (action.kind, action.before.id)
    return (action.kind, action.name.casefold())


def _object(
    group: list[PlannedAction], risks: tuple[Risk, ...], people: Mapping[str, PeopleCount], *, show_people: bool
) -> ObjectView:
    first = next((p for p in group if not isinstance(p.action, UpdateTask)), group[0])
    name = subject(first.action)
    keys = {planned.key for planned in group}
    names = {subject(planned.action) for planned in group}
    tally = min((tally_of(planned.action) for planned in group), key=_TALLIES.index)
    effects = [effect for planned in group for effect in _effects(planned.action)]
    return ObjectView(
        name=name,
        tally=tally,
        sign=SIGNS[tally],
        effects=tuple(dict.fromkeys(effects)),
        calls=tuple(dict.fromkeys(planned.action.call for planned in group)),
        note="; ".join(note for planned in group if (note := _note(planned.action))),
        location=first.location,
        fields=tuple(row for planned in group for row in field_rows(planned.action, show_people=show_people)),
        tasks=tuple(row for planned in group for row in task_rows(planned.action, show_people=show_people)),
        defaults=tuple(field for planned in group for field in left_to_default(planned.action)),
        risks=tuple(r for r in risks if (r.action in keys if r.action is not None else r.object in names)),
        people=people.get(name.name),
        timeline=next((line for planned in group if (line := _timeline(planned.action))), None),
    )


SIGNS = {
    Tally.DELETE: Sign.DELETE,
    Tally.CREATE: Sign.CREATE,
    Tally.RESTORE: Sign.CREATE,
    Tally.NEW_VERSION: Sign.CHANGE,
    Tally.UPDATE: Sign.CHANGE,
}


_TALLY_OF = {
    Verb.DELETE: Tally.DELETE,
    Verb.CREATE: Tally.CREATE,
    Verb.RESTORE: Tally.RESTORE,
    Verb.NEW_VERSION: Tally.NEW_VERSION,
    Verb.UPDATE: Tally.UPDATE,
    Verb.UPDATE_POLICY: Tally.UPDATE,
    Verb.UPDATE_SETTINGS: Tally.UPDATE,
}


def tally_of(action: Action) -> Tally:
    """The class in which an action is counted."""
    return _TALLY_OF[action.verb]


_OWN_VERBS = frozenset({Verb.RENAME, Verb.ENABLE, Verb.DISABLE, Verb.SCHEDULE_ON, Verb.SCHEDULE_OFF})


def _effects(action: Action) -> tuple[str, ...]:
    return tuple(verb.in_words for verb in action.verbs if verb in _OWN_VERBS)


def _note(action: Action) -> str:
    match action:
        case DeleteWorkflow(live=live, reason=reason):
            tasks = live.workflow.tasks
            size = f", {counted(len(tasks), 'task')}" if tasks is not None else ""
            return f"{_DELETE_REASONS[reason]}; version {live.version}{size}"
        case DeleteExtension(reason=reason):
            return _DELETE_REASONS[reason]
        case UpdateTapPolicy(direction=direction):
            return _DIRECTIONS[direction]
        case RestoreWorkflow(deleted=live) if live.deleted:
            return f"was deleted {moment_text(live.deleted)}"
        case CreateWorkflow() | UpdateWorkflow() | UpdateTask() | NewVersion() | RestoreWorkflow():
            return ""
        case UpdateSettings() | CreateExtension() | UpdateExtension():
            return ""
        case AddPassPart() | ChangePassPart() | RevokeRole() | RemovePassPart():
            return front_door_note(action)
        case _:
            assert_never(action)


_DELETE_REASONS = {
    DeleteReason.REMOVED: "listed under removed",
    DeleteReason.PRUNED: "not in git, and prune is on",
}

_DIRECTIONS = {
    Direction.LOOSEN: "loosens the policy, before the workflows that need it",
    Direction.TIGHTEN: "tightens the policy, after the workflows",
}


def _timeline(action: Action) -> Timeline | None:
    if isinstance(action, CreateWorkflow):
        return timeline(action.desired)
    if isinstance(action, NewVersion | RestoreWorkflow):
        return timeline(action.desired, action.before.workflow, action.tasks)
    return None
