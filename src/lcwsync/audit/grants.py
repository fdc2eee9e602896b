"""Rights that lead to a pass, among all that were assigned: directory roles and permissions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from lcwsync.audit.model import WHOLE_TENANT, Grant, RightScope
from lcwsync.audit.other_permissions import GRAPH, RESOURCES
from lcwsync.audit.permissions import leading_permissions
from lcwsync.audit.principals import package, policies_words
from lcwsync.audit.rights import tiers_of_role
from lcwsync.model.guardrails import Tier
from lcwsync.model.refused import RefusedRead
from lcwsync.model.rights import (
    UNIT_SCOPE,
    WHOLE_DIRECTORY,
    ApplicationGrant,
    DelegatedGrant,
    ResourceApplication,
    RoleAssignment,
    RoleDefinition,
    RolePackage,
)
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class Grants:
    """Rights that lead to a pass, and what could not be told."""

    leading: tuple[Grant, ...]
    unknown: tuple[RefusedRead, ...]


def role_grants(
    definitions: Iterable[RoleDefinition],
    active: Sequence[RoleAssignment],
    eligible: Sequence[RoleAssignment],
    scheduled: Sequence[RoleAssignment],
    now: datetime,
    *,
    packages: Sequence[RolePackage] = (),
    every_role: bool = False,
) -> Grants:
    """The roles that lead to a pass, for each principal that holds one, may activate one, will hold one by a
    schedule that begins after `now`, or gets one by an access package. `every_role`: the other roles, too, without a
    tier."""
    roles = {role.id: (role.name, _tiers(role)) for role in definitions}
    activated = {each.key for each in scheduled if each.activated}
    held = (
        *((each, "", False, each.key in activated) for each in active),
        *((each, "", True, False) for each in eligible),
        *(
            (each, f" from {each.starts:%Y-%m-%d}", False, each.activated)
            for each in scheduled
            if each.starts is not None and each.starts > now
        ),
        *((_by_package(each), _letting_in(each), each.eligible, False) for each in packages),
    )
    closed = {each.id for each in packages if not each.policies}
    grants, unknown = [], []
    for assignment, start, is_eligible, is_activated in held:
        if assignment.role_id not in roles:
            unknown.append(
                RefusedRead(f"the role {assignment.role_id}", "it is assigned, and its definition was not read")
            )
            continue
        name, tiers = roles[assignment.role_id]
        if tiers or every_role:
            grants.append(
                Grant(
                    principal_id=assignment.principal_id,
                    right=name + start,
                    tiers=tiers,
                    scope=_scope(assignment.scope),
                    eligible=is_eligible,
                    activated=is_activated,
                    role_id=assignment.role_id,
                    by_owners=assignment.principal_id in closed,
                )
            )
    return Grants(tuple(grants), tuple(unknown))


def application_grants(granted: Iterable[ApplicationGrant], resource: ResourceApplication) -> Grants:
    """The application permissions of a resource that lead to a pass."""
    held: dict[str, list[str]] = {}
    unknown = []
    for each in granted:
        name = resource.permissions.get(each.permission_id)
        if name is None:
            unknown.append(
                RefusedRead(
                    f"the application permission {each.permission_id}",
                    f"it is granted, and {RESOURCES[resource.application_id]} does not list it",
                )
            )
        else:
            held.setdefault(each.principal_id, []).append(name)
    leading = (
        each for holder, names in held.items() for each in _permitted(holder, names, "application permission", resource)
    )
    return Grants(tuple(leading), tuple(unknown))


def delegated_grants(granted: Iterable[DelegatedGrant], resource: ResourceApplication) -> tuple[Grant, ...]:
    """The delegated permissions of a resource that lead to a pass. On top of one the signed-in user needs a role, and
    is found by that role as well."""
    return tuple(
        permitted
        for each in granted
        for permitted in _permitted(
            each.client_id, each.permissions, f"delegated permission, for {_users(each)},", resource
        )
    )


def units_of(grants: Iterable[Grant]) -> list[str]:
    """Ids of the administrative units that rights are limited to."""
    return sorted({unit for grant in grants if (unit := grant.scope.unit) is not None})


def objects_of(grants: Iterable[Grant]) -> list[str]:
    """Ids of the objects, other than administrative units, that rights are limited to."""
    scopes = {grant.scope for grant in grants}
    return sorted({each.path.strip("/") for each in scopes if not each.whole_tenant and each.unit is None})


def with_units(grants: Iterable[Grant], names: Mapping[str, str], sizes: Mapping[str, int]) -> tuple[Grant, ...]:
    """The grants with names and sizes of the administrative units in their scopes; a unit without a name stays
    unnamed."""
    scopes = {UNIT_SCOPE + id_: RightScope(UNIT_SCOPE + id_, name, sizes.get(id_)) for id_, name in names.items()}
    return tuple(replace(grant, scope=scopes.get(grant.scope.path, grant.scope)) for grant in grants)


def _letting_in(found: RolePackage) -> str:
    return f" {policies_words(found.policies)}".rstrip(" ,")


def _by_package(found: RolePackage) -> RoleAssignment:
    """The access package as the holder of its role: whom it lets in gets the role."""
    return RoleAssignment(
        principal_id=found.id,
        principal=package(found),
        role_id=found.role_id,
        scope=WHOLE_DIRECTORY,
        directory_scope=WHOLE_DIRECTORY,
    )


def _users(grant: DelegatedGrant) -> str:
    return "the signed-in user" if grant.for_everybody else "one user who signs in"


def _permitted(
    principal_id: str, permissions: Sequence[str], how: str, resource: ResourceApplication
) -> Iterator[Grant]:
    of = "" if resource.application_id == GRAPH else f" of {RESOURCES[resource.application_id]}"
    for permission, tier in leading_permissions(resource.application_id, permissions):
        yield Grant(principal_id=principal_id, right=f"{how} {permission}{of}", tiers=(tier,))


def _tiers(role: RoleDefinition) -> tuple[Tier, ...]:
    """The tiers of a role; none when it is disabled."""
    return tiers_of_role(role.template_id, role.actions) if role.enabled else ()


def _scope(path: str) -> RightScope:
    return WHOLE_TENANT if path == WHOLE_DIRECTORY else RightScope(path.lower(), path, named=False)
