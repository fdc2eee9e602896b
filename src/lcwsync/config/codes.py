"""Every code a finding can carry: what it stands for, how grave it is, and what `--explain` says.

LOAD  a file cannot be read, or not in only one way      OBJ  objects that contradict each other
SCH   the form of a document                             LCW  workflows that will not do what they seem to
VAR   variables                                          TAP  who gets a pass, for how long, and who reads it
PRJ   the project file                                   RUL  scope rules (model.rule)
REF   names that the tenant does not know (tenant)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from lcwsync.model.rule.codes import RULE_CODES
from lcwsync.values.findings import Finding, Severity
from lcwsync.values.location import Location


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code stands for."""

    title: str
    severity: Severity
    explanation: str


def finding(
    code: str, location: Location, message: str, hint: str | None = None, *, related: Sequence[Location] = ()
) -> Finding:
    """A finding with the severity its code has by default."""
    return Finding(
        code=code,
        severity=CODES[code].severity,
        message=message,
        location=location,
        hint=hint,
        related=tuple(related),
    )


RATEABLE = ("LCW", "TAP", "RUL")
"""What a project may rate differently: matters of judgement. The others say that the files cannot be used."""

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_TASKS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks"
_CONDITIONS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions"
_LIMITS = "https://learn.microsoft.com/entra/id-governance/governance-service-limits"
_MAILS = "https://learn.microsoft.com/entra/id-governance/customize-workflow-email"
_PASS = "https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass"  # noqa: S105 - a page
_POLICY = "https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration"

_LOAD = {
    "LOAD001": Rule(
        "A file or directory cannot be read",
        _E,
        "The operating system refused, or something else than a regular file has the name of a YAML file. What is in "
        "it is unknown, so that nothing can be planned.",
    ),
    "LOAD002": Rule(
        "The file is not UTF-8 text", _E, "Save the file as UTF-8, with or without a byte order mark, and without NULs."
    ),
    "LOAD003": Rule(
        "The configuration is too large",
        _E,
        "A file may have 1 MB and 50 levels, the configuration 10,000 files, 1,000 documents and 200,000 values. A "
        "tenant holds 100 workflows, so that more is a mistake or an attack.",
    ),
    "LOAD004": Rule(
        "The file is not valid YAML", _E, "The place is where the reader gave up; look at the lines above."
    ),
    "LOAD005": Rule(
        "A key is there twice",
        _E,
        "YAML readers take one of the two without a word. A reviewer may have read the other one.",
    ),
    "LOAD006": Rule(
        "Anchors, aliases, tags and merge keys are not used",
        _E,
        "They make a file say something else than what stands at the place a reviewer looks at. Write values out, or "
        "use a variable of the environment.",
    ),
    "LOAD007": Rule(
        "A symbolic link leads in a circle", _E, "The directory contains itself through a link; remove the link."
    ),
    "LOAD008": Rule(
        "A word that YAML readers disagree about",
        _W,
        "yes, no, on, off and numbers such as 012 or 1:30 are text for some readers and a boolean or a number for "
        "others (YAML 1.1). Put quotes around the value.",
    ),
    "LOAD009": Rule("A key is not a word", _E, "Keys are single words; a list or a mapping cannot be one."),
    "LOAD010": Rule(
        "The project file is not where it should be",
        _E,
        "There is one document of kind Project, in the file lcwsync.yaml at the top of the configuration directory.",
    ),
}

_SCH = {
    "SCH001": Rule(
        "The kind of a document is missing or unknown",
        _E,
        "Every document starts with kind: and one of the known kinds.",
    ),
    "SCH002": Rule(
        "Unknown key", _E, "A mistyped key would silently not be managed; hence only known keys are accepted."
    ),
    "SCH003": Rule("Something required is missing", _E, "The object cannot be described without it."),
    "SCH004": Rule(
        "A value has the wrong type", _E, "Numbers and true/false stand without quotes, texts may need them."
    ),
    "SCH005": Rule("A number is out of range", _E, f"The ranges are the service's ({_LIMITS}, {_POLICY})."),
    "SCH006": Rule("A value is not one of the possible ones", _E, "The message names what is possible."),
    "SCH007": Rule(
        "Exactly one of several keys is wanted",
        _E,
        f"A trigger is of one kind, a scope is a rule or groups; see {_CONDITIONS}.",
    ),
    "SCH008": Rule("A text or list is too long or too short", _E, f"The limits are the service's; see {_LIMITS}."),
    "SCH009": Rule(
        "A key is there but says nothing",
        _E,
        "An omitted key means: leave it as the tenant has it. An empty one could mean that or the opposite.",
    ),
    "SCH010": Rule(
        "A list names something twice", _W, "The second one changes nothing; it may have been meant to be another name."
    ),
    "SCH011": Rule(
        "Unknown task", _E, f"Tasks are named by a key of the catalogue or by a taskDefinitionId; see {_TASKS}."
    ),
    "SCH012": Rule(
        "A task or argument the catalogue does not know",
        _W,
        "The service may have it already: it is sent as it stands, as text. Check the spelling against the tenant.",
    ),
    "SCH013": Rule("A task lacks a required argument", _E, f"The task cannot run without it; see {_TASKS}."),
}

