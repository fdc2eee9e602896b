"""What an audit does not look at, since Microsoft Graph v1.0 does not contain it, with what to check by hand."""

from typing import NamedTuple

from lcwsync.audit.other_permissions import RESOURCES


class Outside(NamedTuple):
    """A way to a pass that no audit of ours sees."""

    what: str
    check: str


NOT_LOOKED_AT = (
    Outside(
        "Partners with delegated admin rights (GDAP), and tenants that govern this one",
        "Microsoft 365 admin center > Settings > Partner relationships; Entra admin center > Tenant governance",
    ),
    Outside(
        "Azure roles on a resource whose managed identity holds a right",
        "Azure portal > the resource > Access control (IAM)",
    ),
    Outside(
        "On-premises Active Directory and the synchronisation server",
        "who administers them, and who may write synchronised users",
    ),
    Outside("The HR system that feeds managers, mail addresses and hire dates", "who may change them there"),
    Outside("Logic Apps that run as custom task extensions", "who may edit them, and what their identities may do"),
    Outside(
        "Who knows the secrets and keys of an application: how many it has here is shown, and not those of one that is "
        "registered in another organisation",
        "Entra admin center > App registrations > the application > Certificates & secrets",
    ),
    Outside("The git host", "who may push to the protected branch, change its rules or approve a deployment"),
    Outside(
        "Security groups that people may ask to join (public Microsoft 365 groups are looked at)",
        "Entra admin center > Groups > General > Self Service Group Management",
    ),
    Outside(
        "The groups of a workflow's scope, where the service does not show them: git's are taken",
        "Entra admin center > ID Governance > Lifecycle workflows > the workflow > Execution conditions",
    ),
    Outside(
        "Permissions of applications that an access package gives, or that must be activated first",
        "Entra admin center > ID Governance > Entitlement management; Privileged Identity Management > Applications",
    ),
    Outside(
        "Catalogs of entitlement management that hold a group which decides about passes or a directory role, without "
        "an access package that gives it",
        "Entra admin center > ID Governance > Entitlement management > Catalogs > Resources",
    ),
    Outside(
        f"Permissions of other resources than {', '.join(RESOURCES.values())}",
        "Entra admin center > Enterprise applications > the application > Permissions",
    ),
    Outside(
        "Roles inside Exchange Online and Microsoft Purview",
        "who may read mailboxes, search them or add forwarding rules",
    ),
)
"""Shown with each audit, whatever its verdict."""
