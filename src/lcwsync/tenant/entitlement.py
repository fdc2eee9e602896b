"""Entitlement management: catalogs, access packages, their roles and policies. Reads are whole, writes are sent once.

https://learn.microsoft.com/graph/api/resources/entitlementmanagement-overview
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from lcwsync.model.access_request import AccessRequest
from lcwsync.model.pass_requests import LiveCatalog, LivePassRequests, LivePolicy, PassRequests
from lcwsync.model.references import is_guid
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.failure import bad_answer
from lcwsync.tenant.http.segments import id_segment
from lcwsync.tenant.paths import ENTITLEMENT
from lcwsync.tenant.wire.access_request import access_request
from lcwsync.tenant.wire.json import Node
from lcwsync.tenant.wire.pass_requests import live_catalog, live_pass_requests, policy_body, role_body
from lcwsync.values.json import JsonObject

CATALOGS = f"{ENTITLEMENT}/catalogs"
PACKAGES = f"{ENTITLEMENT}/accessPackages"
POLICIES = f"{ENTITLEMENT}/assignmentPolicies"
RESOURCE_REQUESTS = f"{ENTITLEMENT}/resourceRequests"
ASSIGNMENTS = f"{ENTITLEMENT}/assignments"
REQUESTS = f"{ENTITLEMENT}/assignmentRequests"

_PACKAGE = "catalog,assignmentPolicies,resourceRoleScopes($expand=role,scope)"
_POLICY = "accessPackage,catalog,questions,customExtensionStageSettings"


class Entitlement:
    """Reads and writes over one door. Every method raises GraphFailure; a refused read is never an empty one."""

    def __init__(self, calls: GraphCalls) -> None:
        self._calls = calls

    def catalogs(self, named: str) -> tuple[LiveCatalog, ...]:
        """The catalogs of a name, compared without case, or the one of an id."""
        if is_guid(named):
            (answer,) = self._calls.read_many([f"{CATALOGS}/{id_segment(named)}"], what="catalogs")
            return () if answer is None else (live_catalog(answer),)
        return tuple(live_catalog(item) for item in self._named(CATALOGS, named))

    def resource(self, catalog_id: str, group_id: str) -> JsonObject | None:
        """A group's entry in a catalog, with its roles and scopes; None while the catalog does not show it."""
        query = {"$expand": "roles,scopes", "$filter": f"originId eq '{group_id}'"}
        found = self._list(f"{CATALOGS}/{id_segment(catalog_id)}/resources", query)
        same = [item for item in found if str(item.get("originId")).lower() == group_id]
        return same[0] if same else None

    def packages(self, names: Iterable[str]) -> tuple[LivePassRequests, ...]:
        """The access packages of these names, compared without case, each read whole."""
        ids = [str(item.get("id")) for name in dict.fromkeys(names) for item in self._named(PACKAGES, name)]
        return self._whole(list(dict.fromkeys(ids)))

    def package(self, package_id: str) -> LivePassRequests | None:
        """One access package, read whole; None only when the service answers that it does not exist."""
        return next(iter(self._whole([package_id])), None)

    def front_doors(self) -> tuple[LivePassRequests, ...]:
        """Every access package that lets others be asked for and holds a role of a group, or none yet, each read whole.
        What git cannot describe is named in `unsupported`."""
        listed = self._list(PACKAGES, {"$expand": "resourceRoleScopes($expand=role,scope)"})
        nodes = [Node.of(item, "access package") for item in listed]
        ids = [node.required_text("id") for node in nodes if _may_lead_to_membership(node)]
        packages = self._packages(ids)
        every = [
            policy.required_text("id")
            for package in packages
            for policy in Node.of(package, "access package").objects("assignmentPolicies") or ()
        ]
        policies = self._policies(every)
        found = (_front_door(package, policies) for package in packages)
        return tuple(live for live in found if live is not None)

    def leading_to(self, group_id: str) -> tuple[str, ...]:
        """Names of all access packages that give membership of a group."""
        found: list[str] = []
        for package in self._list(PACKAGES, {"$expand": "resourceRoleScopes($expand=role,scope)"}):
            node = Node.of(package, "access package")
            if any(origin.endswith(f"_{group_id}") for origin in _groups_of(node)):
                found.append(node.text("displayName") or node.required_text("id"))
        return tuple(found)

    def policies(self, package_id: str) -> int:
        """The number of policies of an access package."""
        answer = self._calls.read_json(f"{PACKAGES}/{id_segment(package_id)}", query={"$expand": "assignmentPolicies"})
        return len(Node.of(answer, "access package").objects("assignmentPolicies") or ())

    def create_catalog(self, name: str) -> str:
        """A catalog that My Access does not show yet; its id."""
        body = {"displayName": name, "description": name, "state": "unpublished", "isExternallyVisible": False}
        return self._created(CATALOGS, body)

    def publish(self, catalog_id: str) -> None:
        """Let My Access show what is in a catalog."""
        self._calls.write("PATCH", f"{CATALOGS}/{id_segment(catalog_id)}", {"state": "published"})

    def add_group(self, catalog_id: str, group_id: str) -> str:
        """Ask for a group to be added to a catalog; the id of the request."""
        resource = {"originId": group_id, "originSystem": "AadGroup"}
        body: JsonObject = {"requestType": "adminAdd", "resource": resource, "catalog": {"id": catalog_id}}
        return self._created(RESOURCE_REQUESTS, body)

    def create_package(self, requests: PassRequests, catalog_id: str) -> str:
        """An access package without roles and policies: nobody can ask for it yet. Its id."""
        body: JsonObject = {
            "displayName": requests.display_name,
            "description": requests.description or requests.display_name,
            "isHidden": False,
            "catalog": {"id": catalog_id},
        }
        return self._created(PACKAGES, body)

    def update_package(self, package_id: str, fields: Mapping[str, str | bool]) -> None:
        """PATCH of displayName, description and isHidden, by Graph's names."""
        self._calls.write("PATCH", f"{PACKAGES}/{id_segment(package_id)}", dict(fields))

    def add_role(self, package_id: str, resource: JsonObject, group_id: str) -> str:
        """Let a package give membership of a group that is in its catalog; the id of the role in the package."""
        path = f"{PACKAGES}/{id_segment(package_id)}/resourceRoleScopes"
        return self._created(path, role_body(resource, group_id))

    def remove_role(self, package_id: str, role_id: str) -> None:
        """Take a role out of a package: the service revokes it from everybody who has an assignment."""
        self._calls.write("DELETE", f"{PACKAGES}/{id_segment(package_id)}/resourceRoleScopes/{quote(role_id)}")

    def create_policy(self, requests: PassRequests, package_id: str) -> str:
        """The policy of a package: from then on managers can ask. Its id."""
        return self._created(POLICIES, policy_body(requests, package_id, None))

    def replace_policy(self, requests: PassRequests, package_id: str, live: LivePolicy) -> None:
        """PUT of the whole policy, made from what was read."""
        self._calls.write("PUT", f"{POLICIES}/{id_segment(live.id)}", policy_body(requests, package_id, live))

    def delete_policy(self, policy_id: str) -> None:
        """Delete a policy. The service refuses it while an assignment is active."""
        self._calls.write("DELETE", f"{POLICIES}/{id_segment(policy_id)}")

    def delete_package(self, package_id: str) -> None:
        """Delete an access package, for good. The service refuses it while it has assignments."""
        self._calls.write("DELETE", f"{PACKAGES}/{id_segment(package_id)}")

    def requests_of(self, package_id: str) -> tuple[AccessRequest, ...]:
        """The requests for a package that the service still has, with who asked and for whom."""
        query = {
            "$filter": f"accessPackage/id eq '{package_id}'",
            "$expand": "requestor,assignment($expand=target)",
        }
        return tuple(access_request(item) for item in self._list(REQUESTS, query))

    def assignments_of(self, package_id: str) -> Sequence[JsonObject]:
        """The assignments of a package, those that have ended among them, each with its target."""
        return self._list(ASSIGNMENTS, {"$filter": f"accessPackage/id eq '{package_id}'", "$expand": "target"})

    def _named(self, path: str, name: str) -> list[JsonObject]:
        # The filter is the service's comparison; the names are compared here as well.
        found = self._list(path, {"$filter": "displayName eq '" + name.replace("'", "''") + "'"})
        return [item for item in found if str(item.get("displayName")).casefold() == name.casefold()]

    def _whole(self, ids: Sequence[str]) -> tuple[LivePassRequests, ...]:
        packages = self._packages(ids)
        chosen = [_policy_of(Node.of(package, "access package")) for package in packages]
        policies = self._policies([policy for policy, _ in chosen if policy is not None])
        return tuple(
            live_pass_requests(package, policies.get(policy or ""), others)
            for package, (policy, others) in zip(packages, chosen, strict=True)
        )

    def _packages(self, ids: Sequence[str]) -> list[object]:
        """The packages that exist, with catalog, roles and the list of policies."""
        paths = [f"{PACKAGES}/{id_segment(id_)}?$expand={quote(_PACKAGE, safe='')}" for id_ in ids]
        return [answer for answer in self._calls.read_many(paths, what="access packages") if answer is not None]

    def _policies(self, ids: Sequence[str]) -> dict[str, object]:
        """Policies by id, each whole; None for one that is gone. A package's list shows them in part."""
        addresses = [f"{POLICIES}/{id_segment(id_)}?$expand={quote(_POLICY, safe='')}" for id_ in ids]
        read = self._calls.read_many(addresses, what="policies") if addresses else []
        return dict(zip(ids, read, strict=True))

    def _list(self, path: str, query: Mapping[str, str]) -> list[JsonObject]:
        answer = self._calls.read_json(path, query=query)
        if not isinstance(answer, list):
            raise bad_answer("GET", path, "a list was expected")
        return answer

    def _created(self, path: str, body: JsonObject) -> str:
        answer = self._calls.write("POST", path, body)
        created = answer.get("id") if isinstance(answer, dict) else None
        if not isinstance(created, str) or not created:
            # The object may well exist: the failure must report that, or it is created twice.
            raise bad_answer("POST", path, "no id")
        return created


