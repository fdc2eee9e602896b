"""The one table of commands: `--help`, `doctor`, the hints about missing permissions and the documentation show it.

It imports nothing, not even dataclasses: `--help` is nearly bare Python. A command's module in `cli` has the command's
name and is imported only when the command runs.
"""


class Command:
    """One command, with the line that `--help` shows."""

    __slots__ = ("checks", "identity", "name", "operations", "optional", "summary", "when_named")

    def __init__(
        self,
        name: str,
        summary: str,
        *,
        identity: str | None = None,
        operations: tuple[str, ...] = (),
        checks: tuple[str, ...] = (),
        optional: bool = False,
        when_named: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.summary = summary
        self.identity = identity
        """The application that runs it, `plan` (reads) or `apply` (writes); None for a command without one."""
        self.operations = operations
        """Names of `tenant.permissions.OPERATIONS` that it calls when the configuration uses everything."""
        self.checks = checks
        """Keys of CHECKED: operations without which it works, and says what it cannot tell."""
        self.when_named = when_named
        """Keys of WHEN_NAMED whose operation it needs, too, where the configuration names such an object."""
        self.optional = optional
        """The application works without the permissions that only this command needs."""


_PLAN = (
    "read the organisation",
    "read workflows",
    "read the TAP policy",
    "read settings, task definitions and templates",
    "read custom task extensions",
    "read names of groups",
    "read names of users",
)

CHECKED = {
    "read groups": "whether tasks can change who is in a group, and whether that gives a role",
    "read users": "whether anybody has the values that rules compare with, and who is in scope",
}
"""Operations that only the checks of a plan call, with what it cannot tell without each."""

WHEN_NAMED = {
    "administrative unit": "read administrative units",
    "licence": "read licences",
    "licence of pass requests": "read licences",
    "access package": "read access packages",
    "assignment policy": "read access packages",
    "pass requests": "read access packages",
    "pass requests to write": "write access packages",
    "group of pass requests": "put groups into catalogs",
    "application": "read applications",
    "team": "read groups",
    "leave date": "read leave dates",
    "custom security attribute": "read custom security attributes",
}
"""Operations that a command needs only where the configuration names an object of the kind, counts from the leave date,
or has a rule with such an attribute."""

_NAMED = (
    "administrative unit",
    "licence",
    "access package",
    "assignment policy",
    "application",
    "team",
    "pass requests",
)
_OF_PEOPLE = ("leave date", "custom security attribute")
_PEOPLE = ("read users", "read groups", "read authentication methods")

_RIGHTS = (
    "read roles and their holders",
    "read eligible and scheduled roles",
    "read eligible group members",
    "read scheduled group members",
    "read access packages",
    "read applications",
    "read federated credentials",
    "read delegated grants",
    "read groups",
    "read administrative units",
    "read users",
)

_INCIDENT = ("read the organisation", "read workflows", "read runs and results", "write workflows")

_TABLE = (
    Command("validate", "check the files, offline"),
    Command(
        "plan",
        "show what apply would do",
        identity="plan",
        operations=_PLAN,
        checks=tuple(CHECKED),
        when_named=(*_NAMED, "licence of pass requests"),
    ),
    Command(
        "apply",
        "change the tenant to match git",
        identity="apply",
        operations=(
            *_PLAN,
            "write workflows",
            "write the TAP policy",
            "write custom task extensions",
            "write settings",
        ),
        checks=tuple(CHECKED),
        when_named=(*_NAMED, "pass requests to write", "group of pass requests"),
    ),
    Command(
        "resolve",
        "decide between two workflows of one name",
        identity="apply",
        operations=("read the organisation", "read workflows", "read runs and results", "write workflows"),
        optional=True,
    ),
    Command(
        "verify",
        "check whether a saved plan still fits the tenant and git",
        identity="plan",
        operations=_PLAN,
        checks=tuple(CHECKED),
        when_named=_NAMED,
    ),
    Command(
        "export",
        "write the tenant as YAML",
        identity="plan",
        operations=(*_PLAN, "read administrative units", "read licences", "read access packages"),
        when_named=("team",),
    ),
    Command(
        "import",
        "write YAML from Graph JSON or a Microsoft365DSC configuration",
        identity="plan",
        operations=(
            "read the organisation",
            "read names of groups",
            "read names of users",
            "read administrative units",
            "read licences",
            "read access packages",
            "read custom task extensions",
        ),
        optional=True,
    ),
    Command(
        "drift",
        "show what changed in the tenant outside git",
        identity="plan",
        operations=_PLAN,
        checks=tuple(CHECKED),
        when_named=(*_NAMED, "licence of pass requests"),
    ),
    Command(
        "preview",
        "show who is in scope, when, what each task would do, and who would receive each pass",
        identity="plan",
        operations=(
            *_PLAN,
            *_PEOPLE,
            "read administrative units",
            "read the registration report",
            "read roles and their holders",
            "read runs and results",
        ),
        optional=True,
        when_named=(*_NAMED, *_OF_PEOPLE),
    ),
    Command(
        "why",
        "show what every workflow makes of one person, condition by condition",
        identity="plan",
        operations=(
            *_PLAN,
            *_PEOPLE,
            "read administrative units",
            "read roles and their holders",
            "read runs and results",
        ),
        optional=True,
        when_named=(*_NAMED, *_OF_PEOPLE),
    ),
    Command(
        "audit",
        "compare who can create a Temporary Access Pass with what git expects",
        identity="plan",
        operations=(
            "read the organisation",
            "read workflows",
            "read the TAP policy",
            "read custom task extensions",
            *_RIGHTS,
            "read rules of activating roles",
            "read rules of activating memberships",
        ),
        optional=True,
    ),
    Command(
        "run",
        "start a workflow for named people",
        identity="apply",
        operations=(*_PLAN, *_PEOPLE, *_RIGHTS, "start workflows", "read runs and results"),
        optional=True,
        when_named=(*_NAMED, *_OF_PEOPLE),
    ),
    Command(
        "status",
        "show runs, failures and their reasons, and quarantine",
        identity="plan",
        operations=("read workflows", "read runs and results"),
        optional=True,
        when_named=("pass requests",),
    ),
    Command(
        "history",
        "show the versions of a workflow and what changed between them",
        identity="plan",
        operations=("read workflows",),
        optional=True,
    ),
    Command(
        "pause",
        "stop a workflow at once, whatever git says",
        identity="apply",
        operations=_INCIDENT,
        optional=True,
    ),
    Command("resume", "end the pause of a workflow", identity="apply", operations=_INCIDENT, optional=True),
    Command("cancel", "stop a run that is going on", identity="apply", operations=_INCIDENT, optional=True),
    Command(
        "rollback",
        "write the file of a workflow as an old version was",
        identity="plan",
        operations=("read workflows", *_PLAN[5:]),
        optional=True,
        when_named=_NAMED,
    ),
    Command(
        "report",
        "write static pages: what comes and ran, the reporting line, who can get a pass",
        identity="plan",
        operations=(
            *_PLAN,
            *_PEOPLE,
            *_RIGHTS,
            "read the registration report",
            "read roles and their holders",
            "read runs and results",
        ),
        optional=True,
        when_named=(*_NAMED, *_OF_PEOPLE),
    ),
    Command("doctor", "check sign-in, permissions, licence and clock"),
    Command("init", "create a new configuration repository"),
    Command("new", "start a workflow from a common case or a template of the service"),
    Command("environments", "list the environments, for the matrix of a CI"),
    Command(
        "schema",
        "print or write the JSON Schemas, for an editor with the tenant's names",
        identity="plan",
        operations=(
            "read the organisation",
            "read groups",
            "read administrative units",
            "read licences",
            "read access packages",
            "read custom task extensions",
            "read workflows",
        ),
        optional=True,
    ),
    Command("tasks", "list the tasks of workflows, or show one with its arguments"),
    Command("attributes", "list the attributes that rules and triggers can name"),
    Command("placeholders", "list the placeholders that the subject and text of a mail can hold"),
    Command("explain", "explain the code of a finding, a risk or a refusal"),
    Command("completion", "print what completes commands, options and names in a shell"),
    Command("sandbox", "the embedded tenant: a small company with a clock, to try things on"),
)

COMMANDS = {command.name: command for command in _TABLE}
"""Every command by its name, in the order of `--help`."""


def commands_of(identity: str, *, optional: bool) -> tuple[Command, ...]:
    """The commands that the application `plan` or `apply` runs: those it must be able to run, or the optional ones."""
    return tuple(command for command in _TABLE if command.identity == identity and command.optional is optional)
