"""Access packages that give membership or ownership of groups, and whom their policies let in.

https://learn.microsoft.com/graph/api/entitlementmanagement-list-accesspackages,
https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-get
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from lcwsync.model.rights import GroupAccess, GroupPackage, PackagePolicy
from lcwsync.tenant.answers import all_items, object_id, objects
from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.http.segments import id_segment
from lcwsync.values.json import Json, text

_PATH = "/identityGovernance/entitlementManagement"
_ROLES = {"member": GroupAccess.MEMBER, "owner": GroupAccess.OWNER}


class PackageReads:
    """Reads of access packages. Every method raises GraphFailure."""

    def __init__(self, graph: GraphCalls) -> None:
        self._graph = graph

    def giving(self, groups: Collection[str]) -> tuple[GroupPackage, ...]:
        """The access packages that give a part in one of these groups, with their policies; one without a policy lets
        nobody in and is left out."""
        query = {"$expand": "assignmentPolicies,resourceRoleScopes($expand=role,scope)"}
        listed = all_items(self._graph.read_json(f"{_PATH}/accessPackages", query=query), self._graph)
        parts = [(package, group, access) for package in listed for group, access in _parts(package) if group in groups]
        policies = self._policies([id_ for package, _, _ in parts for id_ in _policy_ids(package)])
        return tuple(
            GroupPackage(
                id=object_id(package),
                name=text(package, "displayName") or object_id(package),
                group_id=group,
                access=access,
                policies=tuple(policies[id_] for id_ in _policy_ids(package) if id_ in policies),
            )
            for package, group, access in parts
            if _policy_ids(package)
        )

    def _policies(self, ids: Sequence[str]) -> Mapping[str, PackagePolicy]:
        """By id. A list shows no more of a policy than its name, so that each is read by itself."""
        asked = list(dict.fromkeys(ids))
        answers = self._graph.read_many([f"{_PATH}/assignmentPolicies/{id_segment(id_)}" for id_ in asked])
        return {id_: _policy(id_, item) for id_, item in zip(asked, answers, strict=True) if isinstance(item, Mapping)}


def _parts(package: Json) -> Iterator[tuple[str, GroupAccess | None]]:
    """The groups of a package and the part it gives; None for a part this version does not know."""
    for held in objects(package.get("resourceRoleScopes")):
        role = held.get("role")
        if isinstance(role, Mapping):
            part, _, group = text(role, "originId").lower().partition("_")
            yield group, _ROLES.get(part)


def _policy_ids(package: Json) -> tuple[str, ...]:
    return tuple(object_id(policy) for policy in objects(package.get("assignmentPolicies")))


def _policy(id_: str, item: Json) -> PackagePolicy:
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
    )
