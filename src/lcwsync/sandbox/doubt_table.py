"""The table of doubts: what Microsoft does not document, or documents in two ways, and what the sandbox makes of it.

The first answer of a row is the default: the one that punishes a client for relying on the other, unless the row says
why not. A row with one answer is an assumption that cannot be changed.
"""

from collections.abc import Mapping
from typing import NamedTuple

_API = "https://learn.microsoft.com/graph/api/"
_WORKFLOW = f"{_API}resources/identitygovernance-workflow"
_CREATE = f"{_API}lifecycleworkflowscontainer-post-workflows"
_NEW_VERSION = f"{_API}identitygovernance-workflow-createnewversion"
_EXTENSION = f"{_API}resources/identitygovernance-customtaskextension"
_CONDITIONS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions"
_TASKS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks"
_LIMITS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-limits"
_DELETED = "https://learn.microsoft.com/entra/id-governance/delete-lifecycle-workflow"
_ADVANCED = "https://learn.microsoft.com/graph/aad-advanced-queries"
_TAP = "https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass"


class Doubt(NamedTuple):
    """One question about the service."""

    name: str
    question: str
    values: Mapping[str, str]
    """Each answer the sandbox can give, in words; the first is the default."""
    source: str


_REFUSALS = {
    "400": "refused as an option of the query",
    "403": "refused for want of a permission that no page names",
    "404": "answered as if the object did not exist",
    "500": "answered by a failure",
}


def _saved(what: str) -> dict[str, str]:
    """The answers to "does a save check this?": a page or the portal says what is right, none says what is refused."""
    return {"refused": f"refused: {what}", "accepted": "saved as it is"}


READS = (
    Doubt(
        "units-by-expand",
        "Does a read of a workflow with $expand=administrationScopeTargets work?",
        {
            "works": "it shows the units; the default, since the page of the resource says that $expand shows them, "
            "and Microsoft365DSC reads the units of tenants so; without it no new version could be sent of a workflow "
            "whose units git leaves out",
            **_REFUSALS,
            "drops-tasks": "it works, and the answer lacks the tasks, as with $select",
        },
        f"{_WORKFLOW} names the expansion, {_API}identitygovernance-workflow-get other expansions only; "
        "https://github.com/microsoft/Microsoft365DSC (AADIdentityGovernanceLifecycleWorkflow)",
    ),
    Doubt(
        "apps-by-expand",
        "Does a list of custom task extensions with $expand of the authorized apps work?",
        {**_REFUSALS, "works": "it shows them"},
        f"{_API}identitygovernance-lifecycleworkflowscontainer-list-customtaskextensions lists no $expand",
    ),
    Doubt(
        "scope-groups",
        "Does a read of a workflow show the groups of its scope?",
        {"hidden": "no, as in the documented answer to a create", "shown": "yes"},
        f"{_API}resources/identitygovernance-groupbasedsubjectset: a navigation property",
    ),
    Doubt(
        "on-demand-conditions",
        "What are the conditions of a workflow that runs on demand only?",
        {
            "null": "null, as in the documented answer to a new version; the default, since a read that leaves them "
            "out looks like one that does not show them",
            "typed": "an object of their own type",
            "omitted": "left out",
        },
        _NEW_VERSION,
    ),
    Doubt(
        "create-reply",
        "Does the answer to a create show the tasks?",
        {"short": "no, as in the documented answers", "whole": "yes"},
        _CREATE,
    ),
    Doubt(
        "names-of-ids",
        "Which permission does directoryObjects/getByIds take?",
        {"directory": "Directory.Read.All only, as its page says", "any": "a permission to read one of the kinds"},
        f"{_API}directoryobject-getbyids",
    ),
    Doubt(
        "leave-dates",
        "What is employeeLeaveDateTime without User-LifeCycleInfo.Read.All?",
        {"null": "empty, without an error, as observed", "403": "refused"},
        f"{_API}resources/user names the permission, not the answer",
    ),
    Doubt(
        "custom-security-attributes",
        "What are a user's custom security attributes without CustomSecAttributeAssignment.Read.All?",
        {"null": "empty, without an error, as leave dates are", "403": "refused"},
        "https://learn.microsoft.com/entra/fundamentals/custom-security-attributes-manage names the permission alone",
    ),
    Doubt(
        "basic-reads",
        "What do User.ReadBasic.All and Group.ReadBasic.All show to an application?",
        {
            "names": "names alone: other properties are empty, without an error, and a filter on one of them is "
            "refused; the default, since what is hidden looks like what nobody has",
            "refused": "nothing: 403, as was observed for users",
        },
        "https://github.com/microsoftgraph/microsoft-graph-devx-content (permissions) lists them for the reads, "
        f"{_API}user-list does not; "
        "https://learn.microsoft.com/answers/questions/6019739/user-readbasic-all-listed-as-an-application-permis",
    ),
    Doubt(
        "basic-workflows",
        "What does a read of one workflow show to LifecycleWorkflows-Workflow.ReadBasic.All?",
        {
            "list": "what the list shows: neither tasks nor conditions, since the permission is named after the list",
            "whole": "all of it",
        },
        f"{_API}identitygovernance-workflow-get lists the permission",
    ),
    Doubt(
        "sign-ins-by-name",
        "Can signInActivity be read of a user who is named by user principal name?",
        {"refused": "no, by id only, as observed", "works": "yes"},
        f"{_API}resources/signinactivity",
    ),
    Doubt(
        "preview-scope",
        "Whom does previewScope list?",
        {
            "met": "users in scope for whom the trigger fires now",
            "scope": "everybody in scope, whatever the trigger",
            "400": "nobody: the service does not know it",
        },
        f"{_WORKFLOW}: in scope by the execution conditions, of which the trigger is a part",
    ),
    Doubt(
        "failures-permission",
        "Which permission does previewTaskFailures take?",
        {
            "write": "LifecycleWorkflows-Workflow.ReadWrite.All, as the page of the beta says",
            "read": "LifecycleWorkflows-Workflow.Read.All, as the permissions data of v1.0 say",
        },
        f"{_API}identitygovernance-workflow-previewtaskfailures",
    ),
    Doubt(
        "page-size-of-lists",
        "Do the lists of Lifecycle Workflows take $top?",
        {"ignored": "they ignore it; the metadata calls it unsupported"},
        _WORKFLOW,
    ),
    Doubt(
        "unlisted-filters",
        "Can the directory be filtered by a property that the table of filters lacks?",
        {"refused": "no; nor by an advanced filter together with $expand"},
        _ADVANCED,
    ),
    Doubt(
        "levels",
        "Does $levels need the advanced query parameters where a list is not filtered?",
        {"needed": "yes"},
        f"{_API}user-list-manager",
    ),
)

