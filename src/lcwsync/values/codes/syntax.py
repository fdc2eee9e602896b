"""Codes of what makes a configuration unusable: files, form, variables, project, contradictions, unknown names."""

from collections.abc import Mapping

from lcwsync.values.codes.code import Code
from lcwsync.values.findings import Severity

_E, _W = Severity.ERROR, Severity.WARNING
_TASKS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks"
_CONDITIONS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions"
_LIMITS = "https://learn.microsoft.com/entra/id-governance/governance-service-limits"
_POLICY = "https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration"

_LOAD = {
    "LOAD001": Code(
        "A file or directory cannot be read",
        _E,
        "The operating system refused, or something else than a regular file has the name of a YAML file. What is in "
        "it is unknown, so that nothing can be planned.",
    ),
    "LOAD002": Code(
        "The file is not UTF-8 text", _E, "Save the file as UTF-8, with or without a byte order mark, and without NULs."
    ),
    "LOAD003": Code(
        "The configuration is too large",
        _E,
        "A file may have 1 MB and 50 levels, the configuration 10,000 files, 1,000 documents and 200,000 values. A "
        "tenant holds 100 workflows, so that more is a mistake or an attack.",
    ),
    "LOAD004": Code(
        "The file is not valid YAML",
        _E,
        "The place is where an unclosed quote or bracket begins, or where the reader gave up: look above it.",
    ),
    "LOAD005": Code(
        "A key is given twice",
        _E,
        "YAML readers use one of the two without a warning. A reviewer may have read the other one.",
    ),
    "LOAD006": Code(
        "A tag or a merge key, or an alias without its anchor",
        _E,
        "Tags and merge keys make a value differ from the text that a reviewer reads. An alias stands for a whole "
        "value that has an anchor before it in the same document.",
    ),
    "LOAD007": Code(
        "A symbolic link leads in a circle, or out of the directory",
        _E,
        "The directory contains itself through a link, or a link leads to files that lie outside the directory, where "
        "neither its reviewers nor the workflows look. Remove the link, and put the files in its place.",
    ),
    "LOAD008": Code(
        "A word that YAML readers disagree about",
        _W,
        "yes, no, on, off and numbers such as 012 or 1:30 are text for some readers and a boolean or a number for "
        "others (YAML 1.1). Put quotes around the value.",
    ),
    "LOAD009": Code("A key is not a word", _E, "Keys are single words; a list or a mapping cannot be one."),
    "LOAD010": Code(
        "The project file is not where it should be",
        _E,
        "There is one document of kind Project, in the file lcwsync.yaml at the top of the configuration directory.",
    ),
}

_SCH = {
    "SCH001": Code(
        "The kind of a document is missing or unknown",
        _E,
        "Every document starts with kind: and one of the known kinds.",
    ),
    "SCH002": Code(
        "Unknown key", _E, "A mistyped key would silently not be managed; hence only known keys are accepted."
    ),
    "SCH003": Code("Something required is missing", _E, "The object cannot be described without it."),
    "SCH004": Code(
        "A value has the wrong type", _E, "Numbers and true/false stand without quotes, texts may need them."
    ),
    "SCH005": Code("A number is out of range", _E, f"The ranges are the service's ({_LIMITS}, {_POLICY})."),
    "SCH006": Code("A value is not one of the possible ones", _E, "The message names what is possible."),
    "SCH007": Code(
        "Exactly one of several keys is wanted",
        _E,
        f"A trigger is of one kind, a scope is a rule or groups; see {_CONDITIONS}.",
    ),
    "SCH008": Code("A text or list is too long or too short", _E, f"The limits are the service's; see {_LIMITS}."),
    "SCH009": Code(
        "A key has no value",
        _E,
        "An omitted key means: leave it as the tenant has it. An empty one could mean that or the opposite.",
    ),
    "SCH010": Code(
        "A list names something twice", _W, "The second one changes nothing; it may have been meant to be another name."
    ),
    "SCH011": Code(
        "Unknown task", _E, f"Tasks are named by a key of the catalogue or by a taskDefinitionId; see {_TASKS}."
    ),
    "SCH012": Code(
        "A task or argument the catalogue does not know",
        _W,
        "The service may have it already: it is sent unchanged, as text. Check the spelling against the tenant.",
    ),
    "SCH013": Code("A required argument is missing", _E, f"The task cannot run without it; see {_TASKS}."),
}

_VAR = {
    "VAR001": Code(
        "Undeclared variable", _E, "${name} is replaced only by a variable declared under environments.NAME.variables."
    ),
    "VAR002": Code(
        "A variable is declared in other environments only",
        _E,
        "Every environment uses every file, so that each has to declare the variables the files use.",
    ),
    "VAR003": Code("A list is used inside a text", _E, "A variable that holds a list can only be a whole value."),
    "VAR004": Code(
        "Not a variable",
        _E,
        "A variable is written ${name} with letters, digits and _. For the characters themselves write $${.",
    ),
    "VAR006": Code(
        "A variable breaks out of its place in a rule",
        _E,
        "A variable is put into a rule as it is. A value with a quote would end the quoted text that it stands in, and "
        "one with a closing parenthesis the condition around it: the rule would hold for other people than it reads.",
    ),
    "VAR005": Code("Unused variable", _W, "No file uses it. It may be a leftover, or a file misspells it."),
}

