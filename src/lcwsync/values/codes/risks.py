"""Codes of the risks of a plan: consequences that a reviewer must not miss."""

from collections.abc import Mapping

from lcwsync.values.codes.code import Code
from lcwsync.values.findings import Rating, Severity

_HIGH, _MEDIUM, _LOW = Rating.HIGH, Rating.MEDIUM, Rating.LOW


def _risk(title: str, ratings: tuple[Rating, ...], explanation: str) -> Code:
    return Code(title, Severity.WARNING, explanation, ratings)


_POLICY = {
    "RISK-TAP-ENABLED": _risk(
        "Temporary Access Passes become usable",
        (_MEDIUM,),
        "The plan enables the Temporary Access Pass policy. From then on administrators and workflows can create "
        "passes, and a pass replaces every other sign-in method of a user. Medium, since the policy's targets still "
        "limit who can use one. Check includeTargets and excludeTargets before you approve.",
    ),
    "RISK-TAP-DISABLED": _risk(
        "Temporary Access Passes stop working",
        (_MEDIUM,),
        "The plan disables the Temporary Access Pass policy. No pass can be created or used afterwards, and passes in "
        "mails already sent stop working. Medium: new hires may be locked out, but nobody gains access. Check whether "
        "people start within the next days.",
    ),
    "RISK-TAP-REUSABLE": _risk(
        "A pass can be used more than once",
        (_HIGH,),
        "The policy or a task no longer requires one-time passes. Another reader of the mail can use the pass until it "
        "expires, and its owner does not notice. High, since one use is enough to register a stronger method. Keep "
        "isUsableOnce and tapIsUsableOnce true unless you know a reason.",
    ),
    "RISK-TAP-INVALIDATED": _risk(
        "Passes already sent stop working",
        (_MEDIUM,),
        "The plan makes passes one-time only. The service then refuses multi-use passes that it created before. "
        "Medium: nobody gains access, but a new hire may need a new pass. Tell the managers concerned.",
    ),
    "RISK-TAP-LIFETIME": _risk(
        "A pass is valid for longer",
        (_HIGH, _MEDIUM),
        "A pass is a working password in a mailbox; a longer lifetime gives others more time to use it. High for the "
        "policy's maximum and for a task's own lifetime, medium for the policy's default, which a creator can "
        "shorten. Check that the new lifetime is needed; 24 hours cover every time zone.",
    ),
    "RISK-TAP-LENGTH": _risk(
        "Passes become shorter",
        (_LOW,),
        "A shorter pass is easier to guess. Low, since the service limits failed sign-ins and passes expire. Keep the "
        "length unless people have to type passes by hand.",
    ),
    "RISK-TAP-TARGETS": _risk(
        "Other people can use a pass",
        (_HIGH, _MEDIUM),
        "The policy includes more users, or excludes fewer. High when it includes all users or ends an exclusion: an "
        "administrator's account may become reachable with a pass. Medium for one more group, and for a group that is "
        "no longer included: its members cannot use a pass any more. Check the members of the groups that the plan "
        "names.",
    ),
    "RISK-TAP-UNUSABLE": _risk(
        "Passes are mailed that cannot be used",
        (_MEDIUM,),
        "A workflow no longer puts its people into a group that the policy includes, does so only after the pass, or "
        "goes on when that fails. Managers receive passes that the service refuses. Put the group's task before the "
        "pass, with continueOnError false, or check what else fills the group.",
    ),
}

