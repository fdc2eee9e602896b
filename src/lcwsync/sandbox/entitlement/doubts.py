"""Doubts about access packages and the requests of managers."""

from lcwsync.sandbox.doubt_table import Doubt

ENTITLEMENT = (
    Doubt(
        "manager-level",
        "What can a manager ask for where a policy names targetManager with a level above 1?",
        {
            "direct": "for direct reports only, as the portal's text says",
            "exact": "for the people exactly so many levels below",
            "up-to": "for the people down to that level",
        },
        "https://learn.microsoft.com/graph/api/resources/targetmanager names levels; "
        "https://learn.microsoft.com/entra/id-governance/entitlement-management-request-behalf direct reports",
    ),
    Doubt(
        "requestor-in-scope",
        "Must the manager who asks be among the people of the policy?",
        {"free": "no; the default, since requestors and targets are separate settings", "needed": "yes"},
        "https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-my-access-visibility",
    ),
    Doubt(
        "disabled-target",
        "Can a manager ask for a person whose account is disabled?",
        {"refused": "no", "taken": "yes"},
        "https://learn.microsoft.com/entra/id-governance/entitlement-management-troubleshoot "
        "speaks of disabled requestors only",
    ),
    Doubt(
        "package-delivery",
        "How long after a request, or its approval, does the person join the group?",
        {
            "minutes": "five minutes; the default, as the page expects for a change of a few objects",
            "day": "a day, as the same page allows",
        },
        "https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-resources",
    ),
    Doubt(
        "package-end",
        "How long after its end does an assignment take the membership away?",
        {"at-once": "at once: a workflow may come too late", "late": "a day later"},
        "https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-lifecycle-policy",
    ),
    Doubt(
        "package-membership",
        "Does a membership that an access package gave start a workflow?",
        {
            "starts": "yes; the default, since no page restricts how somebody became a member",
            "ignored": "no",
        },
        "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions",
    ),
    Doubt(
        "rejoining",
        "Is a person processed again who left the group and joined it again?",
        {
            "again": "yes; the default, since the page says so of people who meet the conditions again",
            "once": "no",
        },
        "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions",
    ),
    Doubt(
        "entitlement-names",
        "Is a second catalog or access package of one name refused?",
        {"accepted": "no: there are then two", "refused": "yes"},
        "https://learn.microsoft.com/entra/id-governance/entitlement-management-catalog-create asks for a unique name",
    ),
    Doubt(
        "catalog-owner",
        "Who owns a catalog that was created through Graph?",
        {
            "caller": "who created it, with the role Catalog owner on it, as the portal does",
            "nobody": "nobody: no page of the create tells of a role",
        },
        "https://learn.microsoft.com/graph/api/entitlementmanagement-post-catalogs; "
        "https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate",
    ),
    Doubt(
        "catalog-role",
        "Can an application write with the role Access package manager on a catalog, and without the permission?",
        {
            "refused": "no; the default, since nobody has shown it",
            "served": "yes: access packages and policies of that catalog, as the page of the update of a policy says",
        },
        "https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-update; "
        "https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate",
    ),
    Doubt(
        "resource-shown",
        "When does a catalog show a group that was added to it?",
        {"later": "after a few reads", "at-once": "at once"},
        "https://learn.microsoft.com/entra/id-governance/entitlement-management-catalog-create "
        "waits five seconds in its script",
    ),
    Doubt(
        "package-deletion",
        "Which assignments keep an access package from being deleted?",
        {"any": "all of them, those that have ended included", "active": "those that have not ended"},
        "https://learn.microsoft.com/graph/api/accesspackage-delete; "
        "https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-edit",
    ),
    Doubt(
        "policy-rule",
        "Does a policy that takes requests accept a rule of people?",
        {"refused": "no: automatic assignment only", "accepted": "yes"},
        "https://learn.microsoft.com/graph/api/resources/attributerulemembers",
    ),
)
"""Rows of the table of doubts."""
