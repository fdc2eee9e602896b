"""How many people a plan concerns, and the risk of concerning more than before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lcwsync.model.state import ObjectName
from lcwsync.plan.actions import Action, CreateWorkflow, NewVersion, RestoreWorkflow, UpdateWorkflow, subject
from lcwsync.plan.order import carries_tap_task
from lcwsync.plan.plan import Plan, Rating, Risk
from lcwsync.plan.risk import by_rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """People in a workflow's scope. `before`, under the tenant's conditions; None when it has no such workflow."""

    before: int | None
    after: int
    gained: int
    """Those who are in scope afterwards and were not before."""


def with_people(plan: Plan, counts: Mapping[ObjectName, Headcount]) -> Plan:
    """The plan with a risk for every workflow whose scope takes in people it left out before."""
    found = [
        Risk(
            code="RISK-PEOPLE",
            rating=Rating.HIGH if _mints(planned.action) else Rating.MEDIUM,
            object=subject(planned.action),
            message=_message(count, mints=_mints(planned.action)),
            action=planned.key,
        )
        for planned in plan.actions
        if isinstance(planned.action, NewVersion | RestoreWorkflow | UpdateWorkflow)
        and (count := counts.get(subject(planned.action))) is not None
        and count.gained
    ]
    return replace(plan, risks=by_rating((*plan.risks, *found)))


def _message(count: Headcount, *, mints: bool) -> str:
    people = "1 person" if count.gained == 1 else f"{count.gained} people"
    what = "can receive a pass who could not before" if mints else "come into scope who were not in it"
    what = what.replace("come", "comes").replace("were", "was") if count.gained == 1 else what
    return f"{people} {what}: {count.before or 0} → {count.after} in scope"


def _mints(action: Action) -> bool:
    match action:
        case CreateWorkflow(desired=workflow) | NewVersion(desired=workflow) | UpdateWorkflow(desired=workflow):
            return carries_tap_task(workflow)
        case RestoreWorkflow(desired=workflow):
            return carries_tap_task(workflow)
        case _:
            return False
