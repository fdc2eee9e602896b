"""A planted right is found with its path, and no other besides the company's own."""

import re

import pytest

from lcwsync.audit.built_in_roles import LEADING_ROLES, LeadingRole
from lcwsync.audit.holders import read_rights
from lcwsync.audit.model import Held
from lcwsync.audit.other_permissions import GRAPH, RESOURCES, LeadingPermissions
from lcwsync.audit.paths import paths
from lcwsync.audit.permissions import LEADING_PERMISSIONS
from lcwsync.audit.privileged import privileges
from lcwsync.audit.rights import EVERYTHING, LEADING_ACTIONS, RESETS, LeadingActions
from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.company.applications import GRAPH_PRINCIPAL_ID
from lcwsync.sandbox.company.people import object_id
from lcwsync.sandbox.store import JsonObject, Store
from lcwsync.tenant.graph import GraphTenant
from tests.audit import planting
from tests.audit.planting import user

PLANTED = "oscar.nilsson"
"""Who holds nothing in the seed but a harmless role."""

SALES = f"/administrativeUnits/{object_id('administrativeUnit', 'AU-Sales')}"
METHODS = "microsoft.directory/users/authenticationMethods"

EVERY = ("direct", "workflows", "policy", "escalation", "recipient")

ALONE = [row for row in LEADING_PERMISSIONS if not row.together]

Row = LeadingActions | LeadingRole | LeadingPermissions

Line = tuple[str, tuple[str, ...], tuple[str, ...], str, bool]
"""Name, tiers, path, scope, whether it is eligible."""


def lines(tenant: GraphTenant) -> set[Line]:
    reads = read_rights(tenant)
    assert reads.refused == ()
    return {line(held) for held in paths(reads)}


def line(held: Held) -> Line:
    return (held.principal.name, tuple(t.value for t in held.tiers), held.path, held.scope.name, held.eligible)


def of_planted(*tiers: str, path: tuple[str, ...], scope: str = "whole tenant", eligible: bool = False) -> Line:
    return (f"{PLANTED}@kestrelvane.example", tiers, path, scope, eligible)


@pytest.fixture
def company(tenant: GraphTenant) -> set[Line]:
    """What the seed holds before anything is planted."""
    return lines(tenant)


def test_the_seeded_company_is_known_by_heart(company: set[Line]) -> None:
    github = "repo:kestrel-vane/entra-configuration:environment:entra-production"
    write, policy = "LifecycleWorkflows-Workflow.ReadWrite.All", "Policy.ReadWrite.AuthenticationMethod"
    workflows = "Lifecycle Workflows Administrator"
    sign_in = "may sign in as lcwsync apply"
    people = "application permission User.ReadWrite.All"

    def named(name: str) -> str:
        return f"{name}@kestrelvane.example"

    assert company == {
        (named("breakglass"), EVERY, ("Global Administrator",), "whole tenant", False),
        (named("paul.meyer"), ("direct",), ("Authentication Administrator",), "AU-Sales", False),
        (named("ada.iverson"), ("direct",), ("Privileged Authentication Administrator",), "whole tenant", True),
        (named("ada.iverson"), ("workflows",), ("member of SG-Identity-Admins", workflows), "whole tenant", False),
        (
            named("dmitri.volkov"),
            ("workflows",),
            ("eligible member of SG-Identity-Admins", workflows),
            "whole tenant",
            True,
        ),
        ("lcwsync apply", ("workflows",), (f"application permission {write}",), "whole tenant", False),
        ("lcwsync apply", ("policy",), (f"application permission {policy}",), "whole tenant", False),
        (github, ("escalation",), (sign_in, f"application permission {write}"), "whole tenant", False),
        (github, ("escalation",), (sign_in, f"application permission {policy}"), "whole tenant", False),
        ("HR provisioning", ("recipient",), (people,), "whole tenant", False),
        (named("samir.haddad"), ("recipient",), ("owner of HR provisioning", people), "whole tenant", False),
    }


ROLES = {
    "a direct creator": ("Authentication Administrator", ("direct",)),
    "through workflows": ("Lifecycle Workflows Administrator", ("workflows",)),
    "a changer of the policy": ("Authentication Policy Administrator", ("policy",)),
    "a granter of roles": ("Privileged Role Administrator", ("escalation",)),
    "an administrator of applications": ("Application Administrator", ("escalation",)),
    "an administrator of cloud applications": ("Cloud Application Administrator", ("escalation",)),
    "who steers the recipient": ("User Administrator", ("recipient",)),
}


@pytest.mark.parametrize(("name", "tiers"), ROLES.values(), ids=ROLES)
def test_an_active_role_is_found_and_nothing_else(
    tenant: GraphTenant, store: Store, company: set[Line], name: str, tiers: tuple[str, ...]
) -> None:
    planting.assign(store, user(PLANTED), planting.role(store, name))

    assert lines(tenant) - company == {of_planted(*tiers, path=(name,))}


@pytest.mark.parametrize(("name", "tiers"), ROLES.values(), ids=ROLES)
def test_an_eligible_role_is_found_and_nothing_else(
    tenant: GraphTenant, store: Store, company: set[Line], name: str, tiers: tuple[str, ...]
) -> None:
    planting.make_eligible(store, user(PLANTED), planting.role(store, name))

    assert lines(tenant) - company == {of_planted(*tiers, path=(name,), eligible=True)}