def _groups_of(package: Node) -> tuple[str, ...]:
    """The roles that a package gives, by their origin id in lower case."""
    roles = [held.object("role") for held in package.objects("resourceRoleScopes") or ()]
    return tuple((role.text("originId") or "").lower() for role in roles if role)


def _policy_of(package: Node) -> tuple[str | None, int]:
    """The policy that belongs to the front door: the only one, or the one of the package's name; and how many others
    there are when it cannot be told."""
    listed = package.objects("assignmentPolicies") or ()
    if len(listed) <= 1:
        return (listed[0].required_text("id"), 0) if listed else (None, 0)
    name = package.required_text("displayName").casefold()
    same = [policy for policy in listed if (policy.text("displayName") or "").casefold() == name]
    return (same[0].required_text("id"), 0) if len(same) == 1 else (None, len(listed) - 1)


def _may_lead_to_membership(package: Node) -> bool:
    """Whether a package has a role of a group, or none yet."""
    roles = _groups_of(package)
    return not roles or any("_" in role for role in roles)


def _front_door(package: object, policies: Mapping[str, object]) -> LivePassRequests | None:
    """The package, when a policy of it lets others be asked for."""
    node = Node.of(package, "access package")
    chosen, others = _policy_of(node)
    live = live_pass_requests(package, policies.get(chosen or ""), others)
    if live.policy is not None and _on_behalf(live.policy):
        return live
    ids = [policy.required_text("id") for policy in node.objects("assignmentPolicies") or ()]
    asking = [
        id_
        for id_ in ids
        if id_ != chosen
        and (each := live_pass_requests(package, policies.get(id_)).policy) is not None
        and _on_behalf(each)
    ]
    if not asking:
        return None
    if chosen is None:
        return live
    return replace(live, unsupported=(*live.unsupported, "another policy, which lets managers ask"))


def _on_behalf(policy: LivePolicy) -> bool:
    return dict(policy.settings).get("requestorSettings.enableOnBehalfRequestorsToAddAccess") is True
