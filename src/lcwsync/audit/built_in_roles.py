"""The table of built-in directory roles that lead to a pass.

https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
"""

from collections.abc import Mapping
from typing import NamedTuple

from lcwsync.model.guardrails import Tier

_PAGE = "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference"
_PASSES = "https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods"
_WORKFLOWS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks"
_FEDERATION = "https://learn.microsoft.com/graph/api/domain-post-federationconfiguration"
_SYNCHRONISATION = "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions"

_GROUPS = "It changes the members of groups, one of which may decide who gets a pass."
_CONTENT = "It reads what is in mailboxes by the Microsoft Purview portal."
_DEVICES = "It runs programs on the devices of administrators and managers."


class LeadingRole(NamedTuple):
    """A built-in role that leads to a pass although its actions need not say so."""

    name: str
    tiers: tuple[Tier, ...]
    path: str
    """How it leads to a pass, in one sentence."""
    source: str = _PAGE


LEADING_ROLES: Mapping[str, LeadingRole] = {
    "62e90394-69f5-4237-9190-012177145e10": LeadingRole("Global Administrator", tuple(Tier), "It does everything."),
    "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": LeadingRole(
        "Privileged Authentication Administrator", (Tier.DIRECT,), "It creates passes for every user.", _PASSES
    ),
    "c4e39bd9-1100-46d3-8c65-fb160da0071f": LeadingRole(
        "Authentication Administrator", (Tier.DIRECT,), "It creates passes for users without a role.", _PASSES
    ),
    "59d46f88-662b-457b-bceb-5c3809e5908f": LeadingRole(
        "Lifecycle Workflows Administrator",
        (Tier.WORKFLOWS,),
        "It writes and starts workflows that create passes.",
        _WORKFLOWS,
    ),
    "0526716b-113d-4c15-b2c8-68e3c22b9f80": LeadingRole(
        "Authentication Policy Administrator", (Tier.POLICY,), "It changes who may use a pass, and for how long."
    ),
    "e8611ab8-c189-46e8-94e1-60213ab1f814": LeadingRole(
        "Privileged Role Administrator", (Tier.ESCALATION,), "It assigns roles."
    ),
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": LeadingRole(
        "Application Administrator", (Tier.ESCALATION,), "It adds a credential to an application that holds a right."
    ),
    "158c047a-c907-4556-b7ef-446551a6b5f7": LeadingRole(
        "Cloud Application Administrator",
        (Tier.ESCALATION,),
        "It adds a credential to an application that holds a right.",
    ),
    "8329153b-31d0-4727-b945-745eb3bc5f31": LeadingRole(
        "Domain Name Administrator", (Tier.ESCALATION,), "It makes a domain trust another issuer.", _FEDERATION
    ),
    "be2f45a1-457d-42af-a067-6ec1fa63bc45": LeadingRole(
        "External Identity Provider Administrator",
        (Tier.ESCALATION,),
        "It makes the tenant trust another issuer.",
        _FEDERATION,
    ),
    "194ae4cb-b126-40b2-bd5b-6091b380977d": LeadingRole(
        "Security Administrator", (Tier.ESCALATION,), "It changes federation and authentication settings."
    ),
    "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2": LeadingRole(
        "Hybrid Identity Administrator", (Tier.ESCALATION,), "It changes federation and synchronisation.", _FEDERATION
    ),
    "d29b2b05-8046-44ba-8758-1e26182fcf32": LeadingRole(
        "Directory Synchronization Accounts",
        (Tier.ESCALATION,),
        "It writes people and their credentials.",
        _SYNCHRONISATION,
    ),
    "a92aed5d-d78a-4d16-b381-09adb37eb3b0": LeadingRole(
        "On Premises Directory Sync Account",
        (Tier.ESCALATION,),
        "It writes people and their credentials.",
        _SYNCHRONISATION,
    ),
    "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e": LeadingRole(
        "Identity Governance Administrator",
        (Tier.ESCALATION,),
        "It gives membership of groups, those with roles included, by access packages.",
    ),
    "fe930be7-5e62-47db-91af-98c3a49a38b1": LeadingRole(
        "User Administrator", (Tier.RECIPIENT,), "It changes managers, mail addresses, dates and groups."
    ),
    "729827e3-9c14-49f7-bb1b-9608f156bbb8": LeadingRole(
        "Helpdesk Administrator", (Tier.RECIPIENT,), "It resets the password of a manager."
    ),
    "966707d0-3269-4727-9be2-8c3a10f19b9d": LeadingRole(
        "Password Administrator", (Tier.RECIPIENT,), "It resets the password of a manager."
    ),
    "fdd7a751-b60b-444a-984c-02652fe8fa1c": LeadingRole(
        "Groups Administrator", (Tier.RECIPIENT,), "It changes a group that decides who may get a pass."
    ),
    "29232cdf-9323-42fd-ade2-1d097af3e4de": LeadingRole(
        "Exchange Administrator", (Tier.RECIPIENT,), "It opens and forwards mailboxes."
    ),
    "31392ffb-586c-42d1-9346-e59415a2cc4e": LeadingRole(
        "Exchange Recipient Administrator", (Tier.RECIPIENT,), "It changes mail addresses and forwarding."
    ),
    "17315797-102d-40b4-93e0-432062caca18": LeadingRole(
        "Compliance Administrator", (Tier.RECIPIENT,), "It searches mailboxes."
    ),
    "e6d1a23a-da11-4be4-9570-befc86d067a7": LeadingRole(
        "Compliance Data Administrator", (Tier.RECIPIENT,), "It administers Exchange Online and searches mailboxes."
    ),
    "e07494ad-1654-4dd2-922e-6f81a71bf00f": LeadingRole("Purview Workload Content Reader", (Tier.RECIPIENT,), _CONTENT),
    "02d5655b-c1cf-4e5f-98da-5fb919085bf6": LeadingRole("Purview Workload Content Writer", (Tier.RECIPIENT,), _CONTENT),
    "3f04f91a-4ad7-4bd3-bcfa-49882ea1a88a": LeadingRole(
        "Purview Workload Content Administrator", (Tier.RECIPIENT,), _CONTENT
    ),
    "9360feb5-f418-4baa-8175-e2a00bac4301": LeadingRole("Directory Writers", (Tier.RECIPIENT,), _GROUPS),
    "69091246-20e8-4a56-aa4d-066075b2a7a8": LeadingRole("Teams Administrator", (Tier.RECIPIENT,), _GROUPS),
    "f28a1f50-f6e7-4571-818b-6a12f2af6b6c": LeadingRole("SharePoint Administrator", (Tier.RECIPIENT,), _GROUPS),
    "810a2642-a034-447f-a5e8-41beaa378541": LeadingRole("Yammer Administrator", (Tier.RECIPIENT,), _GROUPS),
    "b5a8dcf3-09d5-43a9-a639-8e29ef291470": LeadingRole("Knowledge Administrator", (Tier.RECIPIENT,), _GROUPS),
    "744ec460-397e-42ad-a462-8b3f9747a02c": LeadingRole("Knowledge Manager", (Tier.RECIPIENT,), _GROUPS),
    "11451d60-acb2-45eb-a7d6-43d0f0125c13": LeadingRole("Windows 365 Administrator", (Tier.RECIPIENT,), _GROUPS),
    "58a13ea3-c632-46ae-9ee0-9c0d43cd7f3d": LeadingRole(
        "Attribute Assignment Administrator",
        (Tier.RECIPIENT,),
        "It changes custom security attributes, which the scope of a workflow can go by.",
    ),
    "58f930cc-fcf4-4152-852c-1d7dbf502139": LeadingRole(
        "Entra SOC Identity Responder", (Tier.RECIPIENT,), "It resets the password of a manager."
    ),
    "3a2c62db-5318-420d-8d74-23affee5d9d5": LeadingRole("Intune Administrator", (Tier.ESCALATION,), _DEVICES),
    "db506228-d27e-4b7d-95e5-295956d6615f": LeadingRole(
        "Agent ID Administrator", (Tier.ESCALATION,), "It signs in as an agent identity that may hold a right."
    ),
    "d2562ede-74db-457e-a7b6-544e236ebb61": LeadingRole(
        "AI Administrator", (Tier.ESCALATION,), "It signs in as an agent identity that may hold a right."
    ),
    "e3973bdf-4987-49ae-837a-ba8e231c7286": LeadingRole(
        "Azure DevOps Administrator", (Tier.ESCALATION,), "It runs pipelines, whose identities may hold a right."
    ),
    "1981f584-96e9-4a6f-95b0-f522373f8fae": LeadingRole(
        "Tenant Governance Administrator",
        (Tier.ESCALATION,),
        "It grants permissions to applications, and lets another organisation administer this tenant.",
    ),
    "fc8ad4e2-40e4-4724-8317-bcda7503ecbf": LeadingRole(
        "Customer Delegated Admin Relationship Administrator",
        (Tier.ESCALATION,),
        "It lets a partner administer this tenant.",
    ),
    "4ba39ca4-527c-499a-b93d-d9b492c50246": LeadingRole(
        "Partner Tier1 Support", (Tier.ESCALATION,), "It adds a credential to an application that holds a right."
    ),
    "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8": LeadingRole(
        "Partner Tier2 Support", (Tier.ESCALATION,), "It resets the password of an administrator."
    ),
}
"""Built-in roles by template id. Their actions are scanned besides, like those of every other role."""