def test_a_role_in_an_administrative_unit_names_the_unit(tenant: GraphTenant, store: Store, company: set[Line]) -> None:
    planting.assign(store, user(PLANTED), planting.role(store, "Authentication Administrator"), SALES)

    assert lines(tenant) - company == {of_planted("direct", path=("Authentication Administrator",), scope="AU-Sales")}


@pytest.mark.parametrize(
    ("action", "tiers"),
    [
        (f"{METHODS}/create", ("direct",)),
        (f"{METHODS}/allProperties/allTasks", ("direct",)),
        ("microsoft.directory/lifecycleWorkflows/workflows/allProperties/update", ("workflows",)),
        ("microsoft.directory/userCredentialPolicies/tenantDefault/update", ("policy",)),
        ("microsoft.directory/roleAssignments/create", ("escalation",)),
        ("microsoft.directory/servicePrincipals/credentials/update", ("escalation",)),
        ("microsoft.directory/servicePrincipals/managePermissionGrantsForAll.company-admin", ("escalation",)),
        ("microsoft.directory/groupsAssignableToRoles/members/update", ("escalation",)),
        ("microsoft.directory/domains/federation/update", ("escalation",)),
        ("microsoft.directory/domains/allProperties/allTasks", ("escalation",)),
        ("microsoft.directory/identityProviders/allProperties/allTasks", ("escalation",)),
        ("microsoft.directory/permissionGrantPolicies/basic/update", ("escalation",)),
        ("microsoft.directory/entitlementManagement/allProperties/allTasks", ("escalation",)),
        ("microsoft.directory/oAuth2PermissionGrants/allProperties/allTasks", ("escalation",)),
        ("microsoft.intune/allEntities/allTasks", ("escalation",)),
        ("microsoft.directory/users/manager/update", ("recipient",)),
        ("microsoft.directory/users/customSecurityAttributes/update", ("recipient",)),
        ("microsoft.directory/users/password/update", ("recipient",)),
        ("microsoft.directory/groups/members/update", ("recipient",)),
        ("microsoft.directory/groups.security/members/update", ("recipient",)),
        ("microsoft.directory/administrativeUnits/members/update", ("recipient",)),
        ("microsoft.directory/servicePrincipals/synchronizationSchema/manage", ("recipient",)),
        ("microsoft.office365.exchange/allEntities/basic/allTasks", ("recipient",)),
        (f"{METHODS}/basic/update", ("recipient",)),
        ("microsoft.directory/users/contactInfo/update", ("recipient",)),
        ("microsoft.directory/users/userPrincipalName/update", ("recipient",)),
        ("microsoft.directory/cloudProvisioning/allProperties/allTasks", ("recipient",)),
        ("microsoft.directory/passwordHashSync/allProperties/allTasks", ("recipient",)),
        ("microsoft.directory/roleManagementPolicies/allProperties/update", ("escalation",)),
        ("microsoft.office365.exchange/allRecipients/allProperties/allTasks", ("recipient",)),
        ("microsoft.office365.exchange/recipients/allProperties/allTasks", ("recipient",)),
        ("microsoft.directory/groups.security.assignedMembership/members/update", ("recipient",)),
        ("microsoft.directory/groups.unified/visibility/update", ("recipient",)),
        ("microsoft.directory/users/jobInfo/update", ("recipient",)),
        ("microsoft.directory/users/extensionProperties/update", ("recipient",)),
        ("microsoft.directory/users/sponsors/update", ("recipient",)),
        ("microsoft.directory/users/authorizationInfo/update", ("recipient",)),
        ("microsoft.directory/users/convertExternalToInternalMemberUser", ("recipient",)),
        ("microsoft.directory/backup/recovery/create", ("recipient",)),
        ("microsoft.directory/hybridAuthenticationPolicy/allProperties/allTasks", ("recipient",)),
        ("microsoft.directory/organization/dirSync/update", ("recipient",)),
        (
            "microsoft.directory/servicePrincipals/synchronization.customSecurityAttributes/schema/update",
            ("recipient",),
        ),
        ("microsoft.directory/directoryRoles/allProperties/allTasks", ("escalation",)),
        ("microsoft.directory/scopedRoleMemberships/allProperties/allTasks", ("escalation",)),
        ("microsoft.directory/privilegedIdentityManagement/allProperties/allTasks", ("escalation",)),
        ("microsoft.directory/roleAssignmentScheduleRequests/create", ("escalation",)),
        ("microsoft.directory/authorizationPolicy/allProperties/allTasks", ("escalation",)),
        ("microsoft.directory/agentIdentities/appRoleAssignedTo/update", ("escalation",)),
        ("microsoft.directory/agentIdentityBlueprints/credentials/update", ("escalation",)),
        ("microsoft.directory/domains/federationConfiguration/create", ("escalation",)),
        ("microsoft.directory/organization/allProperties/allTasks", ("escalation",)),
        ("microsoft.directory/tenantGovernance/requests/allProperties/update", ("escalation",)),
        (
            "microsoft.commerce.tenantRelationships/customerDelegatedAdminPrivileges/allProperties/allTasks",
            ("escalation",),
        ),
        ("microsoft.azure.devOps/allEntities/allTasks", ("escalation",)),
        ("microsoft.windows.defenderAdvancedThreatProtection/allEntities/allTasks", ("escalation",)),
        (
            "microsoft.directory/allEntities/allProperties/allTasks",
            EVERY,
        ),
    ],
)
def test_a_custom_role_is_judged_by_its_actions(
    tenant: GraphTenant, store: Store, company: set[Line], action: str, tiers: tuple[str, ...]
) -> None:
    planting.assign(store, user(PLANTED), planting.custom_role(store, "Night shift", action))

    assert lines(tenant) - company == {of_planted(*tiers, path=("Night shift",))}


