"""The table of commands. A command's module is imported only when it is called: start-up time counts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command's name, its module in this package and its line in `--help`."""

    name: str
    module: str
    summary: str


COMMANDS = (
    Command("validate", "validate", "check the files, offline"),
    Command("plan", "plan", "show what apply would do"),
    Command("apply", "apply", "bring the tenant to what git says"),
    Command("verify", "verify", "is a saved plan still true of the tenant and of git?"),
    Command("export", "export", "write the tenant as YAML"),
    Command("drift", "drift", "what changed in the tenant outside git"),
    Command("preview", "preview", "who is in scope, when, and who would receive each pass"),
    Command("audit", "audit", "who can mint a Temporary Access Pass"),
    Command("run", "run", "start a workflow for named people"),
    Command("status", "status", "runs, failures and their reasons, quarantine"),
    Command("history", "history", "versions of a workflow and what changed between them"),
    Command("doctor", "doctor", "check sign-in, permissions, licence and clock"),
    Command("init", "init", "lay out a new configuration repository"),
    Command("new", "new", "start a file from one of the service's templates"),
    Command("schema", "schema", "print or write the JSON Schemas"),
    Command("sandbox", "sandbox", "the embedded tenant: serve, reset, seed, advance, outbox"),
)
