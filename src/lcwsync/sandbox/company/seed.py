"""The company a new sandbox is filled with: Kestrel & Vane, small, believable and made up.

Its people are in `seed_people`, its roles in `seed_roles`, its applications in `seed_applications`. Every id is the
same in every sandbox; dates are relative to the sandbox's clock.
"""

from dataclasses import dataclass

from lcwsync.sandbox.company.applications import plant_applications
from lcwsync.sandbox.company.large import plant_workflow, seed_large
from lcwsync.sandbox.company.people import DOMAIN, TENANT_ID, object_id, seeded_people
from lcwsync.sandbox.company.roles import plant_roles
from lcwsync.sandbox.company.users import EXCHANGE_PLAN, SUITE_SKU, TEAMS_PLAN, people_documents
from lcwsync.sandbox.lifecycle.extensions import add_extension
from lcwsync.sandbox.store import JsonObject, Store

__all__ = ["TENANT_ID", "object_id", "seed", "seed_large", "seeded_people"]

_ADMIN = object_id("user", "ada.iverson")
_SINCE = "2023-05-02T08:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """`key` tells groups of one name apart; `people` are keys of the people table, `groups` keys of this one."""

    name: str
    key: str = ""
    description: str | None = None
    department: str | None = None
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    microsoft_365: bool = False
    team: bool = False
    rule: str | None = None
    holds_roles: bool = False

    @property
    def id(self) -> str:
        return object_id("group", self.key or self.name)


_GROUPS = (
    _Group(
        name="SG-New-Hires",
        description="People about to start: they may sign in with a Temporary Access Pass",
        people=tuple(p.key for p in seeded_people() if p.hired is not None and -7 <= p.hired <= 10),
        owners=("nadia.hoffmann",),
    ),
    _Group(
        name="SG-Pass-Requested",
        description="People for whom a manager asked for a Temporary Access Pass",
    ),
    _Group(
        name="SG-Admins",
        description="Administrators: never with a Temporary Access Pass",
        people=("samir.haddad", "dmitri.volkov", "ada.iverson", "paul.meyer", "breakglass"),
    ),
    _Group(
        name="SG-Identity-Admins",
        description="May hold directory roles",
        people=("ada.iverson",),
        holds_roles=True,
    ),
    _Group(name="SG-Sales", department="Sales", owners=("maria.alvarez",)),
    _Group(name="SG-Marketing", department="Marketing"),
    _Group(
        name="SG-All-Staff",
        groups=("SG-Sales", "SG-Marketing"),
        people=tuple(
            p.key for p in seeded_people() if p.department not in ("Sales", "Marketing", None) and not p.guest
        ),
    ),
    _Group(name="SG-Engineering-Dynamic", department="Engineering", rule='(user.department -eq "Engineering")'),
    _Group(name="SG-Guests", people=tuple(p.key for p in seeded_people() if p.guest)),
    _Group(name="Kestrel News", microsoft_365=True, people=("chloe.marchetti", "farah.aziz")),
    _Group(
        name="Sales Team",
        team=True,
        people=("maria.alvarez", "liam.oneill", "emma.rossi", "ben.carter"),
        owners=("maria.alvarez",),
    ),
    _Group(name="Director's Circle", people=("maria.alvarez", "tomas.okafor", "priya.raman", "chloe.marchetti")),
    _Group(name="Project Falcon", key="Project Falcon (engineering)", people=("yuki.tanaka",)),
    _Group(name="Project Falcon", key="Project Falcon (sales)", people=("emma.rossi",)),
)

_PACKAGES = {
    "Sales starter kit": ("Initial policy", "With the manager's approval"),
    "Engineering tools": ("Initial policy",),
}


def seed(store: Store) -> None:
    """Fill an empty store."""
    with store.transaction():
        store.put("organization", TENANT_ID, _ORGANIZATION)
        store.put_many("users", ((str(person["id"]), person) for person in people_documents(store.now())))
        store.put_many("groups", ((group.id, _group(group)) for group in _GROUPS))
        for name, department in (("AU-Sales", "Sales"), ("AU-Engineering", "Engineering")):
            unit = _unit(name, department)
            store.put("administrativeUnits", str(unit["id"]), unit)
        _plant_licences(store)
        _plant_packages(store)
        plant_roles(store)
        plant_applications(store)
        _plant_lifecycle(store)


_ORGANIZATION: JsonObject = {
    "id": TENANT_ID,
    "displayName": "Kestrel & Vane",
    "tenantType": "AAD",
    "countryLetterCode": "DE",
    "createdDateTime": _SINCE,
    "onPremisesSyncEnabled": None,
    "verifiedDomains": [
        {"name": DOMAIN, "isDefault": True, "isInitial": False, "type": "Managed", "capabilities": "Email"},
        {
            "name": "kestrelvane.onmicrosoft.example",
            "isDefault": False,
            "isInitial": True,
            "type": "Managed",
            "capabilities": "Email",
        },
    ],
}


def _group(group: _Group) -> JsonObject:
    unified = group.microsoft_365 or group.team
    types = [*(["Unified"] if unified else []), *(["DynamicMembership"] if group.rule else [])]
    nickname = "".join(letter for letter in (group.key or group.name) if letter.isalnum() or letter == "-")
    members = [*(object_id("user", key) for key in group.people), *(object_id("group", key) for key in group.groups)]
    return {
        "id": group.id,
        "displayName": group.name,
        "description": group.description,
        "mail": f"{nickname}@{DOMAIN}" if unified else None,
        "mailEnabled": unified,
        "mailNickname": nickname,
        "proxyAddresses": [f"SMTP:{nickname}@{DOMAIN}"] if unified else [],
        "securityEnabled": not unified,
        "groupTypes": types,
        "isAssignableToRole": True if group.holds_roles else None,
        "membershipRule": group.rule,
        "membershipRuleProcessingState": "On" if group.rule else None,
        "resourceProvisioningOptions": ["Team"] if group.team else [],
        "onPremisesSyncEnabled": None,
        "visibility": "Private" if unified else None,
        "createdDateTime": _SINCE,
        "_members": [*members, *(_department(group.department) if group.department else [])],
        "_owners": [object_id("user", key) for key in group.owners],
    }


def _unit(name: str, department: str) -> JsonObject:
    return {
        "id": object_id("administrativeUnit", name),
        "displayName": name,
        "description": f"Everybody in {department}",
        "visibility": None,
        "membershipType": "Assigned",
        "membershipRule": None,
        "isMemberManagementRestricted": False,
        "_members": _department(department),
    }


def _department(name: str) -> list[object]:
    return [person.id for person in seeded_people() if person.department == name and not person.guest]


def _plant_licences(store: Store) -> None:
    licensed = sum(person.licensed for person in seeded_people())
    for sku, name, plans, owned, used in (
        (
            SUITE_SKU,
            "SPE_E5",
            (
                ("eec0eb4f-6444-4f95-aba0-50c24d67f998", "AAD_PREMIUM_P2"),
                (EXCHANGE_PLAN, "EXCHANGE_S_ENTERPRISE"),
                (TEAMS_PLAN, "TEAMS1"),
            ),
            50,
            licensed,
        ),
        (
            "cf6b0d46-4093-4546-a0ad-0b1546dda10e",
            "Microsoft_Entra_ID_Governance",
            (("e866a266-3cff-43a3-acca-0c90a7e00c8b", "Entra_Identity_Governance"),),
            50,
            0,
        ),
        (
            "f30db892-07e9-47e9-837c-80727f46fd3d",
            "FLOW_FREE",
            (("50e68c76-46c6-4674-81f9-75456511b170", "FLOW_P2_VIRAL"),),
            1,
            1,
        ),
    ):
        document: JsonObject = {
            "id": f"{TENANT_ID}_{sku}",
            "accountId": TENANT_ID,
            "accountName": "kestrelvane",
            "appliesTo": "User",
            "capabilityStatus": "Enabled",
            "skuId": sku,
            "skuPartNumber": name,
            "consumedUnits": used,
            "prepaidUnits": {"enabled": owned, "lockedOut": 0, "suspended": 0, "warning": 0},
            "servicePlans": [
                {
                    "servicePlanId": plan,
                    "servicePlanName": plan_name,
                    "provisioningStatus": "Success",
                    "appliesTo": "User",
                }
                for plan, plan_name in plans
            ],
        }
        store.put("subscribedSkus", str(document["id"]), document)


def _plant_packages(store: Store) -> None:
    catalog_id = object_id("catalog", "General")
    catalog: JsonObject = {
        "id": catalog_id,
        "displayName": "General",
        "description": "Built-in catalog.",
        "catalogType": "serviceDefault",
        "state": "published",
        "isExternallyVisible": True,
        "createdDateTime": _SINCE,
        "modifiedDateTime": _SINCE,
    }
    store.put("accessPackageCatalogs", catalog_id, catalog)
    for name, policies in _PACKAGES.items():
        id_ = object_id("accessPackage", name)
        package: JsonObject = {
            "id": id_,
            "displayName": name,
            "description": None,
            "isHidden": False,
            "createdDateTime": _SINCE,
            "modifiedDateTime": _SINCE,
            "catalog": {"id": catalog_id},
        }
        store.put("accessPackages", id_, package)
        for policy in policies:
            policy_id = object_id("assignmentPolicy", f"{name}/{policy}")
            document: JsonObject = {
                "id": policy_id,
                "displayName": policy,
                "description": None,
                "allowedTargetScope": "allMemberUsers",
                "createdDateTime": _SINCE,
                "modifiedDateTime": _SINCE,
                "accessPackage": {"id": id_},
                "catalog": {"id": catalog_id},
            }
            store.put("assignmentPolicies", policy_id, document)


def _plant_lifecycle(store: Store) -> None:
    """A workflow somebody clicked together in the portal, and an extension. Policy and settings are at their defaults,
    which the routes show as long as nothing is stored."""
    extension: JsonObject = {
        "displayName": "Notify badge office",
        "description": "Orders a badge",
        "endpointConfiguration": {
            "@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
            "subscriptionId": object_id("subscription", "production"),
            "resourceGroupName": "rg-people",
            "logicAppWorkflowName": "badge-office",
        },
    }
    add_extension(store, extension, by=_ADMIN, id=object_id("customTaskExtension", "Notify badge office"))
    welcome: JsonObject = {
        "displayName": "Welcome guests (made in the portal)",
        "description": "Clicked together by hand; git knows nothing of it",
        "category": "joiner",
        "isEnabled": True,
        "isSchedulingEnabled": False,
        "executionConditions": {"@odata.type": "#microsoft.graph.identityGovernance.onDemandExecutionOnly"},
        "tasks": [
            {
                "displayName": "Say hello",
                "description": None,
                "taskDefinitionId": "70b29d51-b59a-4773-9280-8841dfd3f2ea",
                "isEnabled": True,
                "continueOnError": True,
                "arguments": [],
            }
        ],
    }
    plant_workflow(store, welcome, by=_ADMIN)