@pytest.mark.parametrize(
    "action",
    [
        f"{METHODS}/standard/read",
        f"{METHODS}/delete",
        "microsoft.directory/lifecycleWorkflows/workflows/allProperties/read",
        "microsoft.directory/userCredentialPolicies/standard/read",
        "microsoft.directory/roleAssignments/standard/read",
        "microsoft.directory/applications/basic/update",
        "microsoft.directory/groups/members/read",
        "microsoft.directory/domains/standard/read",
        "microsoft.directory/administrativeUnits/members/read",
        "microsoft.directory/privilegedIdentityManagement/allProperties/read",
        "microsoft.directory/authorizationPolicy/standard/read",
        "microsoft.directory/backup/preview/create",
        "microsoft.directory/tenantGovernance/requests/create",
        "microsoft.directory/domains/federationConfiguration/delete",
        "microsoft.directory/groups.security/visibility/update",
        "microsoft.directory/users/assignLicense",
        "microsoft.directory/organization/basic/update",
        "microsoft.intune/allEntities/read",
        "microsoft.windows.defenderAdvancedThreatProtection/allEntities/read",
        "microsoft.office365.exchange/allEntities/standard/read",
    ],
)
def test_an_action_that_leads_to_no_pass_is_not_reported(
    tenant: GraphTenant, store: Store, company: set[Line], action: str
) -> None:
    planting.assign(store, user(PLANTED), planting.custom_role(store, "Night shift", action))

    assert lines(tenant) == company


def test_a_disabled_role_gives_nothing(tenant: GraphTenant, store: Store, company: set[Line]) -> None:
    role = planting.custom_role(store, "Night shift", f"{METHODS}/create")
    planting.change(store, "roleDefinitions", role, isEnabled=False)
    planting.assign(store, user(PLANTED), role)

    assert lines(tenant) == company


BY_TEMPLATE = {
    "Domain Name Administrator": ("8329153b-31d0-4727-b945-745eb3bc5f31", "escalation"),
    "External Identity Provider Administrator": ("be2f45a1-457d-42af-a067-6ec1fa63bc45", "escalation"),
    "Security Administrator": ("194ae4cb-b126-40b2-bd5b-6091b380977d", "escalation"),
    "Hybrid Identity Administrator": ("8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", "escalation"),
    "Directory Synchronization Accounts": ("d29b2b05-8046-44ba-8758-1e26182fcf32", "escalation"),
    "Helpdesk Administrator": ("729827e3-9c14-49f7-bb1b-9608f156bbb8", "recipient"),
    "Password Administrator": ("966707d0-3269-4727-9be2-8c3a10f19b9d", "recipient"),
    "Groups Administrator": ("fdd7a751-b60b-444a-984c-02652fe8fa1c", "recipient"),
    "Exchange Administrator": ("29232cdf-9323-42fd-ade2-1d097af3e4de", "recipient"),
    "Exchange Recipient Administrator": ("31392ffb-586c-42d1-9346-e59415a2cc4e", "recipient"),
    "Identity Governance Administrator": ("45d8d3c5-c802-45c6-b32a-1d70b5e1e86e", "escalation"),
    "On Premises Directory Sync Account": ("a92aed5d-d78a-4d16-b381-09adb37eb3b0", "escalation"),
    "Compliance Administrator": ("17315797-102d-40b4-93e0-432062caca18", "recipient"),
    "Compliance Data Administrator": ("e6d1a23a-da11-4be4-9570-befc86d067a7", "recipient"),
    "Purview Workload Content Reader": ("e07494ad-1654-4dd2-922e-6f81a71bf00f", "recipient"),
    "Tenant Governance Administrator": ("1981f584-96e9-4a6f-95b0-f522373f8fae", "escalation"),
    "Customer Delegated Admin Relationship Administrator": ("fc8ad4e2-40e4-4724-8317-bcda7503ecbf", "escalation"),
    "Directory Writers": ("9360feb5-f418-4baa-8175-e2a00bac4301", "recipient"),
    "Teams Administrator": ("69091246-20e8-4a56-aa4d-066075b2a7a8", "recipient"),
    "Attribute Assignment Administrator": ("58a13ea3-c632-46ae-9ee0-9c0d43cd7f3d", "recipient"),
    "Entra SOC Identity Responder": ("58f930cc-fcf4-4152-852c-1d7dbf502139", "recipient"),
    "Intune Administrator": ("3a2c62db-5318-420d-8d74-23affee5d9d5", "escalation"),
    "Agent ID Administrator": ("db506228-d27e-4b7d-95e5-295956d6615f", "escalation"),
    "Partner Tier1 Support": ("4ba39ca4-527c-499a-b93d-d9b492c50246", "escalation"),
    "Partner Tier2 Support": ("e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8", "escalation"),
}