_VAR = {
    "VAR001": Rule(
        "Undeclared variable", _E, "${name} is replaced only by a variable declared under environments.NAME.variables."
    ),
    "VAR002": Rule(
        "A variable is declared in other environments only",
        _E,
        "Every environment uses every file, so that each has to declare the variables the files use.",
    ),
    "VAR003": Rule("A list stands inside a text", _E, "A variable that holds a list can only be a whole value."),
    "VAR004": Rule(
        "Not a variable",
        _E,
        "A variable is written ${name} with letters, digits and _. For the characters themselves write $${.",
    ),
    "VAR005": Rule("Unused variable", _W, "No file uses it. It may be a leftover, or a file misspells it."),
}

_PRJ = {
    "PRJ001": Rule("The default environment is not declared", _E, "defaultEnvironment names one of environments."),
    "PRJ002": Rule("An environment has no tenant", _E, "Say tenantId, or sandbox: true for the embedded tenant."),
    "PRJ003": Rule(
        "An environment is sandbox and tenant at once", _E, "An environment has a tenantId or is a sandbox."
    ),
    "PRJ004": Rule(
        "Two environments are the same tenant", _W, "They would undo each other's changes unless their variables agree."
    ),
    "PRJ005": Rule(
        "A rating for a code that cannot be rated", _E, "Only codes LCW, TAP and RUL are matters of judgement."
    ),
}

_OBJ = {
    "OBJ001": Rule(
        "Two objects have the same name",
        _E,
        "displayName is the identity of an object. The service calls it unique and may compare it without case.",
    ),
    "OBJ002": Rule(
        "A previous name belongs to another object",
        _E,
        "Which object of the tenant is meant by the name would depend on the order of reading.",
    ),
    "OBJ003": Rule(
        "Something is listed and to be removed", _E, "A name under removed: may not be the name of a listed object."
    ),
    "OBJ004": Rule(
        "An object that exists once is described twice",
        _E,
        "A tenant has one of these; the two descriptions would fight.",
    ),
    "OBJ006": Rule(
        "A scope without a trigger that uses it",
        _E,
        f"An on-demand workflow runs for the users somebody names and has no scope; see {_CONDITIONS}.",
    ),
    "OBJ005": Rule(
        "Too many objects", _E, f"A tenant holds 100 workflows and 100 custom task extensions; see {_LIMITS}."
    ),
}

_REF = {
    "REF001": Rule(
        "The tenant has no object of that name",
        _E,
        "Names are compared exactly. The object may have been renamed or deleted.",
    ),
    "REF002": Rule(
        "Several objects of the tenant have that name", _E, "Use the object's id instead, with its name in a comment."
    ),
}

