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
    scope = _on_application(grant.scope, evidence)
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


def _on_application(scope: RightScope, evidence: RightsEvidence) -> RightScope | None:
    """A right on one application counts when that application holds something, and is named after it."""
    if scope.whole_tenant or scope.unit is not None:
        return scope
    on = scope.path.strip("/")
    for holder, controllers in evidence.controllers.items():
        if on in (holder, controllers.registration_id):
            return RightScope(scope.path, f"the application {evidence.principals[holder].name}")
    return None


def _spread(start: Held, evidence: RightsEvidence, *, by_owners: bool) -> Iterator[Held]:
    """The right itself and everybody who comes to it; who was met on a shorter path is not met again.

    `by_owners`: the first group gives the right to its owners and to those who join by themselves, not to its members.
    """
    waiting = deque([start])
    met: set[tuple[str, tuple[Tier, ...], bool]] = set()
    while waiting:
        held = waiting.popleft()
        if {(held.principal.id, held.tiers, standing) for standing in (False, held.eligible)} & met:
            continue
        met.add((held.principal.id, held.tiers, held.eligible))
        if held.principal.kind not in _INSIDE:
            yield held
        controllers = evidence.controllers.get(held.principal.id)
        if controllers is not None:
            only = _owners(controllers) if by_owners and held is start else controllers
            waiting.extend(_behind(held, only, evidence.principals))


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
            through=(*held.through, held.principal) if inside else held.through,
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
