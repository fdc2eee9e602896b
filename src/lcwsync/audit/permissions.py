"""The table of permissions that lead to a pass: those of Microsoft Graph, of Exchange Online and of Azure AD Graph.

Application permissions and delegated ones are named alike. Names: https://learn.microsoft.com/graph/permissions-reference
"""

from collections.abc import Mapping
from typing import NamedTuple

from lcwsync.model.guardrails import Tier

GRAPH = "00000003-0000-0000-c000-000000000000"
EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
AZURE_AD_GRAPH = "00000002-0000-0000-c000-000000000000"
"""Application ids of the resources, the same in every tenant."""

RESOURCES: Mapping[str, str] = {
    GRAPH: "Microsoft Graph",
    EXCHANGE: "Office 365 Exchange Online",
    AZURE_AD_GRAPH: "Azure AD Graph",
}

_REFERENCE = "https://learn.microsoft.com/graph/permissions-reference"
_APP_ONLY = "https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2"
_RETIRED = "https://learn.microsoft.com/graph/migrate-azure-ad-graph-overview"
_EWS = (
    "https://learn.microsoft.com/exchange/client-developer/exchange-web-services/"
    "how-to-authenticate-an-ews-application-by-using-oauth"
)


class LeadingPermissions(NamedTuple):
    """Permissions of one resource that lead to a pass on the same path."""

    tier: Tier
    path: str
    """How they lead to a pass, in one sentence."""
    source: str
    names: tuple[str, ...]
    resource: str = GRAPH