SAVES = (
    Doubt(
        "rules",
        "Is a workflow saved whose rule cannot be read, or names an attribute or operator that rules do not support?",
        _saved("This rule contains invalid properties, which the portal calls the state of such a workflow"),
        f"{_API}resources/identitygovernance-rulebasedsubjectset",
    ),
    Doubt(
        "trigger-attributes",
        "Is a workflow saved that waits for a change of an attribute that does not exist?",
        _saved("the attribute does not exist"),
        f"{_API}resources/identitygovernance-attributechangetrigger publishes no list",
    ),
    Doubt(
        "named-objects",
        "Are a workflow and the TAP policy saved that name a group, unit, team, extension, access package or licence "
        "that does not exist?",
        _saved("the object does not exist"),
        _CREATE,
    ),
    Doubt(
        "task-names",
        "Is a workflow saved with two tasks of one display name?",
        _saved("the name is called a unique string that identifies the task"),
        f"{_TASKS} (common parameters)",
    ),
    Doubt(
        "argument-values",
        "Is a workflow saved with an argument out of its range or of another form?",
        _saved("the value is out of the documented range"),
        _TASKS,
    ),
    Doubt(
        "argument-names",
        "Is a workflow saved with an argument that no page names?",
        {"accepted": "yes; the default, since the published lists are incomplete", "refused": "no"},
        f"{_API}resources/identitygovernance-taskdefinition",
    ),
    Doubt(
        "required-arguments",
        "Is a workflow saved without an argument that its task requires?",
        _saved("the argument is required"),
        _TASKS,
    ),
    Doubt(
        "trigger-categories",
        "Is a workflow saved whose trigger belongs to another category, such as a joiner on the leave date?",
        _saved("the portal offers hire and creation date to joiners, the leave date and inactivity to leavers"),
        _CONDITIONS,
    ),
    Doubt(
        "scheduled-on-demand",
        "Is a workflow saved that runs on demand only and is scheduled?",
        _saved("there is nothing to schedule"),
        _CREATE,
    ),
    Doubt(
        "inactivity-days",
        "Which days does the inactivity trigger take?",
        {"portal": "30 to 730, as the portal offers", "any": "1 to 1000"},
        f"{_API}resources/identitygovernance-userinactivitytrigger",
    ),
    Doubt(
        "sponsors",
        "Which numbers does the trigger for guests without sponsors take?",
        {"portal": "1, as the portal offers while it is a preview", "any": "1 to 1000"},
        "https://learn.microsoft.com/entra/id-governance/how-to-lifecycle-workflow-unsponsored-guest-removal",
    ),
    Doubt(
        "equal-names",
        "Is a second workflow or extension of one display name saved?",
        {"refused": "409: names are called unique", "accepted": "yes"},
        _WORKFLOW,
    ),
    Doubt(
        "deleted-names",
        "Does a deleted workflow keep its name taken and count towards the limit?",
        {"taken": "yes, as long as it is kept", "free": "no"},
        _DELETED,
    ),
    Doubt(
        "read-only-members",
        "What becomes of a body that sends read-only members, such as createdBy?",
        {"refused": "it is refused", "ignored": "they are ignored"},
        f"{_API}identitygovernance-workflow-update",
    ),
    Doubt(
        "omitted-switches",
        "What are isEnabled and isSchedulingEnabled when a new version leaves them out?",
        {"defaults": "what a create makes of them: the schedule stops", "kept": "as they were"},
        _NEW_VERSION,
    ),
    Doubt(
        "omitted-units",
        "What are the administrative units when a new version leaves them out?",
        {"removed": "none", "kept": "as they were"},
        _NEW_VERSION,
    ),
    Doubt(
        "omitted-limits",
        "What are a workflow's own execution limits when a new version leaves them out?",
        {"removed": "none: the tenant's hold", "kept": "as they were"},
        f"{_NEW_VERSION} names neither them nor that it takes them",
    ),
    Doubt(
        "same-content",
        "Does a new version with the content that is there already make a version?",
        {"counted": "yes", "ignored": "no"},
        _NEW_VERSION,
    ),
    Doubt(
        "restored-switches",
        "Is a restored workflow enabled and scheduled as before?",
        {"disabled": "no: disabled and not scheduled", "as-before": "yes"},
        _DELETED,
    ),
    Doubt(
        "restored-tasks",
        "Does a restored workflow have its tasks?",
        {
            "kept": "yes; the default, since the page promises the workflow",
            "lost": "no, as a read of a deleted one shows",
        },
        _DELETED,
    ),
    Doubt(
        "used-extensions",
        "Can an extension be deleted that a workflow uses?",
        {"refused": "no, 409", "deleted": "yes"},
        _EXTENSION,
    ),
    Doubt(
        "extension-update",
        "Which status has an update of an extension?",
        {"204": "204, as one page says", "200": "200 with the extension, as another says"},
        f"{_API}identitygovernance-customtaskextension-update",
    ),
    Doubt(
        "long-texts",
        "Is there a limit to the length of names and texts?",
        {"none": "none is known"},
        _WORKFLOW,
    ),
)