_WORKFLOWS = {
    "RISK-TAP-TASK": _risk(
        "A task that creates passes is added or removed",
        (_HIGH, _MEDIUM),
        "High when the task is added: the workflow will create passes and mail them to managers. Medium when it is "
        "removed: managers receive no pass, and new hires may be unable to sign in. Check the scope of the workflow, "
        "or who will create passes instead.",
    ),
    "RISK-MAIL-TEXT": _risk(
        "The text of a mail with a pass changes",
        (_MEDIUM,),
        "Subject, text or language of the mail that contains a pass is set, or one that the tenant has is taken away. "
        "A text can ask its reader to send the pass on. Read the text; when it is the tenant's, find out who wrote it.",
    ),
    "RISK-CC": _risk(
        "A mail gets another recipient",
        (_HIGH, _MEDIUM, _LOW),
        "A cc is added to a task's mail. High for the task that creates a pass: the copy contains the pass, and its "
        "reader can sign in as the new hire. Medium when the plan removes such a cc, whose reader may have read passes "
        "until now. Low for other mails. Remove the cc, or have its purpose confirmed.",
    ),
    "RISK-RECIPIENT": _risk(
        "A mail goes to another recipient",
        (_HIGH, _MEDIUM, _LOW),
        "The plan sets `to`, or an argument that is not in the catalogue of lcwsync and may change the recipients. "
        "High for the task that creates a pass, unless the recipient is the person's own manager: a reader of the "
        "mail can sign in as the new hire. Medium when the plan removes such a recipient, who may have read passes "
        "until now. Low for other mails. Remove the argument, or have its purpose confirmed.",
    ),
    "RISK-SCOPE": _risk(
        "The scope takes in other or more people",
        (_HIGH, _MEDIUM, _LOW),
        "The workflow will process users whom it did not process before. High when it creates passes and its new rule "
        "takes in anybody else or is unlimited; medium for other workflows, for a group that is added, and for a pass "
        "rule that lcwsync cannot compare with the old one; low for any other rule it cannot compare. `lcwsync "
        "preview` lists the people, and `lcwsync plan --people` counts them.",
    ),
    "RISK-SCOPE-LOSS": _risk(
        "The scope takes in fewer people",
        (_HIGH, _MEDIUM, _LOW),
        "The rule is narrower or another one, or a group is no longer in scope. High for a workflow that takes "
        "accounts or access from leavers, who then keep them, also when lcwsync cannot compare the rules; medium for "
        "one that creates passes, or puts people into a group whose members can use one; else low. "
        "`lcwsync plan --people` counts who leaves the scope.",
    ),
    "RISK-PEOPLE": _risk(
        "Other people are in scope today",
        (_HIGH, _MEDIUM),
        "`lcwsync plan --people` counted the users in scope, and who enters and leaves it. High when somebody more "
        "can receive a pass, a leaver is left out, or nobody remains; else medium. Compare the numbers with what you "
        "expect.",
    ),
    "RISK-SCHEDULE": _risk(
        "The workflow will run on its schedule",
        (_MEDIUM,),
        "isSchedulingEnabled becomes true: the service runs the workflow for everybody in scope without another "
        "confirmation. Medium: this is usually the aim. What its tasks do is rated beside it, as for a new workflow. "
        "Check the scope with `lcwsync preview` first.",
    ),
    "RISK-ENABLED": _risk(
        "A workflow or a task is enabled",
        (_HIGH, _LOW),
        "High for a task that creates passes, or disables or deletes accounts, and for a workflow that creates passes: "
        "it acts from the next run on. Low for another workflow, which still needs its schedule or a start on demand. "
        "What the tasks do is rated beside it, as for a new workflow. Check when it runs next.",
    ),
    "RISK-STOPPED": _risk(
        "A workflow stops running",
        (_HIGH, _MEDIUM, _LOW),
        "isEnabled or isSchedulingEnabled becomes false, so the service processes nobody, or only on demand. High for "
        "a workflow that takes accounts or access from leavers, medium for one that creates passes or puts people into "
        "a group whose members can use one, else low. Check that another workflow takes over.",
    ),
    "RISK-TIMING": _risk(
        "The workflow runs at another time, or for another reason",
        (_HIGH, _MEDIUM, _LOW),
        "The trigger changes. The service skips people whose date passed more than three days ago, so some may never "
        "be processed. High for another trigger of a workflow that creates passes or takes access from leavers, for "
        "passes long after the first day, and for leavers who keep access longer; medium for another trigger, for "
        "smaller shifts of these, and for a workflow that puts people into a group whose members can use a pass; else "
        "low. `lcwsync preview` shows the people and their dates.",
    ),
    "RISK-ADMINISTRATION": _risk(
        "Other administrators can manage the workflow",
        (_LOW,),
        "administrationScopeTargets changes: administrators of other administrative units can view, change and run "
        "the workflow. Low, since they need a role besides. Check the units that the plan names.",
    ),
    "RISK-ACCOUNT": _risk(
        "A task disables or deletes accounts",
        (_HIGH, _MEDIUM),
        "High for a task that deletes accounts: after 30 days a deletion is final. Medium for one that disables "
        "accounts, which can be undone. Rated as well when the task reaches accounts in Active Directory from now on. "
        "Check the scope and the trigger, since a wrong leave date is enough.",
    ),
    "RISK-ATTRIBUTES": _risk(
        "A task changes attributes of users",
        (_MEDIUM, _LOW),
        "Attributes decide who is in scope of workflows and dynamic groups, and who receives a pass. Medium when the "
        "attributes or values of an argument change or are set, low for the task itself. Check which rules read them.",
    ),
    "RISK-CODE": _risk(
        "Code outside this review runs",
        (_HIGH, _MEDIUM),
        "A custom task extension calls a Logic App, which can do anything that its own identity may do. High when an "
        "existing extension calls another Logic App or accepts answers from other applications; medium when an "
        "extension or a task that uses one is added. High as well when a task calls another extension than before. "
        "Review the Logic App and its permissions.",
    ),
    "RISK-UNKNOWN-TASK": _risk(
        "A task is not in the catalogue",
        (_MEDIUM,),
        "lcwsync does not know what the task does, so it cannot judge its effect on accounts or passes. Medium. Look "
        "up its taskDefinitionId in the tenant, or update lcwsync.",
    ),
    "RISK-DELETE": _risk(
        "An object is deleted",
        (_HIGH, _MEDIUM),
        "High for a custom task extension, which the service cannot restore, and for a workflow that creates passes "
        "or takes access from leavers. Medium for another workflow; each can be restored for 30 days, and its runs "
        "stop at once. Check what used the object.",
    ),
    "RISK-ACCESS": _risk(
        "A task gives access, or no longer does",
        (_HIGH, _MEDIUM, _LOW),
        "The task puts people into groups or teams, gives them licences or access packages, or enables their accounts. "
        "High for a group that can carry directory roles or stands in the policy for passes, and when people are taken "
        "out of a group that the policy excludes. Medium for other access, low for accounts and when a task that gave "
        "access goes. Check what membership allows.",
    ),
    "RISK-LEAVER": _risk(
        "Leavers keep what was taken from them",
        (_HIGH, _MEDIUM),
        "A task that disables or deletes accounts, ends sessions, or removes groups, licences or access packages is "
        "removed or disabled, takes less or takes it later; or a workflow for leavers enables accounts. High for "
        "accounts and sessions, medium for other access. Check what does it instead.",
    ),
    "RISK-ORDER": _risk(
        "A task runs after one that can stop it",
        (_MEDIUM,),
        "A task that creates passes or takes access away comes to stand behind another one whose continueOnError is "
        "not true: it moved, the other one is new or enabled, or its continueOnError changed. When that one fails, the "
        "run ends before it. Put it first, or let the run go on.",
    ),
    "RISK-INTERVAL": _risk(
        "Workflows run less often",
        (_MEDIUM,),
        "workflowScheduleIntervalInHours grows. Everybody waits up to that long: new hires for their pass, and leavers "
        "keep their access. Check that passes are still valid when they are read.",
    ),
    "RISK-SENDER": _risk(
        "Mails have another sender",
        (_MEDIUM,),
        "The sender's domain or the branding of all mails of Lifecycle Workflows changes, those with passes among "
        "them. A manager may take them for a fraud, or the other way round. Tell the managers first.",
    ),
    "RISK-RENAME": _risk(
        "A new object has the content of one that exists",
        (_MEDIUM,),
        "The plan creates an object that does the same as one of the tenant under another name, while that one is "
        "deleted or no longer managed. Its id, runs and versions are lost, and in between nobody is processed. Write "
        "the old name under previousNames, and the plan renames it.",
    ),
    "RISK-LOOKALIKE": _risk(
        "Two names look alike",
        (_HIGH, _MEDIUM),
        "A new or renamed object has a name that a reader can take for another one: letters of another alphabet, other "
        "blanks or dashes, invisible characters. High for a group, a person or a team that the plan newly names while "
        "git or the tenant names another one that looks the same: somebody may have made it to be mistaken. Compare "
        "them letter by letter, and choose another name.",
    ),
    "RISK-ADOPT": _risk(
        "A rename takes over an object of the tenant",
        (_MEDIUM, _LOW),
        "previousNames leads to an object of the tenant, which is renamed and managed from then on. Medium when "
        "`lcwsync plan --base` shows that git did not manage it before: somebody made it in the portal. Low when that "
        "is not known. Ask its owner.",
    ),
}

