"""Permissions of Microsoft Graph that applications were granted.

https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignedto,
https://learn.microsoft.com/graph/api/oauth2permissiongrant-list
"""

from lcwsync.model.rights import ApplicationGrant, DelegatedGrant, ResourceApplication
from lcwsync.tenant.answers import all_items, object_id, objects
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.values.json import text

_GRAPH = "00000003-0000-0000-c000-000000000000"
"""The application id of Microsoft Graph, the same in every tenant."""


class GrantReads:
    """Reads of granted permissions. Every method raises GraphFailure."""

    def __init__(self, graph: GraphCalls) -> None:
        self._graph = graph

    def microsoft_graph(self) -> ResourceApplication | None:
        """Microsoft Graph's service principal in this tenant; None when the tenant answers without it."""
        query = {"$filter": f"appId eq '{_GRAPH}'", "$select": "id,appRoles"}
        found = all_items(self._graph.read_json("/servicePrincipals", query=query), self._graph)
        if not found:
            return None
        roles = objects(found[0].get("appRoles"))
        return ResourceApplication(
            id=object_id(found[0]), permissions={object_id(role): text(role, "value") for role in roles}
        )

    def application_permissions(self, resource_id: str) -> tuple[ApplicationGrant, ...]:
        """Application permissions of a resource, by the id of its service principal."""
        path = f"/servicePrincipals/{resource_id}/appRoleAssignedTo"
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