@pytest.mark.parametrize("name", BY_TEMPLATE)
def test_a_built_in_role_is_found_by_its_template_without_any_action(
    tenant: GraphTenant, store: Store, company: set[Line], name: str
) -> None:
    template, tier = BY_TEMPLATE[name]
    role = planting.custom_role(store, name)
    planting.change(store, "roleDefinitions", role, templateId=template, isBuiltIn=True)
    planting.assign(store, user(PLANTED), role)

    assert lines(tenant) - company == {of_planted(tier, path=(name,))}


@pytest.mark.parametrize(
    ("permission", "tier"),
    [
        ("Policy.ReadWrite.PermissionGrant", "escalation"),
        ("Domain.ReadWrite.All", "escalation"),
        ("Organization.ReadWrite.All", "escalation"),
        ("EntitlementManagement.ReadWrite.All", "escalation"),
        ("RoleManagementPolicy.ReadWrite.Directory", "escalation"),
        ("Group.ReadWrite.All", "recipient"),
        ("User-PasswordProfile.ReadWrite.All", "recipient"),
        ("Synchronization.ReadWrite.All", "recipient"),
        ("Mail.Read", "recipient"),
        ("MailboxSettings.ReadWrite", "recipient"),
        ("eDiscovery.ReadWrite.All", "recipient"),
        ("User-Mail.ReadWrite.All", "recipient"),
        ("UserAuthMethod-Password.ReadWrite.All", "recipient"),
        ("UserAuthMethod-Phone.ReadWrite.All", "recipient"),
        ("OnPremDirectorySynchronization.ReadWrite.All", "recipient"),
        ("SynchronizationData-User.Upload", "recipient"),
        ("MailboxItem.Read.All", "recipient"),
        ("RoleManagement.ReadWrite.Exchange", "recipient"),
        ("Policy.ReadWrite.FedTokenValidation", "escalation"),
        ("Policy.ReadWrite.Authorization", "escalation"),
        ("Application.ReadUpdate.All", "escalation"),
        ("Application.ReadWrite.OwnedBy", "escalation"),
        ("DeviceManagementScripts.ReadWrite.All", "escalation"),
        ("SignInIdentifier.ReadWrite.All", "recipient"),
        ("UserAuthMethod-HardwareOATH.ReadWrite.All", "recipient"),
        ("TeamMember.ReadWrite.All", "recipient"),
        ("MailboxItem.Export.All", "recipient"),
        ("CustomSecAttributeAssignment.ReadWrite.All", "recipient"),
        ("UserAuthenticationMethod.ReadWrite.All", "direct"),
        ("UserAuthMethod-TAP.ReadWrite.All", "direct"),
        ("LifecycleWorkflows.ReadWrite.All", "workflows"),
        ("LifecycleWorkflows-Workflow.ReadWrite.All", "workflows"),
        ("LifecycleWorkflows-Workflow.Activate", "workflows"),
        ("Policy.ReadWrite.AuthenticationMethod", "policy"),
        ("RoleManagement.ReadWrite.Directory", "escalation"),
        ("RoleAssignmentSchedule.ReadWrite.Directory", "escalation"),
        ("RoleEligibilitySchedule.ReadWrite.Directory", "escalation"),
        ("AppRoleAssignment.ReadWrite.All", "escalation"),
        ("Application.ReadWrite.All", "escalation"),
        ("Directory.ReadWrite.All", "recipient"),
    ],
)
def test_an_application_permission_is_found_and_nothing_else(
    tenant: GraphTenant, store: Store, company: set[Line], permission: str, tier: str
) -> None:
    planting.permit(store, planting.application(store, "Coffee machine"), permission)

    path = (f"application permission {permission}",)
    assert lines(tenant) - company == {("Coffee machine", (tier,), path, "whole tenant", False)}


@pytest.mark.parametrize(
    "permission",
    [
        "UserAuthMethod-TAP.Read.All",
        "LifecycleWorkflows.Read.All",
        "User.Read.All",
        "Application.Read.All",
        "EntraBackup.Read.All",
        "TenantGovernance-Request.Read.All",
        "Mail.ReadBasic.All",
    ],
)
def test_a_permission_that_only_reads_is_not_reported(
    tenant: GraphTenant, store: Store, company: set[Line], permission: str
) -> None:
    planting.permit(store, planting.application(store, "Coffee machine"), permission)

    assert lines(tenant) == company