_GUARD = {
    "RISK-GUARD": _risk(
        "What protects changes",
        (_HIGH, _LOW),
        "`lcwsync plan --base` compared git before and after the change: allowDelete, limits, prune, established, the "
        "rating of findings, protect, TapGuardrails, identities and tenants, the organisation's rules, approvals, "
        "rings, CODEOWNERS, workflows, actions and requirements. High when it protects less, and when that cannot be "
        "told, low when it protects more. Ask why before you approve: the next change may use the opening.",
    ),
    "RISK-RELEASED": _risk(
        "Something leaves git without being deleted",
        (_HIGH, _MEDIUM),
        "`lcwsync plan --base` found an object, or a field, that this change takes out of git. It stays in the tenant "
        "as it is, and neither plan nor drift looks at it any more. High for a protected object and for what decides "
        "about passes: the policy, its targets, workflows that create passes. Put it back, or list the name under "
        "`removed` to delete it.",
    ),
    "RISK-SANDBOX": _risk(
        "A job reads the embedded sandbox in place of a tenant",
        (_HIGH,),
        "The environment has `sandbox: true`, and a job runs the command. Nothing is read from or written to a real "
        "tenant, so that plan and drift say nothing about one. High, since one word in the project file makes them "
        "green for ever. Set tenantId; an environment that is meant to be a sandbox has `sandbox` in its name.",
    ),
}

