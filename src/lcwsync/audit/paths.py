"""From rights to people: through groups, owners and federated credentials, each with the path in words."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lcwsync.audit.model import Controllers, Grant, Held, RightScope, RightsEvidence
from lcwsync.model.guardrails import Tier
from lcwsync.model.principal import Principal, PrincipalKind
from lcwsync.model.rights import GroupAccess
from lcwsync.values.records import dataclass

_INSIDE = frozenset({PrincipalKind.GROUP})
"""Kinds that hold nothing themselves: who is behind them does."""


def paths(evidence: RightsEvidence) -> tuple[Held, ...]:
    """Every right of every principal by its shortest path: by principal, then the most direct tier."""
    found: dict[tuple[object, ...], Held] = {}
    for grant in evidence.grants:
        if (start := _start(grant, evidence)) is None:
            continue
        for held in _spread(start, evidence, by_owners=grant.by_owners):
            key = (held.principal.id, held.path[-1], held.tiers, held.scope.path, held.eligible, held.activated)
            if key not in found or len(held.path) < len(found[key].path):
                found[key] = held
    return tuple(sorted(found.values(), key=_order))


def _start(grant: Grant, evidence: RightsEvidence) -> Held | None:
    principal = evidence.principals.get(grant.principal_id)
    if principal is None:
        return None
    scope = _on_object(grant.scope, evidence)
    if scope is None:
        return None
    return Held(
        principal=principal,
        tiers=grant.tiers,
        path=(grant.right,),
        scope=scope,
        eligible=grant.eligible,
        activated=grant.activated,
        activation=(grant.activation,) if grant.activation else (),
    )


def _on_object(scope: RightScope, evidence: RightsEvidence) -> RightScope | None:
    """A right on one application or group counts when that one holds or decides something, and is named after it."""
    if scope.whole_tenant or scope.unit is not None:
        return scope
    on = scope.path.strip("/")
    for holder, controllers in evidence.controllers.items():
        if on in (holder, controllers.registration_id):
            found = evidence.principals[holder]
            return RightScope(scope.path, f"the {_CONTROLLED.get(found.kind, 'principal')} {found.name}")
    kind = evidence.objects[on].kind if on in evidence.objects else None
    if kind in _CONTROLLED:
        return None
    return RightScope(scope.path, f"the {'person' if kind is PrincipalKind.USER else 'object'} {on}")


_CONTROLLED = {PrincipalKind.APPLICATION: "application", PrincipalKind.GROUP: "group"}
"""Kinds that give nothing to who controls one, unless it holds or decides something itself."""


def _spread(start: Held, evidence: RightsEvidence, *, by_owners: bool) -> Iterator[Held]:
    """The right itself and everybody who comes to it; who was met on a shorter path is not met again.

    `by_owners`: who is inside the first group or access package, or in a group that is in it, does not have the right;
    who owns one of them or can join it has.
    """
    waiting = deque([(start, by_owners)])
    met: set[tuple[str, tuple[Tier, ...], bool]] = set()
    while waiting:
        held, only_owners = waiting.popleft()
        if {(held.principal.id, held.tiers, standing) for standing in (False, held.eligible)} & met:
            continue
        met.add((held.principal.id, held.tiers, held.eligible))
        if held.principal.kind not in _INSIDE and not only_owners:
            yield held
        controllers = evidence.controllers.get(held.principal.id)
        if controllers is not None:
            if only_owners:
                waiting.extend((each, True) for each in _nested(held, controllers, evidence.principals))
                controllers = _owners(controllers)
            waiting.extend((each, False) for each in _behind(held, controllers, evidence.principals))


def _nested(held: Held, controllers: Controllers, principals: Mapping[str, Principal]) -> Iterator[Held]:
    """Groups inside a group: now, later, or when somebody activates it."""
    inside = Controllers(
        activation=controllers.activation,
        members=controllers.members,
        eligible_members=controllers.eligible_members,
        later_members=controllers.later_members,
    )
    yield from (each for each in _behind(held, inside, principals) if each.principal.kind in _INSIDE)


def _behind(held: Held, controllers: Controllers, principals: Mapping[str, Principal]) -> Iterator[Held]:
    for step in _steps(controllers):
        principal = principals.get(step.id)
        if principal is None:
            continue
        inside = held.principal.kind is PrincipalKind.GROUP and not step.owns
        yield replace(
            held,
            principal=principal,
            tiers=held.tiers if inside else _by_steering(held.tiers),
            path=(f"{step.words} {held.principal.name}", *held.path),
            eligible=held.eligible or step.eligible,
            activated=held.activated and not step.eligible,
            activation=(*((step.activation,) if step.activation else ()), *held.activation),
            through=(*held.through, held.principal) if inside else (),
        )


def _owners(controllers: Controllers) -> Controllers:
    return Controllers(
        activation=controllers.activation,
        owners=controllers.owners,
        eligible_owners=controllers.eligible_owners,
        later_owners=controllers.later_owners,
        joining=controllers.joining,
        changing=controllers.changing,
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """One step from a principal to what it comes to."""

    id: str
    words: str
    eligible: bool = False
    owns: bool = False
    activation: str | None = None


def _steps(controllers: Controllers) -> Iterator[_Step]:
    member, owner = (controllers.activation.get(access) for access in (GroupAccess.MEMBER, GroupAccess.OWNER))
    yield from (_Step(id_, "member of") for id_ in controllers.members)
    yield from (
        _Step(id_, "eligible member of", eligible=True, activation=member) for id_ in controllers.eligible_members
    )
    yield from (_Step(id_, "owner of", owns=True) for id_ in controllers.owners)
    yield from (
        _Step(id_, "eligible owner of", eligible=True, owns=True, activation=owner)
        for id_ in controllers.eligible_owners
    )
    yield from (_Step(id_, "by a schedule, later a member of") for id_ in controllers.later_members)
    yield from (_Step(id_, "by a schedule, later an owner of", owns=True) for id_ in controllers.later_owners)
    yield from (_Step(way.id, way.words, owns=True) for way in (*controllers.joining, *controllers.changing))
    yield from (_Step(id_, "may sign in as", owns=True) for id_ in controllers.trusted)


def _by_steering(tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
    """The tier gained by controlling a right's holder: the right itself, or only the choice of recipients."""
    return (Tier.RECIPIENT,) if tiers == (Tier.RECIPIENT,) else (Tier.ESCALATION,)


def _order(held: Held) -> tuple[object, ...]:
    kinds = list(PrincipalKind)
    tiers = list(Tier)
    first = tiers.index(held.tiers[0]) if held.tiers else len(tiers)
    return (first, kinds.index(held.principal.kind), held.principal.name.casefold(), held.principal.id, held.path)
