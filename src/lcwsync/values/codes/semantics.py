"""Codes of what a configuration in good form will do, and should not: workflows and passes."""

from collections.abc import Mapping

from lcwsync.values.codes.code import Code
from lcwsync.values.findings import Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_TASKS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks"
_CONDITIONS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions"
_MAILS = "https://learn.microsoft.com/entra/id-governance/customize-workflow-email"
_PASS = "https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass"  # noqa: S105 - a page
_POLICY = "https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration"

_LCW = {
    "LCW001": Code(
        "The task does not belong to the workflow's category",
        _E,
        f"Each task is offered for some categories only and the service refuses it elsewhere; see {_TASKS}.",
    ),
    "LCW002": Code(
        "The task may not belong to the workflow's category",
        _W,
        f"The documentation contradicts itself about this task ({_TASKS}). The tenant's task definitions decide.",
    ),
    "LCW003": Code(
        "Trigger and scope do not go together",
        _E,
        f"A membership change is watched in groups, every other trigger selects by a rule; see {_CONDITIONS}.",
    ),
    "LCW004": Code(
        "The trigger's date does not suit the category",
        _W,
        "Joiner workflows count from the hire date or the creation of the account, leaver workflows from the leave "
        f"date; the portal offers nothing else. See {_CONDITIONS}.",
    ),
    "LCW005": Code(
        "Scheduled but disabled",
        _E,
        "A disabled workflow does not run, whatever its schedule; the service is expected to refuse the combination.",
    ),
    "LCW006": Code(
        "Enabled with a trigger but not scheduled",
        _N,
        "Without isSchedulingEnabled the engine never looks at trigger and scope: the workflow runs only on demand.",
    ),
    "LCW007": Code(
        "On demand only but scheduled", _W, "There is nothing to schedule without a trigger; the service may refuse it."
    ),
    "LCW008": Code(
        "Accounts are deleted without delay",
        _W,
        "Deletion is soft for 30 days and then final. A workflow some weeks after the leave date leaves time for a "
        "wrong leave date, a hand-over or a legal hold to be noticed.",
    ),
    "LCW009": Code(
        "Access is taken away before the leave date",
        _W,
        "A negative offset runs while the person still works. For an immediate end use an on-demand workflow.",
    ),
    "LCW010": Code(
        "A mail about the last day is sent on another day",
        _W,
        "The default text of the task speaks of a last day that is ahead, today or past; the offset must agree.",
    ),
    "LCW011": Code(
        "Something is done after the account is deleted",
        _W,
        "Once the user is deleted, later tasks of the workflow have no user to act on. Delete last.",
    ),
    "LCW012": Code(
        "The workflow undoes its own work",
        _W,
        "Enabling and disabling the account, or adding and removing the same group or team, in one run.",
    ),
    "LCW013": Code(
        "The same task twice",
        _W,
        "Two tasks with the same arguments do the same twice: a mail arrives twice, the rest is without effect.",
    ),
    "LCW014": Code("No task is enabled", _W, "The workflow would run and do nothing."),
    "LCW015": Code(
        "Several groups watched by one workflow",
        _W,
        "The portal takes one group for a membership change, so that the service may refuse or ignore more.",
    ),
    "LCW016": Code(
        "A long mail text",
        _W,
        "The service publishes no limit; texts beyond this length have not been seen to work. Shorten it, or test it.",
    ),
    "LCW017": Code(
        "Unknown placeholder in a mail",
        _E,
        f"It would reach the reader as it stands, or the service would refuse it. The names are on {_MAILS}.",
    ),
    "LCW018": Code(
        "Old and new placeholders in one mail",
        _W,
        "Mails made since 2026 use {{user.displayName}} and the like, older ones {{userDisplayName}}; see "
        f"{_MAILS}.",
    ),
    "LCW019": Code(
        "Formatting a mail cannot have",
        _W,
        f"Only <b>, <i>, <u> and <a href> with http or https are allowed; see {_MAILS}.",
    ),
    "LCW020": Code(
        "Accounts are enabled before the first day",
        _W,
        "An enabled account that is not used yet is a target. Enable it on the hire date, in a workflow of its own.",
    ),
    "LCW021": Code(
        "Sign-in is blocked but sessions continue",
        _N,
        "A disabled account's refresh tokens may be honoured for a while. Add revokeRefreshTokens to the workflow.",
    ),
    "LCW022": Code(
        "Only usable for a workflow that exists",
        _N,
        "Category, trigger and tasks are needed to create a workflow. Left out, they stay as the tenant has them, and "
        "a tenant that lacks the workflow cannot be given it.",
    ),
    "LCW023": Code(
        "A period of inactivity that the portal does not offer",
        _W,
        "The portal takes 30 to 730 days; other values may be refused.",
    ),
    "LCW026": Code(
        "A name that looks like another one",
        _W,
        "Invisible characters, blanks at an end and accents that are not normalised make two names that look the same "
        "and differ to the service. lcwsync finds its objects by name, so that a second workflow may come of it.",
    ),
    "LCW025": Code(
        "A mail to the sponsors has copies",
        _E,
        "With `to: Sponsors` the service takes no cc: see "
        "https://learn.microsoft.com/graph/identitygovernance-lifecycleworkflows-task-arguments. Remove cc, or choose "
        "another recipient.",
    ),
    "LCW027": Code(
        "The trigger watches an attribute that may not exist",
        _W,
        "A workflow that runs when an attribute changes is saved with any name, and never runs when users have no "
        f"attribute of that name; see {_CONDITIONS}. `lcwsync attributes` lists what is known.",
    ),
    "LCW031": Code(
        "Two tasks of one name",
        _W,
        "The service calls the name a unique string that identifies the task, and may refuse the second one. See "
        "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks.",
    ),
    "LCW028": Code(
        "A callback that may be too short",
        _W,
        "One page takes 5 minutes to 3 hours, the service limits 30 minutes to 3 hours: a shorter one may be refused.",
    ),
    "LCW029": Code(
        "A number of sponsors that the portal does not offer",
        _N,
        "The trigger is a preview, and the portal offers guests without any sponsor only (1); others may be refused.",
    ),
    "LCW030": Code(
        "No date for the end of access packages",
        _W,
        "Since 2026 the task's page requires daysUntilExpiration: without it the service may refuse the workflow.",
    ),
    "LCW040": Code(
        "An attribute that the task cannot write",
        _W,
        "Updating attributes is not offered for it, so that the task fails for everybody. Accounts are enabled and "
        "disabled by tasks of their own; the manager and the user principal name come from HR or the directory.",
    ),
    "LCW035": Code(
        "A trigger counts from a date that a task writes without a time",
        _W,
        "The task writes the date on which it runs: midnight UTC, as was seen. A workflow that counts from that date "
        "is due up to a day earlier than from the moment itself, and has less of the three days in which the service "
        "catches up. See https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks.",
    ),
    "LCW024": Code(
        "The policy targets single users",
        _W,
        f"The service documents groups as targets of the TAP policy; see {_POLICY}.",
    ),
}