_REQUESTS = {
    "RISK-REQUEST-OPEN": _risk(
        "Managers can ask for passes",
        (_HIGH,),
        "From then on every manager can ask in My Access for a pass for the reports that the policy covers. Each "
        "manager decides who can sign in as a report who has never signed in. High, since Entra checks who manages "
        "whom: people who can change the manager of a user gain the same. Check `for`, the approval, and who can write "
        "the manager.",
    ),
    "RISK-REQUEST-LEVEL": _risk(
        "More managers can ask",
        (_HIGH,),
        "The policy names managers of a higher level, so that more people can ask for the same person. The pass still "
        "goes to the direct manager. High, since no page describes levels above 1 at work.",
    ),
    "RISK-REQUEST-PEOPLE": _risk(
        "Managers can ask for more people",
        (_MEDIUM, _HIGH),
        "Groups are added to the people of the policy; high where everybody, or a rule, takes the place of groups. "
        "Check who is in these groups, and who can add members.",
    ),
    "RISK-REQUEST-APPROVAL": _risk(
        "Requests need less approval, or none",
        (_MEDIUM, _HIGH),
        "A stage of approval goes or its approvers change. High where no approval is left: a request is then granted "
        "at once.",
    ),
    "RISK-REQUEST-SELF": _risk(
        "The policy allows more than requests of managers",
        (_MEDIUM, _HIGH),
        "The people themselves can ask, prolong, or choose when their access ends. High for drift that opened it. "
        "Medium for a plan that closes it: the tenant has been open until now. Look at the requests since the policy "
        "was changed.",
    ),
    "RISK-REQUEST-DURATION": _risk(
        "A membership lasts longer",
        (_LOW, _MEDIUM),
        "While the membership lasts nobody can ask again, and the group holds the person. Medium beyond two days: the "
        "group then tells nothing about present requests.",
    ),
    "RISK-REQUEST-GROUP": _risk(
        "Requests lead to another group",
        (_HIGH,),
        "Everybody whose request is granted becomes a member of another group, with whatever that group opens, and "
        "the membership of the former group is revoked. High, since the group decides what a request is worth.",
    ),
    "RISK-REQUEST-CLOSED": _risk(
        "Managers cannot ask any more",
        (_HIGH,),
        "The plan deletes the policy and the access package. Managers lose the way to a pass for their reports, and "
        "memberships that it gave end. Deletion is final.",
    ),
}

RISK_CODES: Mapping[str, Code] = _POLICY | _WORKFLOWS | _REQUESTS | _GUARD
