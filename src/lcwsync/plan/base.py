"""A plan beside the state of git before the change: what happens to the guard, what leaves git, what is refused."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from lcwsync.model.state import ObjectKind
from lcwsync.plan.actions import subject
from lcwsync.plan.guard import Guard, cannot_tell, guard_changes, protected
from lcwsync.plan.plan import GuardChange, Plan, Refusal, Risk
from lcwsync.plan.released import released
from lcwsync.plan.risk import by_rating
from lcwsync.plan.safety import deletes_object
from lcwsync.plan.workflow_actions import NewVersion, UpdateWorkflow
from lcwsync.values.findings import Rating
from lcwsync.values.places import Places
from lcwsync.values.records import dataclass

Renaming = NewVersion | UpdateWorkflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Git before the change, for one environment."""

    name: str
    """As a reader knows it: a commit or a directory."""
    guard: Guard | None
    """None: nothing of it could be read."""
    problem: str = ""
    """Why it cannot be compared as a whole; empty when it was read and understood."""


class Change(StrEnum):
    """What a change of git does to an environment."""

    ADDED = "added"
    CHANGED = "changed"
    CANNOT_TELL = "cannotTell"
    """Git before or after the change could not be read as a whole."""


def against_base(plan: Plan, base: Base, after: Guard, places: Places) -> Plan:
    """The plan with what the change does to the guard and to what is managed.

    Of a base that could not be read the plan says so, HIGH, and every deletion is refused: whether the object was
    protected cannot be told. `places` are those of `after`.
    """
    unread: tuple[GuardChange, ...] = (cannot_tell(base.problem),) if base.problem else ()
    before = base.guard
    return replace(
        plan,
        base=base.name,
        guard=(*unread, *(guard_changes(before, after, places) if before else ())),
        released=tuple(
            replace(item, location=places.at(item.object.kind, item.object.name))
            for item in (released(before.desired, after.desired) if before and before.environment else ())
        ),
        refusals=(*plan.refusals, *_refusals(plan, base, after)),
        risks=by_rating(_adopted(plan, base)),
        approvals=(*plan.approvals, *((before.approvals,) if before else ())),
    )


def _adopted(plan: Plan, base: Base) -> Iterator[Risk]:
    """The risks, where a rename takes over what git did not manage before, or only what it did: that is no risk."""
    described = base.guard.desired.workflows if base.guard and not base.problem else ()
    known = {name.casefold() for each in described for name in (each.display_name, *each.previous_names)}
    before = {p.key: p.action.before.workflow.display_name for p in plan.actions if isinstance(p.action, Renaming)}
    for risk in plan.risks:
        if risk.code != "RISK-ADOPT" or not base.guard or base.problem:
            yield risk
        elif before.get(risk.action or "", "").casefold() not in known:
            message = risk.message.replace("from then on git manages it", "git did not manage it before")
            yield replace(risk, rating=Rating.MEDIUM, message=message)


def _refusals(plan: Plan, base: Base, after: Guard) -> Iterator[Refusal]:
    before = protected(base.guard.desired) if base.guard else frozenset()
    still = protected(after.desired)
    for planned in plan.actions:
        if not deletes_object(planned.action):
            continue
        name = subject(planned.action)
        known = (ObjectKind(name.kind), name.name.casefold())
        if known in before and known not in still:
            yield Refusal(
                law="protect",
                message=f"{name} is deleted and was protected before this change",
                hint="remove `protect: true` first, in a change of its own, and delete in the next one",
                object=name,
                location=planned.location,
            )
        elif base.problem and known not in still:
            yield Refusal(
                law="protect",
                message=f"cannot tell whether {name} was protected before this change: {base.problem}",
                hint="delete it in a change whose base can be read",
                object=name,
                location=planned.location,
            )