_TAP = {
    "TAP001": Code(
        "The pass's lifetime is outside the policy's range",
        _E,
        "The service checks it when the workflow runs, not when it is saved: every hire would end without a pass. "
        f"See {_PASS}.",
    ),
    "TAP002": Code(
        "A pass for repeated use under a one-time policy",
        _E,
        "The policy allows one-time passes only, so that the task fails when it runs. Set tapIsUsableOnce: true.",
    ),
    "TAP003": Code(
        "The policy is disabled although a workflow creates passes",
        _E,
        "No pass can be created while the policy is disabled (Maester EIDSCA.AT01).",
    ),
    "TAP004": Code(
        "The policy is not in git",
        _N,
        "A workflow creates passes, but whether the tenant's policy allows them cannot be checked offline. Describe "
        "the policy, or export it.",
    ),
    "TAP005": Code(
        "Whether the policy covers these people cannot be known",
        _N,
        "One page says that a pass can be created for every user; the service has been seen to refuse one for a user "
        "outside the policy. Put the people into one of the policy's groups before this workflow runs, by a group with "
        f"dynamic membership or an earlier workflow: a membership takes minutes to be seen. See {_PASS}.",
    ),
    "TAP006": Code(
        "The workflow's people are excluded by the policy",
        _E,
        "Exclusion wins over inclusion: they would receive a pass that does not work.",
    ),
    "TAP007": Code(
        "Another person receives a copy of the pass",
        _E,
        "The mail of this task contains the pass. A cc recipient can sign in as the new hire; adding a cc to this "
        "task is a known way to steal accounts. If it is meant, rate this code with a reason.",
    ),
    "TAP008": Code(
        "An argument may send the pass to other people",
        _E,
        "The argument is not known and its name speaks of recipients. The pass should reach the manager only.",
    ),
    "TAP028": Code(
        "Another person receives the pass",
        _E,
        "The argument `to` names the recipient of the mail, and the mail of this task contains the pass. The recipient "
        "can sign in as the new hire. Only the person's own manager should receive it. If it is meant, rate this code "
        "with a reason.",
    ),
    "TAP009": Code(
        "The mail does not contain the pass",
        _E,
        "A customBody replaces the whole text. Without {{temporaryAccessPass}} the manager receives a mail without "
        "the pass, which cannot be read again.",
    ),
    "TAP010": Code(
        "A pass is promised by a task that has none",
        _E,
        "{{temporaryAccessPass}} is filled only in the mail of the task that generates the pass.",
    ),
    "TAP011": Code(
        "The subject contains the pass",
        _W,
        "Subjects show in notifications, lists and mail logs. Keep the pass in the body.",
    ),
    "TAP012": Code(
        "The pass may end before it is read",
        _W,
        "From the hire date on, a pass starts when the workflow runs, which may be at any hour of its interval. One "
        "that is shorter than the interval may be over before the manager looks.",
    ),
    "TAP013": Code(
        "A pass for repeated use",
        _W,
        "A reader of the mail can use it until it expires, unnoticed. One use suffices to register a stronger method "
        "(Maester EIDSCA.AT02).",
    ),
    "TAP014": Code(
        "A pass that is valid for more than a day",
        _W,
        "It lies in a mailbox as a working password. 24 hours cover every time zone if the hire date has a time.",
    ),
    "TAP015": Code(
        "Everybody can use a pass",
        _W,
        "With allUsers, an administrator who can create passes can sign in as every user who is not excluded. Target "
        "the group of new hires.",
    ),
    "TAP016": Code(
        "The policy excludes no group",
        _W,
        "A pass replaces all other methods of sign-in. Exclude the group of administrators, so that a pass can never "
        "open one of their accounts.",
    ),
    "TAP017": Code(
        "The policy's lifetimes are not in order",
        _E,
        f"minimum, default and maximum have to be in this order; the service refuses anything else. See {_POLICY}.",
    ),
    "TAP018": Code(
        "A group is included and excluded",
        _E,
        "Exclusion wins, so that the inclusion has no effect; a reader of the list of included groups is misled.",
    ),
    "TAP019": Code("Everybody is excluded", _E, "allUsers can only be included; disable the policy instead."),
    "TAP020": Code(
        "The pass is made on or after the first day",
        _W,
        "The workflow runs up to one interval after the hire date's hour, so that the new hire may wait for hours. "
        "With a negative offset the pass is there in time and is valid from the hire date on.",
    ),
    "TAP021": Code(
        "A lifetime beyond the guardrail", _E, "TapGuardrails.maximumLifetimeInMinutes limits tasks and policy in git."
    ),
    "TAP022": Code(
        "Repeated use against the guardrail", _E, "TapGuardrails.requireOneTimeUse asks for one-time passes in git."
    ),
    "TAP023": Code(
        "The workflow decides who receives its pass",
        _E,
        "It changes the attributes that decide to whom and when the pass is sent (manager, mail, hire date). Keep "
        "these with HR, or at least in another workflow.",
    ),
    "TAP024": Code(
        "Passes on demand",
        _N,
        "An administrator who can start this workflow can have a pass created for any user whose manager they can "
        "reach. Let the trigger and scope decide instead, or use `run --requested-by`.",
    ),
    "TAP025": Code(
        "Two passes in one run",
        _W,
        "A user has at most one pass: the second task replaces the pass the first one mailed.",
    ),
    "TAP026": Code(
        "The policy lets a pass be used repeatedly",
        _W,
        "Everybody who creates a pass can then choose repeated use (Maester EIDSCA.AT02 wants isUsableOnce: true).",
    ),
    "TAP029": Code(
        "No passes in China",
        _E,
        "The cloud operated by 21Vianet has Lifecycle Workflows, and neither the TAP policy nor passes. Give the "
        "environment a configuration without them.",
    ),
    "TAP027": Code(
        "A pass for guests",
        _W,
        f"External guests cannot be given a pass, so that the task fails for them. See {_PASS}.",
    ),
}

SEMANTIC_CODES: Mapping[str, Code] = _LCW | _TAP
