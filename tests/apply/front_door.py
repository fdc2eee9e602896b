"""A seeded tenant, and applies of requests in My Access against it, which neither sleep nor ask anybody."""

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from lcwsync.apply.earlier import EarlierWrites, journalled
from lcwsync.plan.plan import Plan
from lcwsync.planning.environment import plan_environment
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.company.people import TENANT_ID, object_id
from lcwsync.sandbox.store import JsonObject
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.http.client import Endpoint, GraphDoor
from lcwsync.tenant.http.sandbox_connection import SANDBOX_URL, SandboxConnection
from lcwsync.tenant.signin.credentials import FixedToken
from tests.apply.conftest import World
from tests.config.files import sandbox
from tests.config.rules.test_pass_requests import ON_REQUEST, REQUESTS
from tests.config.rules.test_rules import POLICY, changed
from tests.sandbox.company import new_company

NAME = "Pass for a report"
GROUP = object_id("group", "SG-Pass-Requested")
CREATING = changed(REQUESTS, ("catalog: Onboarding", "catalog: {displayName: Onboarding, create: true}"))
PROJECT = "kind: Project\nenvironments:\n  sandbox: {sandbox: true, allowDelete: true, limits: {maxDeletes: 5}}\n"
PARTS = {
    "accessPackageCatalogs": "Onboarding",
    "accessPackages": NAME,
    "accessPackageResources": "SG-Pass-Requested",
}
ONE_OF_EACH = {
    "accessPackageCatalogs": 1,
    "accessPackageResources": 1,
    "accessPackages": 1,
    "accessPackageRoleScopes": 1,
    "assignmentPolicies": 1,
}


class DoorWorld(World):
    """The seeded company, with a policy of passes, and documents of git as text."""

    def __init__(self, place: Path, *doubts: tuple[str, str]) -> None:
        super().__init__(place)
        self.tenant.close()
        self.place = place
        store = new_company()
        store.doubts.update(dict(doubts))
        self.app = SandboxApp(store, faults=self.faults)
        door = GraphDoor(
            Endpoint(SANDBOX_URL), FixedToken("sandbox"), connection=SandboxConnection(self.app), sleep=_no_waiting
        )
        self.tenant = GraphTenant(door, sandbox=True)

    @property
    def earlier(self) -> EarlierWrites:
        return journalled(self.journal, tenant_id=TENANT_ID, now=self.now)

    def planned(self, *documents: str, project: str = PROJECT, checks: bool = False) -> Plan:
        """The plan of these documents, together with the policy of passes and the workflow."""
        shutil.rmtree(self.place / "git", ignore_errors=True)
        resolved = sandbox(self.place / "git", POLICY, ON_REQUEST, *documents, project=project)
        return plan_environment(resolved, self.tenant, known_ids=self.earlier.known_ids(), checks=checks)

    def applied(self, *documents: str, project: str = PROJECT) -> str:
        """Plan and apply; the names of the results, one after the other."""
        plan = self.planned(*documents, project=project)
        assert not plan.refusals, plan.refusals
        outcome = self.carry_out(plan)
        self.outcome = outcome
        return " ".join(type(result).__name__ for result in outcome.results)

    def counts(self) -> dict[str, int]:
        """How many objects of each kind the front door consists of."""
        store = self.app.store
        packages = {str(p["id"]) for p in store.all("accessPackages") if p["displayName"] == NAME}
        found: Counter[str] = Counter()
        for collection, name in PARTS.items():
            found[collection] = sum(item["displayName"] == name for item in store.all(collection))
        found["accessPackageRoleScopes"] = sum(s["_package"] in packages for s in store.all("accessPackageRoleScopes"))
        found["assignmentPolicies"] = sum(_of(p) in packages for p in store.all("assignmentPolicies"))
        return dict(found)

    def policy(self) -> dict[str, Any]:
        """The one policy of the front door."""
        (package,) = [p for p in self.app.store.all("accessPackages") if p["displayName"] == NAME]
        (found,) = [p for p in self.app.store.all("assignmentPolicies") if _of(p) == package["id"]]
        return found

    def edit(self, collection: str, document: JsonObject, **changes: object) -> None:
        """What another admin does in the portal."""
        self.app.store.put(collection, str(document["id"]), {**document, **changes})


def _of(policy: JsonObject) -> object:
    package = policy["accessPackage"]
    return package["id"] if isinstance(package, dict) else None


async def _no_waiting(_seconds: float) -> None:
    return None
