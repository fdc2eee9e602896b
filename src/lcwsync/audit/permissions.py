"""The table of permissions that lead to a pass, of Microsoft Graph and of each other resource in RESOURCES.

Application permissions and delegated ones are named alike. Names: https://learn.microsoft.com/graph/permissions-reference
"""

from collections.abc import Collection, Iterator, Mapping

from lcwsync.audit.other_permissions import OTHER_PERMISSIONS, LeadingPermissions
from lcwsync.model.guardrails import Tier

_REFERENCE = "https://learn.microsoft.com/graph/permissions-reference"

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
            "PrivilegedAssignmentSchedule.ReadWrite.EntraAppRole",
            "PrivilegedEligibilitySchedule.ReadWrite.EntraAppRole",
            "RoleManagementPolicy.ReadWrite.EntraAppRole",
        ),
    ),
    LeadingPermissions(
        Tier.ESCALATION,
        "It lets another organisation administer this tenant.",
        "https://learn.microsoft.com/graph/api/resources/tenantgovernanceservices-tenantgovernance-overview",
        ("TenantGovernance-Relationship.ReadWrite.All", "TenantGovernance-Request.ReadWrite.All"),
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
            "MutualTlsOauthConfiguration.ReadWrite.All",
            "SpiffeTrustDomain.ReadWrite.All",
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
            "User.ReadWrite.CrossCloud",
            "User-Phone.ReadWrite.All",
            "SignInIdentifier.ReadWrite.All",
            "CustomSecAttributeAssignment.ReadWrite.All",
            "CustomSecAttributeProvisioning.ReadWrite.All",
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
        "It puts people and groups back to what they were, managers and members included.",
        _REFERENCE,
        ("EntraBackup.ReadWrite.Recovery",),
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
            "User-ConvertToInternal.ReadWrite.All",
            # https://learn.microsoft.com/graph/api/educationuser-update writes the password profile of any user.
            "EduRoster.ReadWrite.All",
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
            "MailboxItem.Read",
            "MailboxItem.Read.All",
            "MailboxItem.ReadWrite",
            "MailboxItem.ReadWrite.All",
            "MailboxItem.Export",
            "MailboxItem.Export.All",
            "MailboxItem.ImportExport",
            "MailboxItem.ImportExport.All",
            "Mail-Advanced.ReadWrite",
            "Mail-Advanced.ReadWrite.All",
            "Mail-Advanced.ReadWrite.Shared",
            "EAS.AccessAsUser.All",
            "EWS.AccessAsUser.All",
            "IMAP.AccessAsUser.All",
            "POP.AccessAsUser.All",
            "MailboxConfigItem.ReadWrite",
            "RoleManagement.ReadWrite.Exchange",
            # https://learn.microsoft.com/graph/api/security-ediscoveryreviewset-export exports what a case has found.
            "eDiscovery.Read.All",
            "eDiscovery.ReadWrite.All",
        ),
    ),
    *(
        LeadingPermissions(
            Tier.RECIPIENT,
            "It finds a mail by its subject and forwards it, with the pass in it.",
            "https://learn.microsoft.com/graph/api/message-forward",
            (reads, "Mail.Send"),
            together=True,
        )
        for reads in ("Mail.ReadBasic", "Mail.ReadBasic.All")
    ),
    *OTHER_PERMISSIONS,
)

PERMISSIONS: Mapping[tuple[str, str], Tier] = {
    (row.resource, name): row.tier for row in LEADING_PERMISSIONS if not row.together for name in row.names
}
"""The tier of a permission by the application id of its resource and its name."""

TOGETHER = tuple(row for row in LEADING_PERMISSIONS if row.together)


def leading_permissions(resource: str, names: Collection[str]) -> Iterator[tuple[str, Tier]]:
    """Permissions of a resource that one principal holds, as far as they lead to a pass, in words: each by itself, and
    several that do so together."""
    yield from ((name, PERMISSIONS[resource, name]) for name in names if (resource, name) in PERMISSIONS)
    for row in TOGETHER:
        if row.resource == resource and set(row.names) <= set(names):
            yield " with ".join(row.names), row.tier