RUNS = (
    Doubt(
        "restricted-units",
        "Can a workflow change somebody in a restricted management administrative unit?",
        {
            "refused": "no: only roles of that unit can, and tasks that write to the person fail",
            "served": "yes, as everybody else",
        },
        "https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management",
    ),
    Doubt(
        "creation-cut-off",
        "A workflow takes nobody up whose moment passed before it was created: does the instant count, or the day?",
        {"instant": "the instant of createdDateTime; a new version does not move it", "day": "its day, in UTC"},
        "https://learn.microsoft.com/entra/id-governance/tutorial-prepare-user-accounts",
    ),
    Doubt(
        "passes-outside-policy",
        "Can a pass be created for a user whom the TAP policy does not include?",
        {"refused": "no, as observed", "created": "yes, and the user cannot sign in with it, as one page says"},
        _TAP,
    ),
    Doubt(
        "new-members",
        "Does the TAP policy see a membership that an earlier task of the same run has added?",
        {
            "late": "no: the page says that changes take minutes to replicate",
            "at-once": "yes",
        },
        _TAP,
    ),
    Doubt(
        "never-signed-in",
        "From when does the inactivity of a user count who never signed in?",
        {"created": "from the creation of the account"},
        "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-inactive-users",
    ),
    Doubt(
        "group-triggers",
        "Does a membership trigger look into the groups of its group?",
        {"direct": "no, at direct members"},
        _CONDITIONS,
    ),
    Doubt(
        "processed",
        "Is a user who was processed processed again for a new version, or after a pause of the workflow?",
        {"once": "no, as long as the conditions are met"},
        _CONDITIONS,
    ),
    Doubt(
        "limit-percentage",
        "Of whom is the percentage of an execution limit?",
        {"scope": "of the users in the workflow's scope, as Graph's page says", "users": "of all users of the tenant"},
        f"{_API}resources/identitygovernance-percentagebasedquarantinecondition says in-scope users, {_LIMITS} the "
        "user population",
    ),
    Doubt(
        "changes-in-quarantine",
        "What becomes of changes of attributes and groups while a workflow is in quarantine?",
        {"lost": "they are lost"},
        _LIMITS,
    ),
    Doubt(
        "no-hire-date",
        "When does a pass start for a user without a hire date?",
        {"at-once": "at once; a password counts as no other method"},
        _TASKS,
    ),
    Doubt(
        "unreachable-copies",
        "What becomes of a mail whose cc cannot be reached?",
        {"fails": "the task fails; every reason of a failure is in the sandbox's own words"},
        _TASKS,
    ),
    Doubt(
        "run-results",
        "When does a read show the end of a run for a person?",
        {
            "later": "after some reads or 15 seconds, queued and in progress before; the run's counts after 5 minutes, "
            "as the times of the documented answers show",
            "at-once": "with the next read",
        },
        f"{_API}identitygovernance-workflow-activatewithscope",
    ),
    Doubt(
        "run-status",
        "How does a person end with a failed task and tasks left out, or without any success?",
        {"failed": "failed; otherwise completed with errors. A run for nobody leaves no trace"},
        f"{_API}resources/identitygovernance-run",
    ),
    Doubt(
        "execution-scope",
        "What does executionScope list?",
        {"users": "users, as its page says, not results, as the metadata says"},
        f"{_API}identitygovernance-workflow-list-executionscope",
    ),
)
