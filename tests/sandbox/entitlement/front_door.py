"""A front door for managers, made by plain Graph calls as an administrator would."""

from dataclasses import dataclass
from datetime import timedelta

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.directory.objects import ids
from lcwsync.sandbox.doubts import parse_doubts
from lcwsync.sandbox.engine.schedule import advance
from lcwsync.sandbox.engine.story import Event
from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.company import new_company
from tests.sandbox.graph_client import Graph, conditions, workflow

E = "/identityGovernance/entitlementManagement"
GROUP = object_id("group", "SG-Pass-Requested")
NEW_HIRES = object_id("group", "SG-New-Hires")
MANAGER: JsonObject = {"@odata.type": "#microsoft.graph.targetManager", "managerLevel": 1}
ENABLED = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"


def members(name: str = GROUP) -> JsonObject:
    """A group as people of a policy."""
    return {"@odata.type": "#microsoft.graph.groupMembers", "groupId": name}


def policy(package: str, **changes: object) -> JsonObject:
    """A policy that lets direct managers ask for new hires, for eight hours."""
    return {
        "displayName": "Managers",
        "description": "Managers ask for their reports",
        "allowedTargetScope": "specificDirectoryUsers",
        "specificAllowedTargets": [members(NEW_HIRES)],
        "automaticRequestSettings": None,
        "expiration": {"type": "afterDuration", "duration": "PT8H", "endDateTime": None},
        "requestorSettings": {
            "enableTargetsToSelfAddAccess": False,
            "enableTargetsToSelfUpdateAccess": False,
            "enableTargetsToSelfRemoveAccess": False,
            "allowCustomAssignmentSchedule": False,
            "enableOnBehalfRequestorsToAddAccess": True,
            "enableOnBehalfRequestorsToUpdateAccess": False,
            "enableOnBehalfRequestorsToRemoveAccess": False,
            "onBehalfRequestors": [MANAGER],
        },
        "requestApprovalSettings": {
            "isApprovalRequiredForAdd": False,
            "isApprovalRequiredForUpdate": False,
            "isRequestorJustificationRequired": False,
            "stages": [],
        },
        "reviewSettings": None,
        "questions": [],
        "accessPackage": {"id": package},
        **changes,
    }


@dataclass
class FrontDoor:
    """The seeded company with a catalog, the group in it, a package with the role, and a policy."""

    store: Store
    graph: Graph
    catalog: str
    resource: str
    package: str
    policy: str

    def advance(self, **duration: float) -> tuple[Event, ...]:
        return advance(self.store, timedelta(**duration))

    @property
    def members(self) -> list[str]:
        return ids(self.store.get("groups", GROUP) or {}, "_members")


def created(graph: Graph, path: str, body: JsonObject) -> str:
    """The id of an object that must be created."""
    answer = graph("POST", f"{E}/{path}", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def resource_of(graph: Graph, catalog: str, group: str = GROUP) -> JsonObject:
    """The group in the catalog with its roles and scopes, as soon as the catalog shows it."""
    for _ in range(5):
        found = graph.values(f"{E}/catalogs/{catalog}/resources?$expand=roles,scopes&$filter=originId eq '{group}'")
        if found:
            return found[0]
    raise AssertionError("the catalog never shows the group")


def role_body(resource: JsonObject, kind: str = "Member") -> JsonObject:
    """The body that puts a role of a group into a package."""
    roles, scopes = resource["roles"], resource["scopes"]
    assert isinstance(roles, list)
    assert isinstance(scopes, list)
    role = next(role for role in roles if role["displayName"] == kind)
    return {"role": {**role, "resource": {"id": resource["id"]}}, "scope": scopes[0]}


def front_door(*doubts: str, **changes: object) -> FrontDoor:
    """A front door in a company of its own; `changes` are of the policy."""
    store = new_company()
    store.doubts.update(parse_doubts(doubts))
    graph = Graph(SandboxApp(store))
    catalog = created(graph, "catalogs", {"displayName": "Onboarding", "state": "published"})
    group: JsonObject = {"originId": GROUP, "originSystem": "AadGroup"}
    created(graph, "resourceRequests", {"requestType": "adminAdd", "resource": group, "catalog": {"id": catalog}})
    resource = resource_of(graph, catalog)
    package = created(graph, "accessPackages", {"displayName": "Pass for a report", "catalog": {"id": catalog}})
    created(graph, f"accessPackages/{package}/resourceRoleScopes", role_body(resource))
    policy_id = created(graph, "assignmentPolicies", policy(package, **changes))
    return FrontDoor(store, graph, catalog, str(resource["id"]), package, policy_id)


def with_workflow(door: FrontDoor) -> str:
    """Enable passes, and add a workflow that creates one for everybody who joins the group; its id."""
    body: JsonObject = {
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
        "state": "enabled",
    }
    assert door.graph("PATCH", ENABLED, body).status_code == 204
    scope: JsonObject = {
        "@odata.type": "#microsoft.graph.identityGovernance.groupBasedSubjectSet",
        "groups": [{"id": GROUP}],
    }
    change: JsonObject = {
        "@odata.type": "#microsoft.graph.identityGovernance.membershipChangeTrigger",
        "changeType": "add",
    }
    return door.graph.create(workflow(executionConditions=conditions(change, scope)))