def test_a_delegated_permission_is_found_with_the_users_it_serves(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    client = planting.application(store, "Coffee machine")
    planting.delegate(store, client, "openid UserAuthMethod-TAP.ReadWrite.All")
    planting.delegate(store, client, "Policy.ReadWrite.AuthenticationMethod User.Read", user_id=user(PLANTED))

    everybody = "delegated permission, for the signed-in user, UserAuthMethod-TAP.ReadWrite.All"
    one = "delegated permission, for one user who signs in, Policy.ReadWrite.AuthenticationMethod"
    assert lines(tenant) - company == {
        ("Coffee machine", ("direct",), (everybody,), "whole tenant", False),
        ("Coffee machine", ("policy",), (one,), "whole tenant", False),
    }


@pytest.mark.parametrize(
    "row",
    [row for row in LEADING_PERMISSIONS if not row.together],
    ids=lambda row: f"{RESOURCES[row.resource]}: {row.path}",
)
def test_each_permission_of_the_table_is_found_by_itself_as_an_application_permission_and_as_a_delegated_one(
    tenant: GraphTenant, store: Store, company: set[Line], row: LeadingPermissions
) -> None:
    graph = row.resource == GRAPH
    resource = GRAPH_PRINCIPAL_ID if graph else planting.resource(store, "Whatever it is called", row.resource)
    for name in row.names:
        planting.permit(store, planting.application(store, f"Robot {name}"), name, resource)
        planting.delegate(store, planting.application(store, f"Form {name}"), f"openid {name}", resource=resource)

    of = "" if graph else f" of {RESOURCES[row.resource]}"
    tiers, whole = (row.tier.value,), "whole tenant"
    assert lines(tenant) - company == {
        line
        for name in row.names
        for line in (
            (f"Robot {name}", tiers, (f"application permission {name}{of}",), whole, False),
            (f"Form {name}", tiers, (f"delegated permission, for the signed-in user, {name}{of}",), whole, False),
        )
    }


@pytest.mark.parametrize("reads", ["Mail.ReadBasic", "Mail.ReadBasic.All"])
def test_permissions_that_forward_mail_together_are_found_and_one_of_them_alone_is_not(
    tenant: GraphTenant, store: Store, company: set[Line], reads: str
) -> None:
    both, sender, form = (planting.application(store, name) for name in ("Robot", "Sender", "Form"))
    planting.permit(store, both, reads)
    planting.permit(store, both, "Mail.Send")
    planting.permit(store, sender, "Mail.Send")
    planting.delegate(store, form, f"Mail.Send openid {reads}")

    how = "delegated permission, for the signed-in user,"
    together = f"{reads} with Mail.Send"
    assert lines(tenant) - company == {
        ("Robot", ("recipient",), (f"application permission {together}",), "whole tenant", False),
        ("Form", ("recipient",), (f"{how} {together}",), "whole tenant", False),
    }


def test_a_permission_of_the_same_name_on_another_resource_leads_nowhere(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    other = planting.resource(store, "Microsoft Graphs", object_id("appId", "an impostor"))
    planting.permit(store, planting.application(store, "Coffee machine"), "UserAuthMethod-TAP.ReadWrite.All", other)

    assert lines(tenant) == company


@pytest.mark.parametrize("row", [*LEADING_ACTIONS, RESETS, EVERYTHING, *LEADING_ROLES.values(), *LEADING_PERMISSIONS])
def test_each_row_tells_its_path_in_one_sentence_and_its_source(row: Row) -> None:
    assert re.fullmatch(r"It [^.]+\.", row.path)
    assert row.source.startswith("https://learn.microsoft.com/")


@pytest.mark.parametrize("permission", sorted(name for row in ALONE for name in row.names))
def test_each_permission_of_the_table_is_reported_with_its_path_and_source(permission: str) -> None:
    rows = [row for row in ALONE if permission in row.names]

    assert len({row.resource for row in rows}) == len(rows)
    assert all(row.path.startswith("It ") and row.source.startswith("https://learn.microsoft.com/") for row in rows)


def test_members_owners_and_eligible_ones_of_a_group_are_found(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    people = [user(name) for name in (PLANTED, "samir.haddad", "paul.meyer", "ada.iverson")]
    group = planting.group(store, "Night owls", members=(people[0],), owners=(people[1],))
    planting.make_member_eligible(store, people[2], group, "member")
    planting.make_member_eligible(store, people[3], group, "owner")
    planting.assign(store, group, planting.role(store, "Authentication Administrator"))

    role = "Authentication Administrator"
    assert lines(tenant) - company == {
        of_planted("direct", path=("member of Night owls", role)),
        ("samir.haddad@kestrelvane.example", ("escalation",), ("owner of Night owls", role), "whole tenant", False),
        ("paul.meyer@kestrelvane.example", ("direct",), ("eligible member of Night owls", role), "whole tenant", True),
        (
            "ada.iverson@kestrelvane.example",
            ("escalation",),
            ("eligible owner of Night owls", role),
            "whole tenant",
            True,
        ),
    }


def test_a_membership_that_begins_later_is_found_and_one_that_began_is_not_found_twice(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    group = planting.group(store, "Night owls", members=(user("samir.haddad"),))
    planting.make_member_later(store, user("samir.haddad"), group, "member", planting.SINCE)
    planting.make_member_later(store, user(PLANTED), group, "member", "2031-02-03T00:00:00Z")
    planting.make_member_later(store, user("paul.meyer"), group, "owner", "2031-02-03T00:00:00Z")
    planting.assign(store, group, planting.role(store, "Authentication Administrator"))

    role = "Authentication Administrator"
    assert lines(tenant) - company == {
        ("samir.haddad@kestrelvane.example", ("direct",), ("member of Night owls", role), "whole tenant", False),
        of_planted("direct", path=("by a schedule, later a member of Night owls", role)),
        (
            "paul.meyer@kestrelvane.example",
            ("escalation",),
            ("by a schedule, later an owner of Night owls", role),
            "whole tenant",
            False,
        ),
    }


@pytest.mark.parametrize("visibility", ["Public", None])
def test_a_group_that_everybody_can_join_is_found(
    tenant: GraphTenant, store: Store, company: set[Line], visibility: str | None
) -> None:
    group = planting.group(store, "New hires")
    planting.change(store, "groups", group, groupTypes=["Unified"], visibility=visibility)
    reads = read_rights(tenant, {group: "the TAP policy names it"})

    assert {line(held) for held in paths(reads)} - company == {
        (
            "everybody in the tenant",
            ("recipient",),
            ("can join New hires", "the TAP policy names it"),
            "whole tenant",
            False,
        ),
    }


@pytest.mark.parametrize(
    "members",
    [
        {"groupTypes": ["Unified"], "visibility": "Private"},
        {"groupTypes": ["Unified"], "visibility": "HiddenMembership"},
        {"groupTypes": ["Unified", "DynamicMembership"], "visibility": "Public"},
        {"groupTypes": [], "visibility": "Public"},
    ],
)
def test_a_group_that_nobody_can_join_by_themselves_is_not_reported(
    tenant: GraphTenant, store: Store, company: set[Line], members: JsonObject
) -> None:
    group = planting.group(store, "New hires")
    planting.change(store, "groups", group, **members)
    reads = read_rights(tenant, {group: "the TAP policy names it"})

    assert {line(held) for held in paths(reads)} == company


def test_an_access_package_that_leads_to_a_right_is_found_with_whom_it_lets_in(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    group = planting.group(store, "Night owls")
    planting.assign(store, group, planting.role(store, "Authentication Administrator"))
    hires = planting.group(store, "New hires")
    planting.package(store, "Night work", group)
    planting.package(store, "First day", hires, whom="specificDirectoryUsers", by="managers")
    planting.package(store, "Elsewhere", planting.group(store, "Cooks"))
    reads = read_rights(tenant, {hires: "the TAP policy names it"})

    asked = "becomes member on request, without approval, open to all members, of Night owls"
    managed = (
        "becomes member on a request by somebody else, without approval, open to chosen users and groups, of New hires"
    )
    assert {line(held) for held in paths(reads)} - company == {
        (
            'everybody who gets the access package "Night work"',
            ("escalation",),
            (asked, "Authentication Administrator"),
            "whole tenant",
            False,
        ),
        (
            'everybody who gets the access package "First day"',
            ("recipient",),
            (managed, "the TAP policy names it"),
            "whole tenant",
            False,
        ),
    }


CATALOG_OWNER, CATALOG_READER = "ae79f266-94d4-4dab-b730-feca7e132178", "44272f93-9762-48e8-af59-1b5351b1d6b3"
PACKAGE_MANAGER, ASSIGNER = "7f480852-ebdc-47d4-87de-0d8498384a83", "e2182095-804a-4656-ae11-64734e9b7ae5"
CATALOG_CREATOR = "ba92d953-d8e0-4e39-a797-0cbedb0a89e8"
DECIDES = "the TAP policy names it"


@pytest.mark.parametrize(
    ("role", "does", "name"),
    [
        (CATALOG_OWNER, "changes who may ask for", "Catalog owner"),
        (PACKAGE_MANAGER, "changes who may ask for", "Access package manager"),
        (ASSIGNER, "may, without a request, assign", "Access package assignment manager"),
    ],
)
def test_a_role_on_the_catalog_of_a_package_that_decides_about_passes_is_found_with_what_it_gains(
    tenant: GraphTenant, store: Store, role: str, does: str, name: str
) -> None:
    hires = planting.group(store, "New hires")
    planting.package(store, "First day", hires, whom="specificDirectoryUsers", by="managers")
    planting.package(store, "Elsewhere", planting.group(store, "Cooks"))
    before = {line(held) for held in paths(read_rights(tenant, {hires: DECIDES}))}
    planting.assign_on_catalog(store, user(PLANTED), role, "First day")
    planting.assign_on_catalog(store, user("ada.iverson"), role, "Elsewhere")

    reads = read_rights(tenant, {hires: DECIDES})

    assert reads.refused == ()
    assert {line(held) for held in paths(reads)} - before == {
        of_planted(
            "recipient",
            path=(f'{does} the access package "First day", as {name} of its catalog, into New hires', DECIDES),
        )
    }


@pytest.mark.parametrize("role", [CATALOG_READER, CATALOG_CREATOR])
def test_who_reads_a_catalog_or_creates_new_ones_gains_nothing(tenant: GraphTenant, store: Store, role: str) -> None:
    hires = planting.group(store, "New hires")
    planting.package(store, "First day", hires)
    before = {line(held) for held in paths(read_rights(tenant, {hires: DECIDES}))}
    planting.assign_on_catalog(store, user(PLANTED), role, "First day")
    planting.assign_on_catalog(store, user(PLANTED), role, None)

    reads = read_rights(tenant, {hires: DECIDES})

    assert (reads.refused, {line(held) for held in paths(reads)}) == ((), before)


def test_the_people_behind_a_catalog_role_are_found_and_so_is_one_on_all_catalogs(
    tenant: GraphTenant, store: Store
) -> None:
    hires = planting.group(store, "New hires")
    planting.package(store, "First day", hires)
    before = {line(held) for held in paths(read_rights(tenant, {hires: DECIDES}))}
    governance = planting.group(store, "Governance", members=(user(PLANTED),))
    planting.assign_on_catalog(store, governance, PACKAGE_MANAGER, "First day")
    robot = planting.application(store, "Robot", owners=(user("ada.iverson"),))
    planting.assign_on_catalog(store, robot, CATALOG_OWNER, None)

    found = {line(held) for held in paths(read_rights(tenant, {hires: DECIDES}))} - before

    changes = 'changes who may ask for the access package "First day", as'
    managed = f"{changes} Access package manager of its catalog, into New hires"
    owned = f"{changes} Catalog owner of all catalogs, into New hires"
    assert found == {
        of_planted("recipient", path=("member of Governance", managed, DECIDES)),
        ("Robot", ("recipient",), (owned, DECIDES), "whole tenant", False),
        (
            "ada.iverson@kestrelvane.example",
            ("recipient",),
            ("owner of Robot", owned, DECIDES),
            "whole tenant",
            False,
        ),
    }


def test_a_role_on_a_catalog_counts_before_the_package_has_a_policy(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    group = planting.group(store, "Night owls")
    planting.assign(store, group, planting.role(store, "Authentication Administrator"))
    planting.package(store, "Night work", group)
    for policy in store.all("assignmentPolicies"):
        if policy["displayName"] == "Night work":
            store.remove("assignmentPolicies", str(policy["id"]))
    planting.assign_on_catalog(store, user(PLANTED), CATALOG_OWNER, "Night work")

    way = 'changes who may ask for the access package "Night work", as Catalog owner of its catalog, into Night owls'
    assert lines(tenant) - company == {of_planted("escalation", path=(way, "Authentication Administrator"))}


def test_an_unknown_role_of_entitlement_management_or_a_package_without_its_catalog_is_told(
    tenant: GraphTenant, store: Store
) -> None:
    hires = planting.group(store, "New hires")
    package = planting.package(store, "First day", hires)
    unknown = object_id("catalogRole", "New in autumn")
    planting.assign_on_catalog(store, user(PLANTED), unknown, "Elsewhere")
    assert read_rights(tenant, {hires: DECIDES}).refused == ()

    planting.assign_on_catalog(store, user(PLANTED), unknown, "First day")
    (told,) = read_rights(tenant, {hires: DECIDES}).refused
    assert told.what == f"the role {unknown} of entitlement management"

    planting.change(store, "accessPackages", package, catalog=None)
    told = read_rights(tenant, {hires: DECIDES}).refused[0]
    assert told.what == 'the catalog of the access package "First day"'


def test_everybody_could_join_what_an_access_package_opens_to_all(tenant: GraphTenant, store: Store) -> None:
    group = planting.group(store, "Night owls")
    planting.assign(store, group, planting.role(store, "Authentication Administrator"))
    assert privileges(read_rights(tenant), user(PLANTED), frozenset()).held == ()

    planting.package(store, "Night work", group, whom="specificDirectoryUsers")
    assert privileges(read_rights(tenant), user(PLANTED), frozenset()).held == ()

    planting.package(store, "Night work", group)
    assert privileges(read_rights(tenant), user(PLANTED), frozenset()).held


def test_an_application_inside_a_group_with_a_role_is_found_although_the_plain_list_leaves_it_out(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    robot = planting.application(store, "Robot", owners=(user(PLANTED),))
    inner = planting.group(store, "Inner", members=(robot,))
    group = planting.group(store, "Night owls", members=(inner,))
    planting.assign(store, group, planting.role(store, "Authentication Administrator"))

    path = ("member of Night owls", "Authentication Administrator")
    assert lines(tenant) - company == {
        ("Robot", ("direct",), path, "whole tenant", False),
        of_planted("escalation", path=("owner of Robot", *path)),
    }


def test_owners_of_a_group_that_decides_who_gets_a_pass_are_found_and_its_members_are_not(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    group = planting.group(store, "New hires", members=(user("paul.meyer"),), owners=(user(PLANTED),))
    planting.make_member_eligible(store, user("ada.iverson"), group, "owner")
    reads = read_rights(tenant, {group: "the TAP policy names it"})

    path = ("the TAP policy names it",)
    assert {line(held) for held in paths(reads)} - company == {
        of_planted("recipient", path=("owner of New hires", *path)),
        (
            "ada.iverson@kestrelvane.example",
            ("recipient",),
            ("eligible owner of New hires", *path),
            "whole tenant",
            True,
        ),
    }


def test_a_nested_group_hides_no_holder(tenant: GraphTenant, store: Store, company: set[Line]) -> None:
    inner = planting.group(store, "Inner", members=(user(PLANTED),))
    outer = planting.group(store, "Outer", members=(inner,))
    planting.make_member_eligible(store, outer, inner, "member")
    planting.assign(store, outer, planting.role(store, "Authentication Administrator"))

    assert lines(tenant) - company == {of_planted("direct", path=("member of Outer", "Authentication Administrator"))}


@pytest.mark.parametrize("owner", ["application", "of the tenant"])
def test_an_owner_of_an_application_that_holds_a_right_can_come_to_it(
    tenant: GraphTenant, store: Store, company: set[Line], owner: str
) -> None:
    machine = planting.application(store, "Coffee machine", owners=(user(PLANTED),), owner=owner)
    planting.permit(store, machine, "UserAuthMethod-TAP.ReadWrite.All")

    permission = "application permission UserAuthMethod-TAP.ReadWrite.All"
    assert lines(tenant) - company == {
        ("Coffee machine", ("direct",), (permission,), "whole tenant", False),
        of_planted("escalation", path=("owner of Coffee machine", permission)),
    }


def test_ownership_is_followed_through_applications(tenant: GraphTenant, store: Store, company: set[Line]) -> None:
    grinder = planting.application(store, "Grinder", owners=(user(PLANTED),))
    machine = planting.application(store, "Coffee machine", owners=(grinder,))
    planting.permit(store, machine, "UserAuthMethod-TAP.ReadWrite.All")

    permission = "application permission UserAuthMethod-TAP.ReadWrite.All"
    assert lines(tenant) - company == {
        ("Coffee machine", ("direct",), (permission,), "whole tenant", False),
        ("Grinder", ("escalation",), ("owner of Coffee machine", permission), "whole tenant", False),
        of_planted("escalation", path=("owner of Grinder", "owner of Coffee machine", permission)),
    }


def test_an_identity_trusted_to_sign_in_as_an_application_is_found(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    apply = object_id("application", "lcwsync apply")
    application = store.get("applications", apply)
    assert application is not None
    credential: JsonObject = {"name": "x", "issuer": "https://ci.example/", "subject": "anybody", "audiences": []}
    known = application["_federatedIdentityCredentials"]
    assert isinstance(known, list)
    planting.change(store, "applications", apply, _federatedIdentityCredentials=[*known, credential])

    assert {(name, path[0]) for name, _, path, _, _ in lines(tenant) - company} == {
        ("https://ci.example anybody", "may sign in as lcwsync apply")
    }


def test_a_right_over_one_application_counts_when_that_one_holds_something(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    admin = planting.role(store, "Application Administrator")
    planting.assign(store, user(PLANTED), admin, f"/{object_id('application', 'lcwsync apply')}")
    planting.assign(store, user("samir.haddad"), admin, f"/{object_id('application', 'Badge office')}")

    expected = of_planted("escalation", path=("Application Administrator",), scope="the application lcwsync apply")
    assert lines(tenant) - company == {expected}


def test_an_activation_is_told_apart_from_a_permanent_assignment(tenant: GraphTenant, store: Store) -> None:
    role = planting.role(store, "Privileged Authentication Administrator")
    planting.assign(store, user("ada.iverson"), role, activated=True)

    held = [h for h in paths(read_rights(tenant)) if h.path == ("Privileged Authentication Administrator",)]

    assert {(h.eligible, h.activated) for h in held} == {(True, False), (False, True)}


def test_a_disabled_account_is_reported_as_such(tenant: GraphTenant, store: Store) -> None:
    planting.assign(store, user(PLANTED), planting.role(store, "Authentication Administrator"))
    planting.change(store, "users", user(PLANTED), accountEnabled=False)

    held = [h for h in paths(read_rights(tenant)) if h.principal.name.startswith(PLANTED)]

    assert [h.principal.enabled for h in held] == [False]


def test_secrets_of_an_application_are_counted_and_expired_ones_apart(tenant: GraphTenant, store: Store) -> None:
    secrets: list[JsonObject] = [{"endDateTime": "2099-01-01T00:00:00Z"}, {"endDateTime": "2001-01-01T00:00:00Z"}]
    planting.change(store, "applications", object_id("application", "lcwsync apply"), passwordCredentials=secrets)

    held = [h for h in paths(read_rights(tenant)) if h.principal.name == "lcwsync apply"]

    assert {h.principal.signs_in_with for h in held} == {"1 secret, 1 expired secret"}


def test_a_holder_that_the_directory_does_not_answer_with_is_found_as_unknown(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    gone = object_id("user", "never was")
    planting.assign(store, gone, planting.role(store, "Authentication Administrator"))

    unknown = (f"unknown principal {gone}", ("direct",), ("Authentication Administrator",), "whole tenant", False)
    assert lines(tenant) - company == {unknown}


def test_an_eligible_member_that_the_directory_does_not_answer_with_is_found_as_unknown(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    gone = object_id("user", "never was")
    group = planting.group(store, "Night owls")
    planting.make_member_eligible(store, gone, group, "member")
    planting.assign(store, group, planting.role(store, "Authentication Administrator"))

    path = ("eligible member of Night owls", "Authentication Administrator")
    assert lines(tenant) - company == {(f"unknown principal {gone}", ("direct",), path, "whole tenant", True)}


def test_an_active_role_that_begins_later_is_found_with_its_first_day(
    tenant: GraphTenant, store: Store, company: set[Line]
) -> None:
    role = planting.role(store, "Authentication Administrator")
    planting.assign_later(store, user(PLANTED), role, "2099-05-01T00:00:00Z")

    assert lines(tenant) - company == {of_planted("direct", path=("Authentication Administrator from 2099-05-01",))}


def test_the_whole_tenant_is_read_in_few_requests(tenant: GraphTenant, sandbox_app: SandboxApp) -> None:
    read_rights(tenant)

    sent = [request for request in sandbox_app.requests if not request.batched]
    assert len(sent) <= 22
