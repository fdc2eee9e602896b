"""Resources whose permissions lead to a pass, and the table of those permissions except the ones of Microsoft Graph.

Names as the service principals of these resources list them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from lcwsync.model.guardrails import Tier

GRAPH = "00000003-0000-0000-c000-000000000000"
EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
AZURE_AD_GRAPH = "00000002-0000-0000-c000-000000000000"
SYNCHRONISATION = "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016"
PASSWORD_RESET = "93625bc8-bfe2-437a-97e0-3d0060024faa"  # noqa: S105 - an application id
DEFENDER = "fc780465-2017-40d4-a0c5-307022471b92"
"""Application ids of the resources, the same in every tenant."""

RESOURCES: Mapping[str, str] = {
    GRAPH: "Microsoft Graph",
    EXCHANGE: "Office 365 Exchange Online",
    AZURE_AD_GRAPH: "Azure AD Graph",
    SYNCHRONISATION: "Microsoft Entra AD Synchronization Service",
    PASSWORD_RESET: "Microsoft password reset service",
    DEFENDER: "WindowsDefenderATP",
}

_REFERENCE = "https://learn.microsoft.com/graph/permissions-reference"
_APP_ONLY = "https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2"
_RETIRED = "https://learn.microsoft.com/graph/migrate-azure-ad-graph-overview"
_CONNECT = "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id"
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
    together: bool = False
    """Each of them alone leads nowhere."""


OTHER_PERMISSIONS = (
    LeadingPermissions(
        Tier.RECIPIENT,
        "It opens mailboxes, in one of which the pass arrives, or forwards their mail.",
        _EWS,
        (
            "full_access_as_app",
            "EAS.AccessAsUser.All",
            "EWS.AccessAsUser.All",
            "IMAP.AccessAsApp",
            "IMAP.AccessAsUser.All",
            "POP.AccessAsApp",
            "POP.AccessAsUser.All",
            "Mail.Read",
            "Mail.Read.All",
            "Mail.Read.Shared",
            "Mail.ReadWrite",
            "Mail.ReadWrite.All",
            "Mail.ReadWrite.Shared",
            "Mailbox.Migration",
            "MailboxSettings.ReadWrite",
        ),
        EXCHANGE,
    ),
    LeadingPermissions(
        Tier.RECIPIENT,
        "It administers Exchange Online with a role of its own or of the signed-in user, and can forward mail.",
        _APP_ONLY,
        (
            "Exchange.ManageAsApp",
            "Exchange.ManageAsAppV2",
            "Exchange.AdminAPI.ManageAsApp",
            "Exchange.Manage",
            "Exchange.ManageV2",
            "Exchange.AdminAPI.Manage",
        ),
        EXCHANGE,
    ),
    LeadingPermissions(
        Tier.RECIPIENT,
        "It adds people to a group that decides who may get a pass.",
        _REFERENCE,
        ("Group.ReadWrite.All",),
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
            "Group.ReadWrite.All",
        ),
        AZURE_AD_GRAPH,
    ),
    LeadingPermissions(
        Tier.ESCALATION,
        "It writes people and their credentials, as the server of the synchronisation does.",
        _CONNECT,
        ("ADSynchronization.ReadWrite.All",),
        SYNCHRONISATION,
    ),
    LeadingPermissions(
        Tier.RECIPIENT,
        "It takes part in writing changed passwords back to the directory on premises.",
        _CONNECT,
        (
            "Directory.AccessAsUser.All",
            "PasswordWriteback.RefreshClient.All",
            "PasswordWriteback.RegisterClientVersion.All",
        ),
        PASSWORD_RESET,
    ),
    LeadingPermissions(
        Tier.ESCALATION,
        "It runs programs on the devices of administrators and managers.",
        "https://learn.microsoft.com/defender-endpoint/api/run-live-response",
        ("Machine.LiveResponse",),
        DEFENDER,
    ),
)
"""Of the resources besides Microsoft Graph."""