_PRJ = {
    "PRJ001": Code("The default environment is not declared", _E, "defaultEnvironment names one of environments."),
    "PRJ002": Code("An environment has no tenant", _E, "Set tenantId, or sandbox: true for the embedded tenant."),
    "PRJ003": Code(
        "An environment is sandbox and tenant at once", _E, "An environment has a tenantId or is a sandbox."
    ),
    "PRJ004": Code(
        "Two environments are the same tenant", _W, "They would undo each other's changes unless their variables agree."
    ),
    "PRJ005": Code(
        "A rating for a code that cannot be rated",
        _E,
        "Only the codes LCW, TAP, RUL and ORG001 are matters of judgement.",
    ),
    "PRJ006": Code(
        "An exception without effect",
        _W,
        "An entry of rules ended, or it takes no finding any more. One that is left behind hides the next object with "
        "the same fault: remove it.",
    ),
    "PRJ007": Code("The end of an exception is not a day", _E, "until is a day such as 2027-03-31."),
    "PRJ008": Code(
        "An environment names an unknown ring",
        _E,
        "ring names one of rollout, the rings in the order in which `apply --all` takes them. An environment without "
        "ring is in the last one.",
    ),
    "PRJ009": Code(
        "A ring without an environment",
        _W,
        "The ring after it would begin with nothing applied before. It may be a leftover, or an environment lacks "
        "its ring.",
    ),
    "PRJ010": Code(
        "An included file is missing",
        _E,
        "An entry of include names no file with kind: Environments, so tenants may be missing from every plan. Paths "
        "are relative to the configuration directory; `*` stands for a part of one name.",
    ),
    "PRJ011": Code(
        "Environments that the project does not include",
        _E,
        "A file with kind: Environments counts only where include of the project file names it: its owners decide "
        "which tenants there are.",
    ),
    "PRJ012": Code(
        "An environment is declared twice",
        _E,
        "The project file and the files that it includes share one set of names.",
    ),
}

_OBJ = {
    "OBJ001": Code(
        "Two objects have the same name",
        _E,
        "displayName is the identity of an object. The service calls it unique and may compare it without case.",
    ),
    "OBJ002": Code(
        "A previous name belongs to another object",
        _E,
        "Which object of the tenant is meant by the name would depend on the order of reading.",
    ),
    "OBJ003": Code(
        "Something is listed and to be removed", _E, "A name under removed: may not be the name of a listed object."
    ),
    "OBJ004": Code(
        "An object that exists once is described twice",
        _E,
        "A tenant has one of these; the two descriptions would fight.",
    ),
    "OBJ006": Code(
        "A scope without a trigger that uses it",
        _E,
        f"An on-demand workflow runs for named users and has no scope; see {_CONDITIONS}.",
    ),
    "OBJ005": Code(
        "Too many objects", _E, f"A tenant holds 100 workflows and 100 custom task extensions; see {_LIMITS}."
    ),
}

_REF = {
    "REF001": Code(
        "The tenant has no object of that name",
        _E,
        "Names are compared exactly. The object may have been renamed or deleted.",
    ),
    "REF004": Code(
        "Deleted in the tenant",
        _W,
        "The object of the tenant still names it, and git says the same: nothing differs, so nothing is stopped. A "
        "task fails or does nothing for it, a scope holds nobody by it, an exclusion excludes nobody any more. Remove "
        "it from git and apply. An id that git adds must exist: see REF001. A drift or an export goes on where only "
        "git still names it.",
    ),
    "REF003": Code(
        "A task cannot change the members of this group",
        _W,
        "Workflows change Microsoft 365 groups and security groups of the cloud with assigned members. Dynamic, "
        "role-assignable, synchronised and mail-enabled groups, and groups without a team, make the task "
        "fail for everybody; without continueOnError the rest of the workflow does not run.",
    ),
    "REF005": Code(
        "The tenant does not offer the task",
        _E,
        "Tasks arrive in tenants one after the other, and some clouds lack a few. A workflow with a task that the "
        "tenant does not offer is refused when it is saved.",
    ),
    "REF006": Code(
        "No user has this value",
        _W,
        "A scope's rule compares with a value that no user of the tenant has, so that the workflow takes up nobody by "
        "it. Mostly it is a typing error, or a department that was renamed. Texts are compared with regard to case.",
    ),
    "REF007": Code(
        "No execution limit for a schedule that takes accounts or access",
        _W,
        "A wrong rule, or wrong dates from HR, can take up the whole company in one run. With an execution limit the "
        "service puts the workflow into quarantine instead and waits for an administrator. Limits are set in the "
        "portal, for the tenant or for one workflow (Lifecycle workflows > Workflow settings): Graph documents how "
        "they are read, and no call that writes them, so lcwsync reads them and leaves them as they are. "
        "`lcwsync preview WORKFLOW` says how many people its runs take up, and proposes a number. See "
        "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-limits.",
    ),
    "REF008": Code(
        "A new version of a workflow with execution limits of its own",
        _W,
        "No page says whether a workflow keeps its own execution limits when a new version is made of it, and none "
        "says that the call takes them. Look at its limits in the portal after the apply, and set them again there "
        "if they are gone. See https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-limits.",
    ),
    "REF009": Code(
        "Nothing in the tenant has this name",
        Severity.NOTE,
        "A name under removed: of something that is gone can be taken out of git. A previous name that no object has "
        "finds nothing to rename: the plan creates a new object, and one that goes by another name keeps running.",
    ),
    "REF010": Code(
        "A check of the plan could not be made",
        _W,
        "Some of what decides whether a workflow works is only in the tenant: its TAP policy where git leaves it out, "
        "the groups that tasks change, the tasks that it offers, the values that people have, the execution limits. A "
        "read of it failed, so that the plan cannot tell. The hint says what to grant; `lcwsync doctor` checks it.",
    ),
    "REF002": Code(
        "Several objects of the tenant have that name", _E, "Use the object's id instead, with its name in a comment."
    ),
}

SYNTAX_CODES: Mapping[str, Code] = _LOAD | _SCH | _VAR | _PRJ | _OBJ | _REF
