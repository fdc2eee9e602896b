"""Permissions that applications were granted.

https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignedto,
https://learn.microsoft.com/graph/api/oauth2permissiongrant-list
"""

from collections.abc import Iterable

from lcwsync.model.rights import ApplicationGrant, DelegatedGrant, ResourceApplication
from lcwsync.tenant.answers import all_items, object_id, objects
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.segments import id_segment
from lcwsync.values.json import text


class GrantReads:
    """Reads of granted permissions. Every method raises GraphFailure."""

    def __init__(self, graph: GraphCalls) -> None:
        self._graph = graph

    def resources(self, application_ids: Iterable[str]) -> tuple[ResourceApplication, ...]:
        """The service principals of these applications in this tenant, as far as the tenant has them."""
        listed = ",".join(f"'{id_}'" for id_ in application_ids)
        query = {"$filter": f"appId in ({listed})", "$select": "id,appId,appRoles"}
        return tuple(
            ResourceApplication(
                id=object_id(item),
                application_id=text(item, "appId").lower(),
                permissions={object_id(role): text(role, "value") for role in objects(item.get("appRoles"))},
            )
            for item in all_items(self._graph.read_json("/servicePrincipals", query=query), self._graph)
        )

    def application_permissions(self, resource_id: str) -> tuple[ApplicationGrant, ...]:
        """Application permissions of a resource, by the id of its service principal."""
        path = f"/servicePrincipals/{id_segment(resource_id)}/appRoleAssignedTo"
        return tuple(
            ApplicationGrant(
                principal_id=text(item, "principalId").lower(), permission_id=text(item, "appRoleId").lower()
            )
            for item in all_items(self._graph.read_json(path, query={"$top": "999"}), self._graph)
        )

    def delegated_permissions(self, resource_id: str) -> tuple[DelegatedGrant, ...]:
        """Delegated permissions of a resource, by the id of its service principal."""
        query = {"$filter": f"resourceId eq '{resource_id}'"}
        return tuple(
            DelegatedGrant(
                client_id=text(item, "clientId").lower(),
                permissions=tuple(text(item, "scope").split()),
                for_everybody=text(item, "consentType") == "AllPrincipals",
            )
            for item in all_items(self._graph.read_json("/oauth2PermissionGrants", query=query), self._graph)
        )
