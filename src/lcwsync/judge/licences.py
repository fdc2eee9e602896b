"""Tasks that assign and remove licences (https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks)."""

from collections.abc import Mapping
from dataclasses import replace

from lcwsync.judge.outcome import CannotTell, Done, Failed, TaskForecast
from lcwsync.judge.state import Judged, State, ids_of
from lcwsync.model.catalogue import by_id
from lcwsync.model.person import UNREAD, NotRead, Person
from lcwsync.model.references import Ref
from lcwsync.model.workflow import Task


def assign(state: State, task: Task) -> Judged:
    """assignLicenses: the person needs a usage location, each licence a free unit."""
    account, free = state.account, state.tenant.free_licences
    wanted = ids_of(task, "licenses")
    if account.usage_location in (None, ""):
        return Failed("no usage location, without which no licence can be assigned"), state
    if wanted is None:
        return CannotTell("the licences of the task"), state
    if free is UNREAD:
        return CannotTell("the licences of the tenant"), state
    if missing := [id_ for id_ in wanted if id_ not in free]:
        return Failed(f"the tenant has no licence {missing[0]}"), state
    held = account.licences
    lacking = [id_ for id_ in wanted if free[id_] < 1 and (held is UNREAD or id_ not in held)]
    if lacking and held is not UNREAD:
        return Failed(f"no unit of the licence {lacking[0]} is free"), state
    if lacking:
        return CannotTell("the person's licences"), state
    if account.usage_location is UNREAD:
        return CannotTell("the usage location"), state
    if held is UNREAD:
        return Done(), _with(state, UNREAD, free)
    new = frozenset(wanted) - held
    return Done(), _with(state, held | new, {id_: units - (id_ in new) for id_, units in free.items()})


def units_wanted(forecast: TaskForecast, person: Person) -> Mapping[str, str]:
    """The licences of which the person takes a unit when an assignLicenses ends well, by id, with their names."""
    definition = by_id(forecast.task.definition_id)
    if definition is None or definition.key != "assignLicenses" or not isinstance(forecast.outcome, Done):
        return {}
    refs = forecast.task.arguments.get("licenses")
    held: frozenset[str] = frozenset() if person.licences is UNREAD else person.licences
    named = [ref for ref in refs if isinstance(ref, Ref)] if isinstance(refs, tuple) else []
    return {ref.id: ref.name or ref.id for ref in named if ref.id and ref.id not in held}


def remove(state: State, task: Task) -> Judged:
    """removeLicenses."""
    return Done(), _without(state, ids_of(task, "licenses"))


def remove_all(state: State, _: Task) -> Judged:
    """removeAllLicenses: those assigned directly."""
    held = state.account.licences
    return Done(), _without(state, None if held is UNREAD else tuple(held))


def _without(state: State, ids: tuple[str, ...] | None) -> State:
    held, free = state.account.licences, state.tenant.free_licences
    if held is UNREAD or ids is None:
        return _with(state, UNREAD, UNREAD)
    gone = held & frozenset(ids)
    units: Mapping[str, int] | NotRead = UNREAD
    if free is not UNREAD:
        units = {id_: number + (id_ in gone) for id_, number in free.items()}
    return _with(state, held - gone, units)


def _with(state: State, held: frozenset[str] | NotRead, free: Mapping[str, int] | NotRead) -> State:
    return replace(
        state,
        account=replace(state.account, licences=held),
        tenant=replace(state.tenant, free_licences=free),
    )