LEADING_PERMISSIONS = (
    LeadingPermissions(
        Tier.DIRECT,
        "It creates passes for users.",
        "https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods",
        (
            "UserAuthenticationMethod.ReadWrite.All",
            "UserAuthMethod-TAP.ReadWrite.All",
            # Documented for the signed-in user's own passes; what it really allows is not.
            "UserAuthMethod-TAP.ReadWrite",
        ),
    ),
    LeadingPermissions(
        Tier.WORKFLOWS,
        "It writes or starts workflows that create passes.",
        _REFERENCE,
        (
            "LifecycleWorkflows.ReadWrite.All",
            "LifecycleWorkflows-Workflow.ReadWrite.All",
            "LifecycleWorkflows-Workflow.Activate",
        ),
    ),
    LeadingPermissions(
        Tier.POLICY,
        "It changes who may use a pass, and for how long.",
        "https://learn.microsoft.com/graph/api/temporaryaccesspassauthenticationmethodconfiguration-update",
        ("Policy.ReadWrite.AuthenticationMethod",),
    ),
    LeadingPermissions(
        Tier.ESCALATION,
        "It assigns roles, or changes the rules by which an eligible role is activated.",
        _REFERENCE,
        (
            "RoleManagement.ReadWrite.Directory",
            "RoleAssignmentSchedule.ReadWrite.Directory",
            "RoleEligibilitySchedule.ReadWrite.Directory",
            "RoleManagementPolicy.ReadWrite.Directory",
            "PrivilegedAccess.ReadWrite.AzureADGroup",
            "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
            "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
            "RoleManagementPolicy.ReadWrite.AzureADGroup",
            "EntitlementManagement.ReadWrite.All",
            "PrivilegedAccess.ReadWrite.AzureAD",
        ),
    ),
    LeadingPermissions(
        Tier.ESCALATION,
        "It grants permissions to an application, or adds a credential to an application that holds one.",
        _REFERENCE,
        (
            "AppRoleAssignment.ReadWrite.All",
            "Application.ReadWrite.All",
            "Application.ReadWrite.OwnedBy",
            "Application.ReadUpdate.All",
            "AgentIdentityBlueprint.ReadWrite.All",
            "AgentIdentityBlueprint.AddRemoveCreds.All",
            "AgentIdentityBlueprint.UpdateAuthProperties.All",
            "DelegatedPermissionGrant.ReadWrite.All",
            "Policy.ReadWrite.PermissionGrant",
            "Policy.ReadWrite.Authorization",
        ),
    ),
    LeadingPermissions(
        Tier.ESCALATION,
        "It makes the tenant trust an issuer that can sign in as any user.",
        "https://learn.microsoft.com/graph/api/domain-post-federationconfiguration",
        (
            "Domain.ReadWrite.All",
            "Domain-InternalFederation.ReadWrite.All",
            "Organization.ReadWrite.All",
            "IdentityProvider.ReadWrite.All",
            "PublicKeyInfrastructure.ReadWrite.All",
            "Policy.ReadWrite.FedTokenValidation",
        ),
    ),
    LeadingPermissions(
        Tier.ESCALATION,
        "It acts with every right of the signed-in user.",
        _REFERENCE,
        ("Directory.AccessAsUser.All",),
    ),
    LeadingPermissions(
        Tier.ESCALATION,
        "It runs programs on the devices of administrators and managers.",
        _REFERENCE,
        (
            "DeviceManagementConfiguration.ReadWrite.All",
            "DeviceManagementScripts.ReadWrite.All",
            "DeviceManagementApps.ReadWrite.All",
            "DeviceManagementRBAC.ReadWrite.All",
        ),
    ),
    LeadingPermissions(
        Tier.RECIPIENT,
        "It changes a person's manager, mail address, dates or attributes, directly or through synchronisation.",
        "https://learn.microsoft.com/graph/api/user-update",
        (
            "User.ReadWrite.All",
            "User.ReadUpdate.All",
            "SignInIdentifier.ReadWrite.All",
            "CustomSecAttributeAssignment.ReadWrite.All",
            "User-OnPremisesSyncBehavior.ReadWrite.All",
            "SynchronizationData-User.Upload.OwnedBy",
            "Directory.ReadWrite.All",
            "User-LifeCycleInfo.ReadWrite.All",
            "User-Mail.ReadWrite.All",
            "Synchronization.ReadWrite.All",
            "SynchronizationData-User.Upload",
            "OnPremDirectorySynchronization.ReadWrite.All",
        ),
    ),
    LeadingPermissions(
        Tier.RECIPIENT,
        "It adds people to a group or an administrative unit that decides who may get a pass.",
        _REFERENCE,
        (
            "Group.ReadWrite.All",
            "GroupMember.ReadWrite.All",
            "AdministrativeUnit.ReadWrite.All",
            "Group-OnPremisesSyncBehavior.ReadWrite.All",
            "TeamMember.ReadWrite.All",
            "TeamMember.ReadWriteNonOwnerRole.All",
        ),
    ),
    LeadingPermissions(
        Tier.RECIPIENT,
        "It resets the password or another sign-in method of a manager, who receives passes by mail.",
        _REFERENCE,
        (
            "User-PasswordProfile.ReadWrite.All",
            "UserAuthMethod-Password.ReadWrite.All",
            "UserAuthMethod-Phone.ReadWrite.All",
            "UserAuthMethod-Email.ReadWrite.All",
            "UserAuthMethod-Passkey.ReadWrite.All",
            "UserAuthMethod-QR.ReadWrite.All",
            "UserAuthMethod-HardwareOATH.ReadWrite.All",
            "UserAuthMethod-SoftwareOATH.ReadWrite.All",
            "UserAuthMethod-MicrosoftAuthApp.ReadWrite.All",
            "UserAuthMethod-External.ReadWrite.All",
            "UserAuthMethod-PlatformCred.ReadWrite.All",
            "UserAuthMethod-WindowsHello.ReadWrite.All",
            "User.ManageIdentities.All",
        ),
    ),
    LeadingPermissions(
        Tier.RECIPIENT,
        "It reads a manager's mail, which contains the pass, or forwards it.",
        _REFERENCE,
        (
            "Mail.Read",
            "Mail.ReadWrite",
            "Mail.Read.Shared",
            "Mail.ReadWrite.Shared",
            "MailboxSettings.ReadWrite",
            "MailboxItem.Read.All",
            "MailboxItem.ImportExport.All",
            "MailboxItem.Export.All",
            "MailboxItem.ReadWrite.All",
            "Mail-Advanced.ReadWrite.All",
            "MailboxConfigItem.ReadWrite",
            "RoleManagement.ReadWrite.Exchange",
            "eDiscovery.ReadWrite.All",
        ),
    ),
    LeadingPermissions(
        Tier.RECIPIENT,
        "It opens every mailbox, in one of which the pass arrives.",
        _EWS,
        ("full_access_as_app", "EWS.AccessAsUser.All", "Mail.Read", "Mail.ReadWrite", "MailboxSettings.ReadWrite"),
        EXCHANGE,
    ),
    LeadingPermissions(
        Tier.RECIPIENT,
        "It administers Exchange Online with a role of its own, and can forward mail.",
        _APP_ONLY,
        ("Exchange.ManageAsApp", "Exchange.ManageAsAppV2"),
        EXCHANGE,
    ),
    LeadingPermissions(
        Tier.ESCALATION,
        "It writes the directory, its applications and its domains by the interface before Microsoft Graph, where a "
        "tenant still has it.",
        _RETIRED,
        (
            "Application.ReadWrite.All",
            "Application.ReadWrite.OwnedBy",
            "Directory.ReadWrite.All",
            "Directory.AccessAsUser.All",
            "Domain.ReadWrite.All",
        ),
        AZURE_AD_GRAPH,
    ),
)

PERMISSIONS: Mapping[tuple[str, str], Tier] = {
    (row.resource, name): row.tier for row in LEADING_PERMISSIONS for name in row.names
}
"""The tier of a permission by the application id of its resource and its name."""