_LCW = {
    "LCW001": Rule(
        "The task does not belong to the workflow's category",
        _E,
        f"Each task is offered for some categories only and the service refuses it elsewhere; see {_TASKS}.",
    ),
    "LCW002": Rule(
        "The task may not belong to the workflow's category",
        _W,
        f"The documentation contradicts itself about this task ({_TASKS}). The tenant's task definitions decide.",
    ),
    "LCW003": Rule(
        "Trigger and scope do not go together",
        _E,
        f"A membership change is watched in groups, every other trigger selects by a rule; see {_CONDITIONS}.",
    ),
    "LCW004": Rule(
        "The trigger's date does not suit the category",
        _W,
        "Joiner workflows count from the hire date or the creation of the account, leaver workflows from the leave "
        f"date; the portal offers nothing else. See {_CONDITIONS}.",
    ),
    "LCW005": Rule(
        "Scheduled but disabled",
        _E,
        "A disabled workflow does not run, whatever its schedule; the service is expected to refuse the combination.",
    ),
    "LCW006": Rule(
        "Enabled with a trigger but not scheduled",
        _N,
        "Without isSchedulingEnabled the engine never looks at trigger and scope: the workflow runs only on demand.",
    ),
    "LCW007": Rule(
        "On demand only but scheduled", _W, "There is nothing to schedule without a trigger; the service may refuse it."
    ),
    "LCW008": Rule(
        "Accounts are deleted without delay",
        _W,
        "Deletion is soft for 30 days and then final. A workflow some weeks after the leave date leaves time for a "
        "wrong leave date, a hand-over or a legal hold to be noticed.",
    ),
    "LCW009": Rule(
        "Access is taken away before the leave date",
        _W,
        "A negative offset runs while the person still works. For an immediate end use an on-demand workflow.",
    ),
    "LCW010": Rule(
        "A mail about the last day is sent on another day",
        _W,
        "The default text of the task speaks of a last day that is ahead, today or past; the offset must agree.",
    ),
    "LCW011": Rule(
        "Something is done after the account is deleted",
        _W,
        "Once the user is deleted, later tasks of the workflow have nobody to act on. Delete last.",
    ),
    "LCW012": Rule(
        "The workflow undoes its own work",
        _W,
        "Enabling and disabling the account, or adding and removing the same group or team, in one run.",
    ),
    "LCW013": Rule(
        "The same task twice",
        _W,
        "Two tasks with the same arguments do the same twice: a mail arrives twice, the rest is without effect.",
    ),
    "LCW014": Rule("No task is enabled", _W, "The workflow would run and do nothing."),
    "LCW015": Rule(
        "Several groups watched by one workflow",
        _W,
        "The portal takes one group for a membership change, so that the service may refuse or ignore more.",
    ),
    "LCW016": Rule(
        "A long mail text",
        _W,
        "The service publishes no limit; texts beyond this length have not been seen to work. Shorten it, or test it.",
    ),
    "LCW017": Rule(
        "Unknown placeholder in a mail",
        _E,
        f"It would reach the reader as it stands, or the service would refuse it. The names are on {_MAILS}.",
    ),
    "LCW018": Rule(
        "Old and new placeholders in one mail",
        _W,
        "Mails made since 2026 use {{user.displayName}} and the like, older ones {{userDisplayName}}; see "
        f"{_MAILS}.",
    ),
    "LCW019": Rule(
        "Formatting a mail cannot have",
        _W,
        f"Only <b>, <i>, <u> and <a href> with http or https are allowed; see {_MAILS}.",
    ),
    "LCW020": Rule(
        "Accounts are enabled before the first day",
        _W,
        "An enabled account that nobody uses yet is a target. Enable it on the hire date, in a workflow of its own.",
    ),
    "LCW021": Rule(
        "Sign-in is blocked but sessions live on",
        _N,
        "A disabled account's refresh tokens may be honoured for a while. Add revokeRefreshTokens to the workflow.",
    ),
    "LCW022": Rule(
        "Only usable for a workflow that exists",
        _N,
        "Category, trigger and tasks are needed to create a workflow. Left out, they stay as the tenant has them, and "
        "a tenant that lacks the workflow cannot be given it.",
    ),
    "LCW023": Rule(
        "A period of inactivity that the portal does not offer",
        _W,
        "The portal takes 30 to 730 days; other values may be refused.",
    ),
    "LCW024": Rule(
        "The policy targets single users",
        _W,
        f"The service documents groups as targets of the TAP policy; see {_POLICY}.",
    ),
}

