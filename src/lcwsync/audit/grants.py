"""Rights as they were given: directory roles, active and eligible, and permissions of Microsoft Graph.

Roles and their holders: https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments,
https://learn.microsoft.com/graph/api/rbacapplication-list-roleeligibilityschedules; grants of permissions:
https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignedto,
https://learn.microsoft.com/graph/api/oauth2permissiongrant-list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lcwsync.audit.model import WHOLE_TENANT, Scope
from lcwsync.audit.principals import Known
from lcwsync.audit.reader import Reader
from lcwsync.audit.rights import PERMISSIONS, tiers_of_role
from lcwsync.model.guardrails import Tier
from lcwsync.tenant.answers import Json, object_id, objects, text

_GRAPH = "00000003-0000-0000-c000-000000000000"
"""The application id of Microsoft Graph, the same in every tenant."""

_ROLES = "/roleManagement/directory/"
UNIT = "/administrativeunits/"
"""How the scope of a right that holds in an administrative unit begins, in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A right that somebody was given."""

    principal_id: str
    right: str
    """In words: the role's or the permission's name."""
    tiers: tuple[Tier, ...]
    scope: Scope = WHOLE_TENANT
    eligible: bool = False
    activated: bool = False


def read_role_grants(reader: Reader, known: Known) -> tuple[Grant, ...]:
    """Who holds a role that gives something, or may activate one; holders are made known."""
    definitions = reader.list("role definitions", _ROLES + "roleDefinitions")
    roles = {object_id(item): (text(item, "displayName"), _tiers(item)) for item in definitions}
    expanded = {"$expand": "principal"}
    active = reader.list("active role assignments", _ROLES + "roleAssignments", expanded)
    eligible = reader.list("eligible role assignments", _ROLES + "roleEligibilitySchedules", expanded)
    instances = reader.list("activated roles", _ROLES + "roleAssignmentScheduleInstances")
    activated = {_assignment(item) for item in instances if item.get("assignmentType") == "Activated"}
    grants = []
    for item, is_eligible in (*((item, False) for item in active), *((item, True) for item in eligible)):
        role = text(item, "roleDefinitionId").lower()
        if role not in roles:
            reader.refuse(f"the role {role}", "it is assigned, and its definition was not read")
            continue
        name, tiers = roles[role]
        if tiers:
            known.take(item.get("principal"))
            grants.append(
                Grant(
                    principal_id=text(item, "principalId").lower(),
                    right=name,
                    tiers=tiers,
                    scope=_scope(text(item, "directoryScopeId") or text(item, "appScopeId") or "/"),
                    eligible=is_eligible,
                    activated=_assignment(item) in activated and not is_eligible,
                )
            )
    return tuple(grants)


def read_permission_grants(reader: Reader, known: Known) -> tuple[Grant, ...]:
    """Which applications hold a permission of Microsoft Graph that gives something, of their own or delegated."""
    query = {"$filter": f"appId eq '{_GRAPH}'", "$select": "id,appRoles"}
    found = reader.list("Microsoft Graph's permissions", "/servicePrincipals", query)
    if not found:
        reader.refuse("permissions of applications", "Microsoft Graph's own entry was not read")
        return ()
    graph = found[0]
    grants = [*_application_grants(reader, graph), *_delegated_grants(reader, object_id(graph))]
    for grant in grants:
        known.take({"id": grant.principal_id, "@odata.type": "#microsoft.graph.servicePrincipal"})
    return tuple(grants)


def with_units(grants: Sequence[Grant], reader: Reader) -> tuple[Grant, ...]:
    """The same, with names and sizes of the administrative units that rights are limited to."""
    ids = sorted({grant.scope.path.removeprefix(UNIT) for grant in grants if grant.scope.path.startswith(UNIT)})
    unit = "/directory/administrativeUnits/{}"
    names = reader.many("administrative units", [unit.format(id_) + "?$select=id,displayName" for id_ in ids])
    inside = [unit.format(id_) + "/members?$select=id&$top=999" for id_ in ids]
    sizes = reader.many_lists("members of administrative units", inside)
    scopes = {
        UNIT + id_: Scope(UNIT + id_, text(name, "displayName") or id_, None if size is None else len(size))
        for id_, name, size in zip(ids, names, sizes, strict=True)
        if name is not None
    }
    return tuple(replace(grant, scope=scopes.get(grant.scope.path, grant.scope)) for grant in grants)


def _application_grants(reader: Reader, graph: Json) -> Iterator[Grant]:
    names = {object_id(role): text(role, "value") for role in objects(graph.get("appRoles"))}
    path = f"/servicePrincipals/{object_id(graph)}/appRoleAssignedTo"
    for item in reader.list("application permissions", path, {"$top": "999"}):
        role = text(item, "appRoleId").lower()
        if role not in names:
            reader.refuse(f"the application permission {role}", "it is granted, and Microsoft Graph does not list it")
        elif names[role] in PERMISSIONS:
            yield _permitted(text(item, "principalId"), names[role], "application permission")


def _delegated_grants(reader: Reader, graph: str) -> Iterator[Grant]:
    """On top of a delegated permission the signed-in user needs a role, and is found by it as well."""
    for item in reader.list(
        "delegated permissions", "/oauth2PermissionGrants", {"$filter": f"resourceId eq '{graph}'"}
    ):
        whose = "whoever signs in" if text(item, "consentType") == "AllPrincipals" else "one user who signs in"
        how = f"delegated permission, for {whose},"
        for scope in text(item, "scope").split():
            if scope in PERMISSIONS:
                yield _permitted(text(item, "clientId"), scope, how)


def _permitted(principal: str, permission: str, how: str) -> Grant:
    return Grant(principal_id=principal.lower(), right=f"{how} {permission}", tiers=(PERMISSIONS[permission],))


def _tiers(definition: Json) -> tuple[Tier, ...]:
    """What a role gives; nothing when it is switched off."""
    if definition.get("isEnabled") is False:
        return ()
    listed = [each.get("allowedResourceActions") for each in objects(definition.get("rolePermissions"))]
    actions = [str(action) for actions in listed if isinstance(actions, list) for action in actions]
    return tiers_of_role(text(definition, "templateId") or object_id(definition), actions)


def _assignment(item: Json) -> tuple[str, ...]:
    """What an assignment and its schedule have in common."""
    return tuple(text(item, name).lower() for name in ("principalId", "roleDefinitionId", "directoryScopeId"))


def _scope(path: str) -> Scope:
    return WHOLE_TENANT if path == "/" else Scope(path.lower(), path, named=False)
