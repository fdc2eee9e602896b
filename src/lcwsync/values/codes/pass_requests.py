"""Codes of requests in My Access: whether a manager's request leads to a pass, and to nothing else."""

from collections.abc import Mapping

from lcwsync.values.codes.code import Code
from lcwsync.values.findings import Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_TASKS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks"
_CONDITIONS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions"
_LEVEL = "https://learn.microsoft.com/graph/api/resources/targetmanager"
_BEHALF = "https://learn.microsoft.com/entra/id-governance/entitlement-management-request-behalf"
_RESOURCES = "https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-resources"

PASS_REQUEST_CODES: Mapping[str, Code] = {
    "REQ001": Code(
        "Requests of indirect managers are not described at work",
        _E,
        f"The portal offers the direct manager only ({_BEHALF}). Levels 2 to 4 exist in the API ({_LEVEL}), and no "
        "page says whether 2 means the second level or up to the second. The pass goes to the direct manager, no "
        "matter who asks. Use managerLevel: 1, or accept it with acceptUnverified: true and try it with one person.",
    ),
    "REQ002": Code(
        "A rule of people is documented for automatic assignment only",
        _E,
        "A policy that takes requests names users and groups, or all members. Use groups: a dynamic group follows a "
        "rule as well. To try a rule all the same, set acceptUnverified: true beside it.",
    ),
    "REQ003": Code(
        "No workflow is named",
        _W,
        "A request then ends with a membership, and no pass is created by what git describes. Name the workflow in "
        "`workflow`, so that the whole way from the request to the pass is checked.",
    ),
    "REQ004": Code(
        "The workflow is not described in git",
        _E,
        "Every check of the way from the request to the pass needs the workflow's own document. Describe it as a "
        "Workflow, or correct the name.",
    ),
    "REQ005": Code(
        "The workflow does not run by itself",
        _W,
        "Members who join while the workflow or its schedule is disabled are not processed later: a request is "
        f"granted, and no pass is created. See {_CONDITIONS}. Set isEnabled and isSchedulingEnabled to true.",
    ),
    "REQ006": Code(
        "The workflow does not start when somebody joins exactly this group",
        _E,
        "The request is the membership. Only a workflow with trigger membershipChange: add and this one group in its "
        f"scope runs for it, and for nobody else. See {_CONDITIONS}.",
    ),
    "REQ007": Code(
        "The workflow cannot hold the task that creates a pass",
        _E,
        f"The task that creates a pass belongs to joiner workflows only; see {_TASKS}. Set category: joiner.",
    ),
    "REQ008": Code(
        "The workflow creates no pass",
        _E,
        "A request would be granted, and nothing be mailed. Add the task generateTapAndEmailManager, and leave it "
        "enabled.",
    ),
    "REQ009": Code(
        "The pass does not go to the manager alone",
        _E,
        "Managers ask for their own reports, and Entra checks who manages whom. Another recipient of the mail could "
        "sign in as the person without that check. Remove cc and to from the task.",
    ),
    "REQ010": Code(
        "The membership may end before the workflow looks",
        _E,
        "Workflows are evaluated at an interval, after the minutes that delivery takes, and a workflow leaves out who "
        f"is no longer a member when it processes people; see {_CONDITIONS}. The membership must last at least the "
        "interval and 2 hours more.",
    ),
    "REQ011": Code(
        "The membership is short",
        _W,
        "One late evaluation, and the membership ends without a pass. Let it last two intervals and 2 hours more.",
    ),
    "REQ012": Code(
        "Two documents use one group",
        _E,
        "Everybody who may ask through either of them gets the same membership, and one end of an assignment waits for "
        "the other. Use a group of its own for each document.",
    ),
    "REQ013": Code(
        "The people are not in the policy of passes",
        _W,
        "One page says that a pass can be created for every user; the service has been seen to refuse one for a user "
        "outside the policy of passes. Add the groups of `for` to includeTargets of the policy.",
    ),
    "REQ014": Code(
        "The people are excluded from passes",
        _E,
        "Exclusion wins over inclusion: a request would be granted, and no pass be usable.",
    ),
    "REQ015": Code(
        "There is another way into the group",
        _W,
        "For everybody who joins the group a pass is mailed to the manager: without a request, without an approval, "
        "and without an end. Use the group for nothing else.",
    ),
    "REQ016": Code(
        "The group cannot be the group of requests",
        _E,
        "Entitlement management adds members to groups of the cloud whose members are assigned, and requests must not "
        f"lead to a group that can hold roles or is shared with a team; see {_RESOURCES}. Create a security group with "
        "assigned members for this alone.",
    ),
    "REQ017": Code(
        "My Access does not show the access package",
        _W,
        "Managers see what is in a published catalog alone. The catalog is not git's, so that lcwsync leaves it as it "
        "is: enable it in the portal, or let git create one.",
    ),
    "REQ018": Code(
        "Another access package or policy leads to the group",
        _W,
        "What another policy allows is not what git describes: it may let others ask, for other people, without an "
        "approval. One access package and one policy should lead to the group.",
    ),
    "REQ019": Code(
        "Members can join the group without a request",
        _W,
        "Owners of the group add members by themselves, and somebody already has. The workflow runs for each of them: "
        "a pass is mailed to the manager, no request tells of it, and the membership does not end.",
    ),
    "REQ020": Code(
        "The tenant has no licence for requests on behalf of others",
        _W,
        f"Both the manager and the person need Microsoft Entra ID Governance or Entra Suite ({_BEHALF}), and so does "
        "everybody whom a workflow processes. No subscription of the tenant that is in force has its service plan: My "
        "Access does not offer the request, and the workflow does not run. Get the licence before this is enabled.",
    ),
    "REQ021": Code(
        "What surrounds the requests could not be read",
        _W,
        "Other ways into the group, its owners and members, other policies and the licence decide whether a request is "
        "the only way to a pass, and works. A read was refused, so that the plan cannot tell. `lcwsync doctor` names "
        "the permission that is missing.",
    ),
    "REQ022": Code(
        "The people are members of the group already",
        _E,
        "The membership is what starts the workflow, and the service adds only users who are no members yet "
        f"({_RESOURCES}). Everybody who can be asked for is a member before: no request starts anything. Name "
        "another group of people in `for`.",
    ),
    "REQ023": Code(
        "The catalog is shown to people outside the tenant",
        _W,
        "A catalog that is enabled for external users can hold access packages that people of other organisations ask "
        "for. Requests for passes belong to a catalog of their own, which is not. The catalog is not git's to change: "
        "disable it for external users in the portal, or name another one.",
    ),
    "REQ024": Code(
        "Some of the people cannot be given a pass",
        _N,
        "The task that creates a pass serves people who have never signed in, hold no directory role and have no other "
        f"authentication method, and mails it to their manager; see {_TASKS}. A request for anybody else is granted, "
        "and no pass arrives. A plan looks at the first 20 people of `for` as the directory lists them, by the same "
        "rules as `lcwsync preview`. Narrow `for` to people who start, or leave it: nobody loses anything by it.",
    ),
    "REQ025": Code(
        "Whether some of the people can be given a pass cannot be told",
        _N,
        "It takes the manager, the groups, the authentication methods, the sign-ins and the roles of a person, and the "
        "policy of passes. A plan reads them as far as its identity may, of the first 20 people of `for`, and needs no "
        "permission for it: docs/setup.md lists what `lcwsync preview` needs. Of a disabled account no page tells "
        "whether a manager can ask for it.",
    ),
}
"""Every code about requests in My Access."""
