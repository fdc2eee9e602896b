"""Access packages that give a part in groups or a directory role, whom their policies let in, and roles on their
catalogs.

https://learn.microsoft.com/graph/api/entitlementmanagement-list-accesspackages,
https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-get,
https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments
"""

from collections.abc import Iterable, Iterator, Mapping

from lcwsync.model.rights import CatalogRole, GroupAccess, GroupPackage, PackagePolicy, RolePackage
from lcwsync.tenant.answers import all_items, object_id, objects
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.segments import id_segment
from lcwsync.tenant.wire.principal import principal
from lcwsync.values.json import Json, text

_PATH = "/identityGovernance/entitlementManagement"
_CATALOG_ROLES = "/roleManagement/entitlementManagement/roleAssignments"
_ON_CATALOG = "/accesspackagecatalog/"
_ROLES = {"member": GroupAccess.MEMBER, "owner": GroupAccess.OWNER}


class PackageReads:
    """Reads of access packages. Every method raises GraphFailure."""

    def __init__(self, graph: GraphCalls) -> None:
        self._graph = graph

    def giving(self) -> tuple[GroupPackage | RolePackage, ...]:
        """What access packages give, one entry for each group and each directory role, with the ids of their policies.

        https://learn.microsoft.com/entra/id-governance/entitlement-management-roles
        """
        query = {"$expand": "catalog,assignmentPolicies,resourceRoleScopes($expand=role,scope)"}
        listed = all_items(self._graph.read_json(f"{_PATH}/accessPackages", query=query), self._graph)
        return tuple(given for package in listed for given in _given(package))

    def policies(self, ids: Iterable[str]) -> Mapping[str, PackagePolicy]:
        """Policies by id. A list shows no more of a policy than its name, so that each is read by itself."""
        asked = list(dict.fromkeys(ids))
        answers = self._graph.read_many([f"{_PATH}/assignmentPolicies/{id_segment(id_)}" for id_ in asked])
        return {id_: _policy(id_, item) for id_, item in zip(asked, answers, strict=True) if isinstance(item, Mapping)}

    def catalog_roles(self) -> tuple[CatalogRole, ...]:
        """All roles of entitlement management that somebody holds. A group that holds one is not resolved."""
        query = {"$expand": "principal,roleDefinition"}
        return tuple(map(_catalog_role, all_items(self._graph.read_json(_CATALOG_ROLES, query=query), self._graph)))


def _given(package: Json) -> Iterator[GroupPackage | RolePackage]:
    """A part that this version does not know is None; a role of which is not told how it is given is standing."""
    id_, name = object_id(package), text(package, "displayName") or object_id(package)
    policies, catalog = _policy_ids(package), _catalog_id(package)
    for held in objects(package.get("resourceRoleScopes")):
        role, scope = (found if isinstance(found := held.get(name), Mapping) else {} for name in ("role", "scope"))
        given = text(role, "originId").lower()
        if "directoryrole" in (text(role, "originSystem").lower(), text(scope, "originSystem").lower()):
            yield RolePackage(
                id=id_,
                name=name,
                role_id=text(scope, "originId").lower(),
                eligible=given == "eligible",
                policy_ids=policies,
                catalog_id=catalog,
            )
        elif "_" in given:
            part, _, group = given.partition("_")
            yield GroupPackage(
                id=id_,
                name=name,
                group_id=group,
                access=_ROLES.get(part),
                policy_ids=policies,
                catalog_id=catalog,
            )


def _catalog_id(package: Json) -> str | None:
    catalog = package.get("catalog")
    return object_id(catalog) if isinstance(catalog, Mapping) else None


def _catalog_role(item: Json) -> CatalogRole:
    scope = text(item, "appScopeId").lower()
    return CatalogRole(
        principal_id=text(item, "principalId").lower(),
        principal=principal(item.get("principal")),
        role_id=text(item, "roleDefinitionId").lower(),
        catalog_id=scope.removeprefix(_ON_CATALOG) if scope.startswith(_ON_CATALOG) else None,
    )


def _policy_ids(package: Json) -> tuple[str, ...]:
    return tuple(object_id(policy) for policy in objects(package.get("assignmentPolicies")))


_CHOSEN = {"singleUser": "userId", "groupMembers": "groupId"}
"""Kinds of subject sets that name one object, and the member that holds its id
(https://learn.microsoft.com/graph/api/resources/subjectset)."""


def _policy(id_: str, item: Json) -> PackagePolicy:
    targets = [
        (text(each, "@odata.type").rpartition(".")[2], each) for each in objects(item.get("specificAllowedTargets"))
    ]
    asking, approval, automatic = (
        found if isinstance(found := item.get(name), Mapping) else {}
        for name in ("requestorSettings", "requestApprovalSettings", "automaticRequestSettings")
    )
    return PackagePolicy(
        id=id_,
        whom=text(item, "allowedTargetScope") or "notSpecified",
        by_themselves=asking.get("enableTargetsToSelfAddAccess") is True,
        by_others=asking.get("enableOnBehalfRequestorsToAddAccess") is True,
        automatic=automatic.get("requestAccessForAllowedTargets") is True,
        approved=approval.get("isApprovalRequiredForAdd") is True,
        chosen=frozenset(text(each, _CHOSEN[kind]).lower() for kind, each in targets if kind in _CHOSEN),
        others=tuple(kind for kind, _ in targets if kind not in _CHOSEN),
    )