_TAP = {
    "TAP001": Rule(
        "The pass's lifetime is outside the policy's range",
        _E,
        "The service checks it when the workflow runs, not when it is saved: every hire would end without a pass. "
        f"See {_PASS}.",
    ),
    "TAP002": Rule(
        "A pass for repeated use under a one-time policy",
        _E,
        "The policy allows one-time passes only, so that the task fails when it runs. Set tapIsUsableOnce: true.",
    ),
    "TAP003": Rule(
        "The policy is disabled although a workflow makes passes",
        _E,
        "No pass can be created while the policy is disabled (Maester EIDSCA.AT01).",
    ),
    "TAP004": Rule(
        "The policy is not in git",
        _N,
        "A workflow makes passes, but whether the tenant's policy allows them cannot be checked offline. Describe the "
        "policy, or export it.",
    ),
    "TAP005": Rule(
        "Whether the policy covers these people cannot be known",
        _N,
        "A pass can be created for anybody, but only members of the policy's groups can sign in with it. Nothing in "
        f"this workflow puts its people into one of these groups. See {_PASS}.",
    ),
    "TAP006": Rule(
        "The workflow's people are excluded by the policy",
        _E,
        "Exclusion wins over inclusion: they would receive a pass that does not work.",
    ),
    "TAP007": Rule(
        "Somebody else receives a copy of the pass",
        _E,
        "The mail of this task contains the pass. Whoever is in cc can sign in as the new hire; adding a cc to this "
        "task is a known way to steal accounts. If it is meant, rate this code with a reason.",
    ),
    "TAP008": Rule(
        "An argument may send the pass to somebody else",
        _E,
        "The argument is not known and its name speaks of recipients. The pass should reach the manager only.",
    ),
    "TAP009": Rule(
        "The mail does not contain the pass",
        _E,
        "A customBody replaces the whole text. Without {{temporaryAccessPass}} the manager receives a mail without "
        "the pass, which nobody can ever read again.",
    ),
    "TAP010": Rule(
        "A pass is promised by a task that has none",
        _E,
        "{{temporaryAccessPass}} is filled only in the mail of the task that generates the pass.",
    ),
    "TAP011": Rule(
        "The pass stands in the subject",
        _W,
        "Subjects show in notifications, lists and mail logs. Keep the pass in the body.",
    ),
    "TAP012": Rule(
        "The pass may end before it is read",
        _W,
        "From the hire date on, a pass starts when the engine comes by, which may be at any hour of its interval. One "
        "that is shorter than the interval may be over before the manager looks.",
    ),
    "TAP013": Rule(
        "A pass for repeated use",
        _W,
        "Whoever reads the mail can use it until it ends, unnoticed. One use suffices to register a stronger method "
        "(Maester EIDSCA.AT02).",
    ),
    "TAP014": Rule(
        "A pass that lives longer than a day",
        _W,
        "It lies in a mailbox as a working password. 24 hours cover every time zone if the hire date has a time.",
    ),
    "TAP015": Rule(
        "Everybody can use a pass",
        _W,
        "With allUsers, whoever may create passes can sign in as anybody who is not excluded. Target the group of new "
        "hires.",
    ),
    "TAP016": Rule(
        "Nobody is excluded from the policy",
        _W,
        "A pass replaces all other methods of sign-in. Exclude the group of administrators, so that a pass can never "
        "open one of their accounts.",
    ),
    "TAP017": Rule(
        "The policy's lifetimes are not in order",
        _E,
        f"minimum, default and maximum have to be in this order; the service refuses anything else. See {_POLICY}.",
    ),
    "TAP018": Rule(
        "A group is included and excluded",
        _E,
        "Exclusion wins, so that the inclusion has no effect; a reader of the list of included groups is misled.",
    ),
    "TAP019": Rule("Everybody is excluded", _E, "allUsers can only be included; disable the policy instead."),
    "TAP020": Rule(
        "The pass is made on or after the first day",
        _W,
        "The engine comes by up to one interval after the hire date's hour, so that the new hire may wait for hours. "
        "With a negative offset the pass is there in time and is valid from the hire date on.",
    ),
    "TAP021": Rule(
        "A lifetime beyond the guardrail", _E, "TapGuardrails.maximumLifetimeInMinutes limits tasks and policy in git."
    ),
    "TAP022": Rule(
        "Repeated use against the guardrail", _E, "TapGuardrails.requireOneTimeUse asks for one-time passes in git."
    ),
    "TAP023": Rule(
        "The workflow decides who receives its pass",
        _E,
        "It changes the attributes that decide to whom and when the pass is sent (manager, mail, hire date). Keep "
        "these with HR, or at least in another workflow.",
    ),
    "TAP024": Rule(
        "Passes on demand",
        _N,
        "Whoever may start this workflow can have a pass made for anybody whose manager they can reach. Let the "
        "trigger and scope decide instead, or use `run --requested-by`.",
    ),
    "TAP025": Rule(
        "Two passes in one run",
        _W,
        "A user has at most one pass: the second task replaces the pass the first one mailed.",
    ),
    "TAP026": Rule(
        "The policy lets a pass be used repeatedly",
        _W,
        "Everybody who creates a pass can then choose repeated use (Maester EIDSCA.AT02 wants isUsableOnce: true).",
    ),
    "TAP027": Rule(
        "A pass for guests",
        _W,
        f"External guests cannot be given a pass, so that the task fails for them. See {_PASS}.",
    ),
}

CODES: Mapping[str, Rule] = MappingProxyType(
    _LOAD
    | _SCH
    | _VAR
    | _PRJ
    | _OBJ
    | _REF
    | _LCW
    | _TAP
    | {code: Rule(rule.title, rule.severity, rule.explanation) for code, rule in RULE_CODES.items()}
)
"""Every code of the tool."""
